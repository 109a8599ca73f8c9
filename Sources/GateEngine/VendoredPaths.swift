import SourceModel

/// The paths of a range that hold other people's code.
///
/// What stood at `before` is told by the attributes there: a range must not set aside what it
/// changes. What the range adds is told by those at `after`.
struct VendoredPaths: Sendable {
  /// The file that says so.
  static let attributesPath: RepositoryPath = ".gitattributes"

  private let before: VendoredAttributes
  private let after: VendoredAttributes
  private let added: Set<RepositoryPath>

  /// Marks nothing.
  static let none = VendoredPaths(before: .none, after: .none, added: [])

  /// Gathers what the two sides say, and the paths that the range adds.
  init(before: VendoredAttributes, after: VendoredAttributes, added: Set<RepositoryPath>) {
    self.before = before
    self.after = after
    self.added = added
  }

  /// Tells whether a path is other people's code.
  func contains(_ path: RepositoryPath) -> Bool {
    added.contains(path) ? after.contains(path) : before.contains(path)
  }

  /// Whether the range changes what is other people's code.
  var isEdited: Bool { before != after }
}

/// The paths that the `.gitattributes` at the root marks `linguist-vendored`.
struct VendoredAttributes: Hashable, Sendable {
  private struct Line: Hashable {
    let pattern: PathGlob
    let isVendored: Bool
  }

  private let lines: [Line]

  /// Marks nothing.
  static let none = VendoredAttributes([])

  /// Reads the file's bytes; lines that say nothing about vendored files are passed over.
  init(_ bytes: [UInt8]) {
    lines = bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).compactMap { line in
      let words = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 })
      guard let pattern = words.first, pattern.first != UInt8(ascii: "#") else { return nil }
      let attributes = words.dropFirst().map { String(decoding: $0, as: UTF8.self) }
      guard let last = attributes.last(where: { VendoredAttributes.meanings[$0] != nil }),
        let isVendored = VendoredAttributes.meanings[last],
        case .success(let glob) = PathGlob.reading(VendoredAttributes.glob(Array(pattern)))
      else { return nil }
      return Line(pattern: glob, isVendored: isVendored)
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
