package import SourceModel

/// Trouble with the user's own input, with its place and what to do.
package struct Problem: Hashable, Sendable {
  /// The rule that names the trouble.
  package let rule: RuleID
  /// What is wrong: lower case, no full stop.
  package let message: String
  /// The file; nil if no file is at fault.
  package let path: RepositoryPath?
  /// The revision in which the file is at fault: `after` if it is in both.
  package let side: Side
  /// The line, from 1; 0 if the whole file is meant.
  package let line: Int
  /// The column in Unicode scalars, from 1; 0 if the whole file is meant.
  package let column: Int
  /// What to do, as an imperative sentence; nil if nothing can be said.
  package let hint: String?
  /// Whether the trouble can hide a difference: then nothing about its contract is certain.
  package let hides: Bool
  /// The exception under which it leaves nothing undecided.
  package var waiver: Finding.AppliedWaiver?
  /// 32 hex digits that identify the problem across runs.
  package let fingerprint: String

  /// Makes a problem and derives its fingerprint, unless it is known.
  ///
  /// - Parameter subject: What identifies all that the problem can hide; it enters the fingerprint
  ///   of a problem that hides something, so that an exception for it does not outlive the content.
  package init(
    rule: RuleID, message: String, path: RepositoryPath?, side: Side, line: Int = 0,
    column: Int = 0, hint: String?, hides: Bool, subject: String = "",
    waiver: Finding.AppliedWaiver? = nil, fingerprint: String? = nil
  ) {
    self.rule = rule
    self.message = message
    self.path = path
    self.side = side
    self.line = line
    self.column = column
    self.hint = hint
    self.hides = hides
    self.waiver = waiver
    self.fingerprint =
      fingerprint
      ?? ReleaseModel.fingerprint(
        rule,
        [path?.bytes ?? [], Array(message.utf8)]
          + (hides && !subject.isEmpty ? [Array(subject.utf8)] : []))
  }
}

extension Problem {
  /// Whether the trouble leaves the run undecided.
  package var isOpen: Bool { hides && waiver == nil }
}

extension Problem: Comparable {
  package static func < (a: Problem, b: Problem) -> Bool {
    let (pathA, pathB) = (a.path ?? .root, b.path ?? .root)
    if pathA != pathB { return pathA < pathB }
    if (a.line, a.column) != (b.line, b.column) { return (a.line, a.column) < (b.line, b.column) }
    if a.rule != b.rule { return a.rule < b.rule }
    if a.side != b.side { return a.side == .before }
    return a.message.utf8.lexicographicallyPrecedes(b.message.utf8)
  }
}
