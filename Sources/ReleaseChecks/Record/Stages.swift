import Criteria
import DataTrees
import ReleaseModel
import ReleaseRecords
import SourceModel

/// The stages of a rollout: what each needs, and the ladder that they make.
enum Stages {
  static let incomplete = FindingRule(
    "release/stage-incomplete", "Stage without one of its parts", severity: nil,
    isCompleteness: true,
    rationale: """
      A stage is a decision: what must hold before it, what is watched, when it has succeeded and \
      when it has failed. A part that is missing is decided at night, by whoever is there.
      """,
    remedy: """
      Write `entry`, `metrics`, `success` and `abort` for the stage, and `environment` where it has \
      no traffic of users.
      """,
    example: RecordTrials.record(
      "rollout: {stages: [{name: all, traffic: 100, entry: [{judged: ready, role: lead}]}]}"),
    nearMiss: RecordTrials.record(
      """
      rollout:
        stages:
          - name: all
            traffic: 100
            entry: [{evidence: test-suite}]
            metrics: [error_rate]
            success: [error_rate < 1%]
            abort: [error_rate >= 1%]
      """))

  static let disordered = FindingRule(
    "release/stage-order-contradicted", "Shares of traffic that do not rise to all of it",
    severity: .error,
    rationale: """
      A rollout shows each new part of the users what the parts before have borne. A share that \
      does not rise shows nothing; one that does not end at 100 never ends.
      """,
    remedy: "Let the percentages of `traffic` rise strictly, from 0 or a canary to 100.",
    example: RecordTrials.record(
      "rollout: {stages: [{name: a, traffic: 5}, {name: b, traffic: 5}, {name: c, traffic: 100}]}"),
    nearMiss: RecordTrials.record(
      "rollout: {stages: [{name: a, traffic: 5}, {name: b, traffic: 50}, {name: c, traffic: 100}]}"
    ))

  static let canary = FindingRule(
    "release/canary-outside-band", "First stage in production outside of the canary's band",
    severity: .error,
    rationale: """
      The first users bear what no test has seen. Too many of them make an outage of it; too few \
      show nothing.
      """,
    remedy: """
      Begin within the band that the policy sets, 1 to 5 percent where it sets none.
      """,
    example: RecordTrials.record(
      "rollout: {stages: [{name: a, traffic: 20}, {name: c, traffic: 100}]}"),
    nearMiss: RecordTrials.record(
      "rollout: {stages: [{name: a, traffic: 5}, {name: c, traffic: 100}]}"))

  static let preset = FindingRule(
    "release/preset-contradicted", "Stages of another ladder than the named one",
    severity: .error,
    rationale: "The name of a ladder says what its stages are; other stages need another name.",
    remedy: "Use the percentages of the preset, or write `preset: custom`.",
    example: RecordTrials.record(
      "rollout: {preset: quarters, stages: [{name: a, traffic: 5}, {name: b, traffic: 100}]}"),
    nearMiss: RecordTrials.record(
      "rollout: {preset: custom, stages: [{name: a, traffic: 5}, {name: b, traffic: 100}]}"))

  static let duration = FindingRule(
    "release/duration-contradicted", "Stages that do not last as long as the rollout",
    severity: .error,
    rationale: """
      People are on call, and customers are told, for the declared time. Stages that add up to \
      another time end without them, or keep them waiting.
      """,
    remedy: "Correct `duration` of the rollout, or those of the stages below 100 percent.",
    example: RecordTrials.record(
      """
      rollout:
        duration: 10d
        stages:
          - {name: a, traffic: 5, duration: 24h}
          - {name: b, traffic: 100}
      """),
    nearMiss: RecordTrials.record(
      """
      rollout:
        duration: 1d
        stages:
          - {name: a, traffic: 5, duration: 24h}
          - {name: b, traffic: 100}
      """))

  static let deciderMissing = FindingRule(
    "release/decider-missing", "Stage that nobody decides", severity: nil, isCompleteness: true,
    rationale: "A stage without a role that decides goes on because nobody stops it.",
    remedy:
      "Write the role that decides under `decides`, and hold it in `roles` of `.relgate.yaml`.",
    example: RecordTrials.record("rollout: {stages: [{name: all, traffic: 100}]}"),
    nearMiss: FindingRule.Trial(
      before: """
        -- file: .relgate.yaml
        schema: relgate/config/1
        roles: {lead: [a@example.com]}
        rules: {release/decider-missing: error}

        """,
      after: RecordTrials.text("rollout: {stages: [{name: all, traffic: 100, decides: lead}]}")))

  static let missing = FindingRule(
    "release/stages-missing", "Release without stages", severity: nil, isCompleteness: true,
    rationale: "What goes out to everybody at once is tried on everybody at once.",
    remedy:
      "Write the stages under `rollout.stages`, or name a `preset` that `relgate plan` fills.",
    example: RecordTrials.record("title: Names"),
    nearMiss: RecordTrials.record(
      "rollout: {stages: [{name: a, traffic: 5}, {name: b, traffic: 100}]}"))

  static let decisionMissing = FindingRule(
    "release/decision-missing", "Stage that was passed without a decision", severity: nil,
    rationale: """
      That a stage was passed is worth what the role that decides it answered for. A state that \
      moved on by itself was decided by nobody.
      """,
    remedy: """
      Write under `decisions` the `stage`, the `outcome`, the `role` and the `date`, with the \
      statement that shows it under `evidence`.
      """,
    example: RecordTrials.record(
      "rollout: {stages: [{name: all, traffic: 100}]}", state: "complete"),
    nearMiss: RecordTrials.record(
      """
      rollout: {stages: [{name: all, traffic: 100}]}
      decisions: [{stage: all, outcome: go, role: lead}]
      """, state: "complete"))

  static let rules = [
    incomplete, disordered, canary, preset, duration, deciderMissing, missing, decisionMissing,
  ]

  /// What is found of a record.
  static func facts(_ ground: RecordGround) -> [ReleaseFact] {
    guard let rollout = ground.record.rollout, !rollout.stages.isEmpty else {
      return [
        ground.fact(
          missing, "the record planned no stages", at: ground.record.version.range, of: "rollout")
      ]
    }
    return decisions(rollout.stages, ground) + rollout.stages.flatMap { parts($0, ground) }
      + ladder(rollout, ground)
      + total(rollout, ground)
  }

  private static func parts(
    _ stage: ReleaseRecord.Stage, _ ground: RecordGround
  ) -> [ReleaseFact] {
    var keys: [String] = []
    if stage.entry.isEmpty { keys.append("entry") }
    if stage.metrics.isEmpty { keys.append("metrics") }
    if stage.success.isEmpty { keys.append("success") }
    if stage.abort.isEmpty { keys.append("abort") }
    if stage.traffic == nil { keys.append("traffic") }
    if stage.traffic?.value == DecimalNumber(0), stage.environment == nil {
      keys.append("environment")
    }
    var facts: [ReleaseFact] = []
    let name = stage.name.value
    if !keys.isEmpty {
      let list = keys.map { "'\($0)'" }.joined(separator: ", ")
      facts.append(
        ground.fact(
          incomplete, "the stage '\(name)' was planned without \(list)", at: stage.name.range,
          of: name, keys.joined(separator: " ")))
    }
    if stage.decides == nil {
      facts.append(
        ground.fact(
          deciderMissing, "the stage '\(name)' named no role that decides", at: stage.name.range,
          of: name))
    }
    return facts
  }

  /// The stages that must have been decided by the record's state, and were not.
  private static func decisions(
    _ stages: [ReleaseRecord.Stage], _ ground: RecordGround
  ) -> [ReleaseFact] {
    let state = ground.record.state.value
    let passed =
      switch state {
      case .draft, .ready: stages.prefix(0)
      case .rolling, .rolledBack: stages.prefix(1)
      case .complete: stages[...]
      }
    let decided = Set(ground.record.decisions.map(\.stage.value))
    return passed.filter { !decided.contains($0.name.value) }.map { stage in
      ground.fact(
        decisionMissing,
        "the stage '\(stage.name.value)' was not decided in the state '\(state.rawValue)'",
        at: stage.name.range, of: stage.name.value)
    }
  }

  // MARK: The ladder

  private static func ladder(
    _ rollout: ReleaseRecord.Rollout, _ ground: RecordGround
  ) -> [ReleaseFact] {
    let steps = rollout.stages.compactMap { stage in stage.traffic.map { (stage, $0) } }
    var facts: [ReleaseFact] = []
    for ((former, low), (stage, high)) in zip(steps, steps.dropFirst())
    where high.value <= low.value {
      // Several stages may come before any traffic.
      if high.value == DecimalNumber(0), low.value == high.value { continue }
      facts.append(
        ground.fact(
          disordered,
          "the stage '\(stage.name.value)' took \(high.value) percent after \(low.value) percent",
          at: high.range, of: stage.name.value, "\(low.value) \(high.value)",
          related: [ground.related(low.range, "the stage '\(former.name.value)' before")]))
    }
    if let (stage, last) = steps.last, last.value != DecimalNumber(100) {
      facts.append(
        ground.fact(
          disordered, "the last stage '\(stage.name.value)' took \(last.value) percent, not 100",
          at: last.range, of: stage.name.value, "last \(last.value)"))
    }
    return facts + band(steps, ground) + named(rollout, steps, ground)
  }

  private typealias Step = (ReleaseRecord.Stage, Stated<DecimalNumber>)

  private static func band(_ steps: [Step], _ ground: RecordGround) -> [ReleaseFact] {
    let terms = ground.scene.terms
    guard let (stage, first) = steps.first(where: { $0.1.value > DecimalNumber(0) }),
      first.value < DecimalNumber(terms.canaryLowest)
        || first.value > DecimalNumber(terms.canaryHighest)
    else { return [] }
    return [
      ground.fact(
        canary,
        "the first stage in production '\(stage.name.value)' took \(first.value) percent, outside "
          + "of \(terms.canaryLowest) to \(terms.canaryHighest)",
        at: first.range, of: stage.name.value, "\(first.value)")
    ]
  }

  private static func named(
    _ rollout: ReleaseRecord.Rollout, _ steps: [Step], _ ground: RecordGround
  ) -> [ReleaseFact] {
    guard let preset = rollout.preset, let ladder = preset.value.ladder else { return [] }
    let shares = steps.map(\.1.value).filter { $0 > DecimalNumber(0) }
    let isSame =
      shares.count == ladder.count
      && zip(shares, ladder).allSatisfy {
        DecimalNumber($1.lowerBound) <= $0 && $0 <= DecimalNumber($1.upperBound)
      }
    if isSame { return [] }
    let text = shares.map(\.description).joined(separator: ", ")
    return [
      ground.fact(
        self.preset,
        "the preset '\(preset.value.rawValue)' was named, and the stages took \(text) percent",
        at: preset.range, of: preset.value.rawValue, text)
    ]
  }

  // MARK: Time

  private static func total(
    _ rollout: ReleaseRecord.Rollout, _ ground: RecordGround
  ) -> [ReleaseFact] {
    guard let stated = rollout.duration, case .success(let whole) = TimeSpan.reading(stated.value)
    else { return [] }
    var sum = 0
    for stage in rollout.stages {
      guard let traffic = stage.traffic?.value, traffic > DecimalNumber(0),
        traffic < DecimalNumber(100)
      else { continue }
      guard let duration = stage.duration,
        case .success(let span) = TimeSpan.reading(duration.value)
      else { return [] }
      let (next, isHuge) = sum.addingReportingOverflow(span.milliseconds)
      if isHuge { return [] }
      sum = next
    }
    guard sum != whole.milliseconds else { return [] }
    let summed = TimeSpan(milliseconds: sum)
    return [
      ground.fact(
        duration,
        "the rollout was declared to last \(whole), and its stages below 100 percent last \(summed)",
        at: stated.range, of: "rollout.duration", "\(whole) \(summed)")
    ]
  }
}

extension ReleaseRecord.Rollout.Preset {
  /// The percentages of its stages in production; nil if they are the plan's own.
  var ladder: [ClosedRange<Int>]? {
    switch self {
    case .canaryRamp: [1...5, 10...10, 50...50, 100...100]
    case .phased: [1...1, 5...5, 20...20, 50...50, 100...100]
    case .quarters: [5...5, 25...25, 50...50, 100...100]
    case .custom: nil
    }
  }
}
