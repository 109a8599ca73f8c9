import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to a description as a whole, and to webhooks and callbacks.
struct DocumentRules: Sendable {
  let versionChanged: Rule
  let dialectChanged: Rule
  let callbackAdded: Rule
  let callbackRemoved: Rule

  var all: [Rule] { [versionChanged, dialectChanged, callbackAdded, callbackRemoved] }

  init(_ make: RuleMaker) {
    func info(_ version: String, openapi: String = "3.1.0", title: String = "Pets") -> String {
      "openapi: \(openapi)\ninfo: {title: \(title), version: '\(version)'}\npaths: {}\n"
    }
    versionChanged = make.rule(
      "info-version-changed", "Version of the description changed", is: .always(.neutral),
      inverse: "info-version-changed", clause: "4.8.2 Info Object",
      why: "The version says what its author means; what changed stands beside it.",
      fix: "Nothing has to be done.", fires: (info("1"), info("2")),
      silent: (info("1"), info("1", title: "Toys")))
    dialectChanged = make.rule(
      "dialect-changed", "Version of OpenAPI changed", is: .always(.neutral), strictness: .source,
      inverse: "dialect-changed", clause: "4.1 Versions",
      why: "Tools that read the description must know the version; what is exchanged stays.",
      fix: "Check that the tools in use read the version.",
      fires: (info("1", openapi: "3.0.3"), info("1", openapi: "3.1.0")),
      silent: (info("1"), info("1", openapi: "'3.1.0'")))
    func callbacks(_ text: String) -> String { RuleMaker.answered("callbacks: {\(text)}") }
    let done = "done: {'{$request.body#/url}': {post: {responses: {'200': {description: ok}}}}}"
    let failed = "failed: {'{$request.body#/url}': {post: {responses: {'200': {description: ok}}}}}"
    callbackAdded = make.rule(
      "callback-added", "Callback added", is: .always(.additive), phase: .expand,
      inverse: "callback-removed", clause: "4.8.18 Callback Object",
      why: "Only those who give an address are called.", fix: "Nothing has to be done.",
      fires: (callbacks(done), callbacks(done + ", " + failed)),
      silent: (callbacks(done + ", " + failed), callbacks(failed + ", " + done)))
    callbackRemoved = make.rule(
      "callback-removed", "Callback removed", is: .always(.breaking), phase: .contract,
      inverse: "callback-added", clause: "4.8.18 Callback Object",
      why: "Those who wait for the call are never called.",
      fix: "Keep calling until nobody gives an address.",
      fires: (callbacks(done + ", " + failed), callbacks(done)),
      silent: (callbacks(failed + ", " + done), callbacks(done + ", " + failed)))
  }
}

extension OpenAPIComparison {
  private static let documentKeys: Set<Name> = [
    "openapi", "swagger", "info", "servers", "paths", "webhooks", "components", "security",
    "tags", "definitions",
  ]

  /// Compares what a description says of itself.
  mutating func compareDocument() {
    let (x, y) = (before.documents.root, after.documents.root)
    compareVersions(x, y)
    compareServers(
      before.documents.value(of: x, "servers"), after.documents.value(of: y, "servers"),
      in: document, holders: (x, y))
    compareTags(x, y)
    let securityBefore = before.documents.value(of: x, "security")
    let securityAfter = after.documents.value(of: y, "security")
    if let securityBefore, let securityAfter {
      _ = schemas.graph.unit(key(.security, securityBefore, securityAfter), element: "security")
    }
    schemas.compareRest(
      x, y, known: OpenAPIComparison.documentKeys, in: document, at: "",
      subject: "the description")
  }

  private mutating func compareVersions(_ x: NodeRef, _ y: NodeRef) {
    let keyBefore =
      before.documents.value(of: x, "openapi") ?? before.documents.value(of: x, "swagger")
    let keyAfter =
      after.documents.value(of: y, "openapi") ?? after.documents.value(of: y, "swagger")
    let (textBefore, textAfter) = (
      keyBefore.map { before.documents.canonical($0) } ?? "",
      keyAfter.map { after.documents.canonical($0) } ?? ""
    )
    if textBefore != textAfter || before.version != after.version {
      note(
        rules.document.dialectChanged, in: document,
        "the version of OpenAPI was changed from \(textBefore) to \(textAfter)",
        keyBefore ?? x, keyAfter ?? y, values: (textBefore, textAfter))
    }
    guard let infoBefore = before.documents.value(of: x, "info"),
      let infoAfter = after.documents.value(of: y, "info")
    else { return }
    let from = before.documents.string(of: infoBefore, "version")
    let to = after.documents.string(of: infoAfter, "version")
    if from != to {
      note(
        rules.document.versionChanged, in: document, at: "info",
        "the version of the description was changed from '\(from ?? "")' to '\(to ?? "")'",
        before.documents.value(of: infoBefore, "version") ?? infoBefore,
        after.documents.value(of: infoAfter, "version") ?? infoAfter,
        values: (from ?? "", to ?? ""))
    }
    noteText(infoBefore, infoAfter, except: "version", at: "info")
  }

  /// The members of `info` and the list of tags are text for people.
  private mutating func noteText(
    _ x: NodeRef, _ y: NodeRef, except key: Name?, at step: Name
  ) {
    func members(_ node: NodeRef, _ model: OpenAPIModel) -> [Name: Name] {
      Dictionary(
        model.documents.members(of: node).filter { $0.key != key }
          .map { ($0.key, model.documents.canonical($0.value, limit: Int.max)) },
        uniquingKeysWith: { first, _ in first })
    }
    guard members(x, before) != members(y, after) else { return }
    note(
      rules.schemas.notation.documentationChanged, in: document, at: step, "\(step) changed", x, y,
      values: (before.documents.canonical(x), after.documents.canonical(y)))
  }

  private mutating func compareTags(_ x: NodeRef, _ y: NodeRef) {
    let tagsBefore = before.documents.value(of: x, "tags")
    let tagsAfter = after.documents.value(of: y, "tags")
    switch (tagsBefore, tagsAfter) {
    case (nil, nil): return
    case (let a?, let b?) where DocumentSet.equal(before.documents, a, after.documents, b): return
    default:
      note(
        rules.schemas.notation.documentationChanged, in: document, at: "tags",
        "the list of tags changed", tagsBefore ?? x, tagsAfter ?? y,
        values: (
          tagsBefore.map { before.documents.canonical($0) } ?? "",
          tagsAfter.map { after.documents.canonical($0) } ?? ""
        ))
    }
  }

  // MARK: Callbacks

  /// Pairs the callbacks of two operations by name.
  mutating func compareCallbacks(_ x: Operation, _ y: Operation, in unit: Int32) {
    func callbacks(_ operation: Operation, _ model: OpenAPIModel) -> [(key: Name, value: NodeRef)] {
      model.documents.value(of: operation.node, "callbacks").map(model.documents.members) ?? []
    }
    let diff = KeyedDiff(callbacks(x, before), callbacks(y, after))
    for (name, callbackBefore, callbackAfter) in diff.kept {
      use(.callback, callbackBefore, callbackAfter, at: "callback " + name, by: unit)
    }
    for (name, callback) in diff.removed {
      note(
        rules.document.callbackRemoved, in: unit, at: "callback " + name,
        "callback '\(name)' was removed", callback, nil,
        values: (before.documents.canonical(callback), ""))
    }
    for (name, callback) in diff.added {
      note(
        rules.document.callbackAdded, in: unit, at: "callback " + name,
        "callback '\(name)' was added", nil, callback,
        values: ("", after.documents.canonical(callback)))
    }
  }

  /// Compares two callbacks: in their operations the sides of the wire are swapped.
  mutating func compareCallback(_ unit: Int32) {
    let (x, y) = nodes(of: unit)
    pairOperations(of: x, y, in: unit, at: "", positions: nil)
  }
}
