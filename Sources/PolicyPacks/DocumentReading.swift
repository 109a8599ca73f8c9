import DataTrees
import ReleaseModel
import SourceModel

/// A document of the user's that was read, and the lines of its text.
struct DocumentReading<Value> {
  /// What it says; nil if there is a problem.
  let value: Value?
  /// What is wrong with it, in source order.
  let problems: [Problem]
  /// The lines of its text.
  let lines: LineTable

  /// Reads a document in YAML.
  ///
  /// - Parameter rule: The rule of every problem.
  init(_ source: SourceText, side: Side, rule: RuleID, _ reader: ShapedReader<Value>) {
    let reading = DataTree.read(source, syntax: .yaml)
    let lines = LineTable(source.bytes)
    self.lines = lines
    var found = reading.problems.map { ShapeProblem($0.message, at: $0.range, hint: $0.hint) }
    var value: Value?
    if let tree = reading.tree {
      if tree.documents.count > 1 {
        found.append(
          ShapeProblem(
            "the file holds several documents", at: tree.range(of: tree.documents[1]),
            hint: "Keep one document in a file."))
      }
      value = reader.read(tree, tree.root, &found)
    }
    problems = found.map { Problem($0, rule: rule, path: source.path, side: side, lines: lines) }
    self.value = problems.isEmpty ? value : nil
  }
}

extension Problem {
  /// A problem of a document, at its place.
  init(
    _ problem: ShapeProblem, rule: RuleID, path: RepositoryPath, side: Side, lines: LineTable
  ) {
    let start = Int(problem.range.lower)
    self.init(
      rule: rule, message: problem.message, path: path, side: side, line: lines.line(at: start),
      column: lines.column(at: start), hint: problem.hint, hides: true)
  }
}

extension ShapedReader {
  /// Reads one or more values; none would say nothing, or everything.
  static func some<Item>(_ item: ShapedReader<Item>) -> ShapedReader where Value == [Item] {
    ShapedReader.oneOrMore(item).map { items in
      items.isEmpty ? .failure(ShapeProblem.Reason("the list is empty")) : .success(items)
    }
  }
}

extension ShapedReader<String> {
  /// Reads a string that says something.
  static var text: ShapedReader {
    ShapedReader.string.map { text in
      text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        ? .failure(ShapeProblem.Reason("the text is empty")) : .success(text)
    }
  }

  /// Reads the identity of something within its list.
  static var identity: ShapedReader {
    ShapedReader.string.map { text in
      let isPlain = text.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
      }
      if isPlain, !text.isEmpty { return .success(text) }
      return .failure(
        ShapeProblem.Reason("lower-case letters, digits and hyphens were expected"))
    }
  }
}

extension ShapedReader<PathGlob> {
  /// Reads a pattern over paths.
  static var path: ShapedReader {
    ShapedReader<String>.string.map { pattern in
      PathGlob.readingPlaces(pattern).mapError { ShapeProblem.Reason($0.reason) }
    }
  }
}
