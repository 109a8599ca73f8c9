import ReleaseModel
import SourceModel

/// The changes of one contract, as people read them.
struct ReportSection {
  /// The contract's root.
  let path: RepositoryPath
  /// The contract's format.
  let format: String
  /// What became of the contract; nil if the report does not list it.
  let status: Report.ContractStatus?
  /// The changes that the view shows: gravest first, then in report order.
  let changes: [Change]
  /// How many changes of each classification the contract has, shown or not; gravest first.
  let counts: [(classification: Classification, count: Int)]

  /// Groups changes of a report by contract; contracts in path order, those without a change left
  /// out.
  static func sections(of report: Report, changes: [Change], view: View) -> [ReportSection] {
    struct Key: Hashable {
      let path: RepositoryPath
      let format: String
    }
    var groups: [Key: [Change]] = [:]
    for change in changes {
      groups[Key(path: change.contract, format: change.format), default: []].append(change)
    }
    var statuses: [Key: Report.ContractStatus] = [:]
    for contract in report.contracts {
      statuses[Key(path: contract.paths.first ?? .root, format: contract.format)] = contract.status
    }
    let keys = groups.keys.sorted { a, b in
      a.path != b.path ? a.path < b.path : a.format.utf8.lexicographicallyPrecedes(b.format.utf8)
    }
    return keys.map { key in
      let changes = groups[key, default: []]
      let shown = Classification.allCases.reversed().filter(view.shows).flatMap { classification in
        changes.filter { $0.classification == classification }
      }
      return ReportSection(
        path: key.path, format: key.format, status: statuses[key], changes: shown,
        counts: countsByGravity(changes))
    }
  }
}

/// How many changes there are of each classification that occurs, gravest first.
func countsByGravity(
  _ changes: [Change]
) -> [(classification: Classification, count: Int)] {
  Classification.allCases.reversed().compactMap { classification in
    let count = changes.count { $0.classification == classification }
    return count == 0 ? nil : (classification, count)
  }
}

/// A number and its noun: `1 problem`, `2 problems`.
func counted(_ count: Int, _ singular: String, _ plural: String? = nil) -> String {
  "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
}

/// The users of a changed element, each once.
struct AffectedUsers {
  /// The users that the change names, in its order.
  let names: [Name]
  /// How many there are; a long list of names is cut.
  let total: Int

  init(of change: Change) {
    var seen: Set<Name> = []
    // A user that reaches the element in both positions stands in the change twice.
    names = change.affected.map(\.element).filter { seen.insert($0).inserted }
    total = max(change.affectedCount, names.count)
  }

  /// The first users by name, and how many more there are; nil if there are none.
  func list(showing limit: Int) -> String? {
    if total == 0 { return nil }
    if names.isEmpty { return counted(total, "element") }
    let shown = names.prefix(limit)
    let more = total - shown.count
    return shown.map(\.text).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}

/// An element as a reader needs it: nil if the message says it already.
func elementToName(_ element: Name, beside message: String) -> String? {
  let element = element.text
  return element.isEmpty || message.contains(element) ? nil : visible(element)
}
