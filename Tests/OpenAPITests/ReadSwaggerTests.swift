import DataTrees
import FormatKit
import ReleaseModel
import SourceModel
import Testing

@testable import OpenAPI

/// Swagger 2.0 and what it becomes, told by a twin written in OpenAPI 3.0.
struct ReadSwaggerTests: SwaggerTwins {
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
}
