import ReleaseModel

/// Whether a migration can be undone.
enum DownRules {
  static let missing = Rule(
    migration: "sql/down-missing", "Way down missing", is: .risky, for: [.operators], phase: nil,
    norm: "Migrations, rollback",
    rationale: """
      Without a way down the only way back is a restored backup, which loses all that was written \
      since.
      """,
    remedy: """
      Write the file for the way down, or say in a comment of the migration why there is none: \
      `-- irreversible: orders.note is gone, restore it from the backup`.
      """,
    example: Example(
      before: """
        -- file: migrations/0001_base.up.sql
        CREATE TABLE orders (id int);
        -- file: migrations/0001_base.down.sql
        DROP TABLE orders;

        """,
      after: """
        -- file: migrations/0001_base.up.sql
        CREATE TABLE orders (id int);
        -- file: migrations/0001_base.down.sql
        DROP TABLE orders;
        -- file: migrations/0002_lines.up.sql
        CREATE TABLE lines (id int);

        """),
    nearMiss: Example(
      before: "-- file: migrations/0001_base.up.sql\nCREATE TABLE orders (id int);\n",
      after: """
        -- file: migrations/0001_base.up.sql
        CREATE TABLE orders (id int);
        -- file: migrations/0002_lines.up.sql
        CREATE TABLE lines (id int);
        -- file: migrations/0002_lines.down.sql
        DROP TABLE lines;

        """))

  static let empty = Rule(
    migration: "sql/down-empty", "Way down empty", is: .risky, for: [.operators], phase: nil,
    norm: "Migrations, rollback",
    rationale: """
      The tool reports success and takes the migration for undone, while all that it made stands.
      """,
    remedy: """
      Write the statements that undo the migration, or say in a comment why nothing can: \
      `-- irreversible: …`.
      """,
    example: down("CREATE TABLE lines (id int);", "SELECT 1;"),
    nearMiss: down("CREATE TABLE lines (id int);", "DROP TABLE lines;"))

  static let notInverse = Rule(
    migration: "sql/down-not-inverse", "Way down leaves something", is: .risky, for: [.operators],
    phase: nil, norm: "Migrations, rollback",
    rationale: """
      After the way down something stands that was not there, or is missing that was: the next way \
      up fails, or the old code meets a schema that it does not know.
      """,
    remedy: "Undo in the way down each thing that the way up does, in the opposite order.",
    example: down(
      "CREATE TABLE lines (id int); CREATE TABLE notes (id int);", "DROP TABLE lines;"),
    nearMiss: down(
      "CREATE TABLE lines (id int); CREATE INDEX lines_id ON lines (id);", "DROP TABLE lines;"))

  static let irreversible = Rule(
    migration: "sql/down-irreversible", "Data cannot come back", is: .risky,
    for: [.operators, .storedData], phase: .contract, norm: "Migrations, rollback",
    rationale: """
      The way down can bring the column back, and not what stood in it. Whoever rolls back must know \
      that before, and where the data can be had from.
      """,
    remedy: """
      Name the object in a comment of the migration, with the way back: `-- irreversible: \
      orders.note is restored from the backup of the night before`; or keep the data under another \
      name for a release.
      """,
    example: Example(
      before: """
        -- file: migrations/0001_base.up.sql
        CREATE TABLE orders (id int, voucher text);
        -- file: migrations/0001_base.down.sql
        DROP TABLE orders;
        -- file: src/orders.py
        cursor.execute("SELECT id FROM orders")

        """,
      after: """
        -- file: migrations/0001_base.up.sql
        CREATE TABLE orders (id int, voucher text);
        -- file: migrations/0001_base.down.sql
        DROP TABLE orders;
        -- file: migrations/0002_voucher.up.sql
        ALTER TABLE orders DROP COLUMN voucher;
        -- file: migrations/0002_voucher.down.sql
        ALTER TABLE orders ADD COLUMN voucher text;
        -- file: src/orders.py
        cursor.execute("SELECT id FROM orders")

        """),
    nearMiss: Example(
      before: """
        -- file: migrations/0001_base.up.sql
        CREATE TABLE orders (id int, voucher text);

        """,
      after: """
        -- file: migrations/0001_base.up.sql
        CREATE TABLE orders (id int, voucher text);
        -- file: migrations/0002_voucher.up.sql
        -- irreversible: orders.voucher is restored from the backup of the night before
        ALTER TABLE orders DROP COLUMN voucher;
        -- file: migrations/0002_voucher.down.sql
        ALTER TABLE orders ADD COLUMN voucher text;

        """))

  static let changed = Rule(
    "sql/down-edited", "Way down of a migration edited",
    is: .always(.neutral), for: [.operators], inverse: "sql/down-edited",
    norm: Norm("Migrations", "rollback"),
    rationale:
      "The way down runs only when someone rolls back: its text may be mended at any time.",
    remedy: "Try the new way down on a copy of the schema: `relgate rehearse`.",
    example: Example(
      before: """
        -- file: migrations/0001_base.up.sql
        CREATE TABLE orders (id int);
        -- file: migrations/0001_base.down.sql
        DROP TABLE orders;

        """,
      after: """
        -- file: migrations/0001_base.up.sql
        CREATE TABLE orders (id int);
        -- file: migrations/0001_base.down.sql
        DROP TABLE IF EXISTS orders;

        """),
    nearMiss: Example(
      before: """
        -- file: migrations/0001_base.up.sql
        CREATE TABLE orders (id int);
        -- file: migrations/0001_base.down.sql
        DROP TABLE orders;

        """,
      after: """
        -- file: migrations/0001_base.up.sql
        CREATE TABLE orders (id int);
        -- file: migrations/0001_base.down.sql
        drop table orders; -- all of them

        """))

  static let all = [missing, empty, notInverse, irreversible, changed]

  private static func down(_ up: String, _ down: String) -> Example {
    let base = """
      -- file: migrations/0001_base.up.sql
      CREATE TABLE orders (id int);
      -- file: migrations/0001_base.down.sql
      DROP TABLE orders;

      """
    return Example(
      before: base,
      after: base + """
        -- file: migrations/0002_lines.up.sql
        \(up)
        -- file: migrations/0002_lines.down.sql
        \(down)

        """)
  }
}
