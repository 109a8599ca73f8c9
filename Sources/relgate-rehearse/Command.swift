import CommandKit

/// The command line of the program.
enum Command: Sendable {
  case rehearse

  /// The version of this program, and of the relgate that it belongs to.
  static let version = "0.1.0"

  static let plan = Option(
    "--plan", ValueKind.file(), defaultText: "standard input", help: "The plan of the rehearsal")
  static let ephemeral = Flag(
    "--ephemeral", help: "Start a private server for the rehearsal, and remove it")
  static let server = Option(
    "--server", ValueKind.text("URL"), help: "The database to rehearse in, which must be empty")
  static let intoExisting = Flag(
    "--into-existing", help: "Take what the database holds for the earlier schema")
  static let user = Option(
    "--as", ValueKind.text("USER"), defaultText: "postgres",
    help: "The user who runs the private server if root asks for it")
  static let programs = Option(
    "--bin", ValueKind.directory(), defaultText: "the newest installed",
    help: "The folder of PostgreSQL's programs")
  static let lifeline = Option(
    "--lifeline", ValueKind.number("FD", in: 3...1_023),
    help: "End when the other end of this descriptor is closed")
  static let quiet = Flag(["--quiet", "-q"], help: "Say nothing on standard error but errors")

  static let tool = Tool(
    version: version,
    root: CommandKit.Command<Command>(
      "relgate-rehearse", "Run migrations up, down and up again on a PostgreSQL server",
      discussion: """
        Reads the plan that 'relgate rehearse' makes of a range, runs it, and writes what came of \
        it as JSON. Nothing is kept but what a database that was named with --server holds at the \
        end.
        """,
      parameters: [plan, ephemeral, server, intoExisting, user, programs, lifeline, quiet],
      examples: [
        Example("on a private server", "relgate-rehearse --ephemeral --plan plan.json"),
        Example("in a database", "relgate-rehearse --server postgresql:///scratch <plan.json"),
      ], action: .rehearse),
    exitCodes: [
      ExitCode(0, "all migrations went up, and down again"),
      ExitCode(1, "a migration failed, or left another schema"),
      ExitCode(2, "nothing was rehearsed: wrong command line or plan, no server"),
      ExitCode(3, "a migration could not be rehearsed"),
    ],
    environment: [
      EnvironmentVariable("PGPASSWORD", "the password for --server, as for all of libpq")
    ], seeAlso: ["relgate(1)"])
}
