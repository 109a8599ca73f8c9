import BuiltinPolicies
import PolicyPacks
import ReleaseModel
import SourceModel
import TestSupport
import Testing

@Suite("Any bytes")
struct TotalityTests {
  /// A file with some of its bytes altered.
  private func mutated(_ path: RepositoryPath, _ bytes: [UInt8], _ seed: Int) -> SourceText {
    Mutation.bytes(of: Sample("file", root: path, files: [path: bytes]), seed: UInt64(seed)).source
  }

  @Test("Packs, waivers and comments are read, or refused with a problem")
  func total() throws {
    let waiver = Waiver.yaml(
      for: Finding("notes/line-removed", severity: .error, message: "m", remedy: "", path: "a"),
      owner: "ann", asOf: try .day("2026-04-01"), maxDays: 90)
    let comment = Array(
      "# relgate:allow notes/line-removed owner=a until=2026-05-01 -- it is read by nobody\nx".utf8)
    for seed in 0..<400 {
      let pack = mutated("p.yaml", BuiltinPack.cli.bytes, seed)
      if case .failure(let error) = PackSchema(.builtin).read(pack) {
        #expect(!error.problems.isEmpty)
        #expect(error.problems.allSatisfy { $0.rule.prefix == "policy" && $0.line > 0 })
      }
      let file = mutated("w.yaml", waiver, seed)
      if case .failure(let error) = WaiverSchema(Notes.vocabulary).read(file) {
        #expect(!error.problems.isEmpty)
        #expect(error.problems.allSatisfy { $0.rule == "waiver/invalid" && $0.line > 0 })
      }
      let comments = InlineWaivers(mutated("a", comment, seed), Notes.vocabulary)
      #expect(comments.waivers.count + comments.problems.count <= 1)
    }
  }
}
