import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to headers: of responses, and of the parts of bodies.
struct HeaderRules: Sendable {
  let added: Rule
  let requiredAdded: Rule
  let removed: Rule
  let requiredRemoved: Rule
  let becameRequired: Rule
  let becameOptional: Rule

  var all: [Rule] {
    [added, requiredAdded, removed, requiredRemoved, becameRequired, becameOptional]
  }

  private static func headers(_ items: String...) -> String {
    RuleMaker.operation(
      "responses: {'200': {description: ok, headers: {" + items.joined(separator: ", ") + "}}}")
  }

  init(_ make: RuleMaker) {
    let headers = HeaderRules.headers
    let tag = "ETag: {schema: {type: string}}"
    let needed = "ETag: {required: true, schema: {type: string}}"
    let lowered = "etag: {schema: {type: string}}"
    let rate = "Rate: {schema: {type: integer}}"
    let clause = "4.8.21 Header Object"
    added = make.rule(
      "header-added", "Optional header added", is: .always(.additive), phase: .expand,
      inverse: "header-removed", clause: clause,
      why: "Those who do not know the header ignore it.", fix: "Nothing has to be done.",
      fires: (headers(rate), headers(rate, tag)), silent: (headers(tag), headers(lowered)))
    requiredAdded = make.rule(
      "required-header-added", "Required header added",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "required-header-removed", clause: clause,
      why: "Messages without the header are refused.", fix: "Make the header optional.",
      fires: (headers(rate), headers(rate, needed)), silent: (headers(rate), headers(rate, tag)))
    removed = make.rule(
      "header-removed", "Optional header removed", is: .always(.risky), phase: .contract,
      inverse: "header-added", clause: clause,
      why: "Nobody was promised the header, yet those who read it find nothing.",
      fix: "Deprecate the header, and remove it after the announced time.",
      fires: (headers(rate, tag), headers(rate)), silent: (headers(lowered), headers(tag)))
    requiredRemoved = make.rule(
      "required-header-removed", "Required header removed",
      is: .row(accepted: .risky, returned: .breaking, announced: .risky), phase: .contract,
      inverse: "required-header-added", clause: clause,
      why: "Readers were promised the header and fail without it.",
      fix: "Keep the header, deprecate it, and remove it after the announced time.",
      fires: (headers(rate, needed), headers(rate)), silent: (headers(rate, tag), headers(rate)))
    becameRequired = make.rule(
      "header-became-required", "Header became required",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "header-became-optional", clause: clause,
      why: "Messages without the header are refused.", fix: "Keep the header optional.",
      fires: (headers(tag), headers(needed)), silent: (headers(tag), headers(lowered)))
    becameOptional = make.rule(
      "header-became-optional", "Header became optional",
      is: .row(accepted: .additive, returned: .breaking), phase: .expand,
      inverse: "header-became-required", clause: clause,
      why: "Readers were promised the header and fail where it is missing.",
      fix: "Keep sending the header.", fires: (headers(needed), headers(tag)),
      silent: (headers(lowered), headers(tag)))
  }
}

extension OpenAPIComparison {
  /// Pairs headers by name, without regard to case.
  mutating func compareHeaders(
    _ mapBefore: NodeRef?, _ mapAfter: NodeRef?, in unit: Int32, at base: Name, passage: Passage
  ) {
    if areSame(mapBefore, mapAfter) { return }
    func headers(
      _ map: NodeRef?, _ model: OpenAPIModel
    ) -> [(key: Name, value: (name: Name, node: NodeRef))] {
      (map.map(model.documents.members) ?? []).map {
        ($0.key.asciiLowercased, ($0.key, $0.value))
      }
    }
    let diff = KeyedDiff(headers(mapBefore, before), headers(mapAfter, after))
    for (_, x, y) in diff.kept {
      use(
        .header, x.node, y.node, at: base.step(to: "header " + y.name), by: unit,
        was: base.step(to: "header " + x.name), passage: passage)
      if x.name != y.name {
        note(
          rules.schemas.notation.notationChanged, in: unit,
          at: base.step(to: "header " + y.name), was: base.step(to: "header " + x.name),
          "header '\(x.name)' is written '\(y.name)'", x.node, y.node, values: (x.name, y.name))
      }
    }
    for (_, header) in diff.removed {
      let node = before.documents.resolved(header.node) ?? header.node
      let isRequired = demands(node, before)
      note(
        isRequired ? rules.headers.requiredRemoved : rules.headers.removed, in: unit,
        at: base.step(to: "header " + header.name),
        "\(isRequired ? "required" : "optional") header '\(header.name)' was removed",
        header.node, nil, values: (before.documents.canonical(node), ""), passage: passage,
        announced: isDeprecated(node, before))
    }
    for (_, header) in diff.added {
      let node = after.documents.resolved(header.node) ?? header.node
      let isRequired = demands(node, after)
      note(
        isRequired ? rules.headers.requiredAdded : rules.headers.added, in: unit,
        at: base.step(to: "header " + header.name),
        "\(isRequired ? "required" : "optional") header '\(header.name)' was added", nil,
        header.node, values: ("", after.documents.canonical(node)), passage: passage)
    }
  }

  private static let headerKeys: Set<Name> = [
    "required", "deprecated", "style", "explode", "schema", "content", "x-sunset",
    "x-stability-level", "$ref",
  ]

  /// Compares two headers.
  mutating func compareHeader(_ unit: Int32) {
    let (x, y) = nodes(of: unit)
    let subject = subject(of: unit)
    schemas.compareLifecycle(x, y, in: unit, at: "", subject: subject, passage: .straight)
    let (requiredBefore, requiredAfter) = (demands(x, before), demands(y, after))
    if requiredBefore != requiredAfter {
      note(
        requiredAfter ? rules.headers.becameRequired : rules.headers.becameOptional, in: unit,
        "\(subject) became \(requiredAfter ? "required" : "optional")",
        before.documents.value(of: x, "required") ?? x,
        after.documents.value(of: y, "required") ?? y,
        values: (
          requiredBefore ? "required" : "optional", requiredAfter ? "required" : "optional"
        ))
    }
    compareSerialization(x, y, in: unit, subject)
    compareValue(x, y, in: unit, subject)
    schemas.compareRest(
      x, y, known: OpenAPIComparison.headerKeys, in: unit, at: "", subject: subject)
  }
}
