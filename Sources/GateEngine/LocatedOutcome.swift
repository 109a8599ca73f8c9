import FormatKit
import ReleaseModel
import SourceModel

/// Gathers what came of one contract, with lines and columns in place of byte ranges.
struct LocatedOutcome {
  private(set) var changes: [Change] = []
  private(set) var problems: [Problem] = []

  private let pair: ContractPair
  private let format: String
  private let rules: [RuleID: Rule]
  private let trees: ComparedTrees
  private let files: Set<RepositoryPath>
  private var before: Locator
  private var after: Locator

  /// The most users of a removed contract that are named.
  private static let namedElements = 100

  /// What the contract's files hold on both sides.
  private lazy var identity = trees.identity(of: files)

  /// Gathers nothing yet.
  ///
  /// - Parameter files: The contract's root and the files that it refers to, on either side.
  init(
    pair: ContractPair, format: String, rules: [RuleID: Rule], sources: Sides,
    trees: ComparedTrees, files: Set<RepositoryPath>
  ) {
    self.pair = pair
    self.format = format
    self.rules = rules
    self.trees = trees
    self.files = files
    self.before = Locator(files: trees.files(of: .before), root: sources.before)
    self.after = Locator(files: trees.files(of: .after), root: sources.after)
  }

  /// Adds the problems of reading; one that both sides have, with all that stands behind
  /// it, hides nothing.
  mutating func add(problemsBefore: [LocatedProblem], problemsAfter: [LocatedProblem]) {
    var known: [ProblemIdentity: Int] = [:]
    for problem in problemsBefore { known[ProblemIdentity(problem), default: 0] += 1 }
    var both: [ProblemIdentity: Int] = [:]
    for problem in problemsAfter {
      let identity = ProblemIdentity(problem)
      let isKnown = known[identity, default: 0] > both[identity, default: 0]
      if isKnown { both[identity, default: 0] += 1 }
      add(problem, .after, hides: problem.hides && !isKnown)
    }
    // What is wrong at `before` alone was mended, but what it hid there stays unknown; in a contract
    // that is gone nothing is left to hide.
    for problem in problemsBefore {
      let identity = ProblemIdentity(problem)
      if let count = both[identity], count > 0 {
        both[identity] = count - 1
      } else {
        add(problem, .before, hides: problem.hides && pair.after != nil)
      }
    }
  }

  /// Adds what comparing found.
  mutating func add(_ comparison: Comparison) {
    for change in comparison.changes { add(change) }
    for problem in comparison.problems { add(problem, .after, hides: problem.hides) }
  }

  /// Adds what happened to the contract as a whole.
  mutating func add(_ event: ContractEvent, elements: [Name] = []) {
    func sighting(_ root: ContractPair.Root?) -> Sighting? {
      root.map {
        Sighting(Location($0.path, SourceRange(UInt32(0), 0)), value: Name($0.path.bytes))
      }
    }
    let path = pair.path.text
    let message =
      switch event {
      case .added: "contract '\(path)' was added"
      case .removed: "contract '\(path)' was removed"
      case .renamed: "contract '\(pair.before?.path.text ?? "")' was renamed to '\(path)'"
      }
    let affected = elements.prefix(LocatedOutcome.namedElements).map {
      AffectedElement(element: $0, position: nil, count: 1)
    }
    add(
      DetectedChange(
        rule: event.rule(of: format), classification: event.classification,
        element: Name(pair.path.bytes),
        formerElement: event == .renamed ? pair.before.map { Name($0.path.bytes) } : nil,
        message: message, before: sighting(pair.before), after: sighting(pair.after),
        affected: affected, affectedCount: elements.count))
  }

  /// What identifies all that a problem of the contract can hide: the contract's whole content, in
  /// which the place tells it from others.
  private mutating func subject(_ side: Side, line: Int, column: Int) -> String {
    "\(identity) \(side.rawValue) \(line):\(column)"
  }

  /// Says of a contract that could not be read that it can hide anything.
  mutating func nothingIsCertain() {
    if problems.contains(where: \.hides) { return }
    if problems.isEmpty {
      let side: Side = pair.after == nil ? .before : .after
      problems.append(
        Problem(
          rule: "core/contract-unreadable", message: "the contract could not be read",
          path: pair.path, side: side, hint: nil, hides: true,
          subject: subject(side, line: 0, column: 0)))
    }
    for (index, problem) in problems.enumerated() where !problem.hides {
      problems[index] = Problem(
        rule: problem.rule, message: problem.message, path: problem.path, side: problem.side,
        line: problem.line, column: problem.column, hint: problem.hint, hides: true,
        subject: subject(problem.side, line: problem.line, column: problem.column))
    }
  }

  /// The place of something at `after`.
  mutating func place(of location: Location) -> Place { after.place(Sighting(location)) }

  private mutating func add(_ change: DetectedChange) {
    let rule = rules[change.rule]
    changes.append(
      Change(
        rule: change.rule, classification: change.classification, format: format,
        element: change.element, formerElement: change.formerElement, message: change.message,
        position: change.position, phase: rule?.phase, parties: rule?.parties ?? [.consumers],
        contract: pair.path, before: change.before.map { before.place($0) },
        after: change.after.map { after.place($0) }, affected: change.affected,
        affectedCount: change.affectedCount, memberDigest: change.memberDigest,
        isAnnounced: change.isAnnounced))
  }

  private mutating func add(_ problem: LocatedProblem, _ side: Side, hides: Bool) {
    let point =
      side == .before ? before.point(problem.location) : after.point(problem.location)
    problems.append(
      Problem(
        rule: problem.rule, message: problem.message, path: problem.location.path, side: side,
        line: point.line, column: point.column, hint: problem.hint, hides: hides,
        subject: hides ? subject(side, line: point.line, column: point.column) : ""))
  }
}

/// What makes two problems the same on both sides.
private struct ProblemIdentity: Hashable {
  let rule: RuleID
  let message: String
  let subject: Name

  init(_ problem: LocatedProblem) {
    rule = problem.rule
    message = problem.message
    subject = problem.subject
  }
}
