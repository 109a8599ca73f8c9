import DataTrees
import EvidenceStatements
import ReleaseModel
import ReleaseRecords
import SourceModel

/// Whether the ways back were tried, and what that says of their time and of people's confidence.
enum Measurements {
  static let unmeasured = FindingRule(
    "release/rollback-unmeasured", "Way back that nobody tried", severity: nil,
    isCompleteness: true,
    rationale: """
      A time that nobody measured is a guess, and a way back that was tried before the release \
      began says nothing of what the release changes.
      """,
    remedy: """
      Try the way back on what is to be released, and write under `tested` the `date`, the \
      `seconds` and the roles of the `participants`; record the drill with \
      `relgate evidence record rollback-drill` and name its file under `evidence`.
      """,
    example: LeverTrials.dropping("  types:\n  - {kind: database, minutes: 20, applies_to: all}"),
    nearMiss: LeverTrials.dropping(
      """
        types:
        - kind: database
          minutes: 20
          applies_to: all
          tested: {date: 2026-05-20, seconds: 300, participants: [on-call engineer]}
      """))

  static let slower = FindingRule(
    "release/rollback-slower-than-declared", "Way back slower than declared", severity: .error,
    rationale: """
      Those who decide between waiting and rolling back go by the declared time. When the drill \
      took longer, so will the night on which it counts.
      """,
    remedy: "Write the measured time into `minutes`, or make the way back quicker and try again.",
    example: LeverTrials.dropping(
      """
        types:
        - kind: database
          minutes: 10
          applies_to: all
          tested: {date: 2026-05-20, seconds: 700, participants: [on-call engineer]}
      """),
    nearMiss: LeverTrials.dropping(
      """
        types:
        - kind: database
          minutes: 10
          applies_to: all
          tested: {date: 2026-05-20, seconds: 600, participants: [on-call engineer]}
      """))

  static let unfounded = FindingRule(
    "release/confidence-unfounded", "Confidence without a drill", severity: .error,
    rationale: """
      High confidence in a way back has one source: a drill of this very content, not long ago. And \
      the whole cannot be surer than its surest part.
      """,
    remedy: """
      Lower `confidence`, or drill the way back and name the evidence under `tested`.
      """,
    example: LeverTrials.dropping(
      "  types:\n  - {kind: database, minutes: 20, applies_to: all, confidence: 0.9}"),
    nearMiss: LeverTrials.dropping(
      "  types:\n  - {kind: database, minutes: 20, applies_to: all, confidence: 0.7}"))

  static let rules = [unmeasured, slower, unfounded]

  /// What is found of the declared ways back.
  static func facts(_ ground: LeverGround) -> [ReleaseFact] {
    guard let folder = ground.folder, let record = folder.value else { return [] }
    return ground.types.flatMap { type in
      [
        trial(of: type, ground, folder), delay(of: type, ground, folder),
        confidence(in: type, ground, folder),
      ].compactMap(\.self)
    } + overall(record.rollback, ground, folder)
  }

  // MARK: Time

  private static func trial(
    of type: ReleaseRecord.RollbackType, _ ground: LeverGround, _ folder: ReleaseFolder
  ) -> ReleaseFact? {
    let lacks = lacks(of: type, ground)
    guard !lacks.isEmpty else { return nil }
    let kind = type.kind.value.rawValue
    return ReleaseFact(
      unmeasured, "the way back of kind '\(kind)' \(lacks.joined(separator: ", "))",
      element: Name(kind), facts: lacks.joined(separator: " "), path: folder.recordPath,
      place: folder.place(of: type.tested?.range ?? type.range))
  }

  private static func lacks(
    of type: ReleaseRecord.RollbackType, _ ground: LeverGround
  ) -> [String] {
    let drill = ground.drill(of: type)
    guard type.tested != nil || drill != nil else { return ["was not tried"] }
    var lacks: [String] = []
    if ground.measuredSeconds(of: type) == nil { lacks.append("was tried without a time") }
    if (type.tested?.participants ?? []).isEmpty, (drill?.statement?.roles ?? []).isEmpty {
      lacks.append("was tried by nobody who is named")
    }
    guard let day = ground.trialDay(of: type) else { return lacks + ["was tried on no day"] }
    let scene = ground.scene
    if day > scene.asOf { lacks.append("was tried on \(day), which is still to come") }
    if let release = scene.releases.last, day < release.date {
      lacks.append("was tried on \(day), before '\(release.tag)' of \(release.date)")
    } else if type.kind.value == .infrastructure,
      scene.asOf.dayNumber - day.dayNumber > scene.terms.evidenceDays
    {
      lacks.append("was tried on \(day), more than \(scene.terms.evidenceDays) days ago")
    }
    return lacks
  }

  private static func delay(
    of type: ReleaseRecord.RollbackType, _ ground: LeverGround, _ folder: ReleaseFolder
  ) -> ReleaseFact? {
    guard let minutes = type.minutes, let seconds = ground.measuredSeconds(of: type),
      seconds > minutes.value * 60
    else { return nil }
    let kind = type.kind.value.rawValue
    let measured = type.tested?.seconds?.range ?? type.tested?.range ?? type.range
    let related = folder.place(of: measured).map {
      Finding.RelatedPlace(path: $0.path, line: $0.line, message: "the time that was measured")
    }
    return ReleaseFact(
      slower,
      "the way back of kind '\(kind)' took \(seconds) seconds, and \(minutes.value) minutes were "
        + "declared",
      element: Name(kind), facts: "\(seconds) \(minutes.value)", path: folder.recordPath,
      place: folder.place(of: minutes.range), related: [related].compactMap(\.self))
  }

  // MARK: Confidence

  private static func confidence(
    in type: ReleaseRecord.RollbackType, _ ground: LeverGround, _ folder: ReleaseFolder
  ) -> ReleaseFact? {
    guard let stated = type.confidence, stated.value > ground.cap, !ground.isFresh(type) else {
      return nil
    }
    let kind = type.kind.value.rawValue
    return ReleaseFact(
      unfounded,
      "the confidence \(stated.value) in the way back of kind '\(kind)' was above \(ground.cap) "
        + "without evidence of a drill in the last \(ground.scene.terms.evidenceDays) days",
      element: Name(kind), facts: "\(stated.value)", path: folder.recordPath,
      place: folder.place(of: stated.range))
  }

  private static func overall(
    _ rollback: ReleaseRecord.Rollback, _ ground: LeverGround, _ folder: ReleaseFolder
  ) -> [ReleaseFact] {
    guard let stated = rollback.confidence else { return [] }
    func fact(_ message: String) -> ReleaseFact {
      ReleaseFact(
        unfounded, message, element: "overall", facts: "\(stated.value)", path: folder.recordPath,
        place: folder.place(of: stated.range))
    }
    if let highest = ground.types.compactMap(\.confidence?.value).max(), stated.value > highest {
      return [
        fact(
          "the overall confidence \(stated.value) was above \(highest), the highest of the ways back"
        )
      ]
    }
    if stated.value > ground.cap, !ground.types.contains(where: ground.isFresh) {
      return [
        fact("the overall confidence \(stated.value) was above \(ground.cap) without a drill")
      ]
    }
    return []
  }
}

extension LeverGround {
  /// The confidence that needs no drill.
  fileprivate var cap: DecimalNumber {
    DecimalNumber("\(scene.terms.confidenceCap)e-2") ?? DecimalNumber(1)
  }

  /// The day on which a way back was tried; the evidence of the drill wins.
  fileprivate func trialDay(of type: ReleaseRecord.RollbackType) -> CalendarDate? {
    drill(of: type)?.statement?.day ?? type.tested?.date?.value
  }

  /// Whether evidence of a drill counts and is not old.
  fileprivate func isFresh(_ type: ReleaseRecord.RollbackType) -> Bool {
    guard drill(of: type) != nil, let day = trialDay(of: type) else { return false }
    return day <= scene.asOf && scene.asOf.dayNumber - day.dayNumber <= scene.terms.evidenceDays
  }
}
