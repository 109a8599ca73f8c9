import Criteria
import ReleaseModel
import ReleaseRecords
import SourceModel

/// What is planned for which day, and in which order.
enum Timeline {
  static let weekday = FindingRule(
    "release/weekday-contradicted", "Weekday of another date", severity: .error,
    rationale: """
      People remember the weekday and calendars keep the date. Where the two differ, half of the \
      team comes on another day.
      """,
    remedy: "Correct the weekday, or the date.",
    example: RecordTrials.record(
      "timeline: [{name: deploy, date: 2026-03-15, weekday: Monday}]", day: "2026-03-01"),
    nearMiss: RecordTrials.record(
      "timeline: [{name: deploy, date: 2026-03-15, weekday: Sunday}]", day: "2026-03-01"))

  static let disordered = FindingRule(
    "release/dates-disordered", "Dates that go back", severity: .error,
    rationale: "A plan whose steps are dated against their order was put together from two plans.",
    remedy: "Put the entries in the order of their dates, or correct the dates.",
    example: RecordTrials.record(
      "timeline: [{name: enable, date: 2026-06-12}, {name: review, date: 2026-06-10}]"),
    nearMiss: RecordTrials.record(
      "timeline: [{name: review, date: 2026-06-10}, {name: enable, date: 2026-06-12}]"))

  static let contradicted = FindingRule(
    "release/timeline-contradicted", "Dates that leave a stage too little time", severity: .error,
    rationale: """
      A stage that is cut short by the next one ends before its criteria were seen to hold.
      """,
    remedy: "Move the later date, or shorten the stage.",
    example: RecordTrials.record(
      """
      rollout:
        stages: [{name: a, traffic: 5, duration: 48h}, {name: b, traffic: 100}]
      timeline:
        - {name: first users, date: 2026-06-10, stage: a}
        - {name: everybody, date: 2026-06-11, stage: b}
      """),
    nearMiss: RecordTrials.record(
      """
      rollout:
        stages: [{name: a, traffic: 5, duration: 48h}, {name: b, traffic: 100}]
      timeline:
        - {name: first users, date: 2026-06-10, stage: a}
        - {name: everybody, date: 2026-06-12, stage: b}
      """))

  static let milestones = FindingRule(
    "release/milestone-disordered", "Milestone reached before the one before it",
    severity: .error,
    rationale: "Milestones stand in their order because each rests on the one before.",
    remedy: "Reach the open milestone first, or put them in the order in which they are reached.",
    example: RecordTrials.record("milestones: [{id: one}, {id: two, done: 2026-05-01}]"),
    nearMiss: RecordTrials.record("milestones: [{id: one, done: 2026-05-01}, {id: two}]"))

  static let rules = [weekday, disordered, contradicted, milestones]

  /// What is found of a record.
  static func facts(_ ground: RecordGround) -> [ReleaseFact] {
    weekdays(ground) + order(ground) + times(ground) + steps(ground)
  }

  private static let names = [
    "thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday",
  ]

  /// The weekday of a day, in lower case: 1970-01-01 was a Thursday.
  static func weekday(of date: CalendarDate) -> String {
    let index = date.dayNumber % 7
    return names[index < 0 ? index + 7 : index]
  }

  private static func weekdays(_ ground: RecordGround) -> [ReleaseFact] {
    ground.record.timeline.compactMap { entry in
      guard let stated = entry.weekday else { return nil }
      let (wanted, actual) = (stated.value.trimmed.lowercased(), weekday(of: entry.date.value))
      if wanted == actual || wanted.utf8.count >= 3 && actual.hasPrefix(wanted) { return nil }
      let name = actual.prefix(1).uppercased() + actual.dropFirst()
      return ground.fact(
        weekday, "\(entry.date.value) is a \(name), and '\(stated.value)' was written",
        at: stated.range, of: entry.name.value, "\(entry.date.value) \(stated.value)")
    }
  }

  private static func order(_ ground: RecordGround) -> [ReleaseFact] {
    let entries = ground.record.timeline
    return zip(entries, entries.dropFirst()).compactMap { former, next in
      guard next.date.value < former.date.value else { return nil }
      return ground.fact(
        disordered,
        "'\(next.name.value)' was planned for \(next.date.value), after '\(former.name.value)' of "
          + "\(former.date.value)",
        at: next.date.range, of: next.name.value, "\(former.date.value) \(next.date.value)",
        related: [ground.related(former.date.range, "the entry before")])
    }
  }

  private static func times(_ ground: RecordGround) -> [ReleaseFact] {
    let stages = ground.record.rollout?.stages ?? []
    let dated = stages.compactMap { stage in
      ground.record.timeline.first { $0.stage?.value == stage.name.value }.map { (stage, $0.date) }
    }
    return zip(dated, dated.dropFirst()).compactMap { former, next in
      guard let text = former.0.duration, case .success(let span) = TimeSpan.reading(text.value)
      else { return nil }
      let days = next.1.value.dayNumber - former.1.value.dayNumber
      guard days < span.days else { return nil }
      return ground.fact(
        contradicted,
        "the stage '\(former.0.name.value)' lasts \(span), and '\(next.0.name.value)' was planned "
          + "\(days) days after it",
        at: next.1.range, of: next.0.name.value, "\(span) \(days)",
        related: [ground.related(text.range, "how long the stage lasts")])
    }
  }

  private static func steps(_ ground: RecordGround) -> [ReleaseFact] {
    let steps = ground.record.milestones
    return zip(steps, steps.dropFirst()).compactMap { former, next in
      guard let done = next.done else { return nil }
      if let first = former.done, first.value <= done.value { return nil }
      let what = former.done.map { "was reached on \($0.value)" } ?? "was not reached"
      return ground.fact(
        milestones,
        "the milestone '\(next.id.value)' was reached on \(done.value), and '\(former.id.value)' "
          + "before it \(what)",
        at: done.range, of: next.id.value, "\(former.id.value) \(done.value)",
        related: [ground.related(former.id.range, "the milestone before")])
    }
  }
}
