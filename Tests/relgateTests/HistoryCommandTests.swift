import Foundation
import HistoryBuilding
import SourceModel
import Testing

@Suite("relgate history")
struct HistoryCommandTests {
  private typealias Scene = ReleaseFolderScene

  private static func run(_ modes: String, outcome: String = "failed") -> BuiltFile {
    .text("---\noutcome: \(outcome)\nfailure_modes: [\(modes)]\n---\n\n# Run\n")
  }

  private static let runs: [RepositoryPath: BuiltFile] = [
    "knowledge/runs/2026-01-05-a.md": run("backfill-unverified"),
    "knowledge/runs/2026-02-05-b.md": run("backfill-unverified, lock-wait"),
    "knowledge/runs/2026-03-05-c.md": run("", outcome: "succeeded"),
    "knowledge/runs/2026-04-05-d.md": run("backfill-unverified"),
    "knowledge/runs/2026-05-05-e.md": run("lock-wait"),
    "knowledge/runs/2026-05-05-f.md": run(""),
    "knowledge/lessons_registry.md": .text(
      "# Lessons\n\n## 2026-05-06: Count before the switch\n\n- Action: Count.\n"),
  ]

  @Test("A note has front matter that reads, from options, the template and the day of HEAD")
  func note() throws {
    let template: [RepositoryPath: BuiltFile] = [
      "knowledge/templates/run_note_template.md": .text("---\nx: y\n---\n\n# Ours\n")
    ]
    try Scene.build(template) { directory in
      let outcome = try Program.run(
        "history", "note", "orders", "--outcome", "rolled-back", "--failure-mode", "lock-wait",
        "--release", "2.0.0", "--action", "Ran it: twice", "--repo", directory)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let path = "knowledge/runs/2026-06-01-orders.md"
      #expect(outcome.output.hasPrefix(path + "\n"))
      let text = try Scene.text(path, in: directory)
      #expect(
        text == """
          ---
          release: "2.0.0"
          outcome: rolled-back
          failure_modes:
            - lock-wait
          actions:
            - "Ran it: twice"
          evidence:
            - "TBD: the file or the statement that shows it"
          output:
            - "TBD: what came of it"
          ---

          # Ours

          """)
      let again = try Program.run("history", "note", "orders", "--repo", directory)
      #expect(again.exitCode == 2)
      #expect(try Scene.text(path, in: directory) == text)
    }
  }

  @Test("A note from a report takes its range and what blocked it")
  func noteFromReport() throws {
    try Scene.build { directory in
      let report = try Program.run(
        "check", "v1.0.0..HEAD", "--format", "json", "--repo", directory)
      try Scene.write(report.output, to: "report.json", in: directory)
      let outcome = try Program.run(
        "history", "note", "orders", "--dry-run", "--from-report", directory + "/report.json",
        "--repo", directory)
      #expect(outcome.output.contains("range: v1.0.0..HEAD\noutcome: stopped\n"))
      #expect(outcome.output.contains("  - openapi-required-property-removed\n"))
    }
  }

  @Test("Lessons are added to the end; rewriting one is an error")
  func lesson() throws {
    try Scene.build(Self.runs) { directory in
      let path = "knowledge/lessons_registry.md"
      let before = try Scene.text(path, in: directory)
      let outcome = try Program.run(
        "history", "lesson", "--title", "Drill", "--action", "Drill the way back.", "--evidence",
        "`2026-05-05-e`", "--output", "A statement.", "--repo", directory)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let after = try Scene.text(path, in: directory)
      #expect(
        after == before
          + "\n## 2026-06-01: Drill\n\n- Action: Drill the way back.\n"
          + "- Evidence: `2026-05-05-e`\n- Output: A statement.\n")
    }
  }

  @Test("Adjustments name the five newest runs and the lessons since the release before")
  func adjust() throws {
    try Scene.build(Self.runs) { directory in
      let outcome = try Program.run("history", "adjust", "--repo", directory)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let path = "releases/next/MIGRATION_PLAN.md"
      let text = try Scene.text(path, in: directory)
      let runs = text.split(separator: "\n").filter { $0.hasPrefix("| `2026-") }
        .map { $0.dropFirst(3).prefix(12) }
      #expect(
        runs == ["2026-05-05-f", "2026-05-05-e", "2026-04-05-d", "2026-03-05-c", "2026-02-05-b"])
      #expect(text.contains("| 2026-05-06: Count before the switch |"))
      let again = try Program.run("history", "adjust", "--repo", directory)
      #expect(again.output == "unchanged  \(path)\n")
      let planned = try Program.run("plan", "--repo", directory)
      #expect(planned.exitCode == 0)
      let whole = try Scene.text(path, in: directory)
      #expect(whole.contains("\n## Triggers\n"))
      #expect(whole.components(separatedBy: "PLAN_ADJUSTMENTS_FROM_HISTORY").count == 2)
    }
    let bare = try Scene.build(Self.runs, bare: true) {
      try Program.run("history", "adjust", "--repo", $0)
    }
    #expect(bare.output.hasPrefix("## PLAN_ADJUSTMENTS_FROM_HISTORY\n"))
  }

  @Test("Failures that came back are counted with a clause and a waiver ready to use")
  func repeats() throws {
    try Scene.build(Self.runs, bare: true) { directory in
      let outcome = try Program.run("history", "repeats", "--min", "3", "--repo", directory)
      #expect(outcome.exitCode == 0)
      #expect(
        outcome.output.hasPrefix("backfill-unverified: 3 runs\n  knowledge/runs/2026-04-05-d.md\n"))
      #expect(outcome.output.contains("motivated_by: backfill-unverified\n"))
      #expect(!outcome.output.contains("lock-wait"))
      let two = try Program.run("history", "repeats", "--min", "2", "--repo", directory)
      #expect(two.output.contains("\nlock-wait: 2 runs\n"))
      let before = try Program.run("history", "repeats", "--at", "v1.0.0", "--repo", directory)
      #expect(before.output == "no failure was noted in 3 runs or more\n")
    }
  }

  @Test("A failure that a clause names is told as answered, and nothing is offered for it")
  func answered() throws {
    let files = Self.runs.merging([
      ".relgate.yaml": .text("schema: relgate/config/1\npacks: [ours.yaml]\n"),
      "ours.yaml": .text(
        """
        schema: relgate/pack/1
        name: ours
        clauses:
          - id: backfill-verified
            about: 'motivated_by: backfill-unverified'
            when: {rule: sql/backfill-unverified}
            severity: error

        """),
    ]) { _, later in later }
    try Scene.build(files, bare: true) { directory in
      let outcome = try Program.run("history", "repeats", "--min", "2", "--repo", directory)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let parts = outcome.output.components(separatedBy: "\nlock-wait: 2 runs\n")
      #expect(parts.count == 2)
      #expect(
        parts[0].hasPrefix(
          "backfill-unverified: 3 runs, answered by 'ours/backfill-verified'\n  knowledge/runs/"))
      #expect(!parts[0].contains("motivated_by"))
      #expect(parts.last?.contains("motivated_by: lock-wait\n") == true)
      let json = try Program.run("history", "repeats", "--format", "json", "--repo", directory)
      #expect(json.output.contains("\"answeredBy\": [\n"))
      #expect(!json.output.contains("\"clause\""))
    }
  }

  @Test("The printed waiver, completed by people, excuses the failure")
  func waived() throws {
    func waiver(_ directory: String) throws -> String {
      let text = try Program.run("history", "repeats", "--repo", directory).output
      let start = try #require(text.range(of: "schema: relgate/waiver/1"))
      return text[start.lowerBound...].replacingOccurrences(of: "owner: TBD", with: "owner: ada")
        .replacingOccurrences(
          of: "TBD: say why the failure may come back until then",
          with: "The backfill is checked by hand.")
    }
    let text = try Scene.build(Self.runs, bare: true, waiver)
    let files = Self.runs.merging(["waivers/f.yaml": .text(text)]) { _, later in later }
    try Scene.build(files, bare: true) { directory in
      let outcome = try Program.run(
        "check", "v1.0.0..HEAD", "--policy-from", "HEAD", "--format", "json", "--repo", directory)
      #expect(
        outcome.findings.filter { $0.contains("failure-repeated") }
          == ["warning history/failure-repeated backfill-unverified waived"], "\(outcome.errors)")
    }
  }
}
