import FormatKit
import SourceModel

/// Where a tree defines names that people flip: keys of flags, aliases of indexes.
///
/// A file counts by its name: `flags.yaml`, `config/features.json`, `lib/feature_flags.ex`.
struct DefinedNames {
  /// A place where a name stands.
  struct Place: Hashable {
    let path: RepositoryPath
    /// The line, from 1.
    let line: Int
  }

  private let sources: [SourceText]

  /// The most bytes that a file of definitions has.
  private static let sizeLimit = 1 << 20

  /// Nothing.
  init() { sources = [] }

  /// Reads the files of a tree whose path holds one of some words.
  ///
  /// - Parameter folder: The folder of releases, whose documents define nothing.
  init(of words: [String], in tree: any FileTree, except folder: RepositoryPath) {
    let others = folder.bytes + [UInt8(ascii: "/")]
    sources = tree.files(below: .root).compactMap { path in
      if path.bytes.starts(with: others) || path.fileExtension == "md" { return nil }
      let lower = path.name.asciiLowercased.text
      guard words.contains(where: lower.contains) else { return nil }
      return tree.source(at: path).flatMap {
        $0.bytes.count <= DefinedNames.sizeLimit ? $0 : nil
      }
    }
  }

  /// The first place of a name, as a whole word; nil if it stands nowhere.
  func place(of name: Name) -> Place? {
    for source in sources {
      guard let offset = source.bytes.offset(ofWord: name.bytes) else { continue }
      return Place(path: source.path, line: LineTable(source.bytes).line(at: offset))
    }
    return nil
  }

  /// What tells files of flags.
  static let flagWords = ["flag", "feature", "toggle", "unleash", "flipt", "growthbook"]
  /// What tells files about search.
  static let searchWords = ["alias", "elastic", "opensearch", "search", "index", "indices"]
}

extension [UInt8] {
  /// Where a word first stands by itself, between bytes that keys are not made of; nil if nowhere.
  func offset(ofWord word: [UInt8]) -> Int? {
    guard let first = word.first, word.count <= count else { return nil }
    func isPart(_ byte: UInt8) -> Bool {
      byte.isLetterOrDigit || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }
    var start = 0
    while let found = self[start...(count - word.count)].firstIndex(of: first) {
      let end = found + word.count
      if self[found..<end].elementsEqual(word), found == 0 || !isPart(self[found - 1]),
        end == count || !isPart(self[end])
      {
        return found
      }
      start = found + 1
      if start > count - word.count { return nil }
    }
    return nil
  }
}
