import ReleaseModel
import ReleaseRecords
import SourceModel
import TestSupport
import Testing

@testable import ReleaseChecks

/// The documents of a release held against changes, and documents that nobody should write.
struct ReleaseDocumentTests {
  private static let removal = Change.example(
    "openapi/operation-removed", .breaking, "GET /carts", in: "api/openapi.yaml", line: 7,
    message: "'GET /carts' was removed", side: .before)
  private static let column = Change.example(
    "sql/column-added", .additive, "orders.total", in: "db/2.sql", format: "sql",
    message: "'orders.total' was added", side: .after)

  private func facts(
    _ after: String = "", changes: [Change] = [], terms: ReleaseTerms = ReleaseTerms(),
    before: String = "", surfaces: [String: [RepositoryPath]] = [:]
  ) -> [ReleaseFact] {
    let scene = ReleaseScene(
      before: before, after: after, changes: changes, surfaces: surfaces, terms: terms)
    return DocumentChecks.facts(in: scene, ReleaseFolder(of: scene))
  }

  private func missing(_ facts: [ReleaseFact]) -> [String] {
    facts.filter { $0.rule.id.text.hasSuffix("-missing") && $0.path?.fileExtension == "md" }
      .map { String(decoding: $0.path?.lastSegment ?? [], as: UTF8.self) }.sorted()
  }

  @Test("a break of a public surface demands four documents, at the line that demands them")
  func breakingDemands() {
    let facts = facts(changes: [Self.removal])
    #expect(
      missing(facts) == [
        "COMPATIBILITY_CONTRACT.md", "ROLLBACK_PLAN.md", "ROLLOUT_PLAN.md",
        "VALIDATION_CHECKLIST.md",
      ])
    let contract = facts.first { $0.path == "releases/next/COMPATIBILITY_CONTRACT.md" }
    #expect(contract?.place?.path == "api/openapi.yaml")
    #expect(contract?.place?.line == 7)
    #expect(contract?.related.map(\.path) == ["releases/next/COMPATIBILITY_CONTRACT.md"])
  }

  @Test("a migration demands a plan for it, and no contract")
  func schemaDemands() {
    #expect(
      missing(facts(changes: [Self.column])) == [
        "MIGRATION_PLAN.md", "ROLLBACK_PLAN.md", "VALIDATION_CHECKLIST.md",
      ])
  }

  @Test("a deployment demands a plan of its rollout, and a change that nobody notices nothing")
  func otherDemands() {
    #expect(missing(facts("-- file: k8s/api.yaml\nkind: Deployment\n")) == ["ROLLOUT_PLAN.md"])
    #expect(missing(facts(surfaces: ["topology": ["infra/main.tf"]])) == ["ROLLOUT_PLAN.md"])
    let neutral = Change.example(
      "openapi/description-changed", .neutral, "GET /carts", in: "api/openapi.yaml")
    #expect(missing(facts(changes: [neutral])).isEmpty)
    #expect(missing(facts("-- file: README.md\n# Shop\n")).isEmpty)
  }

  @Test("a pack that wants documents in full wants two more")
  func full() {
    var terms = ReleaseTerms()
    terms.isFull = true
    let names = missing(facts(changes: [Self.column], terms: terms))
    #expect(names.contains("RUNBOOK.md") && names.contains("COMMUNICATION.md"))
  }

  @Test(
    "bad documents are located, and never pass",
    arguments: [
      ("---\nstatus: ready\n\n# Plan\n", "release/document-unreadable", 1),
      ("---\na: [1\n---\n# Plan\n", "release/header-unreadable", 3),
      ("---\n- a\n---\n# Plan\n", "release/header-unreadable", 2),
      ("---\ndate: 2026-13-01\n---\n# Plan\n", "release/header-date-impossible", 2),
      ("# Plan\n\n## Stages\n\n- a\n\n## Stages\n\n- b\n", "release/heading-duplicated", 7),
      (String(repeating: ">", count: 1_000), "release/document-unreadable", 1),
      ("# Plan\n" + String(repeating: "word ", count: 1_000_000), "release/document-unreadable", 1),
    ])
  func badInput(_ text: String, _ rule: String, _ line: Int) {
    let found = facts(DocumentTrials.record() + DocumentTrials.file(.rollout, text))
    let fact = found.first { $0.rule.id == RuleID(rule) }
    #expect(fact?.place?.line == line)
    #expect(fact?.rule.severity == .error)
  }

  @Test(
    "links are resolved from the document, the release and the root, with their anchors",
    arguments: [
      ("release.yaml", true), ("./release.yaml", true), ("../next/release.yaml", true),
      ("/api/openapi.yaml", true), ("api/openapi.yaml", true), ("#stages", true), ("#gone", false),
      ("RUNBOOK.md#smoke-tests", true), ("RUNBOOK.md#gone", false), ("gone.md", false),
      ("../../../etc/passwd", false), ("https://a.example/gone", true),
      ("mailto:a@b.example", true),
      ("api%2Fopenapi.yaml", true), ("api/openapi.yaml?plain=1#L3", true), ("api", true),
    ])
  func links(_ target: String, _ isThere: Bool) {
    let found = facts(
      DocumentTrials.record() + "\n-- file: api/openapi.yaml\na: 1\n"
        + DocumentTrials.file(.runbook, "# Runbook\n\n## Smoke tests\n")
        + DocumentTrials.file(.rollout, "# Plan\n\n## Stages\n\nSee [it](\(target)).\n"))
    #expect(found.contains { $0.rule.id == "release/link-dangling" } != isThere)
  }

  @Test(
    "a ticked box counts by what it names in the tree",
    arguments: [
      ("- [x] Load tested", false), ("- [x] Load tested: [log](evidence/load.json)", true),
      ("- [x] Load tested: `evidence/load.json`", true),
      ("- [x] Load tested (evidence/load.json)", true),
      ("- [x] Load tested: `load`", true), ("- [x] Load tested: `soak`", false),
      ("- [x] Load tested: https://ci.example/1", false),
      ("- [x] Load tested\n  - `release.yaml`", true),
      ("- [ ] Load tested", true), ("- Load tested", true),
    ])
  func boxes(_ text: String, _ isShown: Bool) {
    let found = facts(
      DocumentTrials.record() + "\n-- file: releases/next/evidence/load.json\n{}\n"
        + DocumentTrials.file(.checklist, "# Checks\n\n\(text)\n"))
    #expect(found.contains { $0.rule.id == "release/box-unevidenced" } != isShown)
  }

  @Test("what a contract promises is held against what broke")
  func promises() {
    let found = facts(
      DocumentTrials.record()
        + DocumentTrials.file(.contract, "# Contract\n\n## Must stay\n\n- `/carts` for shops\n"),
      changes: [Self.removal])
    let broken = found.first { $0.rule.id == "release/preserved-element-broken" }
    #expect(broken?.place?.line == 5)
    #expect(broken?.related.map(\.line) == [7])
    #expect(found.contains { $0.rule.id == "release/guide-missing" })
    #expect(found.contains { $0.rule.id == "release/example-pair-missing" })
  }

  @Test("the parts of what is reverted are asked for one by one")
  func parts() {
    let found = facts(
      DocumentTrials.record()
        + DocumentTrials.file(
          .rollback, "# Plan\n\n## What is reverted\n\n- Code: the merge\n- **Data**: the column\n")
    )
    #expect(
      found.filter { $0.rule.id == "release/section-missing" }.map(\.element).contains(
        "What is reverted > Config"))
    #expect(
      !found.map(\.element).contains("What is reverted > Code")
        && !found.map(\.element).contains("What is reverted > Data"))
  }
}
