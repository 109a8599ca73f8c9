internal import SourceModel

/// What the name of a SQL file, or of a folder with one migration, says.
struct MigrationName: Hashable {
  /// What the name begins with.
  enum Shape: Hashable {
    /// A number or a time.
    case numbered
    /// Flyway's `V`, `U`, `B` or `R`, and two underscores.
    case prefixed(UInt8)
    /// `name--1.0--1.1`
    case upgrade
    /// Anything else.
    case named
  }

  let shape: Shape
  private(set) var version: Name
  let name: Name
  /// The way that the name names; nil if it names none.
  let direction: Direction?
  let dialect: MigrationChain.Dialect?
  /// Whether it says that no transaction is to be around it.
  let isAutocommit: Bool

  /// Reads the name of a file without its `.sql`, or of a folder.
  init(_ stem: some Collection<UInt8>) {
    var rest = Array(stem)[...]
    var direction: Direction?
    var dialect: MigrationChain.Dialect?
    var isAutocommit = false
    // `001_name.mysql.autocommit.up`: known words behind dots, from the end.
    while let dot = rest.lastIndex(of: UInt8(ascii: ".")) {
      let word = Name(rest[(dot + 1)...]).asciiLowercased
      if direction == nil, let found = Direction(word) {
        direction = found
      } else if dialect == nil, let found = MigrationChain.Dialect.named(word.bytes) {
        dialect = found
      } else if word == "autocommit" {
        isAutocommit = true
      } else if !["tx", "notx"].contains(word), direction == nil || word != "all" {
        break
      }
      rest = rest[..<dot]
    }
    self.dialect = dialect
    self.isAutocommit = isAutocommit
    if let (letter, version, name) = MigrationName.prefixed(rest) {
      (shape, self.version, self.name) = (.prefixed(letter), version, name)
    } else if let (version, name) = MigrationName.numbered(rest) {
      shape = .numbered
      self.version = version
      // Postgrator's `001.do.name`.
      let words = name.bytes.split(separator: UInt8(ascii: "."), maxSplits: 1)
      if direction == nil, words.count == 2, let found = Direction(Name(words[0])) {
        direction = found
        self.name = Name(words[1])
      } else {
        self.name = name
      }
    } else if direction != nil, let (version, name) = MigrationName.lettered(rest) {
      (shape, self.version, self.name) = (.numbered, version, name)
    } else if let (version, name) = MigrationName.upgrade(rest) {
      (shape, self.version, self.name) = (.upgrade, version, name)
    } else {
      (shape, version, name) = (.named, Name(rest), "")
    }
    self.direction = direction
  }

  /// The name with its version behind that of a folder.
  func inside(_ folder: Name) -> MigrationName {
    var copy = self
    copy.version = folder + "/" + version
    return copy
  }

  /// `V0001.Name`, which only a way behind it tells from other names.
  private static func lettered(_ stem: ArraySlice<UInt8>) -> (Name, Name)? {
    guard let first = stem.first, first | 0x20 == UInt8(ascii: "v"),
      let dot = stem.firstIndex(of: UInt8(ascii: ".")), dot > stem.startIndex + 1,
      stem[(stem.startIndex + 1)..<dot].allSatisfy(\.isDigit)
    else { return nil }
    return (Name(stem[(stem.startIndex + 1)..<dot]), Name(stem[(dot + 1)...]))
  }

  /// `V1_10__name`, `R__name`.
  private static func prefixed(_ stem: ArraySlice<UInt8>) -> (UInt8, Name, Name)? {
    guard let first = stem.first, "VUBR".utf8.contains(first & 0xDF), first >= 0x41 else {
      return nil
    }
    let rest = stem.dropFirst()
    let end = rest.firstIndex { !$0.isDigit && $0 != UInt8(ascii: ".") && $0 != underscore }
    var separator = rest.startIndex
    while separator + 1 < rest.endIndex,
      !(rest[separator] == underscore && rest[separator + 1] == underscore)
    { separator += 1 }
    guard separator + 1 < rest.endIndex, separator <= end ?? rest.endIndex else { return nil }
    let version = rest[..<separator]
    let isRepeatable = first & 0xDF == UInt8(ascii: "R")
    guard isRepeatable ? version.isEmpty : version.first?.isDigit == true else { return nil }
    return (first & 0xDF, Name(version), Name(rest[(separator + 2)...]))
  }

  /// `001_name`, `2020-01-02-name`, `1.2.3`, `20200102_030405_name`.
  private static func numbered(_ stem: ArraySlice<UInt8>) -> (Name, Name)? {
    guard stem.first?.isDigit == true else { return nil }
    func endOfDigits(_ start: Int) -> Int {
      stem[start...].firstIndex { !$0.isDigit } ?? stem.endIndex
    }
    var end = endOfDigits(stem.startIndex)
    while end + 1 < stem.endIndex, stem[end + 1].isDigit {
      let next = endOfDigits(end + 1)
      if next < stem.endIndex, stem[next].isWord, stem[next] != underscore { break }
      let separator = stem[end]
      let isTime = end - stem.startIndex == 8 && (4...6).contains(next - end - 1)
      guard
        separator == UInt8(ascii: ".") || separator == UInt8(ascii: "-")
          || (separator == underscore && isTime)
      else { break }
      end = next
    }
    guard end < stem.endIndex else { return (Name(stem), "") }
    guard [underscore, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: " ")].contains(stem[end])
    else { return nil }
    let name = stem[end...].drop { !$0.isWord || $0 == underscore }
    return (Name(stem[..<end]), Name(name))
  }

  /// An update script: `name--1.0--1.1`.
  private static func upgrade(_ stem: ArraySlice<UInt8>) -> (Name, Name)? {
    var parts: [ArraySlice<UInt8>] = []
    var start = stem.startIndex
    var index = start
    while index + 1 < stem.endIndex {
      if stem[index] == UInt8(ascii: "-"), stem[index + 1] == UInt8(ascii: "-") {
        parts.append(stem[start..<index])
        start = index + 2
        index = start
      } else {
        index += 1
      }
    }
    parts.append(stem[start...])
    guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    return (Name(stem[parts[1].startIndex...]), Name(parts[0]))
  }

  private static let underscore = UInt8(ascii: "_")
}

/// A way of a migration.
package enum Direction: Hashable, Sendable {
  case up, down

  /// The way that a word of a file's name names.
  init?(_ word: Name) {
    switch word.text {
    case "up", "do", "deploy": self = .up
    case "down", "undo", "rollback", "revert": self = .down
    default: return nil
    }
  }
}
