import EvidenceStatements
import ReleaseModel

/// Evidence that is not there.
enum CoverageRules {
  static let all = [missing, uncovered]

  static let missing = FindingRule(
    "evidence/missing", "Evidence was missing", severity: .error,
    rationale: """
      A plan that names evidence promises it. Without the file, nobody can tell whether it was done.
      """,
    remedy: "Record the evidence with 'relgate evidence record', or correct what names it.",
    example: EvidenceTrials.trial(decision),
    nearMiss: EvidenceTrials.trial(
      decision, EvidenceTrials.file(EvidenceTrials.statement(.decision))))

  private static let decision = """
    -- file: releases/2.0.0/release.yaml
    schema: relgate/release/1
    version: 2.0.0
    state: ready
    decisions:
      - {stage: canary, outcome: go, role: manager, evidence: releases/2.0.0/evidence/drill.json}

    """

  static let uncovered = FindingRule(
    "evidence/uncovered", "A changed migration was covered by no drill", severity: nil,
    rationale: """
      A way back that was never tried fails when it is needed. Each migration of a release is to be \
      run forwards and back before it ships.
      """,
    remedy: """
      Run 'relgate rehearse --format json', and record the result with 'relgate evidence record \
      rehearsal --rehearsal FILE'.
      """,
    example: EvidenceTrials.trial(.testSuite) { $0.tests.passed = ["orders/total"] },
    nearMiss: EvidenceTrials.trial())
}
