package import SourceModel

/// What the gate adds to a comparison: by which policy it judged, what it found, how it decided.
package struct Judgement: Hashable, Sendable {
  /// Where the policy came from.
  package struct Policy: Hashable, Sendable {
    /// A pack that took part.
    package struct Pack: Hashable, Sendable {
      /// The name: `builtin:core`, or the path of its file.
      package let name: String
      /// SHA-256 of its bytes in hex.
      package let digest: String

      /// Names a pack.
      package init(name: String, digest: String) {
        self.name = name
        self.digest = digest
      }
    }

    /// The revision whose configuration, packs, waivers and signers counted, as it is spelled.
    package let revision: String
    /// Its commit in hex; nil if it is none.
    package let commit: String?
    /// Why that revision, a sentence without a full stop.
    package let source: String
    /// The packs, in the order in which they apply.
    package let packs: [Pack]
    /// The longest time in days for which a waiver may be granted.
    package let waiverDays: Int
    /// Whether a waiver must name a ticket.
    package let waiverNeedsTicket: Bool

    /// Makes a policy's source.
    package init(
      revision: String, commit: String? = nil, source: String, packs: [Pack],
      waiverDays: Int = 180, waiverNeedsTicket: Bool = false
    ) {
      self.revision = revision
      self.commit = commit
      self.source = source
      self.packs = packs
      self.waiverDays = waiverDays
      self.waiverNeedsTicket = waiverNeedsTicket
    }
  }

  /// A question that release managers ask, with the answer and its proof.
  package struct ChecklistItem: Hashable, Sendable {
    /// The possible answers.
    package enum Answer: String, Hashable, Sendable, CaseIterable {
      case yes, no
      case notApplicable = "not applicable"
      case cannotTell = "cannot tell"
      case waived
    }

    /// The item's identity: `pack/item-id`.
    package let id: String
    /// The heading under which it stands.
    package let group: String
    /// The question, answered by yes if all is well.
    package let question: String
    /// The answer.
    package let answer: Answer
    /// What proves it, as a sentence.
    package let proof: String
    /// The place of the first proof, or of the first objection; nil if there is none.
    package let path: RepositoryPath?
    /// The line there, from 1; 0 if the whole file is meant.
    package let line: Int
    /// The rules that spoke against it, sorted.
    package let rules: [RuleID]

    /// Makes an item.
    package init(
      id: String, group: String, question: String, answer: Answer, proof: String,
      path: RepositoryPath?, line: Int, rules: [RuleID]
    ) {
      self.id = id
      self.group = group
      self.question = question
      self.answer = answer
      self.proof = proof
      self.path = path
      self.line = line
      self.rules = rules
    }
  }

  /// The version that the changes of a stream call for.
  package struct Bump: Hashable, Sendable {
    /// How much of a version must rise.
    package enum Step: String, Hashable, Sendable, CaseIterable {
      case none, patch, minor, major
    }

    /// The component; nil for the whole repository.
    package let component: String?
    /// The step that the changes call for.
    package let required: Step
    /// The version that is left behind, as its tag spells it; nil if there is none.
    package let from: String?
    /// The lowest version that fits; nil if the stream is not numbered by Semantic Versioning.
    package let lowest: String?
    /// What is declared at `after`, with where: the tag, or the version in a contract.
    package let declared: String?

    /// Makes a bump.
    package init(
      component: String?, required: Step, from: String?, lowest: String?, declared: String?
    ) {
      self.component = component
      self.required = required
      self.from = from
      self.lowest = lowest
      self.declared = declared
    }
  }

  /// The question that was asked: what a range introduces, or what a release contains.
  package enum Question: String, Hashable, Sendable, CaseIterable {
    case merge, release
  }

  /// The question that was asked.
  package let question: Question
  /// The policy that counted.
  package let policy: Policy
  /// The findings in report order, waived ones among them.
  package let findings: [Finding]
  /// The checklists of the packs, in their order.
  package let checklist: [ChecklistItem]
  /// The lives of the elements whose end was asked for, by contract and element.
  package let ladders: [Ladder]
  /// The versions called for; empty if nobody asked.
  package let bumps: [Bump]
  /// What was decided.
  package let verdict: Verdict
  /// How each change is taken back, in the order of the changes; empty if nobody asked.
  package var levers: [Lever] = []
  /// The evidence of the release, in path order; empty if nobody asked.
  package var evidence: [EvidenceState] = []

  /// Gathers a judgement; sorts what has an order.
  package init(
    question: Question, policy: Policy, findings: [Finding], checklist: [ChecklistItem],
    ladders: [Ladder], bumps: [Bump], verdict: Verdict
  ) {
    self.question = question
    self.policy = policy
    self.findings = findings.sorted()
    self.checklist = checklist
    self.ladders = ladders
    self.bumps = bumps
    self.verdict = verdict
  }

  /// How many findings of a severity no waiver covers.
  package func count(of severity: Severity) -> Int {
    findings.count { $0.severity == severity && $0.waiver == nil }
  }

  /// How many findings a waiver covers.
  package var waivedCount: Int { findings.count { $0.waiver != nil } }
}
