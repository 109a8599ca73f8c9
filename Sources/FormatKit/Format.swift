import Digests
package import ReleaseModel
package import SourceModel

/// A kind of contract that relgate can read and compare.
///
/// Reading and comparing are total: they never throw and never trap, whatever the bytes are.
package protocol Format: Sendable {
  /// A readable contract; positions stay outside its equality.
  associatedtype Model: Equatable & Sendable

  /// The name that users write, and the prefix of the rules: `openapi`.
  static var name: String { get }

  /// Every rule that the format's comparison can fire.
  static var rules: [Rule] { get }

  /// Every kind of trouble that reading and comparing can tell of, and an unknown version.
  static var problemRules: [ProblemRule] { get }

  /// Lower-case extensions of files that can be a root of such a contract.
  static var fileExtensions: [String] { get }

  /// The surface that such a contract describes.
  static var surface: Report.Surface { get }

  /// Tells whether a file is the root of such a contract, by its content.
  ///
  /// Called for every changed file with a matching extension, so that a cheap look must come first.
  static func recognize(_ source: SourceText) -> Recognition

  /// Tells whether a file's bytes could make it a part of such a contract that another file refers
  /// to. Only then are the roots that might reach it looked for.
  static func couldBeFragment(_ path: RepositoryPath) -> Bool

  /// Tells by a cheap look at a root whether it could refer to other files at all.
  ///
  /// A `no` must be sure: such a root is not read to find out whether a changed file is part of it.
  static func couldReferToFiles(_ root: SourceText) -> Bool

  /// Reads a contract from its root file and the files that this one refers to.
  static func read(_ root: SourceText, from files: any FileSource) -> Reading<Model>

  /// States every difference of two contracts as a change.
  static func compare(before: Model, after: Model) -> Comparison

  /// What others use of a contract, in its own terms and sorted: its operations, commands, messages.
  /// They are what is affected when the contract disappears whole.
  static func elements(of model: Model) -> [Name]

  /// What a contract says about the life of elements, named as the changes of its comparisons name
  /// them; no entry for one that the contract does not have.
  ///
  /// An element counts as announced by the same words by which the comparison judges its removal.
  /// The empty name is the contract as a whole.
  static func lives(of elements: [Name], in model: Model) -> [Name: ElementLife]

  /// Whether others choose the version that they use, so that a break calls for a new major one; who
  /// runs a database has no choice.
  static var isVersioned: Bool { get }

  /// The version that a contract says it has; nil if it says none.
  static func declaredVersion(of model: Model) -> DeclaredVersion?
}

extension Format {
  package static var isVersioned: Bool { true }
}

/// How sure a format is that a file is its own.
package enum Recognition: Hashable, Sendable {
  /// The file is not of this format.
  case no
  /// The file says in its content that it is of this format, in a version that is understood.
  case certain
  /// The file says that it is of this format, in a version that is not understood.
  case unknownVersion(String)
}

/// The other files of the revision in which a contract stands.
package protocol FileSource {
  /// Reads a file of the same revision; the same path gives the same answer.
  func read(_ path: RepositoryPath) -> FileReading
}

/// What came of reading a file.
package enum FileReading: Sendable {
  /// The file's bytes.
  case file(SourceText)
  /// No such file is in the revision.
  case missing
  /// Something else is at that path, or the object is not here: the reason, lower case, and a hint.
  ///
  /// The subject tells what is there apart from what else could be: the name of its object.
  case unreadable(reason: String, hint: String?, subject: Name)
}

/// What came of reading a contract.
package struct Reading<Model: Sendable>: Sendable {
  /// The contract; nil if nothing of it can be compared.
  package let model: Model?
  /// What is wrong with it.
  package let problems: [LocatedProblem]
  /// The other files that were read, or looked for, sorted.
  package let dependencies: [RepositoryPath]

  /// Gathers the outcome.
  package init(model: Model?, problems: [LocatedProblem], dependencies: [RepositoryPath]) {
    self.model = model
    self.problems = problems
    self.dependencies = dependencies
  }
}

/// A problem whose place is still a byte range.
package struct LocatedProblem: Hashable, Sendable {
  /// The rule that names the trouble: `format/what-is-wrong`.
  package let rule: RuleID
  /// What is wrong: lower case, no full stop.
  ///
  /// Equal on both sides if the same thing is wrong there.
  package let message: String
  /// Where.
  package let location: Location
  /// What to do.
  package let hint: String?
  /// Whether it can hide a difference if it is not the same on both sides: rule, message and
  /// subject.
  package let hides: Bool
  /// A digest of all that the problem could hide: equal on both sides only if nothing of it
  /// differs; empty if nothing stands behind the problem.
  package internal(set) var subject: Name

  /// Makes a problem.
  package init(
    rule: RuleID, message: String, location: Location, hint: String?, hides: Bool = true,
    subject: Name = ""
  ) {
    self.rule = rule
    self.message = message
    self.location = location
    self.hint = hint
    self.hides = hides
    self.subject = subject
  }
}

extension SourceText {
  /// A digest of the file's bytes: the subject of what is wrong with the file as a whole.
  package var contentDigest: Name { Name(SHA256.hexDigest(of: bytes)) }
}

/// What came of comparing two contracts.
package struct Comparison: Sendable {
  /// The changes, in no particular order.
  package var changes: [DetectedChange]
  /// What could not be compared, located at `after`.
  package var problems: [LocatedProblem]

  /// Gathers the outcome.
  package init(changes: [DetectedChange] = [], problems: [LocatedProblem] = []) {
    self.changes = changes
    self.problems = problems
  }
}

/// One side of a change whose place is still a byte range.
package struct Sighting: Hashable, Sendable {
  /// Where the element stands.
  package let location: Location
  /// The element's value in canonical compact form; empty if it has none worth showing.
  package let value: Name

  /// Makes a sighting.
  package init(_ location: Location, value: Name = "") {
    self.location = location
    self.value = value
  }
}

/// A change whose places are still byte ranges.
package struct DetectedChange: Hashable, Sendable {
  /// The rule.
  package let rule: RuleID
  /// How grave the change is at its position.
  package let classification: Classification
  /// Where in the contract, in the contract's own terms.
  package let element: Name
  /// The element's name at `before`, if it was another.
  package let formerElement: Name?
  /// The fact as a sentence.
  package let message: String
  /// Where the element stands.
  package let position: Position?
  /// The element at `before`.
  package let before: Sighting?
  /// The element at `after`.
  package let after: Sighting?
  /// The users, sorted; cut if there are many.
  package let affected: [AffectedElement]
  /// How many users there are.
  package let affectedCount: Int
  /// A digest of all elements that the change stands for, if it says the same of many; else nil.
  package let memberDigest: String?
  /// Whether `before` announced the end of the element, and the rule is milder for that.
  package let isAnnounced: Bool

  /// Makes a change; at least one side is present.
  package init(
    rule: RuleID, classification: Classification, element: Name, formerElement: Name? = nil,
    message: String, position: Position? = nil, before: Sighting?, after: Sighting?,
    affected: [AffectedElement] = [], affectedCount: Int = 0, memberDigest: String? = nil,
    isAnnounced: Bool = false
  ) {
    precondition(before != nil || after != nil, "a change stands somewhere")
    self.rule = rule
    self.classification = classification
    self.element = element
    self.formerElement = formerElement
    self.message = message
    self.position = position
    self.before = before
    self.after = after
    self.affected = affected
    self.affectedCount = affectedCount
    self.memberDigest = memberDigest
    self.isAnnounced = isAnnounced
  }
}
