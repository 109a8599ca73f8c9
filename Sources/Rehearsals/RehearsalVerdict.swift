extension RehearsedMigration.Outcome {
  /// What it means, a sentence.
  package var meaning: String {
    switch self {
    case .restored: "The way down brought the schema back exactly."
    case .restoredUpToColumnOrder:
      "The way down brought the schema back, but for the order of columns."
    case .differs: "The way down left another schema."
    case .upFailed: "The way up failed."
    case .downFailed: "The way down failed."
    case .noDown: "It went up, and has no way down."
    case .notRehearsable: "It could not be rehearsed on this server."
    }
  }
}

extension RehearsalResult {
  /// What a rehearsal says of its range.
  package enum Verdict: Hashable, Sendable {
    /// All went up, and down again where the tool has ways down.
    case passed
    /// Something failed, differs, or has no way down though others of its tool have.
    case failed
    /// Nothing failed, but something could not be rehearsed.
    case undecided
  }

  /// How many migrations had each outcome.
  package var counts: [RehearsedMigration.Outcome: Int] {
    chains.flatMap(\.migrations).reduce(into: [:]) { $0[$1.outcome, default: 0] += 1 }
  }

  /// What it says of its range.
  package var verdict: Verdict {
    let verdicts = chains.flatMap { chain in
      chain.migrations.map { $0.verdict(hasDowns: chain.hasDowns) }
    }
    if verdicts.contains(.failed) { return .failed }
    return verdicts.contains(.undecided) ? .undecided : .passed
  }
}

extension RehearsedMigration {
  /// What it means for its range.
  package func verdict(hasDowns: Bool) -> RehearsalResult.Verdict {
    switch outcome {
    case .restored, .restoredUpToColumnOrder: again == .failed ? .failed : .passed
    case .noDown: hasDowns ? .failed : .passed
    case .differs, .upFailed, .downFailed: .failed
    case .notRehearsable: .undecided
    }
  }
}
