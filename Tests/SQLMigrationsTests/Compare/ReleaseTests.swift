import FormatKit
import ReleaseModel
import Testing

@testable import SQLMigrations

/// What one migration does is judged together with the others of its release.
struct ReleaseTests {
  private static let shipped = """
    CREATE TABLE users (id int PRIMARY KEY, name text);
    CREATE TABLE orders (id int PRIMARY KEY, owner int, note text);
    CREATE VIEW names AS SELECT id, name FROM users;
    """

  @Test("A foreign key's index may come in the next file")
  func indexBehind() {
    let key = "ALTER TABLE orders ADD FOREIGN KEY (owner) REFERENCES users (id) NOT VALID;"
    let index = "CREATE INDEX orders_owner ON orders (owner);"
    #expect(rules(key).contains("foreign-key-unindexed"))
    #expect(!rules(key, index).contains("foreign-key-unindexed"))
  }

  @Test("A view in the next file bridges a rename")
  func bridgeBehind() {
    let rename = "ALTER TABLE users RENAME TO people;"
    let view = "CREATE VIEW users AS SELECT * FROM people;"
    #expect(rules(rename).contains("table-renamed"))
    #expect(rules(rename, view).contains("rename-bridged"))
    #expect(!rules(rename, view).contains("table-renamed"))
  }

  @Test("A view that the next file makes again was not dropped")
  func madeAgainBehind() {
    let drop = "DROP VIEW names;"
    let view = "CREATE VIEW names AS SELECT id, name FROM users;"
    #expect(rules(drop).contains("object-dropped"))
    #expect(!rules(drop, view).contains("object-dropped"))
  }

  @Test("A column that the release fills can hold duplicates")
  func filledKeys() {
    let column = "ALTER TABLE orders ADD COLUMN issuer text;"
    let key = "CREATE UNIQUE INDEX CONCURRENTLY k ON orders (issuer, owner);"
    #expect(!rules(column, key).contains("unique-added"))
    #expect(rules(column, "UPDATE orders SET issuer = 'a';", key).contains("unique-added"))
  }

  @Test("A column takes another's place only if it holds its values")
  func standIns() {
    func told(_ type: String) -> [String] {
      rules("ALTER TABLE users RENAME name TO old_name; ALTER TABLE users ADD COLUMN name \(type);")
    }
    #expect(told("bigint").contains("column-renamed"))
    #expect(told("text").contains("rename-bridged"))
  }

  @Test("A foreign key that takes another's place restricts nothing anew, and may do more")
  func keysOfTheSameColumns() {
    let shipped =
      ReleaseTests.shipped
      + "ALTER TABLE orders ADD CONSTRAINT k FOREIGN KEY (owner) REFERENCES users;"
    func told(_ action: String) -> [String] {
      Judged.changes(
        shipped: shipped,
        added: [
          "ALTER TABLE orders DROP CONSTRAINT k, ADD CONSTRAINT k FOREIGN KEY (owner) REFERENCES"
            + " users (id) \(action) NOT VALID;"
        ]
      ).map { "\($0.classification.rawValue) \($0.rule.text.dropFirst(4))" }
    }
    #expect(told("").contains("neutral constraint-replaced"))
    #expect(told("ON DELETE CASCADE").contains("risky constraint-replaced"))
    #expect(!told("ON DELETE CASCADE").contains("risky write-restriction-added"))
  }

  @Test("A table that a query fills is a copy")
  func copies() {
    #expect(rules("CREATE TABLE copy AS SELECT id FROM users;").contains("bulk-copy-in-migration"))
    let empty = "CREATE TABLE copy AS SELECT id FROM users WITH NO DATA;"
    #expect(!rules(empty).contains("bulk-copy-in-migration"))
    #expect(!rules("CREATE TABLE copy AS SELECT 1 AS id;").contains("bulk-copy-in-migration"))
  }

  @Test("One row is no backfill; a guarded constraint that stands is none")
  func littleWork() {
    #expect(!rules("UPDATE users SET name = 'x' WHERE id = 5;").contains("backfill-unverified"))
    #expect(rules("UPDATE users SET name = 'x';").contains("backfill-unverified"))
    let key = "ALTER TABLE orders ADD CONSTRAINT k FOREIGN KEY (owner) REFERENCES users (id);"
    let block = "DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN \(key) END IF; END $$;"
    #expect(rules(block).contains("foreign-key-validated-at-once"))
    #expect(
      !Judged.rules(shipped: ReleaseTests.shipped + key, added: block)
        .contains("foreign-key-validated-at-once"))
  }

  @Test(
    "A block that raises checks a backfill; one that only tells something does not",
    arguments: [
      ("DO $$ BEGIN IF EXISTS (\(unnamed)) THEN RAISE EXCEPTION 'left'; END IF; END $$;", true),
      ("DO $$ BEGIN IF EXISTS (\(unnamed)) THEN RAISE 'left'; END IF; END $$;", true),
      ("DO $$ BEGIN ASSERT NOT EXISTS (\(unnamed)), 'left'; END $$;", true),
      ("DO $$ BEGIN IF EXISTS (\(unnamed)) THEN RAISE NOTICE 'left'; END IF; END $$;", false),
      ("DO $$ BEGIN PERFORM 1; EXCEPTION WHEN others THEN RAISE; END $$;", false),
      (
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS"
          + " $$ BEGIN RAISE EXCEPTION 'left'; END $$;", false
      ),
    ])
  func checkedBackfills(_ block: String, _ isCheck: Bool) {
    let told = rules("UPDATE users SET name = 'x' WHERE name IS NULL;", block)
    #expect(told.contains("backfill-unverified") != isCheck)
  }

  private static let unnamed = "SELECT FROM users WHERE name IS NULL"

  @Test("What runs whenever it changes is judged against what it did the last time")
  func repeatables() {
    func told(_ old: String, _ new: String) -> [String] {
      let base = """
        -- file: m/V1__a.sql
        CREATE TABLE t (id int, email text);
        -- file: m/R__v.sql

        """
      return Judged.changes(base + old + "\n", base + new + "\n")
        .map { "\($0.classification.rawValue) \($0.rule.text.dropFirst(4))" }
    }
    let view = "CREATE OR REPLACE VIEW v AS SELECT id, email FROM t;"
    let shorter = "CREATE OR REPLACE VIEW v AS SELECT id FROM t;"
    #expect(told(view, shorter).contains("breaking definition-replaced"))
    #expect(!told(view, shorter).contains("additive object-created"))
    let drop = "DROP VIEW IF EXISTS v;"
    #expect(told("\(drop) \(view)", "\(drop) \(shorter)").contains("breaking definition-replaced"))
    #expect(told(view, drop).contains { $0.hasSuffix("object-dropped") })
  }

  @Test("A key that takes the place of a stricter one makes nothing unique")
  func keysReplaced() {
    let key = "CREATE UNIQUE INDEX orders_key ON orders (owner, note) WHERE note <> '';"
    func told(_ shipped: String, _ added: String) -> Bool {
      Judged.rules(shipped: "\(ReleaseTests.shipped) \(shipped)", added: added)
        .contains("unique-added")
    }
    let index = "CREATE UNIQUE INDEX orders_owner ON orders (owner);"
    #expect(told(index, "DROP INDEX orders_owner; CREATE UNIQUE INDEX b ON orders (note);"))
    #expect(!told(index, "DROP INDEX orders_owner; \(key)"))
    let constraint = "ALTER TABLE orders ADD CONSTRAINT one_each UNIQUE (owner);"
    #expect(!told(constraint, "ALTER TABLE orders DROP CONSTRAINT one_each; \(key)"))
    #expect(told("", key))
    let again = "ALTER TABLE orders ADD CONSTRAINT one_each UNIQUE (keeper);"
    let rename = "ALTER TABLE orders RENAME owner TO keeper;"
    let drop = "ALTER TABLE orders DROP CONSTRAINT one_each;"
    #expect(!told(constraint, "\(drop) \(rename) \(again)"))
    #expect(!told(constraint, "\(rename) \(drop) \(again)"))
    #expect(told(constraint, "\(drop) ALTER TABLE orders RENAME note TO keeper; \(again)"))
  }

  @Test("A primary key does what a unique constraint of its columns did")
  func primaryKeysInstead() {
    func told(_ sql: String) -> [String] {
      Judged.rules(
        shipped: "CREATE TABLE t (id int PRIMARY KEY, a int, b int, CONSTRAINT k UNIQUE (a, b));",
        added: sql
      ).filter { $0.hasPrefix("constraint-") }
    }
    #expect(told("ALTER TABLE t DROP CONSTRAINT k;") == ["constraint-dropped"])
    let key = "ADD PRIMARY KEY (b, a)"
    let drop = "DROP CONSTRAINT k"
    #expect(told("ALTER TABLE t DROP COLUMN id, \(key), \(drop);") == ["constraint-replaced"])
    #expect(told("ALTER TABLE t DROP COLUMN id, \(drop), \(key);") == ["constraint-replaced"])
    let other = "ALTER TABLE t DROP COLUMN id, ADD PRIMARY KEY (a), \(drop);"
    #expect(told(other) == ["constraint-dropped"])
  }

  @Test("Code may use what is made again, or takes over a name")
  func codeOfStandingObjects() {
    let code = "-- file: src/a.py\nx.execute('SELECT name FROM names')\n"
    let view = "CREATE VIEW names AS SELECT id, name FROM users;"
    let rule: RuleID = "sql/dropped-object-referenced"
    func told(_ sql: String, _ code: String = code) -> Bool {
      let base = "-- file: migrations/20260101000000_base.sql\n\(ReleaseTests.shipped)\n" + code
      let after = base + "-- file: migrations/20260201000000_change.sql\n\(sql)\n"
      return Judged.changes(base, after).contains { $0.rule == rule }
    }
    let other = "-- file: testing/migrations_of_old/01/a.up.sql\nSELECT name FROM names;\n"
    #expect(!told("DROP VIEW names;", other))
    #expect(told("DROP VIEW names;"))
    #expect(!told("DROP VIEW names; \(view)"))
    #expect(told("ALTER VIEW names RENAME TO labels;"))
    #expect(!told("ALTER VIEW names RENAME TO labels; \(view)"))
  }

  @Test("Indexes of a table that the way down makes again went with it")
  func tablesMadeAgain() {
    let table = "CREATE TABLE notes (id int); CREATE INDEX notes_id ON notes (id);"
    let base =
      "-- file: migrations/0001_base.up.sql\n\(table)\n"
      + "-- file: migrations/0001_base.down.sql\nDROP TABLE notes;\n"
    let again = "DROP TABLE notes; \(table)"
    let more =
      "-- file: migrations/0002_next.up.sql\n\(again)\n"
      + "-- file: migrations/0002_next.down.sql\n\(again)\n"
    #expect(!Judged.changes(base, base + more).contains { $0.rule == "sql/down-not-inverse" })
  }

  @Test("A default is missed only where the release leaves the column NOT NULL")
  func defaultsOfTheRelease() {
    func told(_ files: String...) -> [Classification] {
      Judged.changes(
        shipped: "CREATE TABLE t (a int NOT NULL DEFAULT 1);", added: files
      ).filter { $0.rule == "sql/default-dropped" }.map(\.classification)
    }
    let drop = "ALTER TABLE t ALTER a DROP DEFAULT;"
    #expect(told(drop) == [.breaking])
    #expect(told(drop, "ALTER TABLE t ALTER a DROP NOT NULL;") == [.risky])
  }

  @Test("Rows that were written before a table was altered are told so")
  func rowsBeforeShape() {
    func told(_ sql: String) -> [String] {
      Judged.messages(shipped: ReleaseTests.shipped, added: "BEGIN; \(sql) COMMIT;")
        .filter { $0.contains("written") && $0.contains("altered") }
        .map { String($0.prefix { $0 != ";" }) }
    }
    let (rows, shape) = ("UPDATE users SET name = 'x';", "ALTER TABLE orders ADD a int;")
    #expect(
      told(shape + rows) == [
        "rows of 'users' were written in the transaction that altered 'orders'"
      ])
    #expect(
      told(rows + shape) == [
        "'orders' was altered while rows of 'users' that the transaction had written were locked"
      ])
  }

  @Test("Of a common name, silence of the code proves nothing")
  func commonNames() {
    func told(_ table: String) -> [String] {
      let base =
        "-- file: migrations/20260101000000_base.sql\nCREATE TABLE \(table) (id int);\n"
        + "-- file: src/a.py\nx.execute('SELECT 1')\n"
      let after = base + "-- file: migrations/20260201000000_change.sql\nDROP TABLE \(table);\n"
      let habit: RuleID = "sql/existence-unguarded"
      return Judged.changes(base, after).filter { $0.rule != habit }.map {
        "\($0.classification.rawValue) \($0.rule.text.dropFirst(4)): \($0.message)"
      }
    }
    func lost(_ table: String) -> String {
      "; what stood in table '\(table)' cannot be brought back by a way down, and no comment says so"
    }
    let tooCommon = "; the name is too common to tell whether code at 'before' uses it"
    #expect(
      told("job") == ["breaking table-dropped: table 'job' was dropped\(tooCommon)\(lost("job"))"])
    #expect(
      told("invoices") == [
        "risky down-irreversible: table 'invoices' was dropped; no code at 'before' names it"
          + lost("invoices")
      ])
  }

  @Test("The columns of a new table come and go with it")
  func columnsOfNewTables() {
    func leftovers(_ up: String) -> [String] {
      let base = "-- file: migrations/0001_base.up.sql\nCREATE TABLE users (id int);\n"
      let baseDown = "-- file: migrations/0001_base.down.sql\nDROP TABLE users;\n"
      let change = "-- file: migrations/0002_next.up.sql\n\(up)\n"
      let down = "-- file: migrations/0002_next.down.sql\nDROP TABLE notes;\n"
      return Judged.changes(base + baseDown, base + baseDown + change + down)
        .filter { $0.rule == "sql/down-not-inverse" }.map(\.message)
    }
    let made = "CREATE TABLE notes (id int, old int);"
    #expect(leftovers("\(made) ALTER TABLE notes DROP COLUMN old;") == [])
    #expect(leftovers("\(made) ALTER TABLE notes RENAME COLUMN old TO new;") == [])
    #expect(leftovers("\(made) ALTER TABLE users DROP COLUMN id;").count == 1)
  }

  private func rules(_ files: String...) -> [String] {
    Judged.changes(shipped: ReleaseTests.shipped, added: files)
      .map { String($0.rule.text.dropFirst(4)) }
  }
}
