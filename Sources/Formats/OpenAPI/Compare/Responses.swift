import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to responses and to what they offer: links.
struct ResponseRules: Sendable {
  let added: Rule
  let removed: Rule
  let errorRemoved: Rule
  let linkAdded: Rule
  let linkRemoved: Rule
  let linkChanged: Rule

  var all: [Rule] { [added, removed, errorRemoved, linkAdded, linkRemoved, linkChanged] }

  private static func responses(_ items: String...) -> String {
    RuleMaker.operation("responses: {" + items.joined(separator: ", ") + "}")
  }

  init(_ make: RuleMaker) {
    let responses = ResponseRules.responses
    let ok = "'200': {description: ok}"
    let created = "'201': {description: made}"
    let missing = "'404': {description: none}"
    let clause = "4.8.16 Responses Object"
    added = make.rule(
      "response-added", "Response added", is: .always(.additive), phase: .expand,
      inverse: "response-removed", clause: clause,
      why: "Clients treat a status that they do not know as its class (RFC 9110, 15).",
      fix: "Nothing has to be done.", fires: (responses(ok), responses(ok, created)),
      silent: (responses(ok, created), responses(created, ok)))
    removed = make.rule(
      "response-removed", "Response removed", is: .always(.breaking), phase: .contract,
      inverse: "response-added", clause: clause,
      why: "A client that handled this status loses the case that it was written for.",
      fix: "Keep the response, or serve the new one only to those who ask for it.",
      fires: (responses(ok, created), responses(ok)),
      silent: (responses(created, ok), responses(ok, created)))
    errorRemoved = make.rule(
      "error-response-removed", "Error response removed", is: .always(.risky), phase: .contract,
      inverse: "response-added", clause: clause,
      why: "Nobody is harmed if the error cannot occur any more; whether it can is not told.",
      fix: "Say which response takes its place.", fires: (responses(ok, missing), responses(ok)),
      silent: (responses(missing, ok), responses(ok, missing)))
    func linked(_ links: String) -> String {
      responses("'200': {description: ok, links: {\(links)}}")
    }
    let next = "next: {operationId: a}"
    let last = "last: {operationId: b}"
    linkAdded = make.rule(
      "link-added", "Link added", is: .always(.additive), phase: .expand, inverse: "link-removed",
      clause: "4.8.20 Link Object", why: "Nobody relied on the link yet.",
      fix: "Nothing has to be done.", fires: (linked(next), linked(next + ", " + last)),
      silent: (linked(next + ", " + last), linked(last + ", " + next)))
    linkRemoved = make.rule(
      "link-removed", "Link removed", is: .always(.risky), phase: .contract,
      inverse: "link-added", clause: "4.8.20 Link Object",
      why: "Clients that follow the link by its name find nothing; most do not.",
      fix: "Keep the link as long as the operation that it leads to.",
      fires: (linked(next + ", " + last), linked(next)),
      silent: (linked(last + ", " + next), linked(next + ", " + last)))
    linkChanged = make.rule(
      "link-changed", "Link changed", is: .always(.risky), inverse: "link-changed",
      clause: "4.8.20 Link Object",
      why: "The link leads to another operation, or with other parameters.",
      fix: "Add a link under a new name.", fires: (linked(next), linked("next: {operationId: b}")),
      silent: (linked(next), linked("next: {operationId: a, description: more}")))
  }
}

extension OpenAPIComparison {
  /// Pairs the responses of two operations by status.
  mutating func compareResponses(_ x: Operation, _ y: Operation, in unit: Int32) {
    func statuses(_ operation: Operation, _ model: OpenAPIModel) -> [(key: Name, value: NodeRef)] {
      guard let map = model.documents.value(of: operation.node, "responses") else { return [] }
      return model.documents.members(of: map).filter { !$0.key.hasPrefix("x-") }
        .map { ($0.key.asciiUppercased, $0.value) }
    }
    let diff = KeyedDiff(statuses(x, before), statuses(y, after))
    for (status, responseBefore, responseAfter) in diff.kept {
      use(
        .response, responseBefore, responseAfter, at: "response " + spelled(status), by: unit,
        passage: .flipped)
    }
    for (status, response) in diff.removed {
      note(
        isError(status) ? rules.responses.errorRemoved : rules.responses.removed, in: unit,
        at: "response " + spelled(status), "response '\(spelled(status))' was removed", response,
        nil, values: (before.documents.canonical(response), ""))
    }
    for (status, response) in diff.added {
      note(
        rules.responses.added, in: unit, at: "response " + spelled(status),
        "response '\(spelled(status))' was added", nil, response,
        values: ("", after.documents.canonical(response)))
    }
    compareResponseExtensions(x, y, in: unit)
  }

  private mutating func compareResponseExtensions(
    _ x: Operation, _ y: Operation, in unit: Int32
  ) {
    guard let mapBefore = before.documents.value(of: x.node, "responses"),
      let mapAfter = after.documents.value(of: y.node, "responses")
    else { return }
    let statuses = Set(
      (before.documents.members(of: mapBefore) + after.documents.members(of: mapAfter))
        .map(\.key).filter { !$0.hasPrefix("x-") })
    schemas.compareRest(
      mapBefore, mapAfter, known: statuses, in: unit, at: "responses", subject: "responses")
  }

  private func spelled(_ status: Name) -> Name { status == "DEFAULT" ? "default" : status }

  /// Errors are 4xx and 5xx; `default` stands for all that is not named.
  private func isError(_ status: Name) -> Bool {
    status.bytes.first == UInt8(ascii: "4") || status.bytes.first == UInt8(ascii: "5")
      || status == "DEFAULT"
  }

  /// Compares two responses.
  mutating func compareResponse(_ unit: Int32) {
    let (x, y) = nodes(of: unit)
    compareContent(
      before.documents.value(of: x, "content"), after.documents.value(of: y, "content"), in: unit,
      passage: .straight)
    compareHeaders(
      before.documents.value(of: x, "headers"), after.documents.value(of: y, "headers"), in: unit,
      at: "", passage: .straight)
    compareLinks(x, y, in: unit)
    schemas.compareRest(
      x, y, known: ["content", "headers", "links", "$ref"], in: unit, at: "",
      subject: subject(of: unit))
  }

  // MARK: Links

  private mutating func compareLinks(_ x: NodeRef, _ y: NodeRef, in unit: Int32) {
    func links(_ node: NodeRef, _ model: OpenAPIModel) -> [(key: Name, value: NodeRef)] {
      model.documents.value(of: node, "links").map(model.documents.members) ?? []
    }
    let diff = KeyedDiff(links(x, before), links(y, after))
    for (name, linkBefore, linkAfter) in diff.kept {
      use(.link, linkBefore, linkAfter, at: "link " + name, by: unit)
    }
    for (name, link) in diff.removed {
      note(
        rules.responses.linkRemoved, in: unit, at: "link " + name, "link '\(name)' was removed",
        link, nil, values: (before.documents.canonical(link), ""))
    }
    for (name, link) in diff.added {
      note(
        rules.responses.linkAdded, in: unit, at: "link " + name, "link '\(name)' was added", nil,
        link, values: ("", after.documents.canonical(link)))
    }
  }

  /// Compares two links.
  mutating func compareLink(_ unit: Int32) {
    let (x, y) = nodes(of: unit)
    let keys: [Name] = ["operationId", "operationRef", "parameters", "requestBody", "server"]
    let differs = keys.contains { key in
      switch (before.documents.value(of: x, named: key), after.documents.value(of: y, named: key)) {
      case (nil, nil): false
      case (let a?, let b?): !DocumentSet.equal(before.documents, a, after.documents, b)
      default: true
      }
    }
    if differs {
      note(
        rules.responses.linkChanged, in: unit, "\(subject(of: unit)) was changed", x, y,
        values: (before.documents.canonical(x), after.documents.canonical(y)))
    }
    schemas.compareRest(
      x, y, known: Set(keys + ["$ref"]), in: unit, at: "", subject: subject(of: unit))
  }
}
