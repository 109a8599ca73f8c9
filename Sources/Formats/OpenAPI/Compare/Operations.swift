import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to operations.
struct OperationRules: Sendable {
  let added: Rule
  let removed: Rule
  let moved: Rule
  let idAdded: Rule
  let idChanged: Rule
  let tagsChanged: Rule
  let templateRenamed: Rule

  var all: [Rule] { [added, removed, moved, idAdded, idChanged, tagsChanged, templateRenamed] }

  private static let answer = "responses: {'200': {description: ok}}"

  private static func two(_ second: String, body: String = answer) -> String {
    RuleMaker.document(
      "paths:\n  /pets:\n    get:\n      \(answer)\n  \(second):\n    get:\n"
        + RuleMaker.indented(body, by: 6))
  }

  init(_ make: RuleMaker) {
    let one = RuleMaker.operation(OperationRules.answer)
    let swapped = RuleMaker.document(
      "paths:\n  /toys: {get: {\(OperationRules.answer)}}\n  /pets: {get: {\(OperationRules.answer)}}"
    )
    added = make.rule(
      "operation-added", "Operation added", is: .always(.additive), phase: .expand,
      inverse: "operation-removed", clause: "4.8.9 Path Item Object",
      why: "Nobody relied on the operation yet.", fix: "Nothing has to be done.",
      fires: (one, OperationRules.two("/toys")), silent: (OperationRules.two("/toys"), swapped))
    removed = make.rule(
      "operation-removed", "Operation removed", is: .always(.breaking, announced: .risky),
      phase: .contract, strictness: .wire, inverse: "operation-added",
      clause: "4.8.9 Path Item Object",
      why: "Every call of the operation fails.",
      fix: "Keep the operation, mark it as deprecated, and remove it after the announced time.",
      fires: (OperationRules.two("/toys"), one), silent: (swapped, OperationRules.two("/toys")))
    moved = make.rule(
      "operation-moved", "Operation moved to another path",
      is: .always(.breaking, announced: .risky), phase: .contract, strictness: .wire,
      inverse: "operation-moved", clause: "4.8.8 Paths Object",
      why: "Calls of the former path fail, although the operation is still there.",
      fix: "Serve both paths, mark the former as deprecated, and remove it later.",
      fires: (
        OperationRules.two("/toys", body: "operationId: list\n\(OperationRules.answer)"),
        OperationRules.two("/games", body: "operationId: list\n\(OperationRules.answer)")
      ),
      silent: (
        OperationRules.two("/toys/{a}", body: "operationId: list\n\(OperationRules.answer)"),
        OperationRules.two("/toys/{b}", body: "operationId: list\n\(OperationRules.answer)")
      ))
    idAdded = make.rule(
      "operation-id-added", "operationId added", is: .always(.neutral), strictness: .source,
      inverse: "operation-id-changed", clause: "4.8.10.1 operationId",
      why: "Code generators get a better name; nothing relied on the one that they made up.",
      fix: "Nothing has to be done.", fires: (one, RuleMaker.answered("operationId: a")),
      silent: (RuleMaker.answered("operationId: a"), RuleMaker.answered("operationId: b")))
    idChanged = make.rule(
      "operation-id-changed", "operationId changed", is: .always(.risky), strictness: .source,
      inverse: "operation-id-changed", clause: "4.8.10.1 operationId",
      why: """
        Code generators name functions after the id, and links name operations by it; calls on \
        the wire stay as they are.
        """,
      fix: "Keep the id, or tell those who generate code.",
      fires: (RuleMaker.answered("operationId: a"), RuleMaker.answered("operationId: b")),
      silent: (one, RuleMaker.answered("operationId: a")))
    tagsChanged = make.rule(
      "operation-tags-changed", "Tags of an operation changed", is: .always(.neutral),
      strictness: .source, inverse: "operation-tags-changed", clause: "4.8.10.1 tags",
      why: "Tags group operations for people and for code generators.",
      fix: "Nothing has to be done.",
      fires: (RuleMaker.answered("tags: [a]"), RuleMaker.answered("tags: [b]")),
      silent: (RuleMaker.answered("tags: [a, b]"), RuleMaker.answered("tags: [b, a]")))
    templateRenamed = make.rule(
      "path-parameter-renamed", "Path parameter renamed", is: .always(.neutral),
      strictness: .source, inverse: "path-parameter-renamed", clause: "Path Templating",
      why: "Clients send the value at the same place; only the name in the description changed.",
      fix: "Nothing has to be done.",
      fires: (OperationRules.two("/toys/{a}"), OperationRules.two("/toys/{b}")),
      silent: (OperationRules.two("/toys/{a}"), OperationRules.two("/games/{a}")))
  }
}

extension OpenAPIComparison {
  /// Pairs the operations of the paths and of the webhooks.
  mutating func compareOperations() {
    let (rootBefore, rootAfter) = (before.documents.root, after.documents.root)
    for (key, head, positions) in [
      ("paths", Name(""), PositionSet.accepted), ("webhooks", "webhook", .returned),
    ] as [(StaticString, Name, PositionSet)] {
      pairOperations(
        of: before.documents.value(of: rootBefore, key),
        after.documents.value(of: rootAfter, key), in: document, at: head, positions: positions)
    }
  }

  /// Pairs the operations of two maps of path items, and what the items say beside them.
  mutating func pairOperations(
    of mapBefore: NodeRef?, _ mapAfter: NodeRef?, in unit: Int32, at head: Name,
    positions: PositionSet?
  ) {
    pairOperations(
      mapBefore.map(before.operations) ?? [], mapAfter.map(after.operations) ?? [], in: unit,
      at: head, positions: positions)
    if let mapBefore, let mapAfter { comparePathItems(mapBefore, mapAfter, in: unit) }
  }

  /// Pairs operations: by method and template, then by operationId for those that moved.
  ///
  /// - Parameter positions: Where what the operations take in stands, for roots; nil if the unit
  ///   uses them: a callback.
  mutating func pairOperations(
    _ operationsBefore: [Operation], _ operationsAfter: [Operation], in unit: Int32,
    at head: Name, positions: PositionSet?
  ) {
    func keyed(_ operation: Operation, exact: Bool) -> (key: Name, value: Operation) {
      (operation.method + " " + (exact ? operation.template : operation.erased), operation)
    }
    let exact = KeyedDiff(
      operationsBefore.map { keyed($0, exact: true) },
      operationsAfter.map { keyed($0, exact: true) })
    let erased = KeyedDiff(
      exact.removed.map { keyed($0.value, exact: false) },
      exact.added.map { keyed($0.value, exact: false) })
    for pair in exact.kept + erased.kept {
      addOperation(pair.before, pair.after, in: unit, at: head, positions: positions)
    }
    var added = erased.added.map(\.value)
    let isKnown = uniqueIDs(erased.removed.map(\.value), erased.added.map(\.value))
    for removed in erased.removed.map(\.value) {
      guard let id = before.documents.string(of: removed.node, "operationId"),
        isKnown.contains(id),
        let index = added.firstIndex(where: {
          $0.method == removed.method && after.documents.string(of: $0.node, "operationId") == id
        })
      else {
        noteOperation(rules.operations.removed, removed, nil, in: unit, at: head)
        continue
      }
      let moved = added.remove(at: index)
      noteOperation(rules.operations.moved, removed, moved, in: unit, at: head)
      addOperation(removed, moved, in: unit, at: head, positions: positions)
    }
    for operation in added {
      noteOperation(
        rules.operations.added, nil, operation, in: unit, at: head,
        repeating: repeated(by: operation, among: operationsAfter))
    }
  }

  /// The operation of the preceding version (`/v1/pets` for `/v2/pets`) that means the same as
  /// another; nil if there is none, or none that means the same.
  private func repeated(by operation: Operation, among others: [Operation]) -> Operation? {
    guard let template = operation.templateOfPrecedingVersion,
      let other = others.first(where: {
        $0.method == operation.method && $0.template == template
      })
    else { return nil }
    func means(_ x: NodeRef, _ y: NodeRef, _ key: StaticString) -> Bool {
      let documents = after.documents
      switch (documents.value(of: x, key), documents.value(of: y, key)) {
      case (nil, nil): return true
      case (let x?, let y?): return DocumentSet.equal(documents, x, documents, y)
      default: return false
      }
    }
    let keys: [StaticString] = ["parameters", "requestBody", "responses", "security", "callbacks"]
    let isSame =
      keys.allSatisfy { means(operation.node, other.node, $0) }
      && means(operation.item, other.item, "parameters")
    return isSame ? other : nil
  }

  /// The operationIds that one removed and one added operation have: ids that stand more than once
  /// tell nothing.
  private func uniqueIDs(_ removed: [Operation], _ added: [Operation]) -> Set<Name> {
    func unique(_ operations: [Operation], _ documents: DocumentSet) -> Set<Name> {
      var counts: [Name: Int] = [:]
      for operation in operations {
        if let id = documents.string(of: operation.node, "operationId") {
          counts[id, default: 0] += 1
        }
      }
      return Set(counts.filter { $0.value == 1 }.keys)
    }
    return unique(removed, before.documents).intersection(unique(added, after.documents))
  }

  private func name(_ operation: Operation, at head: Name) -> Name {
    if head.isEmpty { return operation.method + " " + operation.template }
    return head + " " + operation.template + " > " + operation.method
  }

  private mutating func noteOperation(
    _ rule: Rule, _ x: Operation?, _ y: Operation?, in unit: Int32, at head: Name,
    repeating repeated: Operation? = nil
  ) {
    guard let either = y ?? x else { return }
    let subject = "operation '\(either.method) \(either.template)'"
    let message =
      switch (x, y) {
      case (let x?, let y?): "operation '\(x.method) \(x.template)' was moved to '\(y.template)'"
      case (nil, _):
        "\(subject) was added"
          + (repeated.map { ", which means the same as '\($0.template)'" } ?? "")
      default: "\(subject) was removed"
      }
    note(
      rule, in: unit, at: name(either, at: head), was: name(x ?? either, at: head), message,
      x?.node, y?.node,
      values: (
        x.map { $0.method + " " + $0.template } ?? "", y.map { $0.method + " " + $0.template } ?? ""
      ),
      announced: x.map { isDeprecated($0.node, before) } ?? false)
  }

  private mutating func addOperation(
    _ x: Operation, _ y: Operation, in user: Int32, at head: Name, positions: PositionSet?
  ) {
    let isRoot = positions != nil
    let base = isRoot ? "" : element(of: user)
    let formerBase = isRoot ? "" : schemas.graph.formerElement(of: user)
    let unit = schemas.graph.unit(
      key(.operation, x.node, y.node), element: base.step(to: name(y, at: head)),
      formerElement: formerBase.step(to: name(x, at: head)))
    pairs[unit] = (x, y)
    if let positions {
      schemas.graph.addRoot(unit, in: positions)
    } else {
      schemas.graph.use(unit, by: user, passage: .flipped)
    }
    if x.template != y.template, x.erased == y.erased {
      note(
        rules.operations.templateRenamed, in: unit,
        "template '\(x.template)' was renamed to '\(y.template)'", x.node, y.node,
        values: (x.template, y.template))
    }
  }

  private static let itemKeys: Set<Name> = Set(
    OpenAPIModel.methods + ["parameters", "servers", "$ref"])

  /// Compares what path items say beside their operations.
  private mutating func comparePathItems(
    _ mapBefore: NodeRef, _ mapAfter: NodeRef, in unit: Int32
  ) {
    let diff = KeyedDiff(
      before.documents.members(of: mapBefore).map {
        (Operation.erasing($0.key), ($0.key, $0.value))
      },
      after.documents.members(of: mapAfter).map { (Operation.erasing($0.key), ($0.key, $0.value)) })
    for (_, x, y) in diff.kept {
      guard let itemBefore = before.documents.resolved(x.1),
        let itemAfter = after.documents.resolved(y.1)
      else { continue }
      if y.0.hasPrefix("x-") { continue }
      schemas.compareRest(
        itemBefore, itemAfter, known: OpenAPIComparison.itemKeys, in: unit, at: y.0, was: x.0,
        subject: "'\(y.0)'")
    }
  }

  private static let operationKeys: Set<Name> = [
    "operationId", "tags", "parameters", "requestBody", "responses", "callbacks", "deprecated",
    "x-sunset", "x-stability-level", "security", "servers",
  ]

  /// Compares two operations.
  mutating func compareOperation(_ unit: Int32) {
    guard let (x, y) = pairs[unit] else { return }
    let subject = "'\(y.method) \(y.template)'"
    compareOperationNames(x, y, in: unit, subject)
    schemas.compareLifecycle(
      x.node, y.node, in: unit, at: "", subject: subject, passage: .straight)
    compareParameters(x, y, in: unit)
    compareRequestBodies(x, y, in: unit)
    compareResponses(x, y, in: unit)
    compareCallbacks(x, y, in: unit)
    compareEffectiveSecurity(x, y, in: unit)
    compareEffectiveServers(x, y, in: unit)
    schemas.compareRest(
      x.node, y.node, known: OpenAPIComparison.operationKeys, in: unit, at: "",
      subject: subject)
  }

  private mutating func compareOperationNames(
    _ x: Operation, _ y: Operation, in unit: Int32, _ subject: String
  ) {
    let idBefore = before.documents.value(of: x.node, "operationId")
    let idAfter = after.documents.value(of: y.node, "operationId")
    let nameBefore = idBefore.flatMap(before.documents.string)
    let nameAfter = idAfter.flatMap(after.documents.string)
    if nameBefore != nameAfter {
      let fact =
        switch (nameBefore, nameAfter) {
        case (nil, let id): "was set to '\(id ?? "")'"
        case (let id, nil): "'\(id ?? "")' was removed"
        case (let x?, let y?): "was changed from '\(x)' to '\(y)'"
        }
      note(
        nameBefore == nil ? rules.operations.idAdded : rules.operations.idChanged, in: unit,
        "operationId of \(subject) \(fact)", idBefore ?? x.node,
        idAfter ?? y.node, values: (nameBefore ?? "", nameAfter ?? ""))
    }
    func tags(_ node: NodeRef, _ model: OpenAPIModel) -> Set<Name> {
      guard let list = model.documents.value(of: node, "tags") else { return [] }
      return Set(model.documents.items(of: list).compactMap(model.documents.string))
    }
    let (tagsBefore, tagsAfter) = (tags(x.node, before), tags(y.node, after))
    if tagsBefore != tagsAfter {
      note(
        rules.operations.tagsChanged, in: unit, "tags of \(subject) were changed",
        before.documents.value(of: x.node, "tags") ?? x.node,
        after.documents.value(of: y.node, "tags") ?? y.node,
        values: (joined(tagsBefore), joined(tagsAfter)))
    }
  }

  func joined(_ names: Set<Name>) -> Name {
    Name(names.sorted().map(\.bytes).joined(separator: Array(", ".utf8)))
  }
}
