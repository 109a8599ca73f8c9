/// Text set into 80 columns.
enum Layout {
  static let width = 80

  /// Breaks a paragraph into lines of at most so many characters; a longer word stands alone.
  static func wrap(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      if !line.isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  /// Wraps a text whose first line follows a prefix and whose other lines are indented.
  static func hang(_ prefix: String, _ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    return prefix + wrap(text, to: width - indent).joined(separator: "\n" + margin)
  }

  /// The paragraphs of a text, which are separated by blank lines.
  static func paragraphs(_ text: String) -> [String] {
    var paragraphs: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.allSatisfy(\.isWhitespace) {
        paragraphs.append([])
      } else {
        paragraphs[paragraphs.count - 1].append(line)
      }
    }
    return paragraphs.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
  }

  /// The column after the widest term; a term of more than 26 characters does not count.
  static func column(_ rows: [(term: String, text: String)]) -> Int {
    (rows.map(\.term.count).filter { $0 <= 26 }.max() ?? 0) + 4
  }

  /// Sets terms on the left and their texts, wrapped, from a column on.
  ///
  /// A term that reaches the column has its text on the next line.
  static func table(_ rows: [(term: String, text: String)], column: Int) -> String {
    rows.map { row in
      let term = "  " + row.term
      let gap =
        term.count + 2 <= column
        ? String(repeating: " ", count: column - term.count)
        : "\n" + String(repeating: " ", count: column)
      return row.text.isEmpty ? term : hang(term + gap, row.text, indent: column)
    }.joined(separator: "\n")
  }
}
