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

/// Two contracts with what reading and comparing them gave.
package struct Trial<F: Format>: Sendable {
  /// The contract before.
  package let before: Reading<F.Model>
  /// The contract after.
  package let after: Reading<F.Model>
  /// The changes; none if a side cannot be read.
  package let changes: [DetectedChange]
  /// Where the contracts came from.
  package let samples: (before: Sample, after: Sample)

  /// Reads two samples and compares them.
  package init(_ before: Sample, _ after: Sample) {
    self.init(before, F.read(before.source, from: before), after)
  }

  /// Reads a sample and compares it with one that was read.
  package init(_ before: Sample, _ reading: Reading<F.Model>, _ after: Sample) {
    self.init(before, reading, after, F.read(after.source, from: after))
  }

  private init(
    _ before: Sample, _ readingBefore: Reading<F.Model>, _ after: Sample,
    _ readingAfter: Reading<F.Model>
  ) {
    samples = (before, after)
    self.before = readingBefore
    self.after = readingAfter
    guard let x = readingBefore.model, let y = readingAfter.model else {
      changes = []
      return
    }
    changes = F.compare(before: x, after: y).changes
  }

  /// The same two contracts, compared backwards.
  package var mirrored: Trial { Trial(samples.after, after, samples.before, before) }

  /// Whether nothing is wrong with the contract after.
  package var isSound: Bool { after.problems.isEmpty && after.model != nil }
}

/// What holds for every format, whatever its contracts mean.
///
/// Each law is a function from trials to what breaks it. A contract that cannot be read breaks no
/// law but that of reading.
package enum Laws<F: Format> {
  // MARK: L1, L4

  /// L1: comparing a contract with itself, read twice, gives nothing.
  package static func reflexivity(_ sample: Sample) -> [Violation] {
    Trial<F>(sample, sample).changes.map {
      Violation(law: "L1", sample: sample.name, fact: "equal, yet \(told($0))")
    }
  }

  /// L4: unequal contracts give at least one change, and equal ones none.
  package static func completeness(_ trial: Trial<F>) -> [Violation] {
    guard let x = trial.before.model, let y = trial.after.model else { return [] }
    if (x == y) == trial.changes.isEmpty { return [] }
    let fact = x == y ? "equal, yet \(told(trial.changes[0]))" : "unequal, yet nothing is told"
    return [Violation(law: "L4", sample: trial.samples.after.name, fact: fact)]
  }

  // MARK: L2

  /// L2: comparing backwards tells the same facts from the other side.
  ///
  /// The changes of both directions pair up: the same element (under its former name, if it had
  /// one), the same places and values with sides swapped, and rules of which one names the other as
  /// its inverse. One direction is enough, since several rules may share an inverse: what is added
  /// is optional or required, what is removed was either.
  package static func symmetry(_ trial: Trial<F>) -> [Violation] {
    let rules = Dictionary(F.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var backwards = trial.mirrored.changes
    var violations: [Violation] = []
    func add(_ direction: String, _ change: DetectedChange) {
      violations.append(
        Violation(
          law: "L2", sample: trial.samples.after.name, fact: "\(direction) only: \(told(change))"))
    }
    func isMirror(_ a: DetectedChange, _ b: DetectedChange) -> Bool {
      b.element == a.formerElement ?? a.element && a.element == b.formerElement ?? b.element
        && a.before?.location == b.after?.location && a.after?.location == b.before?.location
        && a.before?.value == b.after?.value && a.after?.value == b.before?.value
        && (a.position == b.position || a.position == nil || b.position == nil)
        && (rules[a.rule]?.inverse == b.rule || rules[b.rule]?.inverse == a.rule)
    }
    for change in trial.changes {
      if let index = backwards.firstIndex(where: { isMirror(change, $0) }) {
        backwards.remove(at: index)
      } else {
        add("forwards", change)
      }
    }
    for change in backwards { add("backwards", change) }
    return violations
  }

  // MARK: L3

  /// L3: a contract in another layout is the same contract.
  package static func layoutIndependence(_ sample: Sample, _ layout: Layout) -> [Violation] {
    let trial = Trial<F>(sample, layout.applied(to: sample))
    let name = trial.samples.after.name
    if trial.before.model != nil, trial.after.model == nil {
      return [Violation(law: "L3", sample: name, fact: "can no longer be read")]
    }
    return trial.changes.map { Violation(law: "L3", sample: name, fact: told($0)) }
  }

  /// L3: two contracts in another layout differ in the same, at the same words.
  package static func layoutIndependence(_ trial: Trial<F>, _ layout: Layout) -> [Violation] {
    let other = Trial<F>(
      layout.applied(to: trial.samples.before), layout.applied(to: trial.samples.after, seed: 2))
    let here = tally(trial.changes.map { Told($0, trial.samples) })
    let there = tally(other.changes.map { Told($0, other.samples) })
    return Set(here.keys).union(there.keys).filter { here[$0] != there[$0] }.map { key in
      Violation(
        law: "L3", sample: other.samples.after.name,
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

    init(_ change: DetectedChange, _ samples: (before: Sample, after: Sample)) {
      rule = change.rule
      classification = change.classification
      element = change.element
      formerElement = change.formerElement
      message = change.message
      position = change.position
      values = [change.before?.value, change.after?.value]
      words = [
        change.before.flatMap { Told.word($0, samples.before) },
        change.after.flatMap { Told.word($0, samples.after) },
      ]
      affected = change.affected
      affectedCount = change.affectedCount
    }

    /// The letters at a place; nil if the place is a bracket, which some layouts do not have, or a
    /// number, which has several spellings, or one letter, which can be a bracket's length.
    private static func word(_ sighting: Sighting, _ sample: Sample) -> String? {
      let range = sighting.location.range.indices
      guard let bytes = sample.files[sighting.location.path], range.count > 1,
        range.upperBound <= bytes.count
      else { return nil }
      let text = String(decoding: bytes[range], as: UTF8.self)
      let letters = text.unicodeScalars.filter(\.properties.isAlphabetic)
      return letters.count > 1 ? String(String.UnicodeScalarView(letters)) : nil
    }
  }

  // MARK: L5

  /// L5: steps that add only are, taken together, one step that adds only.
  ///
  /// What a contract with a problem says is not certain, so that such steps prove nothing.
  package static func composition(_ first: Trial<F>, _ then: Sample) -> [Violation] {
    let (start, middle) = first.samples
    let second = Trial<F>(middle, first.after, then)
    guard first.isSound, second.isSound,
      (first.changes + second.changes).allSatisfy({ $0.classification <= .additive })
    else { return [] }
    return Trial<F>(start, first.before, then).changes.filter { $0.classification > .additive }
      .map {
        Violation(law: "L5", sample: then.name, fact: "each step adds only, yet \(told($0))")
      }
  }

  // MARK: L6

  /// L6: any bytes can be read and compared, and every place lies inside its file.
  package static func totality(_ trial: Trial<F>) -> [Violation] {
    let samples = trial.samples
    func violation(_ fact: String) -> Violation {
      Violation(law: "L6", sample: samples.after.name, fact: fact)
    }
    if trial.after.model == nil, trial.after.problems.isEmpty {
      return [violation("unreadable without a problem")]
    }
    var places = trial.after.problems.map { ($0.location, samples.after, $0.message) }
    for change in trial.changes {
      if let sighting = change.before {
        places.append((sighting.location, samples.before, told(change)))
      }
      if let sighting = change.after {
        places.append((sighting.location, samples.after, told(change)))
      }
    }
    return places.compactMap { location, sample, text in
      guard let count = sample.files[location.path]?.count else {
        return violation("in no file: \(text)")
      }
      return location.range.indices.upperBound <= count
        ? nil : violation("outside of its file: \(text)")
    }
  }

  // MARK: L7

  /// L7: the answer is the same on every thread, whatever the order of hashes.
  ///
  /// Every collection hashes with a seed of its own, so that reading and comparing again in the
  /// same process is enough to show an order that comes from hashes.
  package static func determinism(_ trial: Trial<F>, runs: Int = 4) -> [Violation] {
    let samples = trial.samples
    let expected = tally(trial.changes)
    let answers = Answers(count: runs)
    DispatchQueue.concurrentPerform(iterations: runs) { run in
      answers.set(run, tally(Trial<F>(samples.before, samples.after).changes) == expected)
    }
    return answers.all.enumerated().filter { !$0.element }.map {
      Violation(law: "L7", sample: samples.after.name, fact: "run \($0.offset) differs")
    }
  }

  // MARK: L10

  /// L10: the element of a change is found by its name on each side on which the change has a
  /// place.
  ///
  /// A place without a value can be that of what holds the element, or would hold it; so can that of
  /// a property that is optional, since nobody need describe it. A change that many elements share
  /// goes by no element's name.
  package static func presence(_ trial: Trial<F>) -> [Violation] {
    guard let before = trial.before.model, let after = trial.after.model else { return [] }
    let changes = trial.changes.filter { !$0.element.hasPrefix("*") }
    let livesBefore = F.lives(of: changes.map { $0.formerElement ?? $0.element }, in: before)
    let livesAfter = F.lives(of: changes.map(\.element), in: after)
    return changes.flatMap { change -> [Violation] in
      let former = change.formerElement ?? change.element
      var facts: [String] = []
      func isCertain(_ sighting: Sighting?) -> Bool {
        sighting.map { !$0.value.isEmpty && $0.value != "optional" } ?? false
      }
      if isCertain(change.before), livesBefore[former] == nil {
        facts.append("'\(former)' is not found before: \(told(change))")
      }
      if isCertain(change.after), livesAfter[change.element] == nil {
        facts.append("'\(change.element)' is not found after: \(told(change))")
      }
      return facts.map { Violation(law: "L10", sample: trial.samples.after.name, fact: $0) }
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
