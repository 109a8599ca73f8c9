import MigrationLayouts
import ReleaseModel
import SourceModel
import TestSupport
import Testing

@testable import ReleaseChecks

struct UndoCommandTests {
  @Test(
    "commands say how many migrations they take back",
    arguments: [
      ("alembic downgrade -2", UndoCommand.Extent.count(2)),
      ("alembic downgrade base", .all),
      ("alembic -c db/alembic.ini downgrade ae10", .after("ae10")),
      ("python manage.py migrate shop 0007", .after("0007")),
      ("./manage.py migrate shop zero", .all),
      ("flyway -url=x undo", .count(1)),
      ("flyway undo -target=3.1", .including("3.1")),
      ("goose -dir db postgres dsn down", .count(1)),
      ("goose down-to 20260101", .after("20260101")),
      ("migrate -path db -database x down 3", .count(3)),
      ("migrate down", .all),
      ("migrate goto 5", .after("5")),
      ("diesel migration revert", .count(1)),
      ("diesel migration revert -n 2", .count(2)),
      ("diesel migration revert --all", .all),
      ("sqlx migrate revert --target-version 4", .after("4")),
      ("dbmate rollback", .count(1)),
      ("sql-migrate down -limit=2", .count(2)),
      ("mix ecto.rollback -n 2", .count(2)),
      ("mix ecto.rollback --to 20260101", .including("20260101")),
      ("bundle exec rails db:rollback STEP=3", .count(3)),
      ("sudo bin/rake db:rollback", .count(1)),
      ("tern migrate --destination -1", .count(1)),
      ("npx node-pg-migrate down 2", .count(2)),
      ("liquibase rollback-count 1", .count(1)),
      ("soda migrate down -s 2", .count(2)),
    ])
  func reading(text: String, extent: UndoCommand.Extent) {
    let words = CommandWords(text).commands.first ?? []
    #expect(UndoCommand(words)?.extent == extent)
  }

  @Test(
    "commands that take nothing back are none",
    arguments: [
      "alembic upgrade head", "goose up", "migrate up", "rails db:migrate", "echo down",
      "tern migrate --destination +1", "alembic downgrade", "",
    ])
  func others(text: String) {
    #expect(UndoCommand(CommandWords(text).commands.first ?? []) == nil)
  }

  @Test(
    "a command must take back what the range adds, no more and no less",
    arguments: [
      ("migrate down 2", true), ("migrate down 1", false), ("migrate down 3", false),
      ("migrate down", false), ("migrate goto 1", true), ("migrate goto 2", false),
      ("goose down", false),
    ])
  func numbered(text: String, isExact: Bool) {
    let shipped = "-- file: go.mod\nrequire github.com/golang-migrate/migrate v4\n" + pair(1)
    #expect((objection(text, shipped, pair(2) + pair(3)) == nil) == isExact)
  }

  @Test(
    "revisions of Alembic are counted along their chain",
    arguments: [
      ("alembic downgrade -2", true), ("alembic downgrade -1", false),
      ("alembic downgrade aaaa1111", true), ("alembic downgrade bbbb2222", false),
      ("alembic downgrade base", false),
    ])
  func alembic(text: String, isExact: Bool) {
    let added = revision("bbbb2222", after: "aaaa1111") + revision("cccc3333", after: "bbbb2222")
    #expect((objection(text, revision("aaaa1111", after: nil), added) == nil) == isExact)
  }

  @Test("several steps take migrations back together")
  func together() {
    let scene = ReleaseScene(before: pair(1), after: pair(2) + pair(3))
    let targets = LeverGround(scene).targets
    let procedure = ["migrate down 1", "migrate down 1"]
    #expect(targets.read(command: procedure[0], of: procedure).lost.isEmpty)
    #expect(targets.read(command: procedure[0], of: [procedure[0]]).lost.count == 1)
  }

  private func objection(_ text: String, _ before: String, _ after: String) -> String? {
    let scene = ReleaseScene(before: before, after: after)
    guard let command = UndoCommand(CommandWords(text).commands.first ?? []) else { return "none" }
    return RangeMigrations(scene).objection(to: command, railsCount: 0)
  }

  private func pair(_ number: Int) -> String {
    """
    -- file: db/migrations/000\(number)_t.up.sql
    CREATE TABLE t\(number) (id int);
    -- file: db/migrations/000\(number)_t.down.sql
    DROP TABLE t\(number);

    """
  }

  private func revision(_ name: String, after: String?) -> String {
    """
    -- file: alembic/versions/\(name)_x.py
    from alembic import op
    import sqlalchemy as sa

    revision = "\(name)"
    down_revision = \(after.map { "\"\($0)\"" } ?? "None")


    def upgrade():
        op.add_column("orders", sa.Column("c\(name)", sa.Text()))


    def downgrade():
        op.drop_column("orders", "c\(name)")

    """
  }
}

extension LeverGround {
  /// What stands in a scene without evidence.
  init(_ scene: ReleaseScene) {
    let folder = ReleaseFolder(of: scene)
    self.init(scene, folder, EvidenceShelf(of: scene, folder))
  }
}
