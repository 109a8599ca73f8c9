import DataTrees
import SourceModel
import Testing

@testable import FormatKit

/// What references lead to, and how far they are followed.
struct ReferenceTests {
  private struct NoFiles: FileSource {
    func read(_ path: RepositoryPath) -> FileReading { .missing }
  }

  private func documents(_ text: String) throws -> DocumentSet {
    let source = SourceText(path: "a.yaml", text)
    return try #require(DocumentSet.load(source, from: NoFiles(), format: "test").documents)
  }

  private func member(_ documents: DocumentSet, _ key: Name) throws -> NodeRef {
    try #require(documents.value(of: documents.root, named: key))
  }

  @Test(arguments: [
    ("$anchor: x", "#x"), ("$dynamicAnchor: x", "#x"), ("$id: '#x'", "#x"), ("id: '#x'", "#x"),
    ("$id: 'https://a.example/x'", "https://a.example/x"),
  ])
  func namesOfSchemas(_ name: String, _ reference: String) throws {
    let documents = try documents(
      "other: {items: [{title: first, \(name)}]}\n"
        + "again: {title: second, \(name)}\nuse: {$ref: '\(reference)'}\n")
    let found = try #require(documents.resolved(member(documents, "use")))
    #expect(documents.string(of: found, "title") == "first")
  }

  @Test(arguments: ["#y", "https://a.example/y", "#"])
  func namesOfNoSchema(_ reference: String) throws {
    let documents = try documents("a: {$anchor: x, id: y}\nuse: {$ref: '\(reference)'}\n")
    let found = try documents.resolved(member(documents, "use"))
    #expect(found == (reference == "#" ? documents.root : nil))
  }}
