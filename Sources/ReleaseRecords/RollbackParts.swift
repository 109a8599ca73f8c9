package import DataTrees
package import SourceModel

extension ReleaseRecord {
  /// How a release is taken back.
  package struct Rollback: Hashable, Sendable {
    /// The ways, each for a part of the changes.
    package var types: [RollbackType] = []
    /// The way that is taken first.
    package var preferred: Stated<RollbackType.Kind>?
    /// How sure the authors are, from 0 to 1.
    package var confidence: Stated<DecimalNumber>?
    /// What cannot be taken back.
    package var irreversible: [IrreversibleObject] = []
    /// Where it stands.
    package var range = SourceRange(0, 0)

    /// Says nothing.
    package init() {}
  }

  /// One way back.
  package struct RollbackType: Hashable, Sendable {
    /// What is turned back.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
      case application, database, flag, infrastructure
    }

    /// What is turned back.
    package var kind = Stated(Kind.application)
    /// How hard it is.
    package var complexity: Stated<Grade>?
    /// How long it takes, at most.
    package var minutes: Stated<Int>?
    /// How likely it is to go wrong.
    package var risk: Stated<Grade>?
    /// How sure the authors are, from 0 to 1.
    package var confidence: Stated<DecimalNumber>?
    /// What must hold for it.
    package var prerequisites: [Prerequisite] = []
    /// What is done, in order.
    package var procedure: [Step] = []
    /// The changes that it takes back.
    package var appliesTo: [Selector] = []
    /// When it was tried.
    package var tested: TestRecord?
    /// What data is lost; `none` needs a reason.
    package var dataLoss: Stated<String>?
    /// The runbook that says more.
    package var runbook: Stated<RepositoryPath>?
    /// Where it stands.
    package var range = SourceRange(0, 0)

    /// Says nothing.
    package init() {}
  }

  /// What must hold for a way back.
  package struct Prerequisite: Hashable, Sendable {
    /// A fact that the range shows.
    package enum Fact: String, Hashable, Sendable, CaseIterable {
      /// No migration is in the range.
      case noMigrations = "no_migrations"
      /// All migrations of the range have a way down.
      case downMigrations = "down_migrations"
      /// A backup is evidenced.
      case backup
      /// All new behavior is behind flags.
      case behindFlags = "behind_flags"
      /// The image of the release before is named and not floating.
      case previousImage = "previous_image"
    }

    /// The fact; nil if people judge it.
    package var fact: Stated<Fact>?
    /// What people judge.
    package var text: Stated<String>?
    /// The evidence for it.
    package var evidence: Stated<String>?

    /// Says nothing.
    package init() {}
  }

  /// One step of a procedure.
  package struct Step: Hashable, Sendable {
    /// A command.
    package var run: Stated<String>?
    /// Something to flip back, as `kind:what`: `flag:new-checkout`, `alias:products`.
    package var lever: Stated<String>?
    /// What a person does.
    package var text: Stated<String>?

    /// Says nothing.
    package init() {}
  }

  /// When a way back was tried.
  package struct TestRecord: Hashable, Sendable {
    /// The day.
    package var date: Stated<CalendarDate>?
    /// How long it took.
    package var seconds: Stated<Int>?
    /// The roles of those who took part.
    package var participants: [Stated<String>] = []
    /// What was found, each with where it is followed up.
    package var issues: [Issue] = []
    /// The evidence, by its path.
    package var evidence: Stated<RepositoryPath>?
    /// Where it stands.
    package var range = SourceRange(0, 0)

    /// Says nothing.
    package init() {}
  }

  /// Something that cannot be taken back.
  package struct IrreversibleObject: Hashable, Sendable {
    /// What is gone: `table.column`, an index, a topic.
    package var object = Stated("")
    /// The data that is lost.
    package var lost: Stated<String>?
    /// The command that brings it back from a backup.
    package var restore: Stated<String>?
    /// The evidence of the backup.
    package var backup: Stated<RepositoryPath>?
    /// How long it takes.
    package var minutes: Stated<Int>?
    /// The role that decides.
    package var decides: Stated<String>?
    /// Where it stands.
    package var range = SourceRange(0, 0)

    /// Says nothing.
    package init() {}
  }

  /// When a release is taken back: by a metric, or by an event that somebody sees.
  package struct Trigger: Hashable, Sendable {
    /// A criterion: `error_rate > 5%`.
    package var metric: Stated<String>?
    /// For how long: `5m`.
    package var duration: Stated<String>?
    /// What happened.
    package var event: Stated<String>?
    /// The role that sees it.
    package var detector: Stated<String>?
    /// What is done.
    package var action: Stated<String>?
    /// Where it stands.
    package var range = SourceRange(0, 0)

    /// Says nothing.
    package init() {}
  }
}
