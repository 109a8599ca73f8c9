import ReleaseChecks
import ReleaseModel
import ReleaseRecords
import SourceModel
import TestSupport
import Testing

@Suite("What earlier runs taught")
struct KnowledgeTests {
  private func facts(_ after: String, before: String = "", motivations: [String] = []) -> [String] {
    let scene = ReleaseScene(before: before, after: after, motivations: motivations)
    return KnowledgeChecks.facts(in: scene, ReleaseFolder(of: scene)).map { fact in
      let place = (fact.place?.path ?? fact.path)?.text ?? ""
      return "\(place):\(fact.place?.line ?? 0) \(fact.rule.id) \(fact.message)"
    }
  }

  private func note(_ name: String, _ matter: String) -> String {
    "-- file: knowledge/runs/\(name).md\n---\n\(matter)\n---\n\n# Run\n"
  }

  private func run(_ name: String, _ modes: String = "") -> String {
    note(name, "outcome: failed\nfailure_modes: [\(modes)]")
  }

  @Test("Notes are read newest first, and those of one day from the last id on")
  func order() {
    let scene = ReleaseScene(
      after: run("2026-01-02-b") + run("2026-01-02-a") + run("2026-03-01-c")
        + "-- file: knowledge/runs/deep/2026-04-01-x.md\nno note\n")
    let base = KnowledgeBase("knowledge", in: scene.after)
    #expect(base.notes.map(\.id) == ["2026-03-01-c", "2026-01-02-b", "2026-01-02-a"])
    #expect(base.problems.isEmpty)
  }

  @Test(
    "A note that cannot be read is told at its line",
    arguments: [
      ("2026-13-01-a", "outcome: failed\nfailure_modes: []", 1, "the file's name did not begin"),
      ("2026-01-01", "outcome: failed\nfailure_modes: []", 1, "the file's name did not begin"),
      ("2026-01-01-a", "outcome: fine\nfailure_modes: []", 2, "the outcome 'fine' is unknown"),
      ("2026-01-01-a", "outcome: failed", 2, "the key 'failure_modes' is missing"),
      ("2026-01-01-a", "outcome: failed\nfailure_modes: []\nmood: low", 4, "the key 'mood'"),
      ("2026-01-01-a", "outcome: failed\nfailure_modes: [A b]", 3, "lower-case letters"),
    ])
  func malformed(name: String, matter: String, line: Int, message: String) throws {
    let found = facts(note(name, matter))
    #expect(found.count == 1)
    let first = try #require(found.first)
    #expect(first.hasPrefix("knowledge/runs/\(name).md:\(line) history/run-note-malformed "))
    #expect(first.contains(message), "\(first)")
  }

  @Test("A note without front matter, or with one that is not closed, is told")
  func matter() {
    #expect(facts("-- file: knowledge/runs/2026-01-01-a.md\n# Run\n").count == 1)
    #expect(facts("-- file: knowledge/runs/2026-01-01-a.md\n---\noutcome: failed\n").count == 1)
  }

  @Test("Three notes make a failure that came back; one note counts once")
  func repeated() {
    let two = run("2026-01-01-a", "x, x") + run("2026-01-02-b", "x")
    #expect(facts(two).isEmpty)
    let three = two + run("2026-01-03-c", "y, x")
    #expect(
      facts(three) == [
        "knowledge/runs/2026-01-03-c.md:3 history/failure-repeated failure 'x' was noted in 3 runs"
      ])
    #expect(facts(three, motivations: ["Keeps x away. motivated_by: x"]).isEmpty)
    #expect(facts(three, motivations: ["motivated_by: y, x."]).isEmpty)
    #expect(facts(three, motivations: ["motivated_by: xx", "x"]).count == 1)
  }

  @Test("The registry may only grow at its end")
  func registry() {
    let file = "-- file: knowledge/lessons_registry.md\n"
    let before = file + "# Lessons\n\n## A\n"
    #expect(facts(file + "# Lessons\n\n## A\n\n## B\n", before: before).isEmpty)
    #expect(
      facts(file + "# Lessons\n\n## C\n", before: before).map { $0.prefix(64) }
        == ["knowledge/lessons_registry.md:3 history/lesson-rewritten lessons"])
    #expect(facts(file + "# Less", before: before).count == 1)
  }

  @Test("A plan cites runs that exist")
  func adjustments() {
    let release =
      "-- file: releases/next/release.yaml\nschema: relgate/release/1\nversion: next\nstate: ready\n"
    let plan =
      "-- file: releases/next/ROLLOUT_PLAN.md\n# Plan\n\n## PLAN_ADJUSTMENTS_FROM_HISTORY\n\n"
    let notes = run("2026-01-01-a") + run("2026-02-01-b")
    #expect(facts(release + plan + "None.\n").isEmpty, "there is no history to look at")
    #expect(
      facts(notes + release) == [
        "releases/next/release.yaml:0 history/adjustments-missing no document of the release says "
          + "what history changes about the plan"
      ])
    #expect(facts(notes + release + plan + "| Run |\n|---|\n| `2026-02-01-b` |\n").isEmpty)
    #expect(
      facts(notes + release + plan + "See `knowledge/runs/2026-02-01-b.md`.\n").isEmpty)
    #expect(
      facts(notes + release + plan + "See `2026-02-01-b` and `2026-09-01-z`.\n") == [
        "releases/next/ROLLOUT_PLAN.md:5 history/adjustments-missing the plan cites the run "
          + "'2026-09-01-z', which has no note"
      ])
    #expect(
      facts(notes + release + plan + "We looked.\n") == [
        "releases/next/ROLLOUT_PLAN.md:3 history/adjustments-missing the section "
          + "'PLAN_ADJUSTMENTS_FROM_HISTORY' cites no run"
      ])
  }

  @Test("Lessons since the release before are those behind what it had")
  func lessons() {
    let old = SourceText(path: "l.md", "# Lessons\n\n## A\n\ntext\n")
    let new = SourceText(path: "l.md", "# Lessons\n\n## A\n\ntext\n\n## B\n\n### part\n\n## C\n")
    #expect(Lessons(new, since: old).new.map(\.title) == ["B", "C"])
    #expect(Lessons(new, since: nil).new.map(\.title) == ["A", "B", "C"])
    let rewritten = SourceText(path: "l.md", "# Learned\n\n## A\n\n## D\n")
    #expect(Lessons(rewritten, since: old).new.map(\.title) == ["D"])
  }
}
