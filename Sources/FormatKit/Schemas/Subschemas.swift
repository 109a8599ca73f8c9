import DataTrees
import ReleaseModel
import SourceModel

/// What can happen to the schemas inside a schema: items, additional properties, conditions.
struct SubschemaRules: Sendable {
  let introduced: Rule
  let lifted: Rule
  let closed: Rule
  let opened: Rule
  let tupleExtended: Rule
  let tupleShortened: Rule
  let dependencyIntroduced: Rule
  let dependencyLifted: Rule
  let negationChanged: Rule
  let conditionChanged: Rule

  var all: [Rule] {
    [
      introduced, lifted, closed, opened, tupleExtended, tupleShortened, dependencyIntroduced,
      dependencyLifted, negationChanged, conditionChanged,
    ]
  }

  init(_ book: SchemaRuleBook) {
    introduced = book.rule(
      "schema-introduced", "Schema introduced",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "schema-lifted", clause: "10.3",
      why: "Where anything was accepted, only what fits the schema is.",
      fix: "Accept what does not fit until nobody sends it.",
      fires: ("type: array", "type: array\nitems: {type: string}"),
      silent: ("type: array", "type: array\nitems: {}"))
    lifted = book.rule(
      "schema-lifted", "Schema lifted", is: .row(accepted: .additive, returned: .breaking),
      phase: .expand, inverse: "schema-introduced", clause: "10.3",
      why: "Readers relied on the schema; anything may come now.",
      fix: "Keep describing what is returned.",
      fires: ("type: array\nitems: {type: string}", "type: array"),
      silent: ("type: array\nitems: {}", "type: array"))
    closed = book.rule(
      "additional-properties-closed", "Object closed",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "additional-properties-opened", clause: "10.3.2.3 additionalProperties",
      why: "Those who send a property that is not named are refused.",
      fix: "Ignore unknown properties instead of refusing them.",
      fires: ("type: object", "type: object\nadditionalProperties: false"),
      silent: ("type: object", "type: object\nadditionalProperties: true"))
    opened = book.rule(
      "additional-properties-opened", "Object opened",
      is: .row(accepted: .additive, returned: .risky), phase: .expand,
      inverse: "additional-properties-closed", clause: "10.3.2.3 additionalProperties",
      why: """
        Readers that ignore what they do not know are not harmed; those that check the object \
        against the former schema refuse it.
        """,
      fix: "Tell readers first to tolerate properties that they do not know.",
      fires: ("type: object\nadditionalProperties: false", "type: object"),
      silent: ("type: object\nadditionalProperties: true", "type: object"))
    tupleExtended = book.rule(
      "tuple-extended", "Entry added to a tuple",
      is: .row(accepted: .breaking, returned: .breaking), inverse: "tuple-shortened",
      clause: "10.3.1.1 prefixItems",
      why: "What stands at that place was free, or refused, and means something else now.",
      fix: "Describe a new version of the tuple.",
      fires: (
        "type: array\nprefixItems: [{type: string}]",
        "type: array\nprefixItems: [{type: string}, {type: integer}]"
      ),
      silent: (
        "type: array\nprefixItems: [{type: string}]",
        "prefixItems: [{type: string}]\ntype: array"
      ))
    tupleShortened = book.rule(
      "tuple-shortened", "Entry removed from a tuple",
      is: .row(accepted: .breaking, returned: .breaking), inverse: "tuple-extended",
      clause: "10.3.1.1 prefixItems",
      why: "What stood at that place is no longer described, or refused.",
      fix: "Describe a new version of the tuple.",
      fires: (
        "type: array\nprefixItems: [{type: string}, {type: integer}]",
        "type: array\nprefixItems: [{type: string}]"
      ),
      silent: (
        "prefixItems: [{type: string}]\ntype: array",
        "type: array\nprefixItems: [{type: string}]"
      ))
    dependencyIntroduced = book.rule(
      "dependency-introduced", "Dependent property demanded",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "dependency-lifted", clause: "6.5.4 dependentRequired",
      why: "Those who send the one property without the other are refused.",
      fix: "Accept the one without the other until everybody sends both.",
      fires: ("type: object", "type: object\ndependentRequired: {a: [b]}"),
      silent: ("type: object", "type: object\ndependentRequired: {a: []}"))
    dependencyLifted = book.rule(
      "dependency-lifted", "Dependent property no longer demanded",
      is: .row(accepted: .additive, returned: .breaking), phase: .expand,
      inverse: "dependency-introduced", clause: "6.5.4 dependentRequired",
      why: "Readers relied on finding the one property where the other is.",
      fix: "Keep sending both.",
      fires: ("type: object\ndependentRequired: {a: [b]}", "type: object"),
      silent: ("type: object\ndependentRequired: {a: []}", "type: object"))
    negationChanged = book.rule(
      "negation-changed", "Negated schema changed", is: .always(.risky),
      inverse: "negation-changed", clause: "10.2.1.4 not",
      why: "What a negation admits cannot be compared from its text.",
      fix: "Test the new schema on the values in use.",
      fires: ("not: {type: string}", "not: {type: integer}"),
      silent: ("not: {type: string}", "not: {type: [string]}"))
    conditionChanged = book.rule(
      "condition-changed", "Condition changed", is: .always(.risky),
      inverse: "condition-changed", clause: "10.2.2 if, then, else",
      why: "Which values the branches apply to changed, in a way that cannot be decided.",
      fix: "Test the new condition on the values in use.",
      fires: (
        "if: {required: [a]}\nthen: {required: [b]}", "if: {required: [c]}\nthen: {required: [b]}"
      ),
      silent: (
        "if: {required: [a]}\nthen: {required: [b]}", "then: {required: [b]}\nif: {required: [a]}"
      ))
  }
}

extension SchemaComparer {
  // MARK: Arrays

  /// Compares what stands inside arrays.
  mutating func compareItems(_ pair: inout FormPair) {
    if pair.mustCompare("items", .items, .prefixItems, .additionalItems) {
      let x = ArrayShape(pair.before, before)
      let y = ArrayShape(pair.after, after)
      compareTuples(pair, x, y)
      compareOptional(pair, x.rest, y.rest, .items, "items")
    }
    compareSubschema(&pair, .contains, "contains")
    compareSubschema(&pair, .unevaluatedItems, "unevaluatedItems")
  }

  private mutating func compareTuples(_ pair: FormPair, _ x: ArrayShape, _ y: ArrayShape) {
    for index in 0..<max(x.prefix.count, y.prefix.count) {
      let place = SchemaStep.step(Name("item \(index + 1)"))
      if index < x.prefix.count, index < y.prefix.count {
        step(place, [x.prefix[index]], [y.prefix[index]])
      } else if index < y.prefix.count {
        note(
          rules.subschemas.tupleExtended, "item \(index + 1) was added to \(subjectText)",
          aspect: "items", (pair.holders.before, y.prefix[index]),
          values: ("", after.documents.canonical(y.prefix[index])), at: place)
      } else {
        note(
          rules.subschemas.tupleShortened, "item \(index + 1) was removed from \(subjectText)",
          aspect: "items", (x.prefix[index], pair.holders.after),
          values: (before.documents.canonical(x.prefix[index]), ""), at: place)
      }
    }
  }

  /// Compares a schema that may be absent on either side.
  private mutating func compareOptional(
    _ pair: FormPair, _ x: [NodeRef], _ y: [NodeRef], _ place: SchemaStep, _ word: String
  ) {
    switch (x.isEmpty, y.isEmpty) {
    case (true, true): break
    case (false, false): step(place, x, y)
    case (true, false): noteIntroduced(y, word, holders: pair.holders, at: place)
    case (false, true): noteLifted(x, word, holders: pair.holders, at: place)
    }
  }

  /// Notes a schema where there was none; one that admits everything changes nothing.
  mutating func noteIntroduced(
    _ schemas: [NodeRef], _ word: String, holders: (before: NodeRef, after: NodeRef),
    at place: SchemaStep? = nil
  ) {
    guard let first = schemas.first, !schemas.allSatisfy({ admitsAll($0, after) }) else { return }
    note(
      rules.subschemas.introduced, "schema '\(word)' was introduced for \(subjectText)",
      aspect: Name(word),
      (holders.before, first), values: ("", after.documents.canonical(first)), at: place)
  }

  /// Notes that nothing stands where a schema stood.
  mutating func noteLifted(
    _ schemas: [NodeRef], _ word: String, holders: (before: NodeRef, after: NodeRef),
    at place: SchemaStep? = nil
  ) {
    guard let first = schemas.first, !schemas.allSatisfy({ admitsAll($0, before) }) else { return }
    note(
      rules.subschemas.lifted, "schema '\(word)' of \(subjectText) was lifted", aspect: Name(word),
      (first, holders.after), values: (before.documents.canonical(first), ""), at: place)
  }

  private func admitsAll(_ schema: NodeRef, _ side: SchemaDocuments) -> Bool {
    if side.documents.bool(of: schema) == true { return true }
    return side.documents.kind(of: schema) == .object
      && side.members(of: schema).allSatisfy { $0.keyword?.content == .annotation }
  }

  private mutating func compareSubschema(
    _ pair: inout FormPair, _ keyword: SchemaKeyword, _ word: Name
  ) {
    let x = pair.before.entries(keyword).map(\.value)
    let y = pair.after.entries(keyword).map(\.value)
    guard pair.mustCompare(word, keyword) else { return }
    compareOptional(pair, x, y, .step(word), word.text)
  }

  // MARK: Objects

  /// Compares what an object admits beside its named properties.
  mutating func compareAdditional(_ pair: inout FormPair) {
    let isClosedOnBothSides =
      refusesOthers(pair.before, before) != nil && refusesOthers(pair.after, after) != nil
    for (keyword, word) in [
      (SchemaKeyword.additionalProperties, Name("additionalProperties")),
      (.unevaluatedProperties, "unevaluatedProperties"),
    ] where pair.mustCompare(word, keyword) && !isClosedOnBothSides {
      compareOthers(pair, keyword, word)
    }
    compareMaps(&pair, "patternProperties", .patternProperties)
    compareMaps(&pair, "dependentSchemas", .dependentSchemas, .dependencies)
    compareSubschema(&pair, .propertyNames, "propertyNames")
    if pair.mustCompare("dependentRequired", .dependentRequired, .dependencies) {
      compareDependencies(pair)
    }
    compareSubschema(&pair, .contentSchema, "contentSchema")
  }

  private mutating func compareOthers(_ pair: FormPair, _ keyword: SchemaKeyword, _ word: Name) {
    let x = pair.before.entries(keyword).map(\.value)
    let y = pair.after.entries(keyword).map(\.value)
    let refusalBefore = x.first { before.documents.bool(of: $0) == false }
    let refusalAfter = y.first { after.documents.bool(of: $0) == false }
    switch (refusalBefore, refusalAfter) {
    case (nil, let refusal?):
      note(
        rules.subschemas.closed, "\(subjectText) was closed for additional properties",
        aspect: word, (x.first ?? pair.holders.before, refusal),
        values: (x.first.map { before.documents.canonical($0) } ?? "", word + " false"))
    case (let refusal?, nil):
      note(
        rules.subschemas.opened, "\(subjectText) was opened for additional properties",
        aspect: word, (refusal, y.first ?? pair.holders.after),
        values: (word + " false", y.first.map { after.documents.canonical($0) } ?? ""))
    case (nil, nil):
      let schemasBefore = x.filter { before.documents.bool(of: $0) == nil }
      let schemasAfter = y.filter { after.documents.bool(of: $0) == nil }
      compareOptional(pair, schemasBefore, schemasAfter, .step(word), word.text)
    default: break
    }
  }

  /// Compares schemas that stand under names which belong to the contract.
  private mutating func compareMaps(
    _ pair: inout FormPair, _ word: Name, _ keyword: SchemaKeyword,
    _ older: SchemaKeyword? = nil
  ) {
    guard pair.mustCompare(word, keyword, older ?? keyword) else { return }
    let x = pair.before.schemaMap(keyword, before)
    let y = pair.after.schemaMap(keyword, after)
    for name in Set(x.keys).union(y.keys).sorted() {
      let place = SchemaStep.step(word + " '" + name + "'")
      compareOptional(pair, x[name] ?? [], y[name] ?? [], place, "\(word) '\(name)'")
    }
  }

  private mutating func compareDependencies(_ pair: FormPair) {
    let x = pair.before.dependencies(before)
    let y = pair.after.dependencies(after)
    for name in Set(x.keys).union(y.keys).sorted() {
      let (namesBefore, namesAfter) = (x[name] ?? [:], y[name] ?? [:])
      let place = SchemaStep.step("dependentRequired '" + name + "'")
      for other in namesAfter.keys.sorted() where namesBefore[other] == nil {
        note(
          rules.subschemas.dependencyIntroduced,
          "property '\(name)' of \(subjectText) demands '\(other)'", aspect: "dependentRequired",
          (pair.holders.before, namesAfter[other]), values: ("", other), at: place)
      }
      for other in namesBefore.keys.sorted() where namesAfter[other] == nil {
        note(
          rules.subschemas.dependencyLifted,
          "property '\(name)' of \(subjectText) no longer demands '\(other)'",
          aspect: "dependentRequired", (namesBefore[other], pair.holders.after),
          values: (other, ""), at: place)
      }
    }
  }

  // MARK: Conditions

  /// Compares negations and conditions.
  mutating func compareConditions(_ pair: inout FormPair) {
    compareUndecidable(&pair, .not, "not", rules.subschemas.negationChanged)
    compareUndecidable(&pair, .condition, "if", rules.subschemas.conditionChanged)
    compareSubschema(&pair, .consequence, "then")
    compareSubschema(&pair, .alternative, "else")
  }

  /// Compares a negation or a condition that stands on one side only.
  private mutating func compareLoneCondition(
    _ pair: FormPair, _ keyword: SchemaKeyword, _ word: Name, _ rule: Rule, _ x: NodeRef?,
    _ y: NodeRef?
  ) {
    let values = (
      x.map { before.documents.canonical($0) } ?? "", y.map { after.documents.canonical($0) } ?? ""
    )
    let places = (x ?? pair.holders.before, y ?? pair.holders.after)
    if keyword == .not {
      // Whatever is negated, something is refused.
      note(
        y == nil ? rules.subschemas.lifted : rules.subschemas.introduced,
        "schema 'not' \(y == nil ? "of \(subjectText) was lifted" : "was introduced for \(subjectText)")",
        aspect: word, places, values: values, at: .step(word))
      return
    }
    // A condition has an effect by its branches only, which tell of themselves where they came or
    // went with it.
    let branches: [SchemaKeyword] = [.consequence, .alternative]
    if branches.contains(where: { pair.before.first($0) != nil && pair.after.first($0) != nil }) {
      note(rule, "'\(word)' of \(subjectText) was changed", aspect: word, places, values: values)
    }
  }

  /// Compares schemas whose differences do not carry over to the whole: any difference that is
  /// more than notation makes one fact.
  private mutating func compareUndecidable(
    _ pair: inout FormPair, _ keyword: SchemaKeyword, _ word: Name, _ rule: Rule
  ) {
    let x = pair.before.entries(keyword).map(\.value)
    let y = pair.after.entries(keyword).map(\.value)
    guard pair.mustCompare(word, keyword) else { return }
    guard let first = x.first, let second = y.first else {
      compareLoneCondition(pair, keyword, word, rule, x.first, y.first)
      return
    }
    let start = graph.factCount
    undecidable += 1
    step(.step(word), x, y)
    undecidable -= 1
    let differs = graph.facts[start...].contains {
      $0.rule.classification != .always(.neutral)
    }
    guard differs else { return }
    graph.withdrawFacts(from: start)
    note(
      rule, "'\(word)' of \(subjectText) was changed", aspect: word, (first, second),
      values: (before.documents.canonical(first), after.documents.canonical(second)))
  }
}

/// The entries of arrays: the leading ones one by one, and all others.
struct ArrayShape {
  private(set) var prefix: [NodeRef] = []
  private(set) var rest: [NodeRef] = []

  /// Reads `prefixItems` and `items`, or the older array under `items` and `additionalItems`.
  init(_ form: SchemaForm, _ side: SchemaDocuments) {
    for entry in form.entries {
      switch entry.keyword {
      case .prefixItems: prefix += side.documents.items(of: entry.value)
      case .items where side.documents.kind(of: entry.value) == .array:
        prefix += side.documents.items(of: entry.value)
      case .items, .additionalItems: rest.append(entry.value)
      default: break
      }
    }
  }
}

extension SchemaForm {
  /// The schemas under the names of a keyword.
  func schemaMap(_ keyword: SchemaKeyword, _ side: SchemaDocuments) -> [Name: [NodeRef]] {
    var map: [Name: [NodeRef]] = [:]
    for entry in entries where entry.keyword == keyword || entry.keyword == .dependencies {
      if entry.keyword == .dependencies, keyword != .dependentSchemas { continue }
      for (name, schema) in side.documents.members(of: entry.value)
      where side.documents.kind(of: schema) != .array {
        map[name, default: []].append(schema)
      }
    }
    return map
  }

  /// The names that a property demands, and where.
  func dependencies(_ side: SchemaDocuments) -> [Name: [Name: NodeRef]] {
    var map: [Name: [Name: NodeRef]] = [:]
    for entry in entries(.dependentRequired, .dependencies) {
      for (name, list) in side.documents.members(of: entry.value) {
        for item in side.documents.items(of: list) {
          if let other = side.documents.string(of: item) { map[name, default: [:]][other] = item }
        }
      }
    }
    return map
  }
}
