import DataTrees
import SourceModel

extension ShapedCodec {
  /// Values by names that the user chooses, written in the order of the names' bytes.
  static func byName<Item>(_ item: ShapedCodec<Item>) -> ShapedCodec
  where Value == [String: Item] {
    let entries = ShapedReader<[Entry<String, Item>]>.entries(item.reader) { .success($0.text) }
    let reader = entries.map { entries -> Result<[String: Item], ShapeProblem.Reason> in
      let pairs = entries.map { ($0.key.value, $0.value) }
      return .success(Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }
    let writer = ShapedWriter<[String: Item]>(.map(item.shape)) { values, json in
      json.beginObject()
      for (name, value) in values.sorted(by: { Name($0.key) < Name($1.key) }) {
        json.key(name)
        item.writer.write(value, &json)
      }
      json.endObject()
    }
    return ShapedCodec(reader, writer)
  }
}

extension ShapedCodec<DecimalNumber> {
  /// A number, exact whatever its length.
  static var number: ShapedCodec {
    ShapedCodec(.number, ShapedWriter(.number) { $1.number($0) })
  }
}

extension ShapedCodec<RepositoryPath> {
  /// A file or folder from the root, which itself is `.`.
  static var subjectPath: ShapedCodec {
    let reader = ShapedReader<String>.text.map {
      text -> Result<RepositoryPath, ShapeProblem.Reason> in
      guard let path = RepositoryPath(output: text),
        let resolved = RepositoryPath.root.resolving(path.bytes)
      else {
        return .failure(ShapeProblem.Reason("a path from the repository's root was expected"))
      }
      return .success(resolved)
    }
    return ShapedCodec(
      reader, ShapedWriter(.string) { $1.string($0 == .root ? "." : $0.text) })
  }
}

/// Tells digests of hexadecimal digits, in lower case.
package enum HexDigest {
  /// Whether a text is a SHA-256.
  package static func isSHA256(_ text: String) -> Bool { isHex(text, counts: [64]) }

  /// Whether a text is the name of an object of Git, by SHA-1 or by SHA-256.
  package static func isObject(_ text: String) -> Bool { isHex(text, counts: [40, 64]) }

  private static func isHex(_ text: String, counts: Set<Int>) -> Bool {
    counts.contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      }
  }
}
