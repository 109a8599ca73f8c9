import FormatKit
import GitHistory
import PolicyPacks
import ReleaseModel
import SourceModel

/// The lives of what changed, over the releases before the range.
struct Traces {
  /// The lives by the fingerprint of the change that they were read for.
  private(set) var lives: [String: Lives] = [:]
  /// Every life that was read.
  private(set) var ladders: [Ladder] = []

  /// What one change asks about.
  private struct Question {
    let change: Change
    /// The element and what it is a part of.
    let own: [Name]
    /// All the elements that use it; empty if not all of them are known.
    let users: [Name]
  }

  /// Nothing was asked.
  init() {}

  /// Reads the lives of what some changes are about; each contract is walked through once.
  ///
  /// - Parameter ladders: reads lives, with the pattern of the tags that are releases of a contract.
  init(
    of changes: [Change], in outcomes: [ContractOutcome], formats: [any Format.Type],
    ladders: ([LadderRequest], RepositoryPath) throws(GateError) -> [Ladder]
  ) throws(GateError) {
    let asked = Set(changes.map(\.fingerprint))
    for outcome in outcomes {
      let questions = outcome.changes.filter { asked.contains($0.fingerprint) }
        .map { Traces.question(about: $0, in: outcome) }
      if questions.isEmpty { continue }
      let removed = Set(
        outcome.changes.filter { $0.after == nil }.map { $0.formerElement ?? $0.element })
      let elements = Set(questions.flatMap { $0.own + $0.users }).sorted()
      let request = LadderRequest(
        format: formats[outcome.pair.format].name, contract: outcome.pair.path,
        path: outcome.pair.before?.path, elements: elements,
        standing: Set(elements).subtracting(removed))
      let read = try ladders([request], outcome.pair.path)
      let byElement = Dictionary(
        read.map { ($0.element, $0) }, uniquingKeysWith: { first, _ in first })
      for question in questions {
        lives[question.change.fingerprint] = Lives(
          own: question.own.compactMap { byElement[$0] },
          users: question.users.compactMap { byElement[$0] })
      }
      self.ladders += read.filter { !$0.run.isEmpty || removed.contains($0.element) }
    }
  }

  private static func question(about change: Change, in outcome: ContractOutcome) -> Question {
    let element = change.formerElement ?? change.element
    let users = Array(Set(change.affected.map(\.element))).sorted()
    return Question(
      change: change, own: element.standsForMany ? [] : element.enclosing,
      users: users.count == change.affectedCount ? users : [])
  }
}

extension Name {
  /// The name itself, then what it is a part of, the innermost first: `GET /a > response 200`,
  /// `GET /a`.
  fileprivate var enclosing: [Name] {
    let heads = readings.map(\.head).filter { $0 != self }
    return [self] + heads.reversed()
  }
}
