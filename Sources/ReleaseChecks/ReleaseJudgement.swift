import FormatKit
package import ReleaseModel
import SourceModel

/// What was found of a release.
package struct ReleaseJudgement {
  /// The folder of the release; nil if there is none.
  package let folder: ReleaseFolder?
  /// The files of `after`.
  let files: any FileTree
  /// What is missing or wrong.
  package let facts: [ReleaseFact]
  /// The documents that the range demands, whether or not they are there.
  package let demandedDocuments: [DocumentKind]
  /// How each change is taken back, in the order of the changes.
  package let levers: [Lever]
  /// The evidence of the release, in path order.
  package let evidence: [EvidenceState]
  /// Whether evidence for a change counts, by its kind, highest age in days and signer's role.
  let evidenceProof: (String, Int?, String?, Change) -> Proof
  /// Whether there is something to flip back for a change, of a kind if one is given.
  let leverProof: (String?, Change) -> Proof

  /// Whether a document of the release is there and nothing in it is missing or wrong.
  package func proof(ofDocument name: String, for change: Change) -> Proof {
    guard let folder else { return Proof(isMet: false, "the release has no folder") }
    let path = folder.path.appending(name.utf8)
    guard case .file = files.read(path) else {
      return Proof(isMet: false, "'\(path.text)' is missing")
    }
    guard let fact = facts.first(where: { ($0.place?.path ?? $0.path) == path }) else {
      return Proof(isMet: true, "'\(path.text)' says what is needed")
    }
    let line = fact.place.map { ":\($0.line)" } ?? ""
    return Proof(isMet: false, "\(path.text)\(line): \(fact.message)")
  }

  /// Whether there is something to flip back for a change, of a kind if one is given.
  package func proof(ofLever kind: String?, for change: Change) -> Proof {
    leverProof(kind, change)
  }

  /// Whether evidence for a change counts.
  package func proof(
    ofEvidence kind: String, maxAgeDays: Int?, signedBy role: String?, for change: Change
  ) -> Proof {
    evidenceProof(kind, maxAgeDays, role, change)
  }
}
