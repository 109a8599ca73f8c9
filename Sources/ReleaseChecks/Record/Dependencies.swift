import GitHistory
import ReleaseModel
import ReleaseRecords
import SourceModel

/// What must be there before a release.
enum Dependencies {
  static let cyclic = FindingRule(
    "release/dependency-cyclic", "Dependencies in a circle", severity: .error,
    rationale: "Of steps that wait for each other none can be the first.",
    remedy: "Break the circle: let one step bear that another has not been done yet.",
    example: RecordTrials.record(
      "dependencies: {internal: [{id: a, needs: [b]}, {id: b, needs: [a]}]}"),
    nearMiss: RecordTrials.record(
      "dependencies: {internal: [{id: a, needs: [b]}, {id: b, needs: [c@>=1.2.0]}]}"))

  static let unknown = FindingRule(
    "release/dependency-unknown", "Dependency on nothing that is known", severity: .error,
    rationale: "What is needed must be something that somebody can look at and find there or not.",
    remedy: """
      Name the id of a feature or of another dependency, or a service with its version: \
      `service@>=1.2.0`.
      """,
    example: RecordTrials.record(
      "dependencies: {internal: [{id: a, needs: ['billing@1.2']}]}"),
    nearMiss: RecordTrials.record(
      "dependencies: {internal: [{id: a, needs: ['billing@>=1.2']}]}"))

  static let unproven = FindingRule(
    "release/dependency-unproven", "Dependency that is done by word only", severity: .error,
    rationale: """
      An outside service that was said to be ready and is not is found when the release fails on it.
      """,
    remedy: """
      Write the `date` since when it is there, and under `evidence` the path of what shows it.
      """,
    example: RecordTrials.record(
      "dependencies: {external: [{name: Kubernetes 1.28, status: done}]}"),
    nearMiss: RecordTrials.record(
      """
      dependencies:
        external:
          - {name: Kubernetes 1.28, status: done, date: 2026-05-01, evidence: docs/cluster.txt}
      """, "-- file: docs/cluster.txt\n1.28\n"))

  static let open = FindingRule(
    "release/dependency-open", "Open dependency of a planned release", severity: .error,
    rationale: "A release is not ready as long as what it needs is not there.",
    remedy: "Wait for it, or set the state back to `draft` before anybody relies on it.",
    example: RecordTrials.record(
      "dependencies: {external: [{name: Kubernetes 1.28, status: open}]}"),
    nearMiss: RecordTrials.record(
      "dependencies: {external: [{name: Kubernetes 1.28, status: open}]}", state: "draft"))

  static let rules = [cyclic, unknown, unproven, open]

  /// What is found of a record.
  static func facts(_ ground: RecordGround) -> [ReleaseFact] {
    circles(ground) + needs(ground) + external(ground)
  }

  // MARK: Needs

  private static func circles(_ ground: RecordGround) -> [ReleaseFact] {
    let features = ground.record.features.map { ($0.id, $0.needs) }
    let steps = ground.record.dependencies.internalOnes.map { ($0.id, $0.needs) }
    let nodes = features + steps
    var needs: [String: [String]] = [:]
    for (id, needed) in nodes { needs[id.value, default: []] += needed.map(\.value) }
    var cleared: Set<String> = []
    var facts: [ReleaseFact] = []
    for (id, _) in nodes where !cleared.contains(id.value) {
      for circle in circles(from: id.value, needs, &cleared) {
        let text = (circle + circle.prefix(1)).joined(separator: " -> ")
        let start = nodes.first { $0.0.value == circle.first }?.0 ?? id
        facts.append(
          ground.fact(cyclic, "the dependencies went in a circle: \(text)", at: start.range, text))
      }
    }
    return facts
  }

  /// The circles that are met on a walk; what was walked is cleared, so that each is told once.
  private static func circles(
    from start: String, _ needs: [String: [String]], _ cleared: inout Set<String>
  ) -> [[String]] {
    // A path of nodes, each with the place of its next need: no recursion, since input is deep.
    var path: [(id: String, next: Int)] = [(start, 0)]
    var isOnPath: Set<String> = [start]
    var found: [[String]] = []
    while let top = path.last {
      let list = needs[top.id] ?? []
      guard top.next < list.count else {
        cleared.insert(top.id)
        isOnPath.remove(top.id)
        path.removeLast()
        continue
      }
      path[path.count - 1].next += 1
      let next = list[top.next]
      if isOnPath.contains(next) {
        if found.count < 20 { found.append(Array(path.map(\.id).drop { $0 != next })) }
      } else if !cleared.contains(next), needs[next] != nil {
        path.append((next, 0))
        isOnPath.insert(next)
      }
    }
    return found
  }

  private static func needs(_ ground: RecordGround) -> [ReleaseFact] {
    let record = ground.record
    let known = Set(
      record.features.map(\.id.value) + record.dependencies.internalOnes.map(\.id.value)
        + record.dependencies.externalOnes.map(\.name.value))
    let needs =
      record.features.map { ($0.id.value, $0.needs) }
      + record.dependencies.internalOnes.map { ($0.id.value, $0.needs) }
    return needs.flatMap { id, needed in
      needed.filter { !known.contains($0.value) && !isVersioned($0.value) }.map { need in
        ground.fact(
          unknown, "'\(id)' needed '\(need.value)', which is no id and no service with a version",
          at: need.range, of: id, need.value)
      }
    }
  }

  /// Whether a text is `service@>=1.2.0`, with `>=`, `>`, `=` or `==`.
  static func isVersioned(_ text: String) -> Bool {
    guard let at = text.lastIndex(of: "@"), at != text.startIndex else { return false }
    var rest = text[text.index(after: at)...]
    guard let comparator = [">=", "==", ">", "="].first(where: rest.hasPrefix) else { return false }
    rest = rest.dropFirst(comparator.count)
    let isPlain = text[..<at].utf8.allSatisfy { $0 > 0x20 }
    return isPlain && ReleaseVersion(tag: String(rest).trimmed) != nil
  }

  // MARK: Others

  private static func external(_ ground: RecordGround) -> [ReleaseFact] {
    ground.record.dependencies.externalOnes.compactMap { dependency in
      let name = dependency.name.value
      if dependency.status.value == .open {
        guard ground.isPlanned else { return nil }
        return ground.fact(
          open, "'\(name)' was open in the state '\(ground.record.state.value.rawValue)'",
          at: dependency.status.range, of: name)
      }
      var lacks: [String] = []
      if dependency.date == nil { lacks.append("without a date") }
      if let date = dependency.date, date.value > ground.scene.asOf {
        lacks.append("on \(date.value), which is still to come")
      }
      if let evidence = dependency.evidence {
        if !resolves(evidence.value, ground) {
          lacks.append("by '\(evidence.value)', which is not in the tree")
        }
      } else {
        lacks.append("without evidence")
      }
      guard !lacks.isEmpty else { return nil }
      return ground.fact(
        unproven, "'\(name)' was done \(lacks.joined(separator: " and "))",
        at: dependency.status.range, of: name, lacks.joined(separator: " "))
    }
  }

  /// Whether a text is a path at `after`, from the root or from the release's folder, or the name
  /// of a piece of evidence in it.
  private static func resolves(_ text: String, _ ground: RecordGround) -> Bool {
    let tree = ground.scene.after
    if let path = RepositoryPath(text), tree.object(at: path) != nil { return true }
    let folder = ground.folder.path
    return [text, "evidence/\(text)", "evidence/\(text).json"].contains { spelling in
      folder.resolving(Array(spelling.utf8)).map { tree.object(at: $0) != nil } ?? false
    }
  }
}
