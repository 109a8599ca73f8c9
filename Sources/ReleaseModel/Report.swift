package import SourceModel

/// The whole truth about one run; every output format is a view of it.
package struct Report: Hashable, Sendable {
  /// One end of the range.
  package struct Revision: Hashable, Sendable {
    /// As the user wrote it, or as relgate chose it.
    package let spelling: String
    /// The commit in hex; nil for the index, the empty tree and bare trees.
    package let commit: String?
    /// The committer's date, UTC; nil if there is no commit.
    package let date: CalendarDate?

    /// Makes an end of the range.
    package init(spelling: String, commit: String?, date: CalendarDate?) {
      self.spelling = spelling
      self.commit = commit
      self.date = date
    }
  }

  /// What became of one contract in this run.
  package enum ContractStatus: String, Hashable, Sendable, CaseIterable {
    case compared, added, removed, unreadable, setAside
  }

  /// A contract that the run looked at.
  package struct Contract: Hashable, Sendable {
    /// The format's name.
    package let format: String
    /// The root file first, then the files it reaches, sorted.
    package let paths: [RepositoryPath]
    /// What became of it.
    package let status: ContractStatus

    /// Makes an entry.
    package init(format: String, paths: [RepositoryPath], status: ContractStatus) {
      self.format = format
      self.paths = paths
      self.status = status
    }
  }

  /// What a path is a part of in the eyes of those who rely on it.
  package enum Surface: String, Hashable, Sendable, CaseIterable {
    case http, cli, library, schema
    case dataFile = "data-file"
    case behavior = "behaviour"
    case topology
  }

  /// A changed file that was not judged, and why.
  package struct NotJudged: Hashable, Sendable {
    /// The file.
    package let path: RepositoryPath
    /// The reason, lower case.
    package let reason: String

    /// Makes an entry.
    package init(path: RepositoryPath, reason: String) {
      self.path = path
      self.reason = reason
    }
  }

  /// The tool's version.
  package let version: String
  /// The revision compared from.
  package let before: Revision
  /// The revision compared to.
  package let after: Revision
  /// How relgate chose the range, if the user did not.
  package let rangeReason: String?
  /// The day against which windows are judged.
  package let asOf: CalendarDate?
  /// The contracts, sorted by path; unchanged contracts are only counted.
  package let contracts: [Contract]
  /// How many contracts are in both revisions with equal bytes; nil if they were not looked for.
  package let unchangedContracts: Int?
  /// The changes in report order.
  package let changes: [Change]
  /// The problems in report order.
  package var problems: [Problem]
  /// The changed files that were not judged, sorted by path.
  package var notJudged: [NotJudged]

  /// The changed files by the surface that they belong to, each list in path order.
  package var surfaces: [Surface: [RepositoryPath]] = [:]
  /// What the gate made of it; nil if nothing was judged.
  package var judgement: Judgement?

  /// Whether nothing was left undecided.
  package var complete: Bool { !problems.contains(where: \.isOpen) }

  /// Assembles a report; sorts what has an order.
  package init(
    version: String, before: Revision, after: Revision, rangeReason: String?, asOf: CalendarDate?,
    contracts: [Contract], unchangedContracts: Int?, changes: [Change], problems: [Problem],
    notJudged: [NotJudged]
  ) {
    self.version = version
    self.before = before
    self.after = after
    self.rangeReason = rangeReason
    self.asOf = asOf
    self.contracts = contracts.sorted { a, b in
      let (pathA, pathB) = (a.paths.first ?? .root, b.paths.first ?? .root)
      if pathA != pathB { return pathA < pathB }
      return a.format.utf8.lexicographicallyPrecedes(b.format.utf8)
    }
    self.unchangedContracts = unchangedContracts
    // A change is large: to move numbers and to copy each change once is faster.
    self.changes = changes.indices.sorted { changes[$0] < changes[$1] }.map { changes[$0] }
    self.problems = problems.sorted()
    self.notJudged = notJudged.sorted { $0.path < $1.path }
  }

  /// How many changes have a classification.
  package func count(of classification: Classification) -> Int {
    changes.count { $0.classification == classification }
  }
}
