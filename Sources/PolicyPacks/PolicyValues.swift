import DataTrees
import SourceModel

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
