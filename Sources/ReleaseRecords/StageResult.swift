package import DataTrees
package import SourceModel

/// How one stage of a rollout ended: a file of `stages/` in a release's folder.
package struct StageResult: Hashable, Sendable {
  /// What came of a stage.
  package enum Verdict: String, Hashable, Sendable, CaseIterable {
    case advance, hold, rollback, inconclusive
  }

  /// The stage's name.
  package var stage = Stated("")
  /// The share of traffic in percent.
  package var traffic = Stated(DecimalNumber(0))
  /// What came of it.
  package var verdict = Stated(Verdict.inconclusive)
  /// The day on which it began.
  package var started = Stated(CalendarDate(dayNumber: 0))
  /// The day on which it ended; nil if it has not.
  package var ended: Stated<CalendarDate>?
  /// The role that decided.
  package var decidedBy: Stated<String>?
  /// The SHA-256 of the file with the metrics, as 64 digits in hex.
  package var metrics: Stated<String>?
  /// Where it stands.
  package var range = SourceRange(0, 0)

  /// Says nothing.
  package init() {}
}

extension StageResult {
  /// The version that stands in every result.
  package static let schemaIdentifier = "relgate/stage-result/1"

  /// How a result is read, and its shape.
  package static let reader = ShapedReader<StageResult>.record(
    "How one stage of a rollout ended.", from: StageResult(),
    [
      .key(
        "schema", "The version of this schema.", .word([schemaIdentifier], "schema"),
        isRequired: true
      ) { _, _ in },
      .key("stage", "The stage's name.", .statedScalar, isRequired: true) { $0.stage = $1 },
      .key(
        "traffic", "The share of traffic in percent.", ShapedReader<DecimalNumber>.number.stated,
        isRequired: true
      ) { $0.traffic = $1 },
      .key(
        "verdict", "What came of it.", ShapedReader<Verdict>.word("verdict").stated,
        isRequired: true
      ) { $0.verdict = $1 },
      .key("started", "When it began, RFC 3339.", moment, isRequired: true) { $0.started = $1 },
      .key("ended", "When it ended, RFC 3339.", moment) { $0.ended = $1 },
      .key("decided_by", "The role that decided.", .statedText) { $0.decidedBy = $1 },
      .key("metrics_sha256", "The SHA-256 of the file with the metrics.", digest) {
        $0.metrics = $1
      },
    ]
  ).placed { $0.range = $1 }

  private static let moment = ShapedReader<String>.text.map { text in
    CalendarDate(text).map { .success($0) }
      ?? .failure(
        ShapeProblem.Reason(
          "a day or a moment was expected", hint: "Write '2026-03-31' or '2026-03-31T10:00:00Z'."))
  }.stated

  private static let digest = ShapedReader<String>.text.map { text in
    let isHex = text.utf8.allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
    return isHex && text.utf8.count == 64
      ? .success(text)
      : .failure(ShapeProblem.Reason("64 digits in lower-case hex were expected"))
  }.stated
}
