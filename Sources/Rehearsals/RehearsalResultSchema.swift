import DataTrees
package import SourceModel

/// The result of a rehearsal as JSON: its schema, its writer and its reader, from one description.
package enum RehearsalResultSchema {
  /// The version that stands in every result.
  package static let identifier = "relgate/rehearsal/1"

  /// The schema of a result (JSON Schema, draft-07).
  package static var schema: [UInt8] {
    result.shape.schema(id: identifier, title: "The result of a rehearsal of migrations")
  }

  /// Reads a result; total: any bytes give a result or located problems.
  package static func read(
    _ source: SourceText
  ) -> Result<RehearsalResult, UnreadableRehearsal> {
    UnreadableRehearsal.reading(source, result.reader)
  }

  /// Writes a result.
  package static func bytes(of rehearsal: RehearsalResult) -> [UInt8] {
    var writer = JSONWriter(.pretty)
    result.writer.write(rehearsal, &writer)
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  static let result = ShapedCodec<RehearsalResult>.record(
    "What came of rehearsing migrations.",
    [
      .required(
        "schema", "The version of this schema.", .word([identifier], "schema"), \.identifier),
      .required("tool", "The version of relgate that rehearsed.", .string, \.tool),
      .required(
        "range", "The revisions between which the migrations lie.", RehearsalPlanSchema.range,
        \.range),
      .required("server", "The server on which it took place.", server, \.server),
      .derived(
        .required("summary", "How many migrations had each outcome.", summary) { $0.counts }),
      .required("chains", "What came of each chain.", .list(chain), \.chains),
    ]
  ) { parts in
    RehearsalResult(
      tool: try parts[\.tool], range: try parts[\.range], server: try parts[\.server],
      chains: try parts[\.chains])
  }

  private static let summary = ShapedWriter<[RehearsedMigration.Outcome: Int]>.record(
    "How many migrations had each outcome.",
    RehearsedMigration.Outcome.allCases.map { outcome in
      .required(outcome.rawValue, outcome.meaning, .integer) { $0[outcome, default: 0] }
    })

  private static let server = ShapedCodec<RehearsalResult.Server>.record(
    "A server of PostgreSQL.",
    [
      .required("version", "Its version, as it says.", .string, \.version),
      .required(
        "ephemeral", "Whether it was started for the rehearsal alone.", .boolean, \.isEphemeral),
    ]
  ) {
    RehearsalResult.Server(version: try $0[\.version], isEphemeral: try $0[\.isEphemeral])
  }

  private static let chain = ShapedCodec<RehearsedChain>.record(
    "What came of the migrations of one folder.",
    [
      .required("layout", "The tool whose conventions they follow.", .string, \.layout),
      .required("folder", "The folder that holds all of them.", .path, \.folder),
      .required("hasDowns", "Whether the tool has ways down at all.", .boolean, \.hasDowns),
      .required("base", "How the earlier schema came to be.", .word(), \.base),
      .required(
        "baseFiles", "The files that were to make it.", .list(RehearsalPlanSchema.file),
        \.baseFiles),
      .optional("failure", "Why it could not be made.", failure, \.failure),
      .required(
        "migrations", "What came of each, in the order in which they ran.", .list(migration),
        \.migrations),
    ]
  ) { parts in
    RehearsedChain(
      layout: try parts[\.layout], folder: try parts[\.folder],
      hasDowns: try parts[\.hasDowns], base: try parts[\.base],
      baseFiles: try parts[\.baseFiles], failure: try parts[\.failure],
      migrations: try parts[\.migrations])
  }

  private static let migration = ShapedCodec<RehearsedMigration>.record(
    "What came of one migration.",
    [
      .required("version", "By what the tool orders and remembers it.", .name, \.version),
      .required("name", "The rest of its name.", .name, \.name),
      .required("outcome", "What the rehearsal showed.", .word(), \.outcome),
      .optional("obstacle", "What kept it from being rehearsed.", .word(), \.obstacle),
      .optional("failure", "What failed, and where.", failure, \.failure),
      .optional(
        "differences", "How the schema after the way down differs from the one before the way up.",
        .list(difference), \.differences, absent: []),
      .optional("again", "What came of the second way up.", .word(), \.again),
      .optional("againFailure", "What failed the second time.", failure, \.againFailure),
      .optional(
        "againDifferences", "How the second way up left another schema than the first.",
        .list(difference), \.againDifferences, absent: []),
      .required("up", "The way up.", script, \.up),
      .optional("down", "The way down.", script, \.down),
    ]
  ) { parts in
    RehearsedMigration(
      version: try parts[\.version], name: try parts[\.name], outcome: try parts[\.outcome],
      obstacle: try parts[\.obstacle], failure: try parts[\.failure],
      differences: try parts[\.differences], again: try parts[\.again],
      againFailure: try parts[\.againFailure],
      againDifferences: try parts[\.againDifferences], up: try parts[\.up],
      down: try parts[\.down])
  }

  private static let failure = ShapedCodec<RehearsalFailure>.record(
    "Why a script ended early.",
    [
      .required("path", "The file.", .path, \.path),
      .required("line", "The line.", .integer, \.line),
      .required("message", "What was said.", .string, \.message),
      .optional("code", "The server's code for it (SQLSTATE).", .string, \.code),
    ]
  ) { parts in
    RehearsalFailure(
      path: try parts[\.path], line: try parts[\.line], message: try parts[\.message],
      code: try parts[\.code])
  }

  private static let difference = ShapedCodec<SchemaDifference>.record(
    "How one object differs.",
    [
      .required("kind", "What it is.", .name, \.kind),
      .required("name", "Its name.", .name, \.name),
      .optional("before", "What it was; absent if it was not there.", .name, \.before),
      .optional("after", "What it is; absent if it is not there any more.", .name, \.after),
    ]
  ) { parts in
    SchemaDifference(
      kind: try parts[\.kind], name: try parts[\.name], before: try parts[\.before],
      after: try parts[\.after])
  }

  private static let script = ShapedCodec<RehearsedScript>.record(
    "A script as far as it ran.",
    [
      .required("file", "The very file.", RehearsalPlanSchema.file, \.file),
      .required("statements", "What ran, in order.", .list(statement), \.statements),
    ]
  ) { RehearsedScript(file: try $0[\.file], statements: try $0[\.statements]) }

  private static let statement = ShapedCodec<RehearsedStatement>.record(
    "A statement, and what it did to relations that stood there before its migration.",
    [
      .required("line", "The line of the file on which it begins.", .integer, \.line),
      .optional(
        "locks", "The locks that no statement before it in its transaction had taken.",
        .list(lock), \.locks, absent: []),
      .optional(
        "rewritten", "The relations whose storage it wrote anew.", .list(.name), \.rewritten,
        absent: []),
      .derived(
        .required("blocksReaders", "Whether others could not have read.", .boolean) {
          $0.blocksReaders
        }),
      .derived(
        .required("blocksWriters", "Whether others could not have written.", .boolean) {
          $0.blocksWriters
        }),
      .optional(
        "observed", "Whether the locks could be seen.", .boolean, \.isObserved, absent: true),
    ]
  ) { parts in
    RehearsedStatement(
      line: try parts[\.line], locks: try parts[\.locks], rewritten: try parts[\.rewritten],
      isObserved: try parts[\.isObserved])
  }

  private static let lock = ShapedCodec<RelationLock>.record(
    "A lock on a relation.",
    [
      .required("relation", "The relation.", .name, \.relation),
      .required("mode", "The mode.", .word(), \.mode),
    ]
  ) { RelationLock(relation: try $0[\.relation], mode: try $0[\.mode]) }
}

extension RehearsalResult {
  fileprivate var identifier: String { RehearsalResultSchema.identifier }
}
