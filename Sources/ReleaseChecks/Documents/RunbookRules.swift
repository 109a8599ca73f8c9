import ReleaseModel

extension Runbooks {
  private static func trial(_ text: String) -> FindingRule.Trial {
    DocumentTrials.trial(.runbook, text)
  }

  private static func steps(_ rows: String...) -> FindingRule.Trial {
    trial(
      "# Runbook\n\n## Steps\n\n| Offset | Role | Command | Verify |\n|---|---|---|---|\n"
        + rows.joined(separator: "\n"))
  }

  static let headerKeyMissing = FindingRule(
    "release/header-key-missing", "A header lacked what it must say",
    severity: nil, isCompleteness: true,
    rationale:
      "What has no owner, state or date is followed long after it stopped being true.",
    remedy: "Write the key with its value.",
    example: trial("---\ndate: 2026-05-01\nstatus: ready\nscope: releases\n---\n\n# Runbook\n"),
    nearMiss: trial(
      "---\ndate: 2026-05-01\nstatus: ready\nowner: platform\nscope: releases\n---\n\n# Runbook\n"))

  static let headerValueUnknown = FindingRule(
    "release/header-value-unknown", "A header had a value that is not known", severity: .error,
    rationale: "A misspelt state is neither the one that was meant nor any other, and switches off "
      + "whatever depends on it.",
    remedy: "Write one of the known values.",
    example: trial("---\nstatus: raedy\n---\n\n# Runbook\n"),
    nearMiss: trial("---\nstatus: ready\n---\n\n# Runbook\n"))

  static let headerDateImpossible = FindingRule(
    "release/header-date-impossible", "A header had a date that is none", severity: .error,
    rationale:
      "A month 13 is a typing error of a date that matters, and some readers of YAML refuse "
      + "the whole file for it.",
    remedy: "Write the day as YYYY-MM-DD.",
    example: trial("---\ndate: 2026-13-01\n---\n\n# Runbook\n"),
    nearMiss: trial("---\ndate: 2026-12-01\n---\n\n# Runbook\n"))

  static let scopeAbsent = FindingRule(
    "release/runbook-scope-absent", "A runbook was about files that are not there",
    severity: .error,
    rationale: "A runbook for files that were moved is followed on files that it does not know.",
    remedy: "Name the files that the runbook is about, as they are now.",
    example: trial("---\nscope: [services/shop]\n---\n\n# Runbook\n"),
    nearMiss: trial("---\nscope: [releases/next]\n---\n\n# Runbook\n"))

  static let stepIncomplete = FindingRule(
    "release/runbook-step-incomplete", "A step did not say when, by whom or how", severity: nil,
    isCompleteness: true,
    rationale: "What is left open is decided at night by whoever is awake.",
    remedy: "Give the step an offset such as T-30m, a role and a command.",
    example: steps("| T-30m |  | `scripts/announce.sh` | the channel shows it |"),
    nearMiss: steps("| T-30m | release engineer | `scripts/announce.sh` | the channel shows it |"))

  static let offsetsUnordered = FindingRule(
    "release/runbook-offsets-unordered", "Steps were not in the order of their times",
    severity: .error,
    rationale: "Steps are carried out from the top, whatever their times say.",
    remedy: "Put the steps in the order of their offsets.",
    example: steps(
      "| T+10m | engineer | `kubectl get pods` | all run |",
      "| T+5m | engineer | `kubectl get pods` | all run |"),
    nearMiss: steps(
      "| T-30m | engineer | `kubectl get pods` | all run |",
      "| T+5m | engineer | `kubectl get pods` | all run |"))

  static let stepUnverified = FindingRule(
    "release/runbook-step-unverified",
    "A step changed something, and nothing showed that it worked",
    severity: nil, isCompleteness: true,
    rationale: "The next step builds on one that may have failed in silence.",
    remedy: "Say how one sees that the step worked.",
    example: steps("| T+0 | engineer | `kubectl apply -f k8s/` |  |"),
    nearMiss: steps("| T+0 | engineer | `kubectl get pods` |  |"))

  static let backupMissing = FindingRule(
    "release/runbook-backup-missing", "The database was changed before a backup was taken",
    severity: nil,
    rationale: "Without a backup from just before, what a migration destroys is gone.",
    remedy: "Put a step that takes a backup before the first one that changes the database.",
    example: steps("| T+0 | engineer | `alembic upgrade head` | version is new |"),
    nearMiss: steps(
      "| T-30m | engineer | `pg_dump shop > shop.sql` | the file is there |",
      "| T+0 | engineer | `alembic upgrade head` | version is new |"))
}
