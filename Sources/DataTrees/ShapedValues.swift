package import SourceModel

extension ShapedReader {
  /// Reads one or more values; none would say nothing, or everything.
  package static func some<Item>(_ item: ShapedReader<Item>) -> ShapedReader where Value == [Item] {
    ShapedReader.oneOrMore(item).map { items in
      items.isEmpty ? .failure(ShapeProblem.Reason("the list is empty")) : .success(items)
    }
  }
}

extension ShapedReader<String> {
  /// Reads a string that says something.
  package static var text: ShapedReader {
    ShapedReader.string.map { text in
      text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        ? .failure(ShapeProblem.Reason("the text is empty")) : .success(text)
    }
  }

  /// Reads the identity of something within its list.
  package static var identity: ShapedReader {
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
  package static var path: ShapedReader {
    ShapedReader<String>.string.map { pattern in
      PathGlob.readingPlaces(pattern).mapError { ShapeProblem.Reason($0.reason) }
    }
  }
}

extension ShapedReader {
  /// Reads a value, and tells it where it stands.
  package func placed(
    _ set: @escaping @Sendable (inout Value, SourceRange) -> Void
  ) -> ShapedReader {
    ShapedReader(shape) { tree, node, problems in
      guard var value = read(tree, node, &problems) else { return nil }
      set(&value, tree.range(of: node))
      return value
    }
  }
}

extension ShapedReader<DecimalNumber> {
  /// Reads a number, exact whatever its length.
  package static var number: ShapedReader {
    ShapedReader(.number) { tree, node, problems in
      if tree.kind(of: node) == .number, let text = tree.scalarText(of: node),
        let number = DecimalNumber(text.text)
      {
        return number
      }
      problems.append(ShapeProblem("a number was expected", at: tree.range(of: node)))
      return nil
    }
  }
}

extension ShapedReader<RepositoryPath> {
  /// Reads the path of one file or folder from the repository's root.
  package static var file: ShapedReader {
    ShapedReader<String>.text.map { text in
      RepositoryPath(text).map { .success($0) }
        ?? .failure(ShapeProblem.Reason("a path from the repository's root was expected"))
    }
  }
}
