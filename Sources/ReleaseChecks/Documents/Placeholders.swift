/// Words that stand for an answer that nobody gave.
enum Placeholders {
  private static let marks: Set<String> = ["TBD", "TODO", "FIXME", "TBC", "XXX", "tbd", "Tbd"]
  private static let phrases: [[String]] = [
    "to be determined", "to be decided", "to be defined", "to be filled", "to be written",
    "fill in", "coming soon", "work in progress",
  ].map { Words.of($0) }

  /// The first placeholder of a text; nil if it has none.
  static func first(in text: String, takesBrackets: Bool) -> String? {
    if let mark = mark(in: text) { return mark }
    let bytes = text.utf8
    if takesBrackets, bytes.contains(UInt8(ascii: "[")),
      let words = enclosed(in: Array(bytes), "[", "]", isPlaceholder: isBracketed)
    {
      return words
    }
    guard bytes.contains(UInt8(ascii: "<")) else { return nil }
    return enclosed(in: Array(bytes), "<", ">", isPlaceholder: isAngled)
  }

  private static func mark(in text: String) -> String? {
    let words = Words.cased(text)
    if let mark = words.first(where: marks.contains) { return mark }
    // In a long sentence, "to be decided" may be about anything.
    if words.count <= 10 {
      let lower = words.map { $0.lowercased() }
      for start in lower.indices {
        for phrase in phrases where lower[start...].starts(with: phrase) {
          return phrase.joined(separator: " ")
        }
      }
    }
    return text.utf8.elementsEqual("???".utf8) ? text : nil
  }

  /// The first part between two marks that is a placeholder, with the marks.
  private static func enclosed(
    in text: [UInt8], _ open: Unicode.Scalar, _ close: Unicode.Scalar,
    isPlaceholder: (_ inside: String, _ before: UInt8?, _ after: UInt8?) -> Bool
  ) -> String? {
    let (open, close) = (UInt8(ascii: open), UInt8(ascii: close))
    var index = 0
    while let start = text[index...].firstIndex(of: open) {
      index = start + 1
      let rest = text[index...].prefix(81)
      guard let end = rest.firstIndex(where: { $0 == close || $0 == open }), text[end] == close
      else { continue }
      let inside = String(decoding: text[index..<end], as: UTF8.self)
      if isPlaceholder(
        inside, start > 0 ? text[start - 1] : nil, end + 1 < text.count ? text[end + 1] : nil)
      {
        return String(decoding: text[start...end], as: UTF8.self)
      }
    }
    return nil
  }

  /// `[Date]`, `[N minutes]`, `[…]`; not a box, a footnote, an index or a link's text.
  private static func isBracketed(_ inside: String, _ before: UInt8?, _ after: UInt8?) -> Bool {
    if let before, Words.isWord(before) || "]!".utf8.contains(before) { return false }
    if let after, "([:".utf8.contains(after) { return false }
    if inside == "…" || inside == "..." { return true }
    guard inside.count > 1, inside.first?.isLetter == true else { return false }
    return !inside.contains("=") && !inside.contains("\"")
  }

  /// `<date>`, `<release engineer>`; not a tag, an address, a comparison or a type's argument.
  private static func isAngled(_ inside: String, _ before: UInt8?, _ after: UInt8?) -> Bool {
    if let before, Words.isWord(before) || before == UInt8(ascii: "<") { return false }
    if inside == "…" || inside == "..." { return true }
    guard inside.first?.isLetter == true, inside.last != " ",
      inside.utf8.allSatisfy({ Words.isWord($0) || " -_".utf8.contains($0) })
    else { return false }
    return !HTMLTags.names.contains(inside.prefix { $0 != " " }.lowercased())
  }
}

/// The tags of HTML that stand in Markdown.
enum HTMLTags {
  static let names: Set<String> = [
    "a", "b", "blockquote", "br", "center", "code", "dd", "del", "details", "div", "dl", "dt", "em",
    "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "iframe", "img", "ins", "kbd", "li",
    "ol", "p", "picture", "pre", "s", "samp", "small", "source", "span", "strike", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var",
    "video",
  ]

  /// A text without what stands between `<` and `>`.
  static func removed(from text: String) -> String {
    var result = ""
    var isInside = false
    for character in text {
      if character == "<" { isInside = true }
      if !isInside { result.append(character) }
      if character == ">" {
        isInside = false
        result.append(" ")
      }
    }
    return result
  }
}
