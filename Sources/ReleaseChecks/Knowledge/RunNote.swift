package import DataTrees
package import FormatKit
import Markdown
package import ReleaseModel
package import ReleaseRecords
import ShapedDocuments
package import SourceModel

/// What one run of a migration or a rollout left for the next: the front matter of its note.
package struct RunNote: Hashable, Sendable {
  /// How a run ended.
  package enum Outcome: String, Hashable, Sendable, CaseIterable {
    case succeeded, failed, stopped
    case rolledBack = "rolled-back"
  }

  /// The release that was run.
  package var release: Stated<String>?
  /// The range that was run.
  package var range: Stated<String>?
  /// How it ended.
  package var outcome = Stated(Outcome.succeeded)
  /// The ids of what went wrong, the same in every note that saw it.
  package var failureModes: [Stated<String>] = []
  /// What was done.
  package var actions: [String] = []
  /// What shows it.
  package var evidence: [String] = []
  /// What came of it.
  package var output: [String] = []

  /// Says nothing.
  package init() {}

  /// How a note's front matter is read, and its shape.
  package static let reader = ShapedReader<RunNote>.record(
    "What one run left for the next.", from: RunNote(),
    [
      .key("release", "The release that was run.", scalar) { $0.release = $1 },
      .key("range", "The range that was run.", scalar) { $0.range = $1 },
      .key(
        "outcome", "How it ended.", ShapedReader<Outcome>.word("outcome").stated,
        isRequired: true
      ) { $0.outcome = $1 },
      .key(
        "failure_modes", "The ids of what went wrong.",
        .list(ShapedReader<String>.identity.stated), isRequired: true
      ) { $0.failureModes = $1 },
      .key("actions", "What was done.", .oneOrMore(.text)) { $0.actions = $1 },
      .key("evidence", "What shows it.", .oneOrMore(.text)) { $0.evidence = $1 },
      .key("output", "What came of it.", .oneOrMore(.text)) { $0.output = $1 },
    ])

  /// A text, or a number as it is written, such as a version.
  private static let scalar = ShapedReader<String>(.either([.string, .number])) {
    tree, node, problems in
    if let text = tree.scalarText(of: node)?.text, !text.isEmpty { return text }
    problems.append(ShapeProblem("a text was expected", at: tree.range(of: node)))
    return nil
  }.stated
}

/// The notes of all runs and the lessons that were drawn from them, at one revision.
package struct KnowledgeBase {
  /// A note that could be read.
  package struct Note {
    /// The name of its file without `.md`: `2026-05-01-orders`.
    package let id: String
    /// The day of the run.
    package let date: CalendarDate
    /// Its file.
    package let path: RepositoryPath
    /// What it says.
    package let value: RunNote
    /// Its lines.
    package let lines: LineTable
  }

  /// The notes, newest first: by day, then by id.
  package let notes: [Note]
  /// What is wrong with the others, in path order.
  package let problems: [Problem]

  /// The name of the folder of notes.
  package static let runsName = "runs"
  /// The name of the file of lessons.
  package static let registryName = "lessons_registry.md"

  /// The file of lessons in a folder of knowledge.
  package static func registry(in folder: RepositoryPath) -> RepositoryPath {
    folder.appending(registryName.utf8)
  }

  /// Reads what a folder of knowledge holds.
  package init(_ folder: RepositoryPath, in tree: any FileTree) {
    var notes: [Note] = []
    var problems: [Problem] = []
    let runs = folder.appending(KnowledgeBase.runsName.utf8)
    for path in tree.files(below: runs) where path.fileExtension == "md" && path.parent == runs {
      guard case .file(let source) = tree.read(path) else { continue }
      switch KnowledgeBase.note(source) {
      case .success(let note): notes.append(note)
      case .failure(let unread): problems += unread.problems
      }
    }
    self.notes = notes.sorted { a, b in
      a.date == b.date ? Name(b.id) < Name(a.id) : b.date < a.date
    }
    self.problems = problems
  }

  private struct Unread: Error {
    let problems: [Problem]
  }

  private static func note(_ source: SourceText) -> Result<Note, Unread> {
    let lines = LineTable(source.bytes)
    func failure(_ message: String, _ hint: String) -> Result<Note, Unread> {
      let problem = ShapeProblem(message, at: SourceRange(0, 0), hint: hint)
      return .failure(
        Unread(problems: [
          Problem(
            problem, rule: MalformedNotes.rule.id, path: source.path, side: .after, lines: lines)
        ]))
    }
    let id = String(Name(source.path.lastSegment).text.dropLast(3))
    guard let date = CalendarDate(String(id.prefix(10))), id.utf8.count > 11,
      id.utf8.dropFirst(10).first == UInt8(ascii: "-")
    else {
      return failure(
        "the file's name did not begin with the day of the run",
        "Name it like '2026-05-01-orders.md'.")
    }
    let document = MarkdownDocument.read(source)
    guard let matter = document.frontMatter else {
      return failure(
        document.problem?.message ?? "the note had no front matter",
        "Write 'outcome' and 'failure_modes' between two lines '---' at its beginning.")
    }
    let reading = DocumentReading(
      source.keeping(matter), as: .yaml, rule: MalformedNotes.rule.id, RunNote.reader)
    guard let value = reading.value else { return .failure(Unread(problems: reading.problems)) }
    return .success(Note(id: id, date: date, path: source.path, value: value, lines: lines))
  }

  /// The ways of failing that so many notes saw, the most frequent first; a note counts once.
  package func failures(atLeast count: Int) -> [Failure] {
    var notes: [String: [Note]] = [:]
    for note in self.notes {
      for mode in Set(note.value.failureModes.map(\.value)) {
        notes[mode, default: []].append(note)
      }
    }
    return notes.filter { $0.value.count >= count }
      .map { Failure(mode: $0.key, notes: $0.value) }
      .sorted { a, b in
        a.notes.count == b.notes.count
          ? Name(a.mode) < Name(b.mode) : a.notes.count > b.notes.count
      }
  }

  /// A way of failing, with the notes that saw it.
  package struct Failure {
    /// Its id.
    package let mode: String
    /// The notes, newest first.
    package let notes: [Note]
  }
}

extension SourceText {
  /// The text up to the end of a part, with spaces in the place of what stands before the part, so
  /// that all places stay.
  fileprivate func keeping(_ part: SourceRange) -> SourceText {
    let blank = bytes[..<part.indices.lowerBound].map { $0 == 0x0A || $0 == 0x0D ? $0 : 0x20 }
    return SourceText(path: path, bytes: blank + bytes[part.indices])
  }
}
