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
  }

  @Test func placesOfComponents() throws {
    let documents = try documents(
      "a: {b/c: {title: found}}\nd: {$anchor: x, title: named}\nuse: {$ref: '#x'}\n")
    func title(_ document: RepositoryPath?, _ fragment: Name) -> Name? {
      documents.node(at: ComponentIdentity(document: document, fragment: fragment))
        .flatMap { documents.string(of: $0, "title") }
    }
    #expect(title(nil, "/a/b~1c") == "found")
    #expect(title(nil, "x") == "named")
    #expect(title(nil, "y") == nil)
    #expect(title(nil, "/a/c") == nil)
    #expect(title("b.yaml", "/a") == nil)
    #expect(
      documents.node(at: ComponentIdentity(document: nil, fragment: "")) == documents.root)
  }

  @Test func longChains() throws {
    let count = 1_000
    let links = (0..<count).map { "l\($0): {$ref: '#/l\($0 + 1)'}\n" }.joined()
    let ending = try documents(links + "l\(count): {title: end}\n")
    let end = try member(ending, Name("l\(count)"))
    let circular = try documents(links + "l\(count): {$ref: '#/l500'}\n")
    let dangling = try documents(links)
    for start: Name in ["l0", "l600"] {
      #expect(try ending.resolved(member(ending, start)) == end)
      let before = try member(circular, start)
      #expect(circular.resolved(before) == nil && circular.isCircular(before))
      let open = try member(dangling, start)
      #expect(dangling.resolved(open) == nil && !dangling.isCircular(open))
    }
    #expect(!ending.isCircular(end))
  }
  /// What stands beyond the cut is known by its hash.
  @Test func longValues() throws {
    let text = String(repeating: "a", count: 300)
    let documents = try documents("a: \(text)1\nb: \(text)2\nc: '\(text)1'\nd: short\n")
    let forms = try (["a", "b", "c", "d"] as [Name]).map {
      documents.canonical(try member(documents, $0))
    }
    #expect(forms[0] != forms[1])
    #expect(forms[0] == forms[2])
    #expect(forms[3] == "\"short\"")
    #expect(forms[0].text.wholeMatch(of: /"a{199}…#[0-9a-f]{16}/) != nil)
  }
}
