import DataTrees
import FormatKit
import Markdown
import ReleaseModel
import ReleaseRecords
import ShapedDocuments
import SourceModel

/// Whether the steps of procedures lead to something, and the ways back are told in full.
enum Procedures {
  static let unresolved = FindingRule(
    "release/step-unresolved", "Step of a procedure that leads nowhere", severity: .error,
    rationale: """
      A procedure is followed at night, under pressure, by somebody who did not write it. A script, \
      a tag, a flag or a deployment that is not there ends it at that step; a command that takes \
      back too few or too many migrations leaves a schema that no release knows.
      """,
    remedy: """
      Mend the step so that what it names stands in the tree at the range's end: paths from the \
      root, scripts with mode 100755, names as the manifests spell them, and as many migrations as \
      the range adds.
      """,
    example: LeverTrials.dropping(
      """
        types:
        - {kind: database, minutes: 20, applies_to: all, procedure: [{run: scripts/back.sh}]}
      """),
    nearMiss: LeverTrials.dropping(
      """
        types:
        - {kind: database, minutes: 20, applies_to: all, procedure: [{run: scripts/back.sh}]}
      """, LeverTrials.script))

  static let typeIncomplete = FindingRule(
    "release/rollback-type-incomplete", "Way back told in part", severity: nil,
    isCompleteness: true,
    rationale: """
      Who decides on a way back compares the ways: how hard and how risky each is, how long it \
      takes, what it presumes, and what is done step by step.
      """,
    remedy: """
      Fill in the keys that are named; of a procedure at least one step is a command under `run` or \
      a lever under `lever`.
      """,
    example: LeverTrials.dropping("  types:\n  - {kind: database, minutes: 20, applies_to: all}"),
    nearMiss: LeverTrials.dropping(
      """
        types:
        - kind: database
          complexity: medium
          minutes: 20
          risk: medium
          confidence: 0.6
          prerequisites: [{fact: down_migrations}]
          procedure: [{run: migrate down 1}]
          applies_to: all
      """))

  static let missing = FindingRule(
    "release/procedure-missing", "Release without a step that leads back", severity: nil,
    isCompleteness: true,
    rationale: """
      A plan that says that the release is rolled back, and not how, is made up while the release \
      fails. One command or lever that leads to something is where it begins.
      """,
    remedy: """
      Write the steps under `procedure` of a way back in the record, as `run:` with a command or \
      `lever:` with something to flip; or as a code block `sh` in the rollback plan.
      """,
    example: LeverTrials.dropping("  types:\n  - {kind: database, minutes: 20, applies_to: all}"),
    nearMiss: LeverTrials.dropping(
      """
        types:
        - {kind: database, minutes: 20, applies_to: all, procedure: [{lever: down}]}
      """))

  static let rules = [unresolved, typeIncomplete, missing]

  /// What is found of the record's procedures and of the commands in the rollback plan.
  static func facts(_ ground: LeverGround) -> [ReleaseFact] {
    guard let folder = ground.folder else { return [] }
    let steps = ground.readings.flatMap(\.self).flatMap { step in
      step.reading.lost.map { fact($0, in: step.text, folder) }
    }
    let plan = plan(ground)
    let isTold =
      ground.readings.flatMap(\.self).contains { !$0.reading.found.isEmpty } || plan.isTold
    return steps + ground.types.flatMap { parts(of: $0, folder) } + restores(ground, folder)
      + plan.facts + (isTold || ground.changes.isEmpty ? [] : [untold(ground, folder)])
  }

  private static func untold(_ ground: LeverGround, _ folder: ReleaseFolder) -> ReleaseFact {
    ReleaseFact(
      missing,
      "no step led to something that takes back the \(ground.changes.count) "
        + "change\(ground.changes.count == 1 ? "" : "s") of the range",
      path: ground.statement.plan ?? folder.recordPath,
      related: [ground.changes.first?.primary].compactMap { place in
        place.map {
          Finding.RelatedPlace(path: $0.path, line: $0.line, message: "the first change")
        }
      })
  }

  private static func restores(
    _ ground: LeverGround, _ folder: ReleaseFolder
  ) -> [ReleaseFact] {
    ground.statement.entries.compactMap(\.restore?.answer).flatMap { restore in
      ground.targets.read(command: restore.value, of: [restore.value]).lost.map { lost in
        fact(lost, in: restore, folder)
      }
    }
  }

  private static func fact(
    _ lost: (word: Name, reason: String), in text: Stated<String>, _ folder: ReleaseFolder
  ) -> ReleaseFact {
    ReleaseFact(
      unresolved, "'\(lost.word.text)' leads nowhere: \(lost.reason)", element: lost.word,
      facts: text.value, path: folder.recordPath,
      place: folder.place(of: folder.range(of: lost.word, in: text)))
  }

  /// What is found of the commands in code blocks of the rollback plan, and whether one leads to
  /// something.
  private static func plan(_ ground: LeverGround) -> (facts: [ReleaseFact], isTold: Bool) {
    guard let path = ground.statement.plan, let source = ground.scene.after.source(at: path) else {
      return ([], false)
    }
    let lines = LineTable(source.bytes)
    let blocks = MarkdownDocument.read(source).blocks.filter(\.isCommand)
    let commands = blocks.map(\.text)
    let readings = blocks.map { ground.targets.read(command: $0.text, of: commands) }
    let facts = zip(blocks, readings).flatMap { block, reading in
      reading.lost.map { lost in
        ReleaseFact(
          unresolved, "'\(lost.word.text)' leads nowhere: \(lost.reason)", element: lost.word,
          facts: block.text, path: path,
          place: Place(source.bytes.range(of: lost.word, in: block.range), in: path, lines))
      }
    }
    return (facts, readings.contains { !$0.found.isEmpty })
  }

  private static func parts(
    of type: ReleaseRecord.RollbackType, _ folder: ReleaseFolder
  ) -> [ReleaseFact] {
    let missing = type.missingParts
    guard !missing.isEmpty else { return [] }
    let kind = type.kind.value.rawValue
    return [
      ReleaseFact(
        typeIncomplete,
        "the way back of kind '\(kind)' left out \(missing.joined(separator: ", "))",
        element: Name(kind), facts: missing.joined(separator: " "), path: folder.recordPath,
        place: folder.place(of: type.range))
    ]
  }
}

extension ReleaseRecord.RollbackType {
  /// The keys that say nothing, in quotes.
  fileprivate var missingParts: [String] {
    var keys: [String] = []
    if complexity == nil { keys.append("'complexity'") }
    if minutes == nil { keys.append("'minutes'") }
    if risk == nil { keys.append("'risk'") }
    if confidence == nil { keys.append("'confidence'") }
    if prerequisites.isEmpty { keys.append("'prerequisites'") }
    if procedure.isEmpty {
      keys.append("'procedure'")
    } else if !procedure.contains(where: { $0.run?.answer != nil || $0.lever?.answer != nil }) {
      keys.append("a command or a lever in 'procedure'")
    }
    if appliesTo.isEmpty { keys.append("'applies_to'") }
    if kind.value == .infrastructure, runbook == nil { keys.append("'runbook'") }
    return keys
  }
}

extension MarkdownDocument.Block {
  /// Whether it is a code block of a shell.
  fileprivate var isCommand: Bool {
    guard case .code(let info) = kind else { return false }
    return ["sh", "bash", "shell"].contains(info.split(separator: " ").first ?? "")
  }
}

extension ReleaseFolder {
  /// Where a word of a text of the record stands; the text's place if it is written otherwise.
  fileprivate func range(of word: Name, in text: Stated<String>) -> SourceRange {
    record?.tree?.source.bytes.range(of: word, in: text.range) ?? text.range
  }
}

extension [UInt8] {
  /// Where a word stands in a range; the range if it is written otherwise there.
  fileprivate func range(of word: Name, in range: SourceRange) -> SourceRange {
    let (start, end) = (Int(range.lower), Swift.min(Int(range.upper), count))
    guard start < end, let offset = Array(self[start..<end]).offset(ofWord: word.bytes) else {
      return range
    }
    return SourceRange(start + offset, start + offset + word.bytes.count)
  }
}
