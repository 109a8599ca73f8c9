import FormatKit
import Foundation
import ReleaseModel
import SourceModel
import Testing

@testable import OpenAPI

/// What a description can have wrong, and where it is told.
struct ReadStructureTests {
  /// A description in which a snippet stands, and the problems told, as `rule message`.
  private func problems(
    _ text: String, openapi: String = "3.0.3", files: [RepositoryPath: String] = [:]
  ) -> [String] {
    located(text, openapi: openapi, files: files).map {
      "\($0.rule.text.dropFirst(8)) \($0.message)"
    }
  }

  private func located(
    _ text: String, openapi: String = "3.0.3", files: [RepositoryPath: String] = [:]
  ) -> [LocatedProblem] {
    let source = SourceText(path: "api/a.yaml", "openapi: \(openapi)\n" + text)
    let problems = OpenAPIFormat.read(source, from: Files(files: files)).problems
    let listed = OpenAPIFormat.problemRules.map(\.id)
    #expect(problems.map(\.rule).filter { !listed.contains($0) } == [])
    return problems
  }

  private func schema(_ text: String) -> String {
    "components:\n  schemas:\n    A: {type: string}\n    B: \(text)\n"
  }

  // MARK: References

  @Test func unresolvedReference() {
    let place = "reference-unresolved reference"
    #expect(
      problems(schema("{allOf: [{$ref: '#/components/schemas/C'}], items: {$ref: '#/x/y'}}"))
        == [
          "\(place) '#/components/schemas/C' leads nowhere: nothing stands at that place",
          "\(place) '#/x/y' leads nowhere: nothing stands at that place",
        ])
    #expect(
      problems(schema("{items: {$ref: other.yaml}}")) == [
        "\(place) 'other.yaml' leads nowhere: there is no file 'api/other.yaml'"
      ])
    #expect(
      problems(schema("{items: {$ref: ../../a.yaml}}")) == [
        "\(place) '../../a.yaml' leads nowhere: it leaves the repository"
      ])
    #expect(
      problems("components: {schemas: {A: {$ref: '#/components/schemas/A'}}}") == [
        "\(place) '#/components/schemas/A' leads nowhere: it leads back to itself"
      ])
    #expect(problems(schema("{items: {$ref: '#/components/schemas/A'}}")) == [])
    #expect(problems(schema("{items: {$ref: '#/components/schemas/B'}}")) == [])
    // Authors refer to whole maps too.
    let split = "components: {schemas: {A: {properties: {$ref: '#/x-a'}}}}\nx-a: {b: {}}"
    #expect(problems(split) == [])
  }

  @Test func adviceAndOneProblemPerReference() {
    let found = located(
      "components: {schemas: {Pet: {}, A: {$ref: '#/components/schemas/Pets'}}}\n"
        + "paths: {/a: {get: {parameters: [{$ref: '#/components/schemas/Pets'}]}}}\n")
    #expect(found.map(\.hint) == ["Write '#/components/schemas/Pet' if that is meant."])
  }

  @Test func externalReference() {
    #expect(
      problems(schema("{items: {$ref: 'https://a.org/b.yaml#/c'}}")) == [
        "reference-external reference 'https://a.org/b.yaml#/c' leads out of the repository"
      ])
  }

  /// Data is no place for references, and neither are names.
  @Test(arguments: [
    "{example: {$ref: '#/x'}, default: {$ref: '#/x'}, enum: [{$ref: '#/x'}], const: {$ref: '#/x'}}",
    "{x-a: {$ref: '#/x'}, examples: [{$ref: '#/x'}], unknown: {$ref: '#/x'}}",
    "{properties: {$ref: {type: string}}, externalDocs: {$ref: '#/x'}, xml: {$ref: '#/x'}}",
  ])
  func dataIsNotSearched(_ text: String) {
    #expect(problems(schema(text)) == [])
  }

  /// What stands beside a reference counts in 3.1 only, and only in schemas.
  @Test func besideReferences() {
    let text = schema("{$ref: '#/components/schemas/A', items: 1}")
    #expect(problems(text) == [])
    #expect(problems(text, openapi: "3.1.0").count == 1)
    let item = "paths: {/a: {$ref: '#/paths/~1b', get: 1}, /b: {}}\n"
    #expect(problems(item).count == 1)
    let response =
      "paths: {/a: {get: {responses: {200: {$ref: '#/components/responses/A', content: 1}}}}}\n"
      + "components: {responses: {A: {description: a}}}"
    #expect(problems(response, openapi: "3.1.0") == [])
  }

  @Test func textThatIsAReference() {
    let found = located("info: {title: a, description: {$ref: a.md}}\n")
    #expect(
      found.map(\.message) == ["'info > description' was an object where text belongs"])
    #expect(found.map(\.hides) == [false])
  }

  // MARK: Shape

  @Test(arguments: [
    ("paths: []", "'paths' was a list where an object belongs"),
    ("paths: {/a: get}", "'paths > /a' was a string where an object belongs"),
    ("paths: {/a: {get: []}}", "'paths > /a > get' was a list where an object belongs"),
    (
      "paths: {/a: {get: {parameters: {}}}}",
      "'paths > /a > get > parameters' was an object where a list belongs"
    ),
    (
      "paths: {/a: {get: {parameters: [a]}}}",
      "'paths > /a > get > parameters > item' was a string where an object belongs"
    ),
    (
      "paths: {/a: {get: {parameters: [{name: q, in: query, required: 'yes'}]}}}",
      "'paths > /a > get > parameters > q > required' was a string where true or false belongs"
    ),
    (
      "paths: {/a: {get: {responses: [{description: a}]}}}",
      "'paths > /a > get > responses' was a list where an object belongs"
    ),
    (
      "paths: {/a: {get: {responses: {200: {content: [a]}}}}}",
      "'paths > /a > get > responses > 200 > content' was a list where an object belongs"
    ),
    (
      "paths: {/a: {get: {tags: a}}}", "'paths > /a > get > tags' was a string where a list belongs"
    ),
    (
      "security: [{a: b}]", "'security > item > a' was a string where a list belongs"
    ),
    (
      "components: {schemas: {A: {properties: [a]}}}",
      "'components > schemas > A > properties' was a list where an object belongs"
    ),
    (
      "components: {schemas: {A: string}}",
      "'components > schemas > A' was a string where an object belongs"
    ),
    (
      "components: {schemas: {A: {required: true}}}",
      "'components > schemas > A > required' was a truth value where a list belongs"
    ),
    (
      "components: {schemas: {A: {required: [1]}}}",
      "'components > schemas > A > required > item' was a number where a string belongs"
    ),
    (
      "components: {schemas: {A: {minLength: '5'}}}",
      "'components > schemas > A > minLength' was a string where a number belongs"
    ),
    (
      "components: {schemas: {A: {enum: a}}}",
      "'components > schemas > A > enum' was a string where a list belongs"
    ),
    (
      "components: {schemas: {A: {items: a}}}",
      "'components > schemas > A > items' was a string where an object belongs"
    ),
    (
      "components: {schemas: {A: {discriminator: kind}}}",
      "'components > schemas > A > discriminator' was a string where an object belongs"
    ),
    (
      "components: {schemas: {A: {type: {a: b}}}}",
      "'components > schemas > A > type' was an object where the name of a type belongs"
    ),
    (
      "components: {schemas: {A: {$ref: [a]}}}",
      "'components > schemas > A > $ref' was a list where a string belongs"
    ),
    (
      "components: {securitySchemes: {A: {type: oauth2, flows: implicit}}}",
      "'components > securitySchemes > A > flows' was a string where an object belongs"
    ),
    (
      "webhooks: {a: {post: {callbacks: {c: {'{$url}': {get: {deprecated: 1}}}}}}}",
      "'webhooks > a > post > callbacks > c > {$url} > get > deprecated' was a number where true "
        + "or false belongs"
    ),
    (
      "components: {responses: {A: {links: {l: {server: a}}, headers: {h: {schema: 1}}}}}",
      "'components > responses > A > links > l > server' was a string where an object belongs"
    ),
  ])
  func misplaced(_ text: String, _ message: String) {
    let found = located(text)
    #expect(found.first?.rule == "openapi/structure-invalid")
    #expect(found.first?.message == message)
    #expect(found.first?.hides == true)
  }

  @Test func rootIsNoObject() {
    let reading = OpenAPIFormat.read(SourceText(path: "a.json", "[1]"), from: Files(files: [:]))
    #expect(reading.problems.map(\.message) == ["the document was a list where an object belongs"])
  }

  @Test func nullIsAbsent() {
    let found = located("components: {schemas: null}\npaths: {/a: null, /b: {get: {tags: null}}}")
    #expect(found.map(\.hides) == [false, false])
    #expect(problems("paths: {/a: null, /b: }") == [])
  }

  /// Unknown members are the comparison's, and so are values that it reads as they are.
  @Test(arguments: [
    "more: [1]\nx-a: 1\npaths: {x-b: 1, /a: {x-c: [], get: {x-d: 1, more: {}}}}",
    "info: {title: 1, version: 2020, description: null}",
    "components: {schemas: {A: {items: [{type: string}, true], additionalProperties: false}}}",
    "components: {schemas: {A: {exclusiveMinimum: true}, B: {exclusiveMinimum: 1.5}}}",
    "paths: {/a: {get: {responses: {x-a: 1, default: {description: a}}}}}",
    "servers: [{url: a, variables: {b: {enum: [a], default: a}}}]\nsecurity: [{}, {a: [b]}]",
  ])
  func tolerated(_ text: String) {
    #expect(problems(text) == [])
  }

  // MARK: Names and dates

  @Test func unknownTypes() {
    let found = located(schema("{type: [strng, integer], items: {type: null}}"), openapi: "3.1.0")
    #expect(
      found.map(\.message) == [
        "type 'strng' of 'components > schemas > B > type > item' does not exist",
        "type null of 'components > schemas > B > items > type' was no string",
      ])
    #expect(found[0].rule == "openapi/type-unknown")
    #expect(found[0].hint == "Write 'string' if that is meant.")
    #expect(
      problems(schema("{type: [string, 'null', integer, number, boolean, array, object]}")) == [])
    #expect(problems(schema("{type: file}")) == [])
  }

  @Test func sunsets() {
    let text = "paths: {/a: {get: {x-sunset: %}}}"
    func problems(_ value: String) -> [String] {
      self.problems(text.replacingOccurrences(of: "%", with: value))
    }
    #expect(
      problems("soon") == [
        "sunset-unreadable sunset \"soon\" of 'paths > /a > get > x-sunset' is no date"
      ])
    #expect(problems("2030-02-30").count == 1)
    #expect(problems("20300101").count == 1)
    #expect(problems("2030-02-28") == [])
    #expect(problems("'2030-02-28T10:00:00Z'") == [])
    #expect(self.problems(schema("{x-sunset: soon}")).count == 1)
    #expect(self.problems("components: {headers: {A: {x-sunset: soon}}}").count == 1)
  }

  @Test func stability() {
    #expect(
      problems("paths: {/a: {get: {x-stability-level: experimental}}}") == [
        "stability-unknown stability level \"experimental\" of "
          + "'paths > /a > get > x-stability-level' does not exist"
      ])
    for level in ["draft", "alpha", "beta", "stable"] {
      #expect(problems("paths: {/a: {get: {x-stability-level: \(level)}}}") == [])
    }
  }

  // MARK: Parameters and paths

  @Test(arguments: [
    ("[{in: query}]", "a parameter of 'paths > /a > get > parameters' has no name"),
    (
      "[{name: a}]",
      "parameter 'a' of 'paths > /a > get > parameters' does not say where it stands"
    ),
    (
      "[{name: a, in: body}]",
      "parameter 'a' of 'paths > /a > get > parameters' stood in 'body', which is no place of a "
        + "parameter"
    ),
    (
      "[{name: a, in: query}, {name: a, in: query}]",
      "parameter 'a' of 'paths > /a > get > parameters' was given twice"
    ),
  ])
  func invalidParameter(_ list: String, _ message: String) {
    #expect(
      problems("paths: {/a: {get: {parameters: \(list)}}}") == ["parameter-invalid \(message)"])
  }

  @Test func parameterGivenTwiceByReference() {
    #expect(
      problems(
        "paths: {/a: {get: {parameters: [{name: a, in: query}, {$ref: '#/components/parameters/A'}]}}}\n"
          + "components: {parameters: {A: {name: a, in: query}}}")
        == [
          "parameter-invalid parameter 'a' of 'paths > /a > get > parameters' was given twice"
        ])
  }

  @Test("What a parameter given twice hides is its second definition, references followed")
  func subjectOfRepeatedParameter() {
    func subjects(_ type: String, _ other: String = "string") -> [Name] {
      let text = """
        openapi: 3.0.3
        info: {title: t, version: '1'}
        paths: {/a: {get: {parameters: [{name: a, in: query}, {$ref: '#/components/parameters/A'}]}}}
        components:
          parameters: {A: {name: a, in: query, schema: {$ref: '#/components/schemas/S'}}}
          schemas: {S: {type: \(type)}, T: {type: \(other)}}
        """
      return OpenAPIFormat.read(SourceText(path: "api.yaml", text), from: Files(files: [:]))
        .problems.map(\.subject)
    }
    #expect(subjects("string").count == 1)
    #expect(subjects("string") == subjects("string", "integer"))
    #expect(subjects("string") != subjects("integer"))
  }

  @Test func validParameters() {
    #expect(
      problems(
        """
        paths: {'/a/{b}': {parameters: [{name: a, in: query}, {name: a, in: header},
          {name: b, in: path}, {name: c, in: cookie}, {$ref: '#/components/parameters/D'}]}}
        components: {parameters: {D: {name: d, in: query}}}
        """) == [])
  }

  @Test func duplicatedTemplates() {
    let found = located(
      "paths:\n  /a/{b}: {get: {}}\n  /a/{c}: {get: {}}\n  /a/{d}: {put: {}}\n  /a/{b}/: {}\n"
        + "  /a/b: {}\n")
    #expect(
      found.map(\.message) == [
        "path '/a/{c}' differs from '/a/{b}' only in parameter names",
        "path '/a/{d}' differs from '/a/{b}' only in parameter names",
      ])
    #expect(found.map(\.hides) == [true, false])
    #expect(found.map(\.rule) == ["openapi/path-duplicated", "openapi/path-duplicated"])
  }

  // MARK: Places

  /// A problem is told where it stands, in the file where it stands, once for all that use it.
  @Test func placesInOtherFiles() {
    let part = "A:\n  type: strng\n"
    let found = located(
      "paths: {/a: {get: {responses: {200: {content: {a: {schema: {$ref: 'b.yaml#/A'}},"
        + " c: {schema: {$ref: 'b.yaml#/A'}}}}}}}}",
      files: ["api/b.yaml": part])
    #expect(found.count == 1)
    #expect(found.first?.location == Location("api/b.yaml", SourceRange(11, 16)))
  }

  /// A target that two kinds of objects refer to is looked at as both.
  @Test func targetOfTwoKinds() {
    let text =
      "components: {schemas: {A: {name: 1}}}\n"
      + "paths: {/a: {get: {parameters: [{$ref: '#/components/schemas/A'}]}}}"
    #expect(
      problems(text) == ["parameter-invalid a parameter of 'components > schemas' has no name"])
  }
}
