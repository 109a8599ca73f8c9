import Criteria
import ReleaseModel
import ReleaseRecords

/// What may go wrong, and what is done against it.
enum Risks {
  static let unmitigated = FindingRule(
    "release/risk-unmitigated", "Risk that nothing is done against", severity: nil,
    isCompleteness: true,
    rationale: "A risk that was seen and left alone is an accident that was planned.",
    remedy: "Write under `mitigation` what is done against the risk, or why it is borne.",
    example: RecordTrials.record("risks: [{level: low, text: the new menu confuses people}]"),
    nearMiss: RecordTrials.record(
      "risks: [{level: low, text: the new menu confuses people, mitigation: a tour}]"))

  static let unwatched = FindingRule(
    "release/risk-unwatched", "High risk that no stage watches", severity: .warning,
    rationale: """
      A high risk that comes true must end the rollout by itself. Without a criterion to abort on, \
      it is seen by users first.
      """,
    remedy: """
      Name the metric by which the risk would show under `metric`, and hold it against a bound \
      under `abort` of a stage.
      """,
    example: RecordTrials.record(
      "risks: [{level: high, text: payments fail, mitigation: ramp, metric: payment_failures}]"),
    nearMiss: RecordTrials.record(
      """
      risks: [{level: high, text: payments fail, mitigation: ramp, metric: payment_failures}]
      rollout: {stages: [{name: all, traffic: 100, abort: [payment_failures > 2%]}]}
      """))

  static let rules = [unmitigated, unwatched]

  /// What is found of a record.
  static func facts(_ ground: RecordGround) -> [ReleaseFact] {
    let watched = Set(
      (ground.record.rollout?.stages ?? []).flatMap(\.abort).compactMap {
        $0.measured.flatMap { try? Criterion.reading($0.value).get().metric }
      })
    return ground.record.risks.flatMap { risk in
      var facts: [ReleaseFact] = []
      let text = risk.text.value
      if RecordIdentity.isPlaceholder(risk.mitigation?.value ?? "") {
        facts.append(
          ground.fact(
            unmitigated, "nothing was said to be done against the risk '\(text)'",
            at: risk.text.range, of: text))
      }
      let isHigh = risk.level.value == .high || risk.level.value == .veryHigh
      let metric = risk.metric.map { MetricName.canonical($0.value) }
      if isHigh, metric.map({ !watched.contains($0) }) ?? true {
        let what = risk.metric.map { "the metric '\($0.value)'" } ?? "no metric"
        facts.append(
          ground.fact(
            unwatched,
            risk.metric == nil
              ? "the high risk '\(text)' named \(what)"
              : "the high risk '\(text)' named \(what), on which no stage aborts",
            at: risk.level.range, of: text, metric ?? ""))
      }
      return facts
    }
  }
}

/// The names of metrics.
enum MetricName {
  /// A name as criteria have it: in lower case with underscores for spaces.
  static func canonical(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: "_").lowercased()
  }
}
