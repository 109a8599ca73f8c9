import Digests
import GitHistory
import ReleaseModel
import SourceModel

/// A place where answers about contents are kept from run to run; it can be emptied at any time.
///
/// Keys are 64 hexadecimal digits. What was damaged, cut or written by another version is not
/// taken for an answer.
package struct LadderCache: Sendable {
  let load: @Sendable (_ key: String) -> [UInt8]?
  let store: @Sendable (_ key: String, _ bytes: [UInt8]) -> Void

  /// Keeps answers by two functions, which two threads may call at the same time.
  ///
  /// - Parameters:
  ///   - load: the bytes under a key; nil if there are none.
  ///   - store: puts bytes under a key, whole or not at all.
  package init(
    load: @escaping @Sendable (_ key: String) -> [UInt8]?,
    store: @escaping @Sendable (_ key: String, _ bytes: [UInt8]) -> Void
  ) {
    self.load = load
    self.store = store
  }
}

/// What a cache knows of one content of a contract.
///
/// Two records: the paths of the other files that reading this root ever looked for, and, for what
/// stands at these paths now, the states of elements. Reading is determined by the files that it
/// looks for, so that an answer holds wherever those are the same.
struct CacheEntry {
  let cache: LadderCache
  let root: LadderReading.Root
  let format: String
  /// The version of relgate.
  let version: String
  let tree: ReleaseTree

  /// The states of elements and what they depend on; nil if one of them is not known.
  func states(
    of elements: [Name]
  ) -> (states: LadderReading.States, dependencies: [RepositoryPath]?)? {
    guard let paths, let known = answers(paths) else { return nil }
    var states: LadderReading.States = [:]
    for element in elements {
      guard let state = known[element] else { return nil }
      states[element] = state
    }
    return (states, paths)
  }

  /// Keeps the states of elements; what could not be read is tried again in the next run.
  func store(
    _ states: LadderReading.States, of elements: [Name], dependencies: [RepositoryPath]
  ) {
    let old = paths
    let all = Set(dependencies).union(old ?? []).sorted()
    if all != old { cache.store(pathsKey, CacheRecord.bytes(of: all)) }
    guard let key = answersKey(all) else { return }
    var answers = answers(all) ?? [:]
    for element in elements {
      let state = states[element] ?? .absent
      if case .unreadable = state { continue }
      answers[element] = state
    }
    cache.store(key, CacheRecord.bytes(of: answers))
  }

  private var paths: [RepositoryPath]? {
    cache.load(pathsKey).flatMap { CacheRecord($0)?.readPaths() }
  }

  private func answers(_ paths: [RepositoryPath]) -> LadderReading.States? {
    answersKey(paths).flatMap(cache.load).flatMap { CacheRecord($0)?.readStates() }
  }

  private var pathsKey: String { key("paths", []) }

  private func answersKey(_ paths: [RepositoryPath]) -> String? {
    tree.entries(at: paths).map { entries in
      key("states", zip(paths, entries).flatMap { [$0.bytes, CacheEntry.bytes(of: $1)] })
    }
  }

  private func key(_ kind: String, _ parts: [[UInt8]]) -> String {
    var hash = SHA256()
    let head = [kind, version, format].map { Array($0.utf8) }
    for part in head + [root.path.bytes, CacheEntry.bytes(of: root.entry)] + parts {
      hash.update(CacheRecord.number(part.count))
      hash.update(part)
    }
    return Base16.encode(hash.digest)
  }

  private static func bytes(of entry: Entry?) -> [UInt8] {
    entry.map { CacheRecord.number(Int($0.mode.rawValue)) + $0.id.bytes } ?? []
  }
}

/// The bytes of a record: a mark, counted fields, and the SHA-256 of both at the end.
struct CacheRecord {
  private var rest: ArraySlice<UInt8>

  private static let mark = Array("relgate ladder 2\n".utf8)

  /// Takes a record apart; nil if it is not whole.
  init?(_ bytes: [UInt8]) {
    let body = bytes.dropLast(32)
    guard body.starts(with: CacheRecord.mark),
      SHA256.digest(of: body).elementsEqual(bytes.suffix(32))
    else { return nil }
    rest = body.dropFirst(CacheRecord.mark.count)
  }

  // MARK: Writing

  static func bytes(of paths: [RepositoryPath]) -> [UInt8] {
    sealed(paths.flatMap { field($0.bytes) })
  }

  static func bytes(of states: LadderReading.States) -> [UInt8] {
    sealed(
      states.sorted { $0.key < $1.key }.flatMap { field($0.key.bytes) + field(bytes(of: $0.value)) }
    )
  }

  static func bytes(of date: CalendarDate) -> [UInt8] { sealed(number(date.dayNumber)) }

  private static func bytes(of state: Ladder.State) -> [UInt8] {
    switch state {
    case .absent, .unreadable: [0]
    case .served: [1]
    case .announced(nil, nil): [2]
    case .announced(let sunset?, nil): [3] + number(sunset.dayNumber)
    case .announced(nil, let removal?): [4] + removal.bytes
    case .announced(let sunset?, let removal?):
      [5] + number(sunset.dayNumber) + removal.bytes
    }
  }

  private static func sealed(_ fields: [UInt8]) -> [UInt8] {
    let body = mark + fields
    return body + SHA256.digest(of: body)
  }

  private static func field(_ bytes: [UInt8]) -> [UInt8] { number(bytes.count) + bytes }

  /// Eight bytes, the lowest first.
  static func number(_ value: Int) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  // MARK: Reading

  func readPaths() -> [RepositoryPath]? {
    var record = self
    var paths: [RepositoryPath] = []
    while !record.rest.isEmpty {
      guard let bytes = record.readField() else { return nil }
      paths.append(RepositoryPath(unchecked: Name(bytes)))
    }
    return paths
  }

  func readStates() -> LadderReading.States? {
    var record = self
    var states: LadderReading.States = [:]
    while !record.rest.isEmpty {
      guard let name = record.readField(), let value = record.readField(),
        let state = CacheRecord.state(value)
      else { return nil }
      states[Name(name)] = state
    }
    return states
  }

  func readDate() -> CalendarDate? {
    CacheRecord.date(rest)
  }

  private static func state(_ bytes: ArraySlice<UInt8>) -> Ladder.State? {
    switch (bytes.first, bytes.count) {
    case (0, 1): .absent
    case (1, 1): .served
    case (2, 1): .announced(sunset: nil)
    case (3, 9): sunset(bytes).map { .announced(sunset: $0) }
    case (4, _): .announced(sunset: nil, removal: Name(bytes.dropFirst()))
    case (5, 9...): sunset(bytes).map { .announced(sunset: $0, removal: Name(bytes.dropFirst(9))) }
    default: nil
    }
  }

  private static func sunset(_ state: ArraySlice<UInt8>) -> CalendarDate? {
    date(state.dropFirst().prefix(8))
  }

  /// A day of the years that can be written; any other was made up.
  private static func date(_ bytes: ArraySlice<UInt8>) -> CalendarDate? {
    guard let first = CalendarDate(year: 0, month: 1, day: 1),
      let last = CalendarDate(year: 9999, month: 12, day: 31), let number = value(bytes),
      (first.dayNumber...last.dayNumber).contains(number)
    else { return nil }
    return CalendarDate(dayNumber: number)
  }

  private mutating func readField() -> ArraySlice<UInt8>? {
    guard let count = CacheRecord.value(rest.prefix(8)), count >= 0, count <= rest.count - 8 else {
      return nil
    }
    let field = rest.dropFirst(8).prefix(count)
    rest = rest.dropFirst(8 + count)
    return field
  }

  private static func value(_ bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count == 8 else { return nil }
    return Int(bitPattern: bytes.reversed().reduce(0) { $0 << 8 | UInt($1) })
  }
}
