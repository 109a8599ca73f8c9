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
  mutating func compareTypes(_ pair: inout FormPair) {
    compareNull(&pair)
    guard pair.mustCompare("type", .type, .anyOf, .oneOf) else { return }
    let (typesBefore, spotBefore) = pair.before.simpleTypes(before)
    let (typesAfter, spotAfter) = pair.after.simpleTypes(after)
    let x = typesBefore.subtracting(.null)
    let y = typesAfter.subtracting(.null)
    guard x != y else { return }
    let places = (spotBefore ?? pair.holders.before, spotAfter ?? pair.holders.after)
    let values = (Name(typesBefore.text), Name(typesAfter.text))
    let change = "was \(x.text) and became \(y.text)"
    if x.isSubset(of: y) {
      note(
        rules.types.widened, "type of \(subjectText) was widened: it \(change)", aspect: "type",
        places, values: values)
    } else if y.isSubset(of: x) {
      note(
        rules.types.narrowed, "type of \(subjectText) was narrowed: it \(change)", aspect: "type",
        places, values: values)
    } else {
      note(
        rules.types.changed, "type of \(subjectText) was changed from \(x.text) to \(y.text)",
        aspect: "type", places, values: values)
    }
  }

  /// Null that comes from the one component that both sides merge in is that component's matter,
  /// unless a wrapper decides it here.
  private mutating func compareNull(_ pair: inout FormPair) {
    let isDecidedHere =
      pair.before.wrapperAdmitsNull != nil || pair.after.wrapperAdmitsNull != nil
    if isDecidedHere { pair.absorb("null") }
    guard pair.mustCompare("null", .type, .anyOf, .oneOf) || isDecidedHere else { return }
    let (typesBefore, spotBefore) = pair.before.simpleTypes(before)
    let (typesAfter, spotAfter) = pair.after.simpleTypes(after)
    // Where any type is admitted, null is nothing that was decided.
    guard typesBefore != .all, typesAfter != .all else { return }
    let (x, y) = (typesBefore.contains(.null), typesAfter.contains(.null))
    guard x != y else { return }
    let places = (
      pair.before.wrapperAdmitsNull ?? spotBefore ?? pair.holders.before,
      pair.after.wrapperAdmitsNull ?? spotAfter ?? pair.holders.after
    )
    let values = (Name(x ? "null" : "not null"), Name(y ? "null" : "not null"))
    note(
      y ? rules.types.nullAllowed : rules.types.nullRefused,
      "null was \(y ? "allowed" : "refused") for \(subjectText)", aspect: "null", places,
      values: values)
  }
}

extension SchemaForm {
  /// The admitted types, with alternatives that say nothing but their types read as types.
  func simpleTypes(_ side: SchemaDocuments) -> (types: TypeSet, spot: NodeRef?) {
    var (types, spot) = types(side)
    for entry in entries where entry.keyword == .anyOf || entry.keyword == .oneOf {
      if let union = SchemaForm.typesOfSimpleBranches(entry.value, side) {
        types.formIntersection(union)
        spot = spot ?? entry.value
      }
    }
    return (types, spot)
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
