import FormatKit
import ReleaseModel
import SourceModel
import Testing

@testable import SQLMigrations

/// Migrations in Python and Elixir, by what is said of them.
struct ProgramTests {
  // MARK: Alembic

  private static func alembic(
    _ revision: String, after: String?, _ upgrade: String, _ rest: String = ""
  ) -> String {
    """
    from alembic import op
    import sqlalchemy as sa
    \(rest)
    revision = '\(revision)'
    down_revision = \(after.map { "'\($0)'" } ?? "None")

    def upgrade():
    \(upgrade.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))

    def downgrade():
        pass

    """
  }

  private static let base = alembic(
    "a", after: nil,
    "op.execute('CREATE TABLE orders (id int PRIMARY KEY, total int, note text)')")

  /// What is said of a migration on top of a base.
  private func told(
    _ upgrade: String, in folder: String = "versions", _ rest: String = ""
  ) -> [String] {
    let before = "-- file: db/versions/a.py\n\(Self.base)"
    let added = Self.alembic("b", after: "a", upgrade, rest)
    return Judged.changes(before, before + "-- file: db/versions/\(folder)/b.py\n\(added)")
      .map { "\($0.classification) \($0.rule.text.dropFirst(4))" }.sorted()
  }

  @Test func onlyTheLayoutOfWhatIsNotReadChanged() {
    func tree(_ call: String) -> String {
      "-- file: db/versions/a.py\n\(Self.base)-- file: db/versions/b.py\n"
        + Self.alembic("b", after: "a", call)
    }
    let first = tree("fill(rows, kind='new', only=('x', 'y'))")
    func rules(_ after: String) -> [RuleID] { Judged.changes(first, after).map(\.rule) }
    let spread = "fill(\n    rows,  # all\n    kind=\"new\",\n    only=(\"x\", \"y\"),\n)"
    #expect(rules(tree(spread)).isEmpty)
    #expect(rules(tree("fill(rows, kind='n ew', only=('x', 'y'))")) == ["sql/migration-edited"])
    #expect(rules(tree("fill(rows, kind='new', only=('x', 'z'))")) == ["sql/migration-edited"])
  }

  @Test func conditionsAreToldOnce() {
    let facts = told(
      """
      if not exists('orders'):
          op.drop_column('orders', 'note')
          op.add_column('orders', sa.Column('a', sa.Integer()))
          op.add_column('orders', sa.Column('b', sa.Integer()))
      """)
    #expect(facts.count { $0.hasSuffix("partly-read") } == 1)
    #expect(facts.contains("risky migration-partly-read"))
    #expect(facts.count { $0 == "additive column-added" } == 2)
  }

  @Test func whatStaysNotNullIsNotTightened() {
    #expect(
      told("op.alter_column('orders', 'total', nullable=False, existing_nullable=False)")
        .allSatisfy { !$0.contains("not-null") })
    #expect(
      told("op.alter_column('orders', 'total', nullable=False, existing_nullable=True)")
        .contains("breaking set-not-null-scan"))
  }

  @Test func contractionsMakeNothing() {
    let call = "op.add_column('orders', sa.Column('cents', sa.String(9)))"
    let documented = "def contract_creation_exceptions():\n    return {}\n"
    #expect(told(call, in: "contract").count { $0 == "risky phase-contradicted" } == 1)
    #expect(told(call, in: "contract", documented).contains("neutral phase-contradicted"))
    #expect(!told(call, in: "expand").contains { $0.hasSuffix("phase-contradicted") })
    #expect(
      !told("op.drop_column('orders', 'note')", in: "contract")
        .contains { $0.hasSuffix("phase-contradicted") })
  }

  @Test func alembicKnowsAMigrationByItsRevision() {
    let migration = Self.alembic("b", after: "a", "op.drop_column('orders', 'note')")
    let base = "-- file: db/versions/a.py\n\(Self.base)"
    let changes = Judged.changes(
      base + "-- file: db/versions/2024.01/b.py\n\(migration)",
      base + "-- file: db/versions/2024.1/b.py\n\(migration)")
    #expect(changes.map(\.rule) == ["sql/migration-renamed"])
    #expect(changes.map(\.classification) == [.neutral])
  }

  @Test func whatMigrationsShareIsNoCodeThatUsesAColumn() {
    func uses(_ path: String) -> Bool {
      let before = """
        -- file: app/main.py
        print(1)
        -- file: db/env.py
        import alembic
        -- file: \(path)
        query = "SELECT note FROM orders"
        -- file: db/versions/a.py
        \(Self.base)
        """
      let added = Self.alembic("b", after: "a", "op.drop_column('orders', 'note')")
      return Judged.changes(before, before + "\n-- file: db/versions/b.py\n\(added)")
        .contains { $0.rule == "sql/dropped-object-referenced" }
    }
    #expect(!uses("db/shared.py"))
    #expect(uses("dbx/shared.py"))
  }

  // MARK: Django

  @Test func theDefaultThatFillsRowsIsNoneThatIsLost() {
    let base = """
      -- file: shop/migrations/__init__.py
      -- file: shop/migrations/0001_initial.py
      from django.db import migrations, models
      class Migration(migrations.Migration):
          operations = [
              migrations.CreateModel(
                  name='order',
                  fields=[
                      ('id', models.AutoField(primary_key=True)),
                      ('paid', models.BooleanField(null=True)),
                  ],
              ),
          ]

      """
    let added = """
      -- file: shop/migrations/0002_paid.py
      from django.db import migrations, models
      class Migration(migrations.Migration):
          dependencies = [('shop', '0001_initial')]
          operations = [
              migrations.AlterField('order', 'paid', models.BooleanField(default=False)),
          ]

      """
    let rules = Judged.changes(base, base + added).map(\.rule)
    #expect(rules.contains("sql/set-not-null-scan"))
    #expect(!rules.contains("sql/default-dropped"))
  }

  @Test func squashesRunOnNewDatabasesOnly() {
    func file(_ name: String, _ head: String, _ operation: String) -> String {
      """
      -- file: shop/migrations/\(name).py
      from django.db import migrations, models
      class Migration(migrations.Migration):
          \(head)
          operations = [
              \(operation),
          ]

      """
    }
    let model = "migrations.CreateModel(name='order', fields=[('id', models.AutoField())])"
    let field = "migrations.AddField('order', 'paid', models.BooleanField(default=False))"
    let base = file("0001_initial", "", model)
    let second = file("0002_paid", "dependencies = [('shop', '0001_initial')]", field)
    let standIn = file("0002_squashed", "replaces = [('shop', '0002_paid')]", field)
    let foreign = file("0002_squashed", "replaces = [('shop', '0002_other')]", field)
    let squashed = Judged.changes(base + second, base + standIn)
    #expect(squashed.map(\.classification) == [.neutral, .neutral])
    #expect(Set(squashed.map(\.rule)) == ["sql/migration-renamed", "sql/migration-deleted"])
    let lost = Judged.changes(base + second, base + foreign)
    #expect(lost.contains { $0.rule == "sql/migration-deleted" && $0.classification == .breaking })
    #expect(lost.contains { $0.rule == "sql/column-default-dropped" })
  }

  // MARK: Ecto

  private static func ecto(_ name: String, _ module: String, _ call: String) -> String {
    """
    -- file: priv/repo/migrations/\(name).exs
    defmodule Shop.Repo.Migrations.\(module) do
      use Ecto.Migration

      def change do
        \(call)
      end
    end

    """
  }

  @Test func ectoKnowsAMigrationByItsVersion() {
    let table = "create table(:orders) do add :total, :integer end"
    let old = Self.ecto("20260101000000_legnth", "Legnth", table)
    let changes = Judged.changes(old, Self.ecto("20260101000000_length", "Length", table))
    #expect(changes.map(\.rule) == ["sql/migration-renamed"])
    #expect(changes.map(\.classification) == [.neutral])
    let other = "create table(:orders) do add :total, :bigint end"
    #expect(
      Judged.changes(old, Self.ecto("20260101000000_length", "Length", other)).map(\.rule)
        .contains("sql/migration-edited"))
  }
}
