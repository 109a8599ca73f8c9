import Markdown
import ReleaseModel
import SourceModel
import TestSupport
import Testing

@testable import ReleaseChecks

struct RunbookTests {
  @Test(
    "offsets count minutes from the release's hour",
    arguments: [
      ("T-30 min", -30), ("Step 3: Deploy (T+0)", 0), ("T+1h", 60), ("T−2 days", -2_880),
      ("T+15", 15),
      ("START T+5m", 5), ("T+99999999", 999_999),
    ])
  func offsets(_ text: String, _ minutes: Int) {
    #expect(Offset.minutes(in: text) == minutes)
  }

  @Test("other texts have none", arguments: ["T", "T-", "PORT+5", "Monday", "", "T 5"])
  func withoutOffset(_ text: String) {
    #expect(Offset.minutes(in: text) == nil)
  }

  @Test(
    "commands are known by their words",
    arguments: [
      ("alembic upgrade head", true, true), ("alembic current", false, false),
      ("kubectl get pods -l app=api", false, false), ("kubectl apply -f k8s/a.yaml", true, false),
      ("kubectl rollout undo deployment/api", true, false),
      ("psql shop -c \"SELECT 1\"", false, false),
      ("psql shop -f change.sql", true, true), ("curl -X PATCH https://flags", true, false),
      ("curl https://flags", false, false), ("python manage.py migrate", true, true),
    ])
  func commands(_ command: String, _ isMutating: Bool, _ changesDatabase: Bool) {
    #expect(Commands.isMutating(command) == isMutating)
    #expect(Commands.changesDatabase(command) == changesDatabase)
  }

  @Test("steps may be sections with labels and blocks of code")
  func sections() {
    let facts = facts(
      """
      ---
      date: 2026-03-01
      status: ready
      owner: platform
      scope: [releases]
      ---

      # Runbook

      ## Steps

      ### Step 1: Backup (T-30 min)

      **Role:** release engineer

      1. Take it: `pg_dump shop`

      ### Step 2: Migrate (T-15 min)

      Role: release engineer

      ```sh
      alembic upgrade head
      ```

      Verify: the version is that of the release.

      ### Step 3: Deploy (T-15 min)

      ```sh
      kubectl apply -f k8s/api.yaml
      ```
      """)
    #expect(
      facts == [
        "release/runbook-offsets-unordered:28", "release/runbook-step-incomplete:28",
        "release/runbook-step-unverified:28",
      ])
  }

  @Test("a header may stand in lines above the sections, and its scope in a section")
  func plainHeader() {
    let facts = facts(
      """
      # Runbook

      Date: 2026-02-22
      Status: active
      Owner: platform

      ## Scope

      - `releases/next/release.yaml`
      - `scripts/gone.sh`

      ## Steps

      - Look at the dashboard for ten minutes.
      """)
    #expect(facts == ["release/runbook-scope-absent:10"])
  }

  @Test("a backup in the same step must come first")
  func backupOrder() {
    let table = "| Time | Owner | Run | Check |\n|---|---|---|---|\n"
    let late = facts("\(table)| T+0 | dba | `goose up` | ok |\n| T+5 | dba | `pg_dump a` | ok |")
    #expect(late.contains("release/runbook-backup-missing:3"))
    let first = facts("\(table)| T-5 | dba | take a backup | ok |\n| T+0 | dba | `goose up` | ok |")
    #expect(!first.contains { $0.hasPrefix("release/runbook-backup-missing") })
  }

  private func facts(_ text: String) -> [String] {
    let scene = ReleaseScene(
      after: DocumentTrials.record() + DocumentTrials.file(.runbook, text))
    let documents = DocumentScene(of: scene, ReleaseFolder(of: scene))
    return Runbooks.facts(in: documents).filter {
      $0.rule.id != "release/header-key-missing"
    }.map { "\($0.rule.id):\($0.place?.line ?? 0)" }.sorted()
  }
}
