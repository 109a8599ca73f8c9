import DataTrees
import FormatKit
import ReleaseModel
import SourceModel
import Testing

@testable import OpenAPI

/// References of Swagger 2.0 across places and files, and documents that were rewritten by hand.
struct ReadSwaggerReferenceTests: SwaggerTwins {
  /// References into places that have no name, as bundlers write them.
  @Test func deepReferences() throws {
    try expect(
      """
      paths:
        /a:
          post:
            parameters:
            - {name: b, in: body, schema: {type: object, properties: {x: {type: string}}}}
            - {name: q, in: query, type: string}
            responses:
              200: {description: d, schema: {items: {type: string}}}
              201: {description: d, schema: {$ref: '#/paths/~1a/post/responses/200/schema/items'}}
              202: {description: d, schema: {$ref: '#/paths/~1a/post/parameters/0/schema/properties/x'}}
          get:
            parameters: [{$ref: '#/paths/~1a/post/parameters/1'}]
            responses: {200: {$ref: '#/paths/~1a/post/responses/200'}}
      """,
      becomes: """
        paths:
          /a:
            post:
              parameters: [{name: q, in: query, schema: {type: string}}]
              requestBody:
                content:
                  application/json:
                    schema: {type: object, properties: {x: {type: string}}}
              responses:
                200: {description: d, content: {application/json: {schema: {items: {type: string}}}}}
                201:
                  description: d
                  content:
                    application/json:
                      schema:
                        $ref: '#/paths/~1a/post/responses/200/content/application~1json/schema/items'
                202:
                  description: d
                  content:
                    application/json:
                      schema:
                        $ref: '#/paths/~1a/post/requestBody/content/application~1json/schema/properties/x'
            get:
              parameters: [{$ref: '#/paths/~1a/post/parameters/0'}]
              responses: {200: {$ref: '#/paths/~1a/post/responses/200'}}
        """)
  }

  // MARK: By meaning

  /// What a person writes in 3.0 for the same API is compared without a finding that matters.
  @Test func migrationByHand() throws {
    let before = try #require(
      read(
        head2 + """
          host: a.org
          basePath: /v1
          schemes: [https]
          consumes: [application/json]
          produces: [application/json]
          paths:
            /a/{id}:
              parameters: [{name: id, in: path, required: true, type: string}]
              get:
                parameters: [{name: tags, in: query, type: array, items: {type: string}}]
                responses:
                  200: {description: d, schema: {$ref: '#/definitions/A'}}
                  404: {$ref: '#/responses/Missing'}
              put:
                parameters:
                - {name: a, in: body, required: true, schema: {$ref: '#/definitions/A'}}
                responses: {204: {description: d}}
              post:
                consumes: [multipart/form-data]
                parameters:
                - {name: file, in: formData, type: file, required: true}
                - {$ref: '#/parameters/note'}
                responses: {204: {description: d, headers: {X-A: {type: integer}}}}
          parameters:
            note: {name: note, in: formData, type: string}
          definitions:
            A: {type: object, properties: {a: {type: string, x-nullable: true}}}
          responses:
            Missing: {description: m}
          securityDefinitions:
            basic: {type: basic}
          """
      ).model)
    let after = try #require(
      read(
        """
        openapi: 3.0.3
        info: {title: a, version: '1'}
        servers: [{url: 'https://a.org/v1'}]
        paths:
          /a/{id}:
            parameters: [{name: id, in: path, required: true, schema: {type: string}}]
            get:
              parameters:
              - {name: tags, in: query, style: form, explode: false,
                 schema: {type: array, items: {type: string}}}
              responses:
                200:
                  description: d
                  content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}
                404: {$ref: '#/components/responses/Missing'}
            put:
              requestBody:
                required: true
                content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}
              responses: {204: {description: d}}
            post:
              requestBody:
                required: true
                content:
                  multipart/form-data:
                    schema:
                      type: object
                      required: [file]
                      properties:
                        file: {type: string, format: binary}
                        note: {type: string}
              responses:
                204: {description: d, headers: {X-A: {schema: {type: integer}}}}
        components:
          schemas:
            A: {type: object, properties: {a: {type: string, nullable: true}}}
          responses:
            Missing: {description: m}
          securitySchemes:
            basic: {type: http, scheme: basic}
        """
      ).model)
    for (x, y) in [(before, after), (after, before)] {
      let changes = OpenAPIFormat.compare(before: x, after: y).changes
      #expect(changes.filter { $0.classification != .neutral }.map(\.message) == [])
    }
  }

  // MARK: Several files

  /// What stands in other files is rewritten by what references take it for, and only that.
  @Test func severalFiles() throws {
    let reading = read(
      """
      swagger: '2.0'
      info: {title: a, version: '1'}
      consumes: [application/json]
      paths:
        /a: {$ref: paths/a.yaml}
        /b:
          put:
            consumes: [text/plain]
            parameters: [{$ref: 'parts.yaml#/parameters/Body'}]
            responses: {}
          patch:
            consumes: [multipart/form-data]
            parameters: [{$ref: 'parts.yaml#/parameters/note'}]
            responses: {}
      definitions:
        A: {$ref: 'parts.yaml#/definitions/Pet'}
      responses:
        Ok: {description: o, schema: {$ref: '#/definitions/A'}}
      """,
      [
        "paths/a.yaml": """
        post:
          parameters:
          - {$ref: '../parts.yaml#/parameters/Body'}
          - {$ref: '../parts.yaml#/parameters/limit'}
          produces: [text/csv]
          responses:
            200: {$ref: '../api.yaml#/responses/Ok'}
            201: {description: d, schema: {$ref: '../api.yaml#/definitions/A'}}
        """,
        "parts.yaml": """
        definitions:
          Pet: {discriminator: kind, properties: {a: {$ref: '#/definitions/Other'}}}
          Other: {x-nullable: true}
          Unused: {x-nullable: true}
        parameters:
          Body: {name: b, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}
          limit: {name: limit, in: query, type: integer}
          note: {name: note, in: formData, type: string, description: n}
        """,
      ])
    #expect(reading.problems == [])
    #expect(reading.dependencies == ["parts.yaml", "paths/a.yaml"])
    let trees = try #require(reading.model).documents.trees
    let twins: [RepositoryPath: String] = [
      "api.yaml": """
      openapi: '2.0'
      info: {title: a, version: '1'}
      paths:
        /a: {$ref: paths/a.yaml}
        /b:
          put:
            requestBody:
              required: true
              content:
                text/plain:
                  schema: {$ref: 'parts.yaml#/parameters/Body/content/application~1json/schema'}
            responses: {}
          patch:
            requestBody:
              content:
                multipart/form-data:
                  schema:
                    type: object
                    properties: {note: {$ref: 'parts.yaml#/parameters/note'}}
            responses: {}
      components:
        schemas: {A: {$ref: 'parts.yaml#/definitions/Pet'}}
        responses:
          Ok:
            description: o
            content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}
      """,
      "paths/a.yaml": """
      post:
        parameters: [{$ref: '../parts.yaml#/parameters/limit'}]
        x-produces: [text/csv]
        responses:
          200: {$ref: '../api.yaml#/components/responses/Ok'}
          201:
            description: d
            content: {text/csv: {schema: {$ref: '../api.yaml#/components/schemas/A'}}}
        requestBody: {$ref: '../parts.yaml#/parameters/Body'}
      """,
      "parts.yaml": """
      definitions:
        Pet:
          discriminator: {propertyName: kind}
          properties: {a: {$ref: '#/definitions/Other'}}
        Other: {nullable: true}
        Unused: {x-nullable: true}
      parameters:
        Body:
          required: true
          content: {application/json: {schema: {$ref: '#/definitions/Pet'}}}
        limit: {name: limit, in: query, schema: {type: integer}}
        note: {type: string, description: n}
      """,
    ]
    #expect(trees.count == twins.count)
    for tree in trees {
      let twin = try #require(twins[tree.source.path])
      let other = try #require(
        DataTree.read(SourceText(path: "twin.yaml", twin), syntax: .yaml).tree)
      #expect(
        tree.canonical(tree.root, limit: 100_000) == other.canonical(other.root, limit: 100_000))
    }
  }

  /// References that go to and fro between two files, each step in another role or place.
  @Test func referencesToAndFro() throws {
    let steps = 50
    let forth = (0..<steps).map { "s\($0): {x-nullable: true, items: {$ref: 'b.yaml#/s\($0)'}}\n" }
    let back = (0..<steps).map {
      "s\($0): {x-nullable: true, items: {$ref: 'a.yaml#/s\($0 + 1)'}}\n"
    }
    let reading = read(
      head2 + "paths: {}\ndefinitions: {A: {$ref: 'a.yaml#/s0'}}\n",
      ["a.yaml": forth.joined() + "s\(steps): {x-nullable: false}\n", "b.yaml": back.joined()])
    #expect(reading.problems == [])
    let documents = try #require(reading.model).documents
    #expect(documents.trees.count == 3)
    for document: Int32 in [1, 2] {
      let root = NodeRef(document: document, node: documents.trees[Int(document)].root)
      for member in documents.members(of: root) {
        #expect(documents.bool(of: member.value, "nullable") != nil)
      }
    }
  }

  // MARK: Places

  /// Everything is told where it stands in the source.
  @Test func placesInTheSource() throws {
    let text =
      head2 + "host: a.org\nconsumes: [text/plain]\npaths:\n  /a:\n    post:\n      parameters:\n"
      + "      - {name: b, in: body, schema: {type: string}}\n"
    let documents = try #require(read(text).model).documents
    func source(_ node: NodeRef?) throws -> String {
      let range = documents.keySpot(of: try #require(node)).range
      return String(decoding: Array(text.utf8)[range.indices], as: UTF8.self)
    }
    let servers = try #require(documents.value(of: documents.root, "servers"))
    #expect(try source(servers) == "host")
    let url = documents.items(of: servers).first.flatMap { documents.value(of: $0, "url") }
    #expect(try Name(Array(text.utf8)[documents.spot(of: #require(url)).range.indices]) == "a.org")
    var node = documents.root
    for key in ["paths", "/a", "post", "requestBody", "content", "text/plain"] as [Name] {
      node = try #require(documents.value(of: node, named: key))
    }
    #expect(try source(node) == "text/plain")
    #expect(try source(documents.value(of: node, "schema")) == "schema")
  }

  /// A description that would become a hundred times as long is refused, not built.
  @Test func multiplication() {
    let types = (0..<300).map { "a/t\($0)" }.joined(separator: ", ")
    let paths = (0..<150).map {
      "  /p\($0): {get: {responses: {200: {description: a, schema: {}}}}}\n"
    }
    let reading = read(head2 + "produces: [\(types)]\npaths:\n" + paths.joined())
    #expect(reading.model == nil)
    #expect(reading.problems.map(\.rule) == ["openapi/unreadable"])
  }
}

/// Files in memory.
struct Files: FileSource {
  let files: [RepositoryPath: String]

  func read(_ path: RepositoryPath) -> FileReading {
    files[path].map { .file(SourceText(path: path, $0)) } ?? .missing
  }
}
