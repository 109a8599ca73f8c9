import ReleaseModel
import ReleaseRecords
import SourceModel

/// The documents that a release must have because of what it changes.
enum RequiredDocuments {
  static let rules: [FindingRule] = DocumentKind.allCases.filter { $0 != .guide }.map(rule)

  static func facts(in documents: DocumentScene) -> [ReleaseFact] {
    DocumentKind.allCases.filter { $0 != .guide }.compactMap { kind in
      guard documents.document(kind) == nil, let demand = demand(for: kind, in: documents) else {
        return nil
      }
      let path = documents.folder.appending(kind.rawValue.utf8)
      if documents.unopened.contains(where: { $0.path == path }) { return nil }
      return ReleaseFact(
        rule(kind), "'\(kind.rawValue)' was missing: \(demand.reason)",
        element: Name(kind.rawValue), path: path, place: demand.place,
        related: [Finding.RelatedPlace(path: path, message: "the document that is missing")],
        remedy: "Write '\(path)', or let 'relgate plan' write what it can.")
    }
  }

  /// The documents that are demanded, whether or not they are there.
  static func kinds(in documents: DocumentScene) -> [DocumentKind] {
    DocumentKind.allCases.filter { demand(for: $0, in: documents) != nil }
  }

  /// The line that demands a document, and why it does.
  private struct Demand {
    let reason: String
    let place: Place?
  }

  private static func demand(for kind: DocumentKind, in documents: DocumentScene) -> Demand? {
    let noticed = documents.noticed.sorted()
    let stored: Set<Substring> = ["sql"]
    func demand(_ reason: String, _ change: Change?) -> Demand? {
      change.map { Demand(reason: "\(reason): \($0.message)", place: $0.primary) }
    }
    switch kind {
    case .contract:
      return demand(
        "a public surface changed", noticed.first { !stored.contains($0.rule.prefix) })
    case .migration:
      let data = documents.scene.surfaces["data-file", default: []]
      return demand("stored data changed", noticed.first { stored.contains($0.rule.prefix) })
        ?? data.first.map { Demand(reason: "a data file changed", place: start(of: $0)) }
    case .rollout:
      return demand("the release breaks something", documents.breaking.min())
        ?? deployment(in: documents).map {
          Demand(reason: "what is deployed changed", place: start(of: $0))
        }
    case .rollback, .checklist: return demand("the release changes something", noticed.first)
    case .runbook, .communication:
      guard documents.scene.terms.isFull else { return nil }
      return demand("a pack wants all documents", noticed.first)
    case .guide: return nil
    }
  }

  /// The first changed file that says what runs, where, or for whom.
  private static func deployment(in documents: DocumentScene) -> RepositoryPath? {
    let folders: Set<String> = [
      "k8s", "kubernetes", "deploy", "deployment", "deployments", "helm", "charts", "kustomize",
      "flags", "feature-flags",
    ]
    if let path = documents.scene.surfaces["topology", default: []].first { return path }
    return documents.scene.deltas.map(\.path).first { path in
      ["yaml", "yml", "json"].contains(path.fileExtension)
        && path.segments.dropLast().contains { folders.contains(Name($0).text) }
    }
  }

  private static func start(of path: RepositoryPath) -> Place {
    Place(path: path, line: 1, column: 1, endLine: 1, endColumn: 1, excerpt: "", value: "")
  }

  // MARK: Rules

  private static func rule(_ kind: DocumentKind) -> FindingRule {
    let subject =
      switch kind {
      case .contract: "compatibility-contract"
      case .migration: "migration-plan"
      case .rollout: "rollout-plan"
      case .rollback: "rollback-plan"
      case .checklist: "validation-checklist"
      case .runbook: "runbook"
      case .communication, .guide: "communication"
      }
    let trial = trial(kind)
    return FindingRule(
      RuleID("release/\(subject)-missing"), "\(kind.rawValue) was missing", severity: nil,
      isCompleteness: true, rationale: reason(kind),
      remedy: "Write \(kind.rawValue) in the folder of the release.",
      example: trial,
      nearMiss: FindingRule.Trial(
        before: trial.before, after: trial.after + DocumentTrials.file(kind, "# Written")))
  }

  private static func trial(_ kind: DocumentKind) -> FindingRule.Trial {
    switch kind {
    case .migration, .rollback, .checklist:
      FindingRule.Trial(
        before: DocumentTrials.table, after: DocumentTrials.column + "\n" + DocumentTrials.record())
    case .contract, .rollout, .guide:
      FindingRule.Trial(
        before: DocumentTrials.api,
        after: DocumentTrials.brokenAPI + "\n" + DocumentTrials.record())
    case .runbook, .communication:
      FindingRule.Trial(
        before: DocumentTrials.api + "\n" + DocumentTrials.fullPack(kind),
        after: DocumentTrials.brokenAPI + "\n" + DocumentTrials.record())
    }
  }

  private static func reason(_ kind: DocumentKind) -> String {
    switch kind {
    case .contract:
      "Those who use a public surface must be able to read what stays, what may change, and until when."
    case .migration:
      "Data that is brought over without a plan is brought over differently each time."
    case .rollout: "What breaks, or moves traffic, must reach a few before it reaches all."
    case .rollback:
      "A way back that is designed during an incident is found too late, or loses data."
    case .checklist: "What was not checked before all traffic came is checked by those who use it."
    case .runbook:
      "Steps that only their author knows cannot be carried out, or taken back, by others."
    case .communication, .guide: "Those who are touched must hear of it in time, from one voice."
    }
  }
}
