import DataTrees
import FormatKit
import SourceModel

/// Walks through a description, in the shape of version 3, and finds what cannot be compared.
///
/// Every object is visited once for each kind that it is taken for, so that cost is linear in the
/// documents and cycles end. What examples, defaults, enums and extensions hold is data: it is
/// never searched for references.
struct StructureWalk {
  private let documents: DocumentSet
  private let document: Int32
  private let tree: DataTree
  private let grammar = ObjectGrammar.standard
  private let keys: KeyMap
  private let referenceKey: KeyID?
  private let nameKey: KeyID?
  private let placeKey: KeyID?
  private let readsReferenceSiblings: Bool

  /// What is left to visit, and what was found; shared by the walks through all documents.
  private struct State {
    var pending: [[(node: NodeID, expectation: Expectation)]]
    /// By document and node a bit for each kind.
    var visited: [[UInt32]]
    var findings: StructureFindings
  }

  /// The problems of a description, in the order of its documents.
  static func problems(
    of documents: DocumentSet, version: OpenAPIVersion
  ) -> [LocatedProblem] {
    let walks = documents.trees.indices.map {
      StructureWalk(documents, document: Int32($0), version: version)
    }
    var state = State(
      pending: walks.map { _ in [] },
      visited: documents.trees.map { [UInt32](repeating: 0, count: $0.nodeCount) },
      findings: StructureFindings(documents))
    walks[0].check(documents.root.node, .object(.root), &state)
    while let next = state.pending.firstIndex(where: { !$0.isEmpty }) {
      walks[next].run(&state)
    }
    return state.findings.sorted()
  }

  private init(_ documents: DocumentSet, document: Int32, version: OpenAPIVersion) {
    self.documents = documents
    self.document = document
    tree = documents.trees[Int(document)]
    keys = ObjectGrammar.standard.keys(of: tree)
    referenceKey = tree.keyID(for: "$ref" as StaticString)
    nameKey = tree.keyID(for: "name" as StaticString)
    placeKey = tree.keyID(for: "in" as StaticString)
    readsReferenceSiblings = version == .v31
  }

  private func ref(_ node: NodeID) -> NodeRef { NodeRef(document: document, node: node) }

  /// Visits everything of this document that is known to be left.
  private func run(_ state: inout State) {
    while let (node, expectation) = state.pending[Int(document)].popLast() {
      if !expectation.isReferable, redirect(node, expectation, &state) { continue }
      switch expectation {
      // What another document refers to was not looked at there.
      case .object(let kind) where tree.kind(of: node) == .object: visit(node, kind, &state)
      case .object: check(node, expectation, &state)
      case .objects(let kind):
        tree.forEachItem(of: node) { check($0, .object(kind), &state) }
        if kind == .parameter { checkRepetition(in: node, &state) }
      case .map(let kind): tree.forEachMember(of: node) { check($1, .object(kind), &state) }
      default: break
      }
    }
  }

  /// Follows a reference where the norm knows none: authors split maps, lists and operations into
  /// files all the same, and the comparison follows them too.
  private func redirect(
    _ node: NodeID, _ expectation: Expectation, _ state: inout State
  ) -> Bool {
    guard tree.kind(of: node) == .object, let reference = member(of: node, referenceKey),
      tree.kind(of: reference) == .string
    else { return false }
    if let target = documents.resolved(ref(node)) {
      state.pending[Int(target.document)].append((target.node, expectation))
      return true
    }
    switch documents.reference(at: ref(reference)) {
    case .external(let text): state.findings.addExternal(ref(reference), text)
    case .dangling(let reason, let hint, _):
      state.findings.addUnresolved(ref(reference), reason, hint: hint)
    case .target, nil: state.findings.addUnresolved(ref(reference), "it leads back to itself")
    }
    return true
  }

  private func visit(_ node: NodeID, _ kind: ObjectKind, _ state: inout State) {
    let bit = UInt32(1) << UInt32(kind.rawValue)
    if state.visited[Int(document)][Int(node.index)] & bit != 0 { return }
    state.visited[Int(document)][Int(node.index)] |= bit
    if kind.isReferable, let reference = member(of: node, referenceKey) {
      follow(reference, to: kind, &state)
      if kind != .pathItem, kind != .schema || !readsReferenceSiblings { return }
    }
    if let others = kind.others {
      tree.forEachMember(of: node) { key, value in
        if !tree.keyName(key).hasPrefix("x-") { check(value, others, &state) }
      }
      if kind == .paths { checkTemplates(node, &state) }
    } else {
      tree.forEachMember(of: node) { key, value in
        if let number = keys[key], let expected = grammar.expectation(kind, number) {
          check(value, expected, &state)
        }
      }
    }
    if kind == .parameter { checkParameter(node, &state) }
  }

  private func member(of object: NodeID, _ key: KeyID?) -> NodeID? {
    guard let key else { return nil }
    var found: NodeID?
    tree.forEachMember(of: object) { if $0 == key, found == nil { found = $1 } }
    return found
  }

  // MARK: References

  private func follow(_ reference: NodeID, to kind: ObjectKind, _ state: inout State) {
    switch documents.reference(at: ref(reference)) {
    case .target(let target) where target.document == document:
      check(target.node, .object(kind), &state)
      if member(of: target.node, referenceKey) != nil { checkChain(reference, target, &state) }
    case .target(let target):
      state.pending[Int(target.document)].append((target.node, .object(kind)))
      checkChain(reference, target, &state)
    case .external(let text): state.findings.addExternal(ref(reference), text)
    case .dangling(let reason, let hint, _):
      state.findings.addUnresolved(ref(reference), reason, hint: hint)
    case nil:
      if tree.kind(of: reference) != .string {
        state.findings.addMisplaced(ref(reference), "a string")
      }
    }
  }

  /// Tells of references that lead to each other only; one that dangles is told of where it stands.
  private func checkChain(_ reference: NodeID, _ target: NodeRef, _ state: inout State) {
    if documents.isCircular(target) {
      state.findings.addUnresolved(ref(reference), "it leads back to itself")
    }
  }

  // MARK: Values

  /// Tells whether a value is what is expected, and leaves containers for later.
  private func check(_ value: NodeID, _ expected: Expectation, _ state: inout State) {
    let kind = tree.kind(of: value)
    switch expected {
    case .object(let object):
      if kind == .object {
        state.pending[Int(document)].append((value, expected))
      } else if object == .schema ? kind != .bool : object != .pathItem || kind != .null {
        state.findings.addMisplaced(ref(value), "an object")
      }
    case .map:
      if kind == .object {
        state.pending[Int(document)].append((value, expected))
      } else {
        state.findings.addMisplaced(ref(value), "an object")
      }
    case .objects:
      if kind == .array || member(of: value, referenceKey) != nil {
        state.pending[Int(document)].append((value, expected))
      } else {
        state.findings.addMisplaced(ref(value), "a list")
      }
    case .schemaOrList:
      check(value, kind == .array ? .objects(.schema) : .object(.schema), &state)
    default: checkScalar(value, kind, expected, &state)
    }
  }

  private func checkScalar(
    _ value: NodeID, _ kind: NodeKind, _ expected: Expectation, _ state: inout State
  ) {
    switch (expected, kind) {
    case (.flag, .bool), (.number, .number), (.bound, .number), (.bound, .bool), (.list, .array):
      break
    case (.flag, _): state.findings.addMisplaced(ref(value), "true or false")
    case (.number, _), (.bound, _): state.findings.addMisplaced(ref(value), "a number")
    case (.text, .array), (.text, .object):
      state.findings.addMisplaced(ref(value), "text", hides: false)
    case (.strings, .array):
      tree.forEachItem(of: value) {
        if tree.kind(of: $0) != .string { state.findings.addMisplaced(ref($0), "a string") }
      }
    case (.list, _), (.strings, _): state.findings.addMisplaced(ref(value), "a list")
    case (.types, .array): tree.forEachItem(of: value) { checkType($0, &state) }
    case (.types, _): checkType(value, &state)
    case (.sunset, _):
      if tree.string(of: value).flatMap({ CalendarDate($0.text) }) == nil {
        state.findings.addSunset(ref(value))
      }
    case (.stability, _):
      if tree.string(of: value, among: StructureFindings.levels) == nil {
        state.findings.addStability(ref(value))
      }
    default: break
    }
  }

  private func checkType(_ value: NodeID, _ state: inout State) {
    switch tree.kind(of: value) {
    case .string, .null:
      if tree.string(of: value, among: StructureFindings.types) == nil {
        state.findings.addType(ref(value))
      }
    default: state.findings.addMisplaced(ref(value), "the name of a type")
    }
  }

  // MARK: Parameters and paths

  private static let places: [StaticString] = ["query", "path", "header", "cookie"]

  private func checkParameter(_ parameter: NodeID, _ state: inout State) {
    guard let name = member(of: parameter, nameKey), tree.kind(of: name) == .string else {
      return state.findings.addParameter(ref(parameter), "has no name")
    }
    guard let place = member(of: parameter, placeKey), tree.kind(of: place) == .string else {
      return state.findings.addParameter(ref(parameter), "does not say where it stands")
    }
    if tree.string(of: place, among: StructureWalk.places) == nil, let text = tree.string(of: place)
    {
      state.findings.addParameter(
        ref(parameter), "stood in '\(text)', which is no place of a parameter")
    }
  }

  /// Tells of parameters that a list has twice: only the first is compared.
  private func checkRepetition(in list: NodeID, _ state: inout State) {
    var hashes: [UInt64] = []
    tree.forEachItem(of: list) { hashes.append(identityHash(of: $0)) }
    // Equal hashes are a reason to look, and no proof.
    hashes.sort()
    guard zip(hashes, hashes.dropFirst()).contains(where: ==) else { return }
    var seen: Set<[Name]> = []
    for item in documents.items(of: ref(list)) {
      guard let parameter = documents.resolved(item),
        let name = documents.string(of: parameter, "name"),
        let place = documents.string(of: parameter, "in")
      else { continue }
      if !seen.insert([place, name]).inserted {
        state.findings.addParameter(item, "was given twice", name: name)
      }
    }
  }

  /// The hash of what tells parameters of one list apart.
  private func identityHash(of item: NodeID) -> UInt64 {
    var name: UInt64 = 0
    var place: UInt64 = 0
    if member(of: item, referenceKey) == nil {
      name = member(of: item, nameKey).map(tree.hash) ?? 0
      place = member(of: item, placeKey).map(tree.hash) ?? 0
    } else if let target = documents.resolved(ref(item)) {
      name = documents.value(of: target, "name").map(documents.hash) ?? 0
      place = documents.value(of: target, "in").map(documents.hash) ?? 0
    }
    return name &* 31 &+ place
  }

  private func checkTemplates(_ paths: NodeID, _ state: inout State) {
    var seen: [Name: (template: Name, item: NodeRef)] = [:]
    for (template, item) in documents.members(of: ref(paths))
    where template.bytes.contains(UInt8(ascii: "{")) {
      let erased = Operation.erasing(template)
      guard let first = seen[erased] else {
        seen[erased] = (template, item)
        continue
      }
      if first.template != template {
        state.findings.addTemplate(
          item, template, like: first.template, hides: haveCommonMethod(first.item, item))
      }
    }
  }

  private func haveCommonMethod(_ a: NodeRef, _ b: NodeRef) -> Bool {
    guard let a = documents.resolved(a), let b = documents.resolved(b) else { return true }
    return OpenAPIModel.methods.contains {
      documents.value(of: a, named: $0) != nil && documents.value(of: b, named: $0) != nil
    }
  }
}
