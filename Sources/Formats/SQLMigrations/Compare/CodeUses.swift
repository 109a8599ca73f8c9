import CodeSearch
import FormatKit
import PostgresSchema
import ReleaseModel
import SourceModel

/// Looks for code that uses what migrations take away.
struct CodeUses {
  private let scene: ChainScene
  /// The files of chains, which are no code that uses them.
  private let claimed: Set<RepositoryPath>

  /// How many places are named.
  private static let namedPlaces = 20

  init(_ scene: ChainScene, claimed: Set<RepositoryPath>) {
    self.scene = scene
    self.claimed = claimed
  }

  /// A place in code.
  private struct Place: Hashable, Comparable {
    let path: RepositoryPath
    let line: Int
    let isCertain: Bool

    static func < (a: Place, b: Place) -> Bool { (a.path, a.line) < (b.path, b.line) }
  }

  /// One change for each object that code at `before` still uses, by the index of its chain.
  func changes(
    for retired: [(chain: Int, objects: [RetiredObject])]
  ) -> [(Int, [DetectedChange])] {
    let objects = retired.flatMap { item in item.objects.map { (item.chain, $0) } }
    if objects.isEmpty || scene.isWholeTree { return [] }
    let query = CodeQuery(
      objects.map { _, object in
        object.column.map { .column(table: object.table.name, column: $0) }
          ?? .table(object.table.name)
      })
    let before = places(query, in: scene.before, count: objects.count)
    let after = places(query, in: scene.after, count: objects.count)
    return objects.enumerated().compactMap { index, item in
      change(item.1, before[index], after[index]).map { (item.0, [$0]) }
    }
  }

  private func places(
    _ query: CodeQuery, in tree: any FileTree, count: Int
  ) -> [[Place]] {
    var places = Array(repeating: [Place](), count: count)
    for path in tree.files(below: .root)
    where CodeQuery.isCode(path) && scene.isCode(path) && !claimed.contains(path) {
      guard case .file(let source) = tree.read(path) else { continue }
      for use in query.uses(in: source) where places.indices.contains(use.name) {
        places[use.name].append(
          Place(
            path: path, line: source.line(at: use.location.range.lower),
            isCertain: use.certainty == .certain))
      }
    }
    return places
  }

  private func change(
    _ object: RetiredObject, _ before: [Place], _ after: [Place]
  ) -> DetectedChange? {
    let certain = Set(before.filter(\.isCertain)).sorted()
    let places = certain.isEmpty ? Set(before).sorted() : certain
    guard let first = places.first else { return nil }
    let subject =
      object.column.map { "column '\($0.text)' of '\(object.table.shown.text)'" }
      ?? "'\(object.table.shown.text)'"
    let left = certain.isEmpty ? after : after.filter(\.isCertain)
    let outlook =
      left.isEmpty
      ? "the code stops using it in the release that takes it away"
      : "the code at 'after' uses it still"
    let certainty = certain.isEmpty ? "may still use it" : "still uses it"
    let others = places.count > 1 ? " and \(places.count - 1) more places" : ""
    return DetectedChange(
      OverlapRules.referenced, object.element,
      "\(subject) was \(object.verb), and the code at 'before' \(certainty) at"
        + " \(first.path.text):\(first.line)\(others); \(outlook)",
      at: object.location, in: object.place, as: certain.isEmpty ? .risky : .breaking,
      affected: places.prefix(CodeUses.namedPlaces).map {
        AffectedElement(element: Name("\($0.path.text):\($0.line)"), position: nil, count: 1)
      }, affectedCount: places.count)
  }
}

extension SourceText {
  /// The line in which a byte stands, from 1.
  fileprivate func line(at offset: UInt32) -> Int {
    bytes.prefix(Int(offset)).count { $0 == UInt8(ascii: "\n") } + 1
  }
}
