import DataTrees
import FormatKit
import ReleaseModel
import SourceModel
import Testing

@testable import OpenAPI

/// Tests that tell what Swagger 2.0 becomes by a twin written in OpenAPI 3.0.
protocol SwaggerTwins {}

extension SwaggerTwins {
  var head: String { "openapi: '2.0'\ninfo: {title: a, version: '1'}\n" }
  var head2: String { "swagger: '2.0'\ninfo: {title: a, version: '1'}\n" }

  func expect(
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

  func read(_ text: String, _ files: [RepositoryPath: String] = [:])
    -> Reading<OpenAPIModel>
  {
    OpenAPIFormat.read(SourceText(path: "api.yaml", text), from: Files(files: files))
  }
}
