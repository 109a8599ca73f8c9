import SourceModel

/// Grows the arrays of a tree while a reader walks a document; both notations use it.
///
/// Hashes are ready when a container closes, since all that it holds, targets of aliases
/// included, is ready by then.
struct TreeBuilder {
  /// Keys have 24 bits in a node, and no document has more keys than nodes.
  static let nodeLimit = (1 << 24) - 2

  private(set) var nodes: [Node] = []
  private(set) var keyRanges: [SourceRange] = []
  private(set) var hashes: [UInt64] = []
  private(set) var decoded = DecodedPool()
  private(set) var aliases: [UInt32: UInt32] = [:]
  private(set) var merged: [UInt32: [MergedMember]] = [:]
  private(set) var problems: [TreeProblem] = []
  var keys = KeyTable()

  private let source: ByteWindow
  private let limits: TreeLimits
  /// Outermost first.
  private var openContainers: [Int] = []
  /// The key of the next value, and whether it is a merge key.
  private var key: UInt32 = 0
  private var keyRange = SourceRange(0, 0)
  private var keyFlags: Node.Flags = []
  /// By key id: the object in which the key was seen last, and the member there.
  private var seen: [(object: Int, member: Int)] = []
  private var lines: LineTable?
  private var mergedCount = 0

  /// A file with thousands of errors of one kind is told by the first ones.
  private static let problemLimit = 100

  /// Starts empty; `expected` is about the number of nodes to come, if more than the size is known.
  init(_ source: ByteWindow, limits: TreeLimits, expecting expected: Int? = nil) {
    var limits = limits
    limits.nodes = min(limits.nodes, TreeBuilder.nodeLimit)
    self.source = source
    self.limits = limits
    let expected = min(expected ?? source.count / 40, limits.nodes) + 16
    nodes.reserveCapacity(expected)
    keyRanges.reserveCapacity(expected)
    hashes.reserveCapacity(expected)
  }

  /// The number of open containers.
  var depth: Int { openContainers.count }

  /// The kind of the innermost open container; nil at the top.
  @inline(__always)
  var container: NodeKind? { openContainers.last.map { nodes[$0].kind } }

  mutating func report(_ problem: TreeProblem) {
    if problems.count < TreeBuilder.problemLimit { problems.append(problem) }
  }

  // MARK: Values

  /// Sets the key of the next value.
  @inline(__always)
  mutating func setKey(_ id: UInt32, from start: Int, to end: Int, flags: Node.Flags = []) {
    key = id
    keyRange = SourceRange(start, end)
    keyFlags = flags
  }

  /// Adds a scalar and gives its place.
  @inline(__always)
  @discardableResult
  mutating func add(
    _ kind: NodeKind, _ flags: Node.Flags = [], from start: Int, to end: Int, hash: UInt64
  ) throws(TreeProblem) -> Int {
    let index = nodes.count
    if index >= limits.nodes { throw tooManyNodes(at: start) }
    nodes.append(
      Node(kind, flags.union(keyFlags), key: key, start: start, end: end, next: index &+ 1))
    keyRanges.append(keyRange)
    hashes.append(hash)
    key = 0
    keyFlags = []
    return index
  }

  /// Adds a scalar whose content is not a slice of the source.
  @discardableResult
  mutating func add(
    _ kind: NodeKind, from start: Int, to end: Int, hash: UInt64,
    decoded text: some Sequence<UInt8>
  ) throws(TreeProblem) -> Int {
    let index = try add(kind, .decoded, from: start, to: end, hash: hash)
    decoded.add(node: index, text)
    return index
  }

  /// Adds an alias of a value that is complete.
  mutating func addAlias(of target: Int, from start: Int, to end: Int) throws(TreeProblem) {
    let index = try add(
      nodes[target].kind, .alias, from: start, to: end, hash: hashes[target])
    aliases[UInt32(truncatingIfNeeded: index)] = UInt32(truncatingIfNeeded: target)
  }

  /// Opens an object or an array and gives its place.
  @discardableResult
  mutating func open(_ kind: NodeKind, at start: Int) throws(TreeProblem) -> Int {
    if openContainers.count >= limits.depth { throw tooDeep(from: start, to: start + 1) }
    let index = try add(kind, from: start, to: start, hash: 0)
    openContainers.append(index)
    return index
  }

  /// Closes the innermost open container, one past its last byte, and gives its place.
  @discardableResult
  mutating func close(at end: Int) throws(TreeProblem) -> Int? {
    guard let index = openContainers.popLast() else { return nil }
    nodes[index].close(at: end, next: nodes.count)
    hashes[index] =
      nodes[index].kind == .object ? try closeObject(index) : hashOfItems(index)
    return index
  }

  private func hashOfItems(_ array: Int) -> UInt64 {
    var hash = ContentHash.Items()
    var item = array &+ 1
    while item < nodes.count {
      hash.add(hashes[item])
      item = Int(nodes[item].end)
    }
    return hash.value
  }

  // MARK: Members

  /// Finds duplicate keys, applies merge keys, and gives the hash.
  private mutating func closeObject(_ object: Int) throws(TreeProblem) -> UInt64 {
    if seen.count < keys.count {
      seen.append(
        contentsOf: repeatElement(
          (object: -1, member: 0), count: keys.count * 2 - seen.count))
    }
    var hash = ContentHash.Members()
    var hasMerge = false
    var member = object &+ 1
    while member < nodes.count {
      let node = nodes[member]
      let key = Int(node.key)
      if seen[key].object == object {
        reportDuplicate(of: seen[key].member, at: member)
      } else {
        seen[key] = (object, member)
      }
      hasMerge = hasMerge || node.isMerge
      hash.add(key: keys.hash(of: node.key), value: hashes[member])
      member = Int(node.end)
    }
    return hasMerge ? try merge(object) : hash.value
  }

  private mutating func reportDuplicate(of first: Int, at second: Int) {
    guard problems.count < TreeBuilder.problemLimit else { return }
    let table = lines ?? LineTable(Array(source.slice(0, source.count)))
    lines = table
    let name = keys.names[Int(nodes[second].key)].text
    report(
      TreeProblem(
        .duplicateKey, "key '\(name)' was given twice", at: keyRanges[second],
        hint: "Remove one: the first stands in line \(table.line(at: Int(keyRanges[first].lower)))."
      ))
  }

  /// Lists the members of an object with merge keys, and gives the hash of that list.
  private mutating func merge(_ object: Int) throws(TreeProblem) -> UInt64 {
    var members: [MergedMember] = []
    var child = object + 1
    while child < nodes.count {
      let node = nodes[child]
      if node.isMerge, let sources = mergeSources(of: child) {
        for source in sources {
          try addMembers(of: source, to: &members, of: object, at: node.range)
        }
      } else {
        members.append(MergedMember(key: node.key, value: UInt32(truncatingIfNeeded: child)))
      }
      child = Int(node.end)
    }
    merged[UInt32(truncatingIfNeeded: object)] = members
    var hash = ContentHash.Members()
    for member in members {
      hash.add(key: keys.hash(of: member.key), value: hashes[Int(member.value)])
    }
    return hash.value
  }

  /// The objects that a merge key names; nil, and a problem, if it names anything else.
  private mutating func mergeSources(of member: Int) -> [Int]? {
    let value = target(of: member)
    var sources: [Int] = []
    if nodes[value].kind == .array {
      var item = value + 1
      while item < Int(nodes[value].end) {
        sources.append(target(of: item))
        item = Int(nodes[item].end)
      }
    } else {
      sources = [value]
    }
    if sources.allSatisfy({ nodes[$0].kind == .object }) { return sources }
    report(
      TreeProblem(
        .invalidMerge, "merge key '<<' did not name a map or a list of maps",
        at: nodes[member].range, hint: "Quote the key if it is not meant to merge."))
    return nil
  }

  /// Adds the members of a merged object whose keys were not seen yet.
  private mutating func addMembers(
    of source: Int, to members: inout [MergedMember], of object: Int, at place: SourceRange
  ) throws(TreeProblem) {
    let found =
      merged[UInt32(truncatingIfNeeded: source)]
      ?? Members(nodes: nodes, first: source + 1, end: Int(nodes[source].end)).map {
        MergedMember(key: $0.key.index, value: $0.value.index)
      }
    mergedCount += found.count
    if mergedCount > limits.expandedNodes { throw aliasExpansion(at: place) }
    for member in found where seen[Int(member.key)].object != object {
      seen[Int(member.key)] = (object, Int(member.value))
      members.append(member)
    }
  }

  private func target(of node: Int) -> Int {
    Int(aliases[UInt32(truncatingIfNeeded: node)] ?? UInt32(truncatingIfNeeded: node))
  }

  // MARK: Limits

  func tooDeep(from start: Int, to end: Int) -> TreeProblem {
    TreeProblem(
      .tooDeep, "values were nested deeper than \(limits.depth) levels",
      at: SourceRange(start, max(start, min(end, source.count))))
  }

  func aliasExpansion(at range: SourceRange) -> TreeProblem {
    TreeProblem(
      .aliasExpansion,
      "aliases and merge keys added more than \(limits.expandedNodes) values", at: range)
  }

  private func tooManyNodes(at start: Int) -> TreeProblem {
    TreeProblem(
      .tooManyNodes, "the document has more than \(limits.nodes) values",
      at: SourceRange(start, max(start, min(start + 1, source.count))))
  }
}
