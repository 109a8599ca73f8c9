import PostgresSchema
import SourceModel
import Testing

struct SchemaRenameTests {
  private static let base = state(
    table(
      "users", column("id"), column("org"),
      constraints: [ConstraintDefinition(.primaryKey(columns: ["id"], usingIndex: nil))]),
    table("orders", column("user_id")),
    add(reference("user_id", to: "users", ["id"]), named: "fk", to: "orders"),
    index("by_org", on: "users", ["org"]) {
      $0.isPartial = true
      $0.text = "( org ) where org > 0"
    },
    add(check("org > 0", reads: "org"), named: "c", to: "users"),
    view("names", reading: "users", text: "select 'users', id from users"))

  @Test func tablesTakeEverythingWithThem() throws {
    var state = SchemaRenameTests.base
    state.apply(.rename(.table, "users", to: "people"))
    #expect(state.table("users") == nil)
    let people = try #require(state.table("people"))
    #expect(people.indexes.allSatisfy { $0.table == "people" })
    #expect(state.index("by_org")?.table == "people")
    #expect(
      state.table("orders")?.constraint("fk")?.kind == reference("user_id", to: "people", ["id"]))
    #expect(state.views(reading: "people") == ["names"])
    #expect(state.view("names")?.definition.text == "select 'users', id from people")
    state.apply(.setSchema(.table, "people", to: "app"))
    #expect(state.index("app.by_org")?.table == "app.people" && state.index("by_org") == nil)
    state.apply(.rename(.table, "app.people", to: "users"))
    state.apply(.setSchema(.table, "app.users", to: "public"))
    #expect(state == SchemaRenameTests.base)
  }

  @Test func columnsTakeEverythingWithThem() throws {
    var state = SchemaRenameTests.base
    state.apply(.alterTable("users", .renameColumn("org", to: "Team")))
    state.apply(.alterTable("users", .renameColumn("id", to: "key")))
    let users = try #require(state.table("users"))
    #expect(users.columns.map(\.name) == ["key", "Team"] && users.primaryKey == ["key"])
    #expect(users.constraint("c")?.kind == check("\"Team\" > 0", reads: "Team"))
    #expect(state.index("by_org")?.definition.columns == ["Team"])
    #expect(state.index("by_org")?.definition.text == "( \"Team\" ) where \"Team\" > 0")
    #expect(
      state.table("orders")?.constraint("fk")?.kind == reference("user_id", to: "users", ["key"]))
    state.apply(.alterTable("users", .renameColumn("Team", to: "org")))
    state.apply(.alterTable("users", .renameColumn("key", to: "id")))
    #expect(state == SchemaRenameTests.base)
  }

  @Test func constraintsAndTheirIndexesShareTheirName() {
    var state = SchemaRenameTests.base
    state.apply(.alterTable("users", .renameConstraint("users_pkey", to: "key")))
    #expect(state.index("key")?.isOfConstraint == true && state.index("users_pkey") == nil)
    state.apply(.rename(.index, "key", to: "users_pkey"))
    #expect(state == SchemaRenameTests.base)
    state.apply(
      .alterTable("users", .dropConstraint("users_pkey", isCascade: true, ifExists: false)))
    #expect(state.index("users_pkey") == nil && state.table("orders")?.constraints.isEmpty == true)
  }

  @Test func typesAreRenamedInTheirColumns() {
    let state = state(
      .createEnum("color", labels: ["red", "green"]), table("cars", column("paint", "color")),
      .rename(.type, "color", to: "paint"), .renameEnumValue("paint", from: "red", to: "rot"),
      .addEnumValue("paint", value: "blau", ifNotExists: false, isBefore: true, neighbor: "green"),
      .addEnumValue("paint", value: "gelb", ifNotExists: false, isBefore: false, neighbor: nil),
      .addEnumValue("paint", value: "rot", ifNotExists: true, isBefore: false, neighbor: nil))
    #expect(state.table("cars")?.column("paint")?.type == TypeName("paint"))
    #expect(state.enumType("paint")?.labels.map(\.name) == ["rot", "blau", "green", "gelb"])
  }

  @Test func sequencesAreRenamedInDefaults() {
    let state = state(
      table("users", column("id", "serial4")), .rename(.sequence, "users_id_seq", to: "ids"),
      .rename(.table, "users", to: "people"))
    #expect(
      state.table("people")?.column("id")?.defaultValue?.text == "nextval ( 'ids' :: regclass )")
    #expect(state.sequence("ids")?.owner == ColumnReference("people", "id"))
    var dropped = state
    dropped.apply(drop(.table, "people"))
    #expect(dropped.sequences.isEmpty)
  }

  @Test func triggersAndPoliciesAreFoundByTheirNames() {
    let state = state(
      table("users", column("id")),
      .createTrigger(TriggerDefinition("touch", on: "users", calls: "touch_row")),
      .createPolicy(PolicyDefinition("own", on: "users")),
      .rename(.trigger, "touch", to: "stamp"), .rename(.policy, "own", to: "mine"),
      .rename(.function, "touch_row", to: "stamp_row"),
      .alterTable("users", .disableTrigger("stamp")))
    #expect(state.trigger("touch", on: "users") == nil)
    #expect(state.trigger("stamp", on: "users")?.isEnabled == false)
    #expect(state.policy("mine", on: "users") != nil)
  }

  @Test func rightsFollowTheirObjects() {
    let all = Grant(privileges: ["ALL"], kind: .table, objects: ["users"], roles: ["app"])
    let insert = Grant(privileges: ["INSERT"], kind: .table, objects: ["people"], roles: ["app"])
    var state = state(
      table("users", column("id")), .grant(all), .changeOwner(.table, "users", to: "root"),
      .rename(.table, "users", to: "people"), .revoke(insert))
    #expect(
      state.privileges.map(\.rights.granted) == [
        ["DELETE", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"]
      ])
    #expect(state.owner(of: .table, "people") == "root")
    state.apply(drop(.table, "people"))
    #expect(state == SchemaState())
  }

  @Test func rightsToAWholeSchemaAreThoseToItsTables() {
    var grant = Grant(privileges: ["SELECT"], kind: .table, objects: ["public"], roles: ["app"])
    grant.isWholeSchema = true
    let state = state(table("a"), table("b"), table("x.c"), .grant(grant), table("d"))
    #expect(state.privileges.map(\.key.object.name) == ["a", "b"])
  }
}
