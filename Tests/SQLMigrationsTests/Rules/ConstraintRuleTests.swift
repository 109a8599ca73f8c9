import Testing

/// What is said of constraints.
struct ConstraintRuleTests {
  private let fired = RuleTable(
    shipped: """
      CREATE TABLE customers (id int PRIMARY KEY);
      CREATE TABLE orders (id int NOT NULL, total int, customer int, email text UNIQUE);
      CREATE INDEX orders_customer_idx ON orders (customer);
      CREATE UNIQUE INDEX orders_id_idx ON orders (id);
      CREATE UNIQUE INDEX orders_total_idx ON orders (total);
      ALTER TABLE orders ADD CONSTRAINT total_set CHECK (total IS NOT NULL) NOT VALID;
      ALTER TABLE orders ADD CONSTRAINT customer_set CHECK (customer IS NOT NULL);
      CREATE TABLE parts (id int, customer int) PARTITION BY RANGE (id);
      CREATE INDEX ON parts (customer);
      CREATE DOMAIN price AS numeric;
      """)

  @Test(arguments: [
    ("CHECK (total > 0)", ["check-validated-at-once"]),
    ("CHECK (total > 0) NOT VALID", ["write-restriction-added"]),
    ("FOREIGN KEY (customer) REFERENCES customers", ["foreign-key-validated-at-once"]),
    ("FOREIGN KEY (customer) REFERENCES customers NOT VALID", ["write-restriction-added"]),
    (
      "FOREIGN KEY (total) REFERENCES customers NOT VALID",
      ["write-restriction-added"]
    ),
    ("UNIQUE (customer)", ["unique-added", "unique-index-blocking"]),
    ("UNIQUE (id, customer)", ["unique-index-blocking"]),
    ("UNIQUE USING INDEX orders_id_idx", ["constraint-added"]),
    ("PRIMARY KEY (id)", ["primary-key-blocking"]),
    ("PRIMARY KEY (id, customer)", ["primary-key-blocking"]),
    ("PRIMARY KEY (customer)", ["primary-key-blocking", "unique-added"]),
    ("PRIMARY KEY USING INDEX orders_id_idx", ["constraint-added"]),
    ("PRIMARY KEY USING INDEX orders_total_idx", ["primary-key-columns-nullable"]),
    ("EXCLUDE USING gist (id WITH =)", ["exclusion-constraint-added"]),
  ])
  func added(_ constraint: String, _ rules: [String]) {
    #expect(fired("ALTER TABLE orders ADD CONSTRAINT c \(constraint);") == rules)
  }

  @Test(arguments: [
    "CHECK (total > 0)", "FOREIGN KEY (total) REFERENCES customers", "UNIQUE (total)",
    "PRIMARY KEY (total)", "EXCLUDE USING gist (total WITH =)",
  ])
  func addedToANewTable(_ constraint: String) {
    #expect(
      fired("CREATE TABLE lines (total int);", "ALTER TABLE lines ADD CONSTRAINT c \(constraint);")
        == ["constraint-added", "table-created"])
  }

  @Test func columnsOfTheReleaseBindOnlyItsOwnCode() {
    let column = "ALTER TABLE orders ADD COLUMN sum int;"
    func added(_ constraint: String) -> [String] {
      fired(column, "ALTER TABLE orders ADD CONSTRAINT c \(constraint);")
        .filter { $0 != "column-added" }
    }
    #expect(added("CHECK (sum > 0) NOT VALID") == ["constraint-added"])
    // Rows are read all the same.
    #expect(added("CHECK (sum > 0)") == ["check-validated-at-once"])
    #expect(added("CHECK (sum > total) NOT VALID") == ["write-restriction-added"])
    // The code before leaves it null.
    #expect(added("CHECK (sum IS NOT NULL) NOT VALID") == ["write-restriction-added"])
    #expect(added("UNIQUE (sum)") == ["unique-index-blocking"])
    #expect(
      added("FOREIGN KEY (sum) REFERENCES customers NOT VALID") == ["foreign-key-unindexed"])
  }

  @Test func partitionedTablesCannotPutOffForeignKeys() {
    let sql = "ALTER TABLE parts ADD FOREIGN KEY (customer) REFERENCES customers NOT VALID;"
    #expect(fired(sql) == ["foreign-key-refused"])
    #expect(RuleTable(shipped: fired.shipped, version: 18)(sql) == ["write-restriction-added"])
  }

  @Test func foreignKeysWantIndexes() {
    let key = "ALTER TABLE parts ADD FOREIGN KEY (id) REFERENCES customers;"
    #expect(fired(key) == ["foreign-key-unindexed", "foreign-key-validated-at-once"])
    #expect(
      fired(key + "CREATE INDEX i ON ONLY parts (id);") == [
        "foreign-key-validated-at-once", "index-added",
      ])
    let some = key + "CREATE INDEX i ON ONLY parts (id) WHERE id"
    #expect(!fired("\(some) IS NOT NULL;").contains("foreign-key-unindexed"))
    #expect(fired("\(some) > 5;").contains("foreign-key-unindexed"))
    #expect(
      fired("ALTER TABLE unheard_of ADD FOREIGN KEY (id) REFERENCES customers NOT VALID;") == [
        "write-restriction-added"
      ])
  }

  @Test func validation() {
    let validate = "ALTER TABLE orders VALIDATE CONSTRAINT total_set;"
    #expect(fired(validate) == ["constraint-validated"])
    let add = "ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID;"
    let both = add + "ALTER TABLE orders VALIDATE CONSTRAINT c;"
    #expect(fired(both) == ["constraint-validated", "write-restriction-added"])
    #expect(fired("BEGIN; \(both) COMMIT;").contains("validated-in-same-transaction"))
    #expect(
      fired("BEGIN; \(add) COMMIT; BEGIN; \(validate) COMMIT;").contains("constraint-validated"))
  }

  @Test func notNull() {
    #expect(fired("ALTER TABLE orders ALTER total SET NOT NULL;") == ["set-not-null-scan"])
    #expect(fired("ALTER TABLE orders ALTER customer SET NOT NULL;") == ["not-null-set"])
    #expect(fired("ALTER TABLE orders ALTER id SET NOT NULL;") == ["not-null-set"])
    #expect(fired("ALTER TABLE unheard_of ALTER id SET NOT NULL;") == ["set-not-null-scan"])
    #expect(
      fired(
        "ALTER TABLE orders VALIDATE CONSTRAINT total_set;",
        "ALTER TABLE orders ALTER total SET NOT NULL;") == ["constraint-validated", "not-null-set"])
    let old = RuleTable(shipped: fired.shipped, version: 11)
    #expect(old("ALTER TABLE orders ALTER customer SET NOT NULL;") == ["set-not-null-scan"])
    #expect(
      fired("CREATE TABLE lines (id int); ALTER TABLE lines ALTER id SET NOT NULL;") == [
        "not-null-set", "table-created",
      ])
  }

  @Test func notNullAsAConstraint() {
    let current = RuleTable(shipped: fired.shipped, version: 18)
    let add = "ALTER TABLE orders ADD CONSTRAINT c NOT NULL total"
    #expect(current("\(add);").contains("set-not-null-scan"))
    #expect(current("\(add) NOT VALID;").contains("write-restriction-added"))
  }

  @Test func domains() {
    let shipped = "CREATE DOMAIN price AS numeric; CREATE TABLE sold (price price);"
    let fired = RuleTable(shipped: shipped)
    #expect(fired("ALTER DOMAIN price ADD CHECK (VALUE > 0);") == ["domain-constraint-added"])
    #expect(fired("ALTER DOMAIN price SET NOT NULL;") == ["domain-constraint-added"])
    #expect(
      fired("ALTER DOMAIN price ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID;") == [
        "domain-constraint-added"
      ])
    #expect(fired("ALTER DOMAIN price SET DEFAULT 0;") == ["domain-changed"])
    #expect(
      fired("CREATE DOMAIN cost AS numeric; ALTER DOMAIN cost SET NOT NULL;") == [
        "domain-changed", "object-created",
      ])
  }
}
