package import DataTrees
package import SourceModel

extension ReleaseRecord {
  /// How a release is rolled out.
  package struct Rollout: Hashable, Sendable {
    /// How traffic is moved.
    package enum Approach: String, Hashable, Sendable, CaseIterable {
      case canary
      case blueGreen = "blue-green"
      case rolling
      case flagPercentage = "flag-percentage"
    }

    /// A ladder of stages that is known by name.
    package enum Preset: String, Hashable, Sendable, CaseIterable {
      /// 1 to 5, 10, 50 and 100 percent.
      case canaryRamp = "canary-ramp"
      /// 1, 5, 20, 50 and 100 percent; what lies between success and abort holds.
      case phased
      /// 5, 25, 50 and 100 percent.
      case quarters
      case custom
    }

    /// How traffic is moved.
    package var approach: Stated<Approach>?
    /// The ladder.
    package var preset: Stated<Preset>?
    /// From the first traffic to all of it: `8d`.
    package var duration: Stated<String>?
    /// The flag by which traffic is chosen.
    package var flag: Stated<String>?
    /// The criterion that ends it in every stage: `error_rate > 3%`.
    package var halt: Stated<String>?
    /// The stages, in order.
    package var stages: [Stage] = []
    /// How traffic is moved by hand.
    package var controls: Controls?
    /// The alerts that tell people of trouble.
    package var alerts: [Trigger] = []
    /// Where it stands.
    package var range = SourceRange(0, 0)

    /// Says nothing.
    package init() {}
  }

  /// How traffic is moved by hand.
  package struct Controls: Hashable, Sendable {
    /// The flags.
    package var flags: [Stated<String>] = []
    /// The roles that may move it.
    package var access: [Stated<String>] = []
    /// Where its state is seen.
    package var dashboard: Stated<String>?
    /// The command that tells its state.
    package var read: Stated<String>?
    /// The command that moves it.
    package var update: Stated<String>?
    /// The command that takes all of it back at once.
    package var disable: Stated<String>?
    /// Where they stand.
    package var range = SourceRange(0, 0)

    /// Says nothing.
    package init() {}
  }

  /// One stage of a rollout.
  package struct Stage: Hashable, Sendable {
    /// What to do with a value that is neither a success nor a failure.
    package enum Otherwise: String, Hashable, Sendable, CaseIterable {
      case hold, rollback, advance
    }

    /// Its name.
    package var name = Stated("")
    /// The share of traffic in percent; 0 before production.
    package var traffic: Stated<DecimalNumber>?
    /// Who sees it.
    package var audience: Stated<String>?
    /// The segment of the flag.
    package var segment: Stated<String>?
    /// Where it runs, if not in production.
    package var environment: Stated<String>?
    /// How long it lasts at least: `24h`.
    package var duration: Stated<String>?
    /// What must hold before it begins.
    package var entry: [StageCondition] = []
    /// The metrics that are watched, each by its name or with its target: `error_rate < 0.5%`.
    package var metrics: [Stated<String>] = []
    /// When it has succeeded.
    package var success: [StageCondition] = []
    /// When it has failed.
    package var abort: [StageCondition] = []
    /// What to do between success and failure.
    package var otherwise: Stated<Otherwise>?
    /// The role that decides.
    package var decides: Stated<String>?
    /// Where it stands.
    package var range = SourceRange(0, 0)

    /// Says nothing.
    package init() {}
  }

  /// A condition of a stage: measured, or judged by a role, or a piece of evidence.
  package struct StageCondition: Hashable, Sendable {
    /// A criterion: `error_rate <= 0.5%`.
    package var measured: Stated<String>?
    /// A sentence that a person judges.
    package var judged: Stated<String>?
    /// The role that judges.
    package var role: Stated<String>?
    /// A kind of evidence that must be there.
    package var evidence: Stated<String>?
    /// Where it stands.
    package var range = SourceRange(0, 0)

    /// Says nothing.
    package init() {}
  }

  /// Who decided what.
  package struct Decision: Hashable, Sendable {
    /// What was decided.
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
      case go
      case noGo = "no-go"
      case hold, rollback
    }

    /// The stage that it is about.
    package var stage = Stated("")
    /// What was decided.
    package var outcome = Stated(Outcome.go)
    /// The role that decided.
    package var role = Stated("")
    /// When.
    package var date: Stated<CalendarDate>?
    /// The statement that shows it.
    package var evidence: Stated<RepositoryPath>?

    /// Says nothing.
    package init() {}
  }
}
