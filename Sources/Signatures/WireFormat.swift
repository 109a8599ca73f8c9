/// Reads fields of SSH's wire format one after the other (RFC 4251, section 5).
struct WireReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: some Sequence<UInt8>) {
    rest = Array(bytes)[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  /// Takes bytes if they are what comes next.
  mutating func skip(_ expected: StaticString) -> Bool {
    guard expected.withUTF8Buffer({ rest.starts(with: $0) }) else { return false }
    rest = rest.dropFirst(expected.utf8CodeUnitCount)
    return true
  }

  /// A number of four bytes, the highest first; nil if there are fewer.
  mutating func number() -> UInt32? {
    guard rest.count >= 4 else { return nil }
    defer { rest = rest.dropFirst(4) }
    return rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// A length and as many bytes; nil if there are fewer.
  mutating func string() -> [UInt8]? {
    guard let length = number(), let count = Int(exactly: length), rest.count >= count else {
      return nil
    }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  /// An `mpint` that is not negative, the highest byte first, without leading zeros.
  mutating func magnitude() -> [UInt8]? {
    guard let bytes = string(), bytes.first ?? 0 < 0x80 else { return nil }
    return Array(bytes.drop { $0 == 0 })
  }
}

/// Bytes with their length before them.
func wireString(_ bytes: [UInt8]) -> [UInt8] {
  let count = UInt32(clamping: bytes.count)
  return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + bytes
}
