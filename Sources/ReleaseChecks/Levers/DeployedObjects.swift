import DataTrees
import FormatKit
import SourceModel

/// What the manifests of a revision run: images, and objects of Kubernetes by kind and name.
///
/// Templates, and what is no YAML, are read by line; what a template fills in does not count.
struct DeployedObjects {
  /// An image that a manifest names.
  struct Image: Hashable {
    /// The image with its tag or digest.
    let reference: Name
    /// The manifest.
    let path: RepositoryPath
    /// The line, from 1.
    let line: Int

    /// The tag or digest that tells one build from the next; nil if the image floats.
    var pin: Name? { reference.imagePin }
  }

  /// An object of Kubernetes.
  struct Object: Hashable {
    /// The kind in lower case: `deployment`.
    let kind: Name
    /// The name.
    let name: Name
    /// The manifest.
    let path: RepositoryPath
    /// The line of the name, from 1.
    let line: Int
  }

  /// The images, by file and line.
  private(set) var images: [Image] = []
  /// The objects, by file and line.
  private(set) var objects: [Object] = []

  /// The most bytes that a manifest has.
  private static let sizeLimit = 1 << 20

  /// Nothing.
  init() {}

  /// Reads the manifests of a tree.
  init(in tree: any FileTree) {
    for path in tree.files(below: .root) where ["yaml", "yml"].contains(path.fileExtension) {
      guard let source = tree.source(at: path), source.bytes.count <= DeployedObjects.sizeLimit,
        source.contains("image") || source.contains("kind")
      else { continue }
      if let tree = DeployedObjects.documents(of: source) {
        read(tree)
      } else {
        readLines(of: source)
      }
    }
  }

  /// The documents of a manifest; nil if it is a template or no YAML.
  private static func documents(of source: SourceText) -> DataTree? {
    if source.contains("{{") { return nil }
    let reading = DataTree.read(source, syntax: .yaml)
    return reading.problems.isEmpty ? reading.tree : nil
  }

  private mutating func read(_ tree: DataTree) {
    let lines = LineTable(tree.source.bytes)
    func line(of node: NodeID) -> Int { lines.line(at: Int(tree.range(of: node).lower)) }
    func literal(_ node: NodeID?) -> Name? {
      node.flatMap(tree.string(of:)).flatMap { $0.isEmpty || !$0.isLiteral ? nil : $0 }
    }
    func addObject(_ node: NodeID) {
      guard let kind = literal(tree.value(of: node, "kind")) else { return }
      if let metadata = tree.value(of: node, "metadata"),
        let place = tree.value(of: metadata, "name"), let name = literal(place)
      {
        objects.append(
          Object(
            kind: kind.asciiLowercased, name: name, path: tree.source.path, line: line(of: place)))
      }
      if kind.hasSuffix("List"), let items = tree.value(of: node, "items") {
        tree.items(of: items).forEach(addObject)
      }
    }
    var open = Array(tree.documents.reversed())
    tree.documents.forEach(addObject)
    while let node = open.popLast() {
      var inner: [NodeID] = Array(tree.items(of: node))
      for member in tree.members(of: node) {
        if tree.keyName(member.key) == "image", let reference = literal(member.value) {
          images.append(
            Image(reference: reference, path: tree.source.path, line: line(of: member.value)))
        }
        inner.append(member.value)
      }
      open += inner.reversed()
    }
  }

  private mutating func readLines(of source: SourceText) {
    var kind: Name?
    var isInMetadata = false
    let lines = source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, bytes) in lines.enumerated() {
      let line = Name(bytes)
      if line.hasPrefix("---") {
        (kind, isInMetadata) = (nil, false)
        continue
      }
      if let value = line.value(of: "kind:") {
        kind = value.asciiLowercased
      } else if let first = line.bytes.first, first > 0x20, first != UInt8(ascii: "#") {
        isInMetadata = line.hasPrefix("metadata:")
      }
      let inner = Name(bytes.drop { $0 == 0x20 })
      let depth = bytes.count - inner.bytes.count
      if isInMetadata, (1...4).contains(depth), let kind, let name = inner.value(of: "name:") {
        objects.append(Object(kind: kind, name: name, path: source.path, line: index + 1))
      }
      let item = inner.hasPrefix("- ") ? inner.dropFirst(2) : inner
      if let reference = item.value(of: "image:") {
        images.append(Image(reference: reference, path: source.path, line: index + 1))
      }
    }
  }
}

extension Name {
  /// The literal value behind a key that the line begins with; nil if there is none.
  fileprivate func value(of key: StaticString) -> Name? {
    guard hasPrefix(key) else { return nil }
    var value = bytes.dropFirst(key.utf8CodeUnitCount).drop { $0 == 0x20 }
    if let quote = value.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      value = value.dropFirst().prefix { $0 != quote }
    } else {
      value = value.prefix { $0 > 0x20 }
    }
    let name = Name(value)
    return name.isEmpty || !name.isLiteral ? nil : name
  }

  /// Whether nothing is to be filled in.
  fileprivate var isLiteral: Bool { !bytes.contains { "{}$".utf8.contains($0) } }

  /// The tag or digest of an image; nil if it has none, or one that moves.
  var imagePin: Name? {
    if let digest = split(at: UInt8(ascii: "@"))?.behind { return digest }
    let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    guard let colon = bytes[start...].firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let tag = Name(bytes[(colon + 1)...])
    let floating: Set<Name> = ["", "latest", "stable", "edge", "main", "master", "nightly", "dev"]
    return floating.contains(tag.asciiLowercased) ? nil : tag
  }
}
