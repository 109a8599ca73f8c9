import FormatKit
import GitHistory
import ReleaseModel
import SourceModel

/// Finds the commits that brought changes into a range.
///
/// The versions of a contract between the two revisions are gone through from the latest back to
/// the one from which on a change can be seen without a gap: what was made, undone and made again is
/// introduced by the last. Beyond 64 versions the older ones are searched by halves, which finds one
/// such beginning, not always the last. Of a contract that was touched by one commit nothing is read.
struct Introductions {
  /// The handle of the side of `after`.
  let repository: Repository
  let range: RevisionRange
  let formats: [any Format.Type]
  let willRead: @Sendable (Side, RepositoryPath) -> Void

  /// What tells a change apart among those of other versions: its value may still have moved.
  private enum Identity: Hashable {
    case element(RuleID, Name, Position?)
    /// Of one change that stands for many elements.
    case message(RuleID, String)

    init(_ rule: RuleID, _ element: Name, _ position: Position?, _ message: String) {
      self =
        element.standsForMany
        ? .message(rule, message) : .element(rule, element, position)
    }
  }

  /// The introductions of the changes of one contract, by the changes' fingerprints.
  ///
  /// A change that no commit of the range can be named for is left out.
  func introductions(
    of changes: [Change], in outcome: ContractOutcome
  ) throws(GitError) -> [String: Finding.Introduction] {
    guard range.files == nil, range.after.commit != nil, !changes.isEmpty else { return [:] }
    let commits = try repository.commits(
      changing: outcome.files.sorted(), from: range.before, to: range.after
    ).reversed().map(\.self)
    guard let last = commits.last else { return [:] }
    var found: [String: Finding.Introduction] = [:]
    if commits.count == 1 {
      let only = try introduction(last)
      for change in changes { found[change.fingerprint] = only }
      return found
    }
    return try inversions(of: changes, in: outcome, over: commits)
  }

  /// The introductions of what is said about files of a chain: of a file that the range adds the
  /// commit that added it, of others the last that changed it.
  func introductions(
    of changes: [Change]
  ) throws(GitError) -> [String: Finding.Introduction] {
    guard range.files == nil, range.after.commit != nil else { return [:] }
    var found: [String: Finding.Introduction] = [:]
    var byPath: [RepositoryPath: Finding.Introduction?] = [:]
    for change in changes {
      guard let path = change.primary?.path else { continue }
      if byPath[path] == nil {
        let commits = try repository.commits(changing: [path], from: range.before, to: range.after)
        let isAdded = change.before == nil
        byPath[path] = .some(try (isAdded ? commits.last : commits.first).map(introduction))
      }
      if let known = byPath[path] { found[change.fingerprint] = known }
    }
    return found
  }

  private func inversions(
    of changes: [Change], in outcome: ContractOutcome, over commits: [ObjectID]
  ) throws(GitError) -> [String: Finding.Introduction] {
    func search<F: Format>(
      _ format: F.Type
    ) throws(GitError) -> [String: Finding.Introduction] {
      var versions = Versions<F>(
        before: read(format, outcome.pair.before?.path, try repository.snapshot(of: range.before)))
      var found: [String: Finding.Introduction] = [:]
      for change in changes {
        // The commits from `present` on show the change.
        var present = commits.count - 1
        let oldest = max(0, present - Introductions.followedVersions)
        while present > oldest, try shows(change, at: commits[present - 1], outcome.pair, &versions)
        {
          present -= 1
        }
        if present == oldest {
          // Commits `..<absent` are taken not to show the change.
          var absent = 0
          while absent < present {
            let middle = (absent + present) / 2
            if try shows(change, at: commits[middle], outcome.pair, &versions) {
              present = middle
            } else {
              absent = middle + 1
            }
          }
        }
        found[change.fingerprint] = try introduction(commits[present])
      }
      return found
    }
    return try search(formats[outcome.pair.format])
  }

  /// How many versions before the latest are gone through one by one.
  private static let followedVersions = 64

  /// The versions of a contract that were read so far.
  private struct Versions<F: Format> {
    /// The contract at `before`; nil if there is none, or none that can be read.
    let before: F.Model?
    /// The changes since `before` by commit; nil for a commit without a readable contract.
    var changes: [ObjectID: Set<Identity>?] = [:]
  }

  private func shows<F: Format>(
    _ change: Change, at commit: ObjectID, _ pair: ContractPair, _ versions: inout Versions<F>
  ) throws(GitError) -> Bool {
    let identities: Set<Identity>?
    if let known = versions.changes[commit] {
      identities = known
    } else {
      identities = try changes(at: commit, pair, versions)
      versions.changes[commit] = .some(identities)
    }
    switch ContractEvent.allCases.first(where: { $0.rule(of: F.name) == change.rule }) {
    case .removed: return identities == nil
    case .added: return identities != nil
    case .renamed, nil:
      guard let identities else { return false }
      return identities.contains(
        Identity(change.rule, change.element, change.position, change.message))
        || identities.contains(.message(change.rule, change.message))
    }
  }

  /// What changed from `before` to a commit; nil if the contract is not there.
  private func changes<F: Format>(
    at commit: ObjectID, _ pair: ContractPair, _ versions: Versions<F>
  ) throws(GitError) -> Set<Identity>? {
    let snapshot = try repository.snapshot(of: repository.revision(of: commit, spelling: ""))
    let paths = [pair.after?.path, pair.before?.path].compactMap(\.self)
    for path in paths where try snapshot.entry(at: path) != nil {
      guard let model = read(F.self, path, snapshot) else { return nil }
      guard let before = versions.before else { return [] }
      return Set(
        F.compare(before: before, after: model).changes.map {
          Identity($0.rule, $0.element, $0.position, $0.message)
        })
    }
    return nil
  }

  private func read<F: Format>(
    _ format: F.Type, _ path: RepositoryPath?, _ snapshot: GitSnapshot
  ) -> F.Model? {
    let files = SnapshotFiles(snapshot: snapshot, side: .after, willRead: willRead)
    guard let path, case .success(let source?) = files.content(of: path) else { return nil }
    return format.read(source, from: files).model
  }

  private func introduction(_ id: ObjectID) throws(GitError) -> Finding.Introduction {
    let commit = try repository.commit(id)
    return Finding.Introduction(
      commit: id.hex, date: CalendarDate(unixSeconds: commit.committer.seconds),
      subject: commit.subject)
  }
}
