package import FormatKit
import Markdown
import ReleaseModel
import ReleaseRecords
package import SourceModel

/// What the newest runs and lessons change about a plan, and the section of the plan that says so.
package struct Adjustments {
  /// The heading of the section.
  package static let heading = "PLAN_ADJUSTMENTS_FROM_HISTORY"
  /// How many of the newest runs are looked at.
  package static let runCount = 5

  /// The runs that are looked at, newest first.
  package let runs: [KnowledgeBase.Note]
  /// The lessons since the release before.
  package let lessons: [Lessons.Lesson]
  private let registry: RepositoryPath

  /// Gathers what history says.
  ///
  /// - Parameter before: The files of the release before.
  package init(_ folder: RepositoryPath, before: any FileTree, after: any FileTree) {
    runs = Array(KnowledgeBase(folder, in: after).notes.prefix(Adjustments.runCount))
    registry = KnowledgeBase.registry(in: folder)
    if case .file(let source) = after.read(registry) {
      var old: SourceText?
      if case .file(let source) = before.read(registry) { old = source }
      lessons = Lessons(source, since: old).new
    } else {
      lessons = []
    }
  }

  /// Whether history says nothing.
  package var isEmpty: Bool { runs.isEmpty && lessons.isEmpty }

  /// What the section says, from history alone.
  package var text: String {
    var text = ""
    if !runs.isEmpty {
      text += "| Run | Release | Outcome | Failure modes |\n|---|---|---|---|\n"
      for run in runs {
        let modes = run.value.failureModes.map { "`\($0.value)`" }.joined(separator: ", ")
        text +=
          "| `\(run.id)` | \(run.value.release?.value ?? "not named") "
          + "| \(run.value.outcome.value.rawValue) | \(modes.isEmpty ? "no failure was noted" : modes) |\n"
      }
    }
    if !lessons.isEmpty {
      text +=
        (text.isEmpty ? "" : "\n") + "| Lesson since the release before | Place |\n|---|---|\n"
      for lesson in lessons {
        text +=
          "| \(lesson.title.replacing("|", with: "\\|")) | `\(registry.text):\(lesson.line)` |\n"
      }
    }
    return text
  }

  /// The failure modes of the runs, each once, the most frequent first.
  package var failureModes: [String] {
    var counts: [String: Int] = [:]
    for mode in runs.flatMap({ Set($0.value.failureModes.map(\.value)) }) {
      counts[mode, default: 0] += 1
    }
    return counts.sorted { a, b in
      a.value == b.value ? Name(a.key) < Name(b.key) : a.value > b.value
    }.map(\.key)
  }
}

/// Plans that do not look back.
enum MissingAdjustments {
  static let rule = FindingRule(
    "history/adjustments-missing", "Plan without adjustments from history", severity: nil,
    isCompleteness: true,
    rationale: """
      Whoever plans a release knows the last one at best. The notes of the newest runs and the \
      lessons are read before the plan is made, and the plan says what it does about them.
      """,
    remedy: """
      Add the section `PLAN_ADJUSTMENTS_FROM_HISTORY` to a document of the release, with the ids \
      of the runs that were read: `relgate history adjust` writes it.
      """,
    example: FindingRule.Trial(
      after: trial + "The run `2026-04-01-orders` was read.\n"),
    nearMiss: FindingRule.Trial(
      after: trial + "The run `2026-05-01-orders` was read.\n"))

  private static let trial = """
    -- file: knowledge/runs/2026-05-01-orders.md
    ---
    outcome: succeeded
    failure_modes: []
    ---
    -- file: releases/next/release.yaml
    schema: relgate/release/1
    version: next
    state: ready
    -- file: releases/next/MIGRATION_PLAN.md
    # Migration plan

    ## PLAN_ADJUSTMENTS_FROM_HISTORY

    """ + "\n"

  static func facts(
    in scene: ReleaseScene, _ folder: ReleaseFolder?, _ base: KnowledgeBase
  ) -> [ReleaseFact] {
    guard let folder, let newest = base.notes.first else { return [] }
    let known = Set(base.notes.map(\.id))
    var cited: Set<String> = []
    var faults: [ReleaseFact] = []
    var section: (path: RepositoryPath, place: Place)?
    for path in scene.after.files(below: folder.path) where path.fileExtension == "md" {
      guard case .file(let source) = scene.after.read(path),
        source.contains(Adjustments.heading)
      else { continue }
      let lines = LineTable(source.bytes)
      for found in MarkdownDocument.read(source).sections
      where found.title == Adjustments.heading {
        section = section ?? (path, Place(found.range, in: path, lines))
        for (id, block) in MissingAdjustments.citations(in: found) {
          if known.contains(id) {
            cited.insert(id)
          } else {
            faults.append(
              ReleaseFact(
                rule, "the plan cites the run '\(id)', which has no note", element: Name(id),
                path: path, place: Place(block.range, in: path, lines),
                remedy: """
                  Cite a run of '\(newest.path.parent.text)'; \
                  'relgate history adjust' names the newest.
                  """))
          }
        }
      }
    }
    if cited.isEmpty, faults.isEmpty {
      faults.append(
        ReleaseFact(
          rule,
          section == nil
            ? "no document of the release says what history changes about the plan"
            : "the section '\(Adjustments.heading)' cites no run",
          facts: section == nil ? "missing" : "empty", path: section?.path ?? folder.recordPath,
          place: section?.place,
          related: [
            Finding.RelatedPlace(path: newest.path, message: "the newest run was noted here")
          ]))
    }
    return faults
  }

  /// The ids of runs that a section names in code spans and links, with where.
  private static func citations(
    in section: MarkdownDocument.Section
  ) -> [(id: String, block: MarkdownDocument.Block)] {
    section.blocks.flatMap { block in
      block.pointers.compactMap { pointer in
        let text =
          switch pointer {
          case .code(let text): text
          case .link(let target): target
          }
        var id = text.split(separator: "/").last.map(String.init) ?? ""
        if id.hasSuffix(".md") { id.removeLast(3) }
        guard CalendarDate(String(id.prefix(10))) != nil, id.utf8.count > 11,
          id.utf8.dropFirst(10).first == UInt8(ascii: "-")
        else { return nil }
        return (id, block)
      }
    }
  }
}
