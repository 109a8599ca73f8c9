import MigrationLayouts
import SourceModel

/// A command that takes migrations back, and how many it takes.
struct UndoCommand: Hashable {
  /// How far a command goes.
  enum Extent: Hashable {
    /// A number of migrations, the last ones.
    case count(Int)
    /// All that there are.
    case all
    /// All after a version, which stays.
    case after(Name)
    /// A version and all after it.
    case including(Name)
  }

  /// The tool, as people call it.
  let tool: String
  /// The layouts of the migrations that it runs.
  let layouts: Set<Layout>
  /// How far it goes.
  var extent: Extent
  /// The application of Django; nil for other tools.
  let app: Name?

  private init(_ tool: String, _ layouts: Set<Layout>, _ extent: Extent, app: Name? = nil) {
    self.tool = tool
    self.layouts = layouts
    self.extent = extent
    self.app = app
  }

  /// Tells what a command takes back; nil if it is none that takes migrations back.
  init?(_ words: [CommandWords.Word]) {
    let line = CommandLineWords(words)
    guard let command = UndoCommand.reading(line) else { return nil }
    self = command
  }

  private static func reading(_ line: CommandLineWords) -> UndoCommand? {
    switch line.program {
    case "alembic": alembic(line)
    case "manage.py", "django-admin": django(line)
    case "flyway": flyway(line)
    case "goose": goose(line)
    case "migrate", "golang-migrate": golangMigrate(line)
    case "diesel": diesel(line)
    case "sqlx": sqlx(line)
    case "dbmate":
      line.has("down") || line.has("rollback")
        ? UndoCommand("dbmate", [.dbmate], .count(1)) : nil
    case "sql-migrate":
      line.has("down")
        ? UndoCommand("sql-migrate", [.sqlMigrate], .count(line.number(of: "limit") ?? 1)) : nil
    case "mix": ecto(line)
    case "rails", "rake": rails(line)
    case "tern": tern(line)
    case "node-pg-migrate":
      line.word(after: "down").map {
        UndoCommand("node-pg-migrate", [.nodePgMigrate], .count($0.number ?? 1))
      }
    case "liquibase":
      line.word(after: "rollback-count").flatMap(\.number).map {
        UndoCommand("liquibase", [.liquibase], .count($0))
      }
    case "soda":
      line.has("migrate") && line.has("down")
        ? UndoCommand("soda", [.pop], .count(line.number(of: "s", "step") ?? 1)) : nil
    case "hasura":
      line.number(of: "down").map { UndoCommand("hasura", [.hasura], .count($0)) }
    default: nil
    }
  }

  private static func alembic(_ line: CommandLineWords) -> UndoCommand? {
    guard let target = line.word(after: "downgrade") else { return nil }
    if target == "base" { return UndoCommand("alembic", [.alembic], .all) }
    if target.hasPrefix("-"), let count = target.dropFirst(1).number {
      return UndoCommand("alembic", [.alembic], .count(count))
    }
    return UndoCommand("alembic", [.alembic], .after(target))
  }

  private static func django(_ line: CommandLineWords) -> UndoCommand? {
    guard let index = line.plain.firstIndex(of: "migrate"), index + 2 < line.plain.count else {
      return nil
    }
    let target = line.plain[index + 2]
    return UndoCommand(
      "migrate", [.django], target == "zero" ? .all : .after(target), app: line.plain[index + 1])
  }

  private static func flyway(_ line: CommandLineWords) -> UndoCommand? {
    guard line.has("undo") else { return nil }
    return UndoCommand(
      "flyway", [.flyway], line.value(of: "target").map { .including($0) } ?? .count(1))
  }

  private static func goose(_ line: CommandLineWords) -> UndoCommand? {
    if let version = line.word(after: "down-to") {
      return UndoCommand("goose", [.goose], .after(version))
    }
    if line.has("reset") { return UndoCommand("goose", [.goose], .all) }
    return line.has("down") ? UndoCommand("goose", [.goose], .count(1)) : nil
  }

  private static func golangMigrate(_ line: CommandLineWords) -> UndoCommand? {
    let layouts: Set<Layout> = [.golangMigrate, .plain]
    if let version = line.word(after: "goto") {
      return UndoCommand("migrate", layouts, .after(version))
    }
    guard line.has("down") else { return nil }
    let count = line.word(after: "down").flatMap(\.number)
    return UndoCommand("migrate", layouts, count.map { .count($0) } ?? .all)
  }

  private static func diesel(_ line: CommandLineWords) -> UndoCommand? {
    guard line.has("migration"), line.has("revert") else { return nil }
    if line.hasOption("a", "all") { return UndoCommand("diesel", [.diesel], .all) }
    return UndoCommand("diesel", [.diesel], .count(line.number(of: "n", "number") ?? 1))
  }

  private static func sqlx(_ line: CommandLineWords) -> UndoCommand? {
    guard line.has("migrate"), line.has("revert") else { return nil }
    return UndoCommand(
      "sqlx", [.sqlx], line.value(of: "target-version").map { .after($0) } ?? .count(1))
  }

  private static func ecto(_ line: CommandLineWords) -> UndoCommand? {
    guard line.has("ecto.rollback") else { return nil }
    if line.hasOption("all") { return UndoCommand("ecto", [.ecto], .all) }
    if let version = line.value(of: "to", "v") {
      return UndoCommand("ecto", [.ecto], .including(version))
    }
    return UndoCommand("ecto", [.ecto], .count(line.number(of: "n", "step") ?? 1))
  }

  private static func rails(_ line: CommandLineWords) -> UndoCommand? {
    guard line.has("db:rollback") else { return nil }
    let steps = line.plain.compactMap { $0.hasPrefix("STEP=") ? $0.dropFirst(5).number : nil }
    return UndoCommand("rails", [], .count(steps.first ?? 1))
  }

  private static func tern(_ line: CommandLineWords) -> UndoCommand? {
    guard let target = line.value(of: "destination", "d") else { return nil }
    if target.hasPrefix("-"), let count = target.dropFirst(1).number {
      return UndoCommand("tern", [.tern], .count(count))
    }
    return target.hasPrefix("+") ? nil : UndoCommand("tern", [.tern], .after(target))
  }
}
