import FormatKit
import ReleaseModel
import Testing

/// What is said of indexes.
struct IndexRuleTests {
  private let fired = RuleTable(
    shipped: """
      CREATE TABLE orders (id int NOT NULL, placed date, customer int, email text UNIQUE);
      CREATE INDEX orders_placed_idx ON orders (placed);
      CREATE TABLE parts (id int, placed date) PARTITION BY RANGE (id);
      CREATE MATERIALIZED VIEW totals AS SELECT id AS total FROM orders;
      """)

  @Test func buildsBlockWritesUnlessConcurrent() {
    #expect(fired("CREATE INDEX ON orders (id);") == ["index-blocking"])
    #expect(fired("CREATE INDEX CONCURRENTLY ON orders (id);") == ["index-added"])
    #expect(fired("CREATE INDEX ON unheard_of (id);") == ["index-blocking"])
    let made = "CREATE TABLE lines (id int); CREATE INDEX ON lines (id);"
    #expect(fired(made) == ["index-added", "table-created"])
    #expect(
      fired("CREATE TABLE lines (id int);", "CREATE INDEX ON lines (id);") == [
        "index-added", "table-created",
      ])
  }

  @Test("A unique index that goes kept rows apart, however it goes")
  func uniqueIndexesDropped() {
    let fired = RuleTable(
      shipped: "CREATE TABLE t (a int, b int); CREATE UNIQUE INDEX u ON t (a);")
    #expect(fired("DROP INDEX u;") == ["index-drop-blocking", "index-dropped"])
    #expect(fired("DROP INDEX CONCURRENTLY u;") == ["index-dropped"])
    let again = "DROP INDEX u; CREATE UNIQUE INDEX u ON t (a);"
    #expect(!fired(again).contains("index-dropped"))
    let key = "DROP INDEX u; ALTER TABLE t ADD PRIMARY KEY (a);"
    #expect(!fired(key).contains("index-dropped"))
  }

  @Test("Nobody misses an index with whose columns another one begins")
  func coveredIndexesDropped() {
    func told(_ other: String) -> [Classification] {
      Judged.changes(
        shipped: "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a); \(other)",
        added: ["DROP INDEX CONCURRENTLY i;"]
      ).filter { $0.rule == "sql/index-dropped" }.map(\.classification)
    }
    #expect(told("") == [.risky])
    #expect(told("CREATE INDEX j ON t (a, b);") == [.neutral])
    #expect(told("CREATE INDEX j ON t (b, a);") == [.risky])
    #expect(told("CREATE INDEX j ON t (a) WHERE b > 0;") == [.risky])
  }

  @Test func materializedViewsAreNotWritten() {
    #expect(fired("CREATE INDEX ON totals (total);") == ["index-added"])
    #expect(fired("CREATE UNIQUE INDEX ON totals (total);") == ["index-added"])
  }

  @Test func partitionedTablesGetTheirIndexesPieceByPiece() {
    #expect(fired("CREATE INDEX i ON parts (placed);") == ["index-blocking"])
    #expect(fired("CREATE INDEX i ON ONLY parts (placed);") == ["index-added"])
    #expect(fired("CREATE INDEX CONCURRENTLY i ON parts (placed);") == ["concurrent-index-refused"])
    // On a table without partitions, ONLY spares nothing.
    #expect(fired("CREATE INDEX i ON ONLY orders (id);") == ["index-blocking"])
  }

  @Test func concurrentlyAndTransactionsExcludeEachOther() {
    for statement in [
      "CREATE INDEX CONCURRENTLY i ON orders (id)", "REINDEX INDEX CONCURRENTLY orders_placed_idx",
      "REINDEX TABLE CONCURRENTLY orders", "DROP INDEX CONCURRENTLY orders_placed_idx",
    ] {
      #expect(fired("BEGIN; \(statement); COMMIT;") == ["concurrent-in-transaction"])
      #expect(!fired("\(statement);").contains("concurrent-in-transaction"))
    }
    let detached = fired("BEGIN; ALTER TABLE parts DETACH PARTITION parts_1 CONCURRENTLY; COMMIT;")
    #expect(detached.contains("concurrent-in-transaction"))
  }

  @Test func aNameDoesNotProveAnIndexValid() {
    let statement = "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON orders (id);"
    #expect(fired(statement) == ["index-validity-unchecked"])
    #expect(
      !fired("DROP INDEX CONCURRENTLY IF EXISTS i;" + statement).contains(
        "index-validity-unchecked"))
    #expect(
      fired("CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_placed_idx ON orders (placed);") == [
        "index-added"
      ])
  }

  @Test func uniquenessBindsTheCodeBefore() {
    #expect(fired("CREATE UNIQUE INDEX CONCURRENTLY ON orders (customer);") == ["unique-added"])
    #expect(
      fired("CREATE UNIQUE INDEX ON orders (customer);") == ["index-blocking", "unique-added"])
    #expect(fired("CREATE UNIQUE INDEX CONCURRENTLY ON orders (lower(email));") == ["unique-added"])
    // Unique by fewer columns already.
    #expect(fired("CREATE UNIQUE INDEX CONCURRENTLY ON orders (email, id);") == ["index-added"])
    #expect(
      fired("CREATE UNIQUE INDEX CONCURRENTLY ON orders (email) NULLS NOT DISTINCT;") == [
        "unique-added"
      ])
  }

  @Test func codeThatLeavesAColumnNullWritesNoDuplicates() {
    func added(_ column: String, _ index: String) -> [String] {
      fired(
        "ALTER TABLE orders ADD COLUMN \(column);", "CREATE UNIQUE INDEX CONCURRENTLY \(index);")
    }
    #expect(added("token uuid", "ON orders (token)") == ["column-added", "index-added"])
    #expect(
      added("token int DEFAULT 0", "ON orders (token)") == ["column-added", "unique-added"])
    #expect(
      added("token uuid", "ON orders (token) NULLS NOT DISTINCT") == [
        "column-added", "unique-added",
      ])
  }

  @Test("A unique index over what the code before does not write binds none of its rows")
  func codeThatWritesNoKeysWritesNoDuplicates() {
    func isTold(_ column: String, _ index: String) -> Bool {
      fired(
        "ALTER TABLE orders ADD COLUMN \(column);", "CREATE UNIQUE INDEX CONCURRENTLY u \(index);"
      ).contains("unique-added")
    }
    #expect(!isTold("s int", "ON orders (customer) WHERE id > 0 AND s IS NOT NULL"))
    #expect(isTold("s int", "ON orders (customer) WHERE id > 0 OR s IS NOT NULL"))
    #expect(isTold("s int DEFAULT 1", "ON orders (customer) WHERE s IS NOT NULL"))
    #expect(isTold("s int", "ON orders (customer) WHERE placed IS NOT NULL"))
    for column in [
      "u uuid NOT NULL DEFAULT gen_random_uuid()", "u uuid DEFAULT public.uuid_generate_v4()",
      "u bigserial", "u int GENERATED BY DEFAULT AS IDENTITY", "u text DEFAULT uuidv7()::text",
    ] {
      #expect(!isTold(column, "ON orders (u)"), "\(column)")
    }
    let null = Judged.changes(
      shipped: "CREATE TABLE t (k int);",
      added: [
        "ALTER TABLE t ADD COLUMN s int;",
        "CREATE UNIQUE INDEX CONCURRENTLY u ON t (s) NULLS NOT DISTINCT;",
      ]
    ).filter { $0.rule == "sql/unique-added" }
    #expect(null.map(\.classification) == [.breaking])
    #expect(isTold("u text DEFAULT left(gen_random_uuid()::text, 1)", "ON orders (u)"))
    #expect(isTold("u float DEFAULT random()", "ON orders (u)"))
  }

  @Test func version14CanBuildWrong() {
    let changes = { version in
      Judged.changes(
        shipped: "CREATE TABLE orders (id int);",
        added: ["CREATE INDEX CONCURRENTLY i ON orders (id);"], version: version
      ).filter { $0.rule == "sql/index-added" }.map(\.classification)
    }
    #expect(changes(14) == [.risky])
    #expect(changes(15) == [.additive])
  }

  @Test func rebuilding() {
    #expect(fired("REINDEX INDEX orders_placed_idx;") == ["reindex-blocking"])
    #expect(fired("REINDEX TABLE orders;") == ["reindex-blocking"])
    #expect(fired("REINDEX SCHEMA public;") == ["reindex-blocking"])
    #expect(fired("REINDEX TABLE CONCURRENTLY orders;") == ["index-rebuilt"])
    #expect(
      fired("CREATE TABLE lines (id int); REINDEX TABLE lines;") == [
        "index-rebuilt", "table-created",
      ])
  }

  @Test func dropping() {
    #expect(fired("DROP INDEX orders_placed_idx;") == ["index-drop-blocking"])
    #expect(fired("DROP INDEX CONCURRENTLY orders_placed_idx;") == ["index-dropped"])
    #expect(fired("DROP INDEX IF EXISTS unheard_of;") == ["index-dropped"])
    #expect(
      fired(
        "CREATE TABLE lines (id int); CREATE INDEX i ON lines (id); DROP INDEX i;"
      ) == ["index-added", "index-dropped", "table-created"])
  }

  @Test func successorsComeFirst() {
    let drop = "DROP INDEX CONCURRENTLY orders_placed_idx;"
    let build = "CREATE INDEX CONCURRENTLY orders_placed_id_idx ON orders (placed, id);"
    #expect(fired(drop + build) == ["index-added", "index-replaced-too-early"])
    #expect(fired(build + drop) == ["index-added", "index-dropped"])
    let other = "CREATE INDEX CONCURRENTLY orders_id_idx ON orders (id);"
    #expect(fired(drop + other) == ["index-added", "index-dropped"])
    let again = "CREATE INDEX CONCURRENTLY orders_placed_idx ON orders (id);"
    #expect(fired(drop + again) == ["index-added", "index-replaced-too-early"])
    let plain = "DROP INDEX orders_placed_idx; CREATE INDEX ON orders (placed, id);"
    #expect(!fired("BEGIN; \(plain) COMMIT;").contains("index-replaced-too-early"))
  }
}
