package import ReleaseModel
package import SourceModel

/// An exception: what it excuses, who answers for it, and until when.
package struct Waiver: Hashable, Sendable {
  /// The rule of the finding.
  package var rule: RuleID = ""
  /// The contract, or the file in which the finding stands; nil for any.
  package var path: PathGlob?
  /// The element, byte by byte; of a broad waiver also a pattern over it; nil for any of a broad
  /// waiver and one with a fingerprint, else for what has no element.
  package var element: Name?
  /// The fingerprint of the finding or of its change; nil for any.
  package var fingerprint: String?
  /// Whether it may excuse several findings.
  package var isBroad = false
  /// Who answers for it.
  package var owner = ""
  /// Why it was granted.
  package var reason = ""
  /// Where it is discussed.
  package var ticket: String?
  /// The day on which it was granted; nil in a comment.
  package var created: CalendarDate?
  /// The last day on which it counts.
  package var expires = CalendarDate(dayNumber: 0)
  /// The file that grants it.
  package var file = RepositoryPath.root
  /// The line in the file, from 1.
  package var line = 0
  /// The line that a comment excuses; nil for a waiver file.
  package var excusedLine: Int?
  /// Whether the commit that brought it is signed by an allowed signer.
  package var isSigned = false

  /// Excuses nothing.
  package init() {}

  /// The shortest reason, in characters.
  package static let shortestReason = 20
  /// The folder of waiver files.
  package static let folder: RepositoryPath = "waivers"
  /// The prefixes of the rules that nothing excuses: what judges must not be waived by itself.
  package static let protectedPrefixes: Set<Substring> = ["config", "policy", "waiver"]

  /// Tells whether a waiver may name a rule.
  package static func canExcuse(_ rule: RuleID) -> Bool {
    !protectedPrefixes.contains(rule.prefix)
  }

  /// The waiver as it stands at a finding.
  package var applied: Finding.AppliedWaiver {
    Finding.AppliedWaiver(
      file: file, line: line, owner: owner, expires: expires, reason: reason, ticket: ticket)
  }
}

/// A waiver that does not count in this run.
package struct DisregardedWaiver: Hashable, Sendable {
  /// The waiver.
  package let waiver: Waiver
  /// Why, lower case, to follow `the waiver does not count:`.
  package let reason: String

  /// Gives the reason.
  package init(_ waiver: Waiver, because reason: String) {
    self.waiver = waiver
    self.reason = reason
  }
}

/// What a waiver can excuse, seen by what it names.
struct Excusable {
  let rule: RuleID
  /// The contract, and the file in which it stands.
  let paths: [RepositoryPath]
  let element: Name
  let fingerprints: [String]
  /// Whether nothing but its fingerprint tells it from what may hide in the same place later.
  let needsFingerprint: Bool
  /// The lines of `after` where it stands; nil if it stands on none, or on many that are apart.
  let lines: (path: RepositoryPath, lines: ClosedRange<Int>)?

  init(_ finding: Finding) {
    rule = finding.rule
    let file = finding.place?.path
    paths = [finding.path, file == finding.path ? nil : file].compactMap { $0 }
    element = finding.element
    fingerprints = [finding.fingerprint, finding.change].compactMap { $0 }
    needsFingerprint = false
    lines =
      finding.side == .after && !finding.element.standsForMany
      ? finding.place.map { ($0.path, $0.line...max($0.line, $0.endLine)) } : nil
  }

  init(_ problem: Problem) {
    rule = problem.rule
    paths = [problem.path].compactMap { $0 }
    element = ""
    fingerprints = [problem.fingerprint]
    needsFingerprint = true
    lines =
      problem.side == .after ? problem.path.map { ($0, problem.line...problem.line) } : nil
  }
}

extension Waiver {
  /// Tells whether the waiver speaks of something, whether or not it counts.
  func speaks(of subject: Excusable) -> Bool {
    guard rule == subject.rule, Self.canExcuse(rule) else { return false }
    if let excusedLine {
      return subject.lines.map { $0.path == file && $0.lines.contains(excusedLine) } ?? false
    }
    if let fingerprint, !subject.fingerprints.contains(fingerprint) { return false }
    if let path, !subject.paths.contains(where: path.matches) { return false }
    if path == nil, fingerprint == nil { return false }
    return speaks(of: subject.element)
  }

  private func speaks(of element: Name) -> Bool {
    guard let named = self.element else {
      return isBroad || fingerprint != nil || element.isEmpty
    }
    if named == element { return true }
    guard isBroad, case .success(let glob) = PathGlob.reading(named.text) else { return false }
    return glob.matches(RepositoryPath(unchecked: element))
  }
}
