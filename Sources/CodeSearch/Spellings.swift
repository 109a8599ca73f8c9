internal import SourceModel

/// The spellings of names, and the one pass that finds them.
///
/// A word is looked up only if its first three bytes could begin a name: a table of bits, by five
/// bits of each byte, which do not tell cases apart. Few words pass it.
struct Spellings: Sendable {
  /// What a spelling stands for.
  struct Entry: Sendable {
    /// What it is searched for.
    enum Purpose: Hashable, Sendable {
      /// To be reported, as the target of an index.
      case target(Int)
      /// To judge the columns of a table, by the index of the table.
      case context(Int)
    }

    let purpose: Purpose
    /// Whether it is the name of a class for a table: `UserProfile` for `user_profiles`.
    let isClass: Bool
  }

  /// A word that spells a name.
  struct Hit {
    let entry: Int
    let lower: Int
    let upper: Int
    /// Whether it is the name itself, upper and lower case set aside; else it is in camel case.
    let isVerbatim: Bool
  }

  private(set) var entries: [Entry] = []
  /// For each target that is a column, the index of its table.
  private(set) var tableOfTarget: [Int: Int] = [:]
  /// The columns whose names prove nothing without their table.
  private var needsTable: Set<Int> = []
  /// The name of each entry in lower case.
  private var names: [Name] = []
  /// The entries by the hash of their key; what has the hash need not be the name.
  private var byHash: [UInt64: [Int]] = [:]
  private var filter = [UInt8](repeating: 0, count: 1 << 15)
  private var shortest = Int.max
  private var longest = 0

  init(_ targets: [CodeQuery.Target]) {
    var tables: [Name: Int] = [:]
    for (index, target) in targets.enumerated() {
      add(target.name, Entry(purpose: .target(index), isClass: false))
      switch target {
      case .table(let table):
        addClasses(of: table, .target(index))
      case .column(let table, let column, _):
        if column.isWeak { needsTable.insert(index) }
        if let known = tables[table] {
          tableOfTarget[index] = known
        } else {
          let new = tables.count
          tables[table] = new
          tableOfTarget[index] = new
          add(table, Entry(purpose: .context(new), isClass: false))
          addClasses(of: table, .context(new))
        }
      case .other: break
      }
    }
  }

  private mutating func addClasses(of table: Name, _ purpose: Entry.Purpose) {
    for name in table.singulars { add(name, Entry(purpose: purpose, isClass: true)) }
  }

  private mutating func add(_ name: Name, _ entry: Entry) {
    let lower = name.asciiLowercased
    let key = lower.withoutUnderscores
    guard !key.isEmpty else { return }
    entries.append(entry)
    names.append(lower)
    byHash[key.bytes.withUnsafeBufferPointer(Spellings.hash), default: []].append(entries.count - 1)
    shortest = min(shortest, key.bytes.count)
    longest = max(longest, lower.bytes.count)
    for spelling in [lower, key] { allow(spelling.bytes) }
  }

  /// Lets words pass that begin as a spelling does.
  private mutating func allow(_ bytes: [UInt8]) {
    func bits(_ index: Int) -> ClosedRange<Int> {
      index < bytes.count ? Int(bytes[index] & 31)...Int(bytes[index] & 31) : 0...31
    }
    for second in bits(1) {
      for third in bits(2) { filter[Int(bytes[0] & 31) << 10 | second << 5 | third] = 1 }
    }
  }

  /// The words of a text that spell a name, in their order.
  func hits(in bytes: [UInt8]) -> [Hit] {
    var hits: [Hit] = []
    guard longest > 0 else { return hits }
    bytes.withUnsafeBufferPointer { text in
      Spellings.wordBytes.withUnsafeBufferPointer { isWord in
        filter.withUnsafeBufferPointer { filter in
          scan(text, isWord, filter, into: &hits)
        }
      }
    }
    return needsTable.isEmpty ? hits : withoutIdle(hits)
  }

  /// Leaves out names that prove nothing where the file does not name their table.
  private func withoutIdle(_ hits: [Hit]) -> [Hit] {
    let tables = Set(hits.compactMap(table))
    return hits.filter { hit in
      guard let target = target(of: hit), needsTable.contains(target) else { return true }
      return tableOfTarget[target].map(tables.contains) ?? false
    }
  }

  private func scan(
    _ text: UnsafeBufferPointer<UInt8>, _ isWord: UnsafeBufferPointer<UInt8>,
    _ filter: UnsafeBufferPointer<UInt8>, into hits: inout [Hit]
  ) {
    let count = text.count
    var index = 0
    while index < count {
      if isWord[Int(text[index])] == 0 {
        index += 1
        continue
      }
      var start = index
      // `\n` and `\t` in a string are no part of the word that follows.
      if start > 0, text[start - 1] == UInt8(ascii: "\\") { start += 1 }
      index += 1
      while index < count, isWord[Int(text[index])] != 0 { index += 1 }
      let length = index - start
      guard length >= shortest, length <= longest else { continue }
      let first = Int(text[start] & 31)
      let second = length > 1 ? Int(text[start + 1] & 31) : 0
      let third = length > 2 ? Int(text[start + 2] & 31) : 0
      if filter[first << 10 | second << 5 | third] != 0 {
        verify(UnsafeBufferPointer(rebasing: text[start..<index]), at: start, into: &hits)
      }
    }
  }

  private func verify(
    _ word: UnsafeBufferPointer<UInt8>, at start: Int, into hits: inout [Hit]
  ) {
    guard let found = byHash[Spellings.hash(word)] else { return }
    let lower = Name(Array(word)).asciiLowercased
    let key = lower.withoutUnderscores
    let hasUpper = word.contains { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }
    let hasLower = word.contains { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }
    let isCamel = hasUpper && hasLower && key.bytes.count == lower.bytes.count
    for index in found {
      let entry = entries[index]
      let isVerbatim = names[index] == lower
      guard isVerbatim || (isCamel && names[index].withoutUnderscores == key) else { continue }
      if entry.isClass, !isCamel || word[0] > UInt8(ascii: "Z") { continue }
      hits.append(
        Hit(entry: index, lower: start, upper: start + word.count, isVerbatim: isVerbatim))
    }
  }

  /// A hash of a word that tells neither cases nor underscores apart (FNV-1a).
  private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in word where byte != UInt8(ascii: "_") {
      let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      hash = (hash ^ UInt64(isUpper ? byte | 0x20 : byte)) &* 0x100_0000_01B3
    }
    return hash
  }

  /// Letters, digits, `_`, and all bytes beyond ASCII.
  private static let wordBytes: [UInt8] = (0...255).map { byte in
    let letter = byte | 0x20
    let isWord =
      byte >= 0x80 || byte == 0x5F || (byte >= 0x30 && byte <= 0x39)
      || (letter >= 0x61 && letter <= 0x7A && byte >= 0x41)
    return isWord ? 1 : 0
  }
}

extension Name {
  fileprivate var withoutUnderscores: Name {
    Name(bytes.filter { $0 != UInt8(ascii: "_") })
  }

  /// The singular of a plural in English, as generators of classes make it; the name itself too.
  var singulars: [Name] {
    var found = [self]
    if hasSuffix("ies") { found.append(Name(bytes.dropLast(3)) + "y") }
    if hasSuffix("ses") || hasSuffix("xes") || hasSuffix("ches") || hasSuffix("shes") {
      found.append(Name(bytes.dropLast(2)))
    }
    if hasSuffix("s"), !hasSuffix("ss") { found.append(Name(bytes.dropLast())) }
    if self == "people" { found.append("person") }
    return found
  }
}

extension Spellings {
  /// The target that a word is reported for; nil if it only helps to judge others.
  func target(of hit: Hit) -> Int? {
    if case .target(let index) = entries[hit.entry].purpose { index } else { nil }
  }

  /// The table that a word names for the sake of its columns.
  func table(of hit: Hit) -> Int? {
    if case .context(let index) = entries[hit.entry].purpose { index } else { nil }
  }
}
