import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

/// One comparison of two descriptions: the units found so far, and how each kind is compared.
struct OpenAPIComparison {
  let before: OpenAPIModel
  let after: OpenAPIModel
  var schemas: SchemaComparer
  let rules = OpenAPIRules.standard
  /// The names at `before` of security schemes that have another name and the same content at
  /// `after`, by that name: a name of a scheme means nothing on the wire.
  let formerSchemes: [Name: Name]
  /// What compares the whole description.
  var document: Int32 = 0
  /// The operations that units compare.
  var pairs: [Int32: (before: Operation, after: Operation)] = [:]

  /// The kinds of units.
  enum Kind: UInt8 {
    case document, operation, parameter, body, response, header, link, callback, security
    case securityScheme, schema
  }

  init(before: OpenAPIModel, after: OpenAPIModel) {
    self.before = before
    self.after = after
    formerSchemes = OpenAPIComparison.renamedSchemes(before, after)
    schemas = SchemaComparer(
      before: before.schemas, after: after.schemas, rules: OpenAPIRules.standard.schemas,
      unitKind: Kind.schema.rawValue, elementName: OpenAPIComparison.elementName)
  }

  /// States every difference as a change.
  mutating func run() -> [DetectedChange] {
    if before == after { return [] }
    document = schemas.graph.unit(
      key(.document, before.documents.root, after.documents.root), element: "")
    schemas.graph.addRoot(document, in: .both)
    compareDocument()
    compareOperations()
    comparePending()
    compareComponents()
    comparePending()
    let changes = schemas.graph.changes(
      unreached: before.isBundle && after.isBundle ? .shared : .offSurface,
      absorbed: rules.components.rearranged)
    return changes.isEmpty ? [unexplained] : changes
  }

  /// The descriptions differ, and nothing above says in what.
  private var unexplained: DetectedChange {
    let (x, y) = (before.documents.root, after.documents.root)
    let isNotation = saySameInOtherWords(x, y)
    let rule =
      isNotation ? rules.schemas.notation.notationChanged : rules.schemas.notation.unclassified
    return DetectedChange(
      rule: rule.id, classification: isNotation ? .neutral : .risky, element: "",
      message: isNotation
        ? "the description was written in another way"
        : "the description changed in a way that is not understood",
      before: Sighting(before.documents.spot(of: x)), after: Sighting(after.documents.spot(of: y)))
  }

  private mutating func comparePending() {
    while let unit = schemas.graph.nextPending() {
      switch Kind(rawValue: schemas.graph.units[Int(unit)].key.kind) {
      case .document, nil: break
      case .operation: compareOperation(unit)
      case .parameter: compareParameter(unit)
      case .body: compareBody(unit)
      case .response: compareResponse(unit)
      case .header: compareHeader(unit)
      case .link: compareLink(unit)
      case .callback: compareCallback(unit)
      case .security: compareSecurity(unit)
      case .securityScheme: compareSecurityScheme(unit)
      case .schema: schemas.compareUnit(unit)
      }
    }
  }

  // MARK: Units

  func key(_ kind: Kind, _ nodeBefore: NodeRef, _ nodeAfter: NodeRef) -> UnitGraph.Key {
    UnitGraph.Key(kind: kind.rawValue, before: nodeBefore, after: nodeAfter)
  }

  /// The two nodes that a unit compares.
  func nodes(of unit: Int32) -> (before: NodeRef, after: NodeRef) {
    let key = schemas.graph.units[Int(unit)].key
    return (key.before, key.after)
  }

  /// The element that a unit compares.
  func element(of unit: Int32) -> Name { schemas.graph.units[Int(unit)].element }

  /// What messages call the element that a unit compares: its last part.
  func subject(of unit: Int32) -> String {
    let text = element(of: unit).text
    guard let separator = text.range(ofLast: " > ") else { return "'\(text)'" }
    return "'\(text[separator...])'"
  }

  /// Whether two places say the same and refer to nothing, so that nothing is to be told of them.
  func areSame(_ x: NodeRef?, _ y: NodeRef?) -> Bool {
    guard let x, let y else { return x == nil && y == nil }
    return before.version == after.version && !before.documents.mayHoldReferences(x)
      && DocumentSet.equal(before.documents, x, after.documents, y)
  }

  /// The unit of two elements that a using unit holds or refers to, and the use; references are
  /// followed, and an element that is a component goes by the component's name.
  ///
  /// - Returns: nil if a reference leads nowhere, which the reader reports, and if there is nothing
  ///   to compare.
  @discardableResult
  mutating func use(
    _ kind: Kind, _ siteBefore: NodeRef, _ siteAfter: NodeRef, at step: Name, by user: Int32,
    was formerStep: Name? = nil, passage: Passage = .straight
  ) -> Int32? {
    // A callback's operations depend on what stands outside of it.
    if kind != .callback, areSame(siteBefore, siteAfter) { return nil }
    guard let nodeBefore = before.documents.resolved(siteBefore),
      let nodeAfter = after.documents.resolved(siteAfter)
    else { return nil }
    let used: Int32
    if nodeBefore != siteBefore, nodeAfter != siteAfter {
      used = schemas.componentUnit(nodeBefore, nodeAfter, kind: kind.rawValue)
    } else {
      used = schemas.graph.unit(
        key(kind, nodeBefore, nodeAfter), element: element(of: user).step(to: step),
        formerElement: schemas.graph.formerElement(of: user).step(to: formerStep ?? step))
    }
    schemas.graph.use(used, by: user, passage: passage)
    noteReference(siteBefore, siteAfter, at: step, in: user)
    return used
  }

  /// States that an element is named by another reference, or is no longer one; what it refers to
  /// is compared on its own.
  private mutating func noteReference(
    _ siteBefore: NodeRef, _ siteAfter: NodeRef, at step: Name, in unit: Int32
  ) {
    let x = before.documents.string(of: siteBefore, "$ref")
    let y = after.documents.string(of: siteAfter, "$ref")
    guard x != y else { return }
    func word(_ reference: Name?) -> String { reference.map { "'\($0)'" } ?? "in place" }
    note(
      rules.schemas.notation.notationChanged, in: unit, at: step,
      "the reference of '\(step)' was \(word(x)) and is \(word(y))", siteBefore, siteAfter,
      values: (x ?? "", y ?? ""))
  }

  // MARK: Notes

  /// Records a fact about elements that stand on one side or on both.
  mutating func note(
    _ rule: Rule, in unit: Int32, at tail: Name = "", was formerTail: Name? = nil,
    _ message: String, _ nodeBefore: NodeRef?, _ nodeAfter: NodeRef?,
    values: (before: Name, after: Name) = ("", ""), passage: Passage = .straight,
    announced: Bool = false
  ) {
    schemas.graph.record(
      rule, in: unit, at: tail, was: formerTail, message,
      before: nodeBefore.map {
        Sighting(before.documents.keySpot(of: $0), value: values.before)
      },
      after: nodeAfter.map { Sighting(after.documents.keySpot(of: $0), value: values.after) },
      passage: passage, announced: announced)
  }

  /// Whether an element, references followed, is marked as deprecated.
  func isDeprecated(_ node: NodeRef, _ model: OpenAPIModel) -> Bool {
    guard let element = model.documents.resolved(node) else { return false }
    if model.documents.bool(of: element, "deprecated") == true { return true }
    // A sunset alone announces the end as well.
    if model.documents.string(of: element, "x-sunset") != nil { return true }
    guard let schema = model.documents.value(of: element, "schema") else { return false }
    return model.documents.bool(of: schema, "deprecated") == true
  }

  /// Names a component by the place that references give it.
  @Sendable static func elementName(_ identity: ComponentIdentity) -> Name {
    let parts = identity.fragment.bytes.split(separator: UInt8(ascii: "/"))
    if identity.document == nil, parts.count == 3, parts[0].elementsEqual("components".utf8),
      let word = kindWords[Name(parts[1])]
    {
      return word + " " + identity.lastToken
    }
    let place = identity.document?.name ?? ""
    if identity.fragment.isEmpty { return place }
    return place + "#" + identity.fragment
  }

  private static let kindWords: [Name: Name] = [
    "schemas": "schema", "parameters": "parameter", "responses": "response",
    "requestBodies": "request body", "headers": "header", "links": "link",
    "callbacks": "callback", "pathItems": "path item", "securitySchemes": "security scheme",
  ]
}

extension String {
  /// The index after the last occurrence of a separator.
  fileprivate func range(ofLast separator: String) -> String.Index? {
    let bytes = Array(separator.utf8)
    var index = utf8.endIndex
    while index != utf8.startIndex {
      let rest = utf8[index...]
      if rest.starts(with: bytes) { return utf8.index(index, offsetBy: bytes.count) }
      index = utf8.index(before: index)
    }
    return nil
  }
}
