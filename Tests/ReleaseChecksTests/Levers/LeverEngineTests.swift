import ReleaseModel
import ReleaseRecords
import ShapedDocuments
import SourceModel
import TestSupport
import Testing

@testable import ReleaseChecks

/// How each kind of change is taken back, and what must be there for it.
struct LeverEngineTests {
  private let base = """
    -- file: db/migrations/0001_base.up.sql
    CREATE TABLE orders (id int, note text);
    -- file: db/migrations/0001_base.down.sql
    DROP TABLE orders;

    """
  private let up = "-- file: db/migrations/0002_note.up.sql\nSELECT 1;\n"
  private let down = "-- file: db/migrations/0002_note.down.sql\nDROP TABLE x;\n"
  private let path: RepositoryPath = "db/migrations/0002_note.up.sql"

  private func sql(
    _ rule: RuleID, _ classification: Classification, _ phase: Phase?,
    _ parties: [Party] = [.consumers], element: Name = "orders.note"
  ) -> Change {
    .example(
      rule, classification, element, in: path, format: "sql",
      message: "'\(element.text)' changed", phase: phase, parties: parties, side: .after)
  }

  private func lever(
    _ change: Change, _ after: String, rollback: String = "", others: [Change] = [],
    releases: [ReleaseScene.PastRelease]? = nil
  ) throws -> Lever {
    let record =
      rollback.isEmpty
      ? ""
      : "-- file: releases/next/release.yaml\nschema: relgate/release/1\nversion: next\n"
        + "state: ready\n" + rollback + "\n"
    let scene = ReleaseScene(
      before: base, after: after + record, releases: releases, changes: [change] + others)
    if !record.isEmpty {
      let problems = ReleaseFolder(of: scene)?.record?.problems ?? []
      #expect(problems.isEmpty)
    }
    return try #require(LeverEngine(LeverGround(scene)).levers.first)
  }

  @Test("code is turned back to the release before, if one is tagged")
  func code() throws {
    let change = Change.example("openapi/x", .additive, "GET /a", in: "api/openapi.yaml")
    let found = try lever(change, up)
    #expect(found.approach == .code && found.isFound && found.reversibility == .full)
    #expect(found.lever == "revert and deploy 'v1.0.0'")
    #expect(try !lever(change, up, releases: []).isFound)
    let types = "types: [{kind: application, applies_to: all, procedure: [{run: ./a.sh}]}]"
    let declared = try lever(
      change, up + "-- file: a.sh\n#!/bin/sh\n", rollback: "rollback: {\(types)}", releases: [])
    #expect(declared.isFound && declared.lever == "./a.sh")
  }

  @Test("code is not turned back over rows that moved or are gone")
  func refused() throws {
    let change = Change.example("openapi/x", .additive, "GET /a", in: "api/openapi.yaml")
    let drop = sql("sql/column-dropped", .breaking, .contract)
    let refused = try lever(change, up + down, others: [drop])
    #expect(!refused.isFound && refused.reversibility == .none)
    #expect(refused.proof.contains("'orders.note' changed"))
    let index = sql("sql/index-drop-blocking", .risky, .contract, [.operators])
    #expect(try lever(change, up, others: [index]).isFound)
    let declared = try lever(
      change, up + down,
      rollback:
        "rollback: {types: [{kind: database, applies_to: all, procedure: [{lever: down}]}]}",
      others: [drop])
    #expect(declared.isFound && declared.lever == "down")
  }

  @Test("a flag that the record names is turned off, if a file defines it")
  func flag() throws {
    let change = Change.example("openapi/x", .breaking, "GET /a", in: "api/openapi.yaml")
    let record = """
      features: [{id: checkout, batch: must, flag: new-checkout, paths: ["api/**"]}]
      rollback: {types: [{kind: flag, minutes: 2, applies_to: all}]}
      """
    let flags = "-- file: config/flags.yaml\nother: {}\nnew-checkout: {default: off}\n"
    let found = try lever(change, flags, rollback: record)
    #expect(found.approach == .flag && found.isFound && found.minutes == 2 && !found.isMeasured)
    #expect(found.path == "config/flags.yaml" && found.line == 2)
    let near = "-- file: config/flags.yaml\nnew-checkout-2: {default: off}\n"
    let missing = try lever(change, near, rollback: record)
    #expect(!missing.isFound && missing.proof.contains("'new-checkout'"))
  }

  @Test("what was added stays, unless the code before fails on it")
  func expand() throws {
    let added = sql("sql/column-added", .additive, .expand)
    #expect(try lever(added, up).isFound)
    let required = sql("sql/column-required", .breaking, .expand, [.producers, .operators])
    #expect(try !lever(required, up).isFound)
    let back = try lever(required, up + down)
    #expect(back.isFound && back.path == "db/migrations/0002_note.down.sql")
    let lock = sql("sql/index-blocking", .risky, .expand, [.operators])
    #expect(try lever(lock, up).isFound)
  }

  @Test("an empty way down takes nothing back")
  func empty() throws {
    let required = sql("sql/column-required", .breaking, .expand, [.producers])
    let empty = "-- file: db/migrations/0002_note.down.sql\n-- nothing\n"
    let lever = try lever(required, up + empty)
    #expect(!lever.isFound && lever.proof.contains("does nothing"))
  }

  @Test("reads are switched back by a flag; a way down keeps no former rows")
  func migrate() throws {
    let backfill = sql(
      "sql/backfill-unbatched", .risky, .migrate, [.producers, .storedData, .operators])
    #expect(try !lever(backfill, up).isFound)
    let down = try lever(backfill, up + down)
    #expect(down.approach == .migrate && down.isFound && down.reversibility == .reduced)
    let record = "elements: [{name: note, columns: [orders.note], flags: [read-note]}]"
    let flags = "-- file: config/features.json\n{\"read-note\": false}\n"
    let switched = try lever(backfill, up + flags, rollback: record)
    #expect(switched.isFound && switched.reversibility == .full)
    #expect(switched.lever.contains("'read-note'"))
  }

  @Test("what is lost is restored as the record says; a way down brings back its name alone")
  func contract() throws {
    let drop = sql("sql/column-dropped", .breaking, .contract, [.consumers, .storedData])
    #expect(try !lever(drop, up).isFound)
    let down = try lever(drop, up + down)
    #expect(down.approach == .contract && down.isFound && down.reversibility == .reduced)
    let record = """
      rollback:
        irreversible: [{object: public.orders.note, restore: scripts/restore.sh, minutes: 40}]
      """
    let script = "-- file: scripts/restore.sh\n#!/bin/sh\n"
    let restored = try lever(drop, up + script, rollback: record)
    #expect(restored.isFound && restored.minutes == 40 && restored.reversibility == .reduced)
    #expect(restored.path == "releases/next/release.yaml" && restored.line == 5)
    #expect(try !lever(drop, up, rollback: record).isFound)
    let rename = sql("sql/column-renamed", .breaking, .contract)
    #expect(try lever(rename, up + self.down).reversibility == .full)
  }

  @Test("the time that was measured stands above the one that was declared")
  func minutes() throws {
    let drop = sql("sql/column-dropped", .breaking, .contract)
    let lever = try lever(
      drop, up + down,
      rollback: """
        rollback:
          types:
          - {kind: application, minutes: 5, applies_to: all}
          - {kind: database, minutes: 30, applies_to: orders.note, tested: {seconds: 121}}
        """)
    #expect(lever.minutes == 3 && lever.isMeasured)
  }

  @Test("what nobody can notice needs no lever")
  func neutral() {
    let change = Change.example("openapi/x", .neutral, "GET /a", in: "api/openapi.yaml")
    let scene = ReleaseScene(after: up, changes: [change])
    #expect(LeverEngine(LeverGround(scene)).levers.isEmpty)
  }

  @Test("a way down that leaves something brings back less; one that does nothing, nothing")
  func flaws() throws {
    let rename = sql("sql/column-renamed", .breaking, .contract)
    func flaw(_ rule: RuleID) -> Change {
      .example(
        rule, .risky, "x", in: "db/migrations/0002_note.down.sql", format: "sql",
        message: "the way down leaves x", parties: [.operators], side: .after)
    }
    let partly = try lever(rename, up + down, others: [flaw("sql/down-not-inverse")])
    #expect(partly.isFound && partly.reversibility == .reduced)
    #expect(partly.proof == "the way down leaves x")
    #expect(try !lever(rename, up + down, others: [flaw("sql/down-empty")]).isFound)
  }

  @Test("what could not be read is not taken for something that passes")
  func unread() throws {
    let unread = sql("sql/migration-partly-read", .risky, nil, [.operators])
    #expect(try !lever(unread, up).isFound)
    #expect(try lever(unread, up + down).isFound)
  }

  @Test("what others call by the name of lost data does not come back either")
  func companions() throws {
    let used = sql("sql/dropped-object-referenced", .breaking, .contract)
    #expect(try lever(used, up + down).reversibility == .full)
    let drop = sql("sql/column-dropped", .breaking, .contract)
    #expect(try lever(used, up + down, others: [drop]).reversibility == .reduced)
  }

  @Test("a broken step takes a declared way back out of account")
  func procedures() throws {
    let required = sql("sql/column-required", .breaking, .expand, [.producers])
    func found(_ steps: String) throws -> Bool {
      try lever(
        required, up + "-- file: a.sh\n#!/bin/sh\n",
        rollback: "rollback: {types: [{kind: database, applies_to: all, procedure: [\(steps)]}]}"
      ).isFound
    }
    #expect(try found("{run: ./a.sh}"))
    #expect(try found("{text: breathe}, {lever: 'script:a.sh'}"))
    #expect(try !found("{run: ./a.sh}, {run: ./b.sh}"))
    #expect(try !found("{text: breathe}"))
    #expect(try !found("{run: echo done}"))
  }

  @Test("a pack is told of the lever with its time, and of none with what is missing")
  func proofs() throws {
    let drop = sql("sql/column-dropped", .breaking, .contract)
    let types = "rollback: {types: [{kind: database, minutes: 1, applies_to: all}]}"
    let proofs = try LeverProofs([lever(drop, up + down, rollback: types)])
    #expect(proofs.proof(ofLever: nil, for: drop).isMet)
    #expect(proofs.proof(ofLever: "contract", for: drop).text.hasSuffix("(1 minute, declared)"))
    #expect(!proofs.proof(ofLever: "flag", for: drop).isMet)
    #expect(try !LeverProofs([lever(drop, up)]).proof(ofLever: nil, for: drop).isMet)
    #expect(!LeverProofs([]).proof(ofLever: nil, for: drop).isMet)
    let neutral = Change.example("openapi/x", .neutral, "a", in: "a.yaml")
    #expect(LeverProofs([]).proof(ofLever: nil, for: neutral).isMet)
  }

  @Test("code is not turned back over migrations that nothing reads, unless a dump tells of them")
  func unreadMigrations() throws {
    let change = Change.example("openapi/x", .additive, "GET /a", in: "api/openapi.yaml")
    let ruby = "-- file: db/migrate/20260501000000_drop_note.rb\nclass DropNote\nend\n"
    let refused = try lever(change, ruby)
    #expect(!refused.isFound && refused.proof.contains("20260501000000_drop_note.rb"))
    let dump = Change.example(
      "sql/schema-column-added", .additive, "orders.c", in: "db/structure.sql", format: "sql",
      phase: .expand)
    #expect(try lever(change, ruby, others: [dump]).isFound)
  }
}
