import ReleaseModel
import SourceModel
import TestSupport
import Testing

@testable import ReleaseChecks

@Suite("What records say")
struct RecordFactTests {
  /// The messages of a rule about a record, each behind its line.
  private func messages(
    _ rule: FindingRule, _ trial: FindingRule.Trial
  ) -> [String] {
    trial.recordFacts().filter { $0.rule == rule }.map { "\($0.place?.line ?? 0): \($0.message)" }
  }

  /// The plan of a release of ten days, whose stages last eight, dated a year ahead.
  private let rollout = """
    rollout:
      approach: flag-percentage
      preset: phased
      duration: 10 days
      halt: error_rate > 3%
      stages:
        - {name: internal, traffic: 1, duration: 24h, abort: [error_rate > 6%]}
        - {name: beta, traffic: 5, duration: 48h, success: [error_rate < 1%], abort: [error_rate > 2%]}
        - {name: early, traffic: 20, duration: 72h}
        - {name: majority, traffic: 50, duration: 2d}
        - {name: all, traffic: 100, duration: permanent}
    timeline:
      - {name: deploy, date: 2026-03-15, weekday: Monday, stage: internal}
      - {name: beta, date: 2026-03-16, stage: beta}
    """

  @Test("are held against themselves")
  func selfContradictions() {
    let trial = RecordTrials.record(rollout, day: "2026-03-01")
    #expect(
      messages(Timeline.weekday, trial)
        == ["16: 2026-03-15 is a Sunday, and 'Monday' was written"])
    #expect(
      messages(Stages.duration, trial) == [
        "7: the rollout was declared to last 10d, and its stages below 100 percent last 8d"
      ])
    #expect(
      messages(StageCriteria.looser, trial) == [
        "10: the stage 'internal' aborted at 'error_rate > 6%', and the whole rollout ends at "
          + "'error_rate > 3%'"
      ])
    #expect(messages(StageCriteria.gap, trial) == [])
    #expect(messages(StageCriteria.unreadable, trial) == [])
    #expect(messages(Stages.preset, trial) == [])
    #expect(messages(Timeline.contradicted, trial) == [])
  }

  @Test("name the values between success and failure, unless they hold")
  func gaps() {
    let stage =
      "{name: all, traffic: 100, success: [latency < 200 ms, latency > 0s], abort: [latency > 1s]"
    #expect(
      messages(StageCriteria.gap, RecordTrials.record("rollout: {stages: [\(stage)}]}")) == [
        "4: in the stage 'all' 'latency' was neither a success nor a failure where it is at most 0s"
      ])
    #expect(
      messages(
        StageCriteria.gap, RecordTrials.record("rollout: {stages: [\(stage), otherwise: hold}]}"))
        == [])
  }

  @Test(
    "let a release come one step further",
    arguments: [
      ("draft", "ready", true), ("draft", "rolling", false), ("ready", "rolling", true),
      ("rolling", "complete", true), ("rolling", "rolled-back", true), ("ready", "draft", false),
      ("complete", "rolling", false), ("rolled-back", "rolling", false), ("ready", "ready", true),
    ])
  func states(former: String, now: String, isRight: Bool) {
    let trial = FindingRule.Trial(
      before: RecordTrials.text("", state: former),
      after: RecordTrials.text("title: New", state: now))
    #expect(messages(ReleaseStates.disordered, trial).isEmpty == isRight)
  }

  @Test("freeze with the tag, except for what is still to come")
  func freeze() {
    let before =
      RecordTrials.text("title: Names\nconfidence: 0.9", state: "rolling", version: "1.0.0")
      + "-- file: releases/1.0.0/ROLLOUT_PLAN.md\n# Rollout\n"
    let after =
      RecordTrials.text(
        """
        confidence: 0.8
        decisions: [{stage: all, outcome: go, role: lead}]
        tag: {name: v1.0.0, object: 0123456789012345678901234567890123456789}
        """, state: "complete", version: "1.0.0")
        + """
        -- file: releases/1.0.0/ROLLOUT_PLAN.md
        # Another rollout
        -- file: releases/1.0.0/evidence/new.json
        {}
        -- file: releases/1.0.0/stages/100.json
        {}

        """
    let trial = FindingRule.Trial(before: before, after: after)
    #expect(
      messages(ReleaseStates.edited, trial) == [
        "0: 'releases/1.0.0/ROLLOUT_PLAN.md' was changed after the tag 'v1.0.0' was made",
        "4: 'releases/1.0.0/release.yaml' was changed in 'confidence' after the tag 'v1.0.0' was "
          + "made",
        "0: 'releases/1.0.0/release.yaml' was changed in 'title' after the tag 'v1.0.0' was made",
      ])
    #expect(messages(ReleaseTags.moved, trial).count == 1)
  }

  @Test(
    "declare versions that JSON, TOML, environments and plain text have",
    arguments: [
      ("package.json", "version", #"{"version": "2.0.0"}"#, true),
      ("package.json", "version", #"{"version": "2.0.1"}"#, false),
      ("Cargo.toml", "package.version", "[package]\nname = \"a\"\nversion = \"2.0.0\"\n", true),
      ("Cargo.toml", "package.version", "[other]\nversion = \"2.0.0\"\n", false),
      (".env", "VERSION", "VERSION='2.0.0'\n", true), (".env", "VERSION", "OTHER=2.0.0\n", false),
      ("go.mod", "", "go 2.0.0\n", true), ("go.mod", "", "go 12.0.0\n", false),
    ])
  func versions(file: String, key: String, text: String, isRight: Bool) {
    let keys = key.isEmpty ? "" : ", key: \(key)"
    let trial = RecordTrials.record(
      "versions: [{kind: tool, version: 2.0.0, file: \(file)\(keys)}]",
      "-- file: \(file)\n\(text)")
    #expect(messages(DeclaredVersions.contradicted, trial).isEmpty == isRight)
  }

  @Test(
    "give no secret away",
    arguments: [
      ("psql postgres://app:hunter2@db/app", true), ("psql postgres://app:$PW@db/app", false),
      ("PASSWORD=hunter2 run", true), ("PASSWORD=$PW run", false), ("login --token abcdef12", true),
      ("login --token ${TOKEN}", false), ("login --token --quiet", false),
      ("aws AKIAIOSFODNN7EXAMPLE", true), ("kubectl rollout undo deployment/api", false),
      ("flag set token_bucket=500", false), ("curl -H 'Authorization: Bearer <token>'", false),
      ("psql --password /run/secret", false), ("", false),
    ])
  func secrets(command: String, isSecret: Bool) {
    #expect((WrittenSecrets.secret(in: command) != nil) == isSecret)
  }

  @Test("name all circles of dependencies, however long they are")
  func circles() {
    let steps = (0..<3_000).map { "{id: a\($0), needs: [a\(($0 + 1) % 3_000)]}" }
    let long = RecordTrials.record(
      "dependencies: {internal: [\(steps.joined(separator: ", "))]}")
    #expect(messages(Dependencies.cyclic, long).count == 1)
    let two = RecordTrials.record(
      """
      dependencies: {internal: [{id: a, needs: [a]}]}
      features:
        - {id: b, batch: must, needs: [c]}
        - {id: c, batch: must, needs: [b, a]}
      """)
    #expect(
      messages(Dependencies.cyclic, two) == [
        "6: the dependencies went in a circle: b -> c -> b",
        "4: the dependencies went in a circle: a -> a",
      ])
  }

  @Test("claim where the schema changed")
  func schemaChanges() {
    func scene(_ tag: String, _ middle: String) -> [String] {
      let first = ReleaseScene.PastRelease(tag: "v1.0.0", on: "2026-01-01", "-- file: a\n1")
      let second = ReleaseScene.PastRelease(tag: "v1.1.0", on: "2026-02-01", middle)
      let scene = ReleaseScene(
        before: middle,
        after: RecordTrials.text("claims: {schema_changes_in: \(tag)}", version: "1.2.0"),
        releases: [first, second])
      return RecordChecks.facts(in: scene, ReleaseFolder(of: scene))
        .filter { $0.rule == Claims.contradicted }.map(\.message)
    }
    #expect(scene("v1.1.0", RecordTrials.shipped) == [])
    #expect(
      scene("v1.1.0", "-- file: b\n2") == [
        "the schema was claimed to have changed in 'v1.1.0', and no migration came with it"
      ])
    #expect(
      scene("v0.9.0", RecordTrials.shipped) == [
        "the release 'v0.9.0' was named, and no such tag is before the range"
      ])
  }

  @Test("are refused with places where they cannot be read, and nothing else is said of them")
  func unreadable() {
    for body in [
      "target: 2026-13-01", "confidence: 1e99999999999999999999", "title: [", "title: 1\ntitle: 2",
      "rollout: {stages: [{name: a, traffic: much}]}", "\tstate: ready", "claims: \(nested)",
    ] {
      let facts = RecordTrials.record(body).recordFacts()
      #expect(!facts.isEmpty)
      #expect(facts.allSatisfy { $0.rule == RecordIdentity.unreadable }, "\(body.prefix(40))")
      #expect(facts.allSatisfy { ($0.place?.line ?? 0) > 0 }, "\(body.prefix(40))")
    }
  }

  private let nested = String(repeating: "{a: ", count: 3_000)

  @Test("do not overflow on numbers that nobody means")
  func hugeNumbers() {
    let trial = RecordTrials.record(
      """
      rollout:
        duration: 36500 days
        stages:
          - {name: a, traffic: 1e300, duration: 36500d}
          - {name: b, traffic: -1e300, duration: 36500d}
          - {name: c, traffic: 50, duration: 99999999999999 weeks}
          - {name: d, traffic: 100}
      timeline:
        - {name: first, date: 0000-01-01, weekday: Monday, stage: a}
        - {name: last, date: 9999-12-31, stage: b}
      """)
    let rules = Set(trial.recordFacts().map(\.rule.id))
    #expect(rules.contains("release/stage-order-contradicted"))
    #expect(rules.contains("release/criterion-unreadable"))
  }
}
