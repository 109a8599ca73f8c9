/// The backslash escapes of JSON strings (RFC 8259, section 7).
enum JSONEscapes {
  /// The length of the escape at a backslash; nil if it is none.
  static func length(in source: ByteWindow, at offset: Int) -> Int? {
    switch source[offset + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return 2
    case UInt8(ascii: "u"):
      return unit(source.slice(offset + 2, offset + 6)[...]) == nil ? nil : 6
    default: return nil
    }
  }

  /// The bytes that a string's content stands for; its escapes are checked already.
  ///
  /// A lone surrogate becomes the three bytes of generalized UTF-8, so that two different ones
  /// stay different.
  static func decoded(_ content: UnsafeRawBufferPointer) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(content.count)
    var rest = content[...]
    while let slash = rest.firstIndex(of: UInt8(ascii: "\\")) {
      output.append(contentsOf: rest[..<slash])
      rest = rest[slash...].dropFirst()
      let letter = rest.popFirst() ?? 0
      switch letter {
      case UInt8(ascii: "b"): output.append(0x08)
      case UInt8(ascii: "f"): output.append(0x0C)
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "u"): append(codePoint(&rest), to: &output)
      default: output.append(letter)
      }
    }
    output.append(contentsOf: rest)
    return output
  }

  /// Takes four digits, and a second escape if both make a surrogate pair.
  private static func codePoint(_ rest: inout Slice<UnsafeRawBufferPointer>) -> UInt32 {
    let first = unit(rest.prefix(4)) ?? 0xFFFD
    rest = rest.dropFirst(4)
    guard (0xD800..<0xDC00).contains(first), rest.starts(with: [0x5C, 0x75]),
      let second = unit(rest.dropFirst(2).prefix(4)), (0xDC00..<0xE000).contains(second)
    else { return first }
    rest = rest.dropFirst(6)
    return 0x1_0000 + (first - 0xD800) << 10 + (second - 0xDC00)
  }

  /// Reads four hexadecimal digits.
  private static func unit(_ digits: Slice<UnsafeRawBufferPointer>) -> UInt32? {
    guard digits.count == 4 else { return nil }
    var value: UInt32 = 0
    for byte in digits {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte & 15)
      case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
        value = value << 4 | UInt32(byte & 15 + 9)
      default: return nil
      }
    }
    return value
  }

  private static func append(_ codePoint: UInt32, to output: inout [UInt8]) {
    let low = { (shift: UInt32) in UInt8(truncatingIfNeeded: codePoint >> shift & 0x3F | 0x80) }
    switch codePoint {
    case ..<0x80: output.append(UInt8(truncatingIfNeeded: codePoint))
    case ..<0x800:
      output.append(UInt8(truncatingIfNeeded: codePoint >> 6 | 0xC0))
      output.append(low(0))
    case ..<0x1_0000:
      output.append(UInt8(truncatingIfNeeded: codePoint >> 12 | 0xE0))
      output.append(contentsOf: [low(6), low(0)])
    default:
      output.append(UInt8(truncatingIfNeeded: codePoint >> 18 | 0xF0))
      output.append(contentsOf: [low(12), low(6), low(0)])
    }
  }
}
