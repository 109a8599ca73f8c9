internal import Glibc

/// A name, key or scalar as it stands in a file: bytes, compared and ordered as bytes.
///
/// Swift's `String` compares by canonical equivalence, which would make one key of two keys that
/// differ only in their Unicode normal form. A `String` is made of a name at output only.
package struct Name: Sendable {
  /// The bytes, UTF-8 unless the input was not.
  package let bytes: [UInt8]

  /// Makes a name of bytes, taken as they are.
  package init(_ bytes: some Sequence<UInt8>) {
    self.bytes = Array(bytes)
  }

  /// Makes a name of bytes, taken as they are.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Makes a name of bytes, taken as they are.
  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes.withUnsafeBufferPointer { Array($0) }
  }

  /// Makes a name of the UTF-8 bytes of a text.
  package init(_ text: String) {
    self.bytes = Array(text.utf8)
  }

  /// Whether the name has no bytes.
  package var isEmpty: Bool { bytes.isEmpty }

  /// The name for output; bytes that are not UTF-8 become replacement characters.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Tells whether the name begins with the bytes of a text.
  package func hasPrefix(_ prefix: StaticString) -> Bool {
    bytes.count >= prefix.utf8CodeUnitCount
      && prefix.withUTF8Buffer { bytes.prefix($0.count).elementsEqual($0) }
  }

  /// Tells whether the name ends with the bytes of a text.
  package func hasSuffix(_ suffix: StaticString) -> Bool {
    bytes.count >= suffix.utf8CodeUnitCount
      && suffix.withUTF8Buffer { bytes.suffix($0.count).elementsEqual($0) }
  }

  /// The name with `A` to `Z` in lower case; every other byte stays as it is.
  package var asciiLowercased: Name {
    Name(bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 32 : $0 })
  }

  /// The name with `a` to `z` in upper case; every other byte stays as it is.
  package var asciiUppercased: Name {
    Name(bytes.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) ? $0 - 32 : $0 })
  }
}

extension Name: Hashable {
  package static func == (a: Name, b: Name) -> Bool {
    a.bytes.count == b.bytes.count && a.order(before: b, count: a.bytes.count) == 0
  }

  package func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }
}

extension Name: Comparable {
  package static func < (a: Name, b: Name) -> Bool {
    let order = a.order(before: b, count: min(a.bytes.count, b.bytes.count))
    return order == 0 ? a.bytes.count < b.bytes.count : order < 0
  }

  /// Negative if the first bytes come first, 0 if they are the same.
  private func order(before other: Name, count: Int) -> Int32 {
    bytes.withUnsafeBytes { mine in
      other.bytes.withUnsafeBytes { others in
        guard count > 0, let mine = mine.baseAddress, let others = others.baseAddress else {
          return 0
        }
        return memcmp(mine, others, count)
      }
    }
  }
}

extension Name: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) {
    self.init(value)
  }
}

extension Name {
  /// The bytes of one name, then those of another.
  package static func + (a: Name, b: Name) -> Name { Name(a.bytes + b.bytes) }

  /// What stands after the last ` > `; empty if there is none.
  package var lastStep: Name {
    var index = bytes.count - 3
    while index >= 0 {
      if bytes[index] == 0x20, bytes[index + 1] == 0x3E, bytes[index + 2] == 0x20 {
        return Name(bytes[(index + 3)...])
      }
      index -= 1
    }
    return ""
  }

  /// The first step of the name of an element that stands for many.
  package static let many: Name = "*"

  /// Whether the element stands for many, of which the name says what they share.
  package var standsForMany: Bool { self == .many || hasPrefix("* > ") }

  /// The name of an element inside another: both, joined by ` > `; an empty part is left out.
  package func step(to inner: Name) -> Name {
    if isEmpty || inner.isEmpty { return isEmpty ? inner : self }
    return self + " > " + inner
  }
}

extension Name: CustomStringConvertible {
  package var description: String { text }
}
