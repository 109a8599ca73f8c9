package import ReleaseModel
import SourceModel

extension Policy {
  /// The rule of versions that promise too little.
  static let versionRule: RuleID = "release/version-too-low"

  /// Answers the questions of the packs from what was found.
  ///
  /// - Parameters:
  ///   - judged: What judging gave, before waivers.
  ///   - findings: All findings, waivers applied.
  ///   - contracts: The contracts of the run; unchanged ones are not among them.
  ///   - evidence: The evidence of the release; nil if no release was judged.
  package func answers(
    judged: Judged, findings: [Finding], changes: [Change], problems: [Problem],
    contracts: [Report.Contract], bumps: [Judgement.Bump] = [],
    evidence: [EvidenceState]? = nil
  ) -> [Judgement.ChecklistItem] {
    let run = Run(
      policy: self, judged: judged, findings: findings, changes: changes,
      problems: problems.filter(\.isOpen), contracts: contracts, bumps: bumps, evidence: evidence)
    return checklist.map(run.item)
  }
}

/// What questions are answered from.
private struct Run {
  let policy: Policy
  let judged: Judged
  let findings: [Finding]
  let changes: [Change]
  /// The problems that can hide a difference.
  let problems: [Problem]
  let contracts: [Report.Contract]
  let bumps: [Judgement.Bump]
  let evidence: [EvidenceState]?

  func item(_ question: Pack.Question) -> Judgement.ChecklistItem {
    let answer = answer(question)
    return Judgement.ChecklistItem(
      id: question.name, group: question.group, question: question.question,
      answer: answer.answer, proof: answer.proof, path: answer.path, line: answer.line,
      rules: Set(answer.findings.map(\.rule)).sorted())
  }

  /// An answer with what proves it.
  private struct Answered {
    let answer: Judgement.ChecklistItem.Answer
    let proof: String
    var path: RepositoryPath?
    var line = 0
    var findings: [Finding] = []

    init(_ answer: Judgement.ChecklistItem.Answer, _ proof: String) {
      self.answer = answer
      self.proof = proof
    }

    /// An answer that findings give; the first of them is the place.
    init(_ answer: Judgement.ChecklistItem.Answer, _ proof: String, _ findings: [Finding]) {
      self.init(answer, proof)
      self.findings = findings
      path = findings.first.flatMap { $0.place?.path ?? $0.path }
      line = findings.first?.place?.line ?? 0
    }
  }

  private func answer(_ question: Pack.Question) -> Answered {
    let own = contracts.filter {
      question.formats.isEmpty || question.formats.contains($0.format)
    }
    let paths = Set(own.flatMap(\.paths))
    let objections = findings.filter {
      $0.severity >= .warning && speaks($0, against: question, paths)
    }
    let open = objections.filter { $0.waiver == nil }
    if let first = open.first {
      let more = open.count > 1 ? ", and \(open.count - 1) more" : ""
      return Answered(.no, first.message + more, open)
    }
    if let problem = problems.first(where: { hides($0, from: question, paths) }) {
      var answered = Answered(.cannotTell, problem.message)
      answered.path = problem.path
      answered.line = problem.line
      return answered
    }
    if let first = objections.first, let waiver = first.waiver {
      let proof = "\(first.message): \(waiver.owner) answers for it until \(waiver.expires)"
      let more = objections.count > 1 ? ", and \(objections.count - 1) more" : ""
      return Answered(.waived, proof + more, objections)
    }
    if own.isEmpty, question.formats.isEmpty, let evidence {
      let count = evidence.count { $0.state == .valid }
      return Answered(
        .yes,
        evidence.isEmpty
          ? "nothing in the release speaks against it"
          : "\(count) of \(evidence.count) statements of evidence count")
    }
    if own.isEmpty {
      let formats = question.formats.joined(separator: " or ")
      return Answered(.notApplicable, "no \(formats.isEmpty ? "" : formats + " ")contract changed")
    }
    return isAboutVersions(question) ? versionAnswer : Answered(.yes, proof(question))
  }

  private func speaks(
    _ finding: Finding, against question: Pack.Question, _ paths: Set<RepositoryPath>
  ) -> Bool {
    let isNamed =
      question.rules.contains { $0.matches(finding.rule) }
      || (judged.clauses[finding.fingerprint] ?? [finding.clause]).contains { name in
        policy.clause(named: name).map { question.clauses.contains($0.id) } ?? false
      }
    if !isNamed { return false }
    return question.formats.isEmpty || question.formats.contains(String(finding.rule.prefix))
      || [finding.path, finding.place?.path].contains { $0.map(paths.contains) ?? false }
  }

  /// Whether a problem can hide what the question is about: it is in such a contract, or in no
  /// contract that is known.
  private func hides(
    _ problem: Problem, from question: Pack.Question, _ paths: Set<RepositoryPath>
  ) -> Bool {
    if question.formats.isEmpty || question.formats.contains(String(problem.rule.prefix)) {
      return true
    }
    guard let path = problem.path else { return true }
    return paths.contains(path) || !contracts.contains { $0.paths.contains(path) }
  }

  /// Why nothing speaks against it.
  private func proof(_ question: Pack.Question) -> String {
    let own = changes.filter {
      question.formats.isEmpty || question.formats.contains($0.format)
    }
    let breaking = own.count { $0.classification == .breaking }
    let fingerprints = Dictionary(
      own.map { ($0.fingerprint, $0) }, uniquingKeysWith: { first, _ in first })
    var told: Set<String> = []
    let proofs = judged.proven.compactMap { proven -> String? in
      guard let change = fingerprints[proven.change],
        let clause = policy.clause(named: proven.clause), question.clauses.contains(clause.id),
        let met = proven.met.first, told.insert(proven.change).inserted
      else { return nil }
      return "'\(change.element)' \(met.proof)"
    }
    let rest = proofs.count > 3 ? ["and \(proofs.count - 3) more"] : []
    let breach =
      breaking == 0 ? "none breaking" : proofs.isEmpty ? "none in question" : "\(breaking) breaking"
    return (["\(count(own.count, "change")), \(breach)"] + proofs.prefix(3) + rest)
      .joined(separator: "; ")
  }

  private func isAboutVersions(_ question: Pack.Question) -> Bool {
    question.rules.contains { $0.matches(Policy.versionRule) }
      || policy.clauses.contains { clause in
        question.clauses.contains(clause.id) && !clause.criteria.rules.isEmpty
          && clause.criteria.matches(Policy.versionRule)
      }
  }

  /// Nothing speaks against the versions that are declared, if any is.
  private var versionAnswer: Answered {
    let declared = bumps.compactMap { bump in
      bump.declared.map { version in
        let stream = bump.component.map { "\($0): " } ?? ""
        let since = bump.from.map { " since \($0)" } ?? ""
        return "\(stream)\(bump.required.rawValue) called for\(since), \(version) declared"
      }
    }
    return declared.isEmpty
      ? Answered(.notApplicable, "no version is declared")
      : Answered(.yes, declared.joined(separator: "; "))
  }
}
