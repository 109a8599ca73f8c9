import EvidenceStatements
import ReleaseModel

/// What must be proven before something is taken away.
enum ContractRules {
  static let all = [resultUnreadable, unproven]

  static let resultUnreadable = FindingRule(
    "release/stage-result-unreadable", "The result of a stage could not be read", severity: .error,
    rationale: "A result that cannot be read does not show that a stage went well.",
    remedy: "Correct the file, or record the result of the stage again.",
    example: FindingRule.Trial(
      after: EvidenceTrials.record
        + "-- file: releases/2.0.0/stages/all.json\n{\"stage\": \"all\"}\n"),
    nearMiss: FindingRule.Trial(
      after: EvidenceTrials.record + """
        -- file: releases/2.0.0/stages/all.json
        {"schema": "relgate/stage-result/1", "stage": "all", "traffic": 100, "verdict": "advance",
         "started": "2026-05-01", "ended": "2026-05-02"}

        """))

  static let unproven = FindingRule(
    "release/contract-unproven", "Something was taken away before that was proven safe",
    severity: nil,
    rationale: """
      Taking away is the last step of a parallel change. It waits for a release that added the new form, \
      for readers to leave the old one, for all traffic to have been on the new side, and for a drill of \
      the way back in the same release.
      """,
    remedy: """
      Move it to a later release, or add what is missing: a window with its readers, results of all \
      stages, a rollback drill of this release.
      """,
    example: trial(rehearsed: false), nearMiss: trial(rehearsed: true))

  private static func trial(rehearsed: Bool) -> FindingRule.Trial {
    let drill = EvidenceTrials.file(
      EvidenceTrials.statement(.rollbackDrill, [EvidenceTrials.up, EvidenceTrials.down]))
    return FindingRule.Trial(
      before: """
        -- file: db/migrations/0001_a.up.sql
        CREATE TABLE users (id bigint PRIMARY KEY, old_name text, new_name text);
        -- file: db/migrations/0001_a.down.sql
        DROP TABLE users;
        -- file: windows/users.yaml
        schema: relgate/window/1
        id: users
        opened_in: v1.0.0
        closed_in: v1.0.0
        elements: [users.old_name]
        -- file: releases/1.0.0/release.yaml
        schema: relgate/release/1
        version: 1.0.0
        state: complete
        rollout:
          stages:
            - {name: all, traffic: 100}
        -- file: releases/1.0.0/stages/all.json
        {"schema": "relgate/stage-result/1", "stage": "all", "traffic": 100, "verdict": "advance",
         "started": "2026-05-01", "ended": "2026-05-02"}

        """,
      after: EvidenceTrials.record + """
        -- file: db/migrations/0002_b.up.sql
        ALTER TABLE users DROP COLUMN old_name;
        -- file: db/migrations/0002_b.down.sql
        ALTER TABLE users ADD COLUMN old_name text;

        """ + (rehearsed ? drill : ""), day: EvidenceTrials.day)
  }
}
