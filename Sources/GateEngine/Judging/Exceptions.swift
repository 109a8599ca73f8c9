import GitHistory
import PolicyPacks
import ReleaseModel
import Signatures
import SourceModel

extension CheckedRange {
  /// Applies the waivers that count; without a day of judgement none does.
  ///
  /// Those of the policy's revision count, and those that an allowed signer brought into the range
  /// where the packs let them.
  func waive(_ findings: [Finding], _ problems: [Problem]) throws(GateError) -> Waived {
    guard let asOf else { return Waived(findings: findings, problems: problems, unused: []) }
    var counted = source.waivers
    var disregarded: [DisregardedWaiver] = []
    for var waiver in try waiversOfRange() {
      if let reason = try objection(to: waiver.file, asOf) {
        disregarded.append(DisregardedWaiver(waiver, because: reason))
      } else {
        waiver.isSigned = true
        counted.append(waiver)
      }
    }
    let comments = try comments(on: findings, asOf)
    var waived = source.policy.waive(
      findings, problems + comments.problems, with: counted + comments.waivers,
      disregarding: disregarded, asOf: asOf)
    if request.question == .release, gate.paths.isEmpty, gate.component == nil {
      waived = waived.tellingUnused(by: source.policy)
    }
    return waived
  }

  // MARK: Files

  /// The waiver files that `after` has and the policy's revision has not, or has otherwise.
  private func waiversOfRange() throws(GateError) -> [Waiver] {
    let paths = compared.trees.deltas.filter { $0.after != nil }.map(\.path).filter {
      $0.segments.first.map { Name($0) } == Name(Waiver.folder.bytes)
    }
    if paths.isEmpty || request.question == .release { return [] }
    let schema = WaiverSchema(
      gate.vocabulary(source.configuration), terms: source.policy.terms)
    let files = compared.trees.files(of: .after)
    return paths.compactMap { path in
      guard case .success(let text?) = files.content(of: path),
        case .success(let waiver) = schema.read(text)
      else { return nil }
      return waiver
    }
  }

  /// Why a waiver that the range brought does not count; nil if it does.
  private func objection(
    to path: RepositoryPath, _ asOf: CalendarDate
  ) throws(GateError) -> String? {
    guard source.policy.terms.countsSignedInRange else {
      return "it was added in the range that it would unblock"
    }
    guard let signers = source.signers else {
      return "it was added in the range, and the policy's revision names no allowed signers"
    }
    return try gate.git { () throws(GitError) in
      let commits = try repositories.after.commits(
        changing: [path], from: range.before, to: range.after)
      if commits.isEmpty { return "no commit of the range brought it" }
      for commit in commits {
        if let reason = try objection(to: commit, signers, asOf) { return reason }
      }
      return nil
    }
  }

  /// Why a commit may not bring an exception; nil if it may.
  private func objection(
    to id: ObjectID, _ signers: AllowedSigners, _ asOf: CalendarDate
  ) throws(GitError) -> String? {
    let name = id.hex.prefix(10)
    let signed = try repositories.after.signedPayload(of: id)
    let commit = try repositories.after.commit(id)
    let verdict = signers.verdict(
      on: signed?.signature ?? [], of: signed?.payload ?? [],
      at: commit.committer.seconds, asOf: asOf)
    switch verdict {
    case .unsigned: return "its commit \(name) is not signed"
    case .badSignature(let reason): return "the signature of its commit \(name) is wrong: \(reason)"
    case .notAllowed(let reason):
      return "the signer of its commit \(name) is not allowed: \(reason)"
    case .unsupported(let reason):
      return "the signature of its commit \(name) was not verified: \(reason)"
    case .verified(let signer):
      // The committer's date, at which the key was valid, is the signer's own word.
      if signer.isExpired { return "the key of its commit \(name) has expired" }
      let principals = source.configuration.roles.values.joined()
      if principals.isEmpty || principals.contains(where: signer.isPrincipal) { return nil }
      return "the signer of its commit \(name) has no role in '.relgate.yaml'"
    }
  }

  // MARK: Comments

  /// The exceptions that comments ask for in the files in which something was found at `after`.
  ///
  /// A comment is signed if the range brought it and all commits that touched its file are: one
  /// that stood there before is nobody's word only because somebody signed another line.
  private func comments(
    on findings: [Finding], _ asOf: CalendarDate
  ) throws(GateError) -> (waivers: [Waiver], problems: [Problem]) {
    let paths = Set(
      findings.compactMap { $0.side == .after ? $0.place?.path : nil })
    let vocabulary = gate.vocabulary(source.configuration)
    let files = compared.trees.files(of: .after)
    var found: (waivers: [Waiver], problems: [Problem]) = ([], [])
    for path in paths.sorted() {
      guard case .success(let text?) = files.content(of: path) else { continue }
      let comments = InlineWaivers(text, vocabulary, terms: source.policy.terms)
      found.problems += comments.problems
      if comments.waivers.isEmpty { continue }
      let isSigned = try objection(to: path, asOf) == nil
      let old = isSigned ? formerComments(in: path, vocabulary) : []
      found.waivers += comments.waivers.map { waiver in
        var waiver = waiver
        waiver.isSigned = isSigned && !old.contains { $0.asksForTheSame(as: waiver) }
        return waiver
      }
    }
    return found
  }

  /// The exceptions that the comments of a file of `after` asked for at `before`.
  private func formerComments(in path: RepositoryPath, _ vocabulary: Vocabulary) -> [Waiver] {
    let delta = compared.trees.deltas.first { $0.path(on: .after) == path }
    guard let former = delta?.path(on: .before),
      case .success(let text?) = compared.trees.files(of: .before).content(of: former)
    else { return [] }
    return InlineWaivers(text, vocabulary, terms: source.policy.terms).waivers
  }
}

extension Waiver {
  /// Whether two comments say the same, wherever they stand.
  fileprivate func asksForTheSame(as other: Waiver) -> Bool {
    rule == other.rule && owner == other.owner && expires == other.expires
      && ticket == other.ticket && reason == other.reason
  }
}

extension Waived {
  /// With a finding for each waiver that excuses nothing.
  fileprivate func tellingUnused(by policy: Policy) -> Waived {
    let told = unused.compactMap { waiver -> Finding? in
      guard
        let severity = policy.ruling(on: "waiver/unused", at: waiver.file, default: .warning)
          .severity
      else { return nil }
      return Finding(
        "waiver/unused", severity: severity,
        message: "the waiver of '\(waiver.rule)' excuses nothing that was found",
        remedy: "Remove it with 'relgate waivers prune'.", element: Name(waiver.rule.text),
        path: waiver.file, place: waiver.place)
    }
    return Waived(findings: (findings + told).sorted(), problems: problems, unused: unused)
  }
}
