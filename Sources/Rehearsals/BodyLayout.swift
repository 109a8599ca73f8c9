import SourceModel

extension Name {
  /// The definition of a routine without what does not matter in it: comments, blanks beyond one or
  /// beside parentheses and commas, the case of letters outside quotes.
  ///
  /// The server keeps a body as it was written, so that a way down that was formatted anew would
  /// seem to bring back another routine. In languages other than SQL and PL/pgSQL layout matters;
  /// such definitions stay as they are.
  var withoutLayout: Name {
    let header = text.prefix { $0 != "$" }.lowercased()
    guard header.contains("language plpgsql") || header.contains("language sql") else {
      return self
    }
    var layout = BodyLayout(bytes)
    return layout.reduced()
  }
}

/// Reads a definition from one end to the other.
private struct BodyLayout {
  private let bytes: [UInt8]
  private var position = 0
  private var output: [UInt8] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    output.reserveCapacity(bytes.count)
  }

  mutating func reduced() -> Name {
    while position < bytes.count {
      switch bytes[position] {
      case 0...0x20: skipBlank(to: position + 1)
      case UInt8(ascii: "-") where byte(after: 1) == UInt8(ascii: "-"):
        skipBlank(to: bytes[position...].firstIndex(of: 0x0A) ?? bytes.count)
      case UInt8(ascii: "/") where byte(after: 1) == UInt8(ascii: "*"): skipBlank(to: commentEnd)
      case UInt8(ascii: "'"), UInt8(ascii: "\""): copyQuoted(bytes[position])
      case UInt8(ascii: "$"): copyDollar()
      case let byte:
        if byte.standsAlone, output.last == 0x20 { output.removeLast() }
        let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        output.append(isUpper ? byte | 0x20 : byte)
        position += 1
      }
    }
    return Name(output)
  }

  private func byte(after count: Int) -> UInt8? {
    position + count < bytes.count ? bytes[position + count] : nil
  }

  private mutating func skipBlank(to end: Int) {
    if let last = output.last, last != 0x20, !last.standsAlone { output.append(0x20) }
    position = end
  }

  /// Where a comment ends, which may hold others.
  private var commentEnd: Int {
    var depth = 0
    var index = position
    while index + 1 < bytes.count {
      let pair = (bytes[index], bytes[index + 1])
      if pair == (UInt8(ascii: "/"), UInt8(ascii: "*")) {
        depth += 1
        index += 2
      } else if pair == (UInt8(ascii: "*"), UInt8(ascii: "/")) {
        depth -= 1
        index += 2
        if depth == 0 { return index }
      } else {
        index += 1
      }
    }
    return bytes.count
  }

  private mutating func copyQuoted(_ quote: UInt8) {
    let end = bytes[(position + 1)...].firstIndex(of: quote).map { $0 + 1 } ?? bytes.count
    output += bytes[position..<end]
    position = end
  }

  /// Copies a text between dollar signs, but goes on inside the body itself.
  private mutating func copyDollar() {
    let rest = bytes[(position + 1)...]
    let tagEnd = rest.firstIndex { !($0.isLetter || $0 == UInt8(ascii: "_")) } ?? bytes.count
    guard tagEnd < bytes.count, bytes[tagEnd] == UInt8(ascii: "$") else {
      output.append(bytes[position])
      position += 1
      return
    }
    let tag = bytes[position...tagEnd]
    position = tagEnd + 1
    output += tag
    if Name(tag) == "$function$" || Name(tag) == "$procedure$" { return }
    while position < bytes.count, !bytes[position...].starts(with: tag) {
      output.append(bytes[position])
      position += 1
    }
    output += bytes[position...].prefix(tag.count)
    position = min(position + tag.count, bytes.count)
  }
}

extension UInt8 {
  /// Whether blanks beside it say nothing.
  fileprivate var standsAlone: Bool {
    [UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: ";")].contains(self)
  }

  fileprivate var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) || self >= 0x80 }
}
