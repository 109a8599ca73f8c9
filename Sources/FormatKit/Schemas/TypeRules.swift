import DataTrees
import ReleaseModel
import SourceModel

/// What can happen to the types that a schema admits.
struct TypeRules: Sendable {
  let widened: Rule
  let narrowed: Rule
  let changed: Rule
  let nullAllowed: Rule
  let nullRefused: Rule

  var all: [Rule] { [widened, narrowed, changed, nullAllowed, nullRefused] }

  init(_ book: SchemaRuleBook) {
    widened = book.rule(
      "type-widened", "Type widened", is: .row(accepted: .additive, returned: .breaking),
      phase: .expand, inverse: "type-narrowed", clause: "6.1.1 type",
      why: "A reader that was written for the narrower type meets values that it cannot hold.",
      fix: "Return the wider type under a new property or a new version, and keep the old one.",
      fires: ("type: integer", "type: number"), silent: ("type: integer", "type: [integer]"))
    narrowed = book.rule(
      "type-narrowed", "Type narrowed", is: .row(accepted: .breaking, returned: .additive),
      phase: .contract, inverse: "type-widened", clause: "6.1.1 type",
      why: "Values that were accepted are refused.",
      fix: "Accept the former type until those who send it have moved.",
      fires: ("type: [string, integer]", "type: string"),
      silent: ("anyOf: [{type: string}, {type: integer}]", "type: [integer, string]"))
    changed = book.rule(
      "type-changed", "Type changed", is: .always(.breaking), strictness: .wire,
      inverse: "type-changed", clause: "6.1.1 type",
      why: "Values of the former type do not fit the new one, nor the other way round.",
      fix: "Add a new property of the new type, and deprecate the old one.",
      fires: ("type: string", "type: integer"), silent: ("type: string", "type: [string]"))
    nullAllowed = book.rule(
      "null-allowed", "Null allowed", is: .row(accepted: .additive, returned: .breaking),
      phase: .expand, inverse: "null-refused", clause: "6.1.1 type",
      why: "A reader that never met null fails on it.",
      fix: "Leave the property out instead of sending null, or announce it in a new version.",
      fires: ("type: string", "type: [string, 'null']"),
      silent: ("type: [string, 'null']", "anyOf: [{type: string}, {type: 'null'}]"))
    nullRefused = book.rule(
      "null-refused", "Null refused", is: .row(accepted: .breaking, returned: .additive),
      phase: .contract, inverse: "null-allowed", clause: "6.1.1 type",
      why: "Senders that used null to mean absence are refused.",
      fix: "Accept null until nobody sends it.",
      fires: ("type: [string, 'null']", "type: string"),
      silent: ("oneOf: [{type: string}, {type: 'null'}]", "type: ['null', string]"))
  }
}

extension SchemaComparer {
  /// Compares the admitted types, null apart from the others.
  ///
  /// - Returns: Whether the types have nothing in common: then nothing else can be compared.
  mutating func compareTypes(_ pair: inout FormPair) -> Bool {
    compareNull(&pair)
    guard pair.mustCompare("type", .type, .anyOf, .oneOf) else { return false }
    let branchwise = comparesBranchwise(pair)
    let deep = pair.before.hasAlternatives(before) != pair.after.hasAlternatives(after)
    let (typesBefore, spotBefore) =
      branchwise ? pair.before.types(before) : pair.before.admittedTypes(before, deep: deep)
    let (typesAfter, spotAfter) =
      branchwise ? pair.after.types(after) : pair.after.admittedTypes(after, deep: deep)
    let x = typesBefore.subtracting(.null)
    let y = typesAfter.subtracting(.null)
    // Where all values are text, every number and truth value is a string too.
    let readBefore = isTextual ? x.readAsText : x
    let readAfter = isTextual ? y.readAsText : y
    guard readBefore != readAfter else { return false }
    // An object that is described by its properties alone was an object before its type was said.
    if typesBefore == .all, pair.before.impliedTypes == y { return false }
    if typesAfter == .all, pair.after.impliedTypes == x { return false }
    let places = (spotBefore ?? pair.holders.before, spotAfter ?? pair.holders.after)
    let values = (Name(typesBefore.text), Name(typesAfter.text))
    let change = "was \(x.text) and became \(y.text)"
    if readBefore.isSubset(of: readAfter) {
      note(
        rules.types.widened, "type of \(subjectText) was widened: it \(change)", aspect: "type",
        places, values: values)
    } else if readAfter.isSubset(of: readBefore) {
      note(
        rules.types.narrowed, "type of \(subjectText) was narrowed: it \(change)", aspect: "type",
        places, values: values)
    } else {
      note(
        rules.types.changed, "type of \(subjectText) was changed from \(x.text) to \(y.text)",
        aspect: "type", places, values: values)
    }
    return readBefore.isDisjoint(with: readAfter)
  }

  /// Whether both forms list alternatives of which some say more than their types: then types are
  /// compared branch by branch.
  func comparesBranchwise(_ pair: FormPair) -> Bool {
    (pair.before.hasAlternatives(before) && pair.after.hasBranches)
      || (pair.after.hasAlternatives(after) && pair.before.hasBranches)
  }

  /// Compares forms of which at least one holds the schema `false`, which admits no value.
  mutating func compareRefusals(_ pair: inout FormPair) {
    pair.absorb("type")
    let isRefused = pair.after.refusal != nil
    guard isRefused != (pair.before.refusal != nil) else { return }
    note(
      isRefused ? rules.types.narrowed : rules.types.widened,
      isRefused
        ? "all values of \(subjectText) were refused"
        : "values of \(subjectText) were admitted where none had been",
      aspect: "type",
      (pair.before.refusal ?? pair.holders.before, pair.after.refusal ?? pair.holders.after),
      values: (isRefused ? "" : "false", isRefused ? "false" : ""))
  }

  /// Null that comes from the one component that both sides merge in is that component's matter,
  /// unless a wrapper decides it here.
  private mutating func compareNull(_ pair: inout FormPair) {
    let isDecidedHere =
      pair.before.wrapperAdmitsNull != nil || pair.after.wrapperAdmitsNull != nil
    if isDecidedHere { pair.absorb("null") }
    guard
      pair.mustCompare("null", .type, .anyOf, .oneOf, .enumeration, .constant) || isDecidedHere,
      let x = pair.before.admitsNull(before), let y = pair.after.admitsNull(after),
      x.admits != y.admits
    else { return }
    note(
      y.admits ? rules.types.nullAllowed : rules.types.nullRefused,
      "null was \(y.admits ? "allowed" : "refused") for \(subjectText)", aspect: "null",
      (x.spot ?? pair.holders.before, y.spot ?? pair.holders.after),
      values: (x.admits ? "null" : "not null", y.admits ? "null" : "not null"))
  }
}

extension SchemaForm {
  /// Whether null is admitted, and what says so; nil if nothing in the schema decides it.
  func admitsNull(_ side: SchemaDocuments) -> (admits: Bool, spot: NodeRef?)? {
    let byType = admitsNullByType(side)
    // In OpenAPI 3.0 authors mean `nullable` to hold beside a list that lacks null.
    guard !side.dialect.readsNullable, let list = entries(.enumeration, .constant).first else {
      return byType
    }
    let isListed = entries(.enumeration, .constant).allSatisfy { entry in
      let values =
        entry.keyword == .constant ? [entry.value] : side.documents.items(of: entry.value)
      return values.contains { side.documents.kind(of: $0) == .null }
    }
    if byType?.admits == false { return byType }
    return (isListed, list.value)
  }

  private func admitsNullByType(_ side: SchemaDocuments) -> (admits: Bool, spot: NodeRef?)? {
    if let wrapper = wrapperAdmitsNull { return (true, wrapper) }
    if entries.contains(where: { $0.keyword == .type }) {
      let (types, spot) = types(side)
      let nullable = entries.lazy.filter { $0.keyword == .nullable }.first?.value
      return (types.contains(.null), nullable ?? spot)
    }
    for entry in entries where entry.keyword == .anyOf || entry.keyword == .oneOf {
      if let union = SchemaForm.typesOfBranches(entry.value, side, depth: 0), union != .all {
        return (union.contains(.null), entry.value)
      }
    }
    return nil
  }

  /// The admitted types; alternatives count by what their branches admit.
  ///
  /// - Parameter deep: Whether branches that say more than their type count too.
  func admittedTypes(_ side: SchemaDocuments, deep: Bool, depth: Int = 0) -> (
    types: TypeSet, spot: NodeRef?
  ) {
    var (types, spot) = types(side)
    for entry in entries where entry.keyword == .anyOf || entry.keyword == .oneOf {
      let union =
        SchemaForm.typesOfSimpleBranches(entry.value, side)
        ?? (deep ? SchemaForm.typesOfBranches(entry.value, side, depth: depth) : nil)
      if let union {
        types.formIntersection(union)
        spot = spot ?? entry.value
      }
    }
    if wrapperAdmitsNull != nil { types.insert(.null) }
    return (types, spot)
  }

  /// The one type that all keywords speak of which speak of one; nil if they speak of none or many.
  var impliedTypes: TypeSet? {
    var types: TypeSet = []
    for entry in entries {
      switch entry.keyword {
      case .properties, .required, .additionalProperties, .patternProperties, .propertyNames,
        .minProperties, .maxProperties:
        types.insert(.object)
      case .items, .prefixItems, .minItems, .maxItems, .uniqueItems: types.insert(.array)
      case .minLength, .maxLength, .pattern: types.insert(.string)
      default: break
      }
    }
    return types == .object || types == .array || types == .string ? types : nil
  }

  /// Whether the form has alternatives of any kind.
  var hasBranches: Bool { entries.contains { $0.keyword == .anyOf || $0.keyword == .oneOf } }

  /// Whether the form has alternatives that say more than their types.
  func hasAlternatives(_ side: SchemaDocuments) -> Bool {
    entries.contains {
      ($0.keyword == .anyOf || $0.keyword == .oneOf)
        && SchemaForm.typesOfSimpleBranches($0.value, side) == nil
    }
  }

  /// The union of what the branches admit; nil if the branches nest too deep to tell.
  private static func typesOfBranches(
    _ branches: NodeRef, _ side: SchemaDocuments, depth: Int
  ) -> TypeSet? {
    guard depth < 4 else { return nil }
    var union: TypeSet = []
    for branch in side.documents.items(of: branches) {
      union.formUnion(
        SchemaForm([branch], in: side).admittedTypes(side, deep: true, depth: depth + 1).types)
    }
    return union
  }

  /// The union of the branches' types if no branch says anything else that counts.
  static func typesOfSimpleBranches(_ branches: NodeRef, _ side: SchemaDocuments) -> TypeSet? {
    var union: TypeSet = []
    for branch in side.documents.items(of: branches) {
      guard side.documents.kind(of: branch) == .object else { return nil }
      var types: TypeSet?
      for (keyword, _, _) in side.members(of: branch) {
        switch keyword {
        case .type: types = SchemaForm([branch], in: side).types(side).types
        case let keyword? where keyword.content == .annotation: break
        case .nullable where side.dialect.readsNullable: break
        default: return nil
        }
      }
      guard let types else { return nil }
      union.formUnion(types)
    }
    return union.isEmpty ? nil : union
  }
}

extension SchemaDocuments {
  /// Whether a schema admits arrays or objects; true if there is no schema.
  package func admitsContainers(_ schema: NodeRef?) -> Bool {
    guard let schema else { return true }
    let types = SchemaForm([schema], in: self).admittedTypes(self, deep: true).types
    return types.contains(.array) || types.contains(.object)
  }
}
