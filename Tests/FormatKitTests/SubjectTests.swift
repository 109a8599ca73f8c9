import DataTrees
import FormatKit
import SourceModel
import Testing

@Suite("What problems hide")
struct SubjectTests {
  /// Files that cannot be opened, with the name of their object.
  private struct Closed: FileSource {
    let object: Name

    func read(_ path: RepositoryPath) -> FileReading {
      .unreadable(reason: "the file is elsewhere", hint: "Bring it here.", subject: object)
    }
  }

  /// Files in memory.
  private struct Open: FileSource {
    let files: [RepositoryPath: String]

    func read(_ path: RepositoryPath) -> FileReading {
      files[path].map { .file(SourceText(path: path, $0)) } ?? .missing
    }
  }

  private func load(_ text: String, _ files: any FileSource) -> DocumentLoading {
    DocumentSet.load(SourceText(path: "root.yaml", text), from: files, format: "x")
  }

  private func subjects(_ text: String, _ files: [RepositoryPath: String] = [:]) -> [Name] {
    load(text, Open(files: files)).problems.map(\.subject)
  }

  @Test("Documents with references to files that cannot be opened are equal if these files are")
  func closedFiles() throws {
    func documents(_ object: Name) throws -> DocumentSet {
      try #require(load("a: {$ref: b.yaml}\n", Closed(object: object)).documents)
    }
    #expect(try documents("1") == documents("1"))
    #expect(try documents("1") != documents("2"))
    let documents = try documents("1")
    let object = try #require(documents.trees[0].value(of: documents.root.node, named: "a"))
    #expect(
      documents.reference(of: NodeRef(document: 0, node: object))
        == .dangling(
          reason: "'b.yaml' cannot be read: the file is elsewhere", hint: "Bring it here.",
          subject: "1"))
  }

  @Test("A file that breaks the grammar hides all its bytes")
  func brokenFile() {
    let root = "a: {$ref: b.yaml}\n"
    let broken = subjects(root, ["b.yaml": "a: [1"])
    #expect(broken.count == 1)
    #expect(broken == subjects(root + "c: 1\n", ["b.yaml": "a: [1"]))
    #expect(broken != subjects(root, ["b.yaml": "a: [2"]))
  }

  @Test("A key given twice hides its second value, and all to which that refers")
  func duplicateKey() {
    func subject(_ second: String, _ target: Int, _ other: Int = 0) -> [Name] {
      subjects("a: 1\na: \(second)\nb: {v: \(target), $ref: '#/c'}\nc: \(other)\nd: \(other)\n")
    }
    #expect(subject("2", 1).count == 1)
    #expect(subject("2", 1) == subject("2", 2, 1))
    #expect(subject("2", 1) != subject("3", 1))
    #expect(subject("{$ref: '#/b'}", 1) == subject("{$ref: '#/b'}", 1))
    #expect(subject("{$ref: '#/b'}", 1) != subject("{$ref: '#/b'}", 2))
    #expect(subject("{$ref: '#/b'}", 1) != subject("{$ref: '#/b'}", 1, 1))
  }
}
