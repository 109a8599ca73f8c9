import EvidenceStatements
import ReleaseModel
import SourceModel

/// What can be wrong with a statement, whatever it is evidence of.
enum StatementRules {
  static let all = [
    unreadable, selfReferential, foreign, stale, postdated, expired, failed,
  ]

  /// The rules after which a statement does not count, and what is said of it then.
  static let refusals: [(rule: FindingRule, state: EvidenceState.State)] = [
    (unreadable, .unreadable), (selfReferential, .selfReferential), (foreign, .foreign),
    (stale, .stale), (postdated, .expired), (expired, .expired), (failed, .failed),
    (SignatureRules.broken, .unsigned), (SignatureRules.notAllowed, .unsigned),
  ]

  static let unreadable = FindingRule(
    "evidence/unreadable", "Evidence could not be read", severity: .error,
    rationale: """
      A statement that cannot be read proves nothing. A digest of another algorithm, a subject that \
      stands twice or a misspelt kind would otherwise be passed over.
      """,
    remedy: "Record the statement again with 'relgate evidence record'.",
    example: EvidenceTrials.trial(
      """
      -- file: releases/2.0.0/evidence/drill.json
      {"_type": "https://in-toto.io/Statement/v1"

      """),
    nearMiss: EvidenceTrials.trial())

  static let selfReferential = FindingRule(
    "evidence/self-referential", "Evidence was bound to a folder that contains it",
    severity: .error,
    rationale: """
      Writing the statement changes the folder to which it is bound, so that it can never be true. The \
      root folder contains every statement.
      """,
    remedy: "Bind the statement to the files or folders that it is about.",
    example: EvidenceTrials.trial {
      $0.subjects = [
        EvidenceStatement.Subject(
          path: "releases", object: String(repeating: "0", count: 40), isFolder: true)
      ]
    },
    nearMiss: EvidenceTrials.trial {
      $0.subjects = [EvidenceTrials.subject("db/migrations", isFolder: true)]
    })

  static let foreign = FindingRule(
    "evidence/foreign", "Evidence was made for another release", severity: .error,
    rationale: """
      A drill of another release says nothing of this one: it was made with other files, or was copied \
      so that a box could be ticked.
      """,
    remedy: "Repeat what the statement tells of with this release, and record it.",
    example: EvidenceTrials.trial { $0.train = "1.0.0" },
    nearMiss: EvidenceTrials.trial { $0.train = "2.0" })

  static let stale = FindingRule(
    "evidence/stale", "What evidence was bound to has changed", severity: .error,
    rationale: """
      A statement is about the very bytes that were tried. Once they are edited, nobody has tried what \
      ships.
      """,
    remedy: "Repeat what the statement tells of with the files as they are, and record it.",
    example: EvidenceTrials.trial {
      $0.subjects[1] = EvidenceStatement.Subject(
        path: $0.subjects[1].path, object: String(repeating: "0", count: 40), isFolder: false)
    },
    nearMiss: EvidenceTrials.trial())

  static let postdated = FindingRule(
    "evidence/postdated", "Evidence was dated later than the day of judgement", severity: .error,
    rationale: "A statement with a date to come would never grow old, and tells of nothing yet.",
    remedy: "Record the statement with the day on which it was done.",
    example: EvidenceTrials.trial { $0.finished = "2026-06-02" },
    nearMiss: EvidenceTrials.trial { $0.finished = "2026-06-01T12:00:00Z" })

  static let expired = FindingRule(
    "evidence/expired", "The time of evidence was over", severity: .error,
    rationale: """
      Environments, volumes and tools change under a plan. What was tried long ago, or up to a day that \
      the statement names, has to be tried again.
      """,
    remedy: "Repeat what the statement tells of, and record it.",
    example: EvidenceTrials.trial { $0.finished = "2026-04-01" },
    nearMiss: EvidenceTrials.trial { $0.expires = CalendarDate(EvidenceTrials.day) })

  static let failed = FindingRule(
    "evidence/failed", "What evidence tells of failed", severity: .error,
    rationale: """
      A drill that failed shows that the way back does not work. A suite without a test shows nothing.
      """,
    remedy: "Mend what failed, repeat it, and record the statement again.",
    example: EvidenceTrials.trial { $0.result = .failed },
    nearMiss: EvidenceTrials.trial(.testSuite) { $0.tests.passed = ["orders/total"] })
}
