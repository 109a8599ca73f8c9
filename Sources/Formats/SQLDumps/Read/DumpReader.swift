import Digests
import FormatKit
import PostgresSchema
import PostgresSyntax
import SourceModel

extension SQLDumpFormat {
  /// Reads a dump: runs its statements in thought.
  static func read(dump source: SourceText) -> Reading<DumpModel> {
    var reader = DumpReader(source)
    let script = SQLScript.read(source.bytes)
    for flaw in script.flaws { reader.tell(flaw) }
    for statement in script.statements { reader.run(statement) }
    return Reading(
      model: DumpModel(reader.schema, path: source.path), problems: reader.problems,
      dependencies: [])
  }
}

/// Folds the statements of a dump.
private struct DumpReader {
  let source: SourceText
  var schema = SchemaState()
  var problems: [LocatedProblem] = []

  init(_ source: SourceText) { self.source = source }

  mutating func tell(_ flaw: SQLScript.Flaw) {
    let rest = source.bytes.dropFirst(Int(flaw.range.lower))
    problems.append(
      LocatedProblem(
        rule: DocumentProblem.unreadable.rule(of: "sql"), message: flaw.message,
        location: Location(source.path, flaw.range), hint: flaw.hint,
        subject: Name(SHA256.hexDigest(of: Array(rest)))))
  }

  /// Runs a statement, with those of a `DO` block that it holds.
  mutating func run(_ statement: Statement) {
    if case .partly(let reason) = statement.reading, statement.place == .script {
      let bytes = source.bytes[statement.range.indices.clamped(to: source.bytes.indices)]
      problems.append(
        LocatedProblem(
          rule: DumpProblems.statementPartlyRead,
          message: "'\(statement.head)' was read in part: \(reason)",
          location: Location(source.path, statement.range), hint: nil,
          subject: Name(SHA256.hexDigest(of: Array(bytes)))))
    }
    for operation in statement.operations {
      schema.apply(Operation(operation.action.withoutNoise, at: operation.range))
    }
    for inner in statement.inner where inner.place == .block { run(inner) }
  }
}
