import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to servers.
struct ServerRules: Sendable {
  let added: Rule
  let removed: Rule
  let variableDefaultChanged: Rule
  let variableValueAdded: Rule
  let variableValueRemoved: Rule

  var all: [Rule] {
    [added, removed, variableDefaultChanged, variableValueAdded, variableValueRemoved]
  }

  private static func servers(_ items: String...) -> String {
    RuleMaker.operation(
      "responses: {'200': {description: ok}}",
      rest: "servers: [" + items.joined(separator: ", ") + "]")
  }

  init(_ make: RuleMaker) {
    let servers = ServerRules.servers
    let a = "{url: 'https://a.example'}"
    let b = "{url: 'https://b.example'}"
    let clause = "4.8.5 Server Object"
    added = make.rule(
      "server-added", "Server added", is: .always(.additive), phase: .expand,
      inverse: "server-removed", clause: clause, why: "The other servers answer as before.",
      fix: "Nothing has to be done.", fires: (servers(a), servers(a, b)),
      silent: (servers(a, b), servers(b, a)))
    removed = make.rule(
      "server-removed", "Server removed", is: .always(.breaking), phase: .contract,
      strictness: .wire, inverse: "server-added", clause: clause,
      why: "Nothing promises any more that calls to this address are answered.",
      fix: "Keep the address alive and described until nobody calls it.",
      fires: (servers(a, b), servers(a)), silent: (servers(b, a), servers(a, b)))
    func region(_ variable: String) -> String {
      servers("{url: 'https://{region}.example', variables: {region: {\(variable)}}}")
    }
    variableDefaultChanged = make.rule(
      "server-variable-default-changed", "Default of a server variable changed",
      is: .always(.risky), inverse: "server-variable-default-changed",
      clause: "4.8.6 Server Variable Object",
      why: "Clients that set nothing call another address.", fix: "Keep the default.",
      fires: (region("default: eu"), region("default: us")),
      silent: (region("default: eu"), region("default: 'eu'")))
    variableValueAdded = make.rule(
      "server-variable-value-added", "Value of a server variable added", is: .always(.additive),
      phase: .expand, inverse: "server-variable-value-removed",
      clause: "4.8.6 Server Variable Object", why: "The other values work as before.",
      fix: "Nothing has to be done.",
      fires: (region("default: eu, enum: [eu]"), region("default: eu, enum: [eu, us]")),
      silent: (region("default: eu, enum: [eu, us]"), region("default: eu, enum: [us, eu]")))
    variableValueRemoved = make.rule(
      "server-variable-value-removed", "Value of a server variable removed",
      is: .always(.breaking), phase: .contract, inverse: "server-variable-value-added",
      clause: "4.8.6 Server Variable Object",
      why: "Nothing promises any more that calls to this address are answered.",
      fix: "Keep the value until nobody uses it.",
      fires: (region("default: eu, enum: [eu, us]"), region("default: eu, enum: [eu]")),
      silent: (region("default: eu, enum: [us, eu]"), region("default: eu, enum: [eu, us]")))
  }
}

extension OpenAPIComparison {
  /// Compares the servers of an operation where it, or its path item, names its own.
  mutating func compareEffectiveServers(_ x: Operation, _ y: Operation, in unit: Int32) {
    func own(_ operation: Operation, _ model: OpenAPIModel) -> NodeRef? {
      model.documents.value(of: operation.node, "servers")
        ?? model.documents.value(of: operation.item, "servers")
    }
    let (ownBefore, ownAfter) = (own(x, before), own(y, after))
    if ownBefore == nil, ownAfter == nil { return }
    compareServers(
      ownBefore ?? before.documents.value(of: before.documents.root, "servers"),
      ownAfter ?? after.documents.value(of: after.documents.root, "servers"), in: unit,
      holders: (x.node, y.node))
  }

  /// Compares two lists of servers; a missing or empty list is the server of the description (4.8.5).
  mutating func compareServers(
    _ listBefore: NodeRef?, _ listAfter: NodeRef?, in unit: Int32,
    holders: (before: NodeRef, after: NodeRef)
  ) {
    let diff = KeyedDiff(before.servers(in: listBefore), after.servers(in: listAfter))
    for (url, server) in diff.removed {
      note(
        rules.servers.removed, in: unit, at: "server " + url, "server '\(url)' was removed",
        server ?? holders.before, nil, values: (url, ""))
    }
    for (url, server) in diff.added {
      note(
        rules.servers.added, in: unit, at: "server " + url, "server '\(url)' was added", nil,
        server ?? holders.after, values: ("", url))
    }
    for (url, x, y) in diff.kept {
      guard let x, let y else { continue }
      compareVariables(x, y, url, in: unit)
      schemas.compareRest(
        x, y, known: ["url", "variables"], in: unit, at: "server " + url,
        subject: "server '\(url)'")
    }
  }

  private mutating func compareVariables(
    _ x: NodeRef, _ y: NodeRef, _ url: Name, in unit: Int32
  ) {
    func variables(_ server: NodeRef, _ model: OpenAPIModel) -> [(key: Name, value: NodeRef)] {
      model.documents.value(of: server, "variables").map(model.documents.members) ?? []
    }
    func values(_ variable: NodeRef, _ model: OpenAPIModel) -> [(key: Name, value: NodeRef)] {
      guard let list = model.documents.value(of: variable, "enum") else { return [] }
      var seen: Set<Name> = []
      return model.documents.items(of: list).map { (model.documents.canonical($0), $0) }
        .filter { seen.insert($0.0).inserted }
    }
    for (name, from, to) in KeyedDiff(variables(x, before), variables(y, after)).kept {
      let step = ("server " + url).step(to: name)
      let defaultBefore = before.documents.value(of: from, "default")
      let defaultAfter = after.documents.value(of: to, "default")
      let textBefore = defaultBefore.map { before.documents.canonical($0) } ?? ""
      let textAfter = defaultAfter.map { after.documents.canonical($0) } ?? ""
      if textBefore != textAfter {
        note(
          rules.servers.variableDefaultChanged, in: unit, at: step,
          "default of variable '\(name)' was changed from \(textBefore) to \(textAfter)",
          defaultBefore ?? from, defaultAfter ?? to, values: (textBefore, textAfter))
      }
      let diff = KeyedDiff(values(from, before), values(to, after))
      for (value, node) in diff.removed {
        note(
          rules.servers.variableValueRemoved, in: unit, at: step,
          "value \(value) of variable '\(name)' was removed", node, nil, values: (value, ""))
      }
      for (value, node) in diff.added {
        note(
          rules.servers.variableValueAdded, in: unit, at: step,
          "value \(value) of variable '\(name)' was added", nil, node, values: ("", value))
      }
      schemas.compareRest(
        from, to, known: ["default", "enum"], in: unit, at: step, subject: "variable '\(name)'")
    }
  }
}

extension OpenAPIModel {
  /// The servers of a list by address; a missing or empty list is the server of the description.
  func servers(in list: NodeRef?) -> [(key: Name, value: NodeRef?)] {
    let items = list.map(documents.items) ?? []
    if items.isEmpty { return [("/", nil)] }
    // Servers of one address differ in their variables: they are told apart by their order.
    var counts: [Name: Int] = [:]
    return items.map { server in
      let url = OpenAPIModel.normalized(documents.string(of: server, "url") ?? "")
      counts[url, default: 0] += 1
      let count = counts[url, default: 1]
      return (count == 1 ? url : url + Name(" (\(count))"), server)
    }
  }

  /// A slash at the end makes no difference: paths begin with one.
  private static func normalized(_ url: Name) -> Name {
    url.bytes.count > 1 && url.bytes.last == UInt8(ascii: "/") ? Name(url.bytes.dropLast()) : url
  }
}
