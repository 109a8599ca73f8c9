import ReleaseModel

/// What goes wrong while the code of the release before still runs: expand, migrate and contract
/// that do not keep apart.
enum OverlapRules {
  static let referenced = Rule(
    migration: "sql/dropped-object-referenced", "Dropped object still used by the code before",
    is: .breaking, for: [.consumers, .operators], phase: .contract,
    norm: "Parallel change, contract",
    rationale: """
      While a release rolls out, and after it is rolled back, the code of the release before runs on \
      the new schema: what it still names fails there at once.
      """,
    remedy: """
      Release first the code that no longer uses it; drop it in a later release. Name paths that are \
      no code of yours under `exclude`.
      """,
    example: Example(
      before: """
        -- file: migrations/20260101000000_base.sql
        CREATE TABLE orders (id int, voucher text);
        -- file: src/orders.py
        cursor.execute("SELECT voucher FROM orders")

        """,
      after: """
        -- file: migrations/20260101000000_base.sql
        CREATE TABLE orders (id int, voucher text);
        -- file: migrations/20260201000000_change.sql
        -- irreversible: orders.voucher is empty since spring
        ALTER TABLE orders DROP COLUMN voucher;
        -- file: src/orders.py
        cursor.execute("SELECT id FROM orders")

        """),
    nearMiss: Example(
      before: """
        -- file: migrations/20260101000000_base.sql
        CREATE TABLE orders (id int, voucher text);
        -- file: src/orders.py
        cursor.execute("SELECT id FROM orders")

        """,
      after: """
        -- file: migrations/20260101000000_base.sql
        CREATE TABLE orders (id int, voucher text);
        -- file: migrations/20260201000000_change.sql
        -- irreversible: orders.voucher is empty since spring
        ALTER TABLE orders DROP COLUMN voucher;
        -- file: src/orders.py
        cursor.execute("SELECT id FROM orders")

        """))

  static let defaultDropped = Rule(
    migration: "sql/column-default-dropped", "Default of a new column dropped in the same release",
    is: .breaking, for: [.producers], phase: .expand, norm: "ALTER TABLE, DROP DEFAULT",
    rationale: """
      The default filled the rows that stood; once it is gone, the code of the release before, which \
      does not know the column, inserts NULL and fails.
      """,
    remedy: """
      Keep the default until no release that omits the column runs any more: `ALTER TABLE orders \
      ALTER COLUMN state DROP DEFAULT;` belongs into a later release.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: [
        "ALTER TABLE orders ADD COLUMN state text NOT NULL DEFAULT 'new';",
        "ALTER TABLE orders ALTER COLUMN state DROP DEFAULT;",
      ]),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int, state text NOT NULL DEFAULT 'new');",
      added: "ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'open';"))

  static let tightenedEarly = Rule(
    migration: "sql/column-tightened-early", "New column made NOT NULL in the release that adds it",
    is: .breaking, for: [.producers], phase: .contract, norm: "ALTER TABLE, SET NOT NULL",
    rationale: """
      The code of the release before does not know the column and inserts NULL: a demand that comes \
      with the column breaks its writes, whatever was backfilled.
      """,
    remedy: """
      Add the column nullable or with a default, let a release write it, and make it NOT NULL in the \
      next: `ALTER TABLE orders ALTER COLUMN state SET NOT NULL;`.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: [
        "ALTER TABLE orders ADD COLUMN state text;",
        "ALTER TABLE orders ALTER COLUMN state SET NOT NULL;",
      ]),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int);",
      added: [
        "ALTER TABLE orders ADD COLUMN state text DEFAULT 'new';",
        "ALTER TABLE orders ALTER COLUMN state SET NOT NULL;",
      ]))

  static let collapsed = Rule(
    migration: "sql/expand-contract-collapsed", "Expand and contract in one release",
    is: .breaking, for: [.consumers, .producers], phase: .contract,
    norm: "Parallel change, contract",
    rationale: """
      The old column is taken away in the release that brings, and fills, its successor: no release \
      runs in which both stand, so the code before fails and a rollback finds its data gone.
      """,
    remedy: """
      Add the new column and write both in one release, read the new one in the next, drop the old \
      one in the one after.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int, total int);",
      added: [
        "ALTER TABLE orders ADD COLUMN cents bigint;",
        "UPDATE orders SET cents = total * 100 WHERE id < 1000;",
        "-- irreversible: orders.total is cents / 100\nALTER TABLE orders DROP COLUMN total;",
      ]),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int, total int, cents bigint);",
      added: "-- irreversible: orders.total is cents / 100\nALTER TABLE orders DROP COLUMN total;"))

  static let inWindow = Rule(
    migration: "sql/contracted-in-window", "Contracted while versions are mixed", is: .breaking,
    for: [.consumers, .producers], phase: .contract, norm: "Parallel change, contract",
    rationale: "While old and new code run side by side, both need all that the old code uses.",
    remedy: "Wait until the window is closed, and take the object away in a release after it.",
    example: .migration(
      shipped: "CREATE TABLE orders (id int, total int);",
      added:
        "-- irreversible: orders.total was never written\nALTER TABLE orders DROP COLUMN total;"
    ),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int, total int);",
      added: "ALTER TABLE orders ADD COLUMN cents bigint;"))

  static let unverified = Rule(
    migration: "sql/backfill-unverified", "Backfill without a check", is: .risky,
    for: [.operators, .storedData], phase: .migrate, norm: "Parallel change, migrate",
    rationale: """
      Nothing in the release shows that every row was reached: the next step, which relies on it, \
      fails or loses data.
      """,
    remedy: """
      Let the database prove it: `ALTER TABLE orders ADD CONSTRAINT cents_set CHECK (cents IS NOT \
      NULL) NOT VALID;`, then `ALTER TABLE orders VALIDATE CONSTRAINT cents_set;`. Or count what is \
      left, in a `DO` block that raises, or in the verify script of the tool.
      """,
    example: .migration(
      shipped: "CREATE TABLE orders (id int, total int, cents bigint);",
      added: "UPDATE orders SET cents = total * 100 WHERE id < 1000;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE orders (id int, total int, cents bigint);",
      added: [
        "UPDATE orders SET cents = total * 100 WHERE id < 1000;",
        """
        ALTER TABLE orders ADD CONSTRAINT cents_set CHECK (cents IS NOT NULL) NOT VALID;
        """, "ALTER TABLE orders VALIDATE CONSTRAINT cents_set;",
      ]))

  static let phase = Rule(
    migration: "sql/phase-contradicted", "Phase contradicted", is: .breaking,
    for: [.operators], phase: nil, norm: "Parallel change",
    rationale: """
      The folder, the branch or a comment promises that the migration only makes room, or only fills \
      it, so that it runs while the old code does; what it takes away or demands breaks that code. \
      What a contract migration makes, the new code misses until the contraction runs.
      """,
    remedy: """
      Move what takes away into the contract branch, to run when no old code is left, and what makes \
      room into the expand branch, or declare what it is, by `-- relgate:phase contract` at the head \
      of the file; or document the exception where the project's own convention wants it.
      """,
    example: Example(
      before:
        "-- file: db/expand/migrations/0001_base.sql\nCREATE TABLE orders (id int, total int);\n",
      after: """
        -- file: db/expand/migrations/0001_base.sql
        CREATE TABLE orders (id int, total int);
        -- file: db/expand/migrations/0002_more.sql
        ALTER TABLE orders ALTER COLUMN total SET NOT NULL;

        """),
    nearMiss: Example(
      before:
        "-- file: db/expand/migrations/0001_base.sql\nCREATE TABLE orders (id int, total int);\n",
      after: """
        -- file: db/expand/migrations/0001_base.sql
        CREATE TABLE orders (id int, total int);
        -- file: db/expand/migrations/0002_more.sql
        ALTER TABLE orders ADD COLUMN cents bigint;

        """))

  static let gap = Rule(
    migration: "sql/migration-partly-read", "Migration only partly read", is: .risky,
    for: [.operators], phase: nil, norm: "Migrations, rendered SQL",
    rationale: "What a migration computes when it runs, its text does not tell.",
    remedy: """
      Render the SQL and judge that, where the tool can (`alembic upgrade A:B --sql`, `manage.py \
      sqlmigrate APP NAME`, `mix ecto.migrate --log-migrations-sql`); or look at it by eye and waive.
      """,
    example: python("op.execute('UPDATE orders SET total = 0 WHERE id = ' + str(first()))"),
    nearMiss: python("op.execute('COMMENT ON TABLE orders IS NULL')"))

  static let all = [
    referenced, defaultDropped, tightenedEarly, collapsed, inWindow, unverified, phase, gap,
  ]

  private static func python(_ call: String) -> Example {
    let base = """
      -- file: migrations/versions/a.py
      from alembic import op
      revision = 'a'
      down_revision = None
      def upgrade():
          op.execute('CREATE TABLE orders (id int, total int)')
      def downgrade():
          op.execute('DROP TABLE orders')

      """
    return Example(
      before: base,
      after: base + """
        -- file: migrations/versions/b.py
        from alembic import op
        revision = 'b'
        down_revision = 'a'
        def upgrade():
            \(call)
        def downgrade():
            op.execute('COMMENT ON TABLE orders IS NULL')

        """)
  }
}
