import DataTrees
import EvidenceStatements
import SourceModel
import Testing

@Suite("Verdicts as statements")
struct VerdictStatementTests {
  @Test("a verdict names what was judged, by which packs, and is the same bytes each time")
  func bytes() throws {
    let bytes = statement("passed").bytes
    #expect(bytes == statement("passed").bytes)
    let tree = try #require(
      DataTree.read(SourceText(path: "v.json", bytes: bytes), syntax: .json).tree)
    let text = tree.canonical(tree.root, limit: 10_000)
    #expect(text.contains(#"{"digest":{"gitCommit":"c0"},"name":"commit"}"#))
    #expect(text.contains(#"{"digest":{"gitTree":"t0"},"name":"tree"}"#))
    #expect(text.contains(#""predicateType":"https://slsa.dev/verification_summary/v1""#))
    #expect(text.contains(#""verificationResult":"PASSED""#))
    #expect(text.contains(#"{"digest":{"sha256":"p0"},"name":"core"}"#))
    #expect(text.contains(#"{"digest":{"gitBlob":"b0"},"uri":"e.json"}"#))
  }

  @Test("only what passed is PASSED", arguments: ["blocked", "undecided"])
  func failed(_ verdict: String) {
    let text = String(decoding: statement(verdict).bytes, as: UTF8.self)
    #expect(text.contains(#""verificationResult": "FAILED""#))
  }

  @Test("the digest of the policy changes with any pack")
  func policy() {
    #expect(statement("passed", pack: "p1").policyDigest != statement("passed").policyDigest)
  }

  private func statement(_ verdict: String, pack: String = "p0") -> VerdictStatement {
    VerdictStatement(
      commit: "c0", tree: "t0", verdict: verdict, time: "2026-06-01T00:00:00Z", version: "1.0.0",
      policyRevision: "HEAD", packs: [VerdictStatement.Pack(name: "core", sha256: pack)],
      evidence: [EvidenceStatement.Subject(path: "e.json", object: "b0", isFolder: false)])
  }
}
