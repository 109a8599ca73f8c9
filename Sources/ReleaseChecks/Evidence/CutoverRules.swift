import EvidenceStatements
import ReleaseModel

/// What can be missing when a route group is moved to its new target.
enum CutoverRules {
  static let all = [
    groupUnlisted, snapshotUnsigned, rowMissing, legacyMissing, scriptMissing,
    entryUnguarded,
  ]

  static let groupUnlisted = FindingRule(
    "evidence/group-unlisted", "Evidence did not list a route group that was moved",
    severity: .error,
    rationale: """
      Each route group is moved on proofs of its own. A statement that does not say that it is about a \
      group may be about another one.
      """,
    remedy: "Record the evidence for the group, with '--group' for each group that it is about.",
    example: trial { $0.groups = ["billing"] }, nearMiss: trial { $0.groups = ["auth", "billing"] })

  static let snapshotUnsigned = FindingRule(
    "evidence/snapshot-unsigned", "The counts of a cutover were not signed by the platform owner",
    severity: .error,
    rationale: """
      Whoever owns the platform answers for the data after the cutover, and has to have seen the counts.
      """,
    remedy: """
      Let somebody with the role 'platform-owner' sign the snapshot with 'ssh-keygen -Y sign -n relgate'.
      """,
    example: trial(), nearMiss: FindingRule.Trial(before: before, after: routes("old")))

  static let rowMissing = FindingRule(
    "release/rollback-row-missing", "The matrix of rollbacks had no row for a cutover",
    severity: .error,
    rationale: "Who has to go back at night reads the row: where to, by what switch, verified how.",
    remedy:
      "Add a row with the group, the new target, the legacy target, the switch and the check.",
    example: trial(matrix: "| billing | new | old |"), nearMiss: trial())

  static let legacyMissing = FindingRule(
    "release/legacy-target-missing", "A legacy target was missing while its window is open",
    severity: .error,
    rationale: "Routes can only go back to what is still there, in every release of the window.",
    remedy: "Keep what serves the legacy target until the window is closed by a release.",
    example: FindingRule.Trial(before: before, after: routes("new", targets: "[new]")),
    nearMiss: FindingRule.Trial(before: before, after: routes("new")))

  static let scriptMissing = FindingRule(
    "release/window-script-missing", "A script of a window was missing or could not be run",
    severity: .error,
    rationale: """
      The scripts that migrate, verify and roll back have to run in every release of the window: to be \
      there, executable, and to name their interpreter.
      """,
    remedy: "Restore the script, make it executable, and let it begin with '#!'.",
    example: FindingRule.Trial(before: before, after: script("echo back")),
    nearMiss: FindingRule.Trial(before: before, after: script("#!/bin/sh\necho back")))

  static let entryUnguarded = FindingRule(
    "release/entry-unguarded", "Traffic did not wait for digests and counts", severity: nil,
    rationale: """
      Users must not meet data that nobody has verified. The first stage with traffic waits for the \
      manifest, the parity of digests and the counts.
      """,
    remedy: """
      List 'migration-manifest', 'checksum-parity' and 'count-snapshot' as evidence under 'entry' of the \
      first stage with traffic.
      """,
    example: staged("[]"),
    nearMiss: staged(
      "[{evidence: migration-manifest}, {evidence: checksum-parity}, {evidence: count-snapshot}]"))

  // MARK: Trials

  private static func staged(_ entry: String) -> FindingRule.Trial {
    FindingRule.Trial(
      before: before,
      after: EvidenceTrials.record
        + "rollout:\n  stages:\n    - {name: canary, traffic: 5, entry: \(entry)}\n")
  }

  private static let window = """
    -- file: windows/auth.yaml
    schema: relgate/window/1
    id: auth
    opened_in: v1.0.0
    matrix: docs/rollback.md
    scripts: [scripts/rollback.sh]
    route_groups:
      - {group: auth, file: routes/split.yaml, key_path: groups.auth, legacy: old, new: new}

    """

  private static let before =
    window + routes("old") + script("#!/bin/sh\necho back") + matrix("| auth | new | old |")

  private static func routes(_ target: String, targets: String = "[old, new]") -> String {
    "-- file: routes/split.yaml\ntargets: \(targets)\ngroups:\n  auth: \(target)\n"
  }

  private static func script(_ text: String) -> String {
    "-- file: scripts/rollback.sh\n\(text)\n"
  }

  private static func matrix(_ row: String) -> String {
    "-- file: docs/rollback.md\n| group | new | legacy |\n|---|---|---|\n\(row)\n"
  }

  /// A release that moves a group, with one statement of each kind.
  private static func trial(
    matrix row: String = "| auth | new | old |",
    _ edit: (inout EvidenceStatement) -> Void = { _ in }
  ) -> FindingRule.Trial {
    let files = CutoverChecks.kinds.map { kind in
      let statement = EvidenceTrials.statement(
        kind, [EvidenceTrials.subject("scripts/rollback.sh")], edit)
      return EvidenceTrials.file(
        statement, at: "\(EvidenceTrials.folder)/evidence/\(kind.rawValue).json")
    }
    return FindingRule.Trial(
      before: before,
      after: EvidenceTrials.record + routes("new") + matrix(row) + files.joined(),
      day: EvidenceTrials.day)
  }
}
