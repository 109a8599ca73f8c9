package import SourceModel

extension MarkdownDocument {
  /// The most bytes that a document may have; what people write and review is far below it.
  package static let byteLimit = 1 << 20
  /// The most containers, such as quotes and lists, that may begin on one line, and be open at once.
  package static let depthLimit = 50

  /// Reads a document: any bytes give one, with a problem if it could not be read.
  package static func read(_ source: SourceText) -> MarkdownDocument {
    if source.bytes.count > byteLimit {
      return unread("the document was larger than \(byteLimit) bytes", line: 1, LineTable([]))
    }
    let table = LineTable(source.bytes)
    let matter = FrontMatter(of: source.bytes, table)
    if matter.isOpen {
      return unread("the front matter was not closed", line: 1, table)
    }
    var cost = ReadingCost(depthLimit: depthLimit)
    if let (line, reason) = cost.excess(in: source.bytes[matter.end...]) {
      return unread(reason, line: matter.lines + line, table)
    }
    var reader = TreeReader(source.bytes, table, skipped: matter.lines)
    reader.read(from: matter.end)
    return MarkdownDocument(
      frontMatter: matter.range, blocks: reader.blocks, links: reader.links)
  }

  private static func unread(_ message: String, line: Int, _ table: LineTable) -> MarkdownDocument {
    let start = table.start(ofLine: line) ?? 0
    let range = SourceRange(start, start + table.content(ofLine: line).count)
    return MarkdownDocument(
      frontMatter: nil, blocks: [], links: [],
      problem: Problem(message, line: line, range: range))
  }
}
