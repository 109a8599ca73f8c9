import CallShapes
import PostgresSchema
import SourceModel
import Testing

@Suite struct EctoTests {
  private func read(
    _ body: String, in function: String = "change", module: String = ""
  ) -> (reading: CallShapeReading?, text: String) {
    let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
    let text =
      "defmodule Shop.Repo.Migrations.A do\n  use Ecto.Migration\n" + module
      + "\n  def \(function) do\n" + lines.map { "    " + $0 + "\n" }.joined() + "  end\nend\n"
    let path: RepositoryPath = "priv/repo/migrations/20240102030405_a.exs"
    return (CallShapeReading.ecto(SourceText(path: path, text)), text)
  }

  private func expect(
    _ body: String, module: String = "", up: [Action], down: [Action]?,
    at location: SourceLocation = #_sourceLocation
  ) {
    let (reading, text) = read(body, module: module)
    #expect(reading?.up.actions == up, sourceLocation: location)
    if let down {
      #expect(reading?.down?.actions == down, sourceLocation: location)
    } else {
      #expect(
        reading?.down?.seen(in: text).map(\.kind) == ["unread: it has no way back"],
        sourceLocation: location)
    }
  }

  private static let key = ConstraintDefinition(.primaryKey(columns: ["id"], usingIndex: nil))

  // MARK: The file

  @Test func revisionAndFunctions() {
    let (reading, _) = read("drop table(:t)", in: "up", module: "  @disable_ddl_transaction true\n")
    #expect(reading?.revision == "20240102030405")
    #expect(reading?.up.isInTransaction == false)
    #expect(reading?.down == nil)
    let inline = read("", module: "  def up, do: drop(table(:t))\n  def down, do: :ok\n").reading
    #expect(inline?.up.actions == [.drop(Drop(.table, "t"))])
    #expect(inline?.down?.steps == [])
    #expect(inline?.up.isInTransaction == true)
  }

  @Test(arguments: [
    "", "defmodule A do\nend", "# use Ecto.Migration", "defmodule A do\n  use Ecto.Schema\nend",
    "\"\"\"\ndefmodule A do\n use Ecto.Migration\nend\n\"\"\"",
  ]) func noMigration(_ text: String) {
    #expect(CallShapeReading.ecto(SourceText(path: "1_a.exs", text)) == nil)
  }

  @Test func findsTheModuleOfTheMigration() {
    let text = """
      defmodule Row do
        use Ecto.Schema
      end
      defmodule Outer do
        defmodule M do
          use Shop.Migration
          def up, do: drop table(:t)
        end
      end
      """
    let reading = CallShapeReading.ecto(SourceText(path: "1_a.exs", text))
    #expect(reading?.up.seen(in: text) == [.did("drop table(:t)", .drop(Drop(.table, "t")))])
  }

  // MARK: Tables

  @Test func createsTable() {
    var table = TableDefinition("items")
    table.columns = [
      ColumnDefinition("id", type: TypeName("serial8"), isNotNull: true),
      ColumnDefinition("name", type: TypeName("varchar", modifiers: [40]), isNotNull: true),
      ColumnDefinition(
        "tags", type: TypeName("varchar", modifiers: [255], dimensions: 1),
        defaultValue: Expression(volatility: .immutable, text: "'{}'")),
      ColumnDefinition(
        "box_id", type: TypeName("int8"),
        constraints: [
          ConstraintDefinition(
            name: "items_box_id_fkey",
            .foreignKey(
              columns: ["box_id"], references: "boxes", referencedColumns: ["id"],
              onDelete: "CASCADE", onUpdate: ""), isNotValid: true)
        ]),
      ColumnDefinition("inserted_at", type: TypeName("timestamp", modifiers: [0]), isNotNull: true),
      ColumnDefinition("updated_at", type: TypeName("timestamp", modifiers: [0]), isNotNull: true),
    ]
    table.constraints = [Self.key]
    let call = """
      create table(:items) do
        add :name, :string, size: 40, null: false
        add(:tags, {:array, :string}, default: [])
        # add :no, :string
        add :box_id, references(:boxes, on_delete: :delete_all, validate: false)

        timestamps()
      end
      """
    expect(call, up: [.createTable(table)], down: [.drop(Drop(.table, "items"))])
  }

  @Test func keysOfTables() {
    var table = TableDefinition(ObjectName(schema: "s", "t"))
    table.columns = [
      ColumnDefinition("a", type: TypeName("uuid"), isNotNull: true),
      ColumnDefinition("b", type: TypeName("int4"), isNotNull: true),
    ]
    table.constraints = [
      ConstraintDefinition(.primaryKey(columns: ["a", "b"], usingIndex: nil))
    ]
    table.ifNotExists = true
    var drop = Drop(.table, ObjectName(schema: "s", "t"))
    drop.ifExists = true
    expect(
      """
      create_if_not_exists table("t", primary_key: false, prefix: "s") do
        add :a, :binary_id, primary_key: true
        add :b, :integer, primary_key: true
      end
      """, up: [.createTable(table)], down: [.drop(drop)])
    var named = TableDefinition("t")
    named.columns = [ColumnDefinition("uuid", type: TypeName("uuid"), isNotNull: true)]
    named.constraints = [ConstraintDefinition(.primaryKey(columns: ["uuid"], usingIndex: nil))]
    expect(
      "create table(:t, primary_key: [name: :uuid, type: :binary_id])",
      up: [.createTable(named)], down: [.drop(Drop(.table, "t"))])
  }

  @Test func altersTable() {
    let text = TypeName("text")
    let (reading, source) = read(
      """
      alter table(:t) do
        add :a, :text, default: fragment("now()")
        remove :b, :integer, null: false
        modify :c, :text, null: false, from: {:string, null: true}
      end
      """)
    let column = ColumnDefinition(
      "a", type: text,
      defaultValue: Expression(volatility: .stable, functions: ["now"], text: "now ( )"))
    let old = ColumnDefinition("b", type: TypeName("int4"), isNotNull: true)
    let string = TypeName("varchar", modifiers: [255])
    let operations = reading?.up.operations ?? []
    #expect(
      operations.map(\.action) == [
        .alterTable("t", .addColumn(column, ifNotExists: false)),
        .alterTable("t", .dropColumn("b", isCascade: false, ifExists: false)),
        .alterTable("t", .setType("c", text, collation: nil, using: nil)),
        .alterTable("t", .setNotNull("c")),
      ])
    let bytes = Array(source.utf8)
    #expect(
      operations.prefix(2).map { String(decoding: bytes[$0.range.indices], as: UTF8.self) } == [
        #"add :a, :text, default: fragment("now()")"#, "remove :b, :integer, null: false",
      ])
    #expect(
      reading?.down?.actions == [
        .alterTable("t", .setType("c", string, collation: nil, using: nil)),
        .alterTable("t", .dropNotNull("c")),
        .alterTable("t", .addColumn(old, ifNotExists: false)),
        .alterTable("t", .dropColumn("a", isCascade: false, ifExists: false)),
      ])
  }

  @Test(arguments: ["remove :a", "modify :a, :text", "remove_if_exists :a, :text"])
  func cannotGoBack(_ line: String) {
    let (reading, text) = read("alter table(:t) do\n  \(line)\nend")
    #expect(reading?.up.actions.isEmpty == false)
    #expect(reading?.down?.seen(in: text).map(\.kind) == ["unread: it has no way back"])
  }

  @Test(arguments: [
    (":string", TypeName("varchar", modifiers: [255])),
    (":utc_datetime_usec", TypeName("timestamp")),
    (":decimal, precision: 8, scale: 2", TypeName("numeric", modifiers: [8, 2])),
    (":map", TypeName("jsonb")), (":citext", TypeName("citext")),
    (":our_enum", TypeName("our_enum")),
    ("{:array, {:array, :integer}}", TypeName("int4", dimensions: 2)), ("Our.type()", nil),
    (":\"timestamp with time zone\"", TypeName("timestamptz")),
  ]) func types(_ spelling: String, type: TypeName?) {
    let (reading, _) = read("alter table(:t) do\n  add :a, \(spelling)\nend")
    #expect(
      reading?.up.actions == [
        .alterTable("t", .addColumn(ColumnDefinition("a", type: type), ifNotExists: false))
      ])
  }

  // MARK: Indexes and constraints

  @Test func indexes() {
    var index = IndexDefinition(name: "t_a_lower_b_index", on: "t")
    index.columns = ["a"]
    index.text = "( a , lower ( b ) ) where a > 0"
    index.hasExpressions = true
    index.isPartial = true
    index.isUnique = true
    index.isConcurrent = true
    index.method = "gin"
    var drop = Drop(.index, "t_a_lower_b_index")
    drop.isConcurrent = true
    let spelling = """
      index(:t, [:a, "lower(b)"], unique: true, concurrently: true,
        where: "a > 0", using: :gin)
      """
    expect("create " + spelling, up: [.createIndex(index)], down: [.drop(drop)])
    expect("drop(\(spelling))", up: [.drop(drop)], down: [.createIndex(index)])
    var named = IndexDefinition(name: "n", on: "t")
    named.columns = ["a"]
    named.text = "( a )"
    named.isUnique = true
    expect(
      "create unique_index :t, :a, name: :n", up: [.createIndex(named)],
      down: [.drop(Drop(.index, "n"))])
  }

  @Test func constraints() {
    let check = ConstraintDefinition(
      name: "c",
      .check(
        Expression(
          volatility: .immutable, columns: ["a"], columnsNotNull: ["a"], text: "a is not null")),
      isNotValid: true)
    let drop = Action.alterTable("t", .dropConstraint("c", isCascade: false, ifExists: false))
    expect(
      "create constraint(:t, :c, check: \"a IS NOT NULL\", validate: false)",
      up: [.alterTable("t", .addConstraint(check))], down: [drop])
    expect("drop constraint(:t, \"c\")", up: [drop], down: nil)
  }

  @Test func renamesAndDrops() {
    expect(
      "rename table(:t), :a, to: :b", up: [.alterTable("t", .renameColumn("a", to: "b"))],
      down: [.alterTable("t", .renameColumn("b", to: "a"))])
    expect(
      "rename table(:t), to: table(:u)", up: [.rename(.table, "t", to: "u")],
      down: [.rename(.table, "u", to: "t")])
    var drop = Drop(.table, "t")
    drop.ifExists = true
    drop.isCascade = true
    expect("drop_if_exists table(:t), mode: :cascade", up: [.drop(drop)], down: nil)
  }

  // MARK: SQL

  @Test func sql() {
    func seen(_ body: String, module: String = "") -> [[Seen]] {
      let (reading, text) = read(body, module: module)
      return [reading?.up, reading?.down].compactMap { $0?.seen(in: text) }
    }
    #expect(seen("execute \"UP\", \"DOWN\"") == [[.sql("UP")], [.sql("DOWN")]])
    #expect(seen("execute(\"UP\", \"\")") == [[.sql("UP")], []])
    #expect(
      seen("execute(\"UP\", &noop/0)", module: "  defp noop, do: :ok\n") == [[.sql("UP")], []])
    #expect(
      seen("execute ~s|A 'b' \"c\"|") == [
        [.sql("A 'b' \"c\"")], [.unread("it has no way back", "execute ~s|A 'b' \"c\"|")],
      ])
    #expect(
      seen("execute(\"\"\"\nA\n  B\n\"\"\", \"\")") == [[.sql("A\n  B\n", verbatim: false)], []])
    #expect(seen("execute(\"a\\nb\", \"\")") == [[.sql("a\nb", verbatim: false)], []])
    #expect(
      seen("execute(\"DROP #{@t}\", \"\")", module: "  @t \"x\"\n") == [
        [.sql("DROP x", verbatim: false)], [],
      ])
    #expect(
      seen("execute(\"DROP #{x}\", \"\")") == [
        [.unread("the SQL is not literal", "\"DROP #{x}\"")], [],
      ])
  }

  // MARK: What decides whether something runs

  @Test func loopsAndConditions() {
    let drops = ["a", "b"].map { Action.drop(Drop(.table, ObjectName(Name($0)))) }
    let (loop, _) = read("for t <- [:a, :b] do\n  drop table(t)\nend", in: "up")
    #expect(loop?.up.actions == drops)
    let (condition, text) = read("if x do\n  drop table(:a)\nend\nflush()", in: "up")
    #expect(
      condition?.up.seen(in: text) == [
        .perhaps("it runs under a condition", "drop table(:a)", drops[0])
      ])
    let (helper, _) = read(
      "go(:a)", in: "up", module: "  defp go(table), do: drop(table(table))\n")
    #expect(helper?.up.actions == [drops[0]])
  }

  @Test(arguments: [
    ("create table(name)", "an argument is not literal"),
    ("Repo.update_all(X, [])", "the effect of 'Repo.update_all' is not known"),
    ("Other.create(:t)", "the effect of 'Other.create' is not known"),
    ("go_elsewhere()", "the effect of 'go_elsewhere' is not known"),
  ]) func unread(_ line: String, reason: String) {
    let (reading, text) = read(line, in: "up")
    #expect(reading?.up.seen(in: text) == [.unread(reason, line)])
  }

  @Test func nearMisses() {
    let (reading, _) = read(
      """
      # drop table(:t)
      "drop table(:t)"
      :drop
      x = "drop table(:t)"
      """)
    #expect(reading?.up.steps == [])
  }
}
