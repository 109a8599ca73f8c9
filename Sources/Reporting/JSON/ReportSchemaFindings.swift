import DataTrees
import ReleaseModel
import SourceModel

/// A finding as it stands in a report: where a change says its place, it need not.
struct ListedFinding: Hashable, Sendable {
  /// The finding; its place is not read back yet.
  let finding: Finding
  /// The whole place, where no change that is listed has it.
  let place: Place?
  /// The file of the place, else the one that the finding is about.
  let path: RepositoryPath?
  let line: Int
  let column: Int

  /// Lists a finding beside changes, which are given by their fingerprints.
  init(_ finding: Finding, beside changes: [String: [Change]]) {
    let places = changes[finding.change ?? "", default: []].compactMap(\.primary)
    self.init(
      finding, place: finding.place.flatMap { places.contains($0) ? nil : $0 },
      path: finding.place?.path ?? finding.path, line: finding.place?.line ?? 0,
      column: finding.place?.column ?? 0)
  }

  init(_ finding: Finding, place: Place?, path: RepositoryPath?, line: Int, column: Int) {
    self.finding = finding
    self.place = place
    self.path = path
    self.line = line
    self.column = column
  }

  /// The file that the finding is about, if its place is in another one.
  var contract: RepositoryPath? { finding.path == path ? nil : finding.path }

  /// The finding with its own place.
  var located: Finding {
    var finding = finding
    finding.place = place
    return finding
  }

  /// The finding with its place, which may be that of its change.
  func located(
    among changes: [String: [Change]]
  ) throws(ShapeProblem.Reason) -> Finding {
    var finding = located
    if place != nil || line == 0 { return finding }
    let primaries = changes[finding.change ?? "", default: []].compactMap(\.primary)
    let found = primaries.first { $0.path == path && $0.line == line && $0.column == column }
    guard let place = found else {
      throw ShapeProblem.Reason("a finding is about a change that is not listed")
    }
    finding.place = place
    return finding
  }
}

extension ReportSchema {
  static let finding = ShapedCodec<ListedFinding>.record(
    "What the policy says about a change, a document or a missing thing.",
    [
      .required("rule", "The change's rule, or what is missing or wrong.", .rule, \.finding.rule),
      .required("severity", "How much it weighs: error blocks.", .word(), \.finding.severity),
      .optional(
        "clause", "The clause that says so, as pack/clause-id.", .string, \.finding.clause,
        absent: ""),
      .required("message", "The fact as a sentence.", .string, \.finding.message),
      .required("remedy", "What to do.", .string, \.finding.remedy),
      .optional("element", "The element that is spoken of.", .name, \.finding.element, absent: ""),
      .optional("path", "The file of the place, else the file at fault.", .path, \.path),
      .optional("line", "The line, from 1.", .integer, \.line, absent: 0),
      .optional("column", "The column in Unicode scalars, from 1.", .integer, \.column, absent: 0),
      .required("side", "The revision of the place.", .word(), \.finding.side),
      .optional(
        "contract", "The contract's root file, or the file at fault, if the place is in another.",
        .path, \.contract),
      .optional(
        "change", "The fingerprint of the change that it is about.", .string, \.finding.change),
      .optional("place", "The whole place, if no change listed has it.", place, \.place),
      .optional(
        "introducedBy", "The commit that brought the change into the range.", introduction,
        \.finding.introducedBy),
      .optional(
        "unmet", "The requirements that are not met.", .list(requirement), \.finding.unmet,
        absent: []),
      .optional(
        "met", "The requirements that are met.", .list(requirement), \.finding.met, absent: []),
      .optional(
        "related", "Other places that belong to it.", .list(related), \.finding.related,
        absent: []),
      .optional(
        "waiver", "The exception under which it does not block.", waiver, \.finding.waiver),
      .required(
        "fingerprint", "The finding's identity across runs.", .string, \.finding.fingerprint),
    ]
  ) { parts in
    let path = try parts[\.path]
    let finding = Finding(
      rule: try parts[\.finding.rule], severity: try parts[\.finding.severity],
      clause: try parts[\.finding.clause], message: try parts[\.finding.message],
      remedy: try parts[\.finding.remedy], element: try parts[\.finding.element],
      path: try parts[\.contract] ?? path, place: nil, side: try parts[\.finding.side],
      change: try parts[\.finding.change], introducedBy: try parts[\.finding.introducedBy],
      unmet: try parts[\.finding.unmet], met: try parts[\.finding.met],
      related: try parts[\.finding.related], waiver: try parts[\.finding.waiver],
      fingerprint: try parts[\.finding.fingerprint])
    return ListedFinding(
      finding, place: try parts[\.place], path: path, line: try parts[\.line],
      column: try parts[\.column])
  }

  private static let introduction = ShapedCodec<Finding.Introduction>.record(
    "A commit that brought a change into the range.",
    [
      .required("commit", "The commit in hex.", .string, \.commit),
      .required("date", "The committer's date, UTC.", .date, \.date),
      .required("subject", "The first line of its message.", .string, \.subject),
    ]
  ) {
    Finding.Introduction(
      commit: try $0[\.commit], date: try $0[\.date], subject: try $0[\.subject])
  }

  private static let requirement = ShapedCodec<Finding.Requirement>.record(
    "What a clause demands, and what was found of it.",
    [
      .required("requirement", "What is demanded.", .string, \.requirement),
      .required("proof", "What was found.", .string, \.proof),
    ]
  ) { Finding.Requirement(try $0[\.requirement], proof: try $0[\.proof]) }

  private static let related = ShapedCodec<Finding.RelatedPlace>.record(
    "A place that belongs to a finding.",
    [
      .required("path", "The file, which need not exist.", .path, \.path),
      .optional("line", "The line, from 1.", .integer, \.line, absent: 0),
      .optional("column", "The column in Unicode scalars, from 1.", .integer, \.column, absent: 0),
      .required("message", "What the place has to do with it.", .string, \.message),
    ]
  ) {
    Finding.RelatedPlace(
      path: try $0[\.path], line: try $0[\.line], column: try $0[\.column],
      message: try $0[\.message])
  }

  private static let waiver = ShapedCodec<Finding.AppliedWaiver>.record(
    "An exception.",
    [
      .required("file", "The file that grants it.", .path, \.file),
      .required("line", "The line in the file, from 1.", .integer, \.line),
      .required("owner", "Who answers for it.", .string, \.owner),
      .required("expires", "The last day on which it counts.", .date, \.expires),
      .required("reason", "Why it was granted.", .string, \.reason),
      .optional("ticket", "Where it is discussed.", .string, \.ticket),
    ]
  ) {
    Finding.AppliedWaiver(
      file: try $0[\.file], line: try $0[\.line], owner: try $0[\.owner],
      expires: try $0[\.expires], reason: try $0[\.reason], ticket: try $0[\.ticket])
  }

  static let problem = ShapedCodec<Problem>.record(
    "Trouble with the input.",
    [
      .required("rule", "The rule that names the trouble.", .rule, \.rule),
      .required("message", "What is wrong.", .string, \.message),
      .optional("path", "The file.", .path, \.path),
      .optional("line", "The line, from 1.", .integer, \.line, absent: 0),
      .optional("column", "The column in Unicode scalars, from 1.", .integer, \.column, absent: 0),
      .required("side", "The revision in which the file is at fault.", .word(), \.side),
      .optional("hint", "What to do.", .string, \.hint),
      .required("hides", "Whether it can hide a difference.", .boolean, \.hides),
      .optional(
        "waiver", "The exception under which it leaves nothing undecided.", waiver, \.waiver),
      .required("fingerprint", "The problem's identity across runs.", .string, \.fingerprint),
    ]
  ) {
    Problem(
      rule: try $0[\.rule], message: try $0[\.message], path: try $0[\.path], side: try $0[\.side],
      line: try $0[\.line], column: try $0[\.column], hint: try $0[\.hint],
      hides: try $0[\.hides], waiver: try $0[\.waiver], fingerprint: try $0[\.fingerprint])
  }
}
