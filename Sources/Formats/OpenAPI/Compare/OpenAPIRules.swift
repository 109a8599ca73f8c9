import FormatKit
import ReleaseModel

/// Every rule about OpenAPI descriptions, by subject.
struct OpenAPIRules: Sendable {
  static let standard = OpenAPIRules()

  let schemas: SchemaRules
  let document: DocumentRules
  let operations: OperationRules
  let parameters: ParameterRules
  let bodies: BodyRules
  let responses: ResponseRules
  let headers: HeaderRules
  let security: SecurityRules
  let servers: ServerRules
  let components: ComponentRules
  let contract: [Rule]

  init() {
    schemas = SchemaRules(
      SchemaRuleBook(
        prefix: "openapi", norm: "JSON Schema 2020-12", document: RuleMaker.response))
    let make = RuleMaker()
    document = DocumentRules(make)
    operations = OperationRules(make)
    parameters = ParameterRules(make)
    bodies = BodyRules(make)
    responses = ResponseRules(make)
    headers = HeaderRules(make)
    security = SecurityRules(make)
    servers = ServerRules(make)
    components = ComponentRules(make)
    contract = contractRules(
      format: "openapi", noun: "an API description",
      norm: Norm("OpenAPI 3.1.1", "4.3 OpenAPI Description Structure"),
      contract: RuleMaker.operation("responses: {'200': {description: ok}}"))
  }

  var all: [Rule] {
    schemas.all + document.all + operations.all + parameters.all + bodies.all + responses.all
      + headers.all + security.all + servers.all + components.all + contract
  }
}

/// Writes rules about OpenAPI, with small whole descriptions as examples.
struct RuleMaker {
  /// A rule; the examples are whole descriptions.
  func rule(
    _ name: String, _ title: String, is classification: ClassificationRow,
    for parties: [Party] = [.consumers], phase: Phase? = nil, strictness: Strictness = .contract,
    inverse: String, clause: String, why rationale: String, fix remedy: String,
    fires: (before: String, after: String), silent: (before: String, after: String)
  ) -> Rule {
    Rule(
      RuleID("openapi/\(name)"), title, is: classification, for: parties, phase: phase,
      strictness: strictness, inverse: RuleID("openapi/\(inverse)"),
      norm: Norm("OpenAPI 3.1.1", clause), rationale: rationale, remedy: remedy,
      example: Example(before: fires.before, after: fires.after),
      nearMiss: Example(before: silent.before, after: silent.after))
  }

  /// A description with one operation, given as block YAML without indentation.
  static func operation(_ body: String, path: String = "/pets", rest: String = "") -> String {
    document("paths:\n  \(path):\n    get:\n\(indented(body, by: 6))\n\(rest)")
  }

  /// A description with one operation that has a response.
  static func answered(_ body: String, rest: String = "") -> String {
    operation("\(body)\nresponses: {'200': {description: ok}}", rest: rest)
  }

  /// A description whose one operation returns a schema.
  @Sendable static func response(_ schema: String) -> String {
    operation(
      """
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
      \(indented(schema, by: 10))
      """)
  }

  /// A description of some top-level members.
  static func document(_ members: String) -> String {
    "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\n\(members)"
  }

  /// Block YAML moved to the right.
  static func indented(_ text: String, by spaces: Int) -> String {
    let margin = String(repeating: " ", count: spaces)
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : margin + $0 }.joined(separator: "\n")
  }
}
