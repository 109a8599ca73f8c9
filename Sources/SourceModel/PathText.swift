/// How paths, which are bytes, stand in texts.
extension RepositoryPath {
  /// The path for output: UTF-8, every other byte as `%XX`.
  ///
  /// A percent sign that could be taken for such a byte, or for itself written so, is `%25`; hence
  /// no two paths have the same text.
  package var text: String {
    if !bytes.contains(UInt8(ascii: "%")), let text = String(validating: bytes, as: UTF8.self) {
      return text
    }
    var output: [UInt8] = []
    var rest = bytes[...]
    while let byte = rest.first {
      let length = RepositoryPath.utf8Length(of: byte)
      let isWritten =
        byte == UInt8(ascii: "%")
        ? RepositoryPath.escaped(rest) == nil
        : length > 0 && rest.count >= length
          && String(validating: rest.prefix(length), as: UTF8.self) != nil
      if isWritten {
        output += rest.prefix(length)
        rest = rest.dropFirst(length)
      } else {
        let digits = Array("0123456789ABCDEF".utf8)
        output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        rest = rest.dropFirst()
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Reads a path from a text for output; nil if it is empty.
  package init?(output text: String) {
    if text.isEmpty { return nil }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      if let escaped = RepositoryPath.escaped(rest) {
        bytes.append(escaped)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
        rest = rest.dropFirst()
      }
    }
    self.init(unchecked: Name(bytes))
  }

  /// The byte that `%XX` at the beginning stands for, if it is one that is written so.
  private static func escaped(_ bytes: ArraySlice<UInt8>) -> UInt8? {
    func digit(_ byte: UInt8) -> UInt8? {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
      case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
      default: nil
      }
    }
    let escape = Array(bytes.prefix(3))
    guard escape.count == 3, escape[0] == UInt8(ascii: "%"), let high = digit(escape[1]),
      let low = digit(escape[2])
    else { return nil }
    let byte = high << 4 | low
    return byte >= 0x80 || byte == UInt8(ascii: "%") ? byte : nil
  }

  private static func utf8Length(of lead: UInt8) -> Int {
    switch lead {
    case 0x00..<0x80: 1
    case 0xC2..<0xE0: 2
    case 0xE0..<0xF0: 3
    case 0xF0..<0xF5: 4
    default: 0
    }
  }
}
