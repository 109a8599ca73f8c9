package import ReleaseModel

/// A way to write a report; every renderer says the same, at its own length.
package protocol Renderer: Sendable {
  /// Writes a whole report, a line end at its end.
  static func render(_ report: Report, view: View) -> [UInt8]
}

/// What of a report is shown, and how; it never changes what the report says.
package struct View: Sendable {
  /// The classifications to show; nil for all that somebody may have to act on or can use.
  package var only: Set<Classification>?
  /// Whether neutral changes and every set-aside and unjudged file are shown too.
  package var showsEverything: Bool
  /// The colors of a terminal.
  package var style: Style
  /// Finds the rule whose remedy is quoted; asked only for changes that are shown in full.
  package var rule: @Sendable (RuleID) -> Rule?
  /// Finds what is told of problems, and of findings that are about no change.
  package var problemRule: @Sendable (RuleID) -> ProblemRule?
  /// Makes a waiver that is ready to be pasted; nil for what cannot be waived.
  package var waiver: @Sendable (Finding) -> String?
  /// Whether JUnit is written as the schema of Ant wants it, without files and lines.
  package var isJUnitStrict = false
  /// The most bytes of a Markdown report; a job's summary holds 1 MiB.
  package var markdownLimit = 1 << 20

  /// Chooses what is shown.
  package init(
    only: Set<Classification>? = nil, showsEverything: Bool = false, style: Style = .plain,
    rule: @escaping @Sendable (RuleID) -> Rule? = { _ in nil },
    problemRule: @escaping @Sendable (RuleID) -> ProblemRule? = { _ in nil },
    waiver: @escaping @Sendable (Finding) -> String? = { _ in nil }
  ) {
    self.only = only
    self.showsEverything = showsEverything
    self.style = style
    self.rule = rule
    self.problemRule = problemRule
    self.waiver = waiver
  }

  /// Tells whether a human reader is shown changes of a classification.
  func shows(_ classification: Classification) -> Bool {
    if let only { return only.contains(classification) }
    return showsEverything || classification != .neutral
  }

  /// Tells whether changes of a classification stand in output for machines.
  func keeps(_ classification: Classification) -> Bool {
    only?.contains(classification) ?? true
  }
}
