import FormatKit
import ReleaseModel
import TestSupport
import Testing

@testable import OpenAPI

/// Edits that are told alike from both sides, though what they touch is rarely edited in this way.
struct MirrorTests {
  /// What is told of an edit, one short line each, sorted; the way back must mirror it.
  private func facts(_ before: String, _ after: String) -> [String] {
    let trial = Trial<OpenAPIFormat>(Sample("before", before), Sample("after", after))
    for violation in Laws<OpenAPIFormat>.symmetry(trial) { Issue.record("\(violation)") }
    return trial.changes.map { "\($0.classification) \($0.rule.text.dropFirst(8)) \($0.element)" }
      .sorted()
  }

  // MARK: Security

  private func secured(_ security: String, schemes: String = "key, pin, login") -> String {
    let schemes = schemes.split(separator: ", ").map { name in
      "\(name): {type: apiKey, in: header, name: X-\(name.prefix(3))}"
    }.joined(separator: ", ")
    return """
      openapi: 3.1.0
      info: {title: Locks, version: '1'}
      paths: {/a: {get: {security: [\(security)], responses: {'200': {description: ok}}}}}
      components: {securitySchemes: {\(schemes)}}
      """
  }

  @Test(arguments: [
    ("{key: []}", "{key2: []}"), ("{key: []}", "{key: []}"), ("{key2: []}", "{key2: []}"),
    ("{pin: []}, {key: [a]}", "{key2: [a]}, {pin: []}"),
  ])
  func renamedSchemeIsTheSameDemand(before: String, after: String) {
    // A demand that kept the former name, or had the latter, names nothing else.
    #expect(
      facts(secured(before), secured(after, schemes: "key2, pin, login"))
        == ["neutral component-renamed security scheme key2"])
  }

  @Test func renamedSchemeIsToldByTheNamesThatEachSideHas() throws {
    let trial = Trial<OpenAPIFormat>(
      Sample("before", secured("{key: []}")),
      Sample("after", secured("{key2: [], pin: []}", schemes: "key2, pin, login")))
    let change = try #require(trial.changes.first { $0.rule == "openapi/security-added" })
    #expect(change.message == "key was demanded, and key2 and pin is now")
    #expect(Laws<OpenAPIFormat>.symmetry(trial).isEmpty)
  }

  @Test func scopesInPlaceOfOthersAreDemandedAndDropped() throws {
    let at = "GET /a > security"
    #expect(
      facts(secured("{login: [read, list]}"), secured("{login: [list, write]}"))
        == ["additive security-scope-removed \(at)", "breaking security-scope-added \(at)"])
  }

  @Test(arguments: [
    ("{}, {key: []}", "{}, {key: [], pin: []}"), ("{key: []}, {}", "{key: [], pin: []}, {}"),
    ("{pin: []}, {pin: [], key: []}", "{pin: [], login: []}, {pin: []}"),
  ])
  func demandsBesideAWeakerOneThatStaysMeanNothing(before: String, after: String) {
    let notation = "neutral notation-changed GET /a > security"
    #expect(facts(secured(before), secured(after)) == [notation, notation])
  }

  // MARK: Parameters

  private func component(_ parameter: String) -> String {
    """
    openapi: 3.1.0
    info: {title: Pages, version: '1'}
    paths: {}
    components: {parameters: {Page: {schema: {type: integer}, \(parameter)}}}
    """
  }

  @Test func unusedParameterWithAnotherNameIsRemovedAndAdded() {
    #expect(
      facts(component("name: page, in: query"), component("name: '', in: query"))
        == ["additive parameter-added parameter Page", "breaking parameter-removed parameter Page"])
    #expect(
      facts(
        component("name: page, in: query"), component("name: p, in: query, required: true")
      ).filter { $0.contains("removed") || $0.contains("added") }.count == 2)
  }

  @Test func unusedParameterThatMovedIsToldAlikeFromBothSides() {
    let found = facts(component("name: X-Page, in: header"), component("name: page, in: query"))
    #expect(found.contains { $0.hasSuffix("parameter-moved parameter Page") })
    #expect(found.contains { $0.hasSuffix("parameter-removed parameter Page") })
    #expect(
      facts(component("name: X-Page, in: header"), component("name: Page, in: header"))
        == ["neutral path-parameter-renamed parameter Page"])
  }

  // MARK: Lives

  private func toy(_ members: String) -> String {
    """
    openapi: 3.1.0
    info: {title: Toys, version: '1'}
    paths: {}
    components: {schemas: {Toy: {type: object, properties: {weight: {type: number\(members)}}}}}
    """
  }

  @Test func sunsetAloneAnnouncesTheEnd() {
    let at = "schema Toy > weight"
    #expect(
      facts(toy(""), toy(", x-sunset: '2029-01-01'")) == ["deprecation element-deprecated \(at)"])
    #expect(
      facts(toy(", x-sunset: '2029-01-01'"), toy("")) == ["neutral deprecation-withdrawn \(at)"])
    #expect(
      facts(toy(", deprecated: true"), toy(", deprecated: true, x-sunset: '2029-01-01'"))
        == ["deprecation sunset-announced \(at)"])
  }

  @Test func sunsetThatCannotBeReadIsNoDay() {
    #expect(
      facts(toy(", x-sunset: soon"), toy(", x-sunset: '2029-01-01'"))
        == ["neutral notation-changed schema Toy > weight"])
  }
}
