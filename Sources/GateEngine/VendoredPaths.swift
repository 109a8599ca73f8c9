import SourceModel

/// The paths that the `.gitattributes` at the root marks `linguist-vendored`.
struct VendoredPaths: Sendable {
  private let lines: [(pattern: PathGlob, isVendored: Bool)]

  /// Marks nothing.
  static let none = VendoredPaths(attributes: [])

  /// Reads the file's bytes; lines that say nothing about vendored files are passed over.
  init(attributes bytes: [UInt8]) {
    lines = bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).compactMap { line in
      let words = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 })
      guard let pattern = words.first, pattern.first != UInt8(ascii: "#") else { return nil }
      let attributes = words.dropFirst().map { String(decoding: $0, as: UTF8.self) }
      guard let last = attributes.last(where: { VendoredPaths.meanings[$0] != nil }),
        let isVendored = VendoredPaths.meanings[last],
        case .success(let glob) = PathGlob.reading(VendoredPaths.glob(Array(pattern)))
      else { return nil }
      return (glob, isVendored)
    }
  }

  /// Tells whether a path is marked; the last line that speaks of it decides.
  func contains(_ path: RepositoryPath) -> Bool {
    lines.last { $0.pattern.matches(path) }?.isVendored ?? false
  }

  private static let meanings = [
    "linguist-vendored": true, "linguist-vendored=true": true,
    "-linguist-vendored": false, "linguist-vendored=false": false, "!linguist-vendored": false,
  ]

  /// A pattern of gitattributes(5) as a glob: without a slash it stands for a name in any folder,
  /// and braces mean themselves.
  private static func glob(_ pattern: [UInt8]) -> String {
    let slash = UInt8(ascii: "/")
    let isAnchored = pattern.dropLast().contains(slash)
    let text = String(decoding: pattern.drop { $0 == slash }, as: UTF8.self)
    var escaped = ""
    for character in text {
      escaped += "{},".contains(character) ? "\\\(character)" : String(character)
    }
    return isAnchored ? escaped : "**/" + escaped
  }
}
