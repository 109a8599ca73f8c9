import FormatKit
import ReleaseModel
import SourceModel

/// A format small enough to see through: `name = value` lines under a first line `notes 1`.
///
/// `include PATH` refers to another file of such lines, `?` makes a problem that can hide something,
/// and a root that says `unreadable` has no model.
enum NotesFormat: Format {
  struct Model: Equatable, Sendable {
    struct Note: Equatable, Sendable {
      let value: Name
      let location: Location

      static func == (a: Note, b: Note) -> Bool { a.value == b.value }
    }

    var notes: [Name: Note] = [:]
  }

  static let name = "notes"
  static let fileExtensions = ["notes"]
  static let surface = Report.Surface.dataFile
  static let rules = contractRules(
    format: name, noun: "a list of notes", norm: Norm("Notes 1", "whole"),
    contract: "notes 1\na = 1\n")
  static let problemRules =
    documentProblemRules(format: name, noun: "a list of notes") + [
      ProblemRule(
        "notes/trouble", "Trouble", rationale: "A line was not understood.", remedy: "Mend it.")
    ]

  static func recognize(_ source: SourceText) -> Recognition {
    let line = source.bytes.prefix { $0 != 0x0A }
    guard line.starts(with: Array("notes ".utf8)) else { return .no }
    let version = String(decoding: line.dropFirst(6), as: UTF8.self)
    return version == "1" ? .certain : .unknownVersion(version)
  }

  static func couldBeFragment(_ path: RepositoryPath) -> Bool { path.fileExtension == "notes" }

  static func couldReferToFiles(_ root: SourceText) -> Bool {
    String(decoding: root.bytes, as: UTF8.self).contains("include ")
  }

  static func read(_ root: SourceText, from files: any FileSource) -> Reading<Model> {
    var reader = Reader(files: files)
    reader.read(root)
    return Reading(
      model: reader.isUnreadable ? nil : reader.model, problems: reader.problems,
      dependencies: reader.visited.subtracting([root.path]).sorted())
  }

  static func compare(before: Model, after: Model) -> Comparison {
    let names = Set(before.notes.keys).union(after.notes.keys)
    return Comparison(
      changes: names.compactMap { name in
        let (old, new) = (before.notes[name], after.notes[name])
        if old == new { return nil }
        let what = old == nil ? "added" : new == nil ? "removed" : "changed"
        return DetectedChange(
          rule: RuleID("notes/note-\(what)"),
          classification: old == nil ? .additive : new == nil ? .breaking : .risky, element: name,
          message: "note '\(name)' was \(what)",
          before: old.map { Sighting($0.location, value: $0.value) },
          after: new.map { Sighting($0.location, value: $0.value) })
      })
  }

  static func elements(of model: Model) -> [Name] { model.notes.keys.sorted() }

  /// A note that begins with `ending` is announced to end; what follows is the day, or `in` and the
  /// version, or both.
  static func lives(of elements: [Name], in model: Model) -> [Name: ElementLife] {
    Dictionary(
      Set(elements).compactMap { element in
        model.notes[element].map { note in
          let words = note.value.bytes.split(separator: UInt8(ascii: " ")).map { Name($0) }
          let day = words.dropFirst().first.flatMap { CalendarDate($0.text) }
          let isVersioned = words.dropLast().last == "in"
          return (
            element,
            ElementLife(
              note.location,
              announcement: note.value.hasPrefix("ending")
                ? ElementLife.Announcement(
                  note.location, sunset: day, removal: isVersioned ? words.last : nil) : nil)
          )
        }
      }, uniquingKeysWith: { first, _ in first })
  }

  static func declaredVersion(of model: Model) -> DeclaredVersion? {
    model.notes["version"].map { DeclaredVersion($0.value, at: $0.location) }
  }

  private struct Reader {
    let files: any FileSource
    var model = Model()
    var problems: [LocatedProblem] = []
    var visited: Set<RepositoryPath> = []
    var isUnreadable = false

    mutating func read(_ source: SourceText) {
      visited.insert(source.path)
      var start = 0
      for line in source.bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
        read(line, at: Location(source.path, SourceRange(start, start + line.count)))
        start += line.count + 1
      }
    }

    private mutating func read(_ line: ArraySlice<UInt8>, at location: Location) {
      let text = String(decoding: line, as: UTF8.self)
      if text == "unreadable" {
        isUnreadable = true
        add("unreadable", location)
      } else if text.hasPrefix("?") {
        add("question '\(text.dropFirst())'", location)
      } else if text.hasPrefix("include ") {
        include(Array(text.dropFirst(8).utf8), at: location)
      } else if let equals = text.firstRange(of: " = ") {
        let value = Name(String(text[equals.upperBound...]))
        let upper = Int(location.range.upper)
        model.notes[Name(String(text[..<equals.lowerBound]))] = Model.Note(
          value: value,
          location: Location(location.path, SourceRange(upper - value.bytes.count, upper)))
      }
    }

    private mutating func include(_ reference: [UInt8], at location: Location) {
      guard let path = location.path.parent.resolving(reference), !visited.contains(path) else {
        return
      }
      visited.insert(path)
      switch files.read(path) {
      case .file(let source): read(source)
      case .missing: add("'\(path)' was not found", location)
      case .unreadable(let reason, _, let subject):
        add("'\(path)': \(reason)", location, subject: subject)
      }
    }

    private mutating func add(_ message: String, _ location: Location, subject: Name = "") {
      problems.append(
        LocatedProblem(
          rule: "notes/trouble", message: message, location: location, hint: nil,
          subject: subject))
    }
  }
}
