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
  /// The folders that hold nothing but migrations and what they need.
  private let environments: Set<RepositoryPath>

  /// How many places are named.
  private static let namedPlaces = 20

  init(
    _ scene: ChainScene, claimed: Set<RepositoryPath>, environments: Set<RepositoryPath> = []
  ) {
    self.scene = scene
    self.claimed = claimed
    self.environments = environments
  }

  /// A place in code.
  private struct Place: Hashable, Comparable {
    let path: RepositoryPath
    let line: Int
    let isCertain: Bool

    static func < (a: Place, b: Place) -> Bool { (a.path, a.line) < (b.path, b.line) }
  }

  /// What the code says of one object.
  struct Verdict {
    /// The chain of the object, as an index.
    let chain: Int
    let object: RetiredObject
    /// The change, if code uses it, or may.
    let change: DetectedChange?
    /// Whether the name is too common for silence to mean anything.
    var isTooCommon: Bool { change == nil && (object.column ?? object.table.name).isWeak }
  }

  /// What the code before says of each object; nothing of one if there is no code to ask, or if not
  /// all of it can be read and what can be does not use it.
  func verdicts(on retired: [(chain: Int, objects: [RetiredObject])]) -> [Verdict] {
    let objects = retired.flatMap { item in item.objects.map { (item.chain, $0) } }
    if objects.isEmpty || scene.isWholeTree { return [] }
    let query = CodeQuery(
      objects.map { _, object in
        if let column = object.column {
          return .column(table: object.table.name, column, isShared: object.isShared)
        }
        return object.isRelation ? .table(object.table.name) : .other(object.table.name)
      })
    let before = uses(query, in: scene.before, count: objects.count)
    let after = uses(query, in: scene.after, count: objects.count, like: before)
    var released: Uses?
    return objects.enumerated().compactMap { index, item in
      if let change = change(item.1, before.places[index], after.places[index], "'before'") {
        return Verdict(chain: item.0, object: item.1, change: change)
      }
      // What runs is what was released: code that the main branch lost since then still does.
      if let release = scene.precedingRelease, !scene.isBeforeReleased {
        let uses = released ?? uses(query, in: release.tree, count: objects.count, like: before)
        released = uses
        let tag = "'\(release.tag.text)'"
        if let change = change(item.1, uses.places[index], after.places[index], tag) {
          return Verdict(chain: item.0, object: item.1, change: change)
        }
        if !uses.isKnown { return nil }
      }
      let isTold = before.isKnown && item.1.isNamedByCode && isSpelledOut(item.1)
      return isTold ? Verdict(chain: item.0, object: item.1, change: nil) : nil
    }
  }

  /// Whether the migration itself writes the name: one that a template makes cannot be looked for.
  private func isSpelledOut(_ object: RetiredObject) -> Bool {
    guard case .file(let source) = scene.after.read(object.location.path) else { return false }
    let range = object.location.range.indices.clamped(to: source.bytes.indices)
    let statement = source.bytes[..<range.upperBound].suffix(range.count + 400)
    let text = SourceText(path: source.path, bytes: Name(statement).asciiLowercased.bytes)
    return [object.column ?? object.table.name, object.table.name].allSatisfy {
      text.contains($0.asciiLowercased.text)
    }
  }

  /// Whether a file is code that runs between releases, and no part of the migrations.
  private func isCode(_ path: RepositoryPath, _ folders: [RepositoryPath]) -> Bool {
    (scene.isCodeNamed || CodeQuery.isCode(path)) && scene.isCode(path) && !claimed.contains(path)
      && !isMigration(path)
      && !folders.contains { path.bytes.starts(with: $0.bytes + [UInt8(ascii: "/")]) }
  }

  /// Whether a file is a migration of a chain that nobody touched: SQL, or a program whose file or
  /// folder begins with a number, below a folder of migrations.
  private func isMigration(_ path: RepositoryPath) -> Bool {
    let segments = Array(path.segments)
    guard
      let folder = segments.dropLast().firstIndex(where: {
        Name($0).asciiLowercased.hasPrefix("migration")
      })
    else { return false }
    return path.name.hasSuffix(".sql")
      || segments[(folder + 1)...].contains { segment in
        segment.prefix { (0x30...0x39).contains($0) }.count >= 4
      }
  }

  /// What one file uses.
  private struct FileUses {
    let identity: Name
    let places: [(object: Int, place: Place)]
  }

  /// What the code of a tree uses.
  private struct Uses {
    /// The places by object.
    var places: [[Place]]
    /// What each file that was read is, and uses.
    var files: [RepositoryPath: FileUses] = [:]
    var hasCode = false
    var isWhole = true

    /// Whether silence means that nothing is used.
    var isKnown: Bool { hasCode && isWhole }
  }

  /// Searches a tree.
  ///
  /// - Parameter known: What was found in another tree: equal files are not read again.
  private func uses(
    _ query: CodeQuery, in tree: any FileTree, count: Int, like known: Uses? = nil
  ) -> Uses {
    var uses = Uses(places: Array(repeating: [], count: count))
    let folders = Array(
      environments.filter { tree.identity(of: $0.appending("env.py".utf8)) != nil })
    let paths = tree.files(below: .root).filter { isCode($0, folders) }
    for path in tree.readingOrder(of: paths) {
      guard let identity = tree.identity(of: path) else { continue }
      var file = known?.files[path]
      if file?.identity != identity {
        switch tree.read(path) {
        case .missing: continue
        case .unreadable:
          uses.isWhole = false
          continue
        case .file(let source):
          let isTest = path.isTestCode
          let places = query.uses(in: source).map { use in
            (
              object: use.name,
              place: Place(
                path: path, line: source.line(at: use.location.range.lower),
                isCertain: use.certainty == .certain && !isTest)
            )
          }
          file = FileUses(identity: identity, places: places)
        }
      }
      guard let file else { continue }
      uses.hasCode = true
      uses.files[path] = file
      for use in file.places where uses.places.indices.contains(use.object) {
        uses.places[use.object].append(use.place)
      }
    }
    return uses
  }

  private func change(
    _ object: RetiredObject, _ before: [Place], _ after: [Place], _ revision: String
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
      "\(subject) was \(object.verb), and the code at \(revision) \(certainty) at"
        + " \(first.path.text):\(first.line)\(others); \(outlook)",
      at: object.location, in: object.place, as: certain.isEmpty ? .risky : .breaking,
      affected: places.prefix(CodeUses.namedPlaces).map {
        AffectedElement(element: Name("\($0.path.text):\($0.line)"), position: nil, count: 1)
      }, affectedCount: places.count)
  }
}

extension [DetectedChange] {
  /// The changes, of which those that take an object away say what is known of the code before: it
  /// uses it, which is a change of its own, or it does not, and then only the data is lost.
  ///
  /// Where it cannot be told, the removal itself stays what it is.
  mutating func settle(_ verdict: CodeUses.Verdict) {
    let object = verdict.object
    let isSettled = verdict.change.map { $0.classification == .breaking } ?? true
    let note =
      if verdict.isTooCommon {
        "; the name is too common to tell whether code at 'before' uses it"
      } else {
        verdict.change == nil ? "; no code at 'before' names it" : ""
      }
    for index in indices
    where isSettled && self[index].element == object.element
      && self[index].after?.location == object.location && self[index].classification == .breaking
      && !OverlapRules.all.contains(where: { $0.id == self[index].rule })
    {
      let change = self[index]
      self[index] = DetectedChange(
        rule: change.rule, classification: verdict.isTooCommon ? .breaking : .risky,
        element: change.element, message: change.message + note,
        before: change.before, after: change.after)
    }
    if let change = verdict.change { append(change) }
  }
}

extension RepositoryPath {
  /// Whether a file by its name is a test, which does not run beside the new schema.
  fileprivate var isTestCode: Bool {
    let folders: Set<Name> = [
      "playwright", "e2e", "acceptance", "cypress", "spec", "specs", "mocks", "__mocks__",
    ]
    if segments.dropLast().contains(where: { folders.contains(Name($0).asciiLowercased) }) {
      return true
    }
    let parts = lastSegment.split(separator: UInt8(ascii: ".")).map { Name($0).asciiLowercased }
    guard let stem = parts.first else { return false }
    return parts.dropFirst().dropLast().contains { ["test", "spec", "stories"].contains($0) }
      || stem.hasPrefix("test_") || stem.hasSuffix("_test") || stem.hasSuffix("_spec")
  }
}

extension SourceText {
  /// The line in which a byte stands, from 1.
  fileprivate func line(at offset: UInt32) -> Int {
    bytes.prefix(Int(offset)).count { $0 == UInt8(ascii: "\n") } + 1
  }
}
