import PostgresSchema
import SourceModel
import Testing

/// What migrations make against what a dump says.
struct SchemaDifferenceTests {
  private func predicates(_ mine: SchemaState, _ other: SchemaState) -> [String] {
    mine.differences(to: other).map(\.predicate)
  }

  @Test func whatIsMissingAndWhatIsTooMuchAreTold() {
    let mine = state(
      table("orders", column("id"), column("note")), table("lines", column("id")),
      .createEnum("mood", labels: ["sad", "ok"]))
    let other = state(
      table("public.orders", column("id"), column("hint")), table("rest", column("id")),
      .createEnum("mood", labels: ["sad", "happy"]))
    #expect(
      predicates(mine, other) == [
        "lacks table 'lines'", "lacks column 'orders.note'",
        "has column 'orders.hint' that nothing makes", "has table 'rest' that nothing makes",
        "lacks enum value 'mood.ok'", "has enum value 'mood.happy' that nothing makes",
      ])
  }

  @Test func columnsDifferInWhatMatters() {
    let mine = state(table("orders", column("a"), column("b", notNull: true), column("c")))
    let other = state(
      table("orders", column("c", "int8"), column("b"), column("a")),
      .alterTable("orders", .setDefault("a", literal("1"))))
    #expect(
      predicates(mine, other) == [
        "has column 'orders.a' with default 'a value' in place of 'none'",
        "has column 'orders.b' with nullability 'NULL' in place of 'NOT NULL'",
        "has column 'orders.c' with type 'int8' in place of 'int4'",
      ])
  }

  @Test(arguments: [
    ("'new'", "'new' :: text", "text", true), ("1", "'1' :: integer", "int4", true),
    ("'t'", "true", "bool", true), ("'a'", "'b' :: text", "text", false),
    ("'a b'", "'a b' :: text", "text", true), ("1", "2", "int4", false),
    ("now ( )", "CURRENT_TIMESTAMP", "timestamptz", true),
    ("'1 day'", "'24:00:00' :: interval", "interval", true),
  ])
  func defaultsAreOneWhereTheyMayBe(_ mine: String, _ other: String, _ type: Name, _ same: Bool) {
    func with(_ text: String) -> SchemaState {
      state(
        table("orders", column("a", type)),
        .alterTable("orders", .setDefault("a", literal(Name(text)))))
    }
    #expect(predicates(with(mine), with(other)).isEmpty == same)
  }

  @Test func namesThatPostgreSQLMakesDoNotMatter() {
    let mine = state(
      table("users", column("id", constraints: [key("id")])),
      table("orders", column("id"), column("user")),
      add(reference("user", to: "users"), to: "orders"),
      add(check("id > 0", reads: "id"), to: "orders"),
      index(nil, on: "orders", ["user"]))
    let other = state(
      table("users", column("id", notNull: true)),
      table("orders", column("id"), column("user")),
      add(.primaryKey(columns: ["id"], usingIndex: nil), named: "users_pk", to: "users"),
      add(reference("user", to: "public.users", ["id"]), named: "fk", to: "orders"),
      add(check("( id > 0 )", reads: "id"), named: "positive", to: "orders"),
      index("by_user", on: "orders", ["user"]))
    #expect(predicates(mine, other).isEmpty)
    #expect(predicates(other, mine).isEmpty)
  }

  @Test func constraintsAndIndexesAreTold() {
    let base: [Action] = [
      table("users", column("id", constraints: [key("id")])),
      table("orders", column("id"), column("user")),
    ]
    var mine = SchemaState()
    for action in base {
      mine.apply(action)
    }
    let other = mine
    mine.apply(add(reference("user", to: "users"), to: "orders"))
    mine.apply(index("by_user", on: "orders", ["user"]))
    mine.apply(
      add(.unique(columns: ["id"], usingIndex: nil, nullsNotDistinct: false), to: "orders"))
    #expect(
      predicates(mine, other) == [
        "lacks constraint 'orders UNIQUE (id)'",
        "lacks constraint 'orders (user) REFERENCES users'", "lacks index 'by_user'",
      ])
  }

  @Test func aKeyThatIsUniqueTooIsOneKey() {
    var both = [key("id")]
    both.append(
      ConstraintDefinition(.unique(columns: ["id"], usingIndex: nil, nullsNotDistinct: false)))
    let mine = state(table("users", column("id", constraints: both)))
    let other = state(table("users", column("id", constraints: [key("id")])))
    #expect(predicates(mine, other).isEmpty)
  }

  @Test func whatToolsKeepForThemselvesDoesNotCount() {
    let mine = state(table("orders", column("id")))
    let other = state(
      table("orders", column("id")), table("schema_migrations", column("version")),
      table("other.things", column("id")))
    #expect(predicates(mine, other).isEmpty)
  }

  @Test func schemasOfOneDatabaseShareMostTables() {
    let mine = state(table("a", column("id")), table("b", column("id")))
    #expect(mine.isAkin(to: state(table("a", column("id")))))
    #expect(!mine.isAkin(to: state(table("c", column("id")))))
    #expect(!SchemaState().isAkin(to: SchemaState()))
  }

  private func key(_ column: Name) -> ConstraintDefinition {
    ConstraintDefinition(.primaryKey(columns: [column], usingIndex: nil))
  }

  private func literal(_ text: Name) -> Expression {
    Expression(volatility: .immutable, text: text)
  }
}
