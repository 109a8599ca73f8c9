package import SourceModel

extension ReleaseRecord {
  /// What people had to know before they planned.
  package struct Inputs: Hashable, Sendable {
    /// What is changing.
    package var change: Stated<String>?
    /// The version that is in use.
    package var from: Stated<String>?
    /// The version that is to come.
    package var to: Stated<String>?
    /// Who uses what changes.
    package var consumers: [Consumer] = []
    /// How much data there is.
    package var volume: Stated<String>?
    /// How long it may take.
    package var latency: Stated<String>?
    /// Where it runs.
    package var environment: Stated<String>?
    /// Where it stands.
    package var range = SourceRange(0, 0)

    /// Says nothing.
    package init() {}
  }

  /// Who uses what changes.
  package struct Consumer: Hashable, Sendable {
    /// The id by which breaking changes name it.
    package var id = Stated("")
    /// What it is.
    package var about: String?

    /// Says nothing.
    package init() {}
  }

  /// What a release is to reach, and how one sees it.
  package struct Objective: Hashable, Sendable {
    /// The aim.
    package var text = Stated("")
    /// What is measured, with its number, unit and window: `sign-ups >= 50 within 60d`.
    package var metric: Stated<String>?

    /// Says nothing.
    package init() {}
  }

  /// Something that comes with a release, or was put off.
  package struct Feature: Hashable, Sendable {
    /// How much a release needs it.
    package enum Batch: String, Hashable, Sendable, CaseIterable {
      case must, nice, deferred
    }

    /// Its id within the record.
    package var id = Stated("")
    /// What it is.
    package var title: String?
    /// How much the release needs it.
    package var batch = Stated(Batch.must)
    /// Why it is in the release, or put off.
    package var reason: Stated<String>?
    /// The ids of what it needs: features and dependencies.
    package var needs: [Stated<String>] = []
    /// How likely it is to go wrong.
    package var risk: Stated<Grade>?
    /// How hard it is to take back.
    package var rollback: Stated<Grade>?
    /// The flag that shows it to users.
    package var flag: Stated<String>?
    /// The files that make it.
    package var paths: [Stated<PathGlob>] = []
    /// The version for which it is planned, if it is put off.
    package var target: Stated<String>?

    /// Says nothing.
    package init() {}
  }

  /// What a release is known to break.
  package struct Breaking: Hashable, Sendable {
    /// In APIs; nil if nothing is said, empty if nothing is said to break.
    package var api: [Break]?
    /// In stored data.
    package var schema: [Break]?
    /// In configuration.
    package var configuration: [Break]?
    /// Where it stands.
    package var range = SourceRange(0, 0)

    /// Says nothing.
    package init() {}

    /// All of them.
    package var all: [Break] { (api ?? []) + (schema ?? []) + (configuration ?? []) }
  }

  /// One thing that breaks.
  package struct Break: Hashable, Sendable {
    /// What it is about.
    package var selector = Selector()
    /// What changes.
    package var change: Stated<String>?
    /// What its users do.
    package var migration: Stated<String>?
    /// How long it was announced, in days.
    package var deprecationDays: Stated<Int>?
    /// The ids of the consumers that it touches.
    package var consumers: [Stated<String>] = []
    /// Why it touches nobody.
    package var noConsumersBecause: Stated<String>?
    /// The guide for its users.
    package var guide: Stated<RepositoryPath>?
    /// How hard it is to take back.
    package var rollback: Stated<Grade>?
    /// The key that configuration must now have.
    package var key: Stated<String>?
    /// Whether what was configured before still works.
    package var isCompatible: Stated<Bool>?
    /// Where it stands.
    package var range = SourceRange(0, 0)

    /// Says nothing.
    package init() {}
  }

  /// What must be there first.
  package struct Dependencies: Hashable, Sendable {
    /// What others of the same house must do.
    package var internalOnes: [InternalDependency] = []
    /// What others outside must do.
    package var externalOnes: [ExternalDependency] = []

    /// Says nothing.
    package init() {}
  }

  /// What others of the same house must do.
  package struct InternalDependency: Hashable, Sendable {
    /// Its id within the record.
    package var id = Stated("")
    /// What must be there: `service@>=1.2.0`, or the id of another step.
    package var needs: [Stated<String>] = []
    /// The step before which it must be there: `migrate`, `deploy`, the name of a stage.
    package var before: Stated<String>?

    /// Says nothing.
    package init() {}
  }

  /// What others outside must do.
  package struct ExternalDependency: Hashable, Sendable {
    /// Whether it is there.
    package enum Status: String, Hashable, Sendable, CaseIterable {
      case open, done
    }

    /// What it is.
    package var name = Stated("")
    /// Whether it is there.
    package var status = Stated(Status.open)
    /// Since when.
    package var date: Stated<CalendarDate>?
    /// What shows it: a path at `after`, or the id of evidence.
    package var evidence: Stated<String>?

    /// Says nothing.
    package init() {}
  }

  /// What may go wrong.
  package struct Risk: Hashable, Sendable {
    /// How bad it would be.
    package var level = Stated(Grade.medium)
    /// What it is.
    package var text = Stated("")
    /// What is done against it.
    package var mitigation: Stated<String>?
    /// The metric by which it would show.
    package var metric: Stated<String>?

    /// Says nothing.
    package init() {}
  }

  /// How rows are brought over.
  package struct Backfill: Hashable, Sendable {
    /// The table.
    package var table = Stated("")
    /// How many rows at a time.
    package var batch: Stated<Int>?
    /// Why it may run twice.
    package var idempotent: Stated<String>?
    /// The query that checks the outcome.
    package var verify: Stated<RepositoryPath>?
    /// The counts that the check gives.
    package var counts: [Stated<String>] = []
    /// Where it stands.
    package var range = SourceRange(0, 0)

    /// Says nothing.
    package init() {}
  }

  /// How long two places are written at once.
  package struct DualWrite: Hashable, Sendable {
    /// The release tag that began it.
    package var from = Stated("")
    /// The longest time, in releases.
    package var maxReleases = Stated(1)

    /// Says nothing.
    package init() {}
  }

  /// Members of one thing that goes through expand, migrate and contract together.
  package struct ElementGroup: Hashable, Sendable {
    /// Its name.
    package var name = Stated("")
    /// A column: `users.old_name`.
    package var columns: [Stated<String>] = []
    /// Elements of APIs, as reports print them.
    package var api: [Stated<String>] = []
    /// Flags.
    package var flags: [Stated<String>] = []

    /// Says nothing.
    package init() {}
  }

  /// A version that the tree must show.
  package struct DeclaredVersion: Hashable, Sendable {
    /// Whether it is that of an API, of a schema or of a tool.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
      case api, schema, tool
    }

    /// Of what kind.
    package var kind = Stated(Kind.tool)
    /// Of what.
    package var name: String?
    /// The version.
    package var version = Stated("")
    /// The file that says so.
    package var file = Stated(RepositoryPath.root)
    /// The keys to it, joined by dots: `info.version`; nil if the file's name or text has it.
    package var key: Stated<String>?

    /// Says nothing.
    package init() {}
  }

  /// Something that is planned for a day.
  package struct Appointment: Hashable, Sendable {
    /// What.
    package var name = Stated("")
    /// When.
    package var date = Stated(CalendarDate(dayNumber: 0))
    /// The weekday as it was written.
    package var weekday: Stated<String>?
    /// The stage that begins then.
    package var stage: Stated<String>?

    /// Says nothing.
    package init() {}
  }

  /// A step of the whole undertaking.
  package struct Milestone: Hashable, Sendable {
    /// Its id.
    package var id = Stated("")
    /// When it was reached.
    package var done: Stated<CalendarDate>?

    /// Says nothing.
    package init() {}
  }

  /// What a release claims of its range; nil where it claims nothing.
  package struct Claims: Hashable, Sendable {
    /// No migration changes.
    package var noMigrations: Stated<Bool>?
    /// Nothing breaks.
    package var noBreaking: Stated<Bool>?
    /// All new behavior is behind flags.
    package var allBehindFlags: Stated<Bool>?
    /// Clients go on without an update.
    package var isBackwardCompatible: Stated<Bool>?
    /// The schema changed in that release, and not in this one.
    package var schemaChangesIn: Stated<String>?

    /// Claims nothing.
    package init() {}
  }

  /// A document that belongs to a release.
  package struct Link: Hashable, Sendable {
    /// What it is to the release.
    package var role = Stated("")
    /// The path, or an id of a task.
    package var target = Stated("")

    /// Says nothing.
    package init() {}
  }

  /// The tag as it was made.
  package struct Tag: Hashable, Sendable {
    /// Its name.
    package var name = Stated("")
    /// The id of the tag object, or of the commit if it has none.
    package var object = Stated("")

    /// Says nothing.
    package init() {}
  }

  /// A problem that is known.
  package struct Issue: Hashable, Sendable {
    /// Where it is followed up.
    package var ref = Stated("")
    /// What it is.
    package var text: String?

    /// Says nothing.
    package init() {}
  }
}
