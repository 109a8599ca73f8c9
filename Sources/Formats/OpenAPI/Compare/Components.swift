import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to components as such.
struct ComponentRules: Sendable {
  let added: Rule
  let removed: Rule
  let renamed: Rule
  let unreferencedRemoved: Rule
  let sharedAdded: Rule
  let sharedRemoved: Rule
  let rearranged: Rule

  var all: [Rule] {
    [added, removed, renamed, unreferencedRemoved, sharedAdded, sharedRemoved, rearranged]
  }

  private static func schemas(_ items: String..., used: String? = nil) -> String {
    let schema = used.map { "{$ref: '#/components/schemas/\($0)'}" } ?? "{type: string}"
    return RuleMaker.response("type: object\nproperties:\n  a: \(schema)")
      + "components:\n  schemas:\n"
      + items.map { "    \($0)\n" }.joined()
  }

  private static func bundle(_ items: String...) -> String {
    RuleMaker.document("components:\n  schemas:\n" + items.map { "    \($0)\n" }.joined())
  }

  init(_ make: RuleMaker) {
    let cat = "Cat: {type: string}"
    let dog = "Dog: {type: integer}"
    let clause = "4.8.7 Components Object"
    added = make.rule(
      "component-added", "Component added", is: .always(.neutral), strictness: .source,
      inverse: "unreferenced-component-removed", clause: clause,
      why: "A component means nothing until something uses it.", fix: "Nothing has to be done.",
      fires: (ComponentRules.schemas(cat), ComponentRules.schemas(cat, dog)),
      silent: (ComponentRules.schemas(cat, dog), ComponentRules.schemas(dog, cat)))
    removed = make.rule(
      "component-removed", "Component removed", is: .always(.neutral), strictness: .source,
      inverse: "component-added", clause: clause,
      why: "What used the component was compared where it stands.", fix: "Nothing has to be done.",
      fires: (
        ComponentRules.schemas(cat, dog, used: "Cat"),
        ComponentRules.schemas(dog)
      ),
      silent: (ComponentRules.schemas(cat, dog), ComponentRules.schemas(dog, cat)))
    renamed = make.rule(
      "component-renamed", "Component renamed", is: .always(.neutral), strictness: .source,
      inverse: "component-renamed", clause: clause,
      why: "Code generators name types after components; what is exchanged stays as it was.",
      fix: "Tell those who generate code.",
      fires: (ComponentRules.schemas(cat), ComponentRules.schemas("Lion: {type: string}")),
      silent: (ComponentRules.schemas(cat, dog), ComponentRules.schemas(dog, cat)))
    unreferencedRemoved = make.rule(
      "unreferenced-component-removed", "Component that nothing used removed",
      is: .always(.risky, announced: .risky), phase: .contract, inverse: "component-added",
      clause: clause,
      why: "Nothing in this description used it; other descriptions may refer to it.",
      fix: "Look for references from other descriptions.",
      fires: (ComponentRules.schemas(cat, dog), ComponentRules.schemas(cat)),
      silent: (ComponentRules.schemas(dog, cat), ComponentRules.schemas(cat, dog)))
    sharedAdded = make.rule(
      "shared-component-added", "Shared component added", is: .always(.additive), phase: .expand,
      inverse: "shared-component-removed", clause: clause,
      why: "The description only collects components; others may use one more.",
      fix: "Nothing has to be done.",
      fires: (ComponentRules.bundle(cat), ComponentRules.bundle(cat, dog)),
      silent: (ComponentRules.bundle(cat, dog), ComponentRules.bundle(dog, cat)))
    sharedRemoved = make.rule(
      "shared-component-removed", "Shared component removed",
      is: .always(.breaking, announced: .risky), phase: .contract,
      inverse: "shared-component-added", clause: clause,
      why:
        "The description only collects components, and those who refer to this one find nothing.",
      fix: "Keep the component, mark it as deprecated, and remove it after the announced time.",
      fires: (ComponentRules.bundle(cat, dog), ComponentRules.bundle(cat)),
      silent: (ComponentRules.bundle(dog, cat), ComponentRules.bundle(cat, dog)))
    let base = "Base: {type: object, properties: {a: {type: string}}}"
    let more = "Base: {type: object, properties: {a: {type: string}, b: {type: string}}}"
    func merged(_ base: String, _ own: String) -> String {
      RuleMaker.response("allOf: [{$ref: '#/components/schemas/Base'}, {\(own)}]")
        + "components:\n  schemas:\n    \(base)\n"
    }
    rearranged = make.rule(
      "schema-rearranged", "Moved between a component and its users", is: .always(.neutral),
      strictness: .source, inverse: "schema-rearranged", clause: "4.8.24 Schema Object, allOf",
      why: "Every use merges the component with what moved, so that the meaning stayed.",
      fix: "Nothing has to be done.",
      fires: (
        merged(base, "type: object, properties: {b: {type: string}}"),
        merged(more, "type: object")
      ),
      silent: (merged(base, "type: object"), merged(more, "type: object")))
  }
}

extension OpenAPIComparison {
  static let componentKinds: [(word: StaticString, name: Name, kind: Kind)] = [
    ("schemas", "schema", .schema), ("parameters", "parameter", .parameter),
    ("responses", "response", .response), ("requestBodies", "request body", .body),
    ("headers", "header", .header), ("links", "link", .link),
    ("callbacks", "callback", .callback), ("securitySchemes", "security scheme", .securityScheme),
  ]

  /// Pairs the components; those that nothing uses are compared for others who may refer to them.
  mutating func compareComponents() {
    for (word, name, kind) in OpenAPIComparison.componentKinds {
      compareComponents(before.components(word), after.components(word), name, kind)
    }
    comparePathItems()
    compareComponentRest()
  }

  /// Path items that no path refers to are compared for others who may refer to them.
  private mutating func comparePathItems() {
    func loose(_ model: OpenAPIModel) -> [Operation] {
      model.components("pathItems").filter { model.documents.identity(of: $0.value) == nil }
        .flatMap { model.operations(named: $0.key, at: $0.value) }
    }
    pairOperations(loose(before), loose(after), in: document, at: "path item", positions: [])
  }

  private mutating func compareComponents(
    _ componentsBefore: [(key: Name, value: NodeRef)],
    _ componentsAfter: [(key: Name, value: NodeRef)], _ name: Name, _ kind: Kind
  ) {
    let diff = KeyedDiff(componentsBefore, componentsAfter)
    for (key, x, y) in diff.kept {
      if DocumentSet.equal(before.documents, x, after.documents, y) { continue }
      guard let nodeBefore = before.documents.resolved(x),
        let nodeAfter = after.documents.resolved(y)
      else { continue }
      _ = schemas.graph.unit(
        self.key(kind, nodeBefore, nodeAfter), element: name + " " + key)
    }
    var added = diff.added
    for (key, node) in diff.removed {
      if let index = added.firstIndex(where: {
        DocumentSet.equal(before.documents, node, after.documents, $0.value)
      }) {
        let twin = added.remove(at: index)
        note(
          rules.components.renamed, in: document, at: name + " " + twin.key,
          was: name + " " + key,
          "\(name) '\(key)' was renamed to '\(twin.key)'", node, twin.value,
          values: (key, twin.key))
        continue
      }
      noteRemoved(name + " " + key, node, kind)
    }
    let rule =
      before.isBundle && after.isBundle ? rules.components.sharedAdded : rules.components.added
    for (key, node) in added {
      note(
        rule, in: document, at: name + " " + key, "\(name) '\(key)' was added", nil, node,
        values: ("", after.documents.canonical(node)))
    }
  }

  private mutating func noteRemoved(_ element: Name, _ node: NodeRef, _ kind: Kind) {
    // Requirements name schemes without a reference, and are compared where they stand.
    let wasUsed = before.documents.identity(of: node) != nil || kind == .securityScheme
    let rule =
      before.isBundle && after.isBundle
      ? rules.components.sharedRemoved
      : wasUsed ? rules.components.removed : rules.components.unreferencedRemoved
    note(
      rule, in: document, at: element, "'\(element)' was removed", node, nil,
      values: (before.documents.canonical(node), ""), announced: isDeprecated(node, before))
  }

  /// Examples are text for people.
  private mutating func compareComponentRest() {
    guard let x = before.documents.value(of: before.documents.root, "components"),
      let y = after.documents.value(of: after.documents.root, "components")
    else { return }
    let known = OpenAPIComparison.componentKinds.map { Name("\($0.word)") } + ["pathItems"]
    schemas.compareRest(
      x, y, known: Set(known), in: document, at: "components", subject: "components")
  }
}
