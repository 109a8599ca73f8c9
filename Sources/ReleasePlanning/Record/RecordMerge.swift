import DataTrees
import SourceModel

/// Adds to a record what it lacks: keys of objects, and items of lists.
///
/// Text is put in at the ends of what stands there; nothing that stands there moves or changes, but
/// an empty `[]`, `{}` or `null` that gets a content.
struct RecordMerge {
  /// What is to be put in the place of what.
  struct Edit {
    let range: Range<Int>
    let bytes: [UInt8]
  }

  private let tree: DataTree
  private let bytes: [UInt8]
  private let lines: LineTable
  /// The edits; those at one place are in the order in which they are to stand.
  private(set) var edits: [Edit] = []
  /// What was added, as keys joined by dots.
  private(set) var added: [String] = []
  /// What could not be added, as keys joined by dots.
  private(set) var obstacles: [String] = []

  /// Finds what a record lacks.
  init(_ wanted: RecordPart, into tree: DataTree) {
    self.tree = tree
    bytes = tree.source.bytes
    lines = LineTable(tree.source.bytes)
    merge(wanted, into: tree.root, at: "", isInFlow: false)
  }

  /// The text with what is new.
  var result: [UInt8] {
    var result: [UInt8] = []
    var position = 0
    for (_, edit) in edits.enumerated().sorted(by: { a, b in
      (a.element.range.lowerBound, a.offset) < (b.element.range.lowerBound, b.offset)
    }) where edit.range.lowerBound >= position {
      result += bytes[position..<edit.range.lowerBound] + edit.bytes
      position = edit.range.upperBound
    }
    return result + bytes[position...]
  }

  // MARK: Walking

  private mutating func merge(
    _ wanted: RecordPart, into node: NodeID, at path: String, isInFlow: Bool
  ) {
    guard wanted.isContainer else { return }
    let start = bytes[tree.range(of: node).indices].first
    if start == UInt8(ascii: "*") {
      obstacles.append(path)
      return
    }
    let isFlow = isInFlow || start == UInt8(ascii: "[") || start == UInt8(ascii: "{")
    switch (wanted, tree.kind(of: node)) {
    case (.object(let members), .object):
      // A comment that asks would be added again and again.
      let missing = members.filter { !$0.value.isOpen }.filter { member in
        guard let child = tree.value(of: node, named: Name(member.key)) else { return true }
        merge(
          member.value, into: child, at: join(path, member.key), isInFlow: isFlow)
        return false
      }
      add(.object(missing), missing.map { join(path, $0.key) }, to: node, isFlow, isInFlow, path)
    case (.list(let items), .array):
      let missing = items.filter { item in
        guard let found = find(item, in: node) else { return true }
        merge(item, into: found, at: path, isInFlow: isFlow)
        return false
      }
      add(.list(missing), missing.map { _ in "\(path)[]" }, to: node, isFlow, isInFlow, path)
    case (_, .null): fill(node, with: wanted, isInFlow: isInFlow, path)
    default: obstacles.append(path)
    }
  }

  private func join(_ path: String, _ key: String) -> String {
    path.isEmpty ? key : "\(path).\(key)"
  }

  /// The keys by which items of lists are told apart, in the order in which they count.
  private static let identities = ["kind", "object", "table", "name", "id"]

  private func find(_ item: RecordPart, in list: NodeID) -> NodeID? {
    tree.items(of: list).first { node in
      if case .text(let text) = item { return tree.scalarText(of: node) == Name(text) }
      let identity = RecordMerge.identities.lazy.compactMap { key in
        item.members.first { $0.key == key }
      }.first
      guard let identity, case .text(let text) = identity.value,
        let value = tree.value(of: node, named: Name(identity.key))
      else { return false }
      return tree.scalarText(of: value) == Name(text)
    }
  }

  // MARK: Adding

  private mutating func add(
    _ part: RecordPart, _ names: [String], to node: NodeID, _ isFlow: Bool, _ isInFlow: Bool,
    _ path: String
  ) {
    if names.isEmpty { return }
    let children = children(of: node)
    guard let first = children.first, let last = children.last else {
      fill(node, with: part, isInFlow: isInFlow, path)
      return
    }
    // What a merge key brings stands elsewhere.
    let whole = tree.range(of: node)
    guard children.allSatisfy({ tree.range(of: $0).lower >= whole.lower }),
      tree.range(of: last).upper <= whole.upper
    else {
      obstacles.append(path)
      return
    }
    if isFlow {
      let inner = part.flow.dropFirst().dropLast()
      edits.append(Edit(at: tree.range(of: last).indices.upperBound, Array(", ".utf8) + inner))
    } else {
      guard let indentation = indentation(of: first) else {
        obstacles.append(path)
        return
      }
      insert(part, indentation, behindLineOf: end(of: last))
    }
    added += names
  }

  /// Gives a content to what has none.
  private mutating func fill(
    _ node: NodeID, with part: RecordPart, isInFlow: Bool, _ path: String
  ) {
    let range = tree.range(of: node).indices
    if isInFlow {
      edits.append(Edit(range: range, bytes: part.flow))
    } else {
      guard let key = tree.keyRange(of: node) else {
        obstacles.append(path)
        return
      }
      var start = range.lowerBound
      if !range.isEmpty {
        while start > 0, bytes[start - 1] == 0x20 { start -= 1 }
        edits.append(Edit(range: start..<range.upperBound, bytes: []))
      }
      insert(part, column(of: Int(key.lower)) + 2, behindLineOf: range.upperBound)
    }
    added.append(path)
  }

  private mutating func insert(_ part: RecordPart, _ indentation: Int, behindLineOf offset: Int) {
    let newline: [UInt8] = bytes.contains(0x0D) ? [0x0D, 0x0A] : [0x0A]
    let space = [UInt8](repeating: 0x20, count: indentation)
    let body = part.block
    let end = bytes[offset...].firstIndex(of: 0x0A)
    if let end {
      edits.append(Edit(at: end + 1, Array(body.map { space + $0 + newline }.joined())))
    } else {
      edits.append(Edit(at: bytes.count, Array(body.map { newline + space + $0 }.joined())))
    }
  }

  // MARK: Places

  private func children(of node: NodeID) -> [NodeID] {
    tree.kind(of: node) == .object
      ? tree.members(of: node).map(\.value) : Array(tree.items(of: node))
  }

  /// Where the text of a value ends.
  private func end(of node: NodeID) -> Int {
    var node = node
    while true {
      let start = bytes[tree.range(of: node).indices].first
      let isBlock =
        (tree.kind(of: node) == .object || tree.kind(of: node) == .array)
        && start != UInt8(ascii: "[") && start != UInt8(ascii: "{") && start != UInt8(ascii: "*")
      guard isBlock, let last = children(of: node).last, last != node else {
        return tree.range(of: node).indices.upperBound
      }
      node = last
    }
  }

  /// The spaces before the members or items of which this is the first; nil if they cannot be told.
  private func indentation(of first: NodeID) -> Int? {
    if let key = tree.keyRange(of: first) { return column(of: Int(key.lower)) }
    let start = tree.range(of: first).indices.lowerBound
    let dash = bytes[..<start].lastIndex { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D }
    guard let dash, bytes[dash] == UInt8(ascii: "-") else { return nil }
    return column(of: dash)
  }

  private func column(of offset: Int) -> Int {
    offset - (lines.start(ofLine: lines.line(at: offset)) ?? offset)
  }
}

extension RecordMerge.Edit {
  /// Puts something in.
  fileprivate init(at offset: Int, _ bytes: [UInt8]) {
    self.init(range: offset..<offset, bytes: bytes)
  }
}
