import ReleaseModel
import ReleaseRecords
import ShapedDocuments
import SourceModel
import TestSupport
import Testing

@testable import ReleaseChecks

/// What is found of the declared ways back, beyond the examples of the rules.
struct LeverFactTests {
  private let migration = """
    -- file: db/migrations/0001_base.up.sql
    CREATE TABLE orders (id int, note text);
    -- file: db/migrations/0001_base.down.sql
    DROP TABLE orders;

    """
  private let drop = Change.example(
    "sql/column-dropped", .breaking, "orders.note", in: "db/migrations/0001_base.up.sql",
    format: "sql", message: "column 'note' of 'orders' was dropped", phase: .contract,
    parties: [.consumers, .storedData], side: .after)

  @Test("before the first release there is nothing to go back to, and nobody asks for it")
  func firstRelease() {
    let added = Change.example("cli/contract-added", .additive, "tool", in: "tool.json")
    func rules(before: String) -> Set<RuleID> {
      let scene = ReleaseScene(
        before: before, after: "-- file: tool.json\n{}\n", releases: [], changes: [added])
      let shelf = EvidenceShelf(of: scene, nil)
      return Set(LeverChecks.judge(scene, nil, shelf).facts.map(\.rule.id))
    }
    #expect(!rules(before: "").contains("release/lever-missing"))
    #expect(rules(before: "-- file: README.md\nA tool.\n").contains("release/lever-missing"))
  }

  /// The facts of a rule, as messages with their lines.
  private func facts(
    _ rule: FindingRule, _ rollback: String, changes: [Change]? = nil, files: String = "",
    before: String = "", surfaces: [String: [RepositoryPath]] = [:],
    terms: ReleaseTerms = ReleaseTerms()
  ) -> [String] {
    let record = """
      -- file: releases/next/release.yaml
      schema: relgate/release/1
      version: next
      state: ready
      rollback:
      \(rollback)

      """
    let scene = ReleaseScene(
      before: before, after: migration + files + record, changes: changes ?? [drop],
      surfaces: surfaces, terms: terms)
    let folder = ReleaseFolder(of: scene)
    #expect(folder?.record?.problems.map(\.message) ?? [] == [])
    return LeverChecks.judge(scene, folder, EvidenceShelf(of: scene, folder)).facts
      .filter { $0.rule.id == rule.id }
      .map { "\($0.place?.line ?? 0): \($0.message)" }
  }

  private func procedure(_ step: String) -> String {
    "  types:\n  - {kind: application, applies_to: all, procedure: [\(step)]}"
  }

  @Test(
    "steps must lead to something in the tree",
    arguments: [
      ("{run: kubectl rollout undo deployment/api}", nil),
      ("{run: kubectl rollout undo deployment api -n shop}", nil),
      ("{run: kubectl rollout undo deployment/web}", "deployment/web"),
      ("{run: kubectl -n shop patch service edge -p x}", "edge"),
      ("{run: kubectl apply -f k8s/old.yaml}", "k8s/old.yaml"),
      ("{run: kubectl apply -f k8s/api.yaml}", nil),
      ("{run: kubectl set image deployment/api api=shop/api:v1.0.0}", nil),
      ("{run: kubectl set image deployment/api api=shop/api:v0.9.0}", "shop/api:v0.9.0"),
      ("{run: kubectl set image deployment/api api=shop/api:latest}", "shop/api:latest"),
      ("{run: cd scripts && ./run.sh}", nil), ("{run: cd scripts && ./lost.sh}", "./lost.sh"),
      ("{run: cd lost && ./run.sh}", "lost"), ("{run: cd $HOME && ./lost.sh}", nil),
      ("{run: docker run scripts/image}", nil),
      ("{run: git checkout v1.0.0}", nil), ("{run: git checkout v0.1.0}", "v0.1.0"),
      ("{run: git revert HEAD}", nil), ("{run: git log v1.0.0..v0.1.0}", nil),
      ("{run: bash scripts/lost.sh}", "scripts/lost.sh"),
      ("{run: bash scripts/plain.sh}", nil), ("{run: scripts/plain.sh}", "scripts/plain.sh"),
      ("{run: scripts/run.sh --force}", nil), ("{run: ./scripts/run.sh}", nil),
      ("{run: psql -f scripts/lost.sql}", "scripts/lost.sql"),
      ("{run: psql -f /var/backups/x.sql}", nil), ("{run: psql -f $DUMP/x.sql}", nil),
      ("{run: pg_dump -f scripts/new.sql}", nil), ("{run: curl https://x.example/a/b}", nil),
      ("{run: docker pull shop/other}", nil), ("{run: kill -9 7}", nil),
      ("{run: flagctl off --flag new-checkout}", nil),
      ("{run: flagctl off --flag old-checkout}", "old-checkout"),
      ("{run: curl -X PATCH https://x.example/api/flags/gone?x=1}", "gone"),
      ("{lever: 'flag:new-checkout'}", nil), ("{lever: 'switch:other'}", "other"),
      ("{lever: 'script:scripts/run.sh'}", nil),
      ("{lever: 'script:scripts/plain.sh'}", "scripts/plain.sh"),
      ("{lever: 'tag:v1.0.0'}", nil), ("{lever: 'tag:v7.0.0'}", "v7.0.0"),
      ("{lever: 'undo:deployment/api'}", nil), ("{lever: 'undo:api'}", "api"),
      ("{lever: 'image:shop/api:1.0.0'}", nil), ("{lever: 'alias:products'}", nil),
      ("{lever: 'alias:persons'}", "persons"), ("{lever: down}", nil),
      ("{lever: 'down:db/migrations/0009.sql'}", "down:db/migrations/0009.sql"),
      ("{lever: revert}", "revert"), ("{lever: 'pray:hard'}", "pray"), ("{lever: flag}", "flag"),
      ("{lever: 'restore:scripts/run.sh'}", nil), ("{text: call somebody}", nil),
    ] as [(String, String?)])
  func steps(step: String, lost: String?) {
    let found = facts(
      Procedures.unresolved, procedure(step),
      files: """
        -- file: k8s/api.yaml
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          labels: {name: web}
          name: api
        spec:
          template:
            spec:
              containers:
              - image: shop/api:1.1.0
        -- file: scripts/plain.sh
        echo x
        -- file: scripts/run.sh
        #!/bin/sh
        -- file: config/flags.yaml
        new-checkout: on
        -- file: search/aliases.json
        {"products": "products-v1"}

        """)
    #expect(found.count == (lost == nil ? 0 : 1), "\(found)")
    if let lost {
      #expect(found.first?.hasPrefix("6: '\(lost)' leads nowhere") == true, "\(found)")
    }
  }

  @Test("a lost word of a procedure of several lines is told on its line")
  func lines() {
    let found = facts(
      Procedures.unresolved,
      """
        types:
        - kind: application
          procedure:
          - run: |
              bash scripts/run.sh
              bash scripts/lost.sh
      """, files: "-- file: scripts/run.sh\n#!/bin/sh\n")
    #expect(found.map { $0.prefix(3) } == ["10:"])
  }

  @Test("commands in the rollback plan count too")
  func plan() {
    let plan = """
      -- file: releases/next/ROLLBACK_PLAN.md
      # Rollback

      ```sh
      scripts/lost.sh
      ```

      ```yaml
      scripts/other.sh
      ```

      """
    #expect(
      facts(Procedures.unresolved, "  types: []", files: plan)
        == ["4: 'scripts/lost.sh' leads nowhere: no such file stands at the range's end"])
  }

  @Test(
    "the plan's section names what is lost by its whole name",
    arguments: [
      ("The values of `orders.note`.", true), ("- public.orders.note", true),
      ("| Orders.Note | lost |", true), ("orders.notes", false), ("the orders", false),
      ("audit.orders.note", false), ("<!-- orders.note -->", false),
    ])
  func statements(text: String, isNamed: Bool) {
    let plan = "-- file: releases/next/ROLLBACK_PLAN.md\n# What is not reverted\n\n\(text)\n"
    let found = facts(Irreversibility.unstated, "  types: []", files: plan)
    #expect(found.isEmpty == isNamed)
    let elsewhere = plan.replacing("not reverted", with: "reverted")
    #expect(facts(Irreversibility.unstated, "  types: []", files: elsewhere).count == 1)
  }

  @Test("a table is not named by its columns")
  func tables() {
    let table = Change.example(
      "sql/table-dropped", .breaking, "orders", in: "db/migrations/0001_base.up.sql",
      format: "sql", phase: .contract, side: .after)
    let plan = "-- file: releases/next/ROLLBACK_PLAN.md\n# Not reverted\n\norders.note\n"
    #expect(
      facts(Irreversibility.unstated, "  types: []", changes: [table], files: plan).count == 1)
    #expect(
      facts(
        Irreversibility.unstated, "  irreversible: [{object: Orders}]", changes: [table]
      ).isEmpty)
  }

  @Test("many changes that lack the same lever are one finding")
  func groups() {
    let gone = (1...3).map { number in
      Change.example(
        "sql/column-required", .breaking, Name("orders.c\(number)"),
        in: "db/migrations/0002_x.up.sql", line: number, format: "sql", phase: .expand,
        parties: [.producers], side: .after)
    }
    let found = facts(
      LeverFacts.missing, "  types: []", changes: gone,
      files: "-- file: db/migrations/0002_x.up.sql\nALTER TABLE orders ADD c1 int NOT NULL;\n")
    #expect(found.count == 1 && found[0].hasPrefix("1: no lever was found for 3 changes"))
  }

  @Test("prerequisites are held against the range")
  func prerequisites() {
    func found(_ fact: String, _ files: String = "", before: String = "") -> [String] {
      facts(
        Prerequisites.contradicted,
        "  types:\n  - {kind: application, applies_to: all, prerequisites: [{\(fact)}]}",
        files: files, before: before)
    }
    #expect(found("fact: no_migrations").count == 1)
    #expect(found("fact: down_migrations").isEmpty)
    let bare = "-- file: db/migrations/0002_x.up.sql\nALTER TABLE orders ADD c1 int;\n"
    #expect(found("fact: down_migrations", bare).count == 1)
    #expect(found("fact: backup, evidence: lost.json").count == 1)
    #expect(found("fact: backup, evidence: k.json", "-- file: k.json\n{}\n").isEmpty)
    let ruby = "-- file: db/migrate/20260501000000_drop_note.rb\nclass DropNote\nend\n"
    #expect(found("fact: no_migrations", ruby).first?.contains("and 1 more") == true)
    let doubted = facts(
      Prerequisites.unproven,
      "  types:\n  - {kind: application, prerequisites: [{fact: down_migrations}]}", files: ruby)
    #expect(doubted.first?.contains("drop_note.rb") == true)
    #expect(found("fact: previous_image").count == 1)
    let pinned = "-- file: compose.yml\nservices:\n  a:\n    image: \"x/a:1.2\"\n"
    #expect(found("fact: previous_image", before: pinned).isEmpty)
    let flow = "-- file: k.yaml\nspec: {containers: [{name: a, image: 'x/a:1.2'}]}\n"
    #expect(found("fact: previous_image", before: flow).isEmpty)
    let floating = "-- file: compose.yml\nservices:\n  a:\n    image: x:5000/a # newest\n"
    #expect(found("fact: previous_image", before: floating).first?.contains("x:5000/a") == true)
  }

  @Test("infrastructure that the range touches needs a way back of its kind")
  func infrastructure() {
    let types = "  types:\n  - {kind: database, applies_to: all}"
    let files = "-- file: infra/main.tf\n# x\n"
    #expect(facts(Coverage.typeMissing, types, files: files).count == 1)
    #expect(
      facts(Coverage.typeMissing, types, surfaces: ["topology": ["deploy/lb.yaml"]]).count == 1)
    #expect(facts(Coverage.typeMissing, types).isEmpty)
    #expect(facts(Coverage.typeMissing, "  preferred: flag\n" + types).count == 1)
  }

  @Test(
    "a trial counts between the release before and the day of judging",
    arguments: [
      ("2026-05-20", true), ("2026-06-01", true), ("2026-06-02", false), ("2026-01-01", true),
      ("2025-12-31", false),
    ])
  func trials(day: String, counts: Bool) {
    let tested = "tested: {date: \(day), seconds: 60, participants: [on-call]}"
    let found = facts(
      Measurements.unmeasured,
      "  types:\n  - {kind: database, minutes: 5, applies_to: all, \(tested)}")
    #expect(found.isEmpty == counts)
  }

  @Test("confidence above the cap needs a drill, and the whole is no surer than its parts")
  func confidence() {
    func found(_ type: String, _ overall: String) -> [String] {
      facts(
        Measurements.unfounded,
        "  confidence: \(overall)\n  types:\n  - {kind: database, applies_to: all, confidence: \(type)}"
      )
    }
    #expect(found("0.7", "0.7").isEmpty)
    #expect(found("0.5", "0.6").count == 1)
    #expect(found("0.71", "0.7").count == 1)
    #expect(found("0.9", "0.8").count == 2)
  }

  @Test("words of a template answer nothing")
  func templates() {
    let lost = """
        irreversible:
        - {object: orders.note, lost: "TBD: what", restore: "TODO", backup: k.json, minutes: 3, \
      decides: "-"}
      """
    let found = facts(Irreversibility.incomplete, lost, files: "-- file: k.json\n{}\n")
    #expect(found.first?.hasSuffix("left out 'lost', 'restore', 'decides'") == true, "\(found)")
    let type = "  types:\n  - {kind: database, applies_to: all, data_loss: 'TBD: what is lost'}"
    #expect(facts(Irreversibility.lossUnstated, type).count == 1)
  }

  @Test("one command of the plan that leads to something is where a procedure begins")
  func procedureMissing() {
    func found(_ command: String, changes: [Change]? = nil) -> [String] {
      facts(
        Procedures.missing, "  types: []", changes: changes,
        files: "-- file: releases/next/ROLLBACK_PLAN.md\n# Back\n\n```sh\n\(command)\n```\n")
    }
    #expect(found("echo done").count == 1)
    #expect(found("echo done", changes: []).isEmpty)
    #expect(found("git checkout v1.0.0").isEmpty)
  }
}
