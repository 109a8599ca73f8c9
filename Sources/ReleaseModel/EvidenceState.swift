package import SourceModel

/// A piece of evidence of a release, and whether it counts.
package struct EvidenceState: Hashable, Sendable {
  /// Whether evidence counts, or why not.
  package enum State: String, Hashable, Sendable, CaseIterable {
    case valid
    /// It could not be read.
    case unreadable
    /// What it is bound to has changed.
    case stale
    /// Its time is over.
    case expired
    /// It was made for something else.
    case foreign
    /// What it tells of did not succeed.
    case failed
    /// It is bound to itself.
    case selfReferential = "self-referential"
    /// It is not signed as is demanded.
    case unsigned
  }

  /// The file.
  package let path: RepositoryPath
  /// What it is evidence of: `rollback-drill`; empty if it could not be read.
  package let kind: String
  /// Whether it counts.
  package let state: State
  /// What shows that, as a sentence.
  package let proof: String
  /// Who signed it, with the way in which; nil if nobody did.
  package let signer: String?

  /// States whether evidence counts.
  package init(
    path: RepositoryPath, kind: String, state: State, proof: String, signer: String? = nil
  ) {
    self.path = path
    self.kind = kind
    self.state = state
    self.proof = proof
    self.signer = signer
  }
}
