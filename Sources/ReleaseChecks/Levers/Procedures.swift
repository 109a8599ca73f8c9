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

  static let rules = [unresolved, typeIncomplete]

  /// What is found of the record's procedures and of the commands in the rollback plan.
  static func facts(_ ground: LeverGround) -> [ReleaseFact] {
    guard let folder = ground.folder else { return [] }
    return ground.types.flatMap { type in
      steps(of: type, ground, folder) + parts(of: type, folder)
    } + restores(ground, folder) + planned(ground, folder)
  }

  private static func steps(
    of type: ReleaseRecord.RollbackType, _ ground: LeverGround, _ folder: ReleaseFolder
  ) -> [ReleaseFact] {
    ground.readings(of: type).flatMap { step in
      step.reading.lost.map { lost in
        fact(lost, in: step.text, folder)
      }
    }
  }

  private static func restores(
    _ ground: LeverGround, _ folder: ReleaseFolder
  ) -> [ReleaseFact] {
    ground.statement.entries.compactMap(\.restore).flatMap { restore in
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

  /// The commands in code blocks of the rollback plan.
  private static func planned(
    _ ground: LeverGround, _ folder: ReleaseFolder
  ) -> [ReleaseFact] {
    guard let path = ground.statement.plan, let source = ground.scene.after.source(at: path) else {
      return []
    }
    let lines = LineTable(source.bytes)
    let blocks = MarkdownDocument.read(source).blocks.filter { block in
      if case .code(let info) = block.kind {
        return ["sh", "bash", "shell"].contains(info.split(separator: " ").first ?? "")
      }
      return false
    }
    let commands = blocks.map(\.text)
    return blocks.flatMap { block in
      ground.targets.read(command: block.text, of: commands).lost.map { lost in
        let start = Int(block.range.lower)
        let end = min(Int(block.range.upper), source.bytes.count)
        let offset =
          start < end
          ? Array(source.bytes[start..<end]).offset(ofWord: lost.word.bytes).map { start + $0 }
          : nil
        let range = SourceRange(offset ?? start, (offset ?? start) + lost.word.bytes.count)
        return ReleaseFact(
          unresolved, "'\(lost.word.text)' leads nowhere: \(lost.reason)", element: lost.word,
          facts: block.text, path: path, place: Place(range, in: path, lines))
      }
    }
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
    } else if !procedure.contains(where: { $0.run != nil || $0.lever != nil }) {
      keys.append("a command or a lever in 'procedure'")
    }
    if appliesTo.isEmpty { keys.append("'applies_to'") }
    if kind.value == .infrastructure, runbook == nil { keys.append("'runbook'") }
    return keys
  }
}

extension ReleaseFolder {
  /// Where a word of a text of the record stands; the text's place if it is written otherwise.
  fileprivate func range(of word: Name, in text: Stated<String>) -> SourceRange {
    guard let bytes = record?.tree?.source.bytes else { return text.range }
    let (start, end) = (Int(text.range.lower), min(Int(text.range.upper), bytes.count))
    guard start < end, let offset = Array(bytes[start..<end]).offset(ofWord: word.bytes) else {
      return text.range
    }
    return SourceRange(start + offset, start + offset + word.bytes.count)
  }
}
