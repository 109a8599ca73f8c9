import GitHistory
import HistoryBuilding
import SourceModel
import Testing

@Suite struct RangeSpellingTests {
  @Test func readsRanges() throws {
    #expect(try RangeSpelling.reading([]) == .sinceRelease(after: "HEAD"))
    #expect(try RangeSpelling.reading(["v1..v2"]) == .between(before: "v1", after: "v2"))
    #expect(try RangeSpelling.reading(["v1.."]) == .between(before: "v1", after: ""))
    #expect(try RangeSpelling.reading(["..v2"]) == .between(before: "", after: "v2"))
    #expect(try RangeSpelling.reading(["v1...v2"]) == .sinceMergeBase(before: "v1", after: "v2"))
    #expect(try RangeSpelling.reading(["v1"]) == .between(before: "v1", after: "HEAD"))
    #expect(
      try RangeSpelling.reading(["HEAD^{/a: b..c}..v2"])
        == .between(before: "HEAD^{/a: b..c}", after: "v2"))
    for relative in ["HEAD:./a", "HEAD:../a"] {
      #expect(throws: GitError(.relativePath(spelling: relative))) {
        try RangeSpelling.reading([relative, "HEAD:a"])
      }
    }
    #expect(
      try RangeSpelling.reading(["v1:a/b.yaml", "v2:c:d.yaml"])
        == .files(
          before: .init(revision: "v1", path: "a/b.yaml"),
          after: .init(revision: "v2", path: "c:d.yaml")))
  }

  @Test(arguments: [
    [""], ["v1:a"], ["v1", "v2"], ["v1:a", "v2"], ["v1:a", "v2:b/../.."], ["v1:a", ":b"],
    ["v1:a", "v2:b", "v3:c"],
  ])
  func refusesOtherArguments(arguments: [String]) {
    #expect(
      throws: GitError(.malformedRange(spelling: arguments.joined(separator: " ")))
    ) {
      try RangeSpelling.reading(arguments)
    }
  }
}

@Suite struct RangeTests {
  private func range(_ arguments: String..., at directory: String) throws -> RevisionRange {
    try Repository(at: directory).range(.reading(arguments))
  }

  @Test func resolvesEverySpelling() throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"))
    let base = try history.commit(["a": "1", "b/c": "1"])
    let side = try history.commit(["a": "2", "b/c": "1"], branch: "side")
    let main = try history.commit(["a": "3", "b/c": "2"], parents: [base])

    let trees = try range("side..", at: scratch("r"))
    #expect(trees.before.commit == side && trees.after.commit == main)
    #expect(trees.after.date?.description == "2026-01-03")
    #expect(trees.reason == nil)
    #expect(try range("side", at: scratch("r")) == range("side..HEAD", at: scratch("r")))

    let since = try range("side...main", at: scratch("r"))
    #expect(since.before.commit == base && since.after.commit == main)
    #expect(since.reason == "it is the merge base of 'side' and 'main'")

    let files = try range("side:a", "main:b/c", at: scratch("r"))
    #expect(files.files == .init(before: "a", after: "b/c"))
    #expect(throws: GitError(.notAFile(spelling: "main:b"))) {
      try range("side:a", "main:b", at: scratch("r"))
    }

    let repository = try Repository(at: scratch("r"))
    let whole = try repository.range(.tree("side"))
    #expect(whole.before == .empty)
    #expect(
      try repository.changes(from: whole.before.tree, to: whole.after.tree).map(\.path)
        == ["a", "b/c"])

    let apart = try history.commit(["a": "9"], parents: [], branch: "apart")
    #expect(throws: GitError(.noMergeBase(before: "side", after: "apart"))) {
      try range("side...apart", at: scratch("r"))
    }
    #expect(throws: GitError.self) { try range("side...apart^{tree}", at: scratch("r")) }
    #expect(try repository.mergeBase(apart, main) == nil)
  }

  /// Opens the repository and names the tag before HEAD.
  private func preceding(_ scratch: Scratch, _ pattern: String? = nil) throws -> String {
    let glob = try pattern.map { try PathGlob.reading($0).get() }
    return try Repository(at: scratch("r")).range(.sinceRelease(after: "HEAD"), tags: glob)
      .before.spelling
  }

  @Test func startsFromTheHighestReleaseAmongTheAncestors() throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"))
    let none = GitError(.noReleaseTag(after: "HEAD", pattern: nil, isShallow: false))
    var commits: [ObjectID] = []
    for number in 0..<6 { commits.append(try history.commit(["a": .text("\(number)")])) }
    #expect(throws: none) { try preceding(scratch) }
    // A later tag of a lower version: the highest version counts, never the date.
    try history.tag("v1.10.0", at: commits[1], message: "annotated")
    try history.tag("v1.9.0", at: commits[3])
    #expect(try preceding(scratch) == "v1.10.0")
    // A pre-release does not count for a commit that is none.
    try history.tag("v1.11.0-rc.1", at: commits[4])
    #expect(try preceding(scratch) == "v1.10.0")
    try history.tag("v1.11.0-rc.2", at: commits[5])
    #expect(try preceding(scratch) == "v1.11.0-rc.1")
    // A release at HEAD is not compared with itself.
    try history.tag("v1.11.0", at: commits[5])
    #expect(try preceding(scratch) == "v1.10.0")
    let range = try Repository(at: scratch("r")).range(.sinceRelease(after: "HEAD"))
    #expect(
      range.reason
        == "it is the highest release tag below 'v1.11.0' among the ancestors of 'HEAD'")
    #expect(range.before.commit == commits[1])
    // Of an earlier commit, the later tags are no predecessors.
    let earlier = try Repository(at: scratch("r")).range(.sinceRelease(after: "HEAD~3"))
    #expect(earlier.before.spelling == "v1.10.0")
  }

  @Test func followsReleaseBranches() throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"))
    var main: [ObjectID] = []
    for number in 0..<6 { main.append(try history.commit(["a": .text("\(number)")])) }
    func release(_ tag: String, from base: ObjectID) throws -> ObjectID {
      let id = try history.commit(["a": .text(tag)], parents: [base], branch: nil)
      try history.tag(tag, at: id)
      return id
    }
    let one = try release("v1.0.0", from: main[1])
    let later = try release("v1.0.1", from: one)
    #expect(try preceding(scratch) == "v1.0.1")
    _ = try release("v1.1.0", from: main[3])
    #expect(try preceding(scratch) == "v1.1.0")
    // A fix for the older release, made last, changes nothing.
    _ = try release("v1.0.2", from: later)
    #expect(try preceding(scratch) == "v1.1.0")
    // An old tag on main is not preferred to the branches that left after it …
    try history.tag("v0.1.0", at: main[0])
    #expect(try preceding(scratch) == "v1.1.0")
    let reason = try Repository(at: scratch("r")).range(.sinceRelease(after: "HEAD")).reason
    #expect(reason == "of the release tags, its branch left the history of 'HEAD' last")
    // … but a tag on main is preferred to the fixes that left from it.
    try history.tag("v2.0.0", at: main[4])
    _ = try release("v2.0.1", from: main[4])
    #expect(try preceding(scratch) == "v2.0.0")
    // A branch that leaves from HEAD itself is a later release.
    _ = try release("v3.0.0", from: main[5])
    #expect(try preceding(scratch) == "v2.0.0")
  }

  @Test func choosesTheStreamOfTags() throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"))
    let first = try history.commit(["a": "1"])
    let second = try history.commit(["a": "2"])
    let third = try history.commit(["a": "3"])
    try history.tag("api/v1.0.0", at: first)
    #expect(try preceding(scratch) == "api/v1.0.0")
    try history.tag("nightly-2026-01-02-beta", at: second)
    #expect(try preceding(scratch) == "api/v1.0.0")
    try history.tag("sdk/v3.0.0", at: second)
    #expect(throws: GitError(.severalStreams(["api", "sdk"]))) { try preceding(scratch) }
    #expect(try preceding(scratch, "api/v*") == "api/v1.0.0")
    #expect(try preceding(scratch, "{api,sdk}/v*") == "sdk/v3.0.0")
    #expect(throws: GitError(.noReleaseTag(after: "HEAD", pattern: "x/*", isShallow: false))) {
      try preceding(scratch, "x/*")
    }
    // Plain tags are the repository's own.
    try history.tag("v0.5.0", at: first)
    #expect(try preceding(scratch) == "v0.5.0")
    // HEAD's own tag says which stream is released.
    try history.tag("api/v1.1.0", at: third)
    #expect(try preceding(scratch) == "api/v1.0.0")
  }

  @Test func listsTagsOfEveryKindInOrder() throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"))
    let first = try history.commit(["a": "1"])
    let second = try history.commit(["a": "2"])
    for (index, name) in ["v1.10.0", "v1.9.0", "v2.0.0-rc.1", "v2.0.0", "v0.1"].enumerated() {
      try history.tag(
        name, at: index % 2 == 0 ? first : second, message: index > 1 ? "annotated" : nil)
    }
    try GitProgram.run("tag", "v3.0.0", "HEAD:a", in: scratch("r"))
    try GitProgram.run("tag", "-a", "-m", "tag of a tag", "v4", "v2.0.0", in: scratch("r"))
    let expected = ["v0.1", "v1.9.0", "v1.10.0", "v2.0.0-rc.1", "v2.0.0", "v4"]
    for isPacked in [false, true] {
      if isPacked { try GitProgram.run("pack-refs", "--all", in: scratch("r")) }
      let repository = try Repository(at: scratch("r"))
      let tags = try repository.releaseTags()
      #expect(tags.map(\.name) == expected)
      for tag in tags {
        let commit = try GitProgram.lines("rev-parse", "\(tag.name)^{commit}", in: scratch("r"))
        #expect([tag.commit.hex] == commit)
        #expect(try repository.revision(of: tag).commit == tag.commit)
      }
    }
  }

  /// A tag that is pushed does not exist yet, or leads elsewhere.
  @Test func knowsTheTagThatIsComing() throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"))
    let first = try history.commit(["a": "1"])
    try history.tag("v1.0.0", at: first)
    try history.tag("api/v3.0.0", at: first)
    let second = try history.commit(["a": "2"])
    try history.tag("v1.1.0", at: second)
    let third = try history.commit(["a": "3"])
    try history.tag("v2.0.0-rc.1", at: third)
    let last = try history.commit(["a": "4"])
    let repository = try Repository(at: scratch("r"))
    func before(_ tag: String?, _ after: ObjectID = last) throws -> String {
      try repository.range(.sinceRelease(after: after.hex, tag: tag)).before.spelling
    }
    #expect(try before(nil) == "v1.1.0")
    #expect(try before("v2.0.0") == "v1.1.0")
    #expect(try before("v1.0.1") == "v1.0.0")
    #expect(try before("v2.0.0-rc.2") == "v2.0.0-rc.1")
    #expect(try before("v1.1.0") == "v1.0.0")
    #expect(try before("api/v3.1.0") == "api/v3.0.0")
    #expect(throws: GitError.self) { try before("new/v1.0.0") }
    #expect(throws: GitError.self) { try before("v0.9.0") }
  }

  @Test func listsReferencesFromTheTop() throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"))
    let commit = try history.commit(["a": "1"])
    for name in ["z", "a/b", "a/a", "b"] { try history.branch(name, at: commit) }
    let repository = try Repository(at: scratch("r"))
    let names = ["b", "main", "z", "a/a", "a/b"].map { "refs/heads/" + $0 }
    #expect(try repository.references(below: "refs/heads/") == names)
    #expect(try repository.references(below: "refs/tags/").isEmpty)
    #expect(repository.contains(commit))
    #expect(!repository.contains(try #require(ObjectID(String(repeating: "1", count: 40)))))
    #expect(repository.hasReference("refs/heads/a/b") && !repository.hasReference("refs/heads/a"))
  }
}
