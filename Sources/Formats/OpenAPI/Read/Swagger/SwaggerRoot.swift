import DataTrees
import FormatKit
import SourceModel

/// What the root of a Swagger 2.0 description says for all its documents.
struct SwaggerShared {
  let consumes: [SwaggerMediaType]
  let produces: [SwaggerMediaType]
  let host: Name?
  let basePath: Name?

  init(_ documents: DocumentSet, for document: Int32) {
    let tree = documents.trees[0]
    func types(_ key: StaticString) -> [SwaggerMediaType] {
      let types = SwaggerWriter.mediaTypes(of: tree.root, key, in: tree) ?? []
      return document == 0 ? types : types.map { SwaggerMediaType(name: $0.name, origin: nil) }
    }
    consumes = types("consumes")
    produces = types("produces")
    host = documents.string(of: documents.root, "host")
    basePath = documents.string(of: documents.root, "basePath")
  }
}

extension SwaggerWriter {
  /// The media types that a member lists, each once; nil if the member is absent.
  static func mediaTypes(
    of holder: NodeID, _ key: StaticString, in tree: DataTree
  ) -> [SwaggerMediaType]? {
    guard let list = tree.value(of: holder, key), tree.kind(of: list) == .array else { return nil }
    var seen: Set<Name> = []
    var types: [SwaggerMediaType] = []
    for item in tree.items(of: list) {
      if let name = tree.string(of: item), seen.insert(name).inserted {
        types.append(SwaggerMediaType(name: name, origin: item))
      }
    }
    return types
  }

  /// Writes the root object: its sections move to where 3.0 has them.
  mutating func writeRoot(_ root: NodeID) {
    guard tree.kind(of: root) == .object else { return copy(root) }
    composer.open(.object, as: root)
    var hasServers = false
    var hasComponents = false
    for member in tree.members(of: root) {
      let value = member.value
      switch key(of: value) {
      case .swagger:
        composer.key("openapi", at: value)
        composer.copy(value)
      case .host, .basePath, .schemes:
        if !hasServers { writeServers(schemes: self.member(.schemes, of: root), at: value) }
        hasServers = true
      case .definitions, .parameters, .responses, .securityDefinitions:
        if !hasComponents { writeComponents(root, at: value) }
        hasComponents = true
      case .paths:
        composer.key(of: value)
        writeMap(value, extensions: true) { $0.writePathItem($1) }
      case .consumes, .produces: break
      case .openapi, .servers, .components, .webhooks, .jsonSchemaDialect, .identity:
        copyForeign(value)
      default: copyMember(value)
      }
    }
    composer.close()
  }

  private mutating func writeComponents(_ root: NodeID, at first: NodeID) {
    composer.key("components", at: first)
    composer.open(.object, at: first)
    if let definitions = member(.definitions, of: root) {
      composer.key("schemas", at: definitions)
      writeMap(definitions) { $0.writeSchema($1) }
    }
    if let parameters = member(.parameters, of: root) { writeParameterSection(parameters) }
    if let responses = member(.responses, of: root) {
      composer.key("responses", at: responses)
      writeMap(responses, extensions: true) {
        $0.writeResponse($1, produces: $0.shared.produces)
      }
    }
    if let schemes = member(.securityDefinitions, of: root) {
      composer.key("securitySchemes", at: schemes)
      writeMap(schemes) { $0.writeSecurityScheme($1) }
    }
    composer.close()
  }

  /// Writes the shared parameters by what becomes of them in 3.0: parameters, request bodies, and
  /// fields of forms, for which it has no place of its own.
  private mutating func writeParameterSection(_ section: NodeID) {
    guard tree.kind(of: section) == .object else {
      composer.key(of: section)
      return copy(section)
    }
    let kinds: [(SwaggerLocation, Name)] = [
      (.plain, "parameters"), (.body, "requestBodies"), (.form, "x-formData"),
    ]
    for (location, key) in kinds {
      let members = tree.members(of: section).map(\.value).filter {
        self.location(of: $0) == location
      }
      if members.isEmpty { continue }
      composer.key(key, at: section)
      composer.open(.object, at: section)
      for parameter in members {
        composer.key(of: parameter)
        writeParameter(parameter)
      }
      composer.close()
    }
  }

  // MARK: Servers

  /// Writes a server for each scheme; 2.0 without `host` means the host of the description.
  mutating func writeServers(schemes: NodeID?, at first: NodeID) {
    let host = shared.host
    let base = shared.basePath ?? ""
    let path = host != nil && base == "/" ? "" : base
    let names = (schemes.map { Array(tree.items(of: $0)) } ?? []).filter {
      tree.string(of: $0) != nil
    }
    composer.key("servers", at: first)
    composer.open(.array, at: schemes ?? first)
    let place =
      tree.value(of: tree.root, "host") ?? tree.value(of: tree.root, "basePath") ?? first
    if let host, !names.isEmpty {
      for scheme in names {
        composer.open(.object, at: scheme)
        composer.key("url", at: place)
        composer.string((tree.string(of: scheme) ?? "") + "://" + host + path, at: place)
        composer.close()
      }
    } else {
      composer.open(.object, at: place)
      composer.key("url", at: place)
      let url = host.map { "//" + $0 + path } ?? path
      composer.string(url.isEmpty ? "/" : url, at: place)
      if let schemes { copyForeign(schemes) }
      composer.close()
    }
    composer.close()
  }

  // MARK: Security

  private mutating func writeSecurityScheme(_ scheme: NodeID) {
    guard let type = member(.type, of: scheme) else { return copy(scheme) }
    switch tree.string(of: type) {
    case "basic":
      open(as: scheme)
      for member in tree.members(of: scheme) {
        if member.value == type {
          composer.key(of: type)
          composer.string("http", at: type)
          composer.key("scheme", at: type)
          composer.copy(type)
        } else {
          copyMember(member.value)
        }
      }
      composer.close()
    case "oauth2": writeOAuth(scheme)
    default: copy(scheme)
    }
  }

  /// Writes an OAuth scheme: its one flow becomes a member of `flows`.
  private mutating func writeOAuth(_ scheme: NodeID) {
    open(as: scheme)
    var parts: [NodeID] = []
    var flow: NodeID?
    for member in tree.members(of: scheme) {
      switch key(of: member.value) {
      case .flow: flow = member.value
      case .authorizationUrl, .tokenUrl, .scopes: parts.append(member.value)
      case .flows: copyForeign(member.value)
      default: copyMember(member.value)
      }
    }
    if let flow, let text = tree.string(of: flow) {
      let names: [Name: Name] = [
        "application": "clientCredentials", "accessCode": "authorizationCode",
      ]
      composer.key("flows", at: flow)
      composer.open(.object, at: flow)
      composer.key(names[text] ?? text, at: flow)
      composer.open(.object, at: flow)
      for part in parts { copyMember(part) }
      composer.close()
      composer.close()
    } else {
      for part in parts { copyMember(part) }
    }
    composer.close()
  }
}
