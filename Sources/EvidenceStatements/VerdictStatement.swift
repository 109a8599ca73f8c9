import DataTrees
import Digests
import SourceModel

/// What relgate decided of a revision, for those who check later which policy said yes (SLSA
/// Verification Summary Attestation v1).
package struct VerdictStatement: Hashable, Sendable {
  /// The type of the predicate.
  package static let predicateType = "https://slsa.dev/verification_summary/v1"

  /// The commit that was judged, in hex.
  package let commit: String
  /// Its tree, in hex.
  package let tree: String
  /// What was decided: `passed`, `blocked` or `undecided`.
  package let verdict: String
  /// When it was decided, RFC 3339 in UTC.
  package let time: String
  /// The version of relgate.
  package let version: String
  /// The revision whose policy counted, as it was named.
  package let policyRevision: String
  /// The packs, in the order in which they applied.
  package let packs: [Pack]
  /// The files of evidence that counted.
  package let evidence: [EvidenceStatement.Subject]

  /// A pack that judged.
  package struct Pack: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// The SHA-256 of its file in hex.
    package let sha256: String

    /// Names a pack.
    package init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  /// States what was decided.
  package init(
    commit: String, tree: String, verdict: String, time: String, version: String,
    policyRevision: String, packs: [Pack], evidence: [EvidenceStatement.Subject] = []
  ) {
    self.commit = commit
    self.tree = tree
    self.verdict = verdict
    self.time = time
    self.version = version
    self.policyRevision = policyRevision
    self.packs = packs
    self.evidence = evidence
  }

  /// The digest that stands for all packs in their order: of a line `NAME SHA256` for each.
  package var policyDigest: String {
    SHA256.hexDigest(of: packs.map { "\($0.name) \($0.sha256)\n" }.joined().utf8)
  }

  /// The statement as JSON: the same bytes for the same decision, a line end at their end.
  package var bytes: [UInt8] {
    var writer = JSONWriter(.pretty)
    writer.beginObject()
    write("_type", StatementSchema.statementType, to: &writer)
    writer.key("subject")
    writer.beginArray()
    writeDescriptor("name", "commit", "gitCommit", commit, to: &writer)
    writeDescriptor("name", "tree", "gitTree", tree, to: &writer)
    writer.endArray()
    write("predicateType", VerdictStatement.predicateType, to: &writer)
    writer.key("predicate")
    writePredicate(to: &writer)
    writer.endObject()
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private func writePredicate(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("verifier")
    writer.beginObject()
    write("id", "urn:relgate", to: &writer)
    writer.key("version")
    writer.beginObject()
    write("relgate", version, to: &writer)
    writer.endObject()
    writer.endObject()
    write("timeVerified", time, to: &writer)
    write("resourceUri", "git+commit:\(commit)", to: &writer)
    writer.key("policy")
    writeDescriptor("uri", "urn:relgate:packs", "sha256", policyDigest, to: &writer)
    writer.key("inputAttestations")
    writer.beginArray()
    for subject in evidence {
      writeDescriptor("uri", subject.path.text, "gitBlob", subject.object, to: &writer)
    }
    writer.endArray()
    write("verificationResult", verdict == "passed" ? "PASSED" : "FAILED", to: &writer)
    writer.key("verifiedLevels")
    writer.beginArray()
    writer.endArray()
    write("slsaVersion", "1.0", to: &writer)
    write("urn:relgate:verdict", verdict, to: &writer)
    write("urn:relgate:policy-revision", policyRevision, to: &writer)
    writer.key("urn:relgate:packs")
    writer.beginArray()
    for pack in packs { writeDescriptor("name", pack.name, "sha256", pack.sha256, to: &writer) }
    writer.endArray()
    writer.endObject()
  }

  private func write(_ key: String, _ text: String, to writer: inout JSONWriter) {
    writer.key(key)
    writer.string(text)
  }

  private func writeDescriptor(
    _ key: String, _ text: String, _ algorithm: String, _ digest: String,
    to writer: inout JSONWriter
  ) {
    writer.beginObject()
    write(key, text, to: &writer)
    writer.key("digest")
    writer.beginObject()
    write(algorithm, digest, to: &writer)
    writer.endObject()
    writer.endObject()
  }
}
