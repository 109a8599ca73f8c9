import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

/// What a walk found, told in words that are equal at two revisions if the same thing is wrong.
struct StructureFindings {
  private let documents: DocumentSet
  private var problems: [(place: NodeRef, problem: LocatedProblem)] = []
  /// The ways to the roots, found when the first problem of a document is named.
  private var parents: [Int32: TreeParents] = [:]
  private var digests: ClosureDigests
  /// The references told of, by document: a hundred uses of one reference are one problem.
  private var told: Set<TellableReference> = []

  private struct TellableReference: Hashable {
    let document: Int32
    let text: Name
  }

  /// The levels of `x-stability-level`, from the least promise to the greatest.
  static let levels: [StaticString] = ["draft", "alpha", "beta", "stable"]
  /// The types of JSON Schema, and the one that 2.0 has for uploads.
  static let types: [StaticString] = [
    "string", "object", "array", "integer", "boolean", "number", "null", "file",
  ]
  /// Looking for a similar name costs; who has more wrong references needs no more advice.
  private static let adviceLimit = 50

  init(_ documents: DocumentSet) {
    self.documents = documents
    self.digests = ClosureDigests(documents)
  }

  /// The problems in the order of documents and places.
  func sorted() -> [LocatedProblem] {
    problems.sorted {
      ($0.place.document, $0.place.node, $0.problem.rule)
        < ($1.place.document, $1.place.node, $1.problem.rule)
    }.map(\.problem)
  }

  private mutating func add(
    _ problem: OpenAPIProblem, _ message: String, at place: NodeRef, hint: String?,
    hides: Bool = true
  ) {
    problems.append(
      (
        place,
        LocatedProblem(
          rule: problem.id, message: message, location: documents.spot(of: place),
          hint: hint, hides: hides, subject: hides ? digests.digest(of: place) : "")
      ))
  }

  // MARK: References

  mutating func addExternal(_ reference: NodeRef, _ text: Name) {
    guard isNews(reference, text) else { return }
    add(
      .externalReference, "reference '\(text)' leads out of the repository", at: reference,
      hint: "Keep a copy in the repository and refer to it by a relative path.")
  }

  mutating func addUnresolved(_ reference: NodeRef, _ reason: String, hint: String? = nil) {
    guard let text = documents.string(of: reference), isNews(reference, text) else { return }
    add(
      .unresolvedReference, "reference '\(text)' leads nowhere: \(reason)", at: reference,
      hint: hint
        ?? (told.count <= StructureFindings.adviceLimit ? advice(for: text, reference) : nil))
  }

  private mutating func isNews(_ reference: NodeRef, _ text: Name) -> Bool {
    told.insert(TellableReference(document: reference.document, text: text)).inserted
  }

  /// A hint with the nearest name beside the one that a reference inside the document spells.
  private func advice(for text: Name, _ reference: NodeRef) -> String? {
    guard text.hasPrefix("#/"), let slash = text.bytes.lastIndex(of: UInt8(ascii: "/")) else {
      return nil
    }
    let tree = documents.trees[Int(reference.document)]
    var holder = tree.root
    for token in text.bytes[..<slash].split(separator: UInt8(ascii: "/")).dropFirst() {
      guard let next = tree.value(of: holder, named: Name(token)) else { return nil }
      holder = next
    }
    let word = String(decoding: text.bytes[(slash + 1)...], as: UTF8.self)
    let names = tree.members(of: holder).map { tree.keyName($0.key).text }
    guard let nearest = Spelling.nearest(to: word, among: names) else { return nil }
    return "Write '\(Name(text.bytes[...slash]))\(nearest)' if that is meant."
  }

  // MARK: Values

  /// Tells of a value of the wrong kind; null is read as absent, which hides nothing.
  mutating func addMisplaced(_ value: NodeRef, _ expected: String, hides: Bool = true) {
    let kind = documents.kind(of: value)
    let found =
      switch kind {
      case .null: "null"
      case .bool: "a truth value"
      case .number: "a number"
      case .string: "a string"
      case .array: "a list"
      case .object: "an object"
      }
    let element = element(value)
    let subject = element.isEmpty ? "the document" : "'\(element)'"
    add(
      .invalidStructure, "\(subject) was \(found) where \(expected) belongs", at: value,
      hint: kind == .null ? "Leave the key out." : nil, hides: hides && kind != .null)
  }

  mutating func addType(_ value: NodeRef) {
    guard let name = documents.string(of: value) else {
      return add(
        .unknownType, "type null of '\(element(value))' was no string", at: value,
        hint: "Write it in quotes: \"null\".")
    }
    let nearest = Spelling.nearest(
      to: name.text.lowercased(), among: StructureFindings.types.map(\.description))
    add(
      .unknownType, "type '\(name)' of '\(element(value))' does not exist", at: value,
      hint: nearest.map { "Write '\($0)' if that is meant." })
  }

  mutating func addSunset(_ value: NodeRef) {
    add(
      .unreadableSunset, "sunset \(documents.canonical(value)) of '\(element(value))' is no date",
      at: value, hint: "Write a date such as 2030-01-31.")
  }

  mutating func addStability(_ value: NodeRef) {
    add(
      .unknownStability,
      "stability level \(documents.canonical(value)) of '\(element(value))' does not exist",
      at: value, hint: "Write draft, alpha, beta or stable.")
  }

  // MARK: Parameters and paths

  mutating func addParameter(_ parameter: NodeRef, _ fault: String, name: Name? = nil) {
    let name = name ?? documents.string(of: parameter, "name")
    let subject = name.map { "parameter '\($0)' of '\(holder(parameter))'" }
    add(
      .invalidParameter, "\(subject ?? "a parameter of '\(holder(parameter))'") \(fault)",
      at: parameter, hint: nil)
  }

  mutating func addTemplate(_ item: NodeRef, _ template: Name, like first: Name, hides: Bool) {
    add(
      .duplicatedPath, "path '\(template)' differs from '\(first)' only in parameter names",
      at: item, hint: "Describe both under one template.", hides: hides)
  }

  // MARK: Names

  /// The way to a value in words: the keys above it; items go by their names, never by numbers,
  /// which shift when another item is put before them.
  private mutating func element(_ node: NodeRef) -> Name {
    path(to: node).reduce("") { $0.step(to: step(NodeRef(document: node.document, node: $1))) }
  }

  private mutating func holder(_ node: NodeRef) -> Name {
    path(to: node).dropLast().reduce("") {
      $0.step(to: step(NodeRef(document: node.document, node: $1)))
    }
  }

  private mutating func path(to node: NodeRef) -> [NodeID] {
    let known = parents[node.document] ?? TreeParents(documents.trees[Int(node.document)])
    parents[node.document] = known
    return known.path(to: node.node)
  }

  private func step(_ node: NodeRef) -> Name {
    let tree = documents.trees[Int(node.document)]
    return tree.key(of: node.node) ?? documents.string(of: node, "name")
      ?? documents.string(of: node, "$ref") ?? "item"
  }
}
