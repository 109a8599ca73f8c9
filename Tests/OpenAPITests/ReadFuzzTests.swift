import DataTrees
import FormatKit
import SourceModel
import Testing

@testable import OpenAPI

/// Reading is total: whatever stands where, it ends, every place lies inside its file, and a second
/// run says the same.
struct ReadFuzzTests {
  private static let swagger = """
    {"swagger": "2.0", "info": {"title": "a"}, "host": "a.org", "basePath": "/v1",
     "schemes": ["https"], "consumes": ["application/json"], "produces": ["application/json", "a/b"],
     "paths": {"/a/{id}": {"parameters": [{"name": "id", "in": "path", "type": "string"},
       {"$ref": "#/parameters/Form"}], "post": {"consumes": ["multipart/form-data"],
       "parameters": [{"name": "b", "in": "body", "schema": {"$ref": "#/definitions/A"}},
       {"name": "l", "in": "query", "type": "array", "items": {"type": "string"},
       "collectionFormat": "multi"}, {"$ref": "b.json#/p"}], "produces": ["text/csv"],
       "schemes": ["ws"], "responses": {"200": {"$ref": "#/responses/R"}, "default":
       {"description": "d", "schema": {"type": "file"}, "examples": {"a/b": 1},
       "headers": {"X": {"type": "integer"}}}}}}, "/b": {"$ref": "b.json#/item"}},
     "definitions": {"A": {"discriminator": "k", "x-nullable": true, "properties": {"a":
       {"$ref": "#/definitions/A"}, "b": {"allOf": [{"$ref": "b.json#/s"}]}}}},
     "parameters": {"Form": {"name": "f", "in": "formData", "type": "file"}},
     "responses": {"R": {"description": "r", "schema": {"$ref": "#/definitions/A"}}},
     "securityDefinitions": {"o": {"type": "oauth2", "flow": "application", "scopes": {}}}}
    """
  private static let openapi = """
    {"openapi": "3.1.0", "info": {"title": "a"}, "servers": [{"url": "a", "variables": {"b":
       {"enum": ["c"], "default": "c"}}}], "security": [{"o": []}],
     "paths": {"/a/{id}": {"parameters": [{"name": "id", "in": "path", "schema": {"type":
       ["string", "null"]}}], "post": {"tags": ["t"], "deprecated": true, "x-sunset": "2030-01-01",
       "requestBody": {"content": {"a/b": {"schema": {"$ref": "b.json#/s"}, "encoding": {"a":
       {"headers": {"h": {"schema": {}}}}}}}}, "responses": {"200": {"$ref":
       "#/components/responses/R"}}, "callbacks": {"c": {"{$url}": {"get": {}}}}}}},
     "components": {"schemas": {"A": {"properties": {"a": {"$ref": "#/components/schemas/A"}},
       "required": ["a"], "items": [{"if": {"enum": [1]}}], "discriminator": {"propertyName": "a"},
       "minLength": 1, "x-stability-level": "beta"}}, "responses": {"R": {"description": "r",
       "links": {"l": {"operationId": "o"}}}}, "securitySchemes": {"o": {"type": "oauth2",
       "flows": {"implicit": {"scopes": {}}}}}}}
    """
  private static let part = """
    {"s": {"x-nullable": true, "items": {"$ref": "a.json#/definitions/A"}}, "p": {"name": "n",
      "in": "body", "schema": {"$ref": "#/s"}}, "item": {"get": {"parameters": [{"$ref": "#/p"}],
      "responses": {"200": {"$ref": "a.json#/responses/R"}}}}}
    """
  private static let snippets = [
    "null", "true", "0", "\"\"", "[]", "{}", "[[]]", "\"string\"", "{\"$ref\": \"#\"}",
    "{\"$ref\": \"#/paths\"}", "{\"$ref\": \"b.json\"}", "{\"$ref\": 1}", "\"body\"", "\"array\"",
    "{\"$ref\": \"#/definitions/A\"}", "{\"$ref\": \"#/components/schemas/A/properties/a\"}",
    "[{\"$ref\": \"#/parameters/Form\"}]", "{\"a\": {\"$ref\": \"a.json#/paths/~1a~1{id}/post\"}}",
  ]

  @Test(arguments: 0..<8)
  func mutants(_ seed: UInt64) throws {
    var random = SplitMix(state: seed)
    for _ in 0..<40 {
      var root = seed % 2 == 0 ? ReadFuzzTests.swagger : ReadFuzzTests.openapi
      var part = ReadFuzzTests.part
      for _ in 0...Int(random.next() % 4) {
        if random.next() % 4 == 0 {
          part = try mutated(part, &random)
        } else {
          root = try mutated(root, &random)
        }
      }
      let source = SourceText(path: "a.json", root)
      let files = Files(files: ["a.json": root, "b.json": part])
      let reading = OpenAPIFormat.read(source, from: files)
      #expect(reading.problems == OpenAPIFormat.read(source, from: files).problems)
      for problem in reading.problems {
        let size = problem.location.path == "b.json" ? part.utf8.count : root.utf8.count
        #expect(Int(problem.location.range.upper) <= size)
      }
      #expect(reading.model != nil || !reading.problems.isEmpty)
      for tree in reading.model?.documents.trees ?? [] { checkRanges(tree) }
    }
  }

  /// Puts a snippet, or another value of the document, in place of a value.
  private func mutated(_ text: String, _ random: inout SplitMix) throws -> String {
    let tree = try #require(
      DataTree.read(SourceText(path: "m.json", text), syntax: .json).tree, "\(text)")
    let nodes = allNodes(tree)
    let bytes = Array(text.utf8)
    let range = tree.range(of: nodes[Int(random.next() % UInt64(nodes.count))]).indices
    let other = tree.range(of: nodes[Int(random.next() % UInt64(nodes.count))]).indices
    let snippets = ReadFuzzTests.snippets
    let value =
      random.next() % 3 == 0
      ? Array(bytes[other]) : Array(snippets[Int(random.next() % UInt64(snippets.count))].utf8)
    return String(
      decoding: bytes[..<range.lowerBound] + value + bytes[range.upperBound...], as: UTF8.self)
  }

  private func allNodes(_ tree: DataTree) -> [NodeID] {
    var found: [NodeID] = []
    var pending = [tree.root]
    while let node = pending.popLast() {
      found.append(node)
      pending += tree.members(of: node).map(\.value)
      pending += Array(tree.items(of: node))
    }
    return found
  }

  private func checkRanges(_ tree: DataTree) {
    let size = tree.source.bytes.count
    for node in allNodes(tree) {
      #expect(Int(tree.range(of: node).upper) <= size)
      #expect(Int(tree.keyRange(of: node)?.upper ?? 0) <= size)
    }
  }
}

private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
