import Criteria
import ReleaseModel
import ReleaseRecords

/// What a release is to reach, and whether one can see it.
enum Objectives {
  static let unmeasured = FindingRule(
    "release/objective-unmeasured", "Objective that nobody can measure", severity: nil,
    rationale: """
      Whether an aim was reached is seen from a number, its unit and the time in which it was to be \
      reached. Without them every release reaches it.
      """,
    remedy: "Write under `metric` a number with its unit and time: `sign-ups >= 50 within 60d`.",
    example: RecordTrials.record(
      "objectives: [{text: more teams sign up, metric: many sign-ups}]"),
    nearMiss: RecordTrials.record(
      "objectives: [{text: more teams sign up, metric: sign-ups >= 50 within 60d}]"))

  static let rules = [unmeasured]

  /// What is found of a record.
  static func facts(_ ground: RecordGround) -> [ReleaseFact] {
    ground.record.objectives.filter { !isMeasurable($0.metric?.value ?? "") }.map { objective in
      ground.fact(
        unmeasured, "the objective '\(objective.text.value)' was stated without number and time",
        at: objective.metric?.range ?? objective.text.range, of: objective.text.value)
    }
  }

  /// Whether a text has a number and, behind `within`, the time for it.
  static func isMeasurable(_ text: String) -> Bool {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard let index = words.firstIndex(of: "within"), index > 0 else { return false }
    let hasNumber = words[..<index].contains { $0.utf8.contains { (0x30...0x39).contains($0) } }
    let time = words[(index + 1)...].joined(separator: " ")
    guard hasNumber, case .success = TimeSpan.reading(time) else { return false }
    return true
  }
}
