/// The parts of other projects' formats that relgate writes, as closed schemas: what is not named
/// here is not written.
enum Profiles {
  /// SARIF 2.1.0 with what GitHub demands beyond it: descriptions that are not empty, a location
  /// with a region for each result, relative URIs.
  static let sarif = """
    type: object
    required: [$schema, version, runs]
    properties:
      $schema: {const: "https://json.schemastore.org/sarif-2.1.0.json"}
      version: {const: "2.1.0"}
      runs: {type: array, items: {$ref: "#/definitions/run"}}
    definitions:
      text: {type: string, minLength: 1}
      count: {type: integer, minimum: 1}
      message:
        {type: object, required: [text], properties: {text: {$ref: "#/definitions/text"}}}
      description:
        type: object
        required: [text]
        properties: {text: {type: string, minLength: 1, maxLength: 1024}}
      help:
        type: object
        required: [text, markdown]
        properties:
          {text: {$ref: "#/definitions/text"}, markdown: {$ref: "#/definitions/text"}}
      run:
        type: object
        required: [tool, invocations, automationDetails, columnKind, results]
        properties:
          tool:
            type: object
            required: [driver]
            properties: {driver: {$ref: "#/definitions/driver"}}
          invocations: {type: array, items: {$ref: "#/definitions/invocation"}}
          automationDetails:
            type: object
            required: [id]
            properties: {id: {type: string, pattern: "^relgate/[a-z]+/$"}}
          columnKind: {const: utf16CodeUnits}
          results: {type: array, items: {$ref: "#/definitions/result"}}
          properties: {type: object}
      driver:
        type: object
        required: [name, version, rules]
        properties:
          name: {const: relgate}
          version: {type: string, minLength: 1}
          rules: {type: array, items: {$ref: "#/definitions/rule"}}
          notifications: {type: array, items: {$ref: "#/definitions/notificationRule"}}
      rule:
        type: object
        required: [id, shortDescription, fullDescription, help, defaultConfiguration, properties]
        properties:
          id: {type: string, pattern: "^[a-z-]+/[a-z0-9-]+$"}
          shortDescription: {$ref: "#/definitions/description"}
          fullDescription: {$ref: "#/definitions/description"}
          help: {$ref: "#/definitions/help"}
          defaultConfiguration:
            type: object
            required: [level]
            properties: {level: {enum: [note, warning, error]}}
          properties:
            type: object
            required: [tags, precision, problem.severity]
            properties:
              tags: {type: array, items: {type: string, minLength: 1}}
              precision: {enum: [very-high, high, medium, low]}
              problem.severity: {enum: [error, warning, recommendation]}
      notificationRule:
        type: object
        required: [id, shortDescription, fullDescription, help]
        properties:
          id: {type: string, pattern: "^[a-z-]+/[a-z0-9-]+$"}
          shortDescription: {$ref: "#/definitions/description"}
          fullDescription: {$ref: "#/definitions/description"}
          help: {$ref: "#/definitions/help"}
      invocation:
        type: object
        required: [executionSuccessful]
        properties:
          executionSuccessful: {type: boolean}
          toolExecutionNotifications:
            type: array
            items:
              type: object
              required: [message, level]
              properties:
                descriptor: {type: object, required: [id], properties: {id: {type: string}}}
                message: {$ref: "#/definitions/message"}
                level: {enum: [note, warning, error]}
                locations: {type: array, items: {$ref: "#/definitions/location"}}
      result:
        type: object
        required: [ruleId, ruleIndex, level, message, locations, partialFingerprints]
        properties:
          ruleId: {type: string, pattern: "^[a-z-]+/[a-z0-9-]+$"}
          ruleIndex: {type: integer, minimum: 0}
          level: {enum: [note, warning, error]}
          message: {$ref: "#/definitions/message"}
          locations: {type: array, items: {$ref: "#/definitions/location"}}
          relatedLocations: {type: array, items: {$ref: "#/definitions/location"}}
          partialFingerprints:
            type: object
            required: [relgate/v1]
            properties: {relgate/v1: {type: string, pattern: "^[0-9a-f]{32}$"}}
          suppressions: {type: array, items: {$ref: "#/definitions/suppression"}}
          properties: {type: object}
      suppression:
        type: object
        required: [kind, status, justification]
        properties:
          kind: {enum: [inSource, external]}
          status: {const: accepted}
          justification: {$ref: "#/definitions/text"}
          location: {$ref: "#/definitions/location"}
      location:
        type: object
        required: [physicalLocation]
        properties:
          id: {$ref: "#/definitions/count"}
          message: {$ref: "#/definitions/message"}
          physicalLocation:
            type: object
            required: [artifactLocation, region]
            properties:
              artifactLocation:
                type: object
                required: [uri]
                properties: {uri: {type: string, pattern: "^([A-Za-z0-9._~-]|%[0-9A-F]{2})\
    ([A-Za-z0-9._~/-]|%[0-9A-F]{2})*$"}}
              region:
                type: object
                required: [startLine, endLine]
                properties:
                  startLine: {$ref: "#/definitions/count"}
                  startColumn: {$ref: "#/definitions/count"}
                  endLine: {$ref: "#/definitions/count"}
                  endColumn: {$ref: "#/definitions/count"}
    """

  /// What GitLab reads of a Code Quality report.
  static let gitlab = """
    type: array
    items:
      type: object
      required: [description, check_name, fingerprint, severity, location]
      properties:
        description: {type: string, minLength: 1}
        check_name: {type: string, pattern: "^[a-z-]+/[a-z0-9-]+$"}
        fingerprint: {type: string, pattern: "^[0-9a-f]{32}(-[0-9]+)?$"}
        severity: {enum: [info, minor, major, critical, blocker]}
        location:
          type: object
          required: [path, lines]
          properties:
            path: {type: string, pattern: "^[^/]"}
            lines:
              type: object
              required: [begin]
              properties: {begin: {type: integer, minimum: 1}}
    """

  /// The Reviewdog Diagnostic Format, one object.
  static let rdjson = """
    type: object
    required: [source, severity, diagnostics]
    properties:
      source: {type: object, required: [name], properties: {name: {const: relgate}}}
      severity: {enum: [ERROR, WARNING, INFO]}
      diagnostics:
        type: array
        items:
          type: object
          required: [message, location, severity, code]
          properties:
            message: {type: string, minLength: 1}
            location: {$ref: "#/definitions/location"}
            severity: {enum: [ERROR, WARNING, INFO]}
            code: {type: object, required: [value], properties: {value: {type: string}}}
            related_locations:
              type: array
              items:
                type: object
                required: [message, location]
                properties:
                  message: {type: string}
                  location: {$ref: "#/definitions/location"}
    definitions:
      position:
        type: object
        required: [line]
        properties:
          line: {type: integer, minimum: 1}
          column: {type: integer, minimum: 1}
      location:
        type: object
        required: [path]
        properties:
          path: {type: string, pattern: "^[^/]"}
          range:
            type: object
            required: [start]
            properties:
              start: {$ref: "#/definitions/position"}
              end: {$ref: "#/definitions/position"}
    """
}
