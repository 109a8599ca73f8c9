import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

extension CommandLineFormat {
  /// Tells whether a file describes a command line.
  static func recognition(of source: SourceText) -> Recognition {
    // Each dialect names itself by a word that seldom stands elsewhere.
    guard ["relgate/cli/", "serializationVersion", "opencli"].contains(where: source.contains)
    else { return .no }
    return source.tree.tree.map { dialect(of: $0).recognition } ?? .no
  }

  /// The dialect in which a document says that it is written.
  static func dialect(of tree: DataTree) -> DialectMark {
    let root = tree.root
    if let schema = tree.value(of: root, "schema").flatMap(tree.string(of:)),
      schema.hasPrefix("relgate/cli/")
    {
      return schema == "relgate/cli/1" ? .known(.relgate) : .unknown(schema.text)
    }
    if let version = tree.value(of: root, "serializationVersion").flatMap(tree.number(of:)),
      let command = tree.value(of: root, "command"), tree.value(of: command, "commandName") != nil
    {
      return version.integer == 0
        ? .known(.argumentParser) : .unknown("swift-argument-parser \(version)")
    }
    // YAML reads a version that is not quoted as a number.
    if let version = tree.value(of: root, "opencli").flatMap(tree.scalarText(of:)),
      let info = tree.value(of: root, "info"), tree.kind(of: info) == .object
    {
      // Another project writes the same key; its commands carry flags in place of options.
      if tree.value(of: info, "binaryName") != nil { return .unknown("opencli-dev \(version)") }
      let parts = version.bytes.split(separator: UInt8(ascii: "."), maxSplits: 2)
      let isDraft =
        parts.count >= 2 && parts[0] == [UInt8(ascii: "0")]
        && parts[1].prefix { $0 != UInt8(ascii: "-") } == [UInt8(ascii: "1")]
      return isDraft ? .known(.openCLI) : .unknown("OpenCLI \(version)")
    }
    return .none
  }
}

/// The dialect of a document, if it names one.
enum DialectMark {
  case none
  case known(Dialect)
  case unknown(String)

  fileprivate var recognition: Recognition {
    switch self {
    case .none: .no
    case .known: .certain
    case .unknown(let version): .unknownVersion(version)
    }
  }
}

extension SourceText {
  /// The document as a tree, in the notation that its path or its first byte tells.
  var tree: TreeReading { DataTree.read(self, syntax: DataSyntax(guessing: self) ?? .yaml) }
}
