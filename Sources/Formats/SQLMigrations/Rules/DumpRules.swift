import ReleaseModel

/// Whether the dump of a schema says what the migrations beside it make.
enum DumpRules {
  static let stale = Rule(
    "sql/dump-stale", "Dump behind its migrations", is: .always(.risky),
    for: [.operators, .consumers], inverse: "sql/migration-deleted",
    norm: Norm("Migrations", "a dump is what the migrations leave"),
    rationale: """
      New databases, tests and generated code begin with the dump, running ones with the \
      migrations: from here on they differ, and what is tested is not what runs.
      """,
    remedy: "Run the migrations on an empty database, and dump its schema again.",
    example: Example(
      before: migrated("id int") + dump("id integer"),
      after: migrated("id int", then: "ALTER TABLE orders ADD COLUMN note text;")
        + dump("id integer")),
    nearMiss: Example(
      before: migrated("id int") + dump("id integer"),
      after: migrated("id int", then: "ALTER TABLE orders ADD COLUMN note text;")
        + dump("id integer, note text")))

  static let alone = Rule(
    "sql/dump-without-migration", "Dump changed without a migration", is: .always(.risky),
    for: [.operators, .consumers], inverse: "sql/dump-without-migration",
    norm: Norm("Migrations", "a dump is what the migrations leave"),
    rationale: """
      The dump has what no migration makes, or lacks what they make: running databases never get \
      there, while new ones begin with it.
      """,
    remedy: "Write the migration that makes the change, or dump the schema again.",
    example: Example(
      before: migrated("id int") + dump("id integer, hint text"),
      after: migrated("id int") + dump("id integer, note text")),
    nearMiss: Example(
      before: migrated("id int") + dump("id integer"),
      after: migrated("id int", then: "ALTER TABLE orders ADD COLUMN note text;")
        + dump("id integer, note text")))

  static let all = [stale, alone]

  private static func migrated(_ columns: String, then change: String? = nil) -> String {
    let base = """
      -- file: db/migrations/20260101000000_base.sql
      CREATE TABLE orders (\(columns));

      """
    guard let change else { return base }
    return base + "-- file: db/migrations/20260201000000_change.sql\n\(change)\n"
  }

  private static func dump(_ columns: String) -> String {
    "-- file: db/schema.sql\nCREATE TABLE public.orders (\(columns));\n"
  }
}
