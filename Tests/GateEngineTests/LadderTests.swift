import Foundation
import GitHistory
import HistoryBuilding
import ReleaseModel
import SourceModel
import Testing

@testable import GateEngine

/// One release of a history: its tag, the commit's day in 2026 from January 1, its files.
private struct Release {
  let tag: String?
  let day: Int64
  let files: Files

  init(_ tag: String?, _ day: Int64, _ notes: String?, _ files: Files = [:]) {
    self.tag = tag
    self.day = day
    self.files = files.merging(
      notes.map { ["a.notes": .text("notes 1\n" + $0)] } ?? ["other": "x"]
    ) { own, _ in own }
  }
}

/// Ladders over histories of the toy format.
@Suite("Ladders over tags")
struct LadderTests {
  /// The ladder of the note `a` from the last release to the one before.
  private func ladder(
    _ releases: [Release], element: Name = "a", path: RepositoryPath = "a.notes",
    asOf: String? = nil, cache: LadderCache? = nil, willRead: Reads? = nil
  ) throws -> Ladder {
    try withHistory(releases) { directory, commits in
      var gate = Gate.notes
      gate.asOf = asOf.flatMap { CalendarDate($0) }
      if let willRead { gate.willRead = { _, path in willRead.add(path) } }
      let handles = (try Repository(at: directory), try Repository(at: directory))
      let range = try handles.0.range(
        .between(before: commits[commits.count - 2].hex, after: commits[commits.count - 1].hex))
      let request = LadderRequest(format: "notes", contract: path, elements: [element])
      let ladders = try gate.ladders(
        for: [request], before: range, Configuration(), tags: nil, handles: handles, cache: cache)
      #expect(ladders.count == 1)
      return try #require(ladders.first)
    }
  }

  private func withHistory<Answer>(
    _ releases: [Release], _ body: (String, [ObjectID]) throws -> Answer
  ) throws -> Answer {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("relgate-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var builder = try HistoryBuilder(at: directory)
    var commits: [ObjectID] = []
    for release in releases {
      commits.append(
        try builder.commit(
          release.files, seconds: HistoryBuilder.start + release.day * 86_400))
      if let tag = release.tag { try builder.tag(tag, at: commits[commits.count - 1]) }
    }
    return try body(directory, commits)
  }

  private func states(_ ladder: Ladder) -> [String] {
    ladder.rungs.map { rung in
      switch rung.state {
      case .absent: "\(rung.tag) absent"
      case .served: "\(rung.tag) served"
      case .announced(let sunset, let removal):
        "\(rung.tag) announced\(sunset.map { " \($0)" } ?? "")\(removal.map { " in \($0)" } ?? "")"
      case .unreadable(let reason): "\(rung.tag) unreadable: \(reason)"
      }
    }
  }

  @Test("Every release tells of an element, and the proof counts from the first that announces")
  func proof() throws {
    let ladder = try ladder([
      Release("v1.0.0", 0, "b = 1"), Release("v1.1.0", 10, "a = 1"),
      Release("v1.2.0", 20, "a = ending 2026-05-01"), Release(nil, 25, "a = ending 2026-04-01"),
      Release("v1.3.0", 30, "a = ending 2026-06-01"), Release(nil, 100, "b = 1"),
    ])
    #expect(
      states(ladder) == [
        "v1.0.0 absent", "v1.1.0 served", "v1.2.0 announced 2026-05-01",
        "v1.3.0 announced 2026-06-01",
      ])
    #expect(ladder.asOf == CalendarDate("2026-04-11"))
    #expect(
      ladder.proof
        == "deprecated in v1.2.0 (2026-01-21) with sunset 2026-06-01, served until v1.3.0, 80 days")
  }

  @Test("Releases are those below the revision's own, of its kind, until as-of")
  func considered() throws {
    let releases = [
      Release("v1.0.0", 0, "a = 1"), Release("v2.0.0-rc.1", 10, "a = ending"),
      Release("v2.0.0", 20, "a = ending"), Release("v3.0.0", 5, "a = 3"),
      Release("v2.1.0", 40, "b = 1"),
    ]
    #expect(
      try states(ladder(releases)) == ["v1.0.0 served", "v2.0.0 announced"])
    #expect(
      try states(ladder(releases, asOf: "2026-01-15")) == ["v1.0.0 served"])
    let preRelease = releases.dropLast() + [Release("v2.1.0-rc.1", 40, "b = 1")]
    #expect(
      try states(ladder(Array(preRelease)))
        == ["v1.0.0 served", "v2.0.0-rc.1 announced", "v2.0.0 announced"])
  }

  @Test("Before a revision that is no release, those up to the preceding one count")
  func untagged() throws {
    let ladder = try ladder([
      Release("v1.0.0", 0, "a = 1"), Release("v1.1.0", 10, "a = ending"), Release(nil, 20, "b = 1"),
      Release(nil, 30, "b = 2"),
    ])
    #expect(states(ladder) == ["v1.0.0 served", "v1.1.0 announced"])
  }

  @Test("A history without releases proves nothing")
  func noReleases() throws {
    let ladder = try ladder([Release(nil, 0, "a = ending"), Release(nil, 1, "b = 1")])
    #expect(ladder.rungs.isEmpty)
    #expect(!ladder.isUndecided)
  }

  @Test("A contract is followed over an exact rename and over a move with edits")
  func renamed() throws {
    let more = (1...20).map { "n\($0) = \($0)\n" }.joined()
    func at(_ path: RepositoryPath, _ notes: String) -> Files {
      [path: .text("notes 1\n" + more + notes)]
    }
    let ladder = try ladder(
      [
        Release("v1.0.0", 0, nil, at("x/first.notes", "a = 1")),
        Release("v1.1.0", 10, nil, at("x/second.notes", "a = ending")),
        Release("v1.2.0", 20, nil, at("third.notes", "a = ending")),
        Release(nil, 30, nil, at("third.notes", "b = 1")),
      ], path: "third.notes")
    #expect(states(ladder) == ["v1.0.0 served", "v1.1.0 announced", "v1.2.0 announced"])
  }

  @Test("A contract that was not there makes a gap, and is found again at its path")
  func gap() throws {
    let ladder = try ladder([
      Release("v1.0.0", 0, "a = ending"), Release("v1.1.0", 10, nil),
      Release("v1.2.0", 20, "a = ending"), Release(nil, 30, "b = 1"),
    ])
    #expect(states(ladder) == ["v1.0.0 announced", "v1.1.0 absent", "v1.2.0 announced"])
    #expect(ladder.announced?.tag == "v1.2.0")
  }

  @Test("What cannot be read is said to be so")
  func unreadable() throws {
    let ladder = try ladder([
      Release("v1.0.0", 0, nil, ["a.notes": .symlink(target: "b")]),
      Release("v1.1.0", 10, nil, ["a.notes": "notes 9\na = 1"]),
      Release("v1.2.0", 20, "unreadable"), Release("v1.3.0", 30, "?b\n"),
      Release("v1.4.0", 40, nil, ["a.notes": "no notes at all"]),
      Release("v1.5.0", 50, "a = ending"), Release(nil, 60, "b = 1"),
    ])
    #expect(
      states(ladder) == [
        "v1.0.0 unreadable: the path is a symbolic link, which is not followed",
        "v1.1.0 unreadable: the version '9' is not known", "v1.2.0 unreadable: unreadable",
        "v1.3.0 unreadable: question 'b'", "v1.4.0 absent", "v1.5.0 announced",
      ])
  }

  @Test("The day of an announcement is not before what the release builds on")
  func backdated() throws {
    let ladder = try ladder([
      Release("v1.0.0", 50, "a = 1"), Release("v1.1.0", 1, "a = ending"),
      Release("v1.2.0", 60, "a = ending"), Release(nil, 61, "b = 1"),
    ])
    #expect(ladder.announced?.tag == "v1.1.0")
    #expect(ladder.days == 11)
  }

  @Test("A contract as a whole is announced when all that it has is")
  func whole() throws {
    let ladder = try ladder(
      [
        Release("v1.0.0", 0, "a = ending\nb = 1"),
        Release("v1.1.0", 10, "a = ending 2026-03-01\nb = ending 2026-04-01"),
        Release(nil, 30, nil),
      ], element: "a.notes")
    #expect(states(ladder) == ["v1.0.0 served", "v1.1.0 announced 2026-04-01"])
  }

  @Test("The end of a contract as a whole is the last that is told of its elements")
  func wholeRemoval() throws {
    let ladder = try ladder(
      [
        Release("v1.0.0", 0, "a = ending\nb = ending 2026-04-01\nc = ending in 10.0"),
        Release("v1.1.0", 10, "a = ending in 9.0\nb = ending\nc = ending in 10.0"),
        Release("v1.2.0", 20, "a = ending in 9.0\nb = ending in soon\nc = ending in 10.0"),
        Release(nil, 30, nil),
      ], element: "a.notes")
    #expect(
      states(ladder) == [
        "v1.0.0 announced 2026-04-01 in 10.0", "v1.1.0 announced in 10.0",
        "v1.2.0 announced in soon",
      ])
  }

  @Test("A content is read once, and again where a file that it includes differs")
  func reads() throws {
    let reads = Reads()
    let root = "include part.notes"
    let ladder = try ladder(
      [
        Release("v1.0.0", 0, root, ["part.notes": "a = 1"]),
        Release("v1.1.0", 10, root, ["part.notes": "a = ending"]),
        Release("v1.2.0", 20, root, ["part.notes": "a = ending", "other": "y"]),
        Release("v1.3.0", 30, root, ["part.notes": "a = ending", "other": "z"]),
        Release(nil, 40, "b = 1"),
      ], willRead: reads)
    #expect(
      states(ladder) == [
        "v1.0.0 served", "v1.1.0 announced", "v1.2.0 announced", "v1.3.0 announced",
      ])
    #expect(reads.paths.filter { $0 == "a.notes" }.count == 2)
  }

  @Test("Nothing is read where nothing is asked")
  func lazy() throws {
    try withHistory([Release("v1.0.0", 0, "a = 1"), Release(nil, 1, "b = 1")]) { directory, ids in
      let reads = Reads()
      var gate = Gate.notes
      gate.willRead = { _, path in reads.add(path) }
      let handles = (try Repository(at: directory), try Repository(at: directory))
      let range = try handles.0.range(.between(before: ids[0].hex, after: ids[1].hex))
      let request = LadderRequest(format: "notes", contract: "a.notes", elements: [])
      #expect(
        try gate.ladders(
          for: [request], before: range, Configuration(), tags: nil, handles: handles) == [])
      #expect(reads.paths.isEmpty)
    }
  }

  // MARK: Cache

  private static let cached = [
    Release("v1.0.0", 0, "include part.notes", ["part.notes": "a = 1"]),
    Release("v1.1.0", 10, "include part.notes", ["part.notes": "a = ending 2026-05-01"]),
    Release("v1.2.0", 20, "unreadable"), Release("v1.3.0", 30, "a = ending"),
    Release("v1.4.0", 32, "a = ending in 2.0"),
    Release("v1.5.0", 33, "a = ending 2026-05-01 in 3.0"),
    Release("v1.6.0", 35, "b = 1"), Release(nil, 40, "b = 1"),
  ]

  @Test("A cache gives the same answer without reading")
  func cache() throws {
    let shelf = Shelf()
    let fresh = try ladder(LadderTests.cached, cache: nil)
    let reads = Reads()
    #expect(try ladder(LadderTests.cached, cache: shelf.cache, willRead: reads) == fresh)
    let warm = Reads()
    #expect(try ladder(LadderTests.cached, cache: shelf.cache, willRead: warm) == fresh)
    #expect(!reads.paths.isEmpty)
    // What could not be read is tried again.
    #expect(Set(warm.paths) == ["a.notes"])
    #expect(warm.paths.count == 1)
  }

  @Test("What is damaged in a cache is not believed")
  func damagedCache() throws {
    let fresh = try ladder(LadderTests.cached, cache: nil)
    let shelf = Shelf()
    _ = try ladder(LadderTests.cached, cache: shelf.cache)
    for damage in [{ Array($0.dropLast()) }, { _ in [] }, { [0x78] + $0 }] as [([UInt8]) -> [UInt8]]
    {
      shelf.damage(damage)
      #expect(try ladder(LadderTests.cached, cache: shelf.cache) == fresh)
    }
    shelf.damage { bytes in
      var bytes = bytes
      if bytes.count > 40 { bytes[bytes.count - 33] ^= 1 }
      return bytes
    }
    #expect(try ladder(LadderTests.cached, cache: shelf.cache) == fresh)
  }

  @Test("A day that cannot be written is not believed, whoever sealed it")
  func craftedDays() throws {
    let fresh = try ladder(LadderTests.cached, cache: nil)
    for number in [Int.max, Int.min, 2_932_897, -719_529] {
      let day = CalendarDate(dayNumber: number)
      #expect(CacheRecord(CacheRecord.bytes(of: day))?.readDate() == nil)
      let states = CacheRecord.bytes(of: ["a": .announced(sunset: day)])
      #expect(CacheRecord(states)?.readStates() == nil)
      let shelf = Shelf()
      _ = try ladder(LadderTests.cached, cache: shelf.cache)
      shelf.damage { _ in CacheRecord.bytes(of: day) }
      #expect(try ladder(LadderTests.cached, cache: shelf.cache) == fresh)
    }
    let last = CalendarDate(dayNumber: 2_932_896)
    #expect(CacheRecord(CacheRecord.bytes(of: last))?.readDate() == last)
  }

  @Test("An element that a cache does not know is read, and the others are kept")
  func moreElements() throws {
    let shelf = Shelf()
    _ = try ladder(LadderTests.cached, cache: shelf.cache)
    let other = try ladder(LadderTests.cached, element: "b", cache: shelf.cache)
    #expect(other == (try ladder(LadderTests.cached, element: "b")))
    let warm = Reads()
    _ = try ladder(LadderTests.cached, cache: shelf.cache, willRead: warm)
    #expect(warm.paths.count == 1)
  }
}

/// The files that were read, noted from two threads.
private final class Reads: @unchecked Sendable {
  private let lock = NSLock()
  private var found: [RepositoryPath] = []

  func add(_ path: RepositoryPath) { lock.withLock { found.append(path) } }
  var paths: [RepositoryPath] { lock.withLock { found } }
}

/// A cache in memory.
private final class Shelf: @unchecked Sendable {
  private let lock = NSLock()
  private var records: [String: [UInt8]] = [:]

  var cache: LadderCache {
    LadderCache(
      load: { key in self.lock.withLock { self.records[key] } },
      store: { key, bytes in self.lock.withLock { self.records[key] = bytes } })
  }

  func damage(_ change: ([UInt8]) -> [UInt8]) {
    lock.withLock { records = records.mapValues(change) }
  }
}
