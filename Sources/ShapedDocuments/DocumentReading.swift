package import DataTrees
package import ReleaseModel
package import SourceModel

/// A document with a shape that was read, and the lines of its text.
package struct DocumentReading<Value> {
  /// What it says; nil if there is a problem.
  package let value: Value?
  /// What is wrong with it, in report order.
  package let problems: [Problem]
  /// The lines of its text.
  package let lines: LineTable
  /// The tree of its data; nil if nothing could be read.
  package let tree: DataTree?

  /// Reads a document.
  ///
  /// - Parameter rule: The rule of every problem.
  package init(
    _ source: SourceText, as syntax: DataSyntax, side: Side = .after, rule: RuleID,
    _ reader: ShapedReader<Value>
  ) {
    let reading = DataTree.read(source, syntax: syntax)
    let lines = LineTable(source.bytes)
    self.lines = lines
    tree = reading.tree
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
    problems = found.map {
      Problem($0, rule: rule, path: source.path, side: side, lines: lines)
    }.sorted()
    self.value = problems.isEmpty ? value : nil
  }
}

extension Problem {
  /// A problem of a document, at its place.
  package init(
    _ problem: ShapeProblem, rule: RuleID, path: RepositoryPath, side: Side, lines: LineTable
  ) {
    let start = Int(problem.range.lower)
    self.init(
      rule: rule, message: problem.message, path: path, side: side, line: lines.line(at: start),
      column: lines.column(at: start), hint: problem.hint, hides: true)
  }
}
