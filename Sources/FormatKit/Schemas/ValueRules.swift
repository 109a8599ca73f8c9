import DataTrees
import ReleaseModel
import SourceModel

/// What can happen to listed values: enum, const and default.
struct ValueRules: Sendable {
  let enumIntroduced: Rule
  let enumLifted: Rule
  let valueAdded: Rule
  let valueRemoved: Rule
  let extensibleValueAdded: Rule
  let extensibleValueRemoved: Rule
  let constantChanged: Rule
  let defaultChanged: Rule

  var all: [Rule] {
    [
      enumIntroduced, enumLifted, valueAdded, valueRemoved, extensibleValueAdded,
      extensibleValueRemoved, constantChanged, defaultChanged,
    ]
  }

  init(_ book: SchemaRuleBook) {
    enumIntroduced = book.rule(
      "enum-introduced", "Values restricted to a list",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "enum-lifted", clause: "6.1.2 enum",
      why: "Values outside the list were accepted and are refused.",
      fix: "List every value that is in use, or accept unlisted values until they are gone.",
      fires: ("type: string", "type: string\nenum: [a, b]"),
      silent: ("type: string\nenum: [a]", "type: string\nconst: a"))
    enumLifted = book.rule(
      "enum-lifted", "List of values lifted",
      is: .row(accepted: .additive, returned: .breaking), phase: .expand,
      inverse: "enum-introduced", clause: "6.1.2 enum",
      why: "A reader that handles the listed values meets others.",
      fix: "Tell readers first how to treat values that they do not know.",
      fires: ("type: string\nenum: [a, b]", "type: string"),
      silent: ("type: string\nconst: a", "type: string\nenum: [a]"))
    valueAdded = book.rule(
      "enum-value-added", "Value added to a list",
      is: .row(accepted: .additive, returned: .risky), phase: .expand,
      inverse: "enum-value-removed", clause: "6.1.2 enum",
      why: """
        Readers are told to tolerate values that they do not know, yet an exhaustive switch, or a \
        type that was generated from the list, fails on a new one.
        """,
      fix: "Announce the value, or mark the list as extensible with x-extensible-enum.",
      fires: ("type: string\nenum: [a, b]", "type: string\nenum: [a, b, c]"),
      silent: ("type: string\nenum: [a, b]", "type: string\nenum: [b, a]"))
    valueRemoved = book.rule(
      "enum-value-removed", "Value removed from a list",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "enum-value-added", clause: "6.1.2 enum",
      why: "Those who send the value are refused.",
      fix: "Accept the value until nobody sends it.",
      fires: ("type: string\nenum: [a, b, c]", "type: string\nenum: [a, b]"),
      silent: ("type: string\nenum: [b, a]", "type: string\nenum: [a, b]"))
    extensibleValueAdded = book.rule(
      "extensible-enum-value-added", "Value added to an extensible list",
      is: .always(.additive), phase: .expand, inverse: "extensible-enum-value-removed",
      clause: "x-extensible-enum",
      why: "The list was announced as open, so that readers tolerate values that they do not know.",
      fix: "Nothing has to be done.",
      fires: ("type: string\nx-extensible-enum: [a]", "type: string\nx-extensible-enum: [a, b]"),
      silent: ("type: string\nx-extensible-enum: [a, b]", "type: string\nx-extensible-enum: [b, a]")
    )
    extensibleValueRemoved = book.rule(
      "extensible-enum-value-removed", "Value removed from an extensible list",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "extensible-enum-value-added", clause: "x-extensible-enum",
      why: "The list is open for new values, not for the loss of known ones.",
      fix: "Accept the value until nobody sends it.",
      fires: ("type: string\nx-extensible-enum: [a, b]", "type: string\nx-extensible-enum: [a]"),
      silent: ("type: string\nx-extensible-enum: [b, a]", "type: string\nx-extensible-enum: [a, b]")
    )
    constantChanged = book.rule(
      "const-changed", "Constant changed", is: .always(.breaking), strictness: .wire,
      inverse: "const-changed", clause: "6.1.3 const",
      why: "The only value that was right is wrong now.",
      fix: "Accept and document both values until the former is gone.",
      fires: ("const: a", "const: b"), silent: ("const: 1", "const: 1.0"))
    defaultChanged = book.rule(
      "default-changed", "Default changed", is: .always(.risky), inverse: "default-changed",
      clause: "9.2 default",
      why: "Those who leave the value out get another behavior, and nothing tells them.",
      fix: "Keep the default; let those who want the new behavior ask for it.",
      fires: ("type: integer\ndefault: 10", "type: integer\ndefault: 20"),
      silent: ("type: integer\ndefault: 10", "type: integer\ndefault: 10.0"))
  }
}

extension SchemaComparer {
  /// Compares listed values, extensible lists and defaults.
  mutating func compareValues(_ pair: inout FormPair) {
    if pair.mustCompare("enum", .enumeration, .constant, .extensibleEnum) {
      compareListedValues(pair)
      compareExtensibleValues(pair)
    }
    if pair.mustCompare("default", .defaultValue) { compareDefaults(pair) }
  }

  private mutating func compareListedValues(_ pair: FormPair) {
    let listBefore = pair.before.listedValues(before)
    let listAfter = pair.after.listedValues(after)
    switch (listBefore, listAfter) {
    case (nil, nil): break
    case (nil, let list?):
      // A closed list that takes the place of an open one restricts; so does one out of nothing.
      note(
        rules.values.enumIntroduced,
        "values of \(subjectText) were restricted to a list of \(list.values.count)",
        aspect: "enum", (pair.holders.before, list.spot), values: ("", list.text(after)))
    case (let list?, nil):
      note(
        rules.values.enumLifted, "the list of values of \(subjectText) was lifted", aspect: "enum",
        (list.spot, pair.holders.after), values: (list.text(before), ""))
    case (let listBefore?, let listAfter?):
      if listBefore.isConstant, listAfter.isConstant, listBefore.keys != listAfter.keys {
        note(
          rules.values.constantChanged, "constant of \(subjectText) was changed", aspect: "enum",
          (listBefore.spot, listAfter.spot),
          values: (listBefore.text(before), listAfter.text(after)))
        return
      }
      // Readers tolerate what they do not know if they were told so before it came.
      let wasOpen = pair.before.announcesOpenList(before)
      let isOpen = pair.after.announcesOpenList(after)
      compareLists(
        listBefore, listAfter,
        added: wasOpen ? rules.values.extensibleValueAdded : rules.values.valueAdded,
        removed: isOpen ? rules.values.extensibleValueRemoved : rules.values.valueRemoved)
    }
  }

  private mutating func compareExtensibleValues(_ pair: FormPair) {
    guard let entryBefore = pair.before.first(.extensibleEnum),
      let entryAfter = pair.after.first(.extensibleEnum),
      before.documents.kind(of: entryBefore.value) == .array,
      after.documents.kind(of: entryAfter.value) == .array
    else {
      compareWhole(pair, .extensibleEnum, "x-extensible-enum", rules.notation.extensionChanged)
      return
    }
    // Values that a closed list has as well were compared there.
    if pair.before.listedValues(before) != nil, pair.after.listedValues(after) != nil { return }
    compareLists(
      ValueList([entryBefore.value], before.documents),
      ValueList([entryAfter.value], after.documents),
      added: rules.values.extensibleValueAdded, removed: rules.values.extensibleValueRemoved)
  }

  private mutating func compareLists(
    _ listBefore: ValueList, _ listAfter: ValueList, added: Rule, removed: Rule
  ) {
    for (key, node) in listBefore.values where !listAfter.keys.contains(key) {
      note(
        removed, "value \(key) of \(subjectText) was removed", aspect: "enum",
        (node, listAfter.spot), values: (key, ""))
    }
    for (key, node) in listAfter.values where !listBefore.keys.contains(key) {
      note(
        added, "value \(key) was added to \(subjectText)", aspect: "enum",
        (listBefore.spot, node), values: ("", key))
    }
  }

  private mutating func compareDefaults(_ pair: FormPair) {
    let valueBefore = pair.before.first(.defaultValue)?.value
    let valueAfter = pair.after.first(.defaultValue)?.value
    if let x = valueBefore, let y = valueAfter,
      DocumentSet.equal(before.documents, x, after.documents, y)
    {
      return
    }
    let textBefore = valueBefore.map { before.documents.canonical($0) } ?? ""
    let textAfter = valueAfter.map { after.documents.canonical($0) } ?? ""
    let fact =
      switch (valueBefore, valueAfter) {
      case (nil, _): "was set to \(textAfter)"
      case (_, nil): "\(textBefore) was removed"
      default: "was changed from \(textBefore) to \(textAfter)"
      }
    note(
      rules.values.defaultChanged, "default of \(subjectText) \(fact)", aspect: "default",
      (valueBefore ?? pair.holders.before, valueAfter ?? pair.holders.after),
      values: (textBefore, textAfter))
  }
}

/// The values that a schema lists, without null, which is compared with the types.
struct ValueList {
  /// The values in source order, by their canonical form.
  private(set) var values: [(key: Name, node: NodeRef)] = []
  private(set) var keys: Set<Name> = []
  /// Where the list stands.
  let spot: NodeRef
  /// Whether the list is a `const`.
  let isConstant: Bool

  init(_ lists: [NodeRef], _ documents: DocumentSet) {
    spot = lists[0]
    isConstant = false
    for list in lists { add(documents.items(of: list), documents) }
  }

  init?(entries: [SchemaForm.Entry], _ documents: DocumentSet) {
    guard let first = entries.first else { return nil }
    spot = first.value
    isConstant = entries.contains { $0.keyword == .constant }
    // Lists that apply together admit what all of them have.
    var common: Set<Name>?
    for entry in entries {
      let nodes = entry.keyword == .constant ? [entry.value] : documents.items(of: entry.value)
      let list = Set(nodes.map { documents.canonical($0, limit: Int.max) })
      common = common.map { $0.intersection(list) } ?? list
      if entry.value == first.value { add(nodes, documents) }
    }
    if let common {
      values.removeAll { !common.contains($0.key) }
      keys.formIntersection(common)
    }
  }

  private mutating func add(_ nodes: [NodeRef], _ documents: DocumentSet) {
    for node in nodes where documents.kind(of: node) != .null {
      let key = documents.canonical(node, limit: Int.max)
      if keys.insert(key).inserted { values.append((key, node)) }
    }
  }

  /// The list for output, cut when it is long.
  func text(_ side: SchemaDocuments) -> Name { side.documents.canonical(spot) }
}

extension SchemaForm {
  /// Whether the list of values is announced as open, by a list or by a mark.
  func announcesOpenList(_ side: SchemaDocuments) -> Bool {
    first(.extensibleEnum).map { side.documents.bool(of: $0.value) != false } ?? false
  }

  /// The listed values; nil if values are not listed, or nothing but null is.
  func listedValues(_ side: SchemaDocuments) -> ValueList? {
    let list = ValueList(entries: entries(.enumeration, .constant), side.documents)
    return list?.values.isEmpty == true ? nil : list
  }
}
