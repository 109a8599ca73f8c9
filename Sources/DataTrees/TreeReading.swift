package import SourceModel

/// What reading a document gave: the tree, what was wrong, or both.
package struct TreeReading: Sendable {
  /// The tree; nil if the document could not be read.
  package let tree: DataTree?

  /// What was wrong, in source order; never empty if there is no tree.
  ///
  /// After a hundred only the one that ended the reading is told.
  package let problems: [TreeProblem]

  init(tree: DataTree?, problems: [TreeProblem]) {
    self.tree = tree
    self.problems = problems.sorted { $0.range.lower < $1.range.lower }
  }
}

/// Something wrong in a document.
package struct TreeProblem: Error, Hashable, Sendable {
  /// What kind of trouble a problem is.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    /// The text breaks the grammar of JSON or YAML.
    case syntax
    /// The bytes are not UTF-8.
    case encoding
    /// A key stands twice in one object; the tree has both members.
    case duplicateKey
    /// A YAML key is a map or a list.
    case complexKey
    /// A `<<` has a value that is neither a map nor a list of maps; the tree has it as a member.
    case invalidMerge
    /// A YAML tag is none of the core schema; the tree has the value without it.
    case unknownTag
    /// A YAML tag does not fit its value; the tree has the value as a string.
    case invalidTag
    /// A YAML alias names an anchor that does not stand before it.
    case unknownAnchor
    /// A YAML alias stands inside the value that it names.
    case cyclicAlias
    /// The document passes the limit of bytes.
    case tooLarge
    /// The document passes the limit of depth.
    case tooDeep
    /// The document passes the limit of nodes.
    case tooManyNodes
    /// The document's aliases and merge keys add more nodes than the limit allows.
    case aliasExpansion
  }

  /// The kind of trouble.
  package let code: Code
  /// The fact, lower case, without a full stop.
  package let message: String
  /// Where it stands in the file; empty at the end of the text.
  package let range: SourceRange
  /// What to do, a sentence.
  package let hint: String?

  init(_ code: Code, _ message: String, at range: SourceRange, hint: String? = nil) {
    self.code = code
    self.message = message
    self.range = range
    self.hint = hint
  }
}

/// How much of a document is read before it is refused.
package struct TreeLimits: Hashable, Sendable {
  /// The bytes of the file; never above 4 GiB.
  package var bytes = 1 << 28
  /// The nodes of the file; never above 16,777,214.
  package var nodes = TreeBuilder.nodeLimit
  /// The levels of objects and arrays, aliases followed.
  package var depth = 512
  /// The nodes that aliases and merge keys add to those in the file.
  ///
  /// A walk meets them again at each use.
  package var expandedNodes = 1_000_000

  /// The limits that no honest document meets.
  package init() {}
}

/// The notation of a document.
package enum DataSyntax: String, Hashable, Sendable, CaseIterable {
  case json, yaml

  /// The notation that a path's extension tells, else the one that the content's first byte tells.
  package init?(guessing source: SourceText) {
    switch source.path.fileExtension {
    case "json", "avsc", "avpr": self = .json
    case "yaml", "yml": self = .yaml
    default:
      guard source.bytes.withUnsafeBytes({ SourceEncoding.beginsLikeJSON(ByteWindow($0)) }) else {
        return nil
      }
      self = .json
    }
  }
}

extension DataTree {
  /// Reads a document.
  ///
  /// Total: any bytes give a tree or a problem. A tree beside problems lacks nothing but what the
  /// problems say.
  package static func read(
    _ source: SourceText, syntax: DataSyntax, limits: TreeLimits = TreeLimits()
  ) -> TreeReading {
    do throws(TreeProblem) {
      try SourceEncoding.check(source.bytes, limit: limits.bytes)
    } catch {
      return TreeReading(tree: nil, problems: [error])
    }
    return source.bytes.withUnsafeBytes { bytes in
      let window = ByteWindow(bytes)
      switch syntax {
      case .json:
        var scanner = JSONScanner(window, limits: limits)
        return scanner.read(source)
      case .yaml:
        // JSON is YAML, but for libyaml with its tabs and some of its line breaks; and it reads
        // ten times faster as what it is.
        if SourceEncoding.beginsLikeJSON(window) {
          var scanner = JSONScanner(window, limits: limits)
          let reading = scanner.read(source)
          if reading.tree != nil { return reading }
        }
        var reader = YAMLReader(window, limits: limits)
        return reader.read(source)
      }
    }
  }
}

/// What must hold of the bytes before any notation is looked at.
enum SourceEncoding {
  /// The length of the byte order mark of UTF-8 at the start, else 0.
  static func markLength(_ bytes: ByteWindow) -> Int {
    bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
  }

  /// Tells whether the first byte of the text opens an object or an array.
  static func beginsLikeJSON(_ bytes: ByteWindow) -> Bool {
    var offset = markLength(bytes)
    while [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
    return bytes[offset] == UInt8(ascii: "{") || bytes[offset] == UInt8(ascii: "[")
  }

  static func check(_ bytes: [UInt8], limit: Int) throws(TreeProblem) {
    if bytes.count > min(limit, Int(UInt32.max) - 1) {
      throw TreeProblem(
        .tooLarge, "the file has \(bytes.count) bytes, over the limit of \(limit)",
        at: SourceRange(0, 0))
    }
    if isUTF16(bytes) {
      throw TreeProblem(
        .encoding, "the file was written in UTF-16 or UTF-32", at: SourceRange(0, 2),
        hint: "Save the file as UTF-8.")
    }
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let range = error.byteOffsets.clamped(to: bytes.indices)
      throw TreeProblem(
        .encoding, "the bytes were not UTF-8", at: SourceRange(range.lowerBound, range.upperBound),
        hint: "Save the file as UTF-8.")
    }
  }

  /// Tells by a byte order mark or by a zero among the first two bytes (RFC 4627, section 3).
  private static func isUTF16(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 2 else { return false }
    return switch (bytes[0], bytes[1]) {
    case (0xFE, 0xFF), (0xFF, 0xFE): true
    case (0, 1...), (1..., 0): true
    case (0, 0): bytes.count >= 4 && (bytes[2], bytes[3]) == (0xFE, 0xFF)
    default: false
    }
  }
}
