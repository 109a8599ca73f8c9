import Markdown
import ReleaseModel
import SourceModel

/// Words in documents that look like answers and are none.
enum UnansweredQuestions {
  static let rules = [placeholder, unreasoned, future]

  static let placeholder = FindingRule(
    "release/placeholder-left", "A placeholder was left in a document", severity: nil,
    isCompleteness: true,
    rationale: "A placeholder says that somebody knew the question and nobody the answer.",
    remedy: "Write the answer in place of the placeholder.",
    example: DocumentTrials.trial(.rollback, "# Plan\n\nTested in staging on [date].\n"),
    nearMiss: DocumentTrials.trial(
      .rollback, "# Plan\n\nTested in staging on 2026-05-12, see [the log](RUNBOOK.md).\n"))

  static let unreasoned = FindingRule(
    "release/reason-missing", "A question was set aside without a reason", severity: nil,
    isCompleteness: true,
    rationale: "'None' may be the outcome of a search, or of none; only the reason tells which.",
    remedy: "Write why: 'none, because …'.",
    example: DocumentTrials.trial(.rollback, "# Plan\n\n- Data: none\n"),
    nearMiss: DocumentTrials.trial(
      .rollback, "# Plan\n\n- Data: none, because no store is written.\n"))

  static let future = FindingRule(
    "release/outcome-pending", "Something was still to come in a release that is complete",
    severity: .warning,
    rationale:
      "A release that is complete has nothing left to do; what is announced was not done, or "
      + "its outcome was not written down.",
    remedy: "Write what was done, and where it is seen.",
    example: FindingRule.Trial(
      after: DocumentTrials.record("complete")
        + DocumentTrials.file(.rollout, "# Plan\n\n- The canary will be watched for a day.\n")),
    nearMiss: FindingRule.Trial(
      after: DocumentTrials.record("complete")
        + DocumentTrials.file(.rollout, "# Plan\n\n- The canary was watched for a day.\n")))

  static func facts(in documents: DocumentScene) -> [ReleaseFact] {
    documents.documents.flatMap { document in
      let reading = AnswerReading(isOfThePast: documents.isComplete && document.kind.isOfThePast)
      return document.markdown.blocks.compactMap { block in
        reading.fault(of: block).map { fact(of: $0, at: block, in: document) }
      }
    }
  }

  private static func fact(
    of fault: AnswerFault, at block: MarkdownDocument.Block, in document: ReleaseDocument
  ) -> ReleaseFact {
    switch fault {
    case .placeholder(let words):
      document.fact(
        placeholder, "the placeholder '\(words)' was left in '\(document.name)'", element: words,
        at: block.range)
    case .unreasoned(let text):
      document.fact(
        unreasoned, "'\(text)' was said in '\(document.name)' without a reason", element: text,
        at: block.range)
    case .future(let words):
      document.fact(
        future, "'\(document.name)' said '\(words)' although the release is complete",
        element: words, at: block.range)
    }
  }
}
