import CallShapes
import PostgresSchema
import SourceModel
import Testing

@Suite struct DjangoTests {
  /// A migration with these operations.
  private static func text(_ operations: String, body: String = "") -> String {
    "from django.db import migrations, models\n\nclass Migration(migrations.Migration):\n"
      + body + "    operations = [\n        " + operations + "\n    ]\n"
  }

  /// Reads a migration after others of the app `shop`.
  private func read(
    _ operations: String, after before: [String] = [], body: String = ""
  ) -> (reading: CallShapeReading?, text: String) {
    var fields = DjangoFields()
    for operations in before {
      _ = CallShapeReading.django(
        SourceText(path: "shop/migrations/0001_a.py", Self.text(operations)), app: "shop",
        fields: &fields)
    }
    let text = Self.text(operations, body: body)
    let source = SourceText(path: "shop/migrations/0002_b.py", text)
    return (CallShapeReading.django(source, app: "shop", fields: &fields), text)
  }

  private func expect(
    _ operation: String, after before: [String] = [], up: [Action], down: [Action],
    at location: SourceLocation = #_sourceLocation
  ) {
    let (reading, text) = read(operation, after: before)
    let ups = up.isEmpty ? [] : [Seen(kind: "statement", place: operation, actions: up)]
    let downs = down.isEmpty ? [] : [Seen(kind: "statement", place: operation, actions: down)]
    #expect(reading?.up.seen(in: text) == ups, sourceLocation: location)
    #expect(reading?.down?.seen(in: text) == downs, sourceLocation: location)
  }

  private static let item = """
    migrations.CreateModel(name='Item', fields=[
      ('id', models.BigAutoField(primary_key=True)),
      ('name', models.CharField(max_length=40, null=True)),
      ('code', models.IntegerField()),
    ])
    """

  private static func drop(_ table: ObjectName) -> Action {
    var drop = Drop(.table, table)
    drop.isCascade = true
    return .drop(drop)
  }

  // MARK: The file

  @Test func graph() {
    let body = """
          atomic = False
          replaces = [('shop', '0001_a')]
          dependencies = [('shop', '0001_a'), ('auth', '0002_x'),
            migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

      """
    let (reading, _) = read("", body: body.replacing("      ", with: "    "))
    #expect(reading?.revision == "shop.0002_b")
    #expect(reading?.predecessors == ["shop.0001_a", "auth.0002_x"])
    #expect(reading?.replaces == ["shop.0001_a"])
    #expect(reading?.up.isInTransaction == false)
    #expect(read("").reading?.up.isInTransaction == true)
  }

  @Test(arguments: [
    "", "class Migration: pass", "class Other(migrations.Migration):\n  operations = []",
    "# class Migration(migrations.Migration):",
    "'''\nclass Migration(migrations.Migration):\n  pass\n'''",
  ]) func noMigration(_ text: String) {
    #expect(
      CallShapeReading.django(SourceText(path: "a/migrations/0001.py", text), app: "a") == nil)
  }

  // MARK: Models

  @Test func createsModel() {
    var table = TableDefinition("shop_item")
    table.columns = [
      ColumnDefinition(
        "id", type: TypeName("int8"), isNotNull: true, generation: .identityByDefault,
        constraints: [ConstraintDefinition(.primaryKey(columns: ["id"], usingIndex: nil))]),
      ColumnDefinition("name", type: TypeName("varchar", modifiers: [40])),
      ColumnDefinition("code", type: TypeName("int4"), isNotNull: true),
    ]
    expect(Self.item, up: [.createTable(table)], down: [Self.drop("shop_item")])
  }

  @Test func modelsWithoutTables() {
    for option in ["'managed': False", "'proxy': True"] {
      expect(
        "migrations.CreateModel(name='V', fields=[], options={\(option)})", up: [], down: [])
    }
  }

  @Test func referencesAndLinks() {
    let (reading, _) = read(
      """
      migrations.CreateModel('Box', [
        ('id', models.UUIDField(primary_key=True, default=uuid.uuid4)),
        ('item', models.ForeignKey(on_delete=models.CASCADE, to='shop.item', null=True)),
        ('tags', models.ManyToManyField(to='shop.Item')),
        ('via', models.ManyToManyField(through='shop.Link', to='shop.Item')),
      ], options={'db_table': 'boxes'})
      """, after: [Self.item])
    var table = TableDefinition("boxes")
    table.columns = [
      ColumnDefinition(
        "id", type: TypeName("uuid"), isNotNull: true,
        constraints: [ConstraintDefinition(.primaryKey(columns: ["id"], usingIndex: nil))]),
      ColumnDefinition("item_id", type: TypeName("int8")),
    ]
    var index = IndexDefinition(name: nil, on: "boxes")
    index.columns = ["item_id"]
    index.text = "( item_id )"
    let key = ConstraintDefinition(
      .foreignKey(
        columns: ["item_id"], references: "shop_item", referencedColumns: ["id"], onDelete: "",
        onUpdate: ""), isDeferrable: true)
    let actions = reading?.up.actions ?? []
    #expect(
      Array(actions.prefix(3)) == [
        .createTable(table), .alterTable("boxes", .addConstraint(key)), .createIndex(index),
      ])
    #expect(actions.count == 7)
    if actions.count > 3, case .createTable(let between) = actions[3] {
      #expect(between.name == "boxes_tags")
      #expect(between.columns.map(\.name) == ["id", "box_id", "item_id"])
      #expect(between.columns.map(\.type?.name) == ["int8", "uuid", "int8"])
    } else {
      Issue.record("no table between")
    }
    #expect(reading?.down?.actions == [Self.drop("boxes_tags"), Self.drop("boxes")])
  }

  @Test func renamesAndDeletesModels() {
    expect(
      "migrations.RenameModel('Item', 'Good')", after: [Self.item],
      up: [.rename(.table, "shop_item", to: "shop_good")],
      down: [.rename(.table, "shop_good", to: "shop_item")])
    expect(
      "migrations.AlterModelTable('item', 'goods')", after: [Self.item],
      up: [.rename(.table, "shop_item", to: "goods")],
      down: [.rename(.table, "goods", to: "shop_item")])
    let (reading, _) = read("migrations.DeleteModel('Item')", after: [Self.item])
    #expect(reading?.up.actions == [Self.drop("shop_item")])
    #expect(
      reading?.down?.actions == read(Self.item).reading?.up.actions, "the table as it was made")
    expect("migrations.AlterModelOptions('item', {'ordering': ['a']})", up: [], down: [])
  }

  // MARK: Fields

  @Test func addsField() {
    let column = ColumnDefinition(
      "size", type: TypeName("int4"), isNotNull: true,
      defaultValue: Expression(volatility: .immutable, text: "5"))
    expect(
      "migrations.AddField('item', 'size', models.IntegerField(default=5))", after: [Self.item],
      up: [
        .alterTable("shop_item", .addColumn(column, ifNotExists: false)),
        .alterTable("shop_item", .dropDefault("size")),
      ],
      down: [
        .alterTable("shop_item", .dropColumn("size", isCascade: true, ifExists: false))
      ])
    expect(
      "migrations.AddField('item', 'size', models.IntegerField(db_default=5, default=7))",
      after: [Self.item], up: [.alterTable("shop_item", .addColumn(column, ifNotExists: false))],
      down: [.alterTable("shop_item", .dropColumn("size", isCascade: true, ifExists: false))])
  }

  @Test(
    arguments: [
      ("IntegerField()", nil), ("IntegerField(null=True, default=None)", nil),
      ("CharField(max_length=3, blank=True)", "''"), ("TextField(default='a')", "'a'"),
      ("JSONField(default=dict)", ""), ("DateTimeField(auto_now_add=True)", ""),
      ("IntegerField(null=True, blank=True)", nil), ("BooleanField(default=False)", "false"),
    ] as [(String, Name?)]) func fillValues(_ field: String, value: Name?)
  {
    let (reading, _) = read("migrations.AddField('item', 'x', models.\(field))", after: [Self.item])
    let actions = reading?.up.actions ?? []
    #expect(actions.count == (value == nil ? 1 : 2))
    guard case .alterTable(_, .addColumn(let column, _))? = actions.first else {
      Issue.record("no column")
      return
    }
    #expect(column.defaultValue?.text == value)
    #expect(column.defaultValue == nil || column.defaultValue?.volatility == .immutable)
  }

  @Test func altersOnlyWhatChanges() {
    let table: ObjectName = "shop_item"
    expect(
      "migrations.AlterField('item', 'code', models.IntegerField(help_text='x'))",
      after: [Self.item], up: [], down: [])
    expect(
      "migrations.AlterField('item', 'code', models.BigIntegerField(null=True))",
      after: [Self.item],
      up: [
        .alterTable(table, .setType("code", TypeName("int8"), collation: nil, using: nil)),
        .alterTable(table, .dropNotNull("code")),
      ],
      down: [
        .alterTable(table, .setType("code", TypeName("int4"), collation: nil, using: nil)),
        .alterTable(table, .setNotNull("code")),
      ])
    let blank = Expression(volatility: .immutable, text: "''")
    var update = RowChange(table)
    update.columns = ["name"]
    update.hasWhere = true
    update.conditionColumns = ["name"]
    expect(
      "migrations.AlterField('item', 'name', models.CharField(max_length=40, default=''))",
      after: [Self.item],
      up: [
        .alterTable(table, .setDefault("name", blank)), .update(update),
        .alterTable(table, .setNotNull("name")), .alterTable(table, .dropDefault("name")),
      ], down: [.alterTable(table, .dropNotNull("name"))])
  }

  @Test func alteringAnUnknownFieldIsPartlyRead() {
    let operation = "migrations.AlterField('item', 'code', models.IntegerField())"
    let (reading, text) = read(operation)
    let unread = Seen.unread("the field is defined in an earlier migration", operation)
    #expect(reading?.up.seen(in: text) == [unread])
    #expect(reading?.down?.seen(in: text) == [unread])
  }

  @Test func removesAndRenamesFields() {
    let code = ColumnDefinition("code", type: TypeName("int4"), isNotNull: true)
    expect(
      "migrations.RemoveField('item', 'code')", after: [Self.item],
      up: [.alterTable("shop_item", .dropColumn("code", isCascade: true, ifExists: false))],
      down: [.alterTable("shop_item", .addColumn(code, ifNotExists: false))])
    expect(
      "migrations.RenameField('item', 'code', 'number')", after: [Self.item],
      up: [.alterTable("shop_item", .renameColumn("code", to: "number"))],
      down: [.alterTable("shop_item", .renameColumn("number", to: "code"))])
  }

  @Test(arguments: [
    ("CharField(max_length=3)", TypeName("varchar", modifiers: [3])),
    ("EmailField()", TypeName("varchar", modifiers: [254])),
    ("DecimalField(max_digits=8, decimal_places=2)", TypeName("numeric", modifiers: [8, 2])),
    (
      "contrib.ArrayField(base_field=models.TextField(), size=None)",
      TypeName("text", dimensions: 1)
    ),
    ("DateTimeField()", TypeName("timestamptz")), ("JSONField()", TypeName("jsonb")),
    ("fields.OurField()", nil),
  ]) func types(_ field: String, type: TypeName?) {
    let (reading, _) = read("migrations.AddField('item', 'x', models.\(field))", after: [Self.item])
    #expect(
      reading?.up.actions == [
        .alterTable(
          "shop_item",
          .addColumn(ColumnDefinition("x", type: type, isNotNull: true), ifNotExists: false))
      ])
  }

  // MARK: Indexes and constraints

  @Test func indexes() {
    var index = IndexDefinition(name: "i", on: "shop_item")
    index.columns = ["name", "code"]
    index.text = "( name , code desc )"
    index.isConcurrent = true
    var drop = Drop(.index, "i")
    drop.isConcurrent = true
    drop.ifExists = true
    let add = "AddIndexConcurrently('item', models.Index(fields=['name', '-code'], name='i'))"
    expect(add, after: [Self.item], up: [.createIndex(index)], down: [.drop(drop)])
    expect(
      "RemoveIndexConcurrently('item', 'i')", after: [Self.item, add], up: [.drop(drop)],
      down: [.createIndex(index)])
    expect(
      "migrations.RenameIndex('item', new_name='j', old_name='i')",
      up: [.rename(.index, "i", to: "j")], down: [.rename(.index, "j", to: "i")])
  }

  @Test func constraints() {
    let drop = Action.alterTable(
      "shop_item", .dropConstraint("c", isCascade: false, ifExists: false))
    let check = ConstraintDefinition(
      name: "c",
      .check(
        Expression(
          volatility: .immutable, columns: ["name"], columnsNotNull: ["name"],
          text: "models.Q(name__isnull=False)")), isNotValid: true)
    let add =
      "AddConstraintNotValid('item', models.CheckConstraint(check=models.Q(name__isnull=False), name='c'))"
    expect(
      add, after: [Self.item], up: [.alterTable("shop_item", .addConstraint(check))], down: [drop])
    expect(
      "ValidateConstraint('item', 'c')", after: [Self.item, add],
      up: [.alterTable("shop_item", .validateConstraint("c"))], down: [])
    expect(
      "migrations.RemoveConstraint('item', 'c')", after: [Self.item, add], up: [drop],
      down: [.alterTable("shop_item", .addConstraint(check))])
    let unique = ConstraintDefinition(
      name: "c", .unique(columns: ["name", "code"], usingIndex: nil, nullsNotDistinct: false))
    expect(
      "migrations.AddConstraint('item', models.UniqueConstraint(fields=('name', 'code'), name='c'))",
      after: [Self.item], up: [.alterTable("shop_item", .addConstraint(unique))], down: [drop])
  }

  @Test func conditionalUniqueConstraintIsAnIndex() {
    var index = IndexDefinition(name: "c", on: "shop_item")
    index.columns = ["code"]
    index.text = "( code ) where Q(code__gt=0)"
    index.isUnique = true
    index.isPartial = true
    var drop = Drop(.index, "c")
    drop.ifExists = true
    expect(
      "migrations.AddConstraint('item', models.UniqueConstraint(condition=Q(code__gt=0), fields=('code',), name='c'))",
      after: [Self.item], up: [.createIndex(index)], down: [.drop(drop)])
  }

  @Test func groups() {
    let operation = "migrations.AlterUniqueTogether('item', {('name', 'code')})"
    let unique = ConstraintDefinition(
      .unique(columns: ["name", "code"], usingIndex: nil, nullsNotDistinct: false))
    let (reading, text) = read(operation, after: [Self.item])
    #expect(reading?.up.actions == [.alterTable("shop_item", .addConstraint(unique))])
    let unread = Seen.unread("django chose the name of what is dropped", operation)
    #expect(reading?.down?.seen(in: text) == [unread])
    expect(operation, after: [Self.item, operation], up: [], down: [])
  }

  // MARK: Code and SQL

  @Test func sql() {
    let operation = "migrations.RunSQL('SELECT 1', reverse_sql=migrations.RunSQL.noop)"
    let (reading, text) = read(operation)
    #expect(reading?.up.seen(in: text) == [.sql("SELECT 1")])
    #expect(reading?.down?.steps == [])
    let (list, listText) = read("migrations.RunSQL(['SELECT 1', ('SELECT %s', ['x'])], 'SELECT 2')")
    #expect(list?.up.seen(in: listText) == [.sql("SELECT 1"), .sql("SELECT %s")])
    #expect(list?.down?.seen(in: listText) == [.sql("SELECT 2")])
    let (oneWay, oneWayText) = read("migrations.RunSQL('SELECT 1')")
    #expect(
      oneWay?.down?.seen(in: oneWayText) == [
        .unread("it has no way back", "migrations.RunSQL('SELECT 1')")
      ])
  }

  @Test func python() {
    let (reading, text) = read("migrations.RunPython(fill, migrations.RunPython.noop)")
    let place = "migrations.RunPython(fill, migrations.RunPython.noop)"
    #expect(reading?.up.seen(in: text) == [.unread("the effect of 'fill' is not known", place)])
    #expect(reading?.down?.steps == [])
    let (oneWay, oneWayText) = read("migrations.RunPython(fill)")
    #expect(
      oneWay?.down?.seen(in: oneWayText) == [
        .unread("it has no way back", "migrations.RunPython(fill)")
      ])
  }

  @Test func databaseAndStateApart() {
    let (reading, text) = read(
      """
      migrations.SeparateDatabaseAndState(
        database_operations=[migrations.RunSQL('SELECT 1', '')],
        state_operations=[migrations.AddField('item', 'x', models.IntegerField(null=True))]),
      migrations.RenameField('item', 'x', 'y')
      """, after: [Self.item])
    let rename = Action.alterTable("shop_item", .renameColumn("x", to: "y"))
    #expect(
      reading?.up.seen(in: text) == [
        .sql("SELECT 1"), .did("migrations.RenameField('item', 'x', 'y')", rename),
      ])
    #expect(
      reading?.down?.actions == [.alterTable("shop_item", .renameColumn("y", to: "x"))])
  }

  @Test func wayDownRunsBackwards() {
    let (reading, _) = read(
      "migrations.RenameField('item', 'code', 'a'), migrations.RenameField('item', 'a', 'b')",
      after: [Self.item])
    #expect(
      reading?.down?.actions == [
        .alterTable("shop_item", .renameColumn("b", to: "a")),
        .alterTable("shop_item", .renameColumn("a", to: "code")),
      ])
  }

  @Test(arguments: [
    ("OurOperation('item')", "the effect of 'OurOperation' is not known"),
    ("migrations.AddField(name, 'x', models.IntegerField())", "an argument is not literal"),
    ("*more", "an argument is not literal"),
  ]) func unknown(_ operation: String, reason: String) {
    let (reading, text) = read(operation)
    #expect(reading?.up.seen(in: text) == [.unread(reason, operation)])
  }
}
