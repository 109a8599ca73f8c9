import SourceModel

/// Reads YAML into the arrays of a tree.
struct YAMLReader {
  init(_ source: ByteWindow, limits: TreeLimits) {}

  mutating func read(_ text: SourceText) -> TreeReading {
    TreeReading(
      tree: nil,
      problems: [TreeProblem(.syntax, "YAML is not read yet", at: SourceRange(0, 0))])
  }
}
