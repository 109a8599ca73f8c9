/// The documents of a release, and what each must say.
package enum DocumentKind: String, Hashable, Sendable, CaseIterable {
  case contract = "COMPATIBILITY_CONTRACT.md"
  case migration = "MIGRATION_PLAN.md"
  case rollout = "ROLLOUT_PLAN.md"
  case rollback = "ROLLBACK_PLAN.md"
  case checklist = "VALIDATION_CHECKLIST.md"
  case runbook = "RUNBOOK.md"
  case communication = "COMMUNICATION.md"
  /// One file for each breaking change, in the folder `guides`.
  case guide = "guides"

  /// The name of the folder that guides stand in.
  package static let guidesName = DocumentKind.guide.rawValue

  /// The sections that the document must have, in the order in which they are written.
  package var sections: [SectionDemand] {
    switch self {
    case .contract:
      [
        SectionDemand("Must stay compatible", "must remain compatible", "must stay"),
        SectionDemand("May change"),
        SectionDemand("Deprecation policy", "deprecation"),
      ]
    case .migration:
      [
        SectionDemand("Steps"),
        SectionDemand("Backfill"),
        SectionDemand("Validation", "correctness"),
        SectionDemand("Triggers", "trigger"),
      ]
    case .rollout: [SectionDemand("Stages", "phases", "stage", "phase")]
    case .rollback:
      [
        SectionDemand("What is reverted", parts: ["Code", "Config", "Data"]),
        SectionDemand("What is not reverted", "irreversible"),
        SectionDemand("How behavior is restored", "restore", "restored", "restoring"),
        SectionDemand("How success is validated", "validate", "validated", "validation"),
      ]
    case .checklist:
      [
        SectionDemand("Functional"), SectionDemand("Performance"), SectionDemand("Compatibility"),
        SectionDemand("Security"), SectionDemand("Operations", "ops", "operational"),
      ]
    case .runbook: [SectionDemand("Steps", "step", "deployment")]
    case .communication: [SectionDemand("Internal"), SectionDemand("External")]
    case .guide:
      [
        SectionDemand("What"), SectionDemand("Why"), SectionDemand("Affected"),
        SectionDemand("Steps"), SectionDemand("Before and after", "before", "examples"),
        SectionDemand("Sandbox"), SectionDemand("Support"), SectionDemand("Preserved"),
        SectionDemand("Not preserved", "not compatible"),
      ]
    }
  }

  /// The sections that it must have where a pack wants documents in full.
  package var fullSections: [SectionDemand] {
    switch self {
    case .rollout:
      [
        SectionDemand("Controls"), SectionDemand("Dashboards", "monitoring"),
        SectionDemand("Alerts"), SectionDemand("On-call"), SectionDemand("Timeline"),
        SectionDemand("After the rollout", "post-rollout"),
      ]
    case .rollback:
      [SectionDemand("After the rollback", "post-rollback"), SectionDemand("Communication")]
    case .runbook:
      [
        SectionDemand("Code readiness"), SectionDemand("Infrastructure readiness"),
        SectionDemand("Documentation readiness"), SectionDemand("Team readiness"),
        SectionDemand("Smoke tests", "smoke testing"), SectionDemand("Contacts"),
        SectionDemand("Troubleshooting"), SectionDemand("After the release", "post-release"),
      ]
    case .communication:
      [SectionDemand("Stakeholders", "stakeholder"), SectionDemand("Customers", "customer")]
    case .contract, .migration, .checklist, .guide: []
    }
  }

  /// Whether its lists are actions, each with its evidence and its output.
  var listsActions: Bool { self == .migration || self == .rollout || self == .rollback }

  /// Whether nothing in it may be still to come once the release is complete.
  var isOfThePast: Bool {
    switch self {
    case .migration, .rollout, .checklist, .runbook: true
    case .contract, .rollback, .communication, .guide: false
    }
  }
}

/// A section that a document must have.
package struct SectionDemand: Hashable, Sendable {
  /// The heading as it is proposed.
  package let title: String
  /// What must be said of each of these in it.
  package let parts: [String]
  private let words: [[String]]

  /// Demands a section by its heading, or by other words that its heading may have.
  package init(_ title: String, _ others: String..., parts: [String] = []) {
    self.title = title
    self.parts = parts
    words = ([title] + others).map { Words.of($0) }
  }

  /// Whether a heading is that of the section: it has the words, in order and together.
  package func matches(_ heading: String) -> Bool {
    let heading = Words.of(heading)
    return words.contains { wanted in
      guard wanted.count <= heading.count, !wanted.isEmpty else { return false }
      // What is not preserved is another section than what is.
      if heading.contains("not"), !wanted.contains("not") { return false }
      return (0...(heading.count - wanted.count)).contains { start in
        heading[start...].starts(with: wanted)
      }
    }
  }
}
