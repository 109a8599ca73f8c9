import ReleaseModel

/// What can happen to the properties of objects.
///
/// Presence is judged as a promise, not as a set: a property that is added to what is returned
/// harms nobody, although an open object could have held anything under its name before.
struct PropertyRules: Sendable {
  let added: Rule
  let removed: Rule
  let requiredAdded: Rule
  let requiredRemoved: Rule
  let admitted: Rule
  let refused: Rule
  let requiredAdmitted: Rule
  let requiredRefused: Rule
  let renamed: Rule
  let requiredRenamed: Rule
  let becameRequired: Rule
  let becameOptional: Rule
  let becameReadOnly: Rule
  let becameWritable: Rule
  let requiredBecameWritable: Rule
  let becameWriteOnly: Rule
  let requiredBecameWriteOnly: Rule
  let becameReadable: Rule

  var all: [Rule] {
    [
      added, removed, requiredAdded, requiredRemoved, admitted, refused, requiredAdmitted,
      requiredRefused, renamed, requiredRenamed, becameRequired, becameOptional, becameReadOnly,
      becameWritable,
      requiredBecameWritable, becameWriteOnly, requiredBecameWriteOnly, becameReadable,
    ]
  }

  private static let plain = "type: object\nproperties:\n  a: {type: string}"
  private static let more = "type: object\nproperties:\n  a: {type: string}\n  b: {type: integer}"
  private static let closed = "additionalProperties: false\n" + plain
  private static let closedMore = "additionalProperties: false\n" + more
  private static let swapped =
    "type: object\nproperties:\n  b: {type: integer}\n  a: {type: string}"

  private static func required(_ schema: String, _ names: String = "b") -> String {
    "required: [\(names)]\n" + schema
  }

  private static func object(_ property: String) -> String {
    "type: object\nproperties:\n  a: {\(property)}"
  }

  init(_ book: SchemaRuleBook) {
    typealias Text = PropertyRules
    let clause = "10.3.2.1 properties"
    let requiredClause = "6.5.3 required"
    added = book.rule(
      "property-added", "Optional property added", is: .always(.additive), phase: .expand,
      inverse: "property-removed", clause: clause,
      why: "Senders may leave it out, and readers ignore members that they do not know.",
      fix: "Nothing has to be done.",
      fires: (Text.plain, Text.more), silent: (Text.more, Text.swapped))
    removed = book.rule(
      "property-removed", "Optional property removed",
      is: .row(accepted: .risky, returned: .risky, announced: .risky), phase: .contract,
      inverse: "property-added", clause: clause,
      why: """
        Nobody was promised the property, yet those who read it find nothing, and what senders \
        put into it is ignored.
        """,
      fix: "Deprecate the property, and remove it after the announced time.",
      fires: (Text.more, Text.plain), silent: (Text.swapped, Text.more))
    requiredAdded = book.rule(
      "required-property-added", "Required property added",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "required-property-removed", clause: requiredClause,
      why: "Every sender that does not know the property is refused, a default notwithstanding.",
      fix: "Add the property as optional, and require it when everybody sends it.",
      fires: (Text.plain, Text.required(Text.more)), silent: (Text.plain, Text.more))
    requiredRemoved = book.rule(
      "required-property-removed", "Required property removed",
      is: .row(accepted: .risky, returned: .breaking, announced: .risky), phase: .contract,
      inverse: "required-property-added", clause: requiredClause,
      why: "Readers were promised the property and fail without it.",
      fix: "Keep the property, deprecate it, and remove it after the announced time.",
      fires: (Text.required(Text.more), Text.plain), silent: (Text.more, Text.plain))
    admitted = book.rule(
      "property-admitted", "Property added to a closed object",
      is: .row(accepted: .additive, returned: .risky), phase: .expand,
      inverse: "property-refused", clause: "10.3.2.3 additionalProperties",
      why: "The object promised to have no other properties, and readers may check that.",
      fix: "Tell readers first to tolerate properties that they do not know.",
      fires: (Text.closed, Text.closedMore), silent: (Text.plain, Text.more))
    refused = book.rule(
      "property-refused", "Property removed from a closed object",
      is: .row(accepted: .breaking, returned: .risky, announced: .risky), phase: .contract,
      inverse: "property-admitted", clause: "10.3.2.3 additionalProperties",
      why: "The object refuses what it does not name, so those who still send it fail.",
      fix: "Keep accepting the property until nobody sends it.",
      fires: (Text.closedMore, Text.closed), silent: (Text.more, Text.plain))
    requiredAdmitted = book.rule(
      "required-property-admitted", "Required property added to a closed object",
      is: .row(accepted: .breaking, returned: .risky), phase: .contract,
      inverse: "required-property-refused", clause: "10.3.2.3 additionalProperties",
      why: "Every sender that does not know the property is refused; readers may refuse it.",
      fix: "Add the property as optional, and require it when everybody sends it.",
      fires: (Text.closed, Text.required(Text.closedMore)),
      silent: (Text.plain, Text.required(Text.more)))
    requiredRefused = book.rule(
      "required-property-refused", "Required property removed from a closed object",
      is: .row(accepted: .breaking, returned: .breaking, announced: .risky), phase: .contract,
      inverse: "required-property-admitted", clause: "10.3.2.3 additionalProperties",
      why: "Those who send it are refused, and those who read it were promised it.",
      fix: "Keep the property, deprecate it, and remove it after the announced time.",
      fires: (Text.required(Text.closedMore), Text.closed),
      silent: (Text.required(Text.more), Text.plain))
    renamed = book.rule(
      "property-renamed", "Optional property renamed", is: .always(.risky), phase: .contract,
      inverse: "property-renamed", clause: clause,
      why: """
        Nobody was promised the property, yet those who read the former name find nothing, and \
        what senders put into it is ignored.
        """,
      fix: "Serve both names, deprecate the former, and remove it after the announced time.",
      fires: (Text.object("type: string"), "type: object\nproperties:\n  A: {type: string}"),
      silent: (Text.more, Text.swapped))
    requiredRenamed = book.rule(
      "required-property-renamed", "Required property renamed", is: .always(.breaking),
      phase: .contract, inverse: "required-property-renamed", clause: requiredClause,
      why:
        "Readers were promised the former name; senders do not know that the new one is required.",
      fix: "Serve both names, deprecate the former, and remove it after the announced time.",
      fires: (
        Text.required(Text.object("type: string"), "a"),
        Text.required("type: object\nproperties:\n  A: {type: string}", "A")
      ),
      silent: (
        Text.object("type: string"), "type: object\nproperties:\n  A: {type: string}"
      ))
    becameRequired = book.rule(
      "property-became-required", "Property became required",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "property-became-optional", clause: requiredClause,
      why: "Those who leave it out are refused, a default notwithstanding.",
      fix: "Fill in the default on the side that receives, and keep the property optional.",
      fires: (Text.more, Text.required(Text.more)),
      silent: (Text.required(Text.more, "a, b"), Text.required(Text.more, "b, a")))
    becameOptional = book.rule(
      "property-became-optional", "Property became optional",
      is: .row(accepted: .additive, returned: .breaking), phase: .expand,
      inverse: "property-became-required", clause: requiredClause,
      why: "Readers were promised the property and fail where it is missing.",
      fix: "Keep sending the property.",
      fires: (Text.required(Text.more), Text.more),
      silent: (Text.required(Text.more, "b, a"), Text.required(Text.more, "a, b")))
    becameReadOnly = book.rule(
      "property-became-read-only", "Property became read-only",
      is: .row(accepted: .risky, returned: .neutral), phase: .contract,
      inverse: "property-became-writable", clause: "9.4 readOnly",
      why: "What senders put into it is ignored or refused.",
      fix: "Accept the property until nobody sends it.",
      fires: (Text.object("type: string"), Text.object("type: string, readOnly: true")),
      silent: (Text.object("type: string"), Text.object("type: string, readOnly: false")))
    becameWritable = book.rule(
      "property-became-writable", "Property no longer read-only",
      is: .row(accepted: .additive, returned: .neutral), phase: .expand,
      inverse: "property-became-read-only", clause: "9.4 readOnly",
      why: "Senders may set what they could only read.",
      fix: "Nothing has to be done.",
      fires: (Text.object("type: string, readOnly: true"), Text.object("type: string")),
      silent: (Text.object("type: string, readOnly: false"), Text.object("type: string")))
    requiredBecameWritable = book.rule(
      "required-property-became-writable", "Required property no longer read-only",
      is: .row(accepted: .breaking, returned: .neutral), phase: .contract,
      inverse: "property-became-read-only", clause: "9.4 readOnly",
      why: "Senders were free of the demand as long as the property was read-only.",
      fix: "Make the property optional where it is accepted.",
      fires: (
        "required: [a]\n" + Text.object("type: string, readOnly: true"),
        "required: [a]\n" + Text.object("type: string")
      ),
      silent: (Text.object("type: string, readOnly: true"), Text.object("type: string")))
    becameWriteOnly = book.rule(
      "property-became-write-only", "Property became write-only",
      is: .row(accepted: .neutral, returned: .risky), phase: .contract,
      inverse: "property-became-readable", clause: "9.4 writeOnly",
      why: "Those who read it find nothing.",
      fix: "Deprecate the property where it is returned before it goes.",
      fires: (Text.object("type: string"), Text.object("type: string, writeOnly: true")),
      silent: (Text.object("type: string"), Text.object("type: string, writeOnly: false")))
    requiredBecameWriteOnly = book.rule(
      "required-property-became-write-only", "Required property became write-only",
      is: .row(accepted: .neutral, returned: .breaking), phase: .contract,
      inverse: "property-became-readable", clause: "9.4 writeOnly",
      why: "Readers were promised the property and fail without it.",
      fix: "Keep returning the property until nobody reads it.",
      fires: (
        "required: [a]\n" + Text.object("type: string"),
        "required: [a]\n" + Text.object("type: string, writeOnly: true")
      ),
      silent: (Text.object("type: string"), Text.object("type: string, writeOnly: true")))
    becameReadable = book.rule(
      "property-became-readable", "Property no longer write-only",
      is: .row(accepted: .neutral, returned: .additive), phase: .expand,
      inverse: "property-became-write-only", clause: "9.4 writeOnly",
      why: "Readers see what was hidden from them.",
      fix: "Check that nothing secret is returned.",
      fires: (Text.object("type: string, writeOnly: true"), Text.object("type: string")),
      silent: (Text.object("type: string, writeOnly: false"), Text.object("type: string")))
  }
}
