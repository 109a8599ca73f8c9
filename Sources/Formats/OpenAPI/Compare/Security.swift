import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to what callers must prove: requirements and schemes.
struct SecurityRules: Sendable {
  let added: Rule
  let removed: Rule
  let alternativeAdded: Rule
  let alternativeRemoved: Rule
  let scopeAdded: Rule
  let scopeRemoved: Rule
  let schemeChanged: Rule
  let schemeAddressChanged: Rule
  let flowAdded: Rule
  let flowRemoved: Rule
  let offeredScopeAdded: Rule
  let offeredScopeRemoved: Rule

  var all: [Rule] {
    [
      added, removed, alternativeAdded, alternativeRemoved, scopeAdded, scopeRemoved,
      schemeChanged, schemeAddressChanged, flowAdded, flowRemoved, offeredScopeAdded,
      offeredScopeRemoved,
    ]
  }

  private static func secured(_ security: String, schemes: String = standard) -> String {
    RuleMaker.answered(
      "security: [\(security)]", rest: "components: {securitySchemes: {\(schemes)}}")
  }

  private static let standard =
    "key: {type: apiKey, in: header, name: X-Key}, login: {type: http, scheme: basic}"

  private static func flows(_ flows: String) -> String {
    secured("{auth: []}", schemes: "auth: {type: oauth2, flows: {\(flows)}}")
  }

  init(_ make: RuleMaker) {
    let secured = { (text: String) in SecurityRules.secured(text) }
    let clause = "4.8.30 Security Requirement Object"
    let schemeClause = "4.8.27 Security Scheme Object"
    added = make.rule(
      "security-added", "Authentication added", is: .row(accepted: .breaking, returned: .breaking),
      phase: .contract, inverse: "security-removed", clause: clause,
      why: "Calls that were allowed are refused for want of a proof.",
      fix: "Announce the demand, and accept calls without the proof until the announced day.",
      fires: (secured(""), secured("{key: []}")),
      silent: (secured("{key: []}, {login: []}"), secured("{login: []}, {key: []}")))
    removed = make.rule(
      "security-removed", "Authentication removed", is: .always(.additive), phase: .expand,
      inverse: "security-added", clause: clause,
      why: "Callers have less to prove. Whether that is meant is for security to say.",
      fix: "Check that the operation may be called with less proof.",
      fires: (secured("{key: []}"), secured("")),
      silent: (secured("{login: []}, {key: []}"), secured("{key: []}, {login: []}")))
    alternativeAdded = make.rule(
      "security-alternative-added", "Way to authenticate added", is: .always(.additive),
      phase: .expand, inverse: "security-alternative-removed", clause: clause,
      why: "Callers may prove themselves in one more way.", fix: "Nothing has to be done.",
      fires: (secured("{key: []}"), secured("{key: []}, {login: []}")),
      silent: (secured("{key: []}, {login: []}"), secured("{login: []}, {key: []}")))
    alternativeRemoved = make.rule(
      "security-alternative-removed", "Way to authenticate removed", is: .always(.breaking),
      phase: .contract, inverse: "security-alternative-added", clause: clause,
      why: "Those who prove themselves in this way are refused.",
      fix: "Keep accepting the proof until nobody uses it.",
      fires: (secured("{key: []}, {login: []}"), secured("{key: []}")),
      silent: (secured("{login: []}, {key: []}"), secured("{key: []}, {login: []}")))
    let auth =
      "auth: {type: oauth2, flows: {password: {tokenUrl: 'https://a.example', scopes: {r: '', w: ''}}}}"
    func scoped(_ scopes: String) -> String {
      SecurityRules.secured("{auth: [\(scopes)]}", schemes: auth)
    }
    scopeAdded = make.rule(
      "security-scope-added", "Scope demanded", is: .always(.breaking), phase: .contract,
      inverse: "security-scope-removed", clause: clause,
      why: "Tokens without the scope are refused.",
      fix: "Grant the scope to those who have tokens before it is demanded.",
      fires: (scoped("r"), scoped("r, w")), silent: (scoped("r, w"), scoped("w, r")))
    scopeRemoved = make.rule(
      "security-scope-removed", "Scope no longer demanded", is: .always(.additive),
      phase: .expand, inverse: "security-scope-added", clause: clause,
      why: "Tokens without the scope are accepted.",
      fix: "Check that the operation may be called without the scope.",
      fires: (scoped("r, w"), scoped("r")), silent: (scoped("w, r"), scoped("r, w")))
    schemeChanged = make.rule(
      "security-scheme-changed", "Proof written in another way", is: .always(.breaking),
      strictness: .wire, inverse: "security-scheme-changed", clause: schemeClause,
      why: "The proof is looked for at another place, or in another form.",
      fix: "Accept the former proof as an alternative until nobody sends it.",
      fires: (
        secured("{key: []}"),
        SecurityRules.secured("{key: []}", schemes: "key: {type: apiKey, in: query, name: X-Key}")
      ),
      silent: (
        SecurityRules.secured("{login: []}", schemes: "login: {type: http, scheme: Basic}"),
        SecurityRules.secured("{login: []}", schemes: "login: {type: http, scheme: basic}")
      ))
    func password(_ scopes: String, url: String = "https://a.example") -> String {
      "password: {tokenUrl: '\(url)', scopes: {\(scopes)}}"
    }
    let flows = SecurityRules.flows
    let client = "clientCredentials: {tokenUrl: 'https://a.example', scopes: {}}"
    schemeAddressChanged = make.rule(
      "security-address-changed", "Address of an authority changed", is: .always(.risky),
      strictness: .wire, inverse: "security-address-changed", clause: schemeClause,
      why: "Clients that hold the former address ask there for tokens; it may still answer.",
      fix: "Keep the former address alive.",
      fires: (flows(password("")), flows(password("", url: "https://b.example"))),
      silent: (flows(password("")), flows(password("r: ''"))))
    flowAdded = make.rule(
      "oauth-flow-added", "OAuth flow added", is: .always(.additive), phase: .expand,
      inverse: "oauth-flow-removed", clause: schemeClause,
      why: "Tokens can be had in one more way.", fix: "Nothing has to be done.",
      fires: (flows(password("")), flows(password("") + ", " + client)),
      silent: (flows(password("")), flows(password("r: ''"))))
    flowRemoved = make.rule(
      "oauth-flow-removed", "OAuth flow removed", is: .always(.breaking), phase: .contract,
      inverse: "oauth-flow-added", clause: schemeClause,
      why: "Those who get their tokens in this way get none.",
      fix: "Keep the flow until nobody uses it.",
      fires: (flows(password("") + ", " + client), flows(password(""))),
      silent: (flows(password("r: ''")), flows(password(""))))
    offeredScopeAdded = make.rule(
      "oauth-scope-added", "Scope offered", is: .always(.additive), phase: .expand,
      inverse: "oauth-scope-removed", clause: schemeClause,
      why: "Tokens can carry one more scope.", fix: "Nothing has to be done.",
      fires: (flows(password("r: ''")), flows(password("r: '', w: ''"))),
      silent: (flows(password("r: '', w: ''")), flows(password("w: '', r: ''"))))
    offeredScopeRemoved = make.rule(
      "oauth-scope-removed", "Scope no longer offered", is: .always(.breaking), phase: .contract,
      inverse: "oauth-scope-added", clause: schemeClause,
      why: "Those who ask for the scope are refused.",
      fix: "Grant the scope without effect until nobody asks for it.",
      fires: (flows(password("r: '', w: ''")), flows(password("r: ''"))),
      silent: (flows(password("w: '', r: ''")), flows(password("r: '', w: ''"))))
  }
}

/// One way to prove oneself: schemes that are all demanded, with their scopes.
private struct SecurityAlternative: Equatable {
  /// The scopes of each scheme, by the name that both sides know it by.
  private(set) var scopes: [Name: Set<Name>] = [:]
  private var spelled: [Name: Set<Name>] = [:]
  let node: NodeRef?

  init(node: NodeRef?) {
    self.node = node
  }

  mutating func demand(_ scopes: Set<Name>, of scheme: Name, spelled name: Name) {
    self.scopes[scheme, default: []].formUnion(scopes)
    spelled[name, default: []].formUnion(scopes)
  }

  static func == (a: SecurityAlternative, b: SecurityAlternative) -> Bool { a.scopes == b.scopes }

  var schemes: Set<Name> { Set(scopes.keys) }

  /// Whether whoever satisfies the other satisfies this one.
  func isWeaker(than other: SecurityAlternative) -> Bool {
    scopes.allSatisfy { scheme, scopes in
      other.scopes[scheme].map { scopes.isSubset(of: $0) } ?? false
    }
  }

  /// Whether one of some other alternatives lets everyone in who satisfies this one.
  func isIdle(beside others: [SecurityAlternative]) -> Bool {
    others.contains { $0.isWeaker(than: self) }
  }

  /// The schemes with their scopes, as they are spelled.
  var text: Name { SecurityAlternative.text(spelled) }

  /// The schemes with the scopes that another alternative of the same schemes does not demand.
  func excess(over other: SecurityAlternative) -> Name {
    SecurityAlternative.text(
      scopes.reduce(into: [:]) { excess, entry in
        let rest = entry.value.subtracting(other.scopes[entry.key, default: []])
        if !rest.isEmpty { excess[entry.key] = rest }
      })
  }

  private static func text(_ scopes: [Name: Set<Name>]) -> Name {
    if scopes.isEmpty { return "nothing" }
    let parts = scopes.keys.sorted().map { scheme -> [UInt8] in
      let list = scopes[scheme, default: []].sorted().map(\.bytes)
      if list.isEmpty { return scheme.bytes }
      return scheme.bytes + Array(" (".utf8) + list.joined(separator: Array(", ".utf8))
        + Array(")".utf8)
    }
    return Name(parts.joined(separator: Array(" and ".utf8)))
  }
}

extension OpenAPIComparison {
  /// Compares what two operations demand: their own requirements, else the description's.
  mutating func compareEffectiveSecurity(_ x: Operation, _ y: Operation, in unit: Int32) {
    let listBefore =
      before.documents.value(of: x.node, "security")
      ?? before.documents.value(of: before.documents.root, "security")
    let listAfter =
      after.documents.value(of: y.node, "security")
      ?? after.documents.value(of: after.documents.root, "security")
    if let listBefore, let listAfter {
      // A list that both sides share with other operations is compared once for all of them.
      let isGlobal =
        before.documents.value(of: x.node, "security") == nil
        && after.documents.value(of: y.node, "security") == nil
      let used = schemas.graph.unit(
        key(.security, listBefore, listAfter),
        element: isGlobal ? "security" : element(of: unit).step(to: "security"))
      schemas.graph.use(used, by: unit)
      return
    }
    compareAlternatives(
      alternatives(listBefore, before), alternatives(listAfter, after), in: unit, at: "security",
      holders: (listBefore ?? x.node, listAfter ?? y.node))
  }

  /// Compares two lists of requirements.
  mutating func compareSecurity(_ unit: Int32) {
    let (x, y) = nodes(of: unit)
    compareAlternatives(
      alternatives(x, before), alternatives(y, after), in: unit, at: "", holders: (x, y))
  }

  /// The alternatives of a list; a renamed scheme is known by its former name on both sides, as
  /// either side has but one of the two.
  private func alternatives(_ list: NodeRef?, _ model: OpenAPIModel) -> [SecurityAlternative] {
    let items = list.map(model.documents.items) ?? []
    // Without a list, or with an empty one, nothing is demanded.
    if items.isEmpty { return [SecurityAlternative(node: list)] }
    return items.map { item in
      var alternative = SecurityAlternative(node: item)
      for (scheme, scopes) in model.documents.members(of: item) {
        alternative.demand(
          Set(model.documents.items(of: scopes).compactMap(model.documents.string)),
          of: formerSchemes[scheme] ?? scheme, spelled: scheme)
      }
      return alternative
    }
  }

  private mutating func compareAlternatives(
    _ x: [SecurityAlternative], _ y: [SecurityAlternative], in unit: Int32, at step: Name,
    holders: (before: NodeRef, after: NodeRef)
  ) {
    connectSchemes(x, y, by: unit)
    let gone = x.filter { !y.contains($0) }
    let new = y.filter { !x.contains($0) }
    // What is new beside a weaker one that stays takes no one's place.
    let kept = x.filter(y.contains)
    var come = new.filter { !$0.isIdle(beside: kept) }
    for former in gone {
      if former.isIdle(beside: kept) {
        noteDropped(former, in: unit, at: step, holders)
      } else if let index = come.firstIndex(where: { $0.isWeaker(than: former) }) {
        // Whoever satisfied the former still gets in by something weaker.
        noteLoosened(former, come.remove(at: index), in: unit, at: step, holders)
      } else if former.isIdle(beside: y) {
        noteDropped(former, in: unit, at: step, holders)
      } else if let index = come.firstIndex(where: { former.isWeaker(than: $0) }) {
        noteTightened(former, come.remove(at: index), in: unit, at: step, holders)
      } else if let index = come.firstIndex(where: { former.schemes == $0.schemes }) {
        noteExchanged(former, come.remove(at: index), in: unit, at: step, holders)
      } else {
        note(
          rules.security.alternativeRemoved, in: unit, at: step,
          "authentication by \(former.text) was removed", former.node ?? holders.before,
          holders.after, values: (former.text, ""))
      }
    }
    for newcomer in come + new.filter({ $0.isIdle(beside: kept) }) {
      note(
        newcomer.isIdle(beside: x)
          ? rules.schemas.notation.notationChanged : rules.security.alternativeAdded,
        in: unit, at: step, "authentication by \(newcomer.text) was added", holders.before,
        newcomer.node ?? holders.after, values: ("", newcomer.text))
    }
  }

  private mutating func noteDropped(
    _ former: SecurityAlternative, in unit: Int32, at step: Name,
    _ holders: (before: NodeRef, after: NodeRef)
  ) {
    note(
      rules.schemas.notation.notationChanged, in: unit, at: step,
      "the demand for \(former.text) was dropped beside a weaker one",
      former.node ?? holders.before, holders.after, values: (former.text, ""))
  }

  private mutating func noteLoosened(
    _ former: SecurityAlternative, _ newcomer: SecurityAlternative, in unit: Int32, at step: Name,
    _ holders: (before: NodeRef, after: NodeRef)
  ) {
    let isScope = former.schemes == newcomer.schemes
    note(
      isScope ? rules.security.scopeRemoved : rules.security.removed, in: unit, at: step,
      "\(former.text) was demanded, and \(newcomer.text) is now",
      former.node ?? holders.before, newcomer.node ?? holders.after,
      values: (former.text, newcomer.text))
  }

  private mutating func noteTightened(
    _ former: SecurityAlternative, _ newcomer: SecurityAlternative, in unit: Int32, at step: Name,
    _ holders: (before: NodeRef, after: NodeRef)
  ) {
    let isScope = former.schemes == newcomer.schemes
    note(
      isScope ? rules.security.scopeAdded : rules.security.added, in: unit, at: step,
      "\(former.text) was demanded, and \(newcomer.text) is now",
      former.node ?? holders.before, newcomer.node ?? holders.after,
      values: (former.text, newcomer.text))
  }

  /// Notes that other scopes of the same schemes are demanded, some of them in place of others.
  private mutating func noteExchanged(
    _ former: SecurityAlternative, _ newcomer: SecurityAlternative, in unit: Int32, at step: Name,
    _ holders: (before: NodeRef, after: NodeRef)
  ) {
    let message = "\(former.text) was demanded, and \(newcomer.text) is now"
    let (x, y) = (former.node ?? holders.before, newcomer.node ?? holders.after)
    note(
      rules.security.scopeRemoved, in: unit, at: step, message, x, y,
      values: (former.excess(over: newcomer), ""))
    note(
      rules.security.scopeAdded, in: unit, at: step, message, x, y,
      values: ("", newcomer.excess(over: former)))
  }

  // MARK: Schemes

  /// Pairs the schemes that have another name and the same content.
  static func renamedSchemes(_ before: OpenAPIModel, _ after: OpenAPIModel) -> [Name: Name] {
    let diff = KeyedDiff(before.components("securitySchemes"), after.components("securitySchemes"))
    var names: [Name: Name] = [:]
    for removed in diff.removed {
      let twins = diff.added.filter {
        DocumentSet.equal(before.documents, removed.value, after.documents, $0.value)
      }
      if twins.count == 1, let twin = twins.first { names[twin.key] = removed.key }
    }
    return names
  }

  /// Notes the schemes that both sides demand under one name.
  private mutating func connectSchemes(
    _ x: [SecurityAlternative], _ y: [SecurityAlternative], by unit: Int32
  ) {
    let names = Set(x.flatMap { $0.scopes.keys }).intersection(y.flatMap { $0.scopes.keys })
    for name in names.sorted() {
      guard let schemeBefore = scheme(name, before), let schemeAfter = scheme(name, after) else {
        continue
      }
      let used = schemas.graph.unit(
        key(.securityScheme, schemeBefore, schemeAfter), element: "security scheme " + name)
      schemas.graph.use(used, by: unit)
    }
  }

  private func scheme(_ name: Name, _ model: OpenAPIModel) -> NodeRef? {
    model.components("securitySchemes").first { $0.key == name }
      .flatMap { model.documents.resolved($0.value) }
  }

  private static let schemeKeys: Set<Name> = [
    "type", "name", "in", "scheme", "openIdConnectUrl", "flows", "bearerFormat", "$ref",
  ]

  /// Compares two security schemes.
  mutating func compareSecurityScheme(_ unit: Int32) {
    let (x, y) = nodes(of: unit)
    for key in ["type", "name", "in", "scheme"] as [StaticString] {
      let from = before.documents.string(of: x, key)
      let to = after.documents.string(of: y, key)
      // The names of HTTP schemes have no case (RFC 9110, 11.1).
      let isEqual =
        "\(key)" == "scheme"
        ? from?.asciiLowercased == to?.asciiLowercased : from == to
      if isEqual { continue }
      note(
        rules.security.schemeChanged, in: unit,
        "\(key) of \(element(of: unit)) was changed from '\(from ?? "")' to '\(to ?? "")'",
        before.documents.value(of: x, key) ?? x, after.documents.value(of: y, key) ?? y,
        values: (from ?? "", to ?? ""))
    }
    compareAddress("openIdConnectUrl", x, y, in: unit, at: "")
    compareFlows(x, y, in: unit)
    noteBearerFormat(x, y, in: unit)
    schemas.compareRest(
      x, y, known: OpenAPIComparison.schemeKeys, in: unit, at: "", subject: subject(of: unit))
  }

  private mutating func noteBearerFormat(_ x: NodeRef, _ y: NodeRef, in unit: Int32) {
    let from = before.documents.string(of: x, "bearerFormat")
    let to = after.documents.string(of: y, "bearerFormat")
    guard from != to else { return }
    note(
      rules.schemas.notation.documentationChanged, in: unit,
      "bearerFormat of \(element(of: unit)) changed", x, y, values: (from ?? "", to ?? ""))
  }

  private mutating func compareAddress(
    _ key: StaticString, _ x: NodeRef, _ y: NodeRef, in unit: Int32, at step: Name
  ) {
    let from = before.documents.string(of: x, key)
    let to = after.documents.string(of: y, key)
    guard from != to else { return }
    note(
      rules.security.schemeAddressChanged, in: unit, at: step,
      "\(key) was changed from '\(from ?? "")' to '\(to ?? "")'",
      before.documents.value(of: x, key) ?? x, after.documents.value(of: y, key) ?? y,
      values: (from ?? "", to ?? ""))
  }

  private mutating func compareFlows(_ x: NodeRef, _ y: NodeRef, in unit: Int32) {
    func members(_ node: NodeRef, _ key: StaticString, _ documents: DocumentSet)
      -> [(key: Name, value: NodeRef)]
    {
      (documents.value(of: node, key).map(documents.members) ?? [])
        .filter { !$0.key.hasPrefix("x-") }
    }
    let diff = KeyedDiff(
      members(x, "flows", before.documents), members(y, "flows", after.documents))
    for (name, flow) in diff.removed {
      note(
        rules.security.flowRemoved, in: unit, at: "flow " + name, "flow '\(name)' was removed",
        flow, nil, values: (name, ""))
    }
    for (name, flow) in diff.added {
      note(
        rules.security.flowAdded, in: unit, at: "flow " + name, "flow '\(name)' was added", nil,
        flow, values: ("", name))
    }
    for (name, flowBefore, flowAfter) in diff.kept {
      let step = "flow " + name
      for key in ["authorizationUrl", "tokenUrl", "refreshUrl"] as [StaticString] {
        compareAddress(key, flowBefore, flowAfter, in: unit, at: step)
      }
      let scopes = KeyedDiff(
        members(flowBefore, "scopes", before.documents),
        members(flowAfter, "scopes", after.documents))
      for (scope, node) in scopes.removed {
        note(
          rules.security.offeredScopeRemoved, in: unit, at: step,
          "scope '\(scope)' is no longer offered", node, nil, values: (scope, ""))
      }
      for (scope, node) in scopes.added {
        note(
          rules.security.offeredScopeAdded, in: unit, at: step, "scope '\(scope)' was offered",
          nil, node, values: ("", scope))
      }
      for (scope, x, y) in scopes.kept
      where !DocumentSet.equal(before.documents, x, after.documents, y) {
        note(
          rules.schemas.notation.documentationChanged, in: unit, at: step,
          "description of scope '\(scope)' changed", x, y,
          values: (before.documents.canonical(x), after.documents.canonical(y)))
      }
      schemas.compareRest(
        flowBefore, flowAfter,
        known: ["authorizationUrl", "tokenUrl", "refreshUrl", "scopes"], in: unit, at: step,
        subject: "flow '\(name)'")
    }
  }
}
