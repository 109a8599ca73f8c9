import FormatKit
import OpenAPI
import ReleaseModel
import TestSupport
import Testing

/// Verdicts that no example of a rule shows: the rule fires, yet at another position or place.
struct VerdictTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let before: String
    let after: String
    /// What is found where the schema is accepted, and where it is returned; neutral is left out.
    let accepted: [String]
    let returned: [String]

    init(_ before: String, _ after: String, accepted: [String], returned: [String]) {
      self.before = before
      self.after = after
      self.accepted = accepted
      self.returned = returned
    }

    var testDescription: String { "\(before) became \(after)" }
  }

  @Test(arguments: [
    Case(
      "type: object, properties: {a: {type: string}}", "type: object, properties: {a: false}",
      accepted: ["breaking type-narrowed"], returned: ["additive type-narrowed"]),
    Case(
      "type: object, properties: {a: false}", "type: object, properties: {a: {type: string}}",
      accepted: ["additive type-widened"], returned: ["breaking type-widened"]),
    Case(
      "$dynamicRef: '#a'", "$dynamicRef: '#b'", accepted: ["risky unclassified-change"],
      returned: ["risky unclassified-change"]),
    Case(
      "$schema: 'https://json-schema.org/draft/2020-12/schema'",
      "$schema: 'http://json-schema.org/draft-04/schema#'",
      accepted: ["risky unclassified-change"], returned: ["risky unclassified-change"]),
    Case(
      "enum: [a], x-extensible-enum: true", "enum: [a, b], x-extensible-enum: true",
      accepted: ["additive extensible-enum-value-added"],
      returned: ["additive extensible-enum-value-added"]),
    Case(
      "enum: [a]", "enum: [a, b], x-extensible-enum: [a, b]",
      accepted: ["additive enum-value-added"], returned: ["risky enum-value-added"]),
    Case(
      "enum: [a], x-extensible-enum: [a]", "enum: [a, b], x-extensible-enum: [a, b]",
      accepted: ["additive extensible-enum-value-added"],
      returned: ["additive extensible-enum-value-added"]),
    Case(
      "anyOf: [{required: [a]}, {required: [b]}]", "oneOf: [{required: [a]}, {required: [b]}]",
      accepted: ["risky alternatives-became-exclusive"],
      returned: ["additive alternatives-became-exclusive"]),
  ])
  func schemas(_ test: Case) {
    #expect(found(accepting(test.before), accepting(test.after)) == test.accepted)
    #expect(found(returning(test.before), returning(test.after)) == test.returned)
  }

  @Test func directionOfAComponent() {
    func use(_ component: String) -> (String) -> String {
      { $0 + "components: {schemas: {A: {\(component)}}}\n" }
    }
    let schema = "type: object, required: [a], properties: {a: {$ref: '#/components/schemas/A'}}"
    let (writable, readOnly) = (use("type: string"), use("type: string, readOnly: true"))
    #expect(
      found(writable(accepting(schema)), readOnly(accepting(schema)))
        == ["risky property-became-read-only"])
    #expect(
      found(readOnly(accepting(schema)), writable(accepting(schema)))
        == ["breaking required-property-became-writable"])
    #expect(found(writable(returning(schema)), readOnly(returning(schema))) == [])
  }

  /// The norm ignores parameters of these names in version 3, and in 2.0 it does not.
  @Test(arguments: ["Accept", "content-type", "Authorization"])
  func ignoredHeaders(_ name: String) {
    let plain = "  /a: {get: {responses: {'200': {description: ok}}}}\n"
    func listing(_ schema: String) -> String {
      "  /a: {get: {parameters: [{name: \(name), in: header, required: true, \(schema)}], "
        + "responses: {'200': {description: ok}}}}\n"
    }
    #expect(found(version3 + plain, version3 + listing("schema: {type: string}")) == [])
    #expect(found(version3 + listing("schema: {type: string}"), version3 + plain) == [])
    let version2 = "swagger: '2.0'\ninfo: {title: a, version: '1'}\npaths:\n"
    #expect(
      found(version2 + plain, version2 + listing("type: string"))
        == ["breaking required-parameter-added"])
  }

  /// Two names that differ in their Unicode normal form only are two names.
  @Test func headersAreBytes() {
    func returning(_ header: String) -> String {
      version3 + "  /a: {get: {responses: {'200': {description: ok, headers: "
        + "{\"\(header)\": {schema: {type: string}}}}}}}\n"
    }
    #expect(
      found(returning("\u{E9}"), returning("e\u{301}"))
        == ["additive header-added", "risky header-removed"])
    #expect(found(returning("ETag"), returning("etag")) == [])
  }

  @Test func sunsetWithoutDeprecation() {
    func operation(_ sunset: String) -> String {
      version3 + "  /a: {get: {summary: s, \(sunset)responses: {'200': {description: ok}}}}\n"
    }
    let changes = Trial<OpenAPIFormat>(
      Sample("before", operation("x-sunset: '2030-01-01', ")), Sample("after", operation(""))
    ).changes
    #expect(changes.map(\.rule) == ["openapi/deprecation-withdrawn"])
  }

  @Test(arguments: [
    ("deprecated: false, ", ""), ("parameters: [], ", ""),
    (
      "parameters: [{in: query, name: a}, {in: query, name: b}], ",
      "parameters: [{in: query, name: b, required: false}, {in: query, name: a}], "
    ),
  ])
  func otherWords(_ before: String, _ after: String) {
    func operation(_ members: String) -> String {
      version3 + "  /a: {get: {\(members)responses: {'200': {description: ok}}}}\n"
    }
    for (x, y) in [(before, after), (after, before)] {
      let changes = Trial<OpenAPIFormat>(
        Sample("before", operation(x)), Sample("after", operation(y))
      ).changes
      #expect(changes.map(\.rule) == ["openapi/notation-changed"])
    }
  }

  // MARK: Descriptions

  private let version3 = "openapi: 3.1.0\ninfo: {title: a, version: '1'}\npaths:\n"

  private func accepting(_ schema: String) -> String {
    version3 + "  /a: {post: {requestBody: {content: {application/json: {schema: {\(schema)}}}}, "
      + "responses: {'200': {description: ok}}}}\n"
  }

  private func returning(_ schema: String) -> String {
    version3 + "  /a: {get: {responses: {'200': {description: ok, content: "
      + "{application/json: {schema: {\(schema)}}}}}}}\n"
  }

  private func found(_ before: String, _ after: String) -> [String] {
    Trial<OpenAPIFormat>(Sample("before", before), Sample("after", after)).changes
      .filter { $0.classification != .neutral }
      .map { "\($0.classification) \($0.rule.text.dropFirst("openapi/".count))" }.sorted()
  }
}
