import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to request bodies, and to the media types of all bodies.
struct BodyRules: Sendable {
  let added: Rule
  let requiredAdded: Rule
  let removed: Rule
  let becameRequired: Rule
  let becameOptional: Rule
  let mediaTypeAdded: Rule
  let mediaTypeRemoved: Rule
  let mediaTypeGeneralized: Rule
  let mediaTypeSpecialized: Rule
  let encodingChanged: Rule

  var all: [Rule] {
    [
      added, requiredAdded, removed, becameRequired, becameOptional, mediaTypeAdded,
      mediaTypeRemoved, mediaTypeGeneralized, mediaTypeSpecialized, encodingChanged,
    ]
  }

  private static func body(_ text: String) -> String {
    RuleMaker.answered("requestBody: {\(text)}")
  }

  init(_ make: RuleMaker) {
    let body = BodyRules.body
    let json = "content: {application/json: {}}"
    let both = "content: {application/json: {}, application/xml: {}}"
    let swapped = "content: {application/xml: {}, application/json: {}}"
    let none = RuleMaker.operation("responses: {'200': {description: ok}}")
    let clause = "4.8.13 Request Body Object"
    let mediaClause = "4.8.14 Media Type Object"
    added = make.rule(
      "request-body-added", "Optional request body added", is: .always(.additive), phase: .expand,
      inverse: "request-body-removed", clause: clause,
      why: "Calls without a body are served as before.", fix: "Nothing has to be done.",
      fires: (none, body(json)), silent: (body(json), body("required: false, " + json)))
    requiredAdded = make.rule(
      "required-request-body-added", "Required request body added",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "request-body-removed", clause: clause,
      why: "Every call without a body is refused.", fix: "Make the body optional.",
      fires: (none, body("required: true, " + json)), silent: (none, body(json)))
    removed = make.rule(
      "request-body-removed", "Request body removed", is: .always(.breaking), phase: .contract,
      inverse: "request-body-added", clause: clause,
      why: "What callers send is refused or ignored.",
      fix: "Keep accepting the body until nobody sends it.",
      fires: (body(json), none), silent: (body("required: false, " + json), body(json)))
    becameRequired = make.rule(
      "request-body-became-required", "Request body became required",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "request-body-became-optional", clause: clause,
      why: "Calls without a body are refused.", fix: "Keep the body optional.",
      fires: (body(json), body("required: true, " + json)),
      silent: (body(json), body("required: false, " + json)))
    becameOptional = make.rule(
      "request-body-became-optional", "Request body became optional",
      is: .row(accepted: .additive, returned: .breaking), phase: .expand,
      inverse: "request-body-became-required", clause: clause,
      why: "Those who receive the call relied on a body.", fix: "Keep sending it.",
      fires: (body("required: true, " + json), body(json)),
      silent: (body("required: false, " + json), body(json)))
    mediaTypeAdded = make.rule(
      "media-type-added", "Media type added", is: .always(.additive), phase: .expand,
      inverse: "media-type-removed", clause: mediaClause,
      why: "Those who use the other media types are served as before.",
      fix: "Nothing has to be done.", fires: (body(json), body(both)),
      silent: (body(both), body(swapped)))
    mediaTypeRemoved = make.rule(
      "media-type-removed", "Media type removed", is: .always(.breaking), phase: .contract,
      strictness: .wire, inverse: "media-type-added", clause: mediaClause,
      why: "Those who send or ask for the media type are refused.",
      fix: "Keep the media type until nobody uses it.", fires: (body(both), body(json)),
      silent: (body(swapped), body(both)))
    let text = "content: {'text/*': {}}"
    let plain = "content: {text/plain: {}}"
    mediaTypeGeneralized = make.rule(
      "media-type-generalized", "Media type replaced by a range that holds it",
      is: .row(accepted: .additive, returned: .breaking), phase: .expand,
      inverse: "media-type-specialized", clause: mediaClause,
      why: "Readers of the former media type meet others of the range.",
      fix: "Name the media types that are returned.", fires: (body(plain), body(text)),
      silent: (body(both), body(swapped)))
    mediaTypeSpecialized = make.rule(
      "media-type-specialized", "Range of media types replaced by one of them",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "media-type-generalized", clause: mediaClause,
      why: "Those who send another media type of the range are refused.",
      fix: "Accept the range until nobody sends the others.", fires: (body(text), body(plain)),
      silent: (body(swapped), body(both)))
    func part(_ encoding: String) -> String {
      body(
        "content: {multipart/form-data: {schema: {type: object, properties: "
          + "{file: {type: string}}}, encoding: {\(encoding)}}}")
    }
    encodingChanged = make.rule(
      "encoding-changed", "Encoding of a part changed", is: .always(.breaking), strictness: .wire,
      inverse: "encoding-changed", clause: "4.8.15 Encoding Object",
      why: "The part is written in another way, so that it is read as something else.",
      fix: "Accept the former encoding until nobody uses it.",
      fires: (part("file: {contentType: image/png}"), part("file: {contentType: image/jpeg}")),
      silent: (
        part("file: {contentType: 'image/png, image/jpeg'}"),
        part("file: {contentType: 'image/jpeg, image/png'}")
      ))
  }
}

/// A media type or range as RFC 9110, 8.3.1 reads it.
struct MediaType: Hashable {
  let name: Name

  /// Lower case, without blanks, parameters sorted.
  init(_ key: Name) {
    let bytes = key.asciiLowercased.bytes.filter { $0 != UInt8(ascii: " ") }
    let parts = bytes.split(separator: UInt8(ascii: ";")).map { Name($0) }
    name = parts.dropFirst().sorted().reduce(parts.first ?? "") { $0 + ";" + $1 }
  }

  /// Whether the medium does not tell a number from a string: forms, XML, plain text.
  var isTextual: Bool {
    let essence = Name(name.bytes.prefix { $0 != UInt8(ascii: ";") })
    return essence.hasPrefix("text/") || essence.hasSuffix("/xml") || essence.hasSuffix("+xml")
      || essence == "application/x-www-form-urlencoded" || essence == "multipart/form-data"
  }

  /// Whether this is a range that holds another media type.
  func holds(_ other: MediaType) -> Bool {
    if name == other.name { return false }
    if name == "*/*" { return true }
    if name.hasSuffix("/*") { return other.name.bytes.starts(with: name.bytes.dropLast()) }
    // Without parameters a media type holds itself with any (RFC 9110, 12.5.1).
    return other.name.bytes.starts(with: (name + ";").bytes)
  }
}

extension OpenAPIComparison {
  /// Pairs the request bodies of two operations.
  mutating func compareRequestBodies(_ x: Operation, _ y: Operation, in unit: Int32) {
    let bodyBefore = before.documents.value(of: x.node, "requestBody")
    let bodyAfter = after.documents.value(of: y.node, "requestBody")
    switch (bodyBefore, bodyAfter) {
    case (nil, nil): break
    case (let bodyBefore?, let bodyAfter?):
      use(.body, bodyBefore, bodyAfter, at: "request", by: unit)
    case (nil, let added?):
      let isRequired = after.documents.resolved(added).map { demands($0, after) } ?? false
      note(
        isRequired ? rules.bodies.requiredAdded : rules.bodies.added, in: unit, at: "request",
        "\(isRequired ? "required" : "optional") request body was added", nil, added,
        values: ("", after.documents.canonical(added)))
    case (let removed?, nil):
      note(
        rules.bodies.removed, in: unit, at: "request", "request body was removed", removed, nil,
        values: (before.documents.canonical(removed), ""))
    }
  }

  /// Compares two request bodies.
  mutating func compareBody(_ unit: Int32) {
    let (x, y) = nodes(of: unit)
    let (requiredBefore, requiredAfter) = (demands(x, before), demands(y, after))
    if requiredBefore != requiredAfter {
      note(
        requiredAfter ? rules.bodies.becameRequired : rules.bodies.becameOptional, in: unit,
        "request body became \(requiredAfter ? "required" : "optional")",
        before.documents.value(of: x, "required") ?? x,
        after.documents.value(of: y, "required") ?? y,
        values: (
          requiredBefore ? "required" : "optional", requiredAfter ? "required" : "optional"
        ))
    }
    compareContent(
      before.documents.value(of: x, "content"), after.documents.value(of: y, "content"), in: unit,
      passage: .straight)
    schemas.compareRest(
      x, y, known: ["required", "content", "$ref"], in: unit, at: "", subject: "request body")
  }

  /// Compares maps of media types.
  mutating func compareContent(
    _ contentBefore: NodeRef?, _ contentAfter: NodeRef?, in unit: Int32, passage: Passage
  ) {
    if areSame(contentBefore, contentAfter) { return }
    func media(_ node: NodeRef?, _ model: OpenAPIModel) -> [(
      key: MediaType, value: (name: Name, node: NodeRef)
    )] {
      (node.map(model.documents.members) ?? []).filter { !$0.key.hasPrefix("x-") }
        .map { (MediaType($0.key), ($0.key, $0.value)) }
    }
    let diff = KeyedDiff(media(contentBefore, before), media(contentAfter, after))
    for (_, x, y) in diff.kept { compareMediaType(x, y, in: unit, passage) }
    var added = diff.added
    for removed in diff.removed {
      if let index = added.firstIndex(where: {
        $0.key.holds(removed.key) || removed.key.holds($0.key)
      }) {
        let other = added.remove(at: index)
        let isWider = other.key.holds(removed.key)
        note(
          isWider ? rules.bodies.mediaTypeGeneralized : rules.bodies.mediaTypeSpecialized,
          in: unit, at: other.value.0, was: removed.value.0,
          "media type '\(removed.value.0)' was \(isWider ? "widened" : "narrowed") to "
            + "'\(other.value.0)'", removed.value.1, other.value.1,
          values: (removed.value.0, other.value.0), passage: passage)
        compareMediaType(removed.value, other.value, in: unit, passage)
        continue
      }
      note(
        rules.bodies.mediaTypeRemoved, in: unit, at: removed.value.0,
        "media type '\(removed.value.0)' was removed", removed.value.1, nil,
        values: (removed.value.0, ""), passage: passage)
    }
    for other in added {
      note(
        rules.bodies.mediaTypeAdded, in: unit, at: other.value.0,
        "media type '\(other.value.0)' was added", nil, other.value.1,
        values: ("", other.value.0), passage: passage)
    }
  }

  private mutating func compareMediaType(
    _ former: (name: Name, node: NodeRef), _ current: (name: Name, node: NodeRef), in unit: Int32,
    _ passage: Passage
  ) {
    let (x, y, name) = (former.node, current.node, current.name)
    schemas.compare(
      optional: before.documents.value(of: x, "schema"), after.documents.value(of: y, "schema"),
      in: unit, at: name, was: former.name, subject: "\(subject(of: unit)) in '\(name)'",
      passage: passage, holders: (x, y), isTextual: MediaType(name).isTextual)
    compareEncodings(x, y, name, in: unit, passage)
    schemas.compareRest(
      x, y, known: ["schema", "encoding"], in: unit, at: name, was: former.name,
      subject: "'\(name)'")
  }

  // MARK: Encodings

  private mutating func compareEncodings(
    _ x: NodeRef, _ y: NodeRef, _ name: Name, in unit: Int32, _ passage: Passage
  ) {
    let mapBefore = before.documents.value(of: x, "encoding")
    let mapAfter = after.documents.value(of: y, "encoding")
    if areSame(mapBefore, mapAfter) { return }
    let schemaBefore = before.documents.value(of: x, "schema")
    let schemaAfter = after.documents.value(of: y, "schema")
    let diff = KeyedDiff(
      (mapBefore.map(before.documents.members) ?? []).map { ($0.key, Optional($0.value)) },
      (mapAfter.map(after.documents.members) ?? []).map { ($0.key, Optional($0.value)) })
    let parts =
      diff.kept + diff.removed.map { ($0.key, $0.value, nil) }
      + diff.added.map { ($0.key, nil, $0.value) }
    for (part, encodingBefore, encodingAfter) in parts {
      let (from, to) = (
        EncodedPart(encodingBefore, before.documents), EncodedPart(encodingAfter, after.documents)
      )
      let step = name.step(to: "encoding " + part)
      if from != to {
        // The encoding of a part that came or went with its property is no news to anybody.
        let isKept =
          (encodingBefore != nil || schemas.before.namesProperty(part, in: schemaBefore))
          && (encodingAfter != nil || schemas.after.namesProperty(part, in: schemaAfter))
        note(
          isKept ? rules.bodies.encodingChanged : rules.schemas.notation.notationChanged, in: unit,
          at: step, "encoding of part '\(part)' was changed",
          encodingBefore ?? x, encodingAfter ?? y,
          values: (
            encodingBefore.map { before.documents.canonical($0) } ?? "",
            encodingAfter.map { after.documents.canonical($0) } ?? ""
          ), passage: passage)
      }
      if let encodingBefore, let encodingAfter {
        compareHeaders(
          before.documents.value(of: encodingBefore, "headers"),
          after.documents.value(of: encodingAfter, "headers"), in: unit, at: step,
          passage: passage)
        schemas.compareRest(
          encodingBefore, encodingAfter,
          known: ["contentType", "style", "explode", "allowReserved", "headers"], in: unit,
          at: step, subject: "part '\(part)'")
      }
    }
  }
}

/// How one part of a body is written; a part without an entry is written by default.
private struct EncodedPart: Equatable {
  let contentTypes: Set<Name>
  let style: Name
  let explodes: Bool
  let allowsReserved: Bool

  init(_ node: NodeRef?, _ documents: DocumentSet) {
    let types = node.flatMap { documents.string(of: $0, "contentType") }
    contentTypes = Set(
      (types?.bytes ?? []).split(separator: UInt8(ascii: ",")).map { MediaType(Name($0)).name })
    style = node.flatMap { documents.string(of: $0, "style") } ?? "form"
    explodes = node.flatMap { documents.bool(of: $0, "explode") } ?? (style == "form")
    allowsReserved = node.flatMap { documents.bool(of: $0, "allowReserved") } ?? false
  }
}
