import ReleaseModel

/// By whom statements are signed.
enum SignatureRules {
  static let all = [unsigned, notAllowed, broken]

  static let unsigned = FindingRule(
    "evidence/unsigned", "Evidence was not signed", severity: nil,
    rationale: """
      Without a signature, anybody who can open a pull request can write what was done. A signature of \
      the commit counts as well, but a squash merge loses it.
      """,
    remedy: "Sign the file with 'ssh-keygen -Y sign -n relgate -f KEY FILE', and commit FILE.sig.",
    example: trial(signature: nil), nearMiss: trial(signature: signature))

  static let notAllowed = FindingRule(
    "evidence/signer-not-allowed", "Evidence was signed by somebody who may not", severity: .error,
    rationale: """
      Some statements count only if a certain role stands behind them: count snapshots need the \
      platform owner, decisions the role that decides. Others need anybody who is allowed to sign.
      """,
    remedy: """
      Let somebody sign who holds the role, or name the signer in 'allowed_signers' and under 'roles' \
      in a change of its own.
      """,
    example: trial(signature: foreignSignature), nearMiss: trial(signature: signature))

  static let broken = FindingRule(
    "evidence/signature-broken", "A signature of evidence was wrong", severity: .error,
    rationale: """
      A signature that does not fit shows that the statement was edited after it was signed, or that \
      the file of the signature is damaged.
      """,
    remedy: "Find out who edited the statement, and let it be signed again.",
    example: trial(signature: String(signature.prefix(120))), nearMiss: trial(signature: signature))

  private static func trial(signature: String?) -> FindingRule.Trial {
    let path = "\(EvidenceTrials.folder)/evidence/drill.json"
    let beside = signature.map { "\n-- file: \(path).sig\n\($0)" } ?? ""
    return EvidenceTrials.trial(
      "-- file: \(path)\n" + statement + beside,
      before: EvidenceTrials.before + signers)
  }

  private static let signers = """
    -- file: allowed_signers
    owner@example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA/oWX7TFiApMg2QtT1oaLdyLEBD3UgRmjAsGjlAfWFI

    """

  private static let statement = """
    {
      "_type": "https://in-toto.io/Statement/v1",
      "subject": [{"name": "db/migrations/0002_b.up.sql", "digest": {"gitBlob": "116580373e3d95162921059ab7733a10ad8a7403"}}],
      "predicateType": "https://in-toto.io/attestation/test-result/v0.1",
      "predicate": {
        "result": "PASSED",
        "configuration": [],
        "urn:relgate:evidence:kind": "rollback-drill",
        "urn:relgate:evidence:train": "2.0.0",
        "urn:relgate:evidence:finished": "2026-05-30"
      }
    }
    """

  private static let signature = """
    -----BEGIN SSH SIGNATURE-----
    U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgD+hZftMWICkyDZC1PWhot3IsQE
    PdSBGaMCwaOUB9YUgAAAAHcmVsZ2F0ZQAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gtZWQy
    NTUxOQAAAEAFKnmHQxASUz5s1pNvKeIY4eQ7giSL0Gobjx3RI0nZ9bfdWZRG+2noysGKRy
    eBQ736RwKZPogPwP/oEaxfdqII
    -----END SSH SIGNATURE-----
    """

  private static let foreignSignature = """
    -----BEGIN SSH SIGNATURE-----
    U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg3cxtLmf3bJ/HzvZS9munJSWNW5
    ir5bgPHdzUqSmrODIAAAAHcmVsZ2F0ZQAAAAAAAAAGc2hhNTEyAAAAUwAAAAtzc2gtZWQy
    NTUxOQAAAEAAYkz7K7pIevcdSFkBD2cYJu8qhhikDubZsoJ5K+bLkw2xn6qH2lgCdLfDsG
    +lv2x+6KOlZ8r3CzXDPX2TuHkP
    -----END SSH SIGNATURE-----
    """
}
