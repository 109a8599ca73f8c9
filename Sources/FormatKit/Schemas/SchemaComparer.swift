import DataTrees
import ReleaseModel
package import SourceModel

/// Compares schemas by meaning and states every difference as a fact of a unit.
///
/// A schema is compared where it stands; what it refers to is a unit of its own, compared once.
/// Equal subtrees are proven equal and only searched for the components that they use.
package struct SchemaComparer: Sendable {
  /// The side that was.
  package let before: SchemaDocuments
  /// The side that is.
  package let after: SchemaDocuments
  /// The units, facts and uses found so far.
  package var graph = UnitGraph()

  let rules: SchemaRules
  /// The kind that the format gave to units that are schemas.
  let unitKind: UInt8
  /// Names a component by the place that references give it.
  let elementName: @Sendable (_ identity: ComponentIdentity) -> Name

  /// The unit whose inside is compared now.
  var unit: Int32 = 0
  /// The positions of the place that is compared now, seen from the unit.
  var passage = Passage.straight
  /// Whether values are written as text that does not tell a number from a string: forms, headers,
  /// parameters.
  var isTextual = false
  /// The way from the unit's element to the schemas that the format handed over.
  var base: Name = ""
  /// The same at `before`.
  var formerBase: Name = ""
  /// What the format calls the schemas that it handed over.
  var subject = ""
  /// The way from there to the place that is compared now.
  var path: [SchemaStep] = []
  /// How many negations and conditions stand around the place that is compared now.
  var undecidable = 0
  /// How many components that have no counterpart are being compared as if written in place.
  private var foreign = 0
  /// How many lists of schemas that apply together are being compared, one inside the other.
  var joint = 0
  /// What is known about the equality of components' texts.
  private var equalComponents: [ComponentPair: Bool] = [:]

  private struct ComponentPair: Hashable {
    let before: NodeRef
    let after: NodeRef
  }

  /// Prepares a comparison.
  package init(
    before: SchemaDocuments, after: SchemaDocuments, rules: SchemaRules, unitKind: UInt8,
    elementName: @escaping @Sendable (_ identity: ComponentIdentity) -> Name
  ) {
    self.before = before
    self.after = after
    self.rules = rules
    self.unitKind = unitKind
    self.elementName = elementName
  }

  // MARK: Doors

  /// Compares the two sides of a unit that is a schema.
  package mutating func compareUnit(_ index: Int32) {
    let key = graph.units[Int(index)].key
    let name = graph.units[Int(index)].element
    enter(index, base: "", subject: "'\(name)'", passage: .straight)
    compare([key.before], [key.after])
  }

  /// Compares a place inside a unit of the format where a schema can stand and may not.
  ///
  /// - Parameters:
  ///   - base: The way from the unit's element to the schema.
  ///   - formerBase: The same at `before`, if it was another.
  ///   - subject: What messages call the schema.
  ///   - holders: What holds the schema, or would.
  ///   - isTextual: Whether values are written as text that does not tell a number from a string.
  package mutating func compare(
    optional schemaBefore: NodeRef?, _ schemaAfter: NodeRef?, in unit: Int32, at base: Name,
    was formerBase: Name? = nil, subject: String, passage: Passage,
    holders: (before: NodeRef, after: NodeRef), isTextual: Bool = false
  ) {
    enter(unit, base: base, was: formerBase, subject: subject, passage: passage)
    self.isTextual = isTextual
    switch (schemaBefore, schemaAfter) {
    case (nil, nil): break
    case (let schemaBefore?, let schemaAfter?): compare([schemaBefore], [schemaAfter])
    case (nil, let added?): noteIntroduced([added], "schema", holders: holders)
    case (let removed?, nil): noteLifted([removed], "schema", holders: holders)
    }
  }

  /// Turns to an element of a unit; `base` is the way to it from the unit's element.
  mutating func enter(
    _ unit: Int32, base: Name, was formerBase: Name? = nil, subject: String, passage: Passage
  ) {
    self.unit = unit
    self.base = base
    self.formerBase = formerBase ?? base
    self.subject = subject
    self.passage = passage
    isTextual = false
    path.removeAll(keepingCapacity: true)
  }

  /// The unit that compares two components.
  package mutating func componentUnit(
    _ targetBefore: NodeRef, _ targetAfter: NodeRef, kind: UInt8
  ) -> Int32 {
    graph.unit(
      UnitGraph.Key(kind: kind, before: targetBefore, after: targetAfter),
      element: name(of: targetAfter, in: after), formerElement: name(of: targetBefore, in: before))
  }

  private func name(of target: NodeRef, in side: SchemaDocuments) -> Name {
    side.documents.identity(of: target).map(elementName) ?? ""
  }

  // MARK: Two places

  /// Compares two lists of schemas that apply together.
  mutating func compare(_ schemasBefore: [NodeRef], _ schemasAfter: [NodeRef]) {
    if schemasBefore.count == 1, schemasAfter.count == 1 {
      let (x, y) = (schemasBefore[0], schemasAfter[0])
      if DocumentSet.equal(before.documents, x, after.documents, y) {
        connectEqual(x, y)
        return
      }
      if let targetBefore = before.pureTarget(of: x), let targetAfter = after.pureTarget(of: y) {
        use(targetBefore, targetAfter)
        compareReferences(x, y)
        return
      }
      if foreign > 0 {
        useInline(x, y)
        return
      }
      compareForms(schemasBefore, schemasAfter)
      return
    }
    joint += 1
    defer { joint -= 1 }
    // Further inside the number of lists can grow without bound, since each property of what
    // applies together applies together again. There, what is equal is left to its components.
    if joint > 1, areEqual(schemasBefore, schemasAfter) {
      for (x, y) in zip(schemasBefore, schemasAfter) { connectEqual(x, y) }
    } else if joint <= SchemaComparer.jointLimit {
      compareForms(schemasBefore, schemasAfter)
    } else {
      noteTooDeep((schemasBefore.first, schemasAfter.first))
    }
  }

  /// The most lists of schemas that apply together, one inside the other, that are compared.
  private static let jointLimit = 3

  private mutating func noteTooDeep(_ places: (before: NodeRef?, after: NodeRef?)) {
    note(
      rules.notation.unclassified, "schemas were nested too deep to be compared",
      aspect: "depth", places)
  }

  private func areEqual(_ schemasBefore: [NodeRef], _ schemasAfter: [NodeRef]) -> Bool {
    schemasBefore.count == schemasAfter.count
      && zip(schemasBefore, schemasAfter).allSatisfy {
        DocumentSet.equal(before.documents, $0, after.documents, $1)
      }
  }

  /// Notes that the place uses a component; what stands under a negation or a condition may admit
  /// more where the component admits less.
  mutating func use(_ targetBefore: NodeRef, _ targetAfter: NodeRef, absorbing: Set<Name> = []) {
    let used = componentUnit(targetBefore, targetAfter, kind: unitKind)
    graph.use(used, by: unit, passage: passage, absorbing: absorbing)
    if undecidable > 0 {
      graph.use(used, by: unit, passage: passage.then(.flipped), absorbing: absorbing)
    }
  }

  /// Makes a unit of two schemas inside components without counterpart, so that a cycle through
  /// such components is walked once.
  private mutating func useInline(_ schemaBefore: NodeRef, _ schemaAfter: NodeRef) {
    let used = graph.unit(
      UnitGraph.Key(kind: unitKind, before: schemaBefore, after: schemaAfter), element: element,
      formerElement: graph.formerElement(of: unit).step(to: formerTail))
    graph.use(used, by: unit, passage: passage)
  }

  /// Compares two references that lead to a pair of components: only their notation is left.
  private mutating func compareReferences(_ schemaBefore: NodeRef, _ schemaAfter: NodeRef) {
    noteNotation(from: graph.factCount, schemaBefore, schemaAfter)
  }

  /// Compares two schemas of equal text that merge in components which differ.
  mutating func compareMerged(_ schemaBefore: NodeRef, _ schemaAfter: NodeRef) {
    compareForms([schemaBefore], [schemaAfter])
  }

  /// Whether the texts of two components are equal, remembered.
  mutating func areEqualComponents(_ targetBefore: NodeRef, _ targetAfter: NodeRef) -> Bool {
    let pair = ComponentPair(before: targetBefore, after: targetAfter)
    if let known = equalComponents[pair] { return known }
    let equal = DocumentSet.equal(
      before.documents, targetBefore, after.documents, targetAfter)
    equalComponents[pair] = equal
    return equal
  }

  private mutating func compareForms(_ schemasBefore: [NodeRef], _ schemasAfter: [NodeRef]) {
    let start = graph.factCount
    var pair = FormPair(
      SchemaForm(schemasBefore, in: before), SchemaForm(schemasAfter, in: after),
      holders: (schemasBefore[0], schemasAfter[0]))
    pair.matchComponents(before, after)
    let isForeign = pair.hasUnmatchedComponents
    if isForeign { foreign += 1 }
    if pair.before.refusal != nil || pair.after.refusal != nil {
      compareRefusals(&pair)
    } else if compareWrapped(schemasBefore, schemasAfter, pair) {
      compareLifecycle(&pair)
      compareNotation(&pair)
    } else if compareAbsence(&pair) {
      compareLifecycle(&pair)
      compareNotation(&pair)
    } else if path.count < SchemaComparer.depthLimit {
      if !compareTypes(&pair) {
        compareValues(&pair)
        compareConstraints(&pair)
        compareProperties(&pair)
        compareItems(&pair)
        compareAlternatives(&pair)
        compareConditions(&pair)
      }
      compareLifecycle(&pair)
      compareNotation(&pair)
    } else {
      noteTooDeep(pair.holders)
    }
    if isForeign { foreign -= 1 }
    for (index, match) in pair.matches.enumerated() {
      use(match.before, match.after, absorbing: pair.absorbed[index])
    }
    // Whatever was not claimed above differs in notation only.
    noteNotation(from: start, schemasBefore[0], schemasAfter[0])
  }

  /// Reads a schema that admits everything as no schema; false if neither side is one, or both.
  private mutating func compareAbsence(_ pair: inout FormPair) -> Bool {
    let isEmptyBefore = pair.before.admitsAll
    guard isEmptyBefore != pair.after.admitsAll else { return false }
    if isEmptyBefore {
      noteIntroduced([pair.holders.after], "schema", holders: pair.holders)
    } else {
      noteLifted([pair.holders.before], "schema", holders: pair.holders)
    }
    return true
  }

  /// Documents are not read deeper than this either.
  private static let depthLimit = 600

  // MARK: Steps

  /// Compares what stands one step further.
  mutating func step(
    _ step: SchemaStep, _ schemasBefore: [NodeRef], _ schemasAfter: [NodeRef],
    mask: PositionSet = .both
  ) {
    let outer = passage
    passage = passage.masked(mask)
    path.append(step)
    compare(schemasBefore, schemasAfter)
    path.removeLast()
    passage = outer
  }

  /// The element that is compared now, as seen from its unit's element.
  var tail: Name {
    path.reduce(base) { $0.step(to: $1.text) }
  }

  /// The same at `before`.
  private var formerTail: Name {
    path.reduce(formerBase) { $0.step(to: $1.formerText) }
  }

  /// The element that is compared now.
  var element: Name {
    graph.units[Int(unit)].element.step(to: tail)
  }

  /// What messages call the element that is compared now.
  var subjectText: String {
    switch path.last {
    case nil: subject
    case .property(let name, _): "property '\(name)'"
    case .items: path.count > 1 ? "items of \(outerSubject)" : "items of \(subject)"
    case .step(let word): "'\(word)' of \(outerSubject)"
    case .branch(let word, _): "\(word) of \(outerSubject)"
    }
  }

  private var outerSubject: String {
    switch path.dropLast().last {
    case nil: subject
    case .property(let name, _): "property '\(name)'"
    case .items: "items"
    case .step(let word): "'\(word)'"
    case .branch(let word, _): word.text
    }
  }

  // MARK: Notes

  /// Records a fact about the place that is compared now.
  mutating func note(
    _ rule: Rule, _ message: String, aspect: Name,
    _ places: (before: NodeRef?, after: NodeRef?), values: (before: Name, after: Name) = ("", ""),
    announced: Bool = false, mask: PositionSet = .both, at extra: SchemaStep? = nil
  ) {
    graph.record(
      rule, in: unit, at: extra.map { tail.step(to: $0.text) } ?? tail,
      was: extra.map { formerTail.step(to: $0.formerText) } ?? formerTail, message,
      before: places.before.map {
        Sighting(before.documents.spot(of: $0), value: values.before)
      },
      after: places.after.map { Sighting(after.documents.spot(of: $0), value: values.after) },
      passage: passage.masked(mask), announced: announced,
      aspect: path.first.map(\.aspect) ?? aspect)
  }
}

/// One step on the way through schemas.
enum SchemaStep: Hashable {
  /// A property, with its former name if it had another.
  case property(Name, was: Name? = nil)
  case items
  /// A keyword such as `not`, or an entry of one.
  case step(Name)
  /// An alternative, with its former label if it had another.
  case branch(Name, was: Name? = nil)

  /// The step as part of an element's name.
  var text: Name {
    switch self {
    case .property(let name, _): name
    case .items: "[]"
    case .step(let word), .branch(let word, _): "(" + word + ")"
    }
  }

  /// The step as part of the element's name at `before`.
  var formerText: Name {
    switch self {
    case .property(let name, let former): former ?? name
    case .branch(let word, let former): "(" + (former ?? word) + ")"
    case .items, .step: text
    }
  }

  /// What a fact behind this step is about, for uses that absorb it.
  var aspect: Name {
    switch self {
    case .property(let name, _): FormPair.aspect(ofProperty: name)
    case .items: "items"
    case .step(let word): word
    case .branch: "alternatives"
    }
  }
}
