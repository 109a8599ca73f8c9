import PostgresSchema
import SourceModel
import Testing

struct SchemaStateTests {
  // MARK: Tables and columns

  @Test func tableHoldsColumnsInTheirOrder() {
    let state = state(
      table("users", column("id", notNull: true), column("name", "text")),
      .alterTable("public.users", .addColumn(column("age"), ifNotExists: false)),
      .alterTable("users", .setNotNull("age")),
      .alterTable("users", .dropColumn("name", isCascade: false, ifExists: false)))
    #expect(state.table("users")?.columns.map(\.name) == ["id", "age"])
    #expect(state.table("users")?.columns.map(\.isNotNull) == [true, true])
    #expect(state.tables.map(\.name) == ["users"])
    #expect(state.table("public.users") == state.table("users"))
    #expect(state.table("other.users") == nil)
  }

  @Test func serialColumnsBringSequenceAndDefault() throws {
    let made = state(table("users", column("id", "serial8")))
    let id = try #require(made.table("users")?.column("id"))
    #expect(id.type == TypeName("int8") && id.isNotNull)
    #expect(id.defaultValue?.text == "nextval ( 'users_id_seq' :: regclass )")
    #expect(made.sequence("users_id_seq")?.owner == ColumnReference("users", "id"))
    var dropped = made
    dropped.apply(.alterTable("users", .dropColumn("id", isCascade: false, ifExists: false)))
    #expect(dropped.sequences.isEmpty)
    dropped = made
    dropped.apply(drop(.table, "users"))
    #expect(dropped == SchemaState())
  }

  @Test func unknownObjectsChangeNothing() {
    let before = state(table("users", column("id")))
    var after = before
    for action: Action in [
      drop(.table, "none", cascade: true), drop(.index, "none"), drop(.view, "none"),
      drop(.schema, "none", cascade: true), drop(.type, "none", cascade: true),
      .rename(.table, "none", to: "more"), .setSchema(.view, "none", to: "app"),
      .alterTable("users", .dropColumn("none", isCascade: true, ifExists: true)),
      .alterTable("users", .dropConstraint("none", isCascade: true, ifExists: true)),
      .alterTable("users", .validateConstraint("none")),
      .alterTable("users", .renameColumn("none", to: "more")),
      .alterTable("none", .setNotNull("id")), .alterTable("none", .dropDefault("id")),
      .addEnumValue("none", value: "a", ifNotExists: false, isBefore: false, neighbor: nil),
      .alterDomain("none", .setNotNull), .attachIndex(parent: "none", child: "none"),
      .alterTable("users", .addColumn(column("id", "text"), ifNotExists: true)),
      table("users") { $0.ifNotExists = true },
    ] {
      after.apply(action)
      #expect(after == before, "\(action)")
    }
  }

  @Test func tableThatWasNeverCreatedIsThereInPart() throws {
    let state = state(
      .alterTable("users", .addColumn(column("id"), ifNotExists: false)),
      index(nil, on: "logs", ["at"]))
    let users = try #require(state.table("users"))
    #expect(!users.isComplete && users.origin == nil && users.columns.map(\.name) == ["id"])
    #expect(state.index("logs_at_idx")?.table == "logs")
  }

  @Test func heirsFollowTheirParents() {
    let state = state(
      table("events", column("id"), column("at")) { $0.isPartitioned = true },
      table("events_2024") { $0.partitionOf = "events" },
      table("copies") { $0.likes = ["events"] },
      table("children", column("more")) { $0.inherits = ["events"] },
      .alterTable("events", .addColumn(column("kind"), ifNotExists: false)),
      .alterTable("events", .renameColumn("at", to: "happened")),
      .alterTable("events", .setNotNull("kind")))
    #expect(state.table("events_2024")?.columns.map(\.name) == ["id", "happened", "kind"])
    #expect(state.table("events_2024")?.column("kind")?.isNotNull == true)
    #expect(state.table("children")?.columns.map(\.name) == ["id", "happened", "more", "kind"])
    #expect(state.table("copies")?.columns.map(\.name) == ["id", "at"])
    #expect(state.heirs(of: "events") == ["children", "events_2024"])
  }

  @Test func heirsInARingComeToAnEnd() {
    var state = state(
      table("a", column("id")), table("b", column("id")), .alterTable("a", .inherit("b")),
      .alterTable("b", .inherit("a")),
      .alterTable("a", .addColumn(column("x"), ifNotExists: false)))
    #expect(state.table("b")?.column("x") != nil)
    state.apply(drop(.table, "a", cascade: true))
    #expect(state.tables.isEmpty)
  }

  @Test func detachedPartitionsStandAlone() {
    let state = state(
      table("events", column("id")), table("old", column("id")),
      .alterTable("events", .attachPartition("old", isDefault: false)),
      .alterTable("events", .detachPartition("old", isConcurrent: true, isFinalize: false)),
      drop(.table, "events"))
    #expect(state.tables.map(\.name) == ["old"])
  }

  // MARK: Constraints

  @Test func namesAreThoseThatPostgreSQLMakes() {
    let state = state(
      table(
        "users",
        column(
          "id", constraints: [ConstraintDefinition(.primaryKey(columns: ["id"], usingIndex: nil))]),
        column("team", constraints: [ConstraintDefinition(reference("team", to: "teams"))])),
      add(.unique(columns: ["id", "team"], usingIndex: nil, nullsNotDistinct: false), to: "users"),
      add(check("team > 0", reads: "team"), to: "users"),
      add(check("team < 9", reads: "team"), to: "users"),
      add(check("team > id", reads: "id", "team"), to: "users"),
      add(.exclusion(text: "x"), to: "users"), index(nil, on: "users", ["team", "id"]),
      index(nil, on: "users", ["team", "id"]))
    #expect(
      state.table("users")?.constraints.map(\.name) == [
        "users_check", "users_excl", "users_id_team_key", "users_pkey", "users_team_check",
        "users_team_check1", "users_team_fkey",
      ])
    #expect(
      state.indexes.filter { !$0.isOfConstraint }.map(\.name) == [
        "users_team_id_idx", "users_team_id_idx1",
      ])
    #expect(state.table("users")?.column("id")?.isNotNull == true)
  }

  @Test func longNamesAreCutWhereTheyAreLonger() {
    let long = Name(String(repeating: "a", count: 50))
    let other = Name(String(repeating: "é", count: 20))
    let state = state(
      table(ObjectName(long), column(other)), index(nil, on: ObjectName(long), [other]))
    // 63 bytes less `_` and `_idx` leave 29 for each; the half of a character goes.
    let expected = String(repeating: "a", count: 29) + "_" + String(repeating: "é", count: 14)
    #expect(state.indexes.map(\.name) == [Name(expected + "_idx")])
  }

  @Test func validatedChecksProveColumnsNotNull() {
    var state = state(
      table("users", column("name")),
      add(
        check("name is not null", reads: "name", notNull: ["name"]), named: "c", to: "users",
        notValid: true))
    #expect(state.table("users")?.hasValidatedCheck(notNull: "name") == false)
    state.apply(.alterTable("users", .validateConstraint("c")))
    #expect(state.table("users")?.hasValidatedCheck(notNull: "name") == true)
    #expect(state.table("users")?.hasValidatedCheck(notNull: "other") == false)
    state.apply(
      .alterTable("users", .dropConstraint("c", isCascade: false, ifExists: false)))
    #expect(state.table("users")?.hasValidatedCheck(notNull: "name") == false)
  }

  @Test func notNullConstraintsCountOnceTheyAreValid() {
    var state = state(
      table("users", column("name")),
      add(.notNull(column: "name"), named: "c", to: "users", notValid: true))
    #expect(state.table("users")?.column("name")?.isNotNull == false)
    state.apply(.alterTable("users", .validateConstraint("c")))
    #expect(state.table("users")?.column("name")?.isNotNull == true)
  }

  @Test func primaryKeyTakesOverAnIndex() {
    let state = state(
      table("users", column("id"), column("org")),
      index("users_key", on: "users", ["org", "id"]) { $0.isUnique = true },
      add(.primaryKey(columns: [], usingIndex: "users_key"), named: "users_pkey", to: "users"))
    #expect(state.table("users")?.primaryKey == ["org", "id"])
    #expect(state.table("users")?.columns.map(\.isNotNull) == [true, true])
    #expect(state.index("users_key") == nil)
    #expect(state.index("users_pkey")?.isOfConstraint == true)
  }

  // MARK: Drops

  @Test func droppedColumnsTakeWhatNamesThem() {
    let state = state(
      table("users", column("id"), column("name"), column("org")),
      index("by_name", on: "users", ["name"]),
      index("lower_name", on: "users", []) {
        $0.hasExpressions = true
        $0.text = "lower ( name )"
      },
      index("by_org", on: "users", ["org"]), add(check("name > 0", reads: "name"), to: "users"),
      .alterTable("users", .dropColumn("name", isCascade: false, ifExists: false)))
    #expect(state.indexes.map(\.name) == ["by_org"])
    #expect(state.table("users")?.constraints.isEmpty == true)
  }

  @Test func cascadeReachesForeignKeysAndViews() {
    let base = state(
      table(
        "users", column("id"),
        constraints: [ConstraintDefinition(.primaryKey(columns: ["id"], usingIndex: nil))]),
      table(
        "orders", column("user_id"),
        constraints: [
          ConstraintDefinition(reference("user_id", to: "users"))
        ]),
      view("names", reading: "users", text: "select id from users"),
      view("more_names", reading: "names"))
    #expect(base.tables(referringTo: "users") == ["orders"])
    #expect(base.views(reading: "users") == ["names"])
    for action in [
      drop(.table, "users", cascade: true),
      .alterTable("users", .dropColumn("id", isCascade: true, ifExists: false)),
    ] {
      var state = base
      state.apply(action)
      #expect(state.table("orders")?.constraints.isEmpty == true)
      #expect(state.views.isEmpty)
    }
    var state = base
    state.apply(drop(.table, "users"))
    #expect(state.table("orders")?.constraints.count == 1 && state.views.count == 2)
  }

  @Test func foreignKeysFindTheKeyThatTheyReferTo() {
    let state = state(
      table(
        "users", column("id"),
        constraints: [ConstraintDefinition(.primaryKey(columns: ["id"], usingIndex: nil))]),
      table("orders", column("user_id")),
      add(reference("user_id", to: "public.users"), to: "orders"))
    #expect(
      state.table("orders")?.constraint("orders_user_id_fkey")?.kind
        == reference("user_id", to: "users", ["id"]))
  }

  @Test func droppedSchemasTakeWhatIsInThem() {
    let state = state(
      .create(.schema, "app", ifNotExists: false, text: ""), table("app.users", column("id")),
      view("app.names"), table("users"), .createEnum("app.color", labels: ["red"]),
      drop(.schema, "app", cascade: true))
    #expect(state.tables.map(\.name) == ["users"])
    #expect(state.views.isEmpty && state.enumTypes.isEmpty && state.objects.isEmpty)
  }

  @Test func droppedTypesTakeColumnsByCascade() {
    let state = state(
      .createEnum("color", labels: ["red"]), table("cars", column("id"), column("paint", "color")),
      drop(.type, "color", cascade: true))
    #expect(state.table("cars")?.columns.map(\.name) == ["id"])
  }

  // MARK: Names

  @Test func schemaOfTheSearchPathEndsWithItsFile() {
    var state = SchemaState()
    func run(_ action: Action, in file: Int32) {
      state.apply(Operation(action, at: SourceRange(0, 1)), from: file)
    }
    run(.set(parameter: "search_path", value: "app, public", isLocal: false), in: 1)
    run(table("users", column("id")), in: 1)
    run(.alterTable("users", .addColumn(column("name"), ifNotExists: false)), in: 1)
    run(table("users", column("id")), in: 2)
    #expect(state.tables.map(\.name) == ["users", "app.users"])
    #expect(state.table("app.users")?.columns.count == 2)
  }

  @Test func originsAreKeptAndNotCompared() throws {
    let action = table("users", column("id"))
    var state = SchemaState()
    state.apply(Operation(action, at: SourceRange(3, 9)), from: 7)
    let users = try #require(state.table("users"))
    #expect(users.origin == Origin(file: 7, range: SourceRange(3, 9)))
    #expect(users.column("id")?.origin == users.origin)
    var other = SchemaState()
    other.apply(action)
    #expect(state == other && state.hashValue == other.hashValue)
  }
}
