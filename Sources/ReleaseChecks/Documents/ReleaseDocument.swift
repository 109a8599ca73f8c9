import DataTrees
import FormatKit
import Markdown
import ReleaseModel
import SourceModel

/// A document of a release as it stands at `after`.
struct ReleaseDocument {
  let path: RepositoryPath
  let kind: DocumentKind
  let markdown: MarkdownDocument
  /// Its sections in source order.
  let sections: [MarkdownDocument.Section]
  /// The front matter; nil if there is none.
  let header: DocumentHeader?
  private let lines: LineTable

  /// Reads a document.
  init(_ source: SourceText, kind: DocumentKind) {
    path = source.path
    self.kind = kind
    markdown = MarkdownDocument.read(source)
    sections = markdown.sections
    lines = LineTable(source.bytes)
    header = markdown.frontMatter.map { DocumentHeader($0, in: source) }
  }

  /// The file's name, or that of a guide with its folder.
  var name: String {
    let last = String(decoding: path.lastSegment, as: UTF8.self)
    return kind == .guide ? "\(DocumentKind.guidesName)/\(last)" : last
  }

  /// The place of some bytes.
  func place(of range: SourceRange) -> Place { Place(range, in: path, lines) }

  /// A fact about a part of the document.
  func fact(
    _ rule: FindingRule, _ message: String, element: String = "", at range: SourceRange,
    related: [Finding.RelatedPlace] = [], remedy: String? = nil
  ) -> ReleaseFact {
    ReleaseFact(
      rule, message, element: Name(element), path: path, place: place(of: range),
      related: related, remedy: remedy)
  }

  /// The first section that answers a demand.
  func section(_ demand: SectionDemand) -> MarkdownDocument.Section? {
    // A heading that says nothing else is meant before one that merely has the words.
    sections.first { Words.of($0.title) == Words.of(demand.title) }
      ?? sections.first { demand.matches($0.title) }
  }
}

/// The front matter of a document, or another file of data about it.
struct DocumentHeader {
  /// The data; nil if it could not be read.
  let tree: DataTree?
  /// Why it could not be read, or not wholly.
  let problems: [(message: String, range: SourceRange)]

  /// Reads the front matter; places are those in the whole file.
  init(_ range: SourceRange, in source: SourceText) {
    let before = source.bytes[..<Int(range.lower)].map { byte -> UInt8 in
      byte == 0x0A || byte == 0x0D ? byte : 0x20
    }
    self.init(SourceText(path: source.path, bytes: before + source.bytes[range.indices]))
  }

  /// Reads a file of YAML.
  init(_ source: SourceText) {
    let reading = DataTree.read(source, syntax: .yaml)
    var problems = reading.problems.map { (message: $0.message, range: $0.range) }
    if let tree = reading.tree, tree.kind(of: tree.root) != .object {
      problems.append(("an object was expected", tree.range(of: tree.root)))
    }
    tree = problems.isEmpty ? reading.tree : nil
    self.problems = problems
  }

  /// A value by its key.
  func node(_ key: String) -> (tree: DataTree, node: NodeID)? {
    guard let tree, let node = tree.value(of: tree.root, named: Name(key)) else { return nil }
    return (tree, node)
  }

  /// A scalar by its key, as it is written, with its place; nil if there is none.
  func text(_ key: String) -> (text: String, range: SourceRange)? {
    guard let (tree, node) = node(key), let text = tree.scalarText(of: node) else { return nil }
    return (text.text, tree.range(of: node))
  }

  /// The scalars of a list, or one scalar, by their key.
  func texts(_ key: String) -> [(text: String, range: SourceRange)] {
    guard let (tree, node) = node(key) else { return [] }
    let nodes = tree.kind(of: node) == .array ? Array(tree.items(of: node)) : [node]
    return nodes.compactMap { node in
      tree.scalarText(of: node).map { ($0.text, tree.range(of: node)) }
    }
  }
}
