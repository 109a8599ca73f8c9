import DataTrees
import FormatKit
import ReleaseModel
import SourceModel
import TestSupport
import Testing

@testable import OpenAPI

/// What users meet, told as they would tell it.
struct ScenarioTests {
  private typealias OpenAPITrial = Trial<OpenAPIFormat>

  private func changes(_ before: String, _ after: String) -> [DetectedChange] {
    let trial = OpenAPITrial(Sample("before", before), Sample("after", after))
    #expect(trial.before.problems.isEmpty && trial.after.problems.isEmpty)
    return trial.changes
  }

  /// The changes that are not neutral, one short line each, sorted.
  private func facts(_ changes: [DetectedChange]) -> [String] {
    changes.filter { $0.classification != .neutral }
      .map { "\($0.classification) \($0.rule.text.dropFirst(8)) \($0.element)" }.sorted()
  }

  /// A description whose one operation takes and returns a schema.
  private func echo(_ schema: String, components: String = "", version: String = "3.1.0") -> String
  {
    """
    openapi: \(version)
    info: {title: Echo, version: '1'}
    paths:
      /echo:
        post:
          requestBody: {content: {application/json: {schema: \(schema)}}}
          responses:
            '200': {description: ok, content: {application/json: {schema: \(schema)}}}
    components: {schemas: {\(components)}}
    """
  }

  // MARK: Files

  @Test("An operation of a new version that means the same as that of the old one is told so")
  func repeatedVersion() {
    func document(_ paths: String) -> String {
      "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\npaths:\n" + paths
    }
    let get = "{get: {operationId: a, responses: {'200': {description: ok}}}}\n"
    let same = "{get: {operationId: b, responses: {'200': {description: ok}}}}\n"
    let other =
      "{get: {operationId: c, responses: {'200': {description: ok}, '404': {description: n}}}}\n"
    let messages = changes(
      document("  /v1/pets: \(get)"),
      document("  /v1/pets: \(get)  /v2/pets: \(same)  /v3/pets: \(other)  /vet: \(other)")
    ).filter { $0.classification == .additive }.map(\.message).sorted()
    #expect(
      messages == [
        "operation 'GET /v2/pets' was added, which means the same as '/v1/pets'",
        "operation 'GET /v3/pets' was added", "operation 'GET /vet' was added",
      ])
  }

  @Test func changeInAFileOneReferenceAwayIsFound() throws {
    let library = try #require(Corpus.samples.first { $0.name == "library" })
    var after = library
    let path: RepositoryPath = "schemas/book.yaml"
    let text = String(decoding: library.files[path] ?? [], as: UTF8.self)
    after.files[path] = Array(
      text.split(separator: "\n").filter { !$0.contains("edition") }
        .joined(separator: "\n").utf8)
    let trial = OpenAPITrial(library, after)
    #expect(facts(trial.changes) == ["risky property-removed schemas/book.yaml#/Book > edition"])
    let change = try #require(trial.changes.first)
    #expect(change.before?.location.path == path && change.after == nil)
    #expect(
      change.affected.map(\.element.text)
        == ["GET /books", "GET /books/{isbn}", "POST /books"])
    #expect(trial.after.dependencies.contains(path))
  }

  @Test func changeInAFileTwoReferencesAwayIsFound() throws {
    let library = try #require(Corpus.samples.first { $0.name == "library" })
    var after = library
    let path: RepositoryPath = "schemas/author.yaml"
    let text = String(decoding: library.files[path] ?? [], as: UTF8.self)
    after.files[path] = Array(
      text.split(separator: "\n")
        .map { $0.contains("born") ? "  born: {type: string, format: date-time}" : String($0) }
        .joined(separator: "\n").utf8)
    let trial = OpenAPITrial(library, after)
    #expect(facts(trial.changes) == ["breaking format-changed schemas/author.yaml > born"])
    #expect(trial.changes.first?.position == nil)
    #expect(trial.changes.first?.affectedCount == 3)
  }

  // MARK: Hashes and names

  /// Reads a sample whose every value has one hash: the worst collision.
  private func collided(_ sample: Sample, _ model: OpenAPIModel) throws -> OpenAPIModel {
    let trees = model.documents.trees.map { ($0.source.path, $0.withHashes(7)) }
    let loading = DocumentSet.load(
      sample.source, from: sample, format: "openapi", known: Dictionary(uniqueKeysWithValues: trees)
    )
    let documents = try #require(loading.documents)
    #expect(documents.hash(of: documents.root) == 7)
    return OpenAPIModel(documents: documents, version: model.version)
  }

  @Test(arguments: Corpus.samples)
  func collidingHashesHideNothing(_ sample: Sample) throws {
    for seed in UInt64(0)..<12 {
      guard let edit = Mutation.content(of: sample, seed: seed) else { continue }
      let trial = OpenAPITrial(sample, edit)
      guard let x = trial.before.model, let y = trial.after.model, trial.isSound else { continue }
      let found = OpenAPIFormat.compare(
        before: try collided(sample, x), after: try collided(edit, y)
      ).changes
      // Long values are told apart by their hashes, so that only the facts are compared.
      func told(_ changes: [DetectedChange]) -> Set<String> {
        Set(
          changes.map { change in
            "\(change.rule) \(change.element): \(change.message) "
              + "\([change.before?.location, change.after?.location])"
          })
      }
      let difference = told(found).symmetricDifference(told(trial.changes))
      #expect(difference == [], "\(edit)")
    }
  }

  @Test func normalFormsOfOneLetterAreTwoNames() {
    let both = "é: {type: string}, e\u{301}: {type: string}"
    let one = echo("{type: object, properties: {é: {type: string}}}")
    let other = echo("{type: object, properties: {e\u{301}: {type: string}}}")
    let two = echo("{type: object, properties: {\(both)}}")
    #expect(changes(two, two).isEmpty)
    #expect(changes(two, one).count == 2)
    #expect(
      changes(two, other).map(\.rule) == ["openapi/property-removed", "openapi/property-removed"])
    #expect(!changes(one, other).isEmpty)
    let values = ["[é, e\u{301}]", "[é]"].map { echo("{type: string, enum: \($0)}") }
    #expect(facts(changes(values[0], values[1])).count == 2)
    let paths = ["/é", "/e\u{301}"].map { RuleText.operation(at: $0) }
    #expect(
      facts(changes(paths[0], paths[1]))
        == ["additive operation-added GET /e\u{301}", "breaking operation-removed GET /é"])
  }

  // MARK: One cause, one change

  /// A description of many operations that share a component.
  private func shared(_ count: Int, _ property: String) -> String {
    let paths = (0..<count).map {
      "  /p\($0): {get: {responses: {'200': {description: ok, content: "
        + "{application/json: {schema: {$ref: '#/components/schemas/Page'}}}}}}}\n"
    }.joined()
    return """
      openapi: 3.1.0
      info: {title: Many, version: '1'}
      paths:
      \(paths)components:
        schemas:
          Page: {type: object, properties: {rows: {type: array, items: {$ref: '#/components/schemas/Row'}}}}
          Row: {type: object, properties: {a: {\(property)}}}
      """
  }

  @Test func componentOfManyOperationsChangesOnce() throws {
    let changes = changes(shared(400, "type: string"), shared(400, "type: [string, 'null']"))
    #expect(facts(changes) == ["breaking null-allowed schema Row > a"])
    let change = try #require(changes.first)
    #expect(change.affectedCount == 400 && change.affected.count == UnitGraph.affectedLimit)
    #expect(
      change.affected.first == AffectedElement(element: "GET /p0", position: .returned, count: 1))
    #expect(change.position == .returned)
  }

  @Test func componentOnBothSidesIsJudgedOnceForBoth() {
    let used = "{$ref: '#/components/schemas/A'}"
    let before = echo(used, components: "A: {type: string, enum: [a, b]}")
    let after = echo(used, components: "A: {type: string, enum: [a, b, c]}")
    #expect(changes(before, after).map(\.position) == [.both])
    #expect(facts(changes(before, after)) == ["risky enum-value-added schema A"])
    #expect(facts(changes(after, before)) == ["breaking enum-value-removed schema A"])
  }

  // MARK: Cycles

  @Test(arguments: [
    "A: {$ref: '#/components/schemas/A'}",
    "A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}",
    "A: {allOf: [{$ref: '#/components/schemas/A'}, {type: object}]}",
    "A: {oneOf: [{$ref: '#/components/schemas/A'}, {type: string}]}",
    "A: {not: {$ref: '#/components/schemas/A'}}",
    "A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}, "
      + "B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}",
    "A: {type: array, items: {$ref: '#/components/schemas/A'}}",
    "A: {$dynamicAnchor: n, properties: {next: {$dynamicRef: '#n'}}}",
  ])
  func cyclesEnd(_ components: String) {
    let used = "{$ref: '#/components/schemas/A'}"
    let before = Sample("before", echo(used, components: components))
    let after = Sample("after", echo(used, components: components + ", X: {type: string}"))
    #expect(OpenAPITrial(before, before).changes.isEmpty)
    let changes = OpenAPITrial(before, after).changes
    #expect(changes.map(\.rule) == ["openapi/component-added"])
    // A cycle that is entered at another place.
    let inline = Sample("inline", echo("{type: string}", components: components))
    _ = OpenAPITrial(before, inline).changes
    _ = OpenAPITrial(inline, before).changes
  }

  @Test func recursiveComponentsThatAllChangeAreEachToldOnce() {
    func ring(_ count: Int, _ type: String) -> String {
      (0..<count).map { index in
        "S\(index): {type: object, properties: {v: {type: \(type)}, "
          + (0..<count).map { "n\($0): {$ref: '#/components/schemas/S\($0)'}" }
          .joined(separator: ", ") + "}}"
      }.joined(separator: ", ")
    }
    let used = "{$ref: '#/components/schemas/S0'}"
    let changes = changes(
      echo(used, components: ring(4, "string")), echo(used, components: ring(4, "boolean")))
    #expect(facts(changes) == (0..<4).map { "breaking type-changed schema S\($0) > v" })
  }

  // MARK: Moves

  @Test func moveBetweenBranchesIsNoChange() {
    let a = "{type: object, required: [a], properties: {a: {type: string}}}"
    let b = "{type: object, properties: {b: {type: integer, minimum: 1}}}"
    let all =
      "{type: object, required: [a], properties: {a: {type: string}, b: {type: integer, minimum: 1}}}"
    let spellings = [
      "{allOf: [\(a), \(b)]}", "{allOf: [\(b), \(a)]}", all, "{allOf: [\(all)]}",
      "{allOf: [\(a)], properties: {b: {type: integer, minimum: 1}}}",
      "{allOf: [{required: [a]}, {properties: {a: {type: string}}}, \(b)], type: object}",
    ]
    for before in spellings {
      for after in spellings { #expect(facts(changes(echo(before), echo(after))) == []) }
    }
  }

  @Test func moveIntoAComponentThatAllUsersMergeIsNoChange() {
    func merged(_ base: String, _ own: String) -> String {
      echo(
        "{allOf: [{$ref: '#/components/schemas/Base'}, {\(own)}]}", components: "Base: {\(base)}")
    }
    let before = merged("type: object", "properties: {a: {type: string}}")
    let after = merged("type: object, properties: {a: {type: string}}", "type: object")
    #expect(facts(changes(before, after)) == [])
    #expect(facts(changes(after, before)) == [])
  }

  @Test func renamedComponentIsNeutralAndStillCompared() {
    func named(_ name: String, _ type: String) -> String {
      echo("{$ref: '#/components/schemas/\(name)'}", components: "\(name): {type: \(type)}")
    }
    let renamed = changes(named("Cat", "string"), named("Lion", "string"))
    #expect(facts(renamed) == [])
    #expect(renamed.contains { $0.rule == "openapi/component-renamed" })
    #expect(
      facts(changes(named("Cat", "string"), named("Lion", "integer")))
        == ["breaking type-changed schema Lion"])
  }

  @Test func movedOperationIsTheSameOperation() {
    func at(_ path: String, _ parameters: String) -> String {
      RuleText.operation(at: path, "operationId: list, parameters: [\(parameters)]")
    }
    let limit = "{name: limit, in: query, schema: {type: integer}}"
    let changes = changes(at("/a", limit), at("/b", ""))
    #expect(
      facts(changes) == [
        "breaking operation-moved GET /b",
        "breaking parameter-removed GET /b > parameter limit (query)",
      ])
    #expect(changes.allSatisfy { $0.formerElement?.text.hasPrefix("GET /a") == true })
  }

  // MARK: Spellings

  @Test func nullHasManySpellings() {
    let old = echo("{type: string, nullable: true}", version: "3.0.3")
    let spellings = [
      "{type: [string, 'null']}", "{anyOf: [{type: string}, {type: 'null'}]}",
      "{oneOf: [{type: 'null'}, {type: string}]}", "{type: ['null', string]}",
      "{anyOf: [{type: string}, {const: null}]}", "{anyOf: [{type: string}, {enum: [null]}]}",
    ]
    for spelling in spellings {
      #expect(facts(changes(old, echo(spelling))) == [])
      #expect(facts(changes(echo(spelling), old)) == [])
      for other in spellings { #expect(facts(changes(echo(spelling), echo(other))) == []) }
    }
    #expect(facts(changes(old, echo("{type: string}"))).count == 2)
  }
}

/// Small descriptions.
private enum RuleText {
  static func operation(at path: String, _ members: String = "summary: a") -> String {
    """
    openapi: 3.1.0
    info: {title: One, version: '1'}
    paths:
      '\(path)': {get: {\(members), responses: {'200': {description: ok}}}}
    """
  }
}
