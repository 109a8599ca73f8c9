package import SourceModel

/// The version that a tag names, read from whatever spelling a project uses.
///
/// `v1.2.3`, `1.2.3`, `curl-8_21_0`, `@scope/pkg@1.2.3`, `api/v1.2.3`, `go1.21rc2`, `2024-01-15` and
/// `v482` are versions; what stands before the numbers names the stream.
package struct ReleaseVersion: Hashable, Sendable {
  /// What precedes the numbers, without separators and `v` at its end; empty for plain versions.
  package let stream: String
  /// The numbers, most significant first.
  package let numbers: [Int]
  /// The words and numbers that make it a pre-release; empty for a release.
  package let preRelease: [Identifier]
  /// The version as the tag spells it, without the stream and a `v`.
  package let text: String

  /// A part of a pre-release; numbers come before words.
  package enum Identifier: Hashable, Sendable {
    case number(Int)
    /// Lower case.
    case word(String)
  }

  /// Whether this announces a release and is none.
  package var isPreRelease: Bool { !preRelease.isEmpty }

  /// Reads a tag's name; nil if it names no version.
  package init?(tag: String) {
    let bytes = Array(tag.utf8)
    for start in ReleaseVersion.starts(in: bytes) {
      guard let reading = VersionReading(bytes[start...]) else { continue }
      self.stream = ReleaseVersion.stream(bytes[..<start])
      self.numbers = reading.numbers
      self.preRelease = reading.preRelease
      self.text = String(decoding: bytes[start...], as: UTF8.self)
      return
    }
    return nil
  }

  /// The offsets at which the numbers may begin, the most likely first.
  ///
  /// Only the part after the last slash counts. A number after a separator (or a `v` after one) is
  /// likelier than one that a word ends in: `log4j-2.17.1` is 2.17.1, `go1.21` is 1.21.
  private static func starts(in bytes: [UInt8]) -> [Int] {
    let first = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    var likely: [Int] = []
    var possible: [Int] = []
    for index in first..<bytes.count where bytes[index].isDigit {
      var previous = index - 1
      if previous >= first, bytes[previous].isDigit { continue }
      if previous >= first, bytes[previous] | 0x20 == UInt8(ascii: "v") { previous -= 1 }
      if previous < first {
        likely.append(index)
      } else if isBoundary(bytes[previous], after: previous > first ? bytes[previous - 1] : nil) {
        likely.append(index)
      } else if bytes[index - 1].isLetter {
        possible.append(index)
      }
    }
    return likely + possible
  }

  /// Whether a stream's name may end at a byte; a dot or underscore after a number joins numbers.
  private static func isBoundary(_ byte: UInt8, after previous: UInt8?) -> Bool {
    switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "/"): true
    case UInt8(ascii: "."), UInt8(ascii: "_"): previous.map { !$0.isDigit } ?? true
    default: false
    }
  }

  private static func stream(_ prefix: ArraySlice<UInt8>) -> String {
    func isSeparator(_ byte: UInt8?) -> Bool { byte.map("-_/@.".utf8.contains) ?? true }
    var rest = prefix
    while let last = rest.last {
      let isMark = last | 0x20 == UInt8(ascii: "v") && isSeparator(rest.dropLast().last)
      guard isMark || isSeparator(last) else { break }
      rest.removeLast()
    }
    return String(decoding: rest, as: UTF8.self)
  }
}

extension ReleaseVersion {
  /// Whether this comes before another version by Semantic Versioning 2.0.0, clause 11, over any
  /// count of numbers; one that is not told is zero, so that neither of `v2` and `2.0.0` does.
  ///
  /// Two liberties: `rc10` follows `rc9`, and case does not count.
  package func precedes(_ other: ReleaseVersion) -> Bool {
    for index in 0..<max(numbers.count, other.numbers.count) {
      let left = index < numbers.count ? numbers[index] : 0
      let right = index < other.numbers.count ? other.numbers[index] : 0
      if left != right { return left < right }
    }
    if isPreRelease != other.isPreRelease { return isPreRelease }
    return preRelease.lexicographicallyPrecedes(other.preRelease)
  }

  /// Whether the version that a text names comes before that of another; nil if one names none.
  package static func precedes(_ text: Name, _ other: Name) -> Bool? {
    guard let version = ReleaseVersion(tag: text.text),
      let other = ReleaseVersion(tag: other.text)
    else { return nil }
    return version.precedes(other)
  }
}

extension ReleaseVersion: Comparable {
  /// The order of precedence; versions that are equal in it (`v2`, `v2.0.0`) are ordered by the
  /// count of their numbers, then by spelling.
  package static func < (a: ReleaseVersion, b: ReleaseVersion) -> Bool {
    if a.precedes(b) { return true }
    if b.precedes(a) { return false }
    if a.numbers.count != b.numbers.count { return a.numbers.count < b.numbers.count }
    if a.text != b.text { return a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }
    return a.stream.utf8.lexicographicallyPrecedes(b.stream.utf8)
  }
}

extension ReleaseVersion.Identifier: Comparable {
  package static func < (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.number(let left), .number(let right)): left < right
    case (.number, .word): true
    case (.word, .number): false
    case (.word(let left), .word(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
    }
  }
}

/// The numbers and pre-release of a version, read from its first digit to the end of the tag.
private struct VersionReading {
  private(set) var numbers: [Int] = []
  private(set) var preRelease: [ReleaseVersion.Identifier] = []
  private var rest: ArraySlice<UInt8>

  init?(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
    if !readDate(), !readNumbers() { return nil }
    if !readQualifier() { return nil }
  }

  /// Reads `YYYY-MM-DD`.
  private mutating func readDate() -> Bool {
    let text = Array(rest.prefix(11))
    guard text.count >= 10, text.count == 10 || !text[10].isDigit,
      text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-")
    else { return false }
    let parts = text[..<10].split(separator: UInt8(ascii: "-"))
    guard parts.map(\.count) == [4, 2, 2] else { return false }
    let values = parts.compactMap { VersionReading.number($0) }
    guard values.count == 3, (1...12).contains(values[1]), (1...31).contains(values[2]) else {
      return false
    }
    numbers = values
    rest = rest.dropFirst(10)
    return true
  }

  /// Reads numbers that dots join, or underscores.
  private mutating func readNumbers() -> Bool {
    var separator: UInt8?
    while true {
      let digits = rest.prefix { $0.isDigit }
      guard let number = VersionReading.number(digits) else { return false }
      numbers.append(number)
      rest = rest[digits.endIndex...]
      guard let next = rest.first, rest.dropFirst().first?.isDigit == true,
        next == separator ?? next, next == UInt8(ascii: ".") || next == UInt8(ascii: "_")
      else { return true }
      separator = next
      rest = rest.dropFirst()
    }
  }

  /// Reads what follows the numbers: nothing, a pre-release, a patch letter, build metadata.
  private mutating func readQualifier() -> Bool {
    let qualifier = rest.prefix { $0 != UInt8(ascii: "+") }
    guard let first = qualifier.first else { return true }
    let identifiers = VersionReading.identifiers(qualifier)
    if first.isLetter {
      if qualifier.count == 1 {
        // OpenSSL's patch letters: 1.1.1w.
        numbers.append(Int(first | 0x20) - 0x60)
        return true
      }
      guard case .word(let word) = identifiers.first, VersionReading.words.contains(word) else {
        return false
      }
    } else if !"-._~".utf8.contains(first) {
      return false
    }
    switch identifiers.first {
    case nil: return false
    case .word("final"), .word("release"), .word("ga"): return true
    case .word("post"), .word("p"), .word("pl"), .word("sp"), .word("sr"):
      guard case .number(let number) = identifiers.dropFirst().first else { break }
      numbers.append(number)
      return true
    default: break
    }
    preRelease = identifiers
    return true
  }

  /// The words that may follow a number directly.
  private static let words: Set<String> = [
    "a", "alpha", "b", "beta", "c", "cr", "dev", "final", "ga", "m", "p", "pl", "post", "pre",
    "preview", "rc", "release", "snapshot", "sp", "sr",
  ]

  /// Splits a qualifier into its words and numbers; what separates them does not count.
  private static func identifiers(_ bytes: ArraySlice<UInt8>) -> [ReleaseVersion.Identifier] {
    var identifiers: [ReleaseVersion.Identifier] = []
    var rest = bytes
    while let first = rest.first {
      let run = first.isDigit ? rest.prefix { $0.isDigit } : rest.prefix { $0.isLetter }
      if let number = number(run) {
        identifiers.append(.number(number))
      } else if !run.isEmpty {
        identifiers.append(.word(String(decoding: run, as: UTF8.self).lowercased()))
      }
      rest = rest[max(run.endIndex, rest.startIndex + 1)...]
    }
    return identifiers
  }

  /// The value of a run of digits; nil if it is empty, no digits or too long for a number.
  private static func number(_ digits: some Collection<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.count <= 18, digits.allSatisfy(\.isDigit) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}

extension UInt8 {
  fileprivate var isDigit: Bool { self &- 0x30 < 10 }
  fileprivate var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
}
