import DataTrees
package import ReleaseModel
import SourceModel

/// The result of a run in one line of JSON, for those who keep or compare runs.
package struct SummaryRenderer: Renderer {
  package static func render(_ report: Report, view: View) -> [UInt8] {
    var writer = JSONWriter(.compact)
    SummarySchema.summary.write(report, &writer)
    return writer.bytes + [UInt8(ascii: "\n")]
  }
}

/// The summary as JSON: what is written and its schema, from one description.
package enum SummarySchema {
  /// The version that stands in every summary.
  package static let identifier = "relgate/summary/1"

  /// The schema of a summary (JSON Schema, draft-07).
  package static var schema: [UInt8] {
    summary.shape.schema(id: identifier, title: "The summary of a run of relgate")
  }

  static let summary = ShapedWriter<Report>.record(
    "What a run was asked, and what it answered.",
    [
      .required(
        "schema", "The version of this schema.",
        ShapedWriter(.word([identifier])) { $1.string($0) }
      ) { _ in identifier },
      .required("tool", "The program.", ReportSchema.tool.writer, \.version),
      .required("range", "The two revisions.", ReportSchema.range.writer, \.range),
      .optional("asOf", "The day against which windows are judged.", .date, \.asOf),
      .optional("policy", "The policy that counted.", ReportSchema.policy.writer) {
        $0.judgement?.policy
      },
      .optional("verdict", "What was decided; absent if nothing was judged.", .word()) {
        $0.judgement?.verdict
      },
      .optional("question", "What was asked.", .word()) { $0.judgement?.question },
      .required("complete", "Whether nothing was left undecided.", .boolean, \.complete),
      .required("summary", "How much was found.", ReportSchema.counts.writer) { Counts(of: $0) },
      .optional("checklist", "The answers to the questions of the packs.", .list(item)) {
        $0.judgement?.checklist
      },
      .optional("evidence", "The evidence of the release.", .list(ReportSchema.evidence.writer)) {
        $0.evidence.isEmpty ? nil : $0.evidence
      },
    ])

  private static let item = ShapedWriter<Judgement.ChecklistItem>.record(
    "A question with its answer.",
    [
      .required("id", "The item's identity, as pack/item-id.", .string, \.id),
      .required("answer", "The answer.", .word(), \.answer),
    ])
}
