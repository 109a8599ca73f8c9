import GitHistory
import HistoryBuilding
import SourceModel
import Testing

@Suite struct SnapshotTests {
  @Test(arguments: 0..<4)
  func listsFilesAsGitDoes(seed: UInt64) throws {
    let scratch = try Scratch()
    var random = SeededGenerator(seed: seed)
    var files = RandomFiles()
    files.change(80, using: &random)
    var history = try HistoryBuilder(at: scratch("r"))
    _ = try history.commit(files.files)
    let repository = try Repository(at: scratch("r"))
    let snapshot = try repository.snapshot(of: repository.revision("HEAD"))
    let items = try snapshot.files(under: .root)
    let listing = items.flatMap { item -> [UInt8] in
      let type = item.entry.mode == .submodule ? "commit" : "blob"
      return Array("\(String(item.entry.mode.rawValue, radix: 8)) \(type) \(item.entry.id)\t".utf8)
        + item.path.bytes + [0]
    }
    #expect(try listing == GitProgram.run("ls-tree", "-r", "-z", "HEAD", in: scratch("r")))
    #expect(items.map(\.path) == items.map(\.path).sorted())
    for item in items {
      #expect(try snapshot.entry(at: item.path) == item.entry)
      #expect(try snapshot.files(under: item.path).isEmpty)
    }
  }

  /// The same files in a repository and in memory.
  private func both(_ texts: [RepositoryPath: String], in scratch: Scratch) throws -> [any Snapshot]
  {
    var history = try HistoryBuilder(at: scratch("r"))
    _ = try history.commit(texts.mapValues { .text($0) })
    let repository = try Repository(at: scratch("r"))
    return [
      try repository.snapshot(of: repository.revision("HEAD")), MemorySnapshot(texts: texts),
    ]
  }

  @Test func agreesWithFilesInMemory() throws {
    let scratch = try Scratch()
    let texts: [RepositoryPath: String] = [
      "a": "1", "a.b": "2", "a-b/c": "3", "d/e/f": "4", "d/e.x/f": "5", "d/g": "6",
    ]
    for snapshot in try both(texts, in: scratch) {
      #expect(try snapshot.files(under: .root).map(\.path) == texts.keys.sorted())
      #expect(try snapshot.files(under: "d").map(\.path) == ["d/e.x/f", "d/e/f", "d/g"])
      #expect(try snapshot.files(under: "none").isEmpty)
      #expect(try snapshot.files(under: "a").isEmpty)
      var asked: [RepositoryPath] = []
      let pruned = try snapshot.files(under: .root) { folder in
        asked.append(folder)
        return folder != "d/e"
      }
      #expect(pruned.map(\.path) == ["a", "a-b/c", "a.b", "d/e.x/f", "d/g"])
      #expect(Set(asked) == ["a-b", "d", "d/e", "d/e.x"])
      #expect(try snapshot.entry(at: "a.b")?.id.hex == "d8263ee9860594d2806b0dfd1bfd17528b0ba2a4")
      #expect(try snapshot.entry(at: "d/e")?.mode == .folder)
      #expect(try snapshot.entry(at: .root)?.mode == .folder)
      #expect(try snapshot.entry(at: "d/e/none") == nil)
      #expect(try snapshot.entry(at: "a/none") == nil)
    }
  }

  @Test func namesWhatIsNoText() throws {
    let scratch = try Scratch()
    let pointer = """
      version https://git-lfs.github.com/spec/v1
      oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
      size 12345

      """
    let texts: [RepositoryPath: String] = ["large": pointer, "d/text": "one\r\ntwo", "empty": ""]
    for snapshot in try both(texts, in: scratch) {
      guard case .text(let text) = try snapshot.content(at: "d/text"),
        case .text(let empty) = try snapshot.content(at: "empty"),
        case .largeFilePointer = try snapshot.content(at: "large"),
        case .folder = try snapshot.content(at: "d"),
        case .missing = try snapshot.content(at: "none")
      else {
        Issue.record("content was taken for something else")
        continue
      }
      #expect(text.path == "d/text")
      #expect(text.bytes == Array("one\r\ntwo".utf8))
      #expect(empty.bytes.isEmpty)
    }
  }

  @Test func doesNotFollowLinksAndSubmodules() throws {
    let scratch = try Scratch()
    let commit = try #require(ObjectID(bytes: [UInt8](repeating: 7, count: 20)))
    var history = try HistoryBuilder(at: scratch("r"))
    _ = try history.commit([
      "link": .symlink(target: "../secret"), "module": .submodule(commit: commit),
      "run": .executable([0x23]),
    ])
    let repository = try Repository(at: scratch("r"))
    let snapshot = try repository.snapshot(of: repository.revision("HEAD"))
    guard case .symlink(let target) = try snapshot.content(at: "link"),
      case .submodule(let found) = try snapshot.content(at: "module"),
      case .text = try snapshot.content(at: "run")
    else {
      Issue.record("content was taken for something else")
      return
    }
    #expect(target == "../secret")
    #expect(found == commit)
    #expect(try snapshot.entry(at: "run")?.mode == .executable)
    #expect(
      try snapshot.files(under: .root).map(\.entry.mode) == [.symlink, .submodule, .executable])
  }
}
