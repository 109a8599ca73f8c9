import DataTrees
import ReleaseModel
import SourceModel

/// The two revisions of a report, and how they were chosen.
struct ReportRange: Sendable {
  let before: Report.Revision
  let after: Report.Revision
  let reason: String?
}

extension Report {
  var range: ReportRange { ReportRange(before: before, after: after, reason: rangeReason) }
}

extension ReportSchema {
  static let tool = ShapedCodec<String>.record(
    "The program that wrote the report.",
    [
      .derived(.required("name", "The program's name.", .string) { _ in "relgate" }),
      .required("version", "The program's version.", .string, \.self),
    ]
  ) { try $0[\.self] }

  static let range = ShapedCodec<ReportRange>.record(
    "The two revisions that were compared.",
    [
      .required("before", "The revision compared from.", before, \.before),
      .required("after", "The revision compared to.", after, \.after),
      .optional("reason", "How the range was chosen, if not by the user.", .string, \.reason),
    ]
  ) { ReportRange(before: try $0[\.before], after: try $0[\.after], reason: try $0[\.reason]) }

  private static let before = ShapedCodec<Report.Revision>.record(
    "The revision compared from.",
    [
      .required("spelling", "As the user wrote it, or as it was chosen.", .string, \.spelling),
      .optional("commit", "The commit in hex.", .string, \.commit),
      .optional("date", "The committer's date, UTC.", .date, \.date),
    ], revision)

  private static let after = ShapedCodec<Report.Revision>.record(
    "The revision compared to.",
    [
      .required("spelling", "As the user wrote it, or as it was chosen.", .string, \.spelling),
      .required(
        "commit", "The commit in hex; null for the index and bare trees.", .nullable(.string),
        \.commit),
      .optional("date", "The committer's date, UTC.", .date, \.date),
    ], revision)

  private static func revision(
    _ parts: ShapedCodec<Report.Revision>.Parts
  ) throws -> Report.Revision {
    Report.Revision(
      spelling: try parts[\.spelling], commit: try parts[\.commit], date: try parts[\.date])
  }

  static let contract = ShapedCodec<Report.Contract>.record(
    "A contract that was looked at.",
    [
      .required("format", "The format's name.", .string, \.format),
      .required(
        "paths", "The root file first, then the files it refers to.", .list(.path), \.paths),
      .required("status", "What became of it.", .word(), \.status),
    ]
  ) {
    Report.Contract(
      format: try $0[\.format], paths: try $0[\.paths], status: try $0[\.status])
  }

  static let notJudged = ShapedCodec<Report.NotJudged>.record(
    "A changed file that was not judged.",
    [
      .required("path", "The file.", .path, \.path),
      .required("reason", "Why.", .string, \.reason),
    ]
  ) { Report.NotJudged(path: try $0[\.path], reason: try $0[\.reason]) }

  static let surfaces = ShapedCodec<[Report.Surface: [RepositoryPath]]>.record(
    "The changed files by what they are a part of in the eyes of those who rely on it.",
    Report.Surface.allCases.map { surface in
      .optional(surface.rawValue, "Files of this surface.", .list(.path), \.[surface])
    }
  ) { parts in
    var surfaces: [Report.Surface: [RepositoryPath]] = [:]
    for surface in Report.Surface.allCases { surfaces[surface] = try parts[\.[surface]] }
    return surfaces
  }
}

// MARK: Counts

/// How much a report found.
struct Counts: Hashable, Sendable {
  var changes: [Classification: Int] = [:]
  /// Findings by severity, those that are waived left out; nil if nothing was judged.
  var findings: [Severity: Int] = [:]
  var waived: Int?
  var problems = 0
  var unchangedContracts: Int?

  init() {}

  init(of report: Report) {
    for change in report.changes { changes[change.classification, default: 0] += 1 }
    for classification in Classification.allCases { changes[classification, default: 0] += 0 }
    if let judgement = report.judgement {
      for severity in Severity.allCases { findings[severity] = judgement.count(of: severity) }
      waived = judgement.waivedCount
    }
    problems = report.problems.count
    unchangedContracts = report.unchangedContracts
  }

  subscript(classification: Classification) -> Int { changes[classification, default: 0] }

  subscript(severity: Severity) -> Int? { findings[severity] }
}

extension ReportSchema {
  static let counts = ShapedCodec<Counts>.record(
    "How much was found.",
    Classification.allCases.reversed().map { classification in
      .required(
        classification.rawValue, "How many changes are \(classification.rawValue).", .integer,
        \.[classification])
    }
      + Severity.allCases.reversed().map { severity in
        .optional(
          severity.rawValue + "s",
          "How many findings weigh as \(severity.rawValue), those that are waived left out.",
          .integer, \.[severity])
      } + [
        .optional("waived", "How many findings are waived.", .integer, \.waived),
        .required("problems", "How many problems there are.", .integer, \.problems),
        .optional(
          "unchangedContracts",
          """
          How many contracts are the same in both revisions; absent if nobody had to look for them.
          """, .integer, \.unchangedContracts),
      ]
  ) { parts in
    var counts = Counts()
    for classification in Classification.allCases {
      counts.changes[classification] = try parts[\.[classification]]
    }
    for severity in Severity.allCases { counts.findings[severity] = try parts[\.[severity]] }
    counts.waived = try parts[\.waived]
    counts.problems = try parts[\.problems]
    counts.unchangedContracts = try parts[\.unchangedContracts]
    return counts
  }
}
