import ReleaseModel
import SourceModel
import TestSupport

/// Edits of operations, parameters, bodies, responses, security and servers.
extension EditMaker {
  mutating func editOperations() {
    for (spot, operation, reach) in things(.operation) {
      editOperation(spot, operation, reach)
      editParameters(of: spot, operation, reach)
      editBody(of: spot, operation, reach)
      editResponses(of: spot, operation, reach)
      editSecurity(of: spot, operation, reach)
      editLifecycle(spot, operation, reach)
    }
    for (spot, parameter, reach) in things(.parameter) { editParameter(spot, parameter, reach) }
    for (spot, body, reach) in things(.body) {
      let isRequired = body.isSet("required")
      edit(
        isRequired ? "request-body-became-optional" : "request-body-became-required",
        undoneBy: isRequired ? "request-body-became-required" : "request-body-became-optional",
        at: spot, reach
      ) { $0["required"] = isRequired ? nil : .bool(true) }
    }
    for (spot, content, reach) in things(.content) {
      for medium in content.members where content.members.count > 1 {
        edit("media-type-removed", undoneBy: "media-type-added", at: spot, reach) {
          $0[medium.key] = nil
        }
      }
      edit("media-type-added", undoneBy: "media-type-removed", at: spot, reach) {
        $0["application/cbor"] = .object([])
      }
    }
    editHeaders()
    editRoot()
  }

  private mutating func editOperation(_ spot: Spot, _ operation: DataValue, _ reach: Reach) {
    guard case .key(let method) = spot.path.last else { return }
    let item = Spot(file: spot.file, path: Array(spot.path.dropLast()))
    // The operations of callbacks belong to those who start them.
    let isInner = spot.path.contains(.key("callbacks"))
    if !isInner {
      edit(
        operation.isSet("deprecated") ? "deprecated-operation-removed" : "operation-removed",
        undoneBy: "operation-added", at: item, reach
      ) { $0[method] = nil }
    }
    if operation["operationId"] != nil {
      edit("operation-id-changed", undoneBy: "operation-id-changed", at: spot, reach) {
        $0["operationId"] = .string("brandNew")
      }
      edit("operation-id-removed", undoneBy: "operation-id-added", at: spot, reach) {
        $0["operationId"] = nil
      }
    }
    for callback in operation["callbacks"]?.members ?? [] {
      edit("callback-removed", undoneBy: "callback-added", at: spot.key("callbacks"), reach) {
        $0[callback.key] = nil
      }
    }
  }

  // MARK: Parameters

  private mutating func editParameters(
    of spot: Spot, _ operation: DataValue, _ reach: Reach
  ) {
    let list = operation["parameters"]?.items ?? []
    for isRequired in [false, true] {
      let kind = isRequired ? "required-parameter" : "parameter"
      edit("\(kind)-added", undoneBy: "\(kind)-removed", at: spot, reach) {
        $0["parameters"] = .array(
          list + [
            DataValue(
              yaml: "{name: brandNew, in: query, required: \(isRequired), schema: {type: string}}")
          ])
      }
    }
    for (index, site) in list.enumerated() {
      let place = spot.key("parameters")
      guard let parameter = surface.resolved(place.item(index)).flatMap(surface.value),
        parameter["in"]?.text != "path"
      else { continue }
      let kind = parameter.isSet("required") ? "required-parameter" : "parameter"
      let isDeprecated = parameter.isSet("deprecated")
      edit(
        isDeprecated ? "deprecated-parameter-removed" : "\(kind)-removed",
        undoneBy: "\(kind)-added", at: place, reach
      ) { $0 = .array($0.items.filter { $0 != site }) }
    }
  }

  private mutating func editParameter(_ spot: Spot, _ parameter: DataValue, _ reach: Reach) {
    editLifecycle(spot, parameter, reach)
    if parameter["in"]?.text == "path" { return }
    let isRequired = parameter.isSet("required")
    edit(
      isRequired ? "parameter-became-optional" : "parameter-became-required",
      undoneBy: isRequired ? "parameter-became-required" : "parameter-became-optional", at: spot,
      reach
    ) { $0["required"] = isRequired ? nil : .bool(true) }
    if parameter["schema"]?["type"]?.text == "array" {
      edit(
        "parameter-explode-changed", undoneBy: "parameter-explode-changed", at: spot, reach
      ) { $0["explode"] = .bool($0["explode"] == .bool(false)) }
    }
  }

  // MARK: Bodies and responses

  private mutating func editBody(of spot: Spot, _ operation: DataValue, _ reach: Reach) {
    guard let site = operation["requestBody"] else {
      for isRequired in [false, true] {
        let kind = isRequired ? "required-request-body" : "request-body"
        edit("\(kind)-added", undoneBy: "\(kind)-removed", at: spot, reach) {
          $0["requestBody"] = DataValue(
            yaml: "{required: \(isRequired), content: {application/json: {}}}")
        }
      }
      return
    }
    let kind = site.isSet("required") ? "required-request-body" : "request-body"
    edit("\(kind)-removed", undoneBy: "\(kind)-added", at: spot, reach) { $0["requestBody"] = nil }
  }

  private mutating func editResponses(
    of spot: Spot, _ operation: DataValue, _ reach: Reach
  ) {
    let place = spot.key("responses")
    for response in operation["responses"]?.members ?? [] {
      let name =
        switch response.key.bytes.first {
        case UInt8(ascii: "2"): "success-response-removed"
        case UInt8(ascii: "3"): "redirect-response-removed"
        case UInt8(ascii: "d"): "default-response-removed"
        default: "error-response-removed"
        }
      edit(name, undoneBy: "response-added", at: place, reach) { $0[response.key] = nil }
      for link in response.value["links"]?.members ?? [] {
        edit(
          "link-removed", undoneBy: "link-added", at: place.key(response.key, "links"), reach
        ) { $0[link.key] = nil }
      }
    }
    edit("response-added", undoneBy: "error-response-removed", at: place, reach) {
      $0["418"] = DataValue(yaml: "description: a teapot")
    }
  }

  private mutating func editHeaders() {
    for (spot, response, reach) in things(.response) where response["$ref"] == nil {
      for header in response["headers"]?.members ?? [] {
        let target = surface.resolved(spot.key("headers", header.key)).flatMap(surface.value)
        let kind = target?.isSet("required") == true ? "required-header" : "header"
        edit("\(kind)-removed", undoneBy: "\(kind)-added", at: spot.key("headers"), reach) {
          $0[header.key] = nil
        }
      }
    }
    for (spot, header, reach) in things(.header) {
      let isRequired = header.isSet("required")
      edit(
        isRequired ? "header-became-optional" : "header-became-required",
        undoneBy: isRequired ? "header-became-required" : "header-became-optional", at: spot, reach
      ) { $0["required"] = isRequired ? nil : .bool(true) }
      editLifecycle(spot, header, reach)
    }
  }

  // MARK: Security and servers

  private mutating func editSecurity(of spot: Spot, _ operation: DataValue, _ reach: Reach) {
    // Whoever may leave everything out has nothing to lose by other demands.
    guard case .array(let alternatives) = operation["security"],
      !alternatives.contains(.object([]))
    else { return }
    edit("security-removed", undoneBy: "security-added", at: spot, reach) {
      $0["security"] = .array([])
    }
    edit(
      "security-alternative-added", undoneBy: "security-alternative-removed", at: spot, reach
    ) { $0["security"] = .array(alternatives + [DataValue(yaml: "other: []")]) }
    for (index, alternative) in alternatives.enumerated() {
      for scheme in alternative.members {
        let place = spot.key("security").item(index)
        edit("scope-added", undoneBy: "scope-removed", at: place, reach) {
          $0[scheme.key] = .array(scheme.value.items + [.string("more")])
        }
      }
    }
  }

  /// The things of the root document that no operation holds, all of them in both positions.
  private mutating func editRoot() {
    let root = Spot(file: sample.root, path: [])
    guard let document = surface.value(root) else { return }
    let reach = Reach(positions: [.accepted, .returned])
    for (index, server) in (document["servers"]?.items ?? []).enumerated() {
      let place = root.key("servers")
      edit("server-removed", undoneBy: "server-added", at: place, reach) {
        $0[[.index(index)]] = nil
      }
      for variable in server["variables"]?.members ?? [] {
        let place = place.item(index).key("variables", variable.key)
        edit(
          "server-variable-default-changed", undoneBy: "server-variable-default-changed",
          at: place, reach
        ) { $0["default"] = .string("us") }
        edit(
          "server-variable-value-removed", undoneBy: "server-variable-value-added",
          at: place.key("enum"), reach
        ) { $0 = .array($0.items.dropLast()) }
      }
    }
    for scheme in document["components"]?["securitySchemes"]?.members ?? [] {
      editScheme(root.key("components", "securitySchemes", scheme.key), scheme)
    }
  }

  private mutating func editScheme(_ spot: Spot, _ scheme: DataValue.Member) {
    let users = users(ofScheme: scheme.key)
    if users.isEmpty { return }
    let reach = Reach(positions: [.accepted], operations: users)
    if scheme.value["type"]?.text == "apiKey" {
      edit("security-scheme-changed", undoneBy: "security-scheme-changed", at: spot, reach) {
        $0["name"] = .string("X-Brand-New")
      }
    }
    let flows = scheme.value["flows"]?.members ?? []
    for flow in flows {
      edit("oauth-flow-removed", undoneBy: "oauth-flow-added", at: spot.key("flows"), reach) {
        $0[flow.key] = nil
      }
      for scope in flow.value["scopes"]?.members ?? [] {
        edit(
          "offered-scope-removed", undoneBy: "offered-scope-added",
          at: spot.key("flows", flow.key, "scopes"), reach
        ) { $0[scope.key] = nil }
      }
    }
  }

  /// The operations that demand a scheme, themselves or by the description's default.
  private func users(ofScheme name: Name) -> Set<Name> {
    let common = surface.value(Spot(file: sample.root, path: []))?["security"]
    var users: Set<Name> = []
    for (_, operation, reach) in things(.operation) {
      let demands = (operation["security"] ?? common)?.items ?? []
      if demands.contains(where: { $0[name] != nil }) { users.formUnion(reach.operations) }
    }
    return users
  }
}
