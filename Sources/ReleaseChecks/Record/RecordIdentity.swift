import DataTrees
import FormatKit
import GitHistory
import ReleaseModel
import ReleaseRecords
import ShapedDocuments
import SourceModel

/// Whether there is a record, and of what.
enum RecordIdentity {
  static let unreadable = FindingRule(
    "release/record-unreadable", "Record that cannot be read", severity: .error,
    rationale: "What a record says cannot be held against anything until it can be read.",
    remedy: """
      Mend the line that is named; `relgate schema release` prints what a record may say.
      """,
    example: RecordTrials.record("target: 2026-13-01"),
    nearMiss: RecordTrials.record("target: 2026-12-01"))

  static let missing = FindingRule(
    "release/record-missing", "Release without a record", severity: nil, isCompleteness: true,
    rationale: """
      The record says what a release changes, how it goes out and how it comes back. Without it \
      nobody can hold the plan against what ships.
      """,
    remedy: "Write `release.yaml` into the folder of the release: `relgate plan` makes one.",
    example: FindingRule.Trial(
      before: RecordTrials.api("/a"), after: RecordTrials.api("/a", "/b")),
    nearMiss: RecordTrials.record(
      "title: Lists", before: RecordTrials.api("/a"), RecordTrials.api("/a", "/b")))

  static let inputMissing = FindingRule(
    "release/input-missing", "Record without its inputs", severity: nil, isCompleteness: true,
    rationale: """
      What changes, from which version to which, for whom, at what volume and latency, and where: a \
      plan made without them is made for another system.
      """,
    remedy: """
      Write the keys that are named under `inputs`: `change`, `from`, `to`, `consumers`, `volume`, \
      `latency` and `environment`.
      """,
    example: RecordTrials.record("inputs: {change: names are split, from: 1.0.0, to: 1.1.0}"),
    nearMiss: RecordTrials.record(
      """
      inputs:
        change: names are split into two columns
        from: 1.0.0
        to: 1.1.0
        consumers: [{id: web}]
        volume: two million rows
        latency: p95 below 300ms
        environment: one cluster in production
      """))

  static let rules = [unreadable, missing, inputMissing]

  /// What is found of a range.
  static func facts(in scene: ReleaseScene, _ folder: ReleaseFolder?) -> [ReleaseFact] {
    guard let folder, let record = folder.record else {
      guard let change = scene.changes.first(where: { $0.classification != .neutral }) else {
        return []
      }
      let path =
        folder?.recordPath
        ?? scene.folder.appending(ReleaseFolder.nextName.utf8)
        .appending(ReleaseFolder.recordName.utf8)
      return [
        ReleaseFact(
          missing, "the range changed contracts, and '\(path.text)' was missing", path: path,
          place: change.primary)
      ]
    }
    return record.problems.map { problem in
      ReleaseFact(
        unreadable, "the record could not be read: \(problem.message)",
        facts: problem.message, path: folder.recordPath, place: problem.place(in: record.lines),
        remedy: problem.hint)
    }
  }

  /// The inputs that nobody stated.
  static func inputs(_ ground: RecordGround) -> [ReleaseFact] {
    let inputs = ground.record.inputs
    let texts = [
      ("change", inputs?.change), ("from", inputs?.from), ("to", inputs?.to),
      ("volume", inputs?.volume), ("latency", inputs?.latency),
      ("environment", inputs?.environment),
    ]
    var keys = texts.filter { isPlaceholder($0.1?.value ?? "") }.map(\.0)
    if (inputs?.consumers ?? []).isEmpty { keys.append("consumers") }
    return keys.map { key in
      let stated = texts.first { $0.0 == key }?.1
      return ground.fact(
        inputMissing, "the input '\(key)' was not stated",
        at: stated?.range ?? inputs?.range ?? ground.record.version.range, of: "inputs.\(key)",
        remedy: "Write '\(key)' under 'inputs' of '\(ground.folder.recordPath.text)'.")
    }
  }

  /// Whether a text stands in the place of an answer.
  static func isPlaceholder(_ text: String) -> Bool {
    let words = text.trimmed
    if ["", "?", "??", "…", "...", "-"].contains(words) { return true }
    return Placeholders.first(in: words, takesBrackets: true) != nil
  }
}

extension Problem {
  /// Where it is; nil if it is about a whole file.
  func place(in lines: LineTable) -> Place? {
    guard let path, line > 0 else { return nil }
    return Place(
      path: path, line: line, column: column, endLine: line, endColumn: column, excerpt: "",
      value: "")
  }
}
