import CommandKit
import FormatKit
import GateEngine
import PolicyPacks
import Rehearsals
import Reporting

/// `relgate schema`: the JSON Schemas of what is written and read.
enum SchemaCommand {
  /// A document that has a schema.
  enum Document: String, CaseIterable, Sendable {
    case report, summary, config, pack, waiver, rehearsal
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
    }
  }
}
