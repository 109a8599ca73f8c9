import SourceModel

/// Tables and code of Markdown.
enum MarkdownText {
  /// A table; nil if it has no row.
  static func table(_ header: [String], _ rows: [[String]]) -> String? {
    if rows.isEmpty { return nil }
    let rule = header.map { _ in "---" }
    return ([header, rule] + rows).map { "| " + $0.map(cell).joined(separator: " | ") + " |\n" }
      .joined()
  }

  private static func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
  }

  /// A text as code within a line.
  static func code(_ text: String) -> String {
    text.contains("`") ? "`` \(text) ``" : "`\(text)`"
  }

  /// A block of code with what its language is called.
  static func block(_ text: String, _ language: String) -> String {
    let ticks = text.contains("```") ? "````" : "```"
    return "\(ticks)\(language)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(ticks)\n"
  }
}
