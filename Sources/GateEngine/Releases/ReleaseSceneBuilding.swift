import GitHistory
import PolicyPacks
import ReleaseChecks
package import ReleaseModel
import Signatures
import SourceModel

extension Gate {
  /// What can be missing or wrong in a release.
  package static var findingRules: [FindingRule] { ReleaseChecking.rules }
}

extension CheckedRange {
  /// Holds the documents and the evidence of a release against the range; nil if the tree has none
  /// and no pack asks.
  func releaseJudgement(
    _ changes: [Change], demand: ReleaseScene.VersionDemand?,
    surfaces: [Report.Surface: [RepositoryPath]], rules: [RuleID: Rule]
  ) throws(GateError) -> ReleaseJudgement? {
    guard range.files == nil, let asOf else { return nil }
    if !request.isAboutRelease, try !asksForRelease() { return nil }
    var scene = try scene(changes, surfaces: surfaces, rules: rules, asOf)
    scene.demand = demand
    return ReleaseChecking.judge(scene)
  }

  /// Whether anything of a release is there, or is demanded.
  private func asksForRelease() throws(GateError) -> Bool {
    if source.policy.asks(for: ReleaseChecking.rules.map(\.id)) { return true }
    let folders = [
      source.configuration.releases, source.configuration.knowledge, ReleaseScene.deprecations,
      ReleaseScene.windows,
    ]
    return try gate.git { () throws(GitError) in
      for tree in [compared.trees.after, compared.trees.before] {
        for folder in folders where try tree.entry(at: folder) != nil { return true }
      }
      return false
    }
  }

  private func scene(
    _ changes: [Change], surfaces: [Report.Surface: [RepositoryPath]], rules: [RuleID: Rule],
    _ asOf: CalendarDate
  ) throws(GateError) -> ReleaseScene {
    let component = source.configuration.components.first { $0.name == gate.component }
    let releases = try gate.git { () throws(GitError) in
      try pastReleases(fitting: component?.tags, asOf)
    }
    let released = try gate.git { () throws(GitError) in
      try ownRelease(fitting: component?.tags, asOf)
    }
    var scene = ReleaseScene(
      before: compared.trees.files(of: .before), after: compared.trees.files(of: .after),
      deltas: compared.trees.deltas.map {
        ReleaseScene.Delta(before: $0.path(on: .before), after: $0.path(on: .after))
      },
      changes: changes, rule: { rules[$0] },
      contracts: compared.report(of: range, by: gate).contracts,
      surfaces: Dictionary(
        surfaces.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: { first, _ in first }),
      releases: releases, released: released, afterVersion: released?.version, asOf: asOf,
      folder: source.configuration.releases,
      knowledge: source.configuration.knowledge, motivations: source.policy.clauses.map(\.about),
      terms: source.policy.release,
      roles: source.configuration.roles, signers: source.signers,
      commitSigner: { signer(of: $0, asOf) },
      isMixedVersion: compared.trees.isMixedVersion)
    scene.lastChange = lastChange
    return scene
  }

  /// The files of the commit of the range that last changed a file; nil if none did.
  private func lastChange(of path: RepositoryPath) -> (any ObjectTree)? {
    do throws(GitError) {
      let commits = try repositories.after.commits(
        changing: [path], from: range.before, to: range.after)
      guard let id = commits.first else { return nil }
      let revision = try repositories.after.revision(id.hex)
      return SnapshotFiles(
        snapshot: try repositories.after.snapshot(of: revision), side: .after,
        willRead: gate.willRead)
    } catch {
      // What cannot be read here cannot be read for the comparison either, which tells it.
      return nil
    }
  }

  /// The releases before the range's end, oldest version first; none where streams cannot be told
  /// apart.
  private func pastReleases(
    fitting pattern: PathGlob?, _ asOf: CalendarDate
  ) throws(GitError) -> [ReleaseScene.PastRelease] {
    if range.before.commit == nil { return [] }
    do throws(GitError) {
      var releases: [ReleaseScene.PastRelease] = []
      for release in try repositories.after.releases(
        preceding: range, fitting: pattern, until: asOf)
      {
        releases.append(
          try pastRelease(
            release.tag, date: release.date,
            tree: repositories.after.snapshot(ofTree: release.tree)))
      }
      return releases
    } catch {
      switch error.kind {
      case .severalStreams, .noReleaseTag: return []
      default: throw error
      }
    }
  }

  /// The release that `after` is itself; nil if it is none.
  private func ownRelease(
    fitting pattern: PathGlob?, _ asOf: CalendarDate
  ) throws(GitError) -> ReleaseScene.PastRelease? {
    guard let commit = range.after.commit else { return nil }
    do throws(GitError) {
      let tags = try repositories.after.releaseTags(fitting: pattern, of: commit)
      guard let own = tags.last(where: { $0.commit == commit }) else { return nil }
      return try pastRelease(own, date: range.after.date ?? asOf, tree: compared.trees.after)
    } catch {
      guard case .severalStreams = error.kind else { throw error }
      return nil
    }
  }

  private func pastRelease(
    _ tag: ReleaseTag, date: CalendarDate, tree: any Snapshot
  ) throws(GitError) -> ReleaseScene.PastRelease {
    let object = try repositories.after.tagObject(named: tag.name)
    return ReleaseScene.PastRelease(
      tag: tag.name, version: tag.version, object: object?.id.hex ?? tag.commit.hex,
      isAnnotated: object?.isAnnotated ?? false, isSigned: object?.isSigned ?? false,
      title: object?.title, date: date,
      tree: SnapshotFiles(snapshot: tree, side: .after, willRead: gate.willRead))
  }

  /// The verdict on the signature of the commit that last wrote a file, within the range; nil if
  /// nobody may sign, or no commit of the range did.
  private func signer(of path: RepositoryPath, _ asOf: CalendarDate) -> SignatureVerdict? {
    guard let signers = source.signers else { return nil }
    do throws(GitError) {
      guard
        let id = try repositories.after.commits(
          changing: [path], from: range.before, to: range.after
        ).first
      else { return nil }
      let signed = try repositories.after.signedPayload(of: id)
      let commit = try repositories.after.commit(id)
      return signers.verdict(
        on: signed?.signature ?? [], of: signed?.payload ?? [], at: commit.committer.seconds,
        asOf: asOf)
    } catch {
      // Whoever asks is told that no signature counts.
      return nil
    }
  }
}
