import EvidenceStatements
package import GitHistory
import ReleaseChecks
package import ReleaseModel
import SourceModel

extension Gate {
  /// The verdict of a report as a verification summary, which names the day of judgement and no
  /// other time; nil if nothing was judged or `after` is no commit.
  package func attestation(
    of report: Report, in repository: Repository
  ) throws(GateError) -> [UInt8]? {
    guard let judgement = report.judgement, let commit = report.after.commit,
      let asOf = report.asOf
    else { return nil }
    let revision = try git { () throws(GitError) in try repository.revision(commit) }
    let files = try git { () throws(GitError) in
      SnapshotFiles(
        snapshot: try repository.snapshot(of: revision), side: .after, willRead: willRead)
    }
    let evidence = judgement.evidence.filter { $0.state == .valid }.compactMap { state in
      files.object(at: state.path).map {
        EvidenceStatement.Subject(path: state.path, object: $0.id, isFolder: false)
      }
    }
    return VerdictStatement(
      commit: commit, tree: revision.tree.hex, verdict: judgement.verdict.rawValue,
      time: "\(asOf)T00:00:00Z", version: report.version,
      policyRevision: judgement.policy.commit ?? judgement.policy.revision,
      packs: judgement.policy.packs.map { .init(name: $0.name, sha256: $0.digest) },
      evidence: evidence
    ).bytes
  }
}
