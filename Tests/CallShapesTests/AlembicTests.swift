import CallShapes
package import PostgresSchema
import SourceModel
import Testing

@Suite struct AlembicTests {
  static let head = """
    from alembic import op
    import sqlalchemy as sa
    from sqlalchemy.dialects import postgresql
    revision = 'b2'
    down_revision = 'a1'

    """

  /// Reads a migration with a body of `upgrade`.
  private func up(_ body: String, module: String = "") -> (CallShapeReading.Script?, String) {
    let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
    let text =
      Self.head + module + "\ndef upgrade():\n"
      + lines.map { "    " + $0 + "\n" }.joined()
    return (CallShapeReading.alembic(SourceText(path: "a.py", text))?.up, text)
  }

  private func expect(
    _ body: String, module: String = "", _ seen: Seen...,
    at location: SourceLocation = #_sourceLocation
  ) {
    let (script, text) = up(body, module: module)
    #expect(script?.seen(in: text) == seen, sourceLocation: location)
  }

  // MARK: The graph

  @Test(arguments: [
    ("down_revision = None", [], []),
    ("down_revision = 'a'", ["a"], []),
    ("down_revision: Union[str, None] = 'a'", ["a"], []),
    ("down_revision = ('a', 'b')\ndepends_on = ['c', 'a']", ["a", "b", "c"], []),
    ("down_revision = 'a'\nbranch_labels = ('expand',)", ["a"], ["expand"]),
    ("down_revision = 'a'\nbranch_labels = 'expand'", ["a"], ["expand"]),
    ("down_revision = 'a'\nbranch_labels = (cli.EXPAND_BRANCH,)", ["a"], ["expand"]),
    ("down_revision = 'a'\nbranch_labels = cli.CONTRACT_BRANCH", ["a"], ["contract"]),
    ("down_revision = 'a'\nbranch_labels = None", ["a"], []),
  ]) func graph(_ lines: String, predecessors: [Name], branches: [Name]) {
    let reading = CallShapeReading.alembic(SourceText(path: "a.py", "revision = 'b2'\n" + lines))
    #expect(reading?.revision == "b2")
    #expect(reading?.predecessors == predecessors)
    #expect(reading?.branches == branches)
    #expect(reading?.up.steps == [])
    #expect(reading?.down == nil)
  }

  @Test(arguments: [
    "", "x = 1", "# revision = 'a'", "'''\nrevision = 'a'\n'''", "revision = f('a')",
  ])
  func noMigration(_ text: String) {
    #expect(CallShapeReading.alembic(SourceText(path: "a.py", text)) == nil)
  }

  @Test func upAndDown() {
    let text = """
      from alembic import op
      revision = 'a'

      def upgrade() -> None:
          op.drop_table('t')

      def downgrade() -> None:
          pass
      """
    let reading = CallShapeReading.alembic(SourceText(path: "a.py", text))
    #expect(reading?.up.seen(in: text) == [.did("op.drop_table('t')", .drop(Drop(.table, "t")))])
    #expect(reading?.up.range == SourceRange(43, 50))
    #expect(reading?.down?.steps == [])
  }

  // MARK: Tables

  @Test func createsTable() {
    var table = TableDefinition("users")
    table.columns = [
      ColumnDefinition("id", type: TypeName("serial4"), isNotNull: true),
      ColumnDefinition("name", type: TypeName("varchar", modifiers: [40]), isNotNull: true),
      ColumnDefinition(
        "at", type: TypeName("timestamptz"),
        defaultValue: Expression(
          volatility: .stable, functions: ["now"], text: "now ( )")),
      ColumnDefinition(
        "org", type: TypeName("int8"),
        constraints: [
          ConstraintDefinition(
            .foreignKey(
              columns: ["org"], references: "orgs", referencedColumns: ["id"],
              onDelete: "CASCADE", onUpdate: ""))
        ]),
    ]
    table.constraints = [
      ConstraintDefinition(.primaryKey(columns: ["id"], usingIndex: nil)),
      ConstraintDefinition(
        name: "uq", .unique(columns: ["name"], usingIndex: nil, nullsNotDistinct: false)),
    ]
    let call = """
      op.create_table('users',
          sa.Column('id', sa.Integer(), nullable=False),
          sa.Column('name', sa.String(length=40), nullable=False, default='x'),
          sa.Column('at', sa.DateTime(timezone=True), server_default=sa.func.now()),
          sa.Column('org', sa.BigInteger, sa.ForeignKey('orgs.id', ondelete='cascade')),
          sa.PrimaryKeyConstraint('id'),
          sa.UniqueConstraint('name', name='uq'))
      """
    let (script, _) = up(call)
    #expect(script?.actions == [.createTable(table)])
  }

  @Test func createsTypesAndIndexesWithTheTable() {
    var table = TableDefinition(ObjectName(schema: "s", "t"))
    table.columns = [
      ColumnDefinition("id", type: TypeName("uuid"), isNotNull: true),
      ColumnDefinition("kind", type: TypeName("kinds")),
    ]
    table.constraints = [ConstraintDefinition(.primaryKey(columns: ["id"], usingIndex: nil))]
    var index = IndexDefinition(name: "ix_s_t_kind", on: ObjectName(schema: "s", "t"))
    index.columns = ["kind"]
    index.text = "( kind )"
    let (script, _) = up(
      """
      op.create_table("t", sa.Column("id", sa.UUID(), primary_key=True),
        sa.Column("kind", sa.Enum("a", "b", name="kinds"), index=True), schema="s")
      """)
    #expect(
      script?.actions == [
        .createEnum("kinds", labels: ["a", "b"]), .createTable(table), .createIndex(index),
      ])
  }

  @Test(arguments: [
    ("sa.Integer", TypeName("int4")), ("sa.String()", TypeName("varchar")),
    ("sa.String(36)", TypeName("varchar", modifiers: [36])),
    ("String(36)", TypeName("varchar", modifiers: [36])),
    ("sa.Numeric(10, 2)", TypeName("numeric", modifiers: [10, 2])),
    ("sa.Numeric(precision=10)", TypeName("numeric", modifiers: [10])),
    ("sa.DateTime()", TypeName("timestamp")), ("sa.TIMESTAMP(True)", TypeName("timestamptz")),
    ("postgresql.TIMESTAMP(timezone=True, precision=3)", TypeName("timestamptz", modifiers: [3])),
    ("postgresql.ARRAY(sa.Text())", TypeName("text", dimensions: 1)),
    ("postgresql.JSONB(astext_type=sa.Text())", TypeName("jsonb")),
    ("sa.Enum('a', name='e', native_enum=False, length=9)", TypeName("varchar", modifiers: [9])),
    ("sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')", TypeName("jsonb")),
    ("sa.Text().with_variant(mysql.LONGTEXT(), 'mysql')", TypeName("text")),
    ("sa.Float()", TypeName("float8")), ("sa.Float(24)", TypeName("float4")),
    ("guid.GUID()", nil), ("mysql.TINYINT()", nil), ("sa.Enum(Kinds)", nil),
  ]) func types(_ spelling: String, type: TypeName?) {
    let (script, _) = up("op.add_column('t', sa.Column('c', \(spelling)))")
    #expect(
      script?.actions == [
        .alterTable("t", .addColumn(ColumnDefinition("c", type: type), ifNotExists: false))
      ])
  }

  @Test(arguments: [
    ("'0'", Expression(volatility: .immutable, text: "'0'")),
    ("sa.text('now()')", Expression(volatility: .stable, functions: ["now"], text: "now ( )")),
    ("sa.true()", Expression(volatility: .immutable, text: "true")),
    (
      "sa.text(\"gen_random_uuid()\")",
      Expression(volatility: .volatile, functions: ["gen_random_uuid"], text: "gen_random_uuid ( )")
    ),
    ("None", nil),
  ]) func defaults(_ spelling: String, value: Expression?) {
    let (script, _) = up("op.add_column('t', sa.Column('c', sa.Text, server_default=\(spelling)))")
    let column = ColumnDefinition("c", type: TypeName("text"), defaultValue: value)
    #expect(script?.actions == [.alterTable("t", .addColumn(column, ifNotExists: false))])
  }

  // MARK: Columns

  @Test func altersColumn() {
    let (script, text) = up(
      """
      op.alter_column('t', 'c', existing_type=sa.Integer(), nullable=False,
          type_=sa.BigInteger(), server_default=None, new_column_name='d')
      """)
    let operations = script?.operations ?? []
    #expect(
      operations.map(\.action) == [
        .alterTable("t", .setType("c", TypeName("int8"), collation: nil, using: nil)),
        .alterTable("t", .setNotNull("c")), .alterTable("t", .dropDefault("c")),
        .alterTable("t", .renameColumn("c", to: "d")),
      ])
    let bytes = Array(text.utf8)
    #expect(
      operations.map { String(decoding: bytes[$0.range.indices], as: UTF8.self) } == [
        "type_=sa.BigInteger()", "nullable=False", "server_default=None", "new_column_name='d'",
      ])
  }

  @Test func existingOfColumnChangesNothing() {
    expect("op.alter_column('t', 'c', existing_nullable=False, existing_type=sa.Integer())")
    expect("op.alter_column('t', 'c', server_default=False)")
  }

  @Test func addsColumnWithItsConstraints() {
    let key = ConstraintDefinition(
      name: "fk",
      .foreignKey(
        columns: ["c"], references: ObjectName(schema: "s", "x"), referencedColumns: ["id"],
        onDelete: "", onUpdate: ""))
    let unique = ConstraintDefinition(
      .unique(columns: ["c"], usingIndex: nil, nullsNotDistinct: false))
    let call =
      "op.add_column('t', sa.Column('c', sa.Integer, sa.ForeignKey('s.x.id', name='fk'), unique=True))"
    expect(
      call,
      .did(
        call,
        .alterTable(
          "t", .addColumn(ColumnDefinition("c", type: TypeName("int4")), ifNotExists: false)),
        .alterTable("t", .addConstraint(key)), .alterTable("t", .addConstraint(unique))))
  }

  @Test func followsBatches() {
    expect(
      """
      with op.batch_alter_table('t', schema='s') as batch_op:
          batch_op.drop_column('c')
          batch_op.alter_column('d', nullable=True)
          batch_op.create_unique_constraint(batch_op.f('u'), ['d', 'e'])
      batch_op.drop_column('later')
      """,
      .did(
        "batch_op.drop_column('c')",
        .alterTable(
          ObjectName(schema: "s", "t"), .dropColumn("c", isCascade: false, ifExists: false))),
      .did(
        "batch_op.alter_column('d', nullable=True)",
        .alterTable(ObjectName(schema: "s", "t"), .dropNotNull("d"))),
      .did(
        "batch_op.create_unique_constraint(batch_op.f('u'), ['d', 'e'])",
        .alterTable(
          ObjectName(schema: "s", "t"),
          .addConstraint(
            ConstraintDefinition(
              name: "u",
              .unique(columns: ["d", "e"], usingIndex: nil, nullsNotDistinct: false))))),
      .unread("the effect of 'batch_op.drop_column' is not known", "batch_op.drop_column('later')"))
  }

  // MARK: Indexes and constraints

  @Test func indexes() {
    var index = IndexDefinition(name: "i", on: "t")
    index.columns = ["a"]
    index.text = "( a , lower ( b ) ) where a > 0"
    index.hasExpressions = true
    index.isPartial = true
    index.isUnique = true
    index.isConcurrent = true
    index.ifNotExists = true
    index.method = "gin"
    let (script, _) = up(
      """
      with op.get_context().autocommit_block():
          op.create_index(op.f('i'), 't', ['a', sa.text('lower(b)')], unique=True,
              postgresql_concurrently=True, if_not_exists=True, postgresql_using='gin',
              postgresql_where=sa.text('a > 0'))
      op.drop_index('j', table_name='t', if_exists=True)
      """)
    var drop = Drop(.index, "j")
    drop.ifExists = true
    #expect(script?.actions == [.createIndex(index), .drop(drop)])
    #expect(script?.isInTransaction == false)
    #expect(up("op.drop_index('j')").0?.isInTransaction == true)
  }

  @Test func constraints() {
    let (script, _) = up(
      """
      op.create_check_constraint('c', 't', 'a IS NOT NULL', postgresql_not_valid=True)
      op.create_foreign_key(None, 't', 'x', ['a'], ['id'], ondelete='SET NULL')
      op.create_primary_key('p', 't', ['a', 'b'])
      op.drop_constraint('c', 't', type_='check')
      op.rename_table('t', 'u', schema='s')
      """)
    #expect(
      script?.actions == [
        .alterTable(
          "t",
          .addConstraint(
            ConstraintDefinition(
              name: "c",
              .check(
                Expression(
                  volatility: .immutable, columns: ["a"], columnsNotNull: ["a"],
                  text: "a is not null")), isNotValid: true))),
        .alterTable(
          "t",
          .addConstraint(
            ConstraintDefinition(
              .foreignKey(
                columns: ["a"], references: "x", referencedColumns: ["id"],
                onDelete: "SET NULL", onUpdate: "")))),
        .alterTable(
          "t",
          .addConstraint(
            ConstraintDefinition(
              name: "p", .primaryKey(columns: ["a", "b"], usingIndex: nil)))),
        .alterTable("t", .dropConstraint("c", isCascade: false, ifExists: false)),
        .rename(.table, ObjectName(schema: "s", "t"), to: "u"),
      ])
  }

  // MARK: SQL

  @Test func literalSQL() {
    expect("op.execute('UPDATE t SET a = 1')", .sql("UPDATE t SET a = 1"))
    expect("op.execute(sa.text(\"SELECT 1\"))", .sql("SELECT 1"))
    expect("op.execute('''\nSELECT 1\n''')", .sql("\n    SELECT 1\n    "))
    expect(#"op.execute(r'a\d')"#, .sql(#"a\d"#))
    expect(#"op.execute('a\'b\x41')"#, .sql("a'bA", verbatim: false))
    expect("op.execute('a '\n  'b')", .sql("a b", verbatim: false))
    expect("op.get_bind().execute(sa.text('DELETE FROM t'))", .sql("DELETE FROM t"))
    expect("bind = op.get_bind()\nbind.execute('SELECT 1')", .sql("SELECT 1"))
    expect(
      "op.execute(SQL % ('t', 5))", module: "SQL = 'DROP %s %d'", .sql("DROP t 5", verbatim: false))
  }

  @Test func computedSQL() {
    expect("op.execute(f'DROP {x}')", .unread("the SQL is not literal", "f'DROP {x}'"))
    expect("op.execute('a' + name)", .unread("the SQL is not literal", "'a' + name"))
    expect("op.execute(t.update())", .unread("the SQL is not literal", "t.update()"))
  }

  // MARK: What decides whether something runs

  @Test func dialects() {
    for condition in [
      "op.get_bind().dialect.name == 'postgresql'", "bind.dialect.name != 'mysql'",
      "not (bind.engine.name == MYSQL)",
    ] {
      expect(
        "if \(condition):\n    op.drop_table('a')\nelse:\n    op.drop_table('b')\nop.drop_table('c')",
        module: "MYSQL = 'mysql'",
        .did("op.drop_table('a')", .drop(Drop(.table, "a"))),
        .did("op.drop_table('c')", .drop(Drop(.table, "c"))))
    }
  }

  @Test func conditions() {
    expect(
      "if wanted:\n    op.drop_table('a')\nelse:\n    op.drop_table('b')\nop.drop_table('c')",
      .perhaps("it runs under a condition", "op.drop_table('a')", .drop(Drop(.table, "a"))),
      .perhaps("it runs under a condition", "op.drop_table('b')", .drop(Drop(.table, "b"))),
      .did("op.drop_table('c')", .drop(Drop(.table, "c"))))
    expect(
      "if wanted:\n    return\nop.drop_table('c')",
      .perhaps("it runs under a condition", "op.drop_table('c')", .drop(Drop(.table, "c"))))
    expect(
      "if wanted:\n    raise ValueError('x')\nop.drop_table('c')",
      .did("op.drop_table('c')", .drop(Drop(.table, "c"))))
    expect("return\nop.drop_table('c')")
    expect(
      "raise NotImplementedError()", .unread("it raises an error", "raise NotImplementedError()"))
    expect(
      "if wanted: op.execute('SELECT 1')",
      .unread("it runs under a condition", "op.execute('SELECT 1')"), .sql("SELECT 1"))
  }

  @Test func loops() {
    expect(
      "for t, c in (('a', 'x'), ('b', 'y')):\n    op.drop_column(t, c)",
      .did(
        "op.drop_column(t, c)",
        .alterTable("a", .dropColumn("x", isCascade: false, ifExists: false))),
      .did(
        "op.drop_column(t, c)",
        .alterTable("b", .dropColumn("y", isCascade: false, ifExists: false))))
    expect(
      "for t in tables:\n    op.drop_table(t)\n    op.drop_table('x')",
      .unread("an argument is not literal", "op.drop_table(t)"),
      .perhaps("it runs in a loop", "op.drop_table('x')", .drop(Drop(.table, "x"))))
  }

  @Test func functionsOfTheFile() {
    expect(
      "go('t', column='c')",
      module:
        "def go(table, column, nullable=True):\n  op.alter_column(table, column, nullable=nullable)",
      .did(
        "op.alter_column(table, column, nullable=nullable)", .alterTable("t", .dropNotNull("c"))))
    expect("go()", module: "def go():\n  go()", .unread("the effect of 'go' is not known", "go"))
    expect(
      "elsewhere.go('t')", .unread("the effect of 'elsewhere.go' is not known", "elsewhere.go('t')")
    )
  }

  @Test func nearMisses() {
    expect(
      """
      # op.drop_table('t')
      "op.drop_table('t')"
      print('op.drop_table()')
      """)
    expect(
      "other.drop_table('t')",
      .unread("the effect of 'other.drop_table' is not known", "other.drop_table('t')"))
    expect("op.drop_table(name)", .unread("an argument is not literal", "op.drop_table(name)"))
    expect(
      "op.invent('t')", .unread("the effect of 'op.invent' is not known", "op.invent('t')"))
  }

  @Test func rowsAndEnums() {
    var change = RowChange("t")
    change.columns = ["a", "b"]
    let (script, _) = up(
      """
      t = sa.table('t', sa.column('a'))
      op.bulk_insert(t, [{'a': 1, 'b': 2}])
      e = postgresql.ENUM('x', 'y', name='e')
      e.create(op.get_bind(), checkfirst=True)
      e.drop(op.get_bind())
      """)
    #expect(
      script?.actions == [
        .insert(change), .createEnum("e", labels: ["x", "y"]), .drop(Drop(.type, "e")),
      ])
  }
}

extension ObjectName: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self.init(Name(value)) }
}
