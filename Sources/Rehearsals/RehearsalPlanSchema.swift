import DataTrees
package import SourceModel

/// The plan of a rehearsal as JSON: its schema, its writer and its reader, from one description.
package enum RehearsalPlanSchema {
  /// The version that stands in every plan.
  package static let identifier = "relgate/rehearsal-plan/1"

  /// The schema of a plan (JSON Schema, draft-07).
  package static var schema: [UInt8] {
    plan.shape.schema(id: identifier, title: "The plan of a rehearsal")
  }

  /// Reads a plan; total: any bytes give a plan or located problems.
  package static func read(_ source: SourceText) -> Result<RehearsalPlan, UnreadableRehearsal> {
    UnreadableRehearsal.reading(source, plan.reader)
  }

  /// Writes a plan.
  package static func bytes(of rehearsal: RehearsalPlan) -> [UInt8] {
    var writer = JSONWriter(.compact)
    plan.writer.write(rehearsal, &writer)
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  static let plan = ShapedCodec<RehearsalPlan>.record(
    "What a rehearsal runs.",
    [
      .required(
        "schema", "The version of this schema.", .word([identifier], "schema"), \.identifier),
      .required("range", "The revisions between which the migrations lie.", range, \.range),
      .required("chains", "The chains that have migrations there.", .list(chain), \.chains),
      .required("limits", "How long a statement may take.", limits, \.limits),
      .optional(
        "target", "The lowest major version of PostgreSQL that the project supports.", .integer,
        \.target),
    ]
  ) { parts in
    RehearsalPlan(
      range: try parts[\.range], chains: try parts[\.chains], limits: try parts[\.limits],
      target: try parts[\.target])
  }

  static let range = ShapedCodec<RehearsedRange>.record(
    "Two revisions.",
    [
      .optional("before", "The commit of the earlier one.", .string, \.before),
      .optional("after", "The commit of the later one; absent for the index.", .string, \.after),
    ]
  ) { RehearsedRange(before: try $0[\.before], after: try $0[\.after]) }

  private static let limits = ShapedCodec<RehearsalLimits>.record(
    "Milliseconds that a statement may take.",
    [
      .required("statement", "For all of its work.", milliseconds, \.statement),
      .required("lock", "For each lock that it waits for.", milliseconds, \.lock),
    ]
  ) { RehearsalLimits(statement: try $0[\.statement], lock: try $0[\.lock]) }

  private static let milliseconds = ShapedCodec<Int>.integer.map(
    to: { (1...Int(Int32.max)).contains($0) ? $0 : nil },
    expecting: "an integer from 1 to \(Int32.max)", from: \.self)

  private static let chain = ShapedCodec<PlannedChain>.record(
    "The migrations of one folder.",
    [
      .required("layout", "The tool whose conventions they follow.", .string, \.layout),
      .required("folder", "The folder that holds all of them.", .path, \.folder),
      .required("hasDowns", "Whether the tool has ways down at all.", .boolean, \.hasDowns),
      .required("base", "The scripts that make the earlier schema.", .list(script), \.base),
      .required("steps", "The migrations, in the order in which they run.", .list(step), \.steps),
    ]
  ) { parts in
    PlannedChain(
      layout: try parts[\.layout], folder: try parts[\.folder],
      hasDowns: try parts[\.hasDowns], base: try parts[\.base], steps: try parts[\.steps])
  }

  private static let step = ShapedCodec<PlannedMigration>.record(
    "A migration.",
    [
      .required("version", "By what the tool orders and remembers it.", .name, \.version),
      .required("name", "The rest of its name.", .name, \.name),
      .required("up", "Its way up.", script, \.up),
      .optional("down", "Its way down.", script, \.down),
    ]
  ) { parts in
    PlannedMigration(
      version: try parts[\.version], name: try parts[\.name], up: try parts[\.up],
      down: try parts[\.down])
  }

  private static let script = ShapedCodec<PlannedScript>.record(
    "What of a file runs.",
    [
      .required("file", "The file.", file, \.file),
      .required("parts", "Its parts, in the order in which they run.", .list(part), \.parts),
      .optional("obstacle", "What keeps it from running.", .string, \.obstacle),
    ]
  ) { parts in
    PlannedScript(
      file: try parts[\.file], parts: try parts[\.parts], obstacle: try parts[\.obstacle])
  }

  private static let part = ShapedCodec<PlannedPart>.record(
    "Statements that the tool runs in one way.",
    [
      .required("transaction", "How they run.", .word(), \.transaction),
      .required("statements", "What runs, in order.", .list(statement), \.statements),
    ]
  ) { PlannedPart(transaction: try $0[\.transaction], statements: try $0[\.statements]) }

  static let file = ShapedCodec<BoundFile>.record(
    "A file and its very bytes.",
    [
      .required("path", "The path inside the repository.", .path, \.path),
      .required("blob", "The blob, 40 hexadecimal digits.", .string, \.blob),
    ]
  ) { BoundFile(path: try $0[\.path], blob: try $0[\.blob]) }

  private static let statement = ShapedCodec<PlannedStatement>.record(
    "A piece of SQL that is sent at once.",
    [
      .required("line", "The line of the file on which it begins.", .integer, \.line),
      .required("text", "Its text.", .name, \.text),
    ]
  ) { PlannedStatement(line: try $0[\.line], text: try $0[\.text]) }
}

/// Bytes that are no plan or no result of a rehearsal, or not a whole one.
package struct UnreadableRehearsal: Error, Hashable, Sendable {
  /// What is wrong first, with its line and column, lower case.
  package let message: String

  static func reading<Value>(
    _ source: SourceText, _ reader: ShapedReader<Value>
  ) -> Result<Value, UnreadableRehearsal> {
    let reading = DataTree.read(source, syntax: .json)
    var problems = reading.problems.map { ShapeProblem($0.message, at: $0.range) }
    var value: Value?
    if let tree = reading.tree, problems.isEmpty {
      value = reader.read(tree, tree.root, &problems)
    }
    if let value, problems.isEmpty { return .success(value) }
    let lines = LineTable(source.bytes)
    let first = problems.min { $0.range.lower < $1.range.lower }
    let start = first.map { Int($0.range.lower) } ?? 0
    return .failure(
      UnreadableRehearsal(
        message: "\(lines.line(at: start)):\(lines.column(at: start)): "
          + (first?.message ?? "it is empty")))
  }
}

extension RehearsalPlan {
  fileprivate var identifier: String { RehearsalPlanSchema.identifier }
}
