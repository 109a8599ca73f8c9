internal import CCMark
internal import Glibc
import SourceModel

/// The work of one reading: libcmark-gfm's tree, walked once, into blocks.
///
/// The tree is walked by libcmark-gfm's iterator, which needs no stack, and freed before the reading
/// ends; every text is copied out of it. The extensions for struck text and bare links are left out:
/// they change a table of characters that all threads share.
struct TreeReader {
  private let bytes: [UInt8]
  private let table: LineTable
  private let skipped: Int
  private(set) var blocks: [MarkdownDocument.Block] = []
  private(set) var links: [MarkdownDocument.Link] = []
  private var depth = 0
  /// The item that has begun and waits for its text.
  private var pendingItem: MarkdownDocument.Block?
  /// The text of the block that is open.
  private var text: [UInt8] = []
  private var pointers: [MarkdownDocument.Pointer] = []
  /// The parts of the text that are code or links.
  private var marked: [Range<Int>] = []
  private var cells: [String] = []
  private var rowPointers: [MarkdownDocument.Pointer] = []
  /// Where the text of each open link begins, outermost first.
  private var openLinks: [Int] = []

  init(_ bytes: [UInt8], _ table: LineTable, skipped: Int) {
    self.bytes = bytes
    self.table = table
    self.skipped = skipped
  }

  /// libcmark-gfm keeps extensions in a global list, which is filled once and only read from then on.
  private static let registration: Void = cmark_gfm_core_extensions_ensure_registered()

  mutating func read(from start: Int) {
    TreeReader.registration
    guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return }
    defer { cmark_parser_free(parser) }
    for name in ["table", "tasklist"] {
      guard let found = cmark_find_syntax_extension(name) else { continue }
      cmark_parser_attach_syntax_extension(parser, found)
    }
    bytes[start...].withUnsafeBytes { part in
      guard let base = part.bindMemory(to: CChar.self).baseAddress else { return }
      cmark_parser_feed(parser, base, part.count)
    }
    guard let root = cmark_parser_finish(parser) else { return }
    defer { cmark_node_free(root) }
    guard let iterator = cmark_iter_new(root) else { return }
    defer { cmark_iter_free(iterator) }
    while true {
      let event = cmark_iter_next(iterator)
      guard event == CMARK_EVENT_ENTER || event == CMARK_EVENT_EXIT,
        let node = cmark_iter_get_node(iterator)
      else { break }
      if event == CMARK_EVENT_ENTER { enter(node) } else { leave(node) }
    }
  }

  private mutating func enter(_ node: OpaquePointer) {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_TEXT: text += TreeReader.bytes(cmark_node_get_literal(node))
    case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK: text.append(0x20)
    case CMARK_NODE_CODE: enterCode(node)
    case CMARK_NODE_HTML_INLINE:
      let html = TreeReader.bytes(cmark_node_get_literal(node))
      if !html.starts(with: "<!--".utf8) { text += html }
    case CMARK_NODE_LINK, CMARK_NODE_IMAGE: openLinks.append(text.count)
    case CMARK_NODE_PARAGRAPH, CMARK_NODE_HEADING: beginText()
    case CMARK_NODE_BLOCK_QUOTE:
      flushItem()
      depth += 1
    case CMARK_NODE_ITEM:
      flushItem()
      let range = range(of: node)
      pendingItem = block(.item(isTicked: isTicked(node, from: Int(range.lower))), "", node)
      depth += 1
    case CMARK_NODE_CODE_BLOCK:
      flushItem()
      let info = String(decoding: TreeReader.bytes(cmark_node_get_fence_info(node)), as: UTF8.self)
      let code = String(decoding: TreeReader.bytes(cmark_node_get_literal(node)), as: UTF8.self)
      blocks.append(block(.code(info: info), code, node))
    case CMARK_NODE_HTML_BLOCK:
      flushItem()
      appendHTML(node)
    case CMARK_NODE_THEMATIC_BREAK:
      flushItem()
      blocks.append(block(.rule, "", node))
    default:
      switch TreeReader.kind(of: node) {
      case "table_row", "table_header":
        flushItem()
        (cells, rowPointers) = ([], [])
      case "table_cell": beginText()
      default: break
      }
    }
  }

  private mutating func leave(_ node: OpaquePointer) {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_LINK, CMARK_NODE_IMAGE: leaveLink(node)
    case CMARK_NODE_PARAGRAPH:
      let (words, found) = endText()
      if let item = pendingItem {
        pendingItem = nil
        blocks.append(
          MarkdownDocument.Block(
            item.kind, words, depth: item.depth, line: item.line,
            range: SourceRange(item.range.lower, max(item.range.lower, range(of: node).upper)),
            pointers: found))
      } else {
        blocks.append(block(.paragraph, words, node, found))
      }
    case CMARK_NODE_HEADING:
      flushItem()
      let (words, found) = endText()
      let level = max(1, min(6, Int(cmark_node_get_heading_level(node))))
      blocks.append(block(.heading(level), words, node, found))
    case CMARK_NODE_ITEM:
      flushItem()
      depth -= 1
    case CMARK_NODE_BLOCK_QUOTE: depth -= 1
    default:
      switch TreeReader.kind(of: node) {
      case "table_cell":
        let (words, found) = endText()
        cells.append(words)
        rowPointers += found
      case "table_row", "table_header":
        let isHeader = TreeReader.kind(of: node) == "table_header"
        let row = MarkdownDocument.Kind.row(cells: cells, isHeader: isHeader)
        blocks.append(block(row, cells.joined(separator: " | "), node, rowPointers))
      default: break
      }
    }
  }

  // MARK: Text

  private mutating func beginText() {
    text.removeAll(keepingCapacity: true)
    marked.removeAll(keepingCapacity: true)
    pointers = []
    openLinks = []
  }

  private mutating func endText() -> (String, [MarkdownDocument.Pointer]) {
    let addresses = BareAddresses.found(in: text, outside: marked)
    return (
      String(decoding: text, as: UTF8.self),
      pointers + addresses.map { .link($0) }
    )
  }

  private mutating func enterCode(_ node: OpaquePointer) {
    let code = TreeReader.bytes(cmark_node_get_literal(node))
    marked.append(text.count..<(text.count + code.count))
    text += code
    pointers.append(.code(String(decoding: code, as: UTF8.self)))
  }

  private mutating func leaveLink(_ node: OpaquePointer) {
    let start = openLinks.popLast() ?? text.count
    let target = String(decoding: TreeReader.bytes(cmark_node_get_url(node)), as: UTF8.self)
    marked.append(start..<text.count)
    pointers.append(.link(target))
    links.append(
      MarkdownDocument.Link(
        target: target, text: String(decoding: text[start...], as: UTF8.self),
        line: max(1, Int(cmark_node_get_start_line(node)) + skipped)))
  }

  // MARK: Blocks

  private mutating func flushItem() {
    guard let item = pendingItem else { return }
    pendingItem = nil
    blocks.append(item)
  }

  private mutating func appendHTML(_ node: OpaquePointer) {
    let (comments, rest) = HTMLComments.separated(TreeReader.bytes(cmark_node_get_literal(node)))
    if !comments.isEmpty {
      blocks.append(block(.comment, String(decoding: comments, as: UTF8.self), node))
    }
    if rest.contains(where: { $0 > 0x20 }) {
      blocks.append(block(.html, String(decoding: rest, as: UTF8.self), node))
    }
  }

  private func block(
    _ kind: MarkdownDocument.Kind, _ text: String, _ node: OpaquePointer,
    _ pointers: [MarkdownDocument.Pointer] = []
  ) -> MarkdownDocument.Block {
    MarkdownDocument.Block(
      kind, text, depth: depth, line: max(1, Int(cmark_node_get_start_line(node)) + skipped),
      range: range(of: node), pointers: pointers)
  }

  /// The bytes of a node in the file; libcmark-gfm counts lines and bytes of a line from 1, its end
  /// included.
  private func range(of node: OpaquePointer) -> SourceRange {
    func offset(_ line: Int32, _ column: Int) -> Int {
      let start = table.start(ofLine: Int(line) + skipped) ?? bytes.count
      return max(0, min(start + column, bytes.count))
    }
    let start = offset(
      cmark_node_get_start_line(node), max(0, Int(cmark_node_get_start_column(node)) - 1))
    let end = offset(cmark_node_get_end_line(node), Int(cmark_node_get_end_column(node)))
    return SourceRange(start, max(start, end))
  }

  /// Whether the box of an item is ticked; nil if it has none.
  ///
  /// libcmark-gfm looks for `[x]` anywhere on the line, so that the box is read here.
  private func isTicked(_ node: OpaquePointer, from start: Int) -> Bool? {
    guard TreeReader.kind(of: node) == "tasklist" else { return nil }
    guard let box = bytes[start...].firstIndex(of: UInt8(ascii: "[")), box + 1 < bytes.count else {
      return false
    }
    return bytes[box + 1] | 0x20 == UInt8(ascii: "x")
  }

  // MARK: libcmark-gfm

  /// The name of a node's type; those of extensions have no constant.
  private static func kind(of node: OpaquePointer) -> String {
    cmark_node_get_type_string(node).map { String(cString: $0) } ?? ""
  }

  private static func bytes(_ text: UnsafePointer<CChar>?) -> UnsafeBufferPointer<UInt8> {
    guard let text else { return UnsafeBufferPointer(start: nil, count: 0) }
    let count = strlen(text)
    return UnsafeRawBufferPointer(start: text, count: count).bindMemory(to: UInt8.self)
  }
}
