import Criteria
import DataTrees
import FormatKit
import ReleaseModel
import ReleaseRecords
import SourceModel

/// What stages are decided by: whether it can be read, and holds together.
enum StageCriteria {
  static let unreadable = FindingRule(
    "release/criterion-unreadable", "Criterion or time that cannot be read", severity: .error,
    rationale: """
      A criterion that no program can evaluate is judged by whoever is on call, each time anew.
      """,
    remedy: """
      Hold a metric against a number: `error_rate <= 0.5%`, `latency_p95 < 300ms`, \
      `conversion: no drop > 5%`; write times as `5m`, `24h` or `2 weeks`. What a person judges \
      stands under `judged`, with the `role`.
      """,
    example: RecordTrials.record("rollout: {halt: errors are high}"),
    nearMiss: RecordTrials.record("rollout: {halt: error_rate > 3%}"))

  static let overlapping = FindingRule(
    "release/criteria-overlapping", "Success and failure at once", severity: .error,
    rationale: "A value that is a success and a failure decides nothing.",
    remedy: "Move one of the bounds, so that no value meets both.",
    example: RecordTrials.record(
      """
      rollout:
        stages: [{name: all, traffic: 100, success: [errors < 5%], abort: [errors > 3%]}]
      """),
    nearMiss: RecordTrials.record(
      """
      rollout:
        stages: [{name: all, traffic: 100, success: [errors < 3%], abort: [errors >= 3%]}]
      """))

  static let gap = FindingRule(
    "release/criteria-gap", "Values that are neither a success nor a failure", severity: .error,
    rationale: """
      Most trouble is neither good nor bad enough. Unless the plan says what then, one team waits \
      and another goes on.
      """,
    remedy: """
      Let the bounds meet, or write under `otherwise` what is done between them: `hold`, \
      `rollback` or `advance`.
      """,
    example: RecordTrials.record(
      """
      rollout:
        stages: [{name: all, traffic: 100, success: [errors < 1%], abort: [errors > 3%]}]
      """),
    nearMiss: RecordTrials.record(
      """
      rollout:
        stages:
          - {name: all, traffic: 100, success: [errors < 1%], abort: [errors > 3%], otherwise: hold}
      """))

  static let looser = FindingRule(
    "release/abort-looser", "Stage that bears more than the whole rollout", severity: .error,
    rationale: """
      The whole rollout ends at a bound. A stage that bears more keeps its users in what was said to \
      be unbearable, and whoever watches it sees green.
      """,
    remedy: "Let the stage abort at the bound of the whole, or before it.",
    example: RecordTrials.record(
      """
      rollout:
        halt: error_rate > 3%
        stages: [{name: all, traffic: 100, abort: [error_rate > 6%]}]
      """),
    nearMiss: RecordTrials.record(
      """
      rollout:
        halt: error_rate > 3%
        stages: [{name: all, traffic: 100, abort: [error_rate > 2%]}]
      """))

  static let judgeMissing = FindingRule(
    "release/judge-missing", "Judgement without a role", severity: nil, isCompleteness: true,
    rationale: "What a program cannot measure counts when somebody answers for it.",
    remedy: "Name the role that judges under `role`; its signed decision is the evidence.",
    example: RecordTrials.record(
      "rollout: {stages: [{name: all, traffic: 100, success: [{judged: feedback is good}]}]}"),
    nearMiss: RecordTrials.record(
      "rollout: {stages: [{name: all, traffic: 100, success: [errors < 1%]}]}"))

  static let metricUndefined = FindingRule(
    "release/metric-undefined", "Metric that nothing in the tree defines", severity: .error,
    rationale: """
      A stage that watches a metric nobody emits waits for a value that never comes, and takes \
      silence for success.
      """,
    remedy: """
      Define the metric in one of the files of `observability`, or name the files that define it \
      there.
      """,
    example: RecordTrials.record(
      """
      observability: [monitoring/**]
      rollout: {stages: [{name: all, traffic: 100, abort: [error_rate > 3%]}]}
      """, "-- file: monitoring/rules.yaml\ngroups: [{name: latency_p95}]\n"),
    nearMiss: RecordTrials.record(
      """
      observability: [monitoring/**]
      rollout: {stages: [{name: all, traffic: 100, abort: [error_rate > 3%]}]}
      """, "-- file: monitoring/rules.yaml\ngroups: [{name: error_rate}]\n"))

  static let unobserved = FindingRule(
    "release/observability-missing", "Stages without a place where metrics are defined",
    severity: nil, isCompleteness: true,
    rationale:
      "Observability comes before the ramp: what is not there when traffic comes is blind.",
    remedy: "Name the files that define the metrics of the stages under `observability`.",
    example: RecordTrials.record(
      "rollout: {stages: [{name: all, traffic: 100, abort: [error_rate > 3%]}]}"),
    nearMiss: RecordTrials.record(
      """
      observability: [monitoring/**]
      rollout: {stages: [{name: all, traffic: 100, abort: [error_rate > 3%]}]}
      """, "-- file: monitoring/rules.yaml\ngroups: [{name: error_rate}]\n"))

  static let rules = [
    unreadable, overlapping, gap, looser, judgeMissing, metricUndefined, unobserved,
  ]

  /// What is found of a record.
  static func facts(_ ground: RecordGround) -> [ReleaseFact] {
    let stages = ground.record.rollout?.stages ?? []
    return readings(ground) + stages.flatMap { decision($0, ground) }
      + stages.flatMap { bounds($0, ground) } + stages.flatMap { judgements($0, ground) }
      + observed(ground)
  }

  // MARK: Reading

  private static func readings(_ ground: RecordGround) -> [ReleaseFact] {
    let record = ground.record
    let stages = record.rollout?.stages ?? []
    let alarms = record.triggers + (record.rollout?.alerts ?? [])
    let criteria =
      [record.rollout?.halt].compactMap(\.self) + alarms.compactMap(\.metric)
      + stages.flatMap { ($0.entry + $0.success + $0.abort).compactMap(\.measured) }
      + stages.flatMap(\.metrics).filter { !WatchedMetric.isName($0.value) }
    let times =
      [record.rollout?.duration].compactMap(\.self) + alarms.compactMap(\.duration)
      + stages.filter { !$0.isLast }.compactMap(\.duration)
    return criteria.compactMap { text in
      guard case .failure(let error) = Criterion.reading(text.value) else { return nil }
      return fact(ground, "criterion", text, error)
    }
      + times.compactMap { text in
        guard case .failure(let error) = TimeSpan.reading(text.value) else { return nil }
        return fact(ground, "time", text, error)
      }
  }

  private static func fact(
    _ ground: RecordGround, _ what: String, _ text: Stated<String>, _ error: CriterionError
  ) -> ReleaseFact {
    ground.fact(
      unreadable,
      "the \(what) '\(text.value)' could not be read: \(error.reason) at byte \(error.offset + 1)",
      at: text.range, of: text.value, error.reason, remedy: error.hint)
  }

  // MARK: Success and failure

  private static func decision(
    _ stage: ReleaseRecord.Stage, _ ground: RecordGround
  ) -> [ReleaseFact] {
    let (success, abort) = (stage.success.criteria, stage.abort.criteria)
    let holds = stage.otherwise != nil || ground.record.rollout?.preset?.value == .phased
    var scales: [Criterion.Scale] = []
    for (criterion, _) in success where !scales.contains(criterion.scale) {
      scales.append(criterion.scale)
    }
    return scales.flatMap { scale -> [ReleaseFact] in
      let good = success.filter { $0.0.scale == scale }
      let bad = abort.filter { $0.0.scale == scale }
      guard let (_, goodPlace) = good.first, let (_, badPlace) = bad.first else { return [] }
      // All that is asked for success must hold; one of what ends the stage is enough.
      var succeeds: Interval? = .everything
      for (criterion, _) in good { succeeds = succeeds?.intersection(criterion.values) }
      let name = "\(stage.name.value) \(scale.metric)"
      let related = [ground.related(badPlace, "when it has failed")]
      let both = bad.compactMap { criterion, _ in succeeds?.intersection(criterion.values) }
      if let both = both.first {
        return [
          ground.fact(
            overlapping,
            "in the stage '\(stage.name.value)' '\(scale.metric)' was a success and a failure "
              + "where it is \(both.text(on: scale))",
            at: goodPlace, of: name, both.text(on: scale), related: related)
        ]
      }
      let covered = [succeeds].compactMap(\.self) + bad.map(\.0.values)
      guard !holds, let open = Interval.gaps(between: covered).first else { return [] }
      return [
        ground.fact(
          gap,
          "in the stage '\(stage.name.value)' '\(scale.metric)' was neither a success nor a "
            + "failure where it is \(open.text(on: scale))",
          at: goodPlace, of: name, open.text(on: scale), related: related)
      ]
    }
  }

  /// Whether a stage bears what ends the whole rollout.
  private static func bounds(
    _ stage: ReleaseRecord.Stage, _ ground: RecordGround
  ) -> [ReleaseFact] {
    let record = ground.record
    let wholes =
      [record.rollout?.halt].compactMap(\.self) + record.triggers.compactMap(\.metric)
    return wholes.compactMap { text in
      guard case .success(let whole) = Criterion.reading(text.value) else { return nil }
      let own = stage.abort.criteria.filter { $0.0.scale == whole.scale }
      guard let (first, place) = own.first,
        !whole.values.isCovered(by: own.map(\.0.values))
      else { return nil }
      return ground.fact(
        looser,
        "the stage '\(stage.name.value)' aborted at '\(first)', and the whole rollout ends at "
          + "'\(whole)'",
        at: place, of: "\(stage.name.value) \(whole.metric)", "\(first) \(whole)",
        related: [ground.related(text.range, "what ends the whole rollout")])
    }
  }

  private static func judgements(
    _ stage: ReleaseRecord.Stage, _ ground: RecordGround
  ) -> [ReleaseFact] {
    (stage.entry + stage.success + stage.abort).compactMap { condition in
      guard let judged = condition.judged, condition.role == nil else { return nil }
      return ground.fact(
        judgeMissing, "'\(judged.value)' was left to the judgement of no role",
        at: judged.range, of: stage.name.value, judged.value)
    }
  }

  // MARK: Metrics

  private static func observed(_ ground: RecordGround) -> [ReleaseFact] {
    let metrics = WatchedMetric.all(of: ground.record)
    guard let first = metrics.first else { return [] }
    let globs = ground.record.observability
    guard !globs.isEmpty else {
      return [
        ground.fact(
          unobserved, "the stages watched '\(first.name)', and no file was named that defines it",
          at: first.range, of: "observability")
      ]
    }
    let origins = Set(globs.flatMap(\.value.origins))
    let files = Set(origins.flatMap { ground.scene.after.files(below: $0) } + origins).filter {
      path in globs.contains { $0.value.matches(path) }
    }
    // A metric may be a part of a longer name there, as exporters add prefixes and units.
    let texts = files.sorted().compactMap { path -> SourceText? in
      guard case .file(let source) = ground.scene.after.read(path) else { return nil }
      return SourceText(path: path, bytes: Name(source.bytes).asciiLowercased.bytes)
    }
    return metrics.filter { metric in !texts.contains { $0.contains(metric.name) } }.map { metric in
      ground.fact(
        metricUndefined,
        "the metric '\(metric.name)' was watched, and no file of 'observability' defines it",
        at: metric.range, of: metric.name)
    }
  }
}

/// A metric that a stage watches.
struct WatchedMetric {
  /// The name as criteria have it.
  let name: String
  let range: SourceRange

  /// Whether a text is the name of a metric alone.
  static func isName(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || "_.-: ".unicodeScalars.contains(scalar)
    } && !text.contains(" no ") && !text.contains(": ")
  }

  /// The metrics of all stages, each where it is named first.
  static func all(of record: ReleaseRecord) -> [WatchedMetric] {
    var seen: Set<String> = []
    var metrics: [WatchedMetric] = []
    func add(_ name: String, _ range: SourceRange) {
      if seen.insert(name).inserted { metrics.append(WatchedMetric(name: name, range: range)) }
    }
    for stage in record.rollout?.stages ?? [] {
      for text in stage.metrics {
        if isName(text.value) {
          add(MetricName.canonical(text.value), text.range)
        } else if case .success(let criterion) = Criterion.reading(text.value) {
          add(criterion.metric, text.range)
        }
      }
      for (criterion, range) in (stage.success + stage.abort).criteria {
        add(criterion.metric, range)
      }
    }
    return metrics
  }
}

extension [ReleaseRecord.StageCondition] {
  /// The criteria that can be read, with their places.
  var criteria: [(Criterion, SourceRange)] {
    compactMap { condition in
      guard let measured = condition.measured,
        case .success(let criterion) = Criterion.reading(measured.value)
      else { return nil }
      return (criterion, measured.range)
    }
  }
}

extension ReleaseRecord.Stage {
  /// Whether all traffic is in it, so that it may last for good.
  fileprivate var isLast: Bool { traffic?.value.integer == 100 }
}
