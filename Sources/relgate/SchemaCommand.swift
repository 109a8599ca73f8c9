import CommandKit
import DataTrees
import EvidenceStatements
import FormatKit
import GateEngine
import PolicyPacks
import Rehearsals
import ReleaseChecks
import ReleaseRecords
import Reporting

/// `relgate schema`: the JSON Schemas of what is written and read.
enum SchemaCommand {
  /// A document that has a schema.
  enum Document: String, CaseIterable, Sendable {
    case report, summary, config, pack, waiver, rehearsal, release, deprecation, window, evidence
    case stageResult = "stage-result"
    case runNote = "run-note"
  }

  private static let document = Positional(
    required: ValueKind<Document>.choice("DOCUMENT"), help: "The document whose schema to print")

  static let command = Command<Action>(
    "schema", "Print the JSON Schema of a document that relgate writes or reads",
    parameters: [document], action: .schema)

  private static var vocabulary: Vocabulary {
    Vocabulary(rules: Gate.builtin.knownRules, formats: Gate.builtin.formatNames)
  }

  static func run(_ invocation: Invocation) throws(Failure) {
    switch invocation[document] {
    case .report: try Channel.output.write(ReportSchema.schema)
    case .summary: try Channel.output.write(SummarySchema.schema)
    case .config:
      let schema = ConfigurationSchema(
        formats: Gate.builtin.formatNames, rules: Gate.builtin.knownRules)
      try Channel.output.write(schema.schema)
    case .pack: try Channel.output.write(PackSchema(vocabulary).schema)
    case .rehearsal: try Channel.output.write(RehearsalResultSchema.schema)
    case .waiver: try Channel.output.write(WaiverSchema(vocabulary).schema)
    case .release:
      try write(ReleaseRecord.reader, ReleaseRecord.schemaIdentifier, "The record of a release")
    case .deprecation:
      try write(Deprecation.reader, Deprecation.schemaIdentifier, "The announced end of something")
    case .window:
      try write(
        MixedVersionWindow.reader, MixedVersionWindow.schemaIdentifier,
        "A time in which old and new versions run side by side")
    case .evidence: try Channel.output.write(StatementSchema.schema)
    case .stageResult:
      try write(StageResult.reader, StageResult.schemaIdentifier, "How a stage of a rollout ended")
    case .runNote: try write(RunNote.reader, "relgate/run-note/1", "What a run taught")
    }
  }

  private static func write<Value>(
    _ reader: ShapedReader<Value>, _ id: String, _ title: String
  ) throws(Failure) {
    try Channel.output.write(reader.shape.schema(id: id, title: title))
  }
}
