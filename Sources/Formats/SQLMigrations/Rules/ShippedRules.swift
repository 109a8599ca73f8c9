import ReleaseModel

/// What happens to migrations that releases have carried, and to their order.
enum ShippedRules {
  static let edited = Rule(
    "sql/migration-edited", "Shipped migration edited",
    is: .always(.breaking), for: [.operators, .storedData], inverse: "sql/migration-edited",
    norm: Norm("Migrations", "a database runs each migration once"),
    rationale: """
      Databases that ran the old text never run the new one, and new databases never ran the old: \
      from here on they differ. Tools that keep checksums refuse to start.
      """,
    remedy: "Restore the shipped text, and put what is missing into a new migration.",
    example: Example(
      before: "-- file: migrations/0001_base.up.sql\nCREATE TABLE orders (id int);\n",
      after: "-- file: migrations/0001_base.up.sql\nCREATE TABLE orders (id bigint);\n"),
    nearMiss: Example(
      before: "-- file: migrations/0001_base.up.sql\nCREATE TABLE orders (id int);\n",
      after: "-- file: migrations/0001_base.up.sql\ncreate table orders (\n  id int -- key\n);\n"))

  static let reformatted = Rule(
    "sql/migration-reformatted", "Migration's layout changed",
    is: .always(.neutral), for: [.operators], inverse: "sql/migration-reformatted",
    norm: Norm("Migrations", "a database runs each migration once"),
    rationale: """
      Comments and layout changed and no token did, so that every database comes out the same. Tools \
      that keep checksums of bytes see another file nevertheless.
      """,
    remedy: "Leave shipped files alone if the tool keeps checksums.",
    example: Example(
      before: "-- file: migrations/0001_base.up.sql\nCREATE TABLE orders (id int);\n",
      after: "-- file: migrations/0001_base.up.sql\nCREATE TABLE orders (id int); -- all of them\n"),
    nearMiss: Example(
      before: "-- file: migrations/0001_base.up.sql\nCREATE TABLE orders (id int);\n",
      after: "-- file: migrations/0001_base.up.sql\nCREATE TABLE orders (id bigint);\n"))

  static let deleted = Rule(
    "sql/migration-deleted", "Shipped migration deleted",
    is: .always(.breaking), for: [.operators, .storedData], inverse: "sql/table-created",
    norm: Norm("Migrations", "a database runs each migration once"),
    rationale: """
      Databases that ran it have what it made, and new ones will not; tools that find an applied \
      migration without its file refuse to go on, and nothing can undo it any more.
      """,
    remedy: """
      Restore the file. To take away what it made, write a new migration; to shorten a chain, keep a \
      dump and the tool's own way of squashing.
      """,
    example: Example(
      before: "-- file: migrations/0001_base.up.sql\nCREATE TABLE orders (id int);\n",
      after: ""),
    nearMiss: Example(
      before: "-- file: migrations/0001_base.up.sql\nCREATE TABLE orders (id int);\n",
      after: """
        -- file: migrations/0001_base.up.sql
        CREATE TABLE orders (id int);
        -- file: migrations/0002_more.up.sql
        CREATE TABLE lines (id int);

        """))

  static let renamed = Rule(
    "sql/migration-renamed", "Shipped migration renamed",
    is: .always(.breaking), for: [.operators], inverse: "sql/migration-renamed",
    norm: Norm("Migrations", "a tool remembers a migration by its name or number"),
    rationale: """
      The tool remembers what it ran by name or number: under another one it runs the migration \
      again, or misses the one that it ran.
      """,
    remedy: "Give it its old name back.",
    example: Example(
      before: "-- file: migrations/0001_base.up.sql\nCREATE TABLE orders (id int);\n",
      after: "-- file: migrations/0002_base.up.sql\nCREATE TABLE orders (id int);\n"),
    nearMiss: Example(
      before: "-- file: migrations/0001_base.up.sql\nCREATE TABLE orders (id int);\n",
      after: "-- file: migrations/0001_base.up.sql\nCREATE TABLE orders (id int); -- all\n"))

  static let outOfOrder = Rule(
    "sql/migration-out-of-order", "Migration sorts before a shipped one",
    is: .always(.breaking), for: [.operators], inverse: "sql/migration-deleted",
    norm: Norm("Migrations", "migrations run in the order of their versions"),
    rationale: """
      A database that ran the shipped one is past this one: tools that keep one current version never \
      run it, others refuse to go on or run it late, in an order that no new database sees.
      """,
    remedy: "Give the migration a version behind all that releases have carried.",
    example: Example(
      before: "-- file: migrations/0002_base.up.sql\nCREATE TABLE orders (id int);\n",
      after: """
        -- file: migrations/0001_late.up.sql
        CREATE TABLE lines (id int);
        -- file: migrations/0002_base.up.sql
        CREATE TABLE orders (id int);

        """),
    nearMiss: Example(
      before: "-- file: migrations/0002_base.up.sql\nCREATE TABLE orders (id int);\n",
      after: """
        -- file: migrations/0002_base.up.sql
        CREATE TABLE orders (id int);
        -- file: migrations/0010_next.up.sql
        CREATE TABLE lines (id int);

        """))

  static let duplicated = Rule(
    "sql/migration-version-duplicate", "Two migrations with one version",
    is: .always(.breaking), for: [.operators], inverse: "sql/migration-deleted",
    norm: Norm("Migrations", "a tool remembers a migration by its name or number"),
    rationale: "Of two migrations with one version tools run one, either, or refuse both.",
    remedy: "Give one of them a version of its own.",
    example: Example(
      before: "-- file: migrations/0001_base.up.sql\nCREATE TABLE orders (id int);\n",
      after: """
        -- file: migrations/0001_base.up.sql
        CREATE TABLE orders (id int);
        -- file: migrations/0001_twin.up.sql
        CREATE TABLE lines (id int);

        """),
    nearMiss: Example(
      before: "-- file: migrations/0001_base.up.sql\nCREATE TABLE orders (id int);\n",
      after: """
        -- file: migrations/0001_base.up.sql
        CREATE TABLE orders (id int);
        -- file: migrations/0011_twin.up.sql
        CREATE TABLE lines (id int);

        """))

  static let split = Rule(
    "sql/revision-heads-split", "Revisions with two heads",
    is: .always(.breaking), for: [.operators], inverse: "sql/migration-deleted",
    norm: Norm("Alembic", "Working with Branches"),
    rationale: """
      Two revisions without a follower, which no branch label keeps apart: `upgrade head` refuses to \
      choose.
      """,
    remedy:
      "Let one name the other as its `down_revision`, or merge them by `alembic merge heads`.",
    example: Example(
      before: revision("a", after: nil),
      after: revision("a", after: nil) + revision("b", after: "a")
        + revision("c", after: "a")),
    nearMiss: Example(
      before: revision("a", after: nil),
      after: revision("a", after: nil) + revision("b", after: "a")
        + revision("c", after: "b")))

  private static func revision(_ name: String, after earlier: String?) -> String {
    """
    -- file: migrations/versions/\(name).py
    from alembic import op
    revision = '\(name)'
    down_revision = \(earlier.map { "'\($0)'" } ?? "None")
    def upgrade():
        op.execute('COMMENT ON SCHEMA public IS NULL')
    def downgrade():
        op.execute('COMMENT ON SCHEMA public IS NULL')

    """
  }

  static let all = [edited, reformatted, deleted, renamed, outOfOrder, duplicated, split]
}
