import PostgresSchema
import SourceModel

extension SQLScript {
  /// Reads a script, or a part of one.
  ///
  /// Total: any bytes give statements or flaws. Positions count from the begin of the bytes, also
  /// if only a part of them is read. The final semicolon may be missing.
  package static func read(_ bytes: [UInt8], in range: Range<Int>? = nil) -> SQLScript {
    var reader = ScriptReader(bytes, (range ?? bytes.indices).clamped(to: bytes.indices))
    return reader.read()
  }
}

/// Reads a script: as a whole if PostgreSQL's grammar takes it, else statement by statement.
struct ScriptReader {
  private let bytes: [UInt8]
  private let range: Range<Int>
  private var script = SQLScript()

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    let hasMark = range.lowerBound == 0 && bytes[range].starts(with: [0xEF, 0xBB, 0xBF])
    self.range = hasMark ? 3..<range.upperBound : range
  }

  mutating func read() -> SQLScript {
    if let zero = bytes[range].firstIndex(of: 0) {
      script.flaws.append(
        SQLScript.Flaw(
          "the text held a zero byte", at: SourceRange(zero, zero + 1),
          hint: "Save the file as UTF-8 without zero bytes."))
      return script
    }
    let scan = TokenScanner.scan(bytes, in: range)
    let text = TokenizedText(bytes, scan.tokens)
    var pieces = StatementSplitter.pieces(of: text)
    if let (what, start) = scan.unterminated {
      if let last = pieces.last, last.upperBound == scan.tokens.count { pieces.removeLast() }
      script.flaws.append(
        SQLScript.Flaw(
          "a \(what) was not closed", at: SourceRange(start, range.upperBound),
          hint: "Close it; nothing behind its begin was read."))
    }
    var masked = MaskedText(text, range: range)
    for foreign in scan.foreign { masked.blank(foreign) }
    if scan.unterminated == nil, readWhole(text, pieces, masked) { return script }
    for piece in pieces { readAlone(text, piece, masked) }
    return script
  }

  /// Reads all statements by one call of the grammar; tells whether it took them, and ended them
  /// where the splitter does.
  private mutating func readWhole(
    _ text: TokenizedText, _ pieces: [Range<Int>], _ masked: MaskedText
  ) -> Bool {
    guard case .tree(let tree) = Grammar.parse(masked[range]),
      let list = tree.value(of: tree.root, "stmts")
    else { return pieces.isEmpty }
    let nodes = tree.items(of: list)
    guard nodes.count == pieces.count else { return false }
    for (node, piece) in zip(nodes, pieces) {
      let start = range.lowerBound + (tree.integer(node, "stmt_location") ?? 0)
      let length = tree.integer(node, "stmt_len") ?? (range.upperBound - start)
      let place = text.range(of: piece)
      guard start <= Int(place.lower), Int(place.upper) <= start + length else { return false }
    }
    let source = ParsedText(text: text, tree: tree, offset: range.lowerBound)
    for (node, piece) in zip(nodes, pieces) {
      script.statements.append(
        StatementReader.read(source, piece, node: tree.value(of: node, "stmt"), place: .script))
    }
    return true
  }

  private mutating func readAlone(_ text: TokenizedText, _ piece: Range<Int>, _ masked: MaskedText)
  {
    script.statements.append(
      contentsOf: LoneStatement(text: text, masked: masked, place: .script, depth: 0).read(piece))
  }
}
