import EvidenceStatements
import ReleaseModel
import Signatures
import SourceModel

/// Tells by whom statements are signed that somebody must have signed.
enum SignatureChecks {
  static func facts(
    about file: EvidenceFile, _ signature: EvidenceSignature, in scene: ReleaseScene
  ) -> [ReleaseFact] {
    guard let statement = file.statement else { return [] }
    let kind = Name(statement.kind.rawValue)
    let place = Place(SourceRange(0, 0), in: file.path, file.lines)
    func fact(_ rule: FindingRule, _ message: String) -> ReleaseFact {
      ReleaseFact(rule, message, element: kind, facts: message, path: file.path, place: place)
    }
    switch signature.verdict {
    case .badSignature(let reason): return [fact(SignatureRules.broken, reason)]
    case .notAllowed(let reason): return [fact(SignatureRules.notAllowed, reason)]
    case .unsupported(let reason):
      return [fact(SignatureRules.unsigned, "the statement counts as unsigned: \(reason)")]
    case .unsigned:
      return [
        fact(SignatureRules.unsigned, "the statement was signed by nobody who is known to be")
      ]
    case .verified(let signer):
      let roles = statement.signingRoles
      guard !roles.isEmpty, !roles.contains(where: { signature.isOf($0, in: scene) }) else {
        return []
      }
      let names = signer.principals.map(\.text.text).joined(separator: ", ")
      let wanted = roles.map { "'\($0)'" }.joined(separator: " or ")
      return [
        fact(
          SignatureRules.notAllowed,
          "the statement was signed by '\(names)', who does not hold the role \(wanted)")
      ]
    }
  }
}

extension EvidenceStatement {
  /// The roles of which one must sign a statement of the kind, once it is signed; none if any signer
  /// will do.
  var signingRoles: [String] {
    switch kind {
    case .countSnapshot: [EvidenceStatement.platformOwner]
    case .decision: roles
    default: []
    }
  }

  /// The role that signs count snapshots.
  package static let platformOwner = "platform-owner"
}
