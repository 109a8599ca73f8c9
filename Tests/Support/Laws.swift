import Dispatch
package import FormatKit
import ReleaseModel
import SourceModel

/// What breaks a law, for a test to show.
package struct Violation: Hashable, Sendable, CustomStringConvertible {
  /// The law.
  package let law: String
  /// What it was tried on.
  package let sample: String
  /// What was wrong.
  package let fact: String

  package var description: String { "\(law), \(sample): \(fact)" }
}

/// What holds for every format, whatever its contracts mean.
///
/// Each law is a function from samples to what breaks it. A sample without a readable contract
/// breaks no law but that of reading.
package enum Laws<F: Format> {
  /// The contract in a sample; nil if it cannot be read.
  package static func model(of sample: Sample) -> F.Model? {
    F.read(sample.source, from: sample).model
  }

  /// The changes between two samples; none if one cannot be read.
  package static func changes(_ before: Sample, _ after: Sample) -> [DetectedChange] {
    guard let x = model(of: before), let y = model(of: after) else { return [] }
    return F.compare(before: x, after: y).changes
  }

  // MARK: L1, L4

  /// L1: comparing a contract with itself, read twice, gives nothing.
  package static func reflexivity(_ sample: Sample) -> [Violation] {
    changes(sample, sample).map {
      Violation(law: "L1", sample: sample.name, fact: "equal, yet \(told($0))")
    }
  }

  /// L4: unequal contracts give at least one change, and equal ones none.
  package static func completeness(_ before: Sample, _ after: Sample) -> [Violation] {
    guard let x = model(of: before), let y = model(of: after) else { return [] }
    let changes = F.compare(before: x, after: y).changes
    if (x == y) == changes.isEmpty { return [] }
    let fact = x == y ? "equal, yet \(told(changes[0]))" : "unequal, yet nothing is told"
    return [Violation(law: "L4", sample: after.name, fact: fact)]
  }

  // MARK: L2

  /// L2: comparing backwards tells the same facts from the other side.
  ///
  /// The changes of both directions pair up: the same element (under its former name, if it had
  /// one), the same places with sides swapped, and rules of which one names the other as its inverse.
  /// One direction is enough, since several rules may share an inverse: what was added is optional
  /// or required, what was removed is removed.
  package static func symmetry(_ before: Sample, _ after: Sample) -> [Violation] {
    let rules = Dictionary(F.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let forwards = changes(before, after)
    var backwards = changes(after, before)
    var violations: [Violation] = []
    func isMirror(_ a: DetectedChange, _ b: DetectedChange) -> Bool {
      b.element == a.formerElement ?? a.element && a.element == b.formerElement ?? b.element
        && a.before?.location == b.after?.location && a.after?.location == b.before?.location
        && a.before?.value == b.after?.value && a.after?.value == b.before?.value
        && (a.position == b.position || a.position == nil || b.position == nil)
        && (rules[a.rule]?.inverse == b.rule || rules[b.rule]?.inverse == a.rule)
    }
    for change in forwards {
      if let index = backwards.firstIndex(where: { isMirror(change, $0) }) {
        backwards.remove(at: index)
      } else {
        violations.append(
          Violation(law: "L2", sample: after.name, fact: "forwards only: \(told(change))"))
      }
    }
    return violations
      + backwards.map {
        Violation(law: "L2", sample: after.name, fact: "backwards only: \(told($0))")
      }
  }

  // MARK: L3

  /// L3: a contract in another layout is the same contract.
  package static func layoutIndependence(_ sample: Sample, _ layout: Layout) -> [Violation] {
    let other = layout.applied(to: sample)
    guard let x = model(of: sample) else { return [] }
    guard let y = model(of: other) else {
      return [Violation(law: "L3", sample: other.name, fact: "can no longer be read")]
    }
    return F.compare(before: x, after: y).changes.map {
      Violation(law: "L3", sample: other.name, fact: told($0))
    }
  }

  /// L3: two contracts in another layout differ in the same, at the same words.
  package static func layoutIndependence(
    _ before: Sample, _ after: Sample, _ layout: Layout
  ) -> [Violation] {
    let (otherBefore, otherAfter) = (layout.applied(to: before), layout.applied(to: after, seed: 2))
    let here = tally(changes(before, after).map { Told($0, before, after) })
    let there = tally(changes(otherBefore, otherAfter).map { Told($0, otherBefore, otherAfter) })
    return Set(here.keys).union(there.keys).filter { here[$0] != there[$0] }.map { key in
      Violation(
        law: "L3", sample: otherAfter.name,
        fact: "\(here[key] ?? 0) times, then \(there[key] ?? 0) times: \(key)")
    }
  }

  /// What a change says, whatever the layout.
  private struct Told: Hashable {
    let rule: RuleID
    let classification: Classification
    let element: Name
    let formerElement: Name?
    let message: String
    let position: Position?
    let values: [Name?]
    let words: [String?]
    let affected: [AffectedElement]
    let affectedCount: Int

    init(_ change: DetectedChange, _ before: Sample, _ after: Sample) {
      rule = change.rule
      classification = change.classification
      element = change.element
      formerElement = change.formerElement
      message = change.message
      position = change.position
      values = [change.before?.value, change.after?.value]
      words = [
        change.before.flatMap { Told.word($0, before) },
        change.after.flatMap { Told.word($0, after) },
      ]
      affected = change.affected
      affectedCount = change.affectedCount
    }

    /// The letters at a place; nil if the place is a bracket, which some layouts do not have, or a
    /// number, which has several spellings.
    private static func word(_ sighting: Sighting, _ sample: Sample) -> String? {
      let range = sighting.location.range.indices
      guard let bytes = sample.files[sighting.location.path], range.count > 1,
        range.upperBound <= bytes.count
      else { return nil }
      let text = String(decoding: bytes[range], as: UTF8.self)
      let letters = text.unicodeScalars.filter(\.properties.isAlphabetic)
      return letters.isEmpty ? nil : String(String.UnicodeScalarView(letters))
    }
  }

  // MARK: L5

  /// L5: steps that add only are, taken together, one step that adds only.
  package static func composition(_ first: Sample, _ second: Sample, _ third: Sample) -> [Violation]
  {
    let steps = changes(first, second) + changes(second, third)
    guard steps.allSatisfy({ $0.classification <= .additive }) else { return [] }
    return changes(first, third).filter { $0.classification > .additive }.map {
      Violation(law: "L5", sample: third.name, fact: "each step adds only, yet \(told($0))")
    }
  }

  // MARK: L6

  /// L6: any bytes can be read and compared, and every place lies inside its file.
  package static func totality(_ before: Sample, _ after: Sample) -> [Violation] {
    let reading = F.read(after.source, from: after)
    var places = reading.problems.map { ($0.location, after, $0.message) }
    if reading.model == nil, reading.problems.isEmpty {
      return [Violation(law: "L6", sample: after.name, fact: "unreadable without a problem")]
    }
    for change in changes(before, after) {
      if let sighting = change.before { places.append((sighting.location, before, told(change))) }
      if let sighting = change.after { places.append((sighting.location, after, told(change))) }
    }
    return places.compactMap { location, sample, text in
      guard let count = sample.files[location.path]?.count else {
        return Violation(law: "L6", sample: after.name, fact: "in no file: \(text)")
      }
      if location.range.indices.upperBound <= count { return nil }
      return Violation(law: "L6", sample: after.name, fact: "outside of its file: \(text)")
    }
  }

  // MARK: L7

  /// L7: the answer is the same on every thread, whatever the order of hashes.
  ///
  /// Every collection hashes with a seed of its own, so that reading and comparing again in the
  /// same process is enough to show an order that comes from hashes.
  package static func determinism(_ before: Sample, _ after: Sample, runs: Int = 4) -> [Violation] {
    let expected = tally(changes(before, after))
    let matches = Answers(count: runs)
    DispatchQueue.concurrentPerform(iterations: runs) { run in
      matches.set(run, tally(changes(before, after)) == expected)
    }
    return matches.all.enumerated().filter { !$0.element }.map {
      Violation(law: "L7", sample: after.name, fact: "run \($0.offset) gave another answer")
    }
  }

  // MARK: Common

  private static func tally<Element: Hashable>(_ elements: [Element]) -> [Element: Int] {
    elements.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  private static func told(_ change: DetectedChange) -> String {
    "\(change.classification.rawValue) \(change.rule) at '\(change.element)': \(change.message)"
  }
}

/// The answers of several threads.
private final class Answers: @unchecked Sendable {
  private let lock = DispatchQueue(label: "answers")
  private var values: [Bool]

  init(count: Int) {
    values = [Bool](repeating: false, count: count)
  }

  func set(_ index: Int, _ value: Bool) { lock.sync { values[index] = value } }

  var all: [Bool] { lock.sync { values } }
}

/// L9: a file is claimed with certainty by at most one format.
package func contestedClaims(
  of sample: Sample, formats: [any Format.Type]
) -> [Violation] {
  sample.files.keys.sorted().compactMap { path in
    let source = SourceText(path: path, bytes: sample.files[path] ?? [])
    let claims = formats.filter { $0.recognize(source) == .certain }.map { $0.name }
    guard claims.count > 1 else { return nil }
    return Violation(
      law: "L9", sample: sample.name,
      fact: "'\(path)' is claimed by \(claims.joined(separator: " and "))")
  }
}
