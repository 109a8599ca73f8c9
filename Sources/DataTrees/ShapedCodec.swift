package import SourceModel

/// How values of one type are written as JSON and read back, and the shape of what is written.
package struct ShapedCodec<Value>: Sendable {
  /// How they are read.
  package let reader: ShapedReader<Value>
  /// How they are written.
  package let writer: ShapedWriter<Value>

  /// Makes a codec of two that mean the same.
  package init(_ reader: ShapedReader<Value>, _ writer: ShapedWriter<Value>) {
    self.reader = reader
    self.writer = writer
  }

  /// What comes out, and must go in.
  package var shape: Shape { reader.shape }

  /// Writes and reads a list of what another codec writes.
  package static func list<Item>(_ item: ShapedCodec<Item>) -> ShapedCodec where Value == [Item] {
    ShapedCodec(.list(item.reader), .list(item.writer))
  }

  /// Writes `null` where there is nothing.
  package static func nullable<Part>(_ part: ShapedCodec<Part>) -> ShapedCodec
  where Value == Part? {
    let reader = ShapedReader<Part?>(.nullable(part.shape)) { tree, node, problems in
      if tree.kind(of: node) == .null { return .some(nil) }
      return part.reader.read(tree, node, &problems).map { .some($0) }
    }
    return ShapedCodec(reader, .nullable(part.writer))
  }

  /// Writes and reads one of the raw values of a type.
  package static func word(_ noun: String = "word") -> ShapedCodec
  where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
    ShapedCodec(.word(noun), .word())
  }

  /// Writes what is made of another value, and makes it back; nil if that cannot be.
  package func map<Made>(
    to make: @escaping @Sendable (Value) -> Made?, expecting what: String,
    from part: @escaping @Sendable (Made) -> Value
  ) -> ShapedCodec<Made> {
    let made = reader.map { value in
      make(value).map { .success($0) } ?? .failure(ShapeProblem.Reason("\(what) was expected"))
    }
    return ShapedCodec<Made>(
      made, ShapedWriter<Made>(shape) { writer.write(part($0), &$1) })
  }
}

extension ShapedCodec<String> {
  /// A text.
  package static var string: ShapedCodec { ShapedCodec(.string, .string) }

  /// A text that is always the same, or one of a few.
  package static func word(_ words: [String], _ noun: String) -> ShapedCodec {
    ShapedCodec(.word(words, noun), ShapedWriter(.word(words)) { $1.string($0) })
  }
}

extension ShapedCodec<Name> {
  /// A name as a text.
  package static var name: ShapedCodec<Name> {
    let reader = ShapedReader<Name>(.string) { tree, node, problems in
      if let name = tree.string(of: node) { return name }
      problems.append(ShapeProblem("a string was expected", at: tree.range(of: node)))
      return nil
    }
    return ShapedCodec(reader, .name)
  }
}

extension ShapedCodec<RepositoryPath> {
  /// A path as a text; bytes that are not UTF-8 stand as `%XX`.
  package static var path: ShapedCodec<RepositoryPath> {
    ShapedCodec<String>.string.map(
      to: { RepositoryPath(output: $0) }, expecting: "a path", from: \.text)
  }
}

extension ShapedCodec<CalendarDate> {
  /// A date as `YYYY-MM-DD`.
  package static var date: ShapedCodec { ShapedCodec(.date, .date) }
}

extension ShapedCodec<Int> {
  /// A count, a line or a column: an integer from 0 to 2⁵³ − 1, which every reader of JSON keeps
  /// exactly (RFC 8259, section 6).
  package static var integer: ShapedCodec {
    let most = (1 << 53) - 1
    let reader = ShapedReader<Int>(.integer) { tree, node, problems in
      if let value = tree.number(of: node)?.integer, (0...most).contains(value) { return value }
      problems.append(
        ShapeProblem("an integer from 0 to \(most) was expected", at: tree.range(of: node)))
      return nil
    }
    return ShapedCodec(reader, .integer)
  }
}

extension ShapedCodec<Bool> {
  /// A truth value.
  package static var boolean: ShapedCodec { ShapedCodec(.boolean, .boolean) }
}
