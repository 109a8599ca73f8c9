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

/// The words of one command, looked at as a program with options and other words.
struct CommandLineWords {
  /// The program's own name, without the folder that it stands in.
  let program: Name
  /// The words behind the program, in their order.
  let rest: [CommandWords.Word]

  /// Looks at a command; programs that only start another are passed over.
  init(_ words: [CommandWords.Word]) {
    var words = words[...]
    while let first = words.first {
      let name = CommandLineWords.name(of: first.text)
      if let count = CommandLineWords.wrappers[name] {
        words = words.dropFirst(count).drop { $0.text.hasPrefix("-") }
      } else if CommandLineWords.interpreters.contains(name),
        let script = words.dropFirst().first, CommandLineWords.name(of: script.text) == "manage.py"
      {
        words = words.dropFirst()
      } else {
        break
      }
    }
    program = words.first.map { CommandLineWords.name(of: $0.text) } ?? ""
    rest = Array(words.dropFirst())
  }

  private static func name(of word: Name) -> Name {
    Name(RepositoryPath(unchecked: word).lastSegment)
  }

  /// Programs that start another, with the number of words that they take.
  private static let wrappers: [Name: Int] = [
    "sudo": 1, "env": 1, "time": 1, "nohup": 1, "exec": 1, "npx": 1, "bundle": 2, "poetry": 2,
    "uv": 2, "pipenv": 2,
  ]
  /// Programs that run the script that they are given.
  static let interpreters: Set<Name> = [
    "bash", "sh", "zsh", "python", "python3", "ruby", "node", "perl", "php",
  ]

  /// The words that are no options.
  var plain: [Name] { rest.map(\.text).filter { !$0.hasPrefix("-") } }

  /// Whether a word stands there.
  func has(_ word: Name) -> Bool { rest.contains { $0.text == word } }

  /// The word behind a word; nil if that one does not stand there, or is the last.
  func word(after word: Name) -> Name? {
    guard let index = rest.firstIndex(where: { $0.text == word }), index + 1 < rest.count else {
      return nil
    }
    return rest[index + 1].text
  }

  /// Whether an option stands there, given without its hyphens.
  func hasOption(_ names: Name...) -> Bool {
    rest.contains { word in
      let option = word.text.optionName
      return option.map { names.contains($0) } ?? false
    }
  }

  /// The value of an option, given without its hyphens.
  func value(of names: Name...) -> Name? { value(of: names) }

  /// The value of an option that is a number.
  func number(of names: Name...) -> Int? { value(of: names)?.number }

  private func value(of names: [Name]) -> Name? {
    for (index, word) in rest.enumerated() {
      guard let option = word.text.optionName, names.contains(option) else { continue }
      if let value = word.text.split(at: UInt8(ascii: "="))?.behind { return value }
      if index + 1 < rest.count { return rest[index + 1].text }
    }
    return nil
  }
}

extension Name {
  /// The name of an option without its hyphens and its value; nil if the word is none.
  var optionName: Name? {
    guard hasPrefix("-") else { return nil }
    let bare = Name(bytes.drop { $0 == UInt8(ascii: "-") })
    return bare.split(at: UInt8(ascii: "="))?.before ?? bare
  }
}

extension RangeMigrations {
  /// Why a command does not take back exactly the migrations that the range adds; nil if it does.
  func objection(to command: UndoCommand, railsCount: Int) -> String? {
    if command.layouts.isEmpty {
      return count(railsCount, against: command.extent, "Rails")
    }
    let own = chains.indices.filter { index in
      command.layouts.contains(chains[index].layout)
        && (command.app.map { Name(chains[index].folder.parent.lastSegment) == $0 } ?? true)
    }
    let filled = own.filter { index in added.contains { $0.chain == index } }
    guard !filled.isEmpty else { return "the range adds no migration that \(command.tool) runs" }
    let objections = filled.map { objection(to: command.extent, in: $0, command.tool) }
    return objections.contains(nil) ? nil : objections.compactMap(\.self).first
  }

  private func objection(
    to extent: UndoCommand.Extent, in chain: Int, _ tool: String
  ) -> String? {
    let own = added.filter { $0.chain == chain }
    let migrations = chains[chain].migrations
    switch extent {
    case .count, .all:
      if extent == .all, own.count == migrations.count { return nil }
      return count(own.count, against: extent, tool)
    case .after(let target):
      return kept(below: own, in: chain).contains { $0.isNamed(target) }
        ? nil : "'\(target.text)' is not what stood before the range's migrations"
    case .including(let target):
      let first = migrations.first { migration in
        own.contains { $0.migration.up == migration.up }
      }
      return first.map { $0.version == target } ?? false
        ? nil : "'\(target.text)' is not the first of the range's migrations"
    }
  }

  /// The names by which the newest migration below the range's is known; empty if there is none.
  private func kept(below own: [Entry], in chain: Int) -> [Name] {
    if chains[chain].language == .alembic {
      let revisions = Set(own.map(\.revision))
      return own.flatMap(\.predecessors).filter { !revisions.contains($0) }
    }
    let added = Set(own.map(\.migration.up))
    guard let last = chains[chain].migrations.last(where: { !added.contains($0.up) }) else {
      return ["0"]
    }
    return [last.version, Name(last.version.bytes.drop { $0 == UInt8(ascii: "0") })]
  }

  private func count(
    _ count: Int, against extent: UndoCommand.Extent, _ tool: String
  ) -> String? {
    switch extent {
    case .count(count): nil
    case .count(let other):
      "it takes back \(other), and the range adds \(count) migration\(count == 1 ? "" : "s")"
    default: "it takes back all migrations, and the range adds \(count)"
    }
  }
}

extension Name {
  /// Whether the name is meant by one that may be cut behind its first characters.
  fileprivate func isNamed(_ target: Name) -> Bool {
    self == target || target.bytes.count >= 4 && bytes.starts(with: target.bytes)
  }
}
