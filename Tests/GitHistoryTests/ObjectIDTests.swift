import GitHistory
import Testing

@Suite struct ObjectIDTests {
  private let hex = "00ff10a4b825dc642cb6eb9a060e54bf8d69288f"

  @Test func writesWhatItReads() throws {
    let id = try #require(ObjectID(hex))
    #expect(id.hex == hex)
    #expect(ObjectID(hex.uppercased()) == id)
    #expect(ObjectID(bytes: id.bytes) == id)
    #expect(id.bytes.prefix(4) == [0x00, 0xFF, 0x10, 0xA4])
  }

  @Test func refusesWhatIsNoID() {
    #expect(ObjectID(String(hex.dropLast())) == nil)
    #expect(ObjectID(hex + "0") == nil)
    #expect(ObjectID("g" + hex.dropFirst()) == nil)
    #expect(ObjectID(bytes: [1, 2, 3]) == nil)
  }

  @Test func ordersByBytes() throws {
    let ids = try (0..<20).map { index in
      var bytes = [UInt8](repeating: 0x7F, count: 20)
      bytes[19 - index] = 0x80
      return try #require(ObjectID(bytes: bytes))
    }
    #expect(ids.reversed().sorted() == ids)
  }

  @Test func knowsGitsIDs() throws {
    #expect(ObjectID.emptyTree.hex == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    #expect(try ObjectID.ofBlob([]).hex == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
  }
}
