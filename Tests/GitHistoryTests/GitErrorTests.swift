import GitHistory
import SourceModel
import Testing

@Suite struct GitErrorTests {
  private static let kinds: [GitError.Kind] = [
    .notARepository(directory: "d"), .unsupportedRepository(extension: "objectformat"),
    .unsupportedRepository(extension: "refstorage"), .unsupportedRepository(extension: "other"),
    .unknownRevision(spelling: "v1", nearest: "v2"), .unknownRevision(spelling: "v1", nearest: nil),
    .ambiguousRevision(spelling: "ab"),
    .ambiguousName("a", references: ["refs/tags/a", "refs/heads/a"]),
    .malformedRange(spelling: "a b"),
    .notATree(spelling: "a"),
    .relativePath(spelling: "a:./b"), .notAFile(spelling: "a:b"), .noCommit,
    .missingObject(.emptyTree, path: "p", promisor: "o"),
    .missingObject(.emptyTree, path: nil, promisor: nil), .damagedObject(.emptyTree),
    .tooDeep("a/b"), .shallowBoundary(.mergeBase(before: "a", after: "b")),
    .shallowBoundary(.ancestry(of: "a", after: "b")), .shallowBoundary(.history(of: "a")),
    .shallowBoundary(.revision("a~9")),
    .noMergeBase(before: "a", after: "b"),
    .noReleaseTag(after: "a", pattern: "p", isShallow: false),
    .noReleaseTag(after: "a", pattern: nil, isShallow: true),
    .noReleaseTag(after: "a", pattern: nil, isShallow: false), .severalStreams(["a", "b"]),
    .unsupportedIndex(.absent), .unsupportedIndex(.split), .unsupportedIndex(.sparse),
    .unsupportedIndex(.unmerged("p")), .unsupportedIndex(.checksum),
    .unsupportedIndex(.other(extension: "abcd")), .other,
  ]

  @Test(arguments: kinds)
  func saysTheFactAndTheRemedy(kind: GitError.Kind) throws {
    let error = GitError(kind)
    #expect(!error.message.isEmpty && !error.message.hasSuffix("."))
    #expect(error.message.first?.isUppercase == false)
    if kind == .other || kind == .tooDeep("a/b") {
      #expect(error.hint == nil)
    } else {
      let hint = try #require(error.hint)
      #expect(hint.hasSuffix(".") || hint.hasSuffix("?"))
    }
  }

  @Test func tellsRefusedFromUndecided() {
    let undecided = GitErrorTests.kinds.filter { GitError($0).outcome == .undecided }
    #expect(!undecided.contains(.noCommit) && !undecided.contains(.severalStreams(["a", "b"])))
    #expect(undecided.contains(.shallowBoundary(.history(of: "a"))))
    #expect(undecided.contains(.unsupportedIndex(.split)))
    #expect(!undecided.contains(.unsupportedIndex(.absent)))
    #expect(undecided.contains(.noReleaseTag(after: "a", pattern: nil, isShallow: false)))
  }

  @Test func namesWhatNeedsNoReleaseTag() throws {
    let error = GitError(.noReleaseTag(after: "HEAD", pattern: nil, isShallow: false))
    let hint = try #require(error.hint)
    for remedy in ["'git fetch --tags'", "'--tree HEAD'", "'A...B'"] {
      #expect(hint.contains(remedy), "\(hint)")
    }
  }

  @Test func keepsWhatLibgit2Said() throws {
    let scratch = try Scratch()
    let error = #expect(throws: GitError.self) { try Repository(at: scratch("none")) }
    #expect(error?.cause?.category == "os")
    #expect(error?.cause?.message.contains(scratch("none")) == true)
  }
}
