/// The inside of a double-quoted string of JSON, which is one of YAML too.
enum QuotedText {
  /// The notation that the string is written in.
  enum Target {
    /// Asks for escapes of the C0 controls only (RFC 8259, section 7).
    case json
    /// Asks for escapes of all that it does not print or takes for a line break (YAML 1.2.2,
    /// section 5.1), and has none for lone surrogates.
    case yaml
  }

  /// Appends text with the escapes that it needs.
  ///
  /// Lone surrogates of generalized UTF-8 become escapes of JSON, any other bytes that are not
  /// UTF-8 become replacement characters.
  static func append(_ text: [UInt8], to output: inout [UInt8], target: Target) {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x80 {
        appendASCII(byte, to: &output)
        index += 1
        continue
      }
      let length = scalarLength(text, at: index)
      let scalar = text[index..<(index + max(length, 1))]
      switch form(of: scalar, isValid: length > 0, target) {
      case .plain: output.append(contentsOf: scalar)
      case .escape(let unit): appendEscape(unit, to: &output)
      case .replacement: output.append(contentsOf: [0xEF, 0xBF, 0xBD])
      }
      index += max(length, 1)
    }
  }

  private static func appendASCII(_ byte: UInt8, to output: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"):
      output.append(UInt8(ascii: "\\"))
      output.append(byte)
    case 0x0A: output.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
    case 0x0D: output.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
    case 0x09: output.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
    case 0..<0x20, 0x7F: appendEscape(UInt32(byte), to: &output)
    default: output.append(byte)
    }
  }

  private static func appendEscape(_ unit: UInt32, to output: inout [UInt8]) {
    let digits = String(unit, radix: 16)
    output.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
    output.append(contentsOf: repeatElement(0x30, count: max(0, 4 - digits.utf8.count)))
    output.append(contentsOf: digits.utf8)
  }

  /// The number of bytes of the scalar at an index, lone surrogates included; 0 if it is none.
  private static func scalarLength(_ text: [UInt8], at index: Int) -> Int {
    let length =
      switch text[index] {
      case 0xC2..<0xE0: 2
      case 0xE0..<0xF0: 3
      case 0xF0..<0xF5: 4
      default: 0
      }
    guard length > 0, index + length <= text.count,
      text[(index + 1)..<(index + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
    else { return 0 }
    return switch (text[index], text[index + 1]) {
    case (0xE0, ..<0xA0), (0xF0, ..<0x90), (0xF4, 0x90...): 0
    default: length
    }
  }

  private enum Form {
    case plain
    case escape(UInt32)
    case replacement
  }

  private static func form(
    of scalar: ArraySlice<UInt8>, isValid: Bool, _ target: Target
  ) -> Form {
    guard isValid else { return .replacement }
    let lead = UInt32(scalar.first ?? 0) & (0xFF >> UInt32(scalar.count + 1))
    let value = scalar.dropFirst().reduce(lead) { $0 << 6 | UInt32($1 & 0x3F) }
    switch (value, target) {
    case (0xD800..<0xE000, .json): return .escape(value)
    case (0xD800..<0xE000, .yaml): return .replacement
    case (0x80..<0xA0, .yaml), (0x2028...0x2029, .yaml), (0xFEFF, .yaml),
      (0xFFFE...0xFFFF, .yaml):
      return .escape(value)
    default: return .plain
    }
  }
}
