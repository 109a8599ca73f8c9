import DataTrees
import FormatKit
import ReleaseModel
import SourceModel
import Testing

@testable import OpenAPI

/// Swagger 2.0 and what it becomes, told by a twin written in OpenAPI 3.0.
struct ReadSwaggerTests {
  private let head = "openapi: '2.0'\ninfo: {title: a, version: '1'}\n"
  private let head2 = "swagger: '2.0'\ninfo: {title: a, version: '1'}\n"

  private func expect(
    _ swagger: String, becomes twin: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let documents = try #require(read(head2 + swagger).model?.documents)
    let tree = documents.trees[0]
    let reading = DataTree.read(SourceText(path: "twin.yaml", head + twin), syntax: .yaml)
    let other = try #require(reading.tree, "\(reading.problems)")
    #expect(
      tree.canonical(tree.root, limit: 100_000) == other.canonical(other.root, limit: 100_000),
      sourceLocation: sourceLocation)
    #expect(tree.hash(of: tree.root) == other.hash(of: other.root), sourceLocation: sourceLocation)
  }

  @Test func servers() throws {
    try expect(
      "host: api.a.org\nbasePath: /v1\nschemes: [https, http]\npaths: {}\n",
      becomes: "servers: [{url: https://api.a.org/v1}, {url: http://api.a.org/v1}]\npaths: {}\n")
    try expect("host: a.org\npaths: {}\n", becomes: "servers: [{url: //a.org}]\npaths: {}\n")
    try expect("basePath: /v1\npaths: {}\n", becomes: "servers: [{url: /v1}]\npaths: {}\n")
    try expect(
      "schemes: [https]\nbasePath: /\nhost: a.org\npaths: {}\n",
      becomes: "servers: [{url: https://a.org}]\npaths: {}\n")
    try expect(
      "schemes: [https]\npaths: {}\n",
      becomes: "servers: [{url: /, x-schemes: [https]}]\npaths: {}\n")
    try expect(
      """
      host: a.org
      paths:
        /a:
          get: {schemes: [wss], responses: {}}
      """,
      becomes: """
        servers: [{url: //a.org}]
        paths:
          /a:
            get: {servers: [{url: wss://a.org}], responses: {}}
        """)
  }

  @Test func schemas() throws {
    try expect(
      """
      paths: {}
      definitions:
        Pet:
          type: object
          discriminator: kind
          x-nullable: true
          required: [kind]
          properties:
            kind: {type: string}
            x-nullable: {type: file}
            next: {$ref: '#/definitions/Pet', description: d}
            list: {type: array, collectionFormat: csv, items: {$ref: '#/definitions/a~1b%20c'}}
          additionalProperties: {$ref: '#/definitions/Pet'}
          example: {$ref: '#/definitions/Pet', x-nullable: 1}
        a/b c:
          allOf: [{$ref: '#/definitions/Pet'}, {type: array, items: {collectionFormat: ssv}}]
      """,
      becomes: """
        paths: {}
        components:
          schemas:
            Pet:
              type: object
              discriminator: {propertyName: kind}
              nullable: true
              required: [kind]
              properties:
                kind: {type: string}
                x-nullable: {type: string, format: binary}
                next: {$ref: '#/components/schemas/Pet', description: d}
                list: {type: array, items: {$ref: '#/components/schemas/a~1b c'}}
              additionalProperties: {$ref: '#/components/schemas/Pet'}
              example: {$ref: '#/definitions/Pet', x-nullable: 1}
            a/b c:
              allOf:
              - $ref: '#/components/schemas/Pet'
              - {type: array, items: {x-collectionFormat: ssv}}
        """)
  }

  @Test func parameters() throws {
    try expect(
      """
      paths:
        /a/{id}:
          parameters:
          - {name: id, in: path, required: true, type: integer, format: int64, minimum: 1}
          - {$ref: '#/parameters/limit'}
          get:
            parameters:
            - {name: csv, in: query, type: array, items: {type: string}}
            - {name: multi, in: query, type: array, items: {type: string}, collectionFormat: multi}
            - {name: ssv, in: query, type: array, items: {type: string}, collectionFormat: ssv}
            - {name: pipes, in: query, type: array, items: {type: string}, collectionFormat: pipes}
            - {name: tsv, in: query, type: array, items: {type: string}, collectionFormat: tsv}
            - {name: X-A, in: header, type: array, items: {type: string}, collectionFormat: csv}
            - {name: X-B, in: header, type: array, items: {type: string}, collectionFormat: pipes}
            - {name: e, in: query, type: string, enum: [a], default: a, allowEmptyValue: true,
               description: d, x-nullable: true, x-sunset: '2030-01-01', x-example: a}
            responses: {}
      parameters:
        limit: {name: limit, in: query, type: integer}
      """,
      becomes: """
        paths:
          /a/{id}:
            parameters:
            - {name: id, in: path, required: true,
               schema: {type: integer, format: int64, minimum: 1}}
            - {$ref: '#/components/parameters/limit'}
            get:
              parameters:
              - {name: csv, in: query, explode: false,
                 schema: {type: array, items: {type: string}}}
              - {name: multi, in: query, schema: {type: array, items: {type: string}}}
              - {name: ssv, in: query, style: spaceDelimited,
                 schema: {type: array, items: {type: string}}}
              - {name: pipes, in: query, style: pipeDelimited,
                 schema: {type: array, items: {type: string}}}
              - {name: tsv, in: query, x-collectionFormat: tsv,
                 schema: {type: array, items: {type: string}}}
              - {name: X-A, in: header, schema: {type: array, items: {type: string}}}
              - {name: X-B, in: header, x-collectionFormat: pipes,
                 schema: {type: array, items: {type: string}}}
              - {name: e, in: query, allowEmptyValue: true, description: d,
                 x-sunset: '2030-01-01', x-example: a,
                 schema: {type: string, enum: [a], default: a, nullable: true}}
              responses: {}
        components:
          parameters:
            limit: {name: limit, in: query, schema: {type: integer}}
        """)
  }

  @Test func bodies() throws {
    try expect(
      """
      consumes: [application/json, application/xml, application/json]
      paths:
        /a:
          parameters:
          - {name: shared, in: body, schema: {type: string}}
          post:
            parameters:
            - {name: own, in: body, required: true, description: d, schema: {$ref: '#/definitions/A'}}
            responses: {}
          put: {responses: {}}
          patch:
            consumes: [text/plain]
            parameters: [{$ref: '#/parameters/Body'}, {name: q, in: query, type: string}]
            responses: {}
          delete:
            parameters: [{$ref: '#/parameters/Body'}]
            responses: {}
      definitions: {A: {type: string}}
      parameters:
        Body: {name: b, in: body, schema: {$ref: '#/definitions/A'}, x-a: 1}
      """,
      becomes: """
        paths:
          /a:
            post:
              requestBody:
                required: true
                description: d
                content:
                  application/json: {schema: {$ref: '#/components/schemas/A'}}
                  application/xml: {schema: {$ref: '#/components/schemas/A'}}
              responses: {}
            put:
              requestBody:
                content:
                  application/json: {schema: {type: string}}
                  application/xml: {schema: {type: string}}
              responses: {}
            patch:
              parameters: [{name: q, in: query, schema: {type: string}}]
              requestBody:
                x-a: 1
                content: {text/plain: {schema: {$ref: '#/components/schemas/A'}}}
              responses: {}
            delete:
              requestBody: {$ref: '#/components/requestBodies/Body'}
              responses: {}
        components:
          schemas: {A: {type: string}}
          requestBodies:
            Body:
              x-a: 1
              content:
                application/json: {schema: {$ref: '#/components/schemas/A'}}
                application/xml: {schema: {$ref: '#/components/schemas/A'}}
        """)
  }

  @Test func forms() throws {
    try expect(
      """
      paths:
        /a:
          post:
            consumes: [multipart/form-data, application/json]
            parameters:
            - {name: file, in: formData, type: file, required: true, description: d}
            - {name: tags, in: formData, type: array, items: {type: string}}
            - {$ref: '#/parameters/note'}
            responses: {}
          put:
            parameters: [{name: a, in: formData, type: string, maxLength: 3}]
            responses: {}
          patch:
            parameters: [{name: a, in: formData, type: file}]
            responses: {}
      parameters:
        note: {name: note, in: formData, type: string, required: true}
      """,
      becomes: """
        paths:
          /a:
            post:
              requestBody:
                required: true
                content:
                  multipart/form-data:
                    schema:
                      type: object
                      required: [file, note]
                      properties:
                        file: {type: string, format: binary, description: d}
                        tags: {type: array, items: {type: string}}
                        note: {$ref: '#/components/x-formData/note'}
                    encoding: {tags: {explode: false}}
              responses: {}
            put:
              requestBody:
                content:
                  application/x-www-form-urlencoded:
                    schema: {type: object, properties: {a: {type: string, maxLength: 3}}}
              responses: {}
            patch:
              requestBody:
                content:
                  multipart/form-data:
                    schema: {type: object, properties: {a: {type: string, format: binary}}}
              responses: {}
        components: {x-formData: {note: {type: string}}}
        """)
  }

  @Test func responses() throws {
    try expect(
      """
      produces: [application/json, text/csv]
      paths:
        /a:
          get:
            tags: [t]
            operationId: get
            deprecated: true
            security: [{key: []}]
            externalDocs: {url: u}
            responses:
              200:
                description: d
                schema: {$ref: '#/definitions/A'}
                headers:
                  X-A: {type: integer, description: h}
                  X-B: {type: array, items: {type: string}, collectionFormat: csv}
                examples: {application/json: {a: 1}, text/html: <a>}
              204: {description: none}
              404: {$ref: '#/responses/Missing'}
              x-more: 1
          put:
            produces: [text/plain]
            responses:
              200: {description: d, schema: {type: file}}
              404: {$ref: '#/responses/Missing'}
      definitions: {A: {type: string}}
      responses:
        Missing: {description: m, schema: {$ref: '#/definitions/A'}}
      """,
      becomes: """
        paths:
          /a:
            get:
              tags: [t]
              operationId: get
              deprecated: true
              security: [{key: []}]
              externalDocs: {url: u}
              responses:
                200:
                  description: d
                  headers:
                    X-A: {description: h, schema: {type: integer}}
                    X-B: {schema: {type: array, items: {type: string}}}
                  content:
                    application/json: {schema: {$ref: '#/components/schemas/A'}, example: {a: 1}}
                    text/csv: {schema: {$ref: '#/components/schemas/A'}}
                  x-examples: {text/html: <a>}
                204: {description: none}
                404: {$ref: '#/components/responses/Missing'}
                x-more: 1
            put:
              responses:
                200:
                  description: d
                  content: {text/plain: {schema: {type: string, format: binary}}}
                404:
                  description: m
                  content: {text/plain: {schema: {$ref: '#/components/schemas/A'}}}
        components:
          schemas: {A: {type: string}}
          responses:
            Missing:
              description: m
              content:
                application/json: {schema: {$ref: '#/components/schemas/A'}}
                text/csv: {schema: {$ref: '#/components/schemas/A'}}
        """)
  }

  @Test func security() throws {
    try expect(
      """
      paths: {}
      securityDefinitions:
        basic: {type: basic, description: d}
        key: {type: apiKey, name: X-Key, in: header}
        app: {type: oauth2, flow: application, tokenUrl: t, scopes: {a: b}, x-a: 1}
        code: {type: oauth2, flow: accessCode, tokenUrl: t, authorizationUrl: u, scopes: {}}
        implicit: {type: oauth2, flow: implicit, authorizationUrl: u, scopes: {}}
      """,
      becomes: """
        paths: {}
        components:
          securitySchemes:
            basic: {type: http, scheme: basic, description: d}
            key: {type: apiKey, name: X-Key, in: header}
            app:
              type: oauth2
              flows: {clientCredentials: {tokenUrl: t, scopes: {a: b}}}
              x-a: 1
            code:
              type: oauth2
              flows: {authorizationCode: {tokenUrl: t, authorizationUrl: u, scopes: {}}}
            implicit: {type: oauth2, flows: {implicit: {authorizationUrl: u, scopes: {}}}}
        """)
  }

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

  private func read(_ text: String, _ files: [RepositoryPath: String] = [:])
    -> Reading<OpenAPIModel>
  {
    OpenAPIFormat.read(SourceText(path: "api.yaml", text), from: Files(files: files))
  }
}

/// Files in memory.
struct Files: FileSource {
  let files: [RepositoryPath: String]

  func read(_ path: RepositoryPath) -> FileReading {
    files[path].map { .file(SourceText(path: path, $0)) } ?? .missing
  }
}
