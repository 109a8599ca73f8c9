import EvidenceStatements
package import Signatures
import SourceModel

/// Who signed a statement, and how.
package struct EvidenceSignature {
  /// The way in which a statement was signed, the stronger ones first.
  package enum Way: String, Hashable, Sendable {
    /// By its envelope, or by a signature beside it.
    case statement
    /// By the commit that last wrote it, which a squash merge loses.
    case commit
  }

  /// The way; nil if nothing is signed.
  package let way: Way?
  /// What is known of the signature.
  package let verdict: SignatureVerdict

  /// Looks for the signatures of a statement.
  init(of file: EvidenceFile, in scene: ReleaseScene) {
    let own = file.signer(among: scene.signers, asOf: scene.asOf)
    if own != .unsigned {
      (way, verdict) = (.statement, own)
    } else if let commit = scene.commitSigner(file.path), commit != .unsigned {
      (way, verdict) = (.commit, commit)
    } else {
      (way, verdict) = (nil, .unsigned)
    }
  }

  /// Who signed it; nil unless the signature is right and its signer is allowed.
  package var signer: VerifiedSigner? {
    if case .verified(let signer) = verdict { signer } else { nil }
  }

  /// Whether somebody signed it who holds a role.
  package func isOf(_ role: String, in scene: ReleaseScene) -> Bool {
    guard let signer else { return false }
    return scene.roles[role, default: []].contains(where: signer.isPrincipal)
  }

  /// Who signed it and how, for people; nil if nobody is known to have.
  var text: String? {
    guard let signer, let way else { return nil }
    let names = signer.principals.map(\.text.text).joined(separator: ", ")
    return way == .statement ? names : "\(names), by the commit"
  }
}
