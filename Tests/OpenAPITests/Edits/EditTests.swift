import FormatKit
import OpenAPI
import ReleaseModel
import SourceModel
import TestSupport
import Testing

/// Known edits, made at every place of the corpus, mean what `fixtures/mutations.txt` says.
struct EditTests {
  private static let table = VerdictTable()

  /// The descriptions in the shape that the surface walks: version 3, of one file or many.
  private static let samples = Corpus.samples.filter { $0.name != "games-2.0.json" }

  private static func edits(of sample: Sample) -> [KnownEdit] {
    var maker = EditMaker(sample)
    maker.editSchemas()
    maker.editOperations()
    return maker.edits
  }

  @Test func tableIsWellFormedAndUsed() {
    #expect(EditTests.table.flaws.isEmpty)
    let edits = EditTests.samples.flatMap { EditTests.edits(of: $0) }
    let made = Set(edits.flatMap { [$0.name, $0.inverse] })
    #expect(made.subtracting(EditTests.table.edits).sorted() == [])
    #expect(EditTests.table.edits.subtracting(made).sorted() == [])
  }

  @Test(arguments: EditTests.samples)
  func editsMeanWhatPeopleWrote(_ sample: Sample) {
    let reading = OpenAPIFormat.read(sample.source, from: sample)
    var undone: Set<String> = []
    for edit in EditTests.edits(of: sample) {
      let trial = Trial<OpenAPIFormat>(sample, reading, edit.after)
      #expect(trial.after.problems.isEmpty, "\(edit.name) at \(edit.place)")
      check(trial.changes, edit.name, edit)
      // Undoing is tried once for each position: the laws look at both directions everywhere.
      if undone.insert("\(edit.name) \(edit.reach.positions)").inserted {
        check(trial.mirrored.changes, edit.inverse, edit)
      }
    }
  }

  /// Demands one change that is not neutral, or none if the edit is, and what it says.
  private func check(_ changes: [DetectedChange], _ name: String, _ edit: KnownEdit) {
    let place = "\(name) at \(edit.place)"
    let told = changes.map { "\($0.classification) \($0.rule) \($0.element) \($0.message)" }
    let verdict = EditTests.table.verdict(on: name, in: edit.reach.positions)
    guard let verdict else {
      Issue.record("no verdict on \(place)")
      return
    }
    let grave = changes.filter { $0.classification != .neutral }
    if verdict == .neutral {
      if !grave.isEmpty || changes.isEmpty { Issue.record("\(place) is not neutral: \(told)") }
      return
    }
    guard grave.count == 1, let change = grave.first else {
      Issue.record("\(place) is not one change: \(told)")
      return
    }
    if change.classification != verdict {
      Issue.record("\(place) must be \(verdict): \(told)")
    }
    if let position = change.position, position != edit.position {
      Issue.record("\(place) stands \(edit.reach.positions), told is \(position): \(told)")
    }
    checkAffected(change, edit, place)
  }

  /// A change inside an operation names it in its element; any other lists those it affects.
  private func checkAffected(_ change: DetectedChange, _ edit: KnownEdit, _ place: String) {
    let expected = edit.reach.operations
    if expected.isEmpty { return }
    let told = Set(change.affected.map(\.element))
    if told.isEmpty {
      let isInside = expected.count == 1 && change.element.text.hasPrefix("\(expected.first ?? "")")
      if !isInside { Issue.record("\(place) affects \(expected.sorted()), told is none") }
    } else if told != expected || change.affectedCount != expected.count {
      Issue.record("\(place) affects \(expected.sorted()), told is \(told.sorted())")
    }
  }
}

extension KnownEdit {
  /// The position in which the edited thing stands.
  var position: Position? {
    switch reach.positions {
    case [.accepted]: .accepted
    case [.returned]: .returned
    case [.accepted, .returned]: .both
    default: nil
    }
  }
}
