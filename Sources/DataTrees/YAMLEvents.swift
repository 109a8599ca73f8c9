import CYAML
import SourceModel

/// The events of libyaml, with byte offsets instead of its marks.
struct YAMLEvents: ~Copyable {
  let source: ByteWindow
  /// The event read last.
  let event: UnsafeMutablePointer<yaml_event_t>

  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let start: Int
  /// One past the ASCII characters at the start of the text, where counting is no work.
  private let asciiEnd: Int
  /// A place where the count of characters is known: marks come nearly in order.
  private var known: (character: Int, offset: Int)

  init(_ source: ByteWindow) {
    self.source = source
    self.start = SourceEncoding.markLength(source)
    self.asciiEnd = YAMLEvents.asciiEnd(source, from: start)
    self.known = (asciiEnd - start, asciiEnd)
    self.event = .allocate(capacity: 1)
    event.initialize(to: yaml_event_t())
    // On the heap, since libyaml keeps a pointer to the parser in the parser.
    self.parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    let text = source.slice(start, source.count)
    yaml_parser_set_input_string(
      parser, text.bindMemory(to: UInt8.self).baseAddress, text.count)
  }

  deinit {
    yaml_event_delete(event)
    event.deallocate()
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// Reads the next event; the memory of the last one is given back.
  mutating func next() throws(TreeProblem) {
    yaml_event_delete(event)
    if yaml_parser_parse(parser, event) != 1 { throw problem() }
  }

  /// The byte offset of a mark.
  ///
  /// Marks count characters, and their lines end at more characters than those of a `LineTable`:
  /// the count of characters from the start is the one sure place.
  mutating func offset(of mark: yaml_mark_t) -> Int {
    let target = Int(clamping: mark.index)
    if target <= asciiEnd - start { return start + target }
    var (character, offset) = known
    while character < target, offset < source.count {
      if target - character >= 8, let word = source.word(at: offset),
        word & 0x8080_8080_8080_8080 == 0
      {
        character &+= 8
        offset &+= 8
      } else {
        character &+= 1
        offset &+= 1
        while source[offset] & 0xC0 == 0x80 { offset &+= 1 }
      }
    }
    while character > target, offset > start {
      character &-= 1
      offset &-= 1
      while offset > start, source[offset] & 0xC0 == 0x80 { offset &-= 1 }
    }
    known = (character, offset)
    return offset
  }

  private static func asciiEnd(_ source: ByteWindow, from start: Int) -> Int {
    var offset = start
    while let word = source.word(at: offset), word & 0x8080_8080_8080_8080 == 0 { offset += 8 }
    return offset
  }

  // MARK: Problems

  private mutating func problem() -> TreeProblem {
    guard let message = parser.pointee.problem.map({ String(cString: $0) }) else {
      return TreeProblem(.syntax, "the document could not be read", at: SourceRange(0, 0))
    }
    if parser.pointee.error == YAML_READER_ERROR {
      let offset = min(start + Int(clamping: parser.pointee.problem_offset), source.count)
      return TreeProblem(
        .syntax, message, at: character(at: offset),
        hint: "Write the character as an escape in a double-quoted string.")
    }
    let offset = offset(of: parser.pointee.problem_mark)
    var context = ""
    var hint = hint(message, at: offset)
    if let text = parser.pointee.context.map({ String(cString: $0) }) {
      context = " \(text)"
      // The message has no number, since it tells problems apart, and lines shift.
      hint = hint ?? "Look from line \(parser.pointee.context_mark.line + 1) on."
    }
    return TreeProblem(.syntax, message + context, at: character(at: offset), hint: hint)
  }

  /// The range of one character; empty at the end.
  private func character(at offset: Int) -> SourceRange {
    var end = min(offset + 1, source.count)
    while source[end] & 0xC0 == 0x80 { end += 1 }
    return SourceRange(min(offset, source.count), end)
  }

  private func hint(_ message: String, at offset: Int) -> String? {
    switch (message, source[offset]) {
    case (_, 0x09): "Indent with spaces: YAML takes no tabs."
    case ("mapping values are not allowed in this context", _):
      "Quote the value if ': ' is part of it, else correct the indentation."
    case ("could not find expected ':'", _), ("did not find expected key", _):
      "Correct the indentation, or quote the value above."
    case ("found character that cannot start any token", _): "Quote the value."
    case ("found unexpected end of stream", _): "Close the quote."
    default: nil
    }
  }
}
