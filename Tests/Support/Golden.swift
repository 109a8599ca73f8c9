package import FormatKit
import Foundation
import ReleaseModel
import SourceModel

/// A pair of contracts under `fixtures/<format>/<case>/` with the report that was accepted for it.
///
/// The contracts are the files `before.*` and `after.*`, or the folders `before` and `after`, in
/// each of which the format claims one file: the root. `expected.txt` has a line for each change,
/// and one for each problem, in the order of reports:
///
///     after.yml:12:7: breaking openapi/response-removed: response '404' was removed
///     after/schemas/pet.yaml:3:5: problem openapi/unresolved-reference: …
package struct Golden: Sendable, CustomStringConvertible {
  /// The format's name and the case's: `openapi/response-removed`.
  package let name: String
  private let format: any Format.Type

  package var description: String { name }

  /// The cases of a format: the folders that hold something named `before`.
  package static func cases(of format: any Format.Type) -> [Golden] {
    Fixtures.entries(of: format.name).compactMap { entry in
      let name = "\(format.name)/\(entry)"
      let isCase = Fixtures.entries(of: name).contains { $0 == "before" || $0.hasPrefix("before.") }
      return isCase ? Golden(name: name, format: format) : nil
    }
  }

  /// What was accepted; nil if nothing was yet.
  package var expected: String? {
    Fixtures.bytes(of: "\(name)/expected.txt").map { String(decoding: $0, as: UTF8.self) }
  }

  /// What is found now.
  package func actual() throws(GoldenError) -> String {
    try actual(format)
  }

  /// Accepts what is found now.
  package func accept() throws {
    try Data(actual().utf8).write(
      to: URL(filePath: "\(Fixtures.directory)/\(name)/expected.txt"))
  }

  /// The ids of the rules of the changes that were accepted.
  package var acceptedRules: Set<String> {
    let lines = (expected ?? "").split(separator: "\n")
    return Set(
      lines.compactMap { line in
        let words = line.split(separator: " ", maxSplits: 3)
        guard words.count > 2, words[1] != "problem" else { return nil }
        return String(words[2].dropLast())
      })
  }

  /// The two contracts.
  package func samples() throws(GoldenError) -> (before: Sample, after: Sample) {
    (try side("before"), try side("after"))
  }

  // MARK: Running

  private func actual<F: Format>(_ format: F.Type) throws(GoldenError) -> String {
    let before = try side("before")
    let after = try side("after")
    let readings = (F.read(before.source, from: before), F.read(after.source, from: after))
    var lines = Lines(before: before, after: after)
    if let x = readings.0.model, let y = readings.1.model {
      let comparison = F.compare(before: x, after: y)
      lines.add(comparison.changes, of: F.name)
      lines.add(comparison.problems, on: .after)
    }
    lines.add(readings.0.problems, on: .before)
    lines.add(readings.1.problems, on: .after)
    return lines.text
  }

  /// Reads a side; in its paths the side's name comes first only in what is printed.
  private func side(_ word: String) throws(GoldenError) -> Sample {
    let entries = Fixtures.entries(of: name)
    if entries.contains(word) {
      let files = Fixtures.files(in: "\(name)/\(word)")
      guard let sample = Sample("\(word)/", files: files, of: format) else {
        throw GoldenError(description: "'\(name)/\(word)' has not exactly one root")
      }
      return sample
    }
    guard let file = entries.first(where: { $0.hasPrefix(word + ".") }),
      let bytes = Fixtures.bytes(of: "\(name)/\(file)")
    else { throw GoldenError(description: "'\(name)' has no '\(word)'") }
    let path = RepositoryPath(stringLiteral: file)
    return Sample("", root: path, files: [path: bytes])
  }
}

/// Why a golden case could not be run.
package struct GoldenError: Error, CustomStringConvertible {
  package let description: String
}

/// The lines of a golden file, in the order of reports.
private struct Lines {
  let before: Sample
  let after: Sample
  private var changes: [Change] = []
  private var problems: [Problem] = []

  init(before: Sample, after: Sample) {
    self.before = before
    self.after = after
  }

  mutating func add(_ detected: [DetectedChange], of format: String) {
    changes += detected.map { change in
      Change(
        rule: change.rule, classification: change.classification, format: format,
        element: change.element, formerElement: change.formerElement, message: change.message,
        position: change.position, phase: nil, parties: [], contract: after.root,
        before: change.before.map { place($0, in: before) },
        after: change.after.map { place($0, in: after) }, affected: change.affected,
        affectedCount: change.affectedCount)
    }
  }

  mutating func add(_ located: [LocatedProblem], on side: Side) {
    let sample = side == .before ? before : after
    problems += located.map { problem in
      let place = place(Sighting(problem.location), in: sample)
      return Problem(
        rule: problem.rule, message: problem.message, path: place.path, side: side,
        line: place.line, column: place.column, hint: problem.hint, hides: problem.hides)
    }
  }

  private func place(_ sighting: Sighting, in sample: Sample) -> Place {
    let location = sighting.location
    let table = LineTable(sample.files[location.path] ?? [])
    let (lower, upper) = (Int(location.range.lower), Int(location.range.upper))
    return Place(
      path: RepositoryPath(unchecked: Name(sample.name) + location.path.name),
      line: table.line(at: lower), column: table.column(at: lower),
      endLine: table.line(at: upper), endColumn: table.column(at: upper), excerpt: "",
      value: sighting.value)
  }

  var text: String {
    let changes = changes.sorted().map { change in
      let place = change.primary
      return "\(place?.path.text ?? ""):\(place?.line ?? 0):\(place?.column ?? 0): "
        + "\(change.classification.rawValue) \(change.rule): \(change.message)"
    }
    let problems = problems.sorted().map { problem in
      "\(problem.path?.text ?? ""):\(problem.line):\(problem.column): "
        + "problem \(problem.rule): \(problem.message)"
    }
    return (changes + problems).map { $0 + "\n" }.joined()
  }
}
