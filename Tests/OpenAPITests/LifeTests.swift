import FormatKit
import OpenAPI
import SourceModel
import TestSupport
import Testing

/// What descriptions say about the life of elements.
@Suite("Lives")
struct LifeTests {
  private static let text = """
    openapi: 3.1.0
    info: {title: t, version: 1.2.0}
    paths:
      /pets/{id}:
        parameters:
          - {name: id, in: path, required: true, schema: {type: string}}
        get:
          deprecated: true
          x-sunset: '2026-06-01'
          parameters:
            - {name: trace, in: query, deprecated: true, schema: {type: string}}
            - {name: X-Tag, in: header, schema: {type: string}}
          responses:
            '404': {description: gone}
            default: {$ref: '#/components/responses/Error'}
            '200':
              description: ok
              content:
                application/json: {schema: {$ref: '#/components/schemas/Pet'}}
        post:
          x-sunset: '2026-09-01'
          responses: {'204': {description: ok}}
        put:
          responses: {'204': {description: ok}}
    webhooks:
      born:
        post: {deprecated: true, responses: {'204': {description: ok}}}
    components:
      responses:
        Error: {description: e, content: {text/plain: {schema: {type: string}}}}
      schemas:
        Old: {type: string, deprecated: true}
        Base: {type: object, properties: {name: {type: string, deprecated: true, x-sunset: '2026-05-01'}}}
        Pet:
          allOf:
            - $ref: '#/components/schemas/Base'
            - type: object
              properties:
                tag: {$ref: '#/components/schemas/Old'}
                kind: {anyOf: [{type: object, title: Cat, properties: {meow: {type: string}}}, {type: integer}]}
                list: {type: array, items: {type: object, properties: {inner: {deprecated: true}}}}
    """

  private static func lives(_ elements: [Name]) throws -> [Name: ElementLife] {
    let sample = Sample("lives", text)
    let reading = OpenAPIFormat.read(sample.source, from: sample)
    return OpenAPIFormat.lives(of: elements, in: try #require(reading.model))
  }

  private static func life(_ element: Name) throws -> ElementLife? { try lives([element])[element] }

  @Test(
    "Elements are announced by their own word, or by that of what holds them",
    arguments: [
      ("GET /pets/{id}", "2026-06-01"), ("GET /pets/{other}", "2026-06-01"),
      ("GET /pets/{id} > response 404", "2026-06-01"),
      ("GET /pets/{id} > response default > text/plain", "2026-06-01"),
      ("GET /pets/{id} > response 200 > application/json > name", "2026-05-01"),
      ("GET /pets/{id} > response 200 > application/json > list > []", "2026-06-01"),
      ("GET /pets/{id} > parameter trace (query)", "no day"),
      ("GET /pets/{id} > parameter x-tag (header)", "2026-06-01"),
      ("GET /pets/{petId} > parameter petId (path)", "2026-06-01"),
      ("POST /pets/{id}", "2026-09-01"), ("POST /pets/{id} > response 204", "2026-09-01"),
      ("webhook born > POST > response 204", "no day"), ("schema Old", "no day"),
      ("schema Pet > name", "2026-05-01"), ("schema Pet > tag", "no day"),
      ("schema Pet > list > [] > inner", "no day"),
    ] as [(Name, String)])
  func announced(_ element: Name, _ sunset: String) throws {
    let life = try #require(try Self.life(element))
    let announcement = try #require(life.announcement)
    #expect(announcement.sunset.map { "\($0)" } ?? "no day" == sunset)
  }

  @Test(
    "Elements that stand and of which nothing is said",
    arguments: [
      "", "PUT /pets/{id}", "PUT /pets/{id} > response 204", "schema Pet", "response Error",
      "/pets/{id} > parameter id (path)", "schema Pet > kind > (Cat) > meow", "info", "server /",
      "schema Pet (was schema Animal) > kind",
    ] as [Name])
  func served(_ element: Name) throws {
    let life = try #require(try Self.life(element))
    #expect(life.announcement == nil)
  }

  @Test(
    "Elements that do not stand",
    arguments: [
      "GET /pets", "PATCH /pets/{id}", "GET /pets/{id} > response 500", "schema Dog",
      "schema Pet > color", "schema Pet > name > inner", "GET /pets/{id} > parameter x (query)",
      "webhook died > POST", "schema Pet > kind > (Dog)", "nothing of the kind", "other.yaml#/A",
      "#/components/x/y/z",
    ] as [Name])
  func absent(_ element: Name) throws {
    #expect(try Self.life(element) == nil)
  }

  @Test("A life stands where the element does")
  func places() throws {
    let life = try #require(try Self.life("GET /pets/{id} > parameter trace (query)"))
    let bytes = Array(Self.text.utf8)
    #expect(bytes[life.location.range.indices].first == UInt8(ascii: "{"))
    let mark = try #require(life.announcement).location.range.indices
    #expect(String(decoding: bytes[mark], as: UTF8.self) == "true")
  }

  @Test("A name that can be read in very many ways is given up")
  func hostile() throws {
    let steps = String(repeating: " > []", count: 400)
    #expect(try Self.life(Name("schema Pet > list\(steps)")) == nil)
  }

  @Test("The version of a description is that of its info")
  func version() throws {
    let sample = Sample("version", Self.text)
    let model = try #require(OpenAPIFormat.read(sample.source, from: sample).model)
    #expect(OpenAPIFormat.declaredVersion(of: model)?.text == "1.2.0")
  }
}
