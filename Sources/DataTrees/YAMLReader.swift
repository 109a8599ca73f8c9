import CYAML
import SourceModel

/// Reads YAML 1.2 by libyaml's events into the arrays of a tree.
struct YAMLReader: ~Copyable {
  private let limits: TreeLimits
  private var events: YAMLEvents
  private var builder: TreeBuilder
  private var documents: [NodeID] = []
  /// The containers that are open, outermost first.
  private var frames: [Frame] = []
  /// The anchors of the document.
  private var anchors: [Name: Anchor] = [:]
  /// The nodes that the aliases so far add to those in the file.
  private var expandedNodes = 0
  /// One past the last byte of the last value or key.
  private var lastEnd = 0

  private struct Frame {
    let isObject: Bool
    let isFlow: Bool
    let anchor: Name?
    /// Whether the next value is a key.
    var expectsKey: Bool
    /// The nodes that aliases add to the subtree.
    var added = 0
    /// The levels of containers below, aliases followed.
    var height = 0
  }

  private enum Anchor {
    /// The container that is still open.
    case open(node: Int)
    case container(node: Int, added: Int, height: Int)
    /// A scalar; one that is a key has no node.
    case scalar(node: Int?, kind: NodeKind, text: Name, hash: UInt64)
  }

  init(_ source: ByteWindow, limits: TreeLimits) {
    self.limits = limits
    self.events = YAMLEvents(source)
    self.builder = TreeBuilder(source, limits: limits)
  }

  /// Reads all documents of the stream; an empty stream is one null.
  mutating func read(_ text: SourceText) -> TreeReading {
    do throws(TreeProblem) {
      try readStream()
      if documents.isEmpty {
        documents.append(NodeID(0))
        try builder.add(.null, from: lastEnd, to: lastEnd, hash: ContentHash.null)
      }
    } catch {
      return TreeReading(tree: nil, problems: builder.problems + [error])
    }
    let tree = DataTree(source: text, documents: documents, builder: builder)
    return TreeReading(tree: tree, problems: builder.problems)
  }

  private mutating func readStream() throws(TreeProblem) {
    while true {
      try events.next()
      switch events.event.pointee.type {
      case YAML_STREAM_END_EVENT: return
      case YAML_DOCUMENT_START_EVENT:
        lastEnd = events.offset(of: events.event.pointee.end_mark)
        documents.append(NodeID(builder.nodes.count))
        anchors.removeAll()
      case YAML_SCALAR_EVENT: try readScalar()
      case YAML_ALIAS_EVENT: try readAlias()
      case YAML_MAPPING_START_EVENT:
        let start = events.event.pointee.data.mapping_start
        try open(
          .object, isFlow: start.style == YAML_FLOW_MAPPING_STYLE, anchor: start.anchor,
          tag: start.tag)
      case YAML_SEQUENCE_START_EVENT:
        let start = events.event.pointee.data.sequence_start
        try open(
          .array, isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE, anchor: start.anchor,
          tag: start.tag)
      case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: try close()
      default: break
      }
    }
  }

  // MARK: Containers

  private mutating func open(
    _ kind: NodeKind, isFlow: Bool, anchor: UnsafeMutablePointer<UInt8>?,
    tag: UnsafeMutablePointer<UInt8>?
  ) throws(TreeProblem) {
    let (first, end) = eventRange()
    let start = anchor == nil && tag == nil ? first : skipProperties(from: first, to: end)
    if takesKey() {
      throw TreeProblem(
        .complexKey, "a key was \(kind == .object ? "a map" : "a list")",
        at: SourceRange(start, max(start, end)), hint: "Use a plain or quoted scalar as the key.")
    }
    checkTag(YAMLTag(tag), of: kind, from: first, to: start)
    let node = try builder.open(kind, at: start)
    let name = anchor.map { Name(String(cString: $0)) }
    if let name { anchors[name] = .open(node: node) }
    frames.append(
      Frame(isObject: kind == .object, isFlow: isFlow, anchor: name, expectsKey: kind == .object))
  }

  private mutating func close() throws(TreeProblem) {
    let (start, end) = eventRange()
    guard let frame = frames.popLast() else { return }
    // The end of a block is where the next token begins, and of no use.
    if frame.isFlow, start < end { lastEnd = end }
    guard let node = try builder.close(at: lastEnd) else { return }
    if let name = frame.anchor, case .open(node)? = anchors[name] {
      anchors[name] = .container(node: node, added: frame.added, height: frame.height + 1)
    }
    addToParent(added: frame.added, height: frame.height + 1)
  }

  private mutating func addToParent(added: Int, height: Int) {
    guard let last = frames.indices.last else { return }
    frames[last].added += added
    frames[last].height = max(frames[last].height, height)
  }

  /// Tells whether the next value is a key, and expects the other the next time.
  private mutating func takesKey() -> Bool {
    guard let last = frames.indices.last, frames[last].isObject else { return false }
    frames[last].expectsKey.toggle()
    return !frames[last].expectsKey
  }

  // MARK: Scalars

  private mutating func readScalar() throws(TreeProblem) {
    let scalar = events.event.pointee.data.scalar
    let text = UnsafeRawBufferPointer(start: scalar.value, count: scalar.length)
    let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
    var (start, end) = eventRange()
    let tag = YAMLTag(scalar.tag)
    let kind = tag.kind(of: text, isPlain: isPlain)
    if scalar.anchor != nil || scalar.tag != nil {
      let first = start
      start = skipProperties(from: first, to: end)
      if kind == nil { reportTag(tag, "a scalar that is no such thing", from: first, to: start) }
    } else if start == end {
      start = emptyPlace(start)
      end = start
    }
    if scalar.style == YAML_LITERAL_SCALAR_STYLE || scalar.style == YAML_FOLDED_SCALAR_STYLE {
      end = trimmed(from: start, to: end)
    }
    lastEnd = end
    let hash = hash(of: text, kind: kind ?? .string)
    var node: Int?
    if takesKey() {
      let merges = tag == .merge || tag == .absent && isPlain && isMergeKey(text)
      builder.setKey(
        builder.keys.intern(text), from: start, to: end, flags: merges ? .merge : [])
    } else {
      node = try add(kind ?? .string, text, from: start, to: end, hash: hash, style: scalar.style)
    }
    if let anchor = scalar.anchor {
      anchors[Name(String(cString: anchor))] = .scalar(
        node: node, kind: kind ?? .string, text: Name(text), hash: hash)
    }
  }

  private func isMergeKey(_ text: UnsafeRawBufferPointer) -> Bool {
    text.count == 2 && text[0] == UInt8(ascii: "<") && text[1] == UInt8(ascii: "<")
  }

  /// Adds a scalar: as a slice of the source if its text stands there, else by its decoded text.
  private mutating func add(
    _ kind: NodeKind, _ text: UnsafeRawBufferPointer, from start: Int, to end: Int, hash: UInt64,
    style: yaml_scalar_style_t
  ) throws(TreeProblem) -> Int {
    let source = events.source
    switch style {
    case YAML_PLAIN_SCALAR_STYLE where source.slice(start, end).hasBytes(of: text):
      return try builder.add(kind, from: start, to: end, hash: hash)
    case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE:
      guard source.slice(start + 1, end - 1).hasBytes(of: text) else { fallthrough }
      return try builder.add(kind, .quoted, from: start, to: end, hash: hash)
    default:
      return try builder.add(kind, from: start, to: end, hash: hash, decoded: text)
    }
  }

  private func hash(of text: UnsafeRawBufferPointer, kind: NodeKind) -> UInt64 {
    switch kind {
    case .null: ContentHash.null
    case .bool:
      text.first.map { $0 | 0x20 } == UInt8(ascii: "t") ? ContentHash.true : ContentHash.false
    case .number: ContentHash.of(number: text)
    case .string, .array, .object: ContentHash.of(string: text)
    }
  }

  // MARK: Aliases

  private mutating func readAlias() throws(TreeProblem) {
    let (start, end) = eventRange()
    let range = SourceRange(start, max(start, end))
    lastEnd = end
    guard let anchor = events.event.pointee.data.alias.anchor else { return }
    let name = Name(String(cString: anchor))
    let isKey = takesKey()
    switch anchors[name] {
    case .scalar(let node, let kind, let text, let hash):
      if isKey {
        let key = text.bytes.withUnsafeBytes { builder.keys.intern($0) }
        builder.setKey(key, from: start, to: end)
      } else if let node {
        try builder.addAlias(of: node, from: start, to: end)
        try count(added: 1, height: 0, at: range)
      } else {
        try builder.add(kind, from: start, to: end, hash: hash, decoded: text.bytes)
      }
    case .container(let node, let added, let height):
      if isKey {
        throw TreeProblem(
          .complexKey, "alias '*\(name)' as a key named a map or a list", at: range)
      }
      if builder.depth + height > limits.depth { throw builder.tooDeep(from: start, to: end) }
      try builder.addAlias(of: node, from: start, to: end)
      let size = Int(builder.nodes[node].end) - node
      try count(added: added + size, height: height, at: range)
    case .open:
      throw TreeProblem(
        .cyclicAlias, "alias '*\(name)' stood inside the value that it names", at: range)
    case nil:
      throw TreeProblem(
        .unknownAnchor, "alias '*\(name)' named no anchor before it", at: range,
        hint: "Quote the value if it is not meant as an alias.")
    }
  }

  /// Counts what an alias adds: nodes that everyone who walks the tree meets again.
  private mutating func count(
    added: Int, height: Int, at range: SourceRange
  ) throws(TreeProblem) {
    addToParent(added: added, height: height)
    expandedNodes += added
    if expandedNodes > limits.expandedNodes { throw builder.aliasExpansion(at: range) }
  }
}

// MARK: Places

extension YAMLReader {
  private mutating func eventRange() -> (start: Int, end: Int) {
    let start = events.offset(of: events.event.pointee.start_mark)
    return (start, max(start, events.offset(of: events.event.pointee.end_mark)))
  }

  /// Where a value begins behind its anchor and tag.
  private func skipProperties(from start: Int, to end: Int) -> Int {
    let source = events.source
    var offset = start
    while offset < end {
      switch source[offset] {
      case UInt8(ascii: "&"):
        offset += 1
        while offset < end, isAnchorByte(source[offset]) { offset += 1 }
      case UInt8(ascii: "!"):
        while offset < end, !isSpace(source[offset]) { offset += 1 }
      case UInt8(ascii: "#"):
        while offset < end, source[offset] != 0x0A, source[offset] != 0x0D { offset += 1 }
      case let byte where isSpace(byte): offset += 1
      default: return offset
      }
    }
    return end
  }

  /// Where a value that was left out stands: behind the `:`, `-` or `?` that announces it, else
  /// behind what stands before it, since libyaml then gives the place of the next token.
  private func emptyPlace(_ offset: Int) -> Int {
    switch events.source[offset - 1] {
    case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "?"): max(offset, lastEnd)
    default: lastEnd
    }
  }

  /// The end of a block scalar without the line breaks and indentation behind it.
  private func trimmed(from start: Int, to end: Int) -> Int {
    var end = end
    while end > start, isSpace(events.source[end - 1]) { end -= 1 }
    return end
  }

  /// Tells whether libyaml takes a byte for a part of an anchor's name.
  private func isAnchorByte(_ byte: UInt8) -> Bool {
    byte.isDigit || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-")
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}

// MARK: Tags

extension YAMLReader {
  private mutating func checkTag(
    _ tag: YAMLTag, of container: NodeKind, from start: Int, to end: Int
  ) {
    if !tag.fits(container) {
      reportTag(tag, container == .object ? "a map" : "a list", from: start, to: end)
    }
  }

  private mutating func reportTag(
    _ tag: YAMLTag, _ value: String, from start: Int, to end: Int
  ) {
    let end = trimmed(from: start, to: end)
    let range = SourceRange(start, max(start, end))
    let text = String(decoding: events.source.slice(start, end), as: UTF8.self)
    builder.report(
      tag == .unknown
        ? TreeProblem(.unknownTag, "tag '\(text)' is not of the core schema", at: range)
        : TreeProblem(.invalidTag, "tag '\(text)' was given to \(value)", at: range))
  }
}
