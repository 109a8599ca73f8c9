import Criteria
import ReleaseModel
import ReleaseRecords

/// When a release is taken back.
enum Triggers {
  static let incomplete = FindingRule(
    "release/trigger-incomplete", "Trigger that nobody can pull", severity: .error,
    rationale: """
      A release is taken back at once when the trigger says by itself what happened: a metric over \
      a bound for a time, or an event that a role sees and acts on. Anything else is discussed first.
      """,
    remedy: """
      Write `metric: error_rate > 5%` with `for: 5m`, or `event` with `detector` and `action`.
      """,
    example: RecordTrials.record("triggers: [{metric: error_rate > 5%}]"),
    nearMiss: RecordTrials.record("triggers: [{metric: error_rate > 5%, for: 5m}]"))

  static let unwatched = FindingRule(
    "release/metric-unwatched", "Trigger on a metric that no stage watches", severity: .error,
    rationale: """
      What no stage watches is looked at by nobody during the rollout; its trigger is never pulled.
      """,
    remedy: "Name the metric under `metrics` of a stage, or hold it against a bound there.",
    example: RecordTrials.record(
      """
      triggers: [{metric: error_rate > 5%, for: 5m}]
      rollout: {stages: [{name: all, traffic: 100, metrics: [latency_p95]}]}
      """),
    nearMiss: RecordTrials.record(
      """
      triggers: [{metric: error_rate > 5%, for: 5m}]
      rollout: {stages: [{name: all, traffic: 100, metrics: [error_rate]}]}
      """))

  static let later = FindingRule(
    "release/alert-later", "Alert that comes after the release was taken back", severity: .error,
    rationale: """
      An alert is to call people before the trigger is pulled, or with it. One with a wider bound \
      is silent while the release goes back.
      """,
    remedy: "Let the alert fire at the bound of the trigger, or before it.",
    example: RecordTrials.record(
      """
      triggers: [{metric: error_rate > 5%, for: 5m}]
      rollout:
        alerts: [{metric: error_rate > 8%, for: 1m, action: call the engineer}]
        stages: [{name: all, traffic: 100, metrics: [error_rate]}]
      """),
    nearMiss: RecordTrials.record(
      """
      triggers: [{metric: error_rate > 5%, for: 5m}]
      rollout:
        alerts: [{metric: error_rate > 3%, for: 1m, action: call the engineer}]
        stages: [{name: all, traffic: 100, metrics: [error_rate]}]
      """))

  static let missing = FindingRule(
    "release/trigger-missing", "Release that nothing takes back", severity: nil,
    isCompleteness: true,
    rationale: """
      Without a bound that was agreed on before, each team argues its own in the middle of the \
      trouble, and the release stays out meanwhile.
      """,
    remedy: "Write at least one entry under `triggers`: `{metric: error_rate > 5%, for: 5m}`.",
    example: RecordTrials.record("title: Names"),
    nearMiss: RecordTrials.record("triggers: [{metric: error_rate > 5%, for: 5m}]"))

  static let rules = [incomplete, unwatched, later, missing]

  /// What is found of a record.
  static func facts(_ ground: RecordGround) -> [ReleaseFact] {
    if ground.record.triggers.isEmpty {
      return [
        ground.fact(
          missing, "the record named no trigger", at: ground.record.version.range, of: "triggers")
      ] + alerts(ground)
    }
    return ground.record.triggers.compactMap { parts($0, ground) } + watched(ground)
      + alerts(ground)
  }

  private static func parts(
    _ trigger: ReleaseRecord.Trigger, _ ground: RecordGround
  ) -> ReleaseFact? {
    let name = trigger.metric?.value ?? trigger.event?.value ?? ""
    let what: String
    switch (trigger.metric, trigger.event) {
    case (nil, nil): what = "named neither a metric nor an event"
    case (.some, .some): what = "named a metric and an event"
    case (.some, nil):
      if trigger.duration != nil { return nil }
      what = "named no time for which it must last"
    case (nil, .some):
      let keys = [
        trigger.detector == nil ? "'detector'" : nil, trigger.action == nil ? "'action'" : nil,
      ].compactMap(\.self)
      if keys.isEmpty { return nil }
      what = "named no \(keys.joined(separator: " and no "))"
    }
    let subject = name.isEmpty ? "a trigger" : "the trigger '\(name)'"
    return ground.fact(
      incomplete, "\(subject) \(what)", at: trigger.range, of: name, what)
  }

  private static func watched(_ ground: RecordGround) -> [ReleaseFact] {
    if (ground.record.rollout?.stages ?? []).isEmpty { return [] }
    let watched = Set(WatchedMetric.all(of: ground.record).map(\.name))
    return ground.record.triggers.compactMap { trigger in
      guard let text = trigger.metric, case .success(let criterion) = Criterion.reading(text.value),
        !watched.contains(criterion.metric)
      else { return nil }
      return ground.fact(
        unwatched, "the trigger '\(criterion)' was on a metric that no stage watches",
        at: text.range, of: criterion.metric)
    }
  }

  private static func alerts(_ ground: RecordGround) -> [ReleaseFact] {
    let triggers = ground.record.triggers.compactMap(\.metric)
    return (ground.record.rollout?.alerts ?? []).compactMap { alert in
      guard let text = alert.metric, case .success(let own) = Criterion.reading(text.value) else {
        return nil
      }
      for trigger in triggers {
        guard case .success(let whole) = Criterion.reading(trigger.value),
          whole.scale == own.scale, !whole.values.isCovered(by: [own.values])
        else { continue }
        return ground.fact(
          later, "the alert '\(own)' came after the trigger '\(whole)'", at: text.range,
          of: own.metric, "\(own) \(whole)",
          related: [ground.related(trigger.range, "when the release is taken back")])
      }
      return nil
    }
  }
}
