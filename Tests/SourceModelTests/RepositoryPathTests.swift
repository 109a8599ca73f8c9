import SourceModel
import TestSupport
import Testing

struct RepositoryPathTests {
  @Test(arguments: [
    ("api", "x.yaml", "api/x.yaml"), ("api", "./x.yaml", "api/x.yaml"),
    ("api/v1", "../x.yaml", "api/x.yaml"),
    ("api/v1", "../../x.yaml", "x.yaml"), ("api", "a/../b", "api/b"), ("", "x", "x"),
    ("", "./", ""),
    ("api", "..", ""), ("api", "", "api"), ("api", "a//b/", "api/a/b"), ("api", "...", "api/..."),
    ("api", ".x", "api/.x"), ("api", "..x", "api/..x"), ("a", "b/./../../c", "c"),
  ])
  func referencesResolve(_ folder: String, _ reference: String, _ result: String) {
    let folder = RepositoryPath(unchecked: Name(folder))
    #expect(folder.resolving(reference.utf8)?.text == result)
  }

  @Test(arguments: [
    ("", ".."), ("api", "../.."), ("api", "/etc/passwd"), ("api", "a/../../../b"), ("api", "/"),
    ("a/b", "../../../a/b/c"),
  ])
  func referencesDoNotLeaveTheRepository(_ folder: String, _ reference: String) {
    let folder = RepositoryPath(unchecked: Name(folder))
    #expect(folder.resolving(reference.utf8) == nil)
  }

  @Test(arguments: [
    ("a/./b/../c", "a/c"), (".", ""), ("a//b", "a/b"), ("", nil), ("/a", nil), ("..", nil),
    ("a/../..", nil),
  ])
  func spellingsBecomePaths(_ spelling: String, _ path: String?) {
    #expect(RepositoryPath(spelling)?.text == path)
  }

  @Test func partsOfAPath() {
    let path: RepositoryPath = "api/v1.2/Spec.YAML"
    #expect(path.segments.map { Name($0) } == ["api", "v1.2", "Spec.YAML"])
    #expect(Name(path.lastSegment) == "Spec.YAML")
    #expect(path.fileExtension == "yaml")
    #expect(path.parent == "api/v1.2")
    #expect(path.parent.fileExtension == "2")
    #expect(path.parent.parent.parent == .root)
    #expect(RepositoryPath.root.parent == .root)
    #expect(RepositoryPath.root.appending("a".utf8).appending("b".utf8) == "a/b")
    #expect(("a.b/c" as RepositoryPath).fileExtension == "")
    #expect(("a." as RepositoryPath).fileExtension == "")
    #expect(RepositoryPath.root.segments.isEmpty && RepositoryPath.root.lastSegment.isEmpty)
  }

  @Test func bytesThatAreNotUTF8ArePercentEncoded() {
    func text(_ bytes: [UInt8]) -> String { RepositoryPath(unchecked: Name(bytes)).text }
    #expect(text(Array("é/€/😀".utf8)) == "é/€/😀")
    #expect(text([0x61, 0xFF, 0xC3, 0xA9]) == "a%FFé")
    #expect(text([0xC3]) == "%C3")
    #expect(text([0xED, 0xA0, 0x80, 0x61]) == "%ED%A0%80a")
    #expect(text([0xE2, 0x82, 0x2F, 0x0A, 0xFF]) == "%E2%82/\n%FF")
  }

  @Test func pathsAreReadBackFromTheirTexts() {
    var random = SplitMix64(seed: 11)
    let pieces: [[UInt8]] = [
      [0x25], [0x25, 0x32, 0x35], Array("%FF".utf8), Array("%C3%A9".utf8), Array("%41".utf8),
      Array("%ff".utf8), [0xFF], [0xC3], Array("é😀".utf8), [0x2F], [0x46], [0x32],
    ]
    for _ in 0..<2_000 {
      let bytes = (0..<Int.random(in: 1...6, using: &random)).flatMap { _ in
        pieces.randomElement(using: &random) ?? []
      }
      let path = RepositoryPath(unchecked: Name(bytes))
      #expect(RepositoryPath(output: path.text) == path)
    }
    #expect(("a%20b/100%" as RepositoryPath).text == "a%20b/100%")
    #expect(("a%25%FF" as RepositoryPath).text == "a%2525%25FF")
    #expect(RepositoryPath(output: "") == nil)
  }

  @Test func pathsSortByBytes() {
    let paths: [RepositoryPath] = ["b", "a/b", "a-b", "a"]
    #expect(paths.sorted() == ["a", "a-b", "a/b", "b"])
  }
}
