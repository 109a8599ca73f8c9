import Foundation
import GitHistory
import HistoryBuilding
import SourceModel
import Testing

@Suite struct StorageOrderTests {
  /// A repository of files that are alike, so that Git packs them as differences.
  private func repository(in scratch: Scratch) throws {
    let lines = (0..<200).map { "line \($0) of a file that others are like" }
    var files: [RepositoryPath: BuiltFile] = [:]
    for index in 0..<60 {
      var own = lines
      own[index * 3] = "a line of its own: \(index * 7919)"
      files[RepositoryPath(unchecked: Name("part\(index % 7)/file\(index)"))] = .text(
        own.joined(separator: "\n"))
    }
    var history = try HistoryBuilder(at: scratch("r"))
    _ = try history.commit(files)
  }

  /// The blobs of the only pack as Git lists them, by their offsets.
  private func packed(in directory: String) throws -> [String] {
    let path = directory + "/objects/pack"
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
    let index = try #require(names.first { $0.hasSuffix(".idx") })
    let listing = try GitProgram.run("verify-pack", "-v", path + "/" + index, in: directory)
    let blobs = String(decoding: listing, as: UTF8.self).split(separator: "\n")
      .map { $0.split(separator: " ") }.filter { $0.count >= 5 && $0[1] == "blob" }
    return try blobs.map { (offset: try #require(Int($0[4])), id: String($0[0])) }
      .sorted { $0.offset < $1.offset }.map(\.id)
  }

  @Test func followsThePack() throws {
    let scratch = try Scratch()
    try repository(in: scratch)
    try GitProgram.run("repack", "-adq", in: scratch("r"))
    let repository = try Repository(at: scratch("r"))
    let snapshot = try repository.snapshot(of: repository.revision("HEAD"))
    let entries = try snapshot.files(under: .root).map(\.entry)
    let order = snapshot.readingOrder(of: entries)
    #expect(order.sorted() == Array(entries.indices))
    let ids = order.map { entries[$0].id.hex }
    #expect(try ids == packed(in: scratch("r")))
    #expect(ids != entries.map(\.id.hex))
  }

  @Test func putsWhatIsInNoPackLast() throws {
    let scratch = try Scratch()
    try repository(in: scratch)
    try GitProgram.run("repack", "-adq", in: scratch("r"))
    let loose = Entry(mode: .file, id: try ObjectID.ofBlob(Array("loose".utf8)))
    let repository = try Repository(at: scratch("r"))
    let snapshot = try repository.snapshot(of: repository.revision("HEAD"))
    let packed = try snapshot.files(under: .root).prefix(3).map(\.entry)
    let order = snapshot.readingOrder(of: [loose] + packed + [loose])
    #expect(order.suffix(2) == [0, 4])
    #expect(Set(order) == Set(0..<5))
  }

  @Test func keepsTheOrderWhereAnIndexIsDamaged() throws {
    let scratch = try Scratch()
    try repository(in: scratch)
    for content in ["", "no index", String(repeating: "\u{7F}", count: 3000)] {
      try scratch.write(content, to: "r/objects/pack/pack-0.idx")
      let repository = try Repository(at: scratch("r"))
      let snapshot = try repository.snapshot(of: repository.revision("HEAD"))
      let entries = try snapshot.files(under: .root).map(\.entry)
      #expect(snapshot.readingOrder(of: entries) == Array(entries.indices))
    }
  }
}
