import GitHistory
import HistoryBuilding
import SourceModel
import Testing

@Suite struct RepositoryTests {
  /// A bare repository `r` of two commits; v1.0.0 is the first.
  private func twoCommits(_ scratch: Scratch) throws -> (first: ObjectID, second: ObjectID) {
    var history = try HistoryBuilder(at: scratch("r"))
    let first = try history.commit(["a": "1\n", "d/b": "1\n"])
    try history.tag("v1.0.0", at: first, message: "Release")
    return (first, try history.commit(["a": "2\n", "d/b": "1\n"]))
  }

  private func kind(_ body: () throws -> Void) -> GitError.Kind? {
    do {
      try body()
      return nil
    } catch {
      return (error as? GitError)?.kind
    }
  }

  @Test func opensEveryKindOfCheckout() throws {
    let scratch = try Scratch()
    let (first, second) = try twoCommits(scratch)
    try GitProgram.run("clone", "-q", "r", "w", in: scratch.path)
    try GitProgram.run("worktree", "add", "-q", "../linked", "v1.0.0", in: scratch("w"))

    let bare = try Repository(at: scratch("r"))
    #expect(bare.isBare)
    #expect(bare.workTree == nil)
    #expect(bare.headBranch == "refs/heads/main")
    #expect(try bare.head() == second)

    let inside = try Repository(at: scratch("w/d"))
    #expect(!inside.isBare)
    #expect(inside.workTree == scratch("w/"))
    #expect(try inside.head() == second)

    let linked = try Repository(at: scratch("linked"))
    #expect(linked.headBranch == nil)
    #expect(try linked.head() == first)
    #expect(linked.commonDirectory == scratch("w/.git/"))
    #expect(linked.gitDirectory == scratch("w/.git/worktrees/linked/"))
    #expect(try linked.revision("v1.0.0").commit == first)
  }

  @Test func opensWhatOnlyTheWorkTreeExtends() throws {
    let scratch = try Scratch()
    _ = try twoCommits(scratch)
    try GitProgram.run("clone", "-q", "r", "w", in: scratch.path)
    try GitProgram.run("sparse-checkout", "set", "d", in: scratch("w"))
    let config = try GitProgram.lines("config", "extensions.worktreeConfig", in: scratch("w"))
    #expect(config == ["true"])
    #expect(try Repository(at: scratch("w")).revision("HEAD").commit != nil)
  }

  @Test func refusesWhatIsNoRepository() throws {
    let scratch = try Scratch()
    #expect(
      kind { _ = try Repository(at: scratch.path) } == .notARepository(directory: scratch.path))
    #expect(
      kind { _ = try Repository(at: scratch("none")) }
        == .notARepository(directory: scratch("none")))
  }

  @Test(arguments: ["objectformat=sha256", "refstorage=reftable", "noSuchThing=true"])
  func refusesUnknownExtensions(setting: String) throws {
    let scratch = try Scratch()
    let parts = setting.split(separator: "=").map(String.init)
    if parts[0] == "objectformat" {
      try GitProgram.run("init", "-q", "--object-format=sha256", "r", in: scratch.path)
    } else {
      _ = try twoCommits(scratch)
      try GitProgram.run("config", "core.repositoryformatversion", "1", in: scratch("r"))
      try GitProgram.run("config", "extensions.\(parts[0])", parts[1], in: scratch("r"))
    }
    let found = kind { _ = try Repository(at: scratch("r")) }
    #expect(found == .unsupportedRepository(extension: parts[0].lowercased()))
    #expect(found.map { GitError($0).outcome } == .refused)
  }

  @Test func namesAnEmptyRepository() throws {
    let scratch = try Scratch()
    try GitProgram.run("init", "-q", "r", in: scratch.path)
    let repository = try Repository(at: scratch("r"))
    #expect(try repository.head() == nil)
    #expect(kind { _ = try repository.revision("HEAD") } == .noCommit)
    #expect(try repository.releaseTags().isEmpty)
  }

  @Test func suggestsTheNearestName() throws {
    let scratch = try Scratch()
    let (first, second) = try twoCommits(scratch)
    let repository = try Repository(at: scratch("r"))
    #expect(
      kind { _ = try repository.revision("v1.0.1~1") }
        == .unknownRevision(spelling: "v1.0.1~1", nearest: "v1.0.0~1"))
    #expect(
      kind { _ = try repository.revision("mian") }
        == .unknownRevision(spelling: "mian", nearest: "main"))
    #expect(
      kind { _ = try repository.revision("something-else") }
        == .unknownRevision(spelling: "something-else", nearest: nil))
    #expect(
      kind { _ = try repository.revision("main~9") }
        == .unknownRevision(spelling: "main~9", nearest: nil))
    #expect(try repository.revision("main~1").commit == first)
    #expect(try repository.revision("").commit == second)
    #expect(try repository.revision(String(second.hex.prefix(8))).commit == second)
    let tree = try repository.revision("HEAD^{tree}")
    #expect(tree.commit == nil && tree.date == nil)
    #expect(try tree.tree == repository.revision("HEAD").tree)
    #expect(
      kind { _ = try repository.revision("HEAD:a") } == .notATree(spelling: "HEAD:a"))
  }

  @Test func namesAmbiguousIDs() throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"))
    // Of 40 commits, two share their first two digits only by luck: git wants four, so make many.
    var prefixes: [String: Int] = [:]
    for number in 0..<1_000 {
      let id = try history.commit([:], message: "\(number)", parents: [], branch: nil)
      prefixes[String(id.hex.prefix(4)), default: 0] += 1
    }
    let shared = try #require(prefixes.filter { $0.value > 1 }.keys.min())
    let repository = try Repository(at: scratch("r"))
    #expect(
      kind { _ = try repository.revision(shared) } == .ambiguousRevision(spelling: shared))
  }

  @Test func refusesNamesThatGitOnlyWarnsOf() throws {
    let scratch = try Scratch()
    let (first, second) = try twoCommits(scratch)
    for name in [
      "refs/remotes/origin/main", "refs/tags/origin/main", "refs/heads/x", "refs/tags/x",
      "refs/tags/HEAD", "refs/tags/\(second.hex)", "refs/tags/refs/heads/main",
      "refs/tags/refs/heads/gone", "refs/remotes/y/HEAD", "refs/heads/y",
    ] {
      try GitProgram.run("update-ref", name, first.hex, in: scratch("r"))
    }
    let repository = try Repository(at: scratch("r"))
    for suffix in ["", "~1", "^{tree}", "^0", "@{0}"] {
      let error = GitError(
        .ambiguousName(
          "origin/main", references: ["refs/tags/origin/main", "refs/remotes/origin/main"]))
      #expect(throws: error) { try repository.revision("origin/main\(suffix)") }
      #expect(error.outcome == .refused)
    }
    #expect(
      kind { _ = try repository.range(.sinceMergeBase(before: "x", after: "HEAD")) }
        == .ambiguousName("x", references: ["refs/tags/x", "refs/heads/x"]))
    #expect(
      kind { _ = try repository.revision("y") }
        == .ambiguousName("y", references: ["refs/heads/y", "refs/remotes/y/HEAD"]))
    // Full names, ids and HEAD mean one thing whatever else there is.
    for spelling in ["HEAD", "", "refs/heads/main", second.hex, "heads/main", "main"] {
      #expect(try repository.revision(spelling).commit == second, "\(spelling)")
    }
    for spelling in ["HEAD~1", "refs/heads/x", "refs/remotes/origin/main", "tags/origin/main"] {
      #expect(try repository.revision(spelling).commit == first, "\(spelling)")
    }
    #expect(
      kind { _ = try repository.revision("refs/heads/gone") }
        == .unknownRevision(spelling: "refs/heads/gone", nearest: nil))
  }

  @Test func releasesAreFoundWhateverElseHasTheirNames() throws {
    let scratch = try Scratch()
    let (first, _) = try twoCommits(scratch)
    try GitProgram.run("update-ref", "refs/heads/v1.0.0", "refs/heads/main", in: scratch("r"))
    let repository = try Repository(at: scratch("r"))
    #expect(try repository.range(.sinceRelease(after: "HEAD")).before.commit == first)
    #expect(
      kind { _ = try repository.revision("v1.0.0") }
        == .ambiguousName("v1.0.0", references: ["refs/tags/v1.0.0", "refs/heads/v1.0.0"]))
  }

  @Test func saysWhereAShallowCloneEnds() throws {
    let scratch = try Scratch()
    var history = try HistoryBuilder(at: scratch("r"))
    var commits: [ObjectID] = []
    for number in 0..<8 { commits.append(try history.commit(["a": .text("\(number)")])) }
    try history.tag("v1.0.0", at: commits[1])
    try history.tag("v1.1.0", at: commits[6])
    let side = try history.commit(["a": "side"], parents: [commits[1]], branch: "side")
    try GitProgram.run(
      "clone", "-q", "--depth", "3", "--no-single-branch", "file://\(scratch("r"))", "s",
      in: scratch.path)
    let shallow = try Repository(at: scratch("s"))
    #expect(shallow.isShallow)
    #expect(try shallow.isAncestor(commits[6], of: commits[7]))
    #expect(
      kind { _ = try shallow.mergeBase(commits[7], side) }
        == .shallowBoundary(.mergeBase(before: commits[7].hex, after: side.hex)))
    #expect(
      kind { _ = try shallow.range(.reading(["origin/main...origin/side"])) }
        == .shallowBoundary(.mergeBase(before: "origin/main", after: "origin/side")))
    #expect(try shallow.mergeBase(commits[5], commits[7]) == commits[5])
    // The commits after v1.1.0 are all here, those of the whole history are not.
    let after = try shallow.revision("HEAD")
    #expect(try shallow.commits(from: shallow.revision("v1.1.0"), to: after) == [commits[7]])
    #expect(
      kind { _ = try shallow.commits(from: .empty, to: after) }
        == .shallowBoundary(.history(of: "HEAD")))
    #expect(try shallow.range(.sinceRelease(after: "HEAD")).before.spelling == "v1.1.0")
    for absent in ["HEAD~9", commits[3].hex] {
      #expect(kind { _ = try shallow.revision(absent) } == .shallowBoundary(.revision(absent)))
    }
    #expect(try !Repository(at: scratch("r")).isShallow)

    // Of a tag that was fetched alone, nothing tells whether it is an ancestor.
    try history.tag("v1.2.0", at: commits[0])
    try GitProgram.run("fetch", "-q", "--depth", "1", "origin", "tag", "v1.2.0", in: scratch("s"))
    #expect(
      kind { _ = try Repository(at: scratch("s")).range(.sinceRelease(after: "HEAD")) }
        == .shallowBoundary(.ancestry(of: "v1.2.0", after: "HEAD")))
    try GitProgram.run("-C", "r", "tag", "-d", "v1.2.0", in: scratch.path)

    try GitProgram.run(
      "clone", "-q", "--depth", "1", "file://\(scratch("r"))", "t", in: scratch.path)
    let tagless = try Repository(at: scratch("t"))
    let error = kind { _ = try tagless.range(.sinceRelease(after: "HEAD")) }
    #expect(error == .noReleaseTag(after: "HEAD", pattern: nil, isShallow: true))
    #expect(error.flatMap { GitError($0).hint }?.contains("git fetch --unshallow --tags") == true)
    // The remedy works.
    try GitProgram.run("fetch", "-q", "--unshallow", "--tags", in: scratch("t"))
    #expect(
      try Repository(at: scratch("t")).range(.sinceRelease(after: "HEAD")).before.spelling
        == "v1.1.0")
  }

  @Test func namesObjectsThatAPartialCloneLeft() throws {
    let scratch = try Scratch()
    _ = try twoCommits(scratch)
    try GitProgram.run("config", "uploadpack.allowFilter", "true", in: scratch("r"))
    try GitProgram.run("config", "uploadpack.allowAnySHA1InWant", "true", in: scratch("r"))
    try GitProgram.run(
      "clone", "-q", "--bare", "--filter=blob:none", "file://\(scratch("r"))", "p",
      in: scratch.path)
    let partial = try Repository(at: scratch("p"))
    let snapshot = try partial.snapshot(of: partial.revision("HEAD"))
    let id = try #require(try snapshot.entry(at: "a")?.id)
    let found = kind { _ = try snapshot.content(at: "a") }
    #expect(found == .missingObject(id, path: "a", promisor: "origin"))
    let error = GitError(try #require(found))
    #expect(error.outcome == .undecided)
    #expect(error.hint?.contains("git fetch origin \(id.hex)") == true)
    // The remedy works, without opening the repository again.
    try GitProgram.run("fetch", "-q", "origin", id.hex, in: scratch("p"))
    guard case .text(let text) = try snapshot.content(at: "a") else {
      Issue.record("the fetched object was not read")
      return
    }
    #expect(text.bytes == Array("2\n".utf8))
  }

  @Test func namesMissingAndDamagedObjects() throws {
    let scratch = try Scratch()
    try GitProgram.run("init", "-q", "--bare", "r", in: scratch.path)
    let blob = try GitProgram.run("hash-object", "-w", "/dev/null", in: scratch("r")).dropLast()
    try scratch.write("100644 no end", to: "tree")
    let tree = try GitProgram.run(
      "hash-object", "--literally", "-t", "tree", "-w", scratch("tree"), in: scratch("r")
    ).dropLast()
    let treeID = try #require(ObjectID(hex: tree))
    let blobID = try #require(ObjectID(hex: blob))
    let repository = try Repository(at: scratch("r"))
    #expect(
      kind { _ = try repository.changes(from: treeID, to: .emptyTree) } == .damagedObject(treeID))
    #expect(
      kind { _ = try repository.changes(from: blobID, to: .emptyTree) } == .damagedObject(blobID))
    let absent = try #require(ObjectID("00000000000000000000000000000000000000ff"))
    #expect(
      kind { _ = try repository.revision(absent.hex) }
        == .missingObject(absent, path: nil, promisor: nil))
  }

  @Test(arguments: 0..<40)
  func readsDamagedBytesToAnError(seed: UInt64) throws {
    let scratch = try Scratch()
    try GitProgram.run("init", "-q", "--bare", "r", in: scratch.path)
    var random = SeededGenerator(seed: seed)
    for type in ["tree", "commit"] {
      var bytes =
        type == "tree"
        ? Array("100644 a\0aaaaaaaaaaaaaaaaaaaa40000 b\0bbbbbbbbbbbbbbbbbbbb".utf8)
        : Array(
          """
          tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
          author A <a@b> 99999999999999999999 +0000
          committer A <a@b> -1767225600 +0000

          Subject
          """.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(index...)
        default: bytes.remove(at: index)
        }
        if bytes.isEmpty { bytes = [0x20] }
      }
      try scratch.write(bytes, to: "object")
      let hex = try GitProgram.run(
        "hash-object", "--literally", "-t", type, "-w", scratch("object"), in: scratch("r"))
      let id = try #require(ObjectID(hex: hex.dropLast()))
      let repository = try Repository(at: scratch("r"))
      let found = kind {
        if type == "tree" {
          _ = try repository.changes(from: id, to: .emptyTree)
        } else {
          _ = try repository.commit(id).subject
          _ = try repository.commits(
            from: .empty, to: Revision(spelling: "x", commit: id, tree: .emptyTree, seconds: nil))
        }
      }
      switch found {
      case nil, .damagedObject, .missingObject: break
      default: Issue.record("\(String(describing: found)) for \(bytes)")
      }
    }
  }

  @Test func readsWhatAHookIsAboutToAccept() throws {
    let scratch = try Scratch()
    let (_, second) = try twoCommits(scratch)
    // The hook keeps the quarantine and refuses, so the objects are nowhere else.
    try scratch.write(
      """
      #!/bin/sh
      cp -r "$GIT_QUARANTINE_PATH" "\(scratch("quarantine"))"
      printf '%s\\n' "$GIT_DIR" "$GIT_OBJECT_DIRECTORY" "$GIT_ALTERNATE_OBJECT_DIRECTORIES" \\
        > "\(scratch("variables"))"
      exit 1
      """, to: "r/hooks/pre-receive")
    try GitProgram.run("clone", "-q", "r", "w", in: scratch.path)
    try scratch.write("3\n", to: "w/a")
    try GitProgram.run("commit", "-q", "-a", "-m", "Change", in: scratch("w"))
    let pushed = try #require(
      ObjectID(try GitProgram.lines("rev-parse", "HEAD", in: scratch("w"))[0]))
    try scratch.makeExecutable("r/hooks/pre-receive")
    #expect(!GitProgram.succeeds("push", "-q", "origin", "main", in: scratch("w")))

    #expect(try scratch.read("variables").hasPrefix(".\n"))
    let environment = try #require(
      GitEnvironment { name in
        switch name {
        case "GIT_DIR": scratch("r")
        case "GIT_OBJECT_DIRECTORY": scratch("quarantine")
        case "GIT_ALTERNATE_OBJECT_DIRECTORIES": scratch("r/objects")
        default: nil
        }
      })
    let repository = try Repository(at: "/nonexistent", environment: environment)
    let range = try repository.range(.reading(["\(second.hex)..\(pushed.hex)"]))
    let deltas = try repository.changes(from: range.before.tree, to: range.after.tree)
    #expect(deltas.map(\.path) == ["a"])
    #expect(kind { _ = try Repository(at: scratch("r")).revision(pushed.hex) } != nil)
  }

  @Test func readsTheEnvironmentOfAHook() {
    #expect(GitEnvironment { _ in nil } == nil)
    #expect(GitEnvironment { $0 == "GIT_DIR" ? "" : nil } == nil)
    let variables = [
      "GIT_DIR": ".", "GIT_OBJECT_DIRECTORY": "/o", "GIT_INDEX_FILE": "/i",
      "GIT_ALTERNATE_OBJECT_DIRECTORIES": "/a::\"/b:\\\"c\":/d",
    ]
    #expect(
      GitEnvironment { variables[$0] }
        == GitEnvironment(
          gitDirectory: ".", objectDirectories: ["/o", "/a", "/b:\"c", "/d"], indexFile: "/i"))
  }
}
