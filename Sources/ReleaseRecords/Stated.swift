package import DataTrees
import SourceModel

extension ShapedReader where Value: Hashable & Sendable {
  /// Reads a value with the place where it is stated.
  package var stated: ShapedReader<Stated<Value>> {
    ShapedReader<Stated<Value>>(shape) { tree, node, problems in
      read(tree, node, &problems).map { Stated($0, at: tree.range(of: node)) }
    }
  }
}

extension ShapedReader<Stated<String>> {
  /// Reads a text that says something, with its place.
  static var statedText: ShapedReader { ShapedReader<String>.text.stated }

  /// Reads a text, or a number as it is written, such as a version.
  static var statedScalar: ShapedReader {
    ShapedReader<String>(.either([.string, .number])) { tree, node, problems in
      if let text = tree.string(of: node)?.text, !text.isEmpty { return text }
      if tree.kind(of: node) == .number, let text = tree.scalarText(of: node) { return text.text }
      problems.append(ShapeProblem("a text was expected", at: tree.range(of: node)))
      return nil
    }.stated
  }
}

extension ShapedReader<Selector> {
  /// Reads a selector: `all`, an element's name, or an object of rule, path and element.
  static var selector: ShapedReader {
    let record = ShapedReader.record(
      "What a statement is about: all that is given must match.", from: Selector(),
      [
        .key("rule", "A pattern over rule ids.", glob) { $0.rule = $1 },
        .key("path", "A pattern over files.", .path) { $0.path = $1 },
        .key("element", "An element as reports print it, or a part of it.", .text) {
          $0.element = $1
        },
      ])
    return ShapedReader(.either([.string, record.shape])) { tree, node, problems in
      guard tree.kind(of: node) == .string else { return record.read(tree, node, &problems) }
      guard let text = ShapedReader<String>.text.read(tree, node, &problems) else { return nil }
      var selector = Selector()
      if text == "all" { selector.isEverything = true } else { selector.element = text }
      return selector
    }.placed { $0.range = $1 }
  }

  private static var glob: ShapedReader<PathGlob> {
    ShapedReader<String>.text.map { pattern in
      PathGlob.reading(pattern).mapError { ShapeProblem.Reason($0.reason) }
    }
  }
}
