import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to parameters.
struct ParameterRules: Sendable {
  let added: Rule
  let requiredAdded: Rule
  let removed: Rule
  let requiredRemoved: Rule
  let moved: Rule
  let becameRequired: Rule
  let becameOptional: Rule
  let serializationChanged: Rule
  let freedomIntroduced: Rule
  let freedomLifted: Rule

  var all: [Rule] {
    [
      added, requiredAdded, removed, requiredRemoved, moved, becameRequired, becameOptional,
      serializationChanged,
      freedomIntroduced, freedomLifted,
    ]
  }

  private static func parameters(_ items: String...) -> String {
    RuleMaker.answered("parameters: [" + items.joined(separator: ", ") + "]")
  }

  init(_ make: RuleMaker) {
    let parameters = ParameterRules.parameters
    let limit = "{name: limit, in: query, schema: {type: integer}}"
    let sort = "{name: sort, in: query, schema: {type: string}}"
    let needed = "{name: limit, in: query, required: true, schema: {type: integer}}"
    let optional = "{name: limit, in: query, required: false, schema: {type: integer}}"
    let tags = "{name: tags, in: query, schema: {type: array, items: {type: string}}}"
    let joined =
      "{name: tags, in: query, explode: false, schema: {type: array, items: {type: string}}}"
    let free = "{name: sort, in: query, allowReserved: true, schema: {type: string}}"
    let unfree = "{name: sort, in: query, allowReserved: false, schema: {type: string}}"
    let clause = "4.8.12 Parameter Object"
    added = make.rule(
      "parameter-added", "Optional parameter added", is: .always(.additive),
      phase: .expand, inverse: "parameter-removed", clause: clause,
      why: "Those who do not send it are served as before.", fix: "Nothing has to be done.",
      fires: (parameters(limit), parameters(limit, sort)),
      silent: (parameters(limit, sort), parameters(sort, limit)))
    requiredAdded = make.rule(
      "required-parameter-added", "Required parameter added",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "required-parameter-removed", clause: clause,
      why: "Every call that does not send it is refused.",
      fix: "Add the parameter as optional, with the former behavior as its default.",
      fires: (parameters(sort), parameters(sort, needed)),
      silent: (parameters(sort), parameters(sort, limit)))
    removed = make.rule(
      "parameter-removed", "Optional parameter removed",
      is: .row(accepted: .breaking, returned: .risky, announced: .risky), phase: .contract,
      inverse: "parameter-added", clause: clause,
      why: "Calls that send it are refused, or silently served as if they had not sent it.",
      fix: "Keep the parameter, mark it as deprecated, and remove it after the announced time.",
      fires: (parameters(limit, sort), parameters(limit)),
      silent: (parameters(sort, limit), parameters(limit, sort)))
    requiredRemoved = make.rule(
      "required-parameter-removed", "Required parameter removed",
      is: .always(.breaking, announced: .risky), phase: .contract,
      inverse: "required-parameter-added", clause: clause,
      why: "Every call sends it, and is refused, or served as if it had not sent it.",
      fix: "Make the parameter optional and mark it as deprecated before it is removed.",
      fires: (parameters(sort, needed), parameters(sort)),
      silent: (parameters(sort, limit), parameters(sort)))
    moved = make.rule(
      "parameter-moved", "Parameter moved to another place", is: .always(.breaking),
      strictness: .wire, inverse: "parameter-moved", clause: "4.8.12.1 Parameter Locations",
      why: "The value is looked for at another place of the request.",
      fix: "Read the value from both places until the former is gone.",
      fires: (
        parameters(sort), parameters("{name: sort, in: header, schema: {type: string}}")
      ), silent: (parameters(limit, sort), parameters(sort, limit)))
    becameRequired = make.rule(
      "parameter-became-required", "Parameter became required",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "parameter-became-optional", clause: clause,
      why: "Calls that leave it out are refused.",
      fix: "Keep the parameter optional, with the former behavior as its default.",
      fires: (parameters(limit), parameters(needed)),
      silent: (parameters(limit), parameters(optional)))
    becameOptional = make.rule(
      "parameter-became-optional", "Parameter became optional",
      is: .row(accepted: .additive, returned: .breaking), phase: .expand,
      inverse: "parameter-became-required", clause: clause,
      why: "Those who receive the call relied on the parameter.", fix: "Keep sending it.",
      fires: (parameters(needed), parameters(limit)),
      silent: (parameters(optional), parameters(limit)))
    serializationChanged = make.rule(
      "parameter-serialization-changed", "Parameter written in another way",
      is: .always(.breaking), strictness: .wire, inverse: "parameter-serialization-changed",
      clause: "4.8.12.2 style and explode",
      why: "The same value is written differently on the wire, so that it is read as another.",
      fix: "Add a parameter in the new style, and deprecate the old one.",
      fires: (parameters(tags), parameters(joined)),
      silent: (
        parameters(tags),
        parameters(
          "{name: tags, in: query, style: form, explode: true, "
            + "schema: {type: array, items: {type: string}}}")
      ))
    freedomIntroduced = make.rule(
      "parameter-freedom-introduced", "Reserved characters or empty values allowed",
      is: .row(accepted: .additive, returned: .breaking), phase: .expand,
      inverse: "parameter-freedom-lifted", clause: "4.8.12.2 allowReserved",
      why: "Values come in forms that were excluded before.",
      fix: "Nothing has to be done where they are accepted.",
      fires: (parameters(sort), parameters(free)), silent: (parameters(sort), parameters(unfree)))
    freedomLifted = make.rule(
      "parameter-freedom-lifted", "Reserved characters or empty values refused",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "parameter-freedom-introduced", clause: "4.8.12.2 allowReserved",
      why: "Values in forms that were allowed are refused.",
      fix: "Accept them until nobody sends them.",
      fires: (parameters(free), parameters(sort)), silent: (parameters(unfree), parameters(sort)))
  }
}

extension OpenAPIComparison {
  /// Pairs the parameters of two operations.
  mutating func compareParameters(_ x: Operation, _ y: Operation, in unit: Int32) {
    func lists(_ operation: Operation, _ model: OpenAPIModel) -> (own: NodeRef?, shared: NodeRef?) {
      (
        model.documents.value(of: operation.node, "parameters"),
        model.documents.value(of: operation.item, "parameters")
      )
    }
    let (from, to) = (lists(x, before), lists(y, after))
    if x.template == y.template, areSame(from.own, to.own), areSame(from.shared, to.shared) {
      return
    }
    let isMoved = x.erased != y.erased
    let diff = KeyedDiff(
      before.parameters(of: x, isMoved: isMoved).map { ($0.key, $0) },
      after.parameters(of: y, isMoved: isMoved).map { ($0.key, $0) })
    for pair in diff.kept { useParameter(pair.before, pair.after, x, y, by: unit) }
    // What an operation that moved has in its path was told with the move.
    var added = diff.added.map(\.value).filter { !isMoved || $0.place != "path" }
    for removed in diff.removed.map(\.value) where !isMoved || removed.place != "path" {
      if let index = added.firstIndex(where: { $0.name == removed.name }) {
        useParameter(removed, added.remove(at: index), x, y, by: unit)
        continue
      }
      let rule =
        demands(removed.node, before) ? rules.parameters.requiredRemoved : rules.parameters.removed
      note(
        isIgnored(removed.node, before) ? rules.schemas.notation.notationChanged : rule, in: unit,
        at: removed.step,
        "\(removed.place) parameter '\(removed.name)' was removed", removed.site, nil,
        values: (before.documents.canonical(removed.node), ""),
        announced: isDeprecated(removed.node, before))
    }
    for parameter in added {
      let isRequired = demands(parameter.node, after)
      let rule = isRequired ? rules.parameters.requiredAdded : rules.parameters.added
      note(
        isIgnored(parameter.node, after) ? rules.schemas.notation.notationChanged : rule,
        in: unit, at: parameter.step,
        "\(isRequired ? "required" : "optional") \(parameter.place) parameter "
          + "'\(parameter.name)' was added", nil, parameter.site,
        values: ("", after.documents.canonical(parameter.node)))
    }
  }

  private mutating func useParameter(
    _ x: Parameter, _ y: Parameter, _ operationBefore: Operation, _ operationAfter: Operation,
    by user: Int32
  ) {
    // What a path item lists is compared once for all its operations.
    if x.isShared, y.isShared, x.node == x.site || y.node == y.site {
      let unit = schemas.graph.unit(
        key(.parameter, x.node, y.node), element: operationAfter.template.step(to: y.step),
        formerElement: operationBefore.template.step(to: x.step))
      schemas.graph.use(unit, by: user)
      return
    }
    use(.parameter, x.site, y.site, at: y.step, by: user, was: x.step)
  }

  /// Whether an element that may be required is.
  func demands(_ node: NodeRef, _ model: OpenAPIModel) -> Bool {
    model.documents.bool(of: node, "required") ?? false
  }

  private static let parameterKeys: Set<Name> = [
    "name", "in", "required", "deprecated", "allowEmptyValue", "style", "explode", "allowReserved",
    "schema", "content", "x-sunset", "x-stability-level",
  ]

  /// Compares two parameters.
  mutating func compareParameter(_ unit: Int32) {
    let (x, y) = nodes(of: unit)
    let name = after.documents.string(of: y, "name") ?? ""
    let subject = "parameter '\(name)'"
    if isIgnored(x, before), isIgnored(y, after) {
      noteIgnored(x, y, in: unit, subject)
      return
    }
    schemas.compareLifecycle(x, y, in: unit, at: "", subject: subject, passage: .straight)
    let (requiredBefore, requiredAfter) = (demands(x, before), demands(y, after))
    if requiredBefore != requiredAfter {
      note(
        requiredAfter ? rules.parameters.becameRequired : rules.parameters.becameOptional,
        in: unit, "\(subject) became \(requiredAfter ? "required" : "optional")",
        before.documents.value(of: x, "required") ?? x,
        after.documents.value(of: y, "required") ?? y,
        values: (
          requiredBefore ? "required" : "optional", requiredAfter ? "required" : "optional"
        ))
    }
    compareNames(x, y, in: unit, subject)
    compareSerialization(x, y, in: unit, subject)
    compareFreedom("allowReserved", x, y, in: unit, subject)
    compareFreedom("allowEmptyValue", x, y, in: unit, subject)
    compareValue(x, y, in: unit, subject)
    schemas.compareRest(
      x, y, known: OpenAPIComparison.parameterKeys, in: unit, at: "", subject: subject)
  }

  /// Whether the norm ignores a parameter: version 3 describes these headers elsewhere (4.8.12.1).
  private func isIgnored(_ node: NodeRef, _ model: OpenAPIModel) -> Bool {
    guard model.version != .v2, model.documents.string(of: node, "in") == "header",
      let name = model.documents.string(of: node, "name")
    else { return false }
    return ["accept", "content-type", "authorization"].contains(name.asciiLowercased)
  }

  private mutating func noteIgnored(
    _ x: NodeRef, _ y: NodeRef, in unit: Int32, _ subject: String
  ) {
    if DocumentSet.equal(before.documents, x, after.documents, y) { return }
    note(
      rules.schemas.notation.notationChanged, in: unit,
      "\(subject) changed, which the norm ignores", x, y,
      values: (before.documents.canonical(x), after.documents.canonical(y)))
  }

  /// Path parameters may have another name in the template, and headers another case.
  private mutating func compareNames(
    _ x: NodeRef, _ y: NodeRef, in unit: Int32, _ subject: String
  ) {
    let (nameBefore, nameAfter) = (
      before.documents.string(of: x, "name"), after.documents.string(of: y, "name")
    )
    let (placeBefore, placeAfter) = (
      before.documents.string(of: x, "in"), after.documents.string(of: y, "in")
    )
    if placeBefore != placeAfter {
      note(
        rules.parameters.moved, in: unit,
        "\(subject) was moved from \(placeBefore ?? "") to \(placeAfter ?? "")",
        before.documents.value(of: x, "in") ?? x, after.documents.value(of: y, "in") ?? y,
        values: (placeBefore ?? "", placeAfter ?? ""))
    }
    guard nameBefore != nameAfter else { return }
    let (siteBefore, siteAfter) = (
      before.documents.value(of: x, "name") ?? x, after.documents.value(of: y, "name") ?? y
    )
    let harmless: Set<Name?> = ["path", "header"]
    if harmless.isSuperset(of: [placeBefore, placeAfter]) {
      note(
        rules.operations.templateRenamed, in: unit,
        "\(subject) was named '\(nameBefore ?? "")' before", siteBefore, siteAfter,
        values: (nameBefore ?? "", nameAfter ?? ""))
      return
    }
    // A component that nothing uses may get another name: whoever sends the former is not heard.
    let message =
      "the name of \(element(of: unit)) was changed from '\(nameBefore ?? "")' to "
      + "'\(nameAfter ?? "")'"
    if let nameBefore {
      note(
        demands(x, before) ? rules.parameters.requiredRemoved : rules.parameters.removed, in: unit,
        message, siteBefore, siteAfter,
        values: (nameBefore, ""), announced: isDeprecated(x, before))
    }
    if let nameAfter {
      note(
        demands(y, after) ? rules.parameters.requiredAdded : rules.parameters.added, in: unit,
        message, siteBefore, siteAfter,
        values: ("", nameAfter))
    }
  }

  private struct Serialization: Equatable {
    let style: Name
    let explodes: Bool

    /// The effective style (4.8.12.2): defaults depend on the place.
    init(_ node: NodeRef, _ documents: DocumentSet) {
      let place = documents.string(of: node, "in") ?? "header"
      style =
        documents.string(of: node, "style")
        ?? (place == "query" || place == "cookie" ? "form" : "simple")
      explodes = documents.bool(of: node, "explode") ?? (style == "form")
    }
  }

  /// Style matters where a value has parts.
  mutating func compareSerialization(
    _ x: NodeRef, _ y: NodeRef, in unit: Int32, _ subject: String
  ) {
    let (from, to) = (Serialization(x, before.documents), Serialization(y, after.documents))
    guard from != to else { return }
    let hasParts =
      schemas.before.admitsContainers(before.documents.value(of: x, "schema"))
      && schemas.after.admitsContainers(after.documents.value(of: y, "schema"))
    let word = { (s: Serialization) in "\(s.style)\(s.explodes ? ", exploded" : "")" }
    note(
      hasParts ? rules.parameters.serializationChanged : rules.schemas.notation.notationChanged,
      in: unit, "style of \(subject) was changed from '\(word(from))' to '\(word(to))'",
      before.documents.value(of: x, "style") ?? before.documents.value(of: x, "explode") ?? x,
      after.documents.value(of: y, "style") ?? after.documents.value(of: y, "explode") ?? y,
      values: (Name(word(from)), Name(word(to))))
  }

  private mutating func compareFreedom(
    _ key: StaticString, _ x: NodeRef, _ y: NodeRef, in unit: Int32, _ subject: String
  ) {
    let allowedBefore = before.documents.bool(of: x, key) ?? false
    let allowedAfter = after.documents.bool(of: y, key) ?? false
    guard allowedBefore != allowedAfter else { return }
    note(
      allowedAfter ? rules.parameters.freedomIntroduced : rules.parameters.freedomLifted,
      in: unit, "\(key) of \(subject) was \(allowedAfter ? "introduced" : "lifted")",
      before.documents.value(of: x, key) ?? x, after.documents.value(of: y, key) ?? y,
      values: (allowedBefore ? Name("\(key)") : "", allowedAfter ? Name("\(key)") : ""))
  }

  /// Compares what a parameter or a header holds: a schema, or content of one media type.
  mutating func compareValue(_ x: NodeRef, _ y: NodeRef, in unit: Int32, _ subject: String) {
    let contentBefore = before.documents.value(of: x, "content")
    let contentAfter = after.documents.value(of: y, "content")
    if (contentBefore == nil) != (contentAfter == nil) {
      note(
        rules.parameters.serializationChanged, in: unit,
        "\(subject) was \(contentAfter == nil ? "content" : "a schema") and became "
          + "\(contentAfter == nil ? "a schema" : "content")", contentBefore ?? x,
        contentAfter ?? y,
        values: (
          contentBefore == nil ? "schema" : "content", contentAfter == nil ? "schema" : "content"
        ))
      return
    }
    if let contentBefore, let contentAfter {
      compareContent(contentBefore, contentAfter, in: unit, passage: .straight)
      return
    }
    schemas.compare(
      optional: before.documents.value(of: x, "schema"), after.documents.value(of: y, "schema"),
      in: unit, at: "", subject: subject, passage: .straight, holders: (x, y), isTextual: true)
  }
}
