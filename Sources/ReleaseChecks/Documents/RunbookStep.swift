import Markdown
import SourceModel

/// One step of a runbook: a row of a table with offsets, or a section whose heading has one.
struct RunbookStep {
  let title: String
  let line: Int
  let range: SourceRange
  /// Minutes from the release's hour; nil if none is named.
  let offset: Int?
  let role: String
  /// The commands, in order.
  let commands: [String]
  /// Whether it says how one sees that it worked.
  let hasVerification: Bool

  /// What it does not name.
  var lacking: [String] {
    (offset == nil ? ["offset"] : []) + (role.isEmpty ? ["role"] : [])
      + (commands.isEmpty ? ["command"] : [])
  }

  var isMutating: Bool { commands.contains(where: Commands.isMutating) }
  var changesDatabase: Bool { commands.contains(where: Commands.changesDatabase) }
  var backsUp: Bool { commands.contains(where: Commands.backsUp) }

  /// Whether it takes a backup before it changes the database itself.
  var backsUpFirst: Bool {
    guard let change = commands.firstIndex(where: Commands.changesDatabase) else { return false }
    return commands[...change].contains(where: Commands.backsUp)
  }

  /// The steps of a runbook, in source order.
  static func read(from runbook: ReleaseDocument) -> [RunbookStep] {
    (rows(of: runbook.markdown.blocks) + sections(of: runbook))
      .sorted { $0.range.lower < $1.range.lower }
  }

  // MARK: Tables

  private static func rows(of blocks: [MarkdownDocument.Block]) -> [RunbookStep] {
    var columns: [Column: Int]?
    return blocks.compactMap { block in
      guard case .row(let cells, let isHeader) = block.kind else {
        columns = nil
        return nil
      }
      if isHeader {
        columns = Column.places(in: cells)
        return nil
      }
      return columns.map { row(block, cells, $0) }
    }
  }

  /// What a column of a table of steps is about.
  private enum Column: CaseIterable {
    case offset, role, command, verification

    var names: Set<String> {
      switch self {
      case .offset: ["offset", "time", "when", "t"]
      case .role: ["role", "owner", "who", "person"]
      case .command: ["command", "commands", "run", "action"]
      case .verification: ["verify", "verification", "check", "verified"]
      }
    }

    /// The columns by what they are about; nil of a table that is not about steps.
    static func places(in cells: [String]) -> [Column: Int]? {
      var places: [Column: Int] = [:]
      for column in allCases {
        places[column] = cells.firstIndex { cell in
          Words.of(cell).contains { column.names.contains($0) }
        }
      }
      return places[.offset] != nil && places[.command] != nil ? places : nil
    }
  }

  private static func row(
    _ block: MarkdownDocument.Block, _ cells: [String], _ columns: [Column: Int]
  ) -> RunbookStep {
    func cell(_ column: Column) -> String {
      guard let place = columns[column], place < cells.count else { return "" }
      return Words.of(cells[place]).isEmpty ? "" : cells[place]
    }
    let command = cell(.command)
    return RunbookStep(
      title: command.isEmpty ? cell(.offset) : command.shortened, line: block.line,
      range: block.range, offset: Offset.minutes(in: cell(.offset)), role: cell(.role),
      commands: command.isEmpty ? [] : [command], hasVerification: !cell(.verification).isEmpty)
  }

  // MARK: Sections

  private static func sections(of runbook: ReleaseDocument) -> [RunbookStep] {
    runbook.sections.compactMap { section in
      guard let offset = Offset.minutes(in: section.title) else { return nil }
      let labels = ["Role", "Owner", "Person", "Verify", "Verification"]
      var role = ""
      var commands: [String] = []
      var isVerified = false
      for block in section.blocks {
        let values = Labels.values(of: labels, in: block.text)
        if role.isEmpty {
          role = values["Role"] ?? values["Owner"] ?? values["Person"] ?? ""
        }
        isVerified =
          isVerified || values["Verify"] != nil || values["Verification"] != nil
          || Words.of(block.text).first.map { ["verify", "check", "confirm"].contains($0) } == true
        if case .code = block.kind {
          commands += block.text.split(separator: "\n").map(String.init)
        }
        commands += block.pointers.filter { !$0.isLink }.map(\.target)
      }
      return RunbookStep(
        title: section.title.shortened, line: section.line, range: section.range, offset: offset,
        role: role, commands: commands, hasVerification: isVerified)
    }
  }
}

/// Times that count from the release's hour: `T-30 min`, `T+0`, `T+1h`.
enum Offset {
  /// The minutes of the first offset in a text; nil if there is none.
  static func minutes(in text: String) -> Int? {
    let bytes = Array(text.utf8)
    var index = 0
    while let start = bytes[index...].firstIndex(of: UInt8(ascii: "T")) {
      index = start + 1
      if start > 0, Words.isWord(bytes[start - 1]) { continue }
      guard index < bytes.count, let sign = sign(of: bytes, at: &index) else { continue }
      var value = 0
      let digits = index
      while index < bytes.count, (0x30...0x39).contains(bytes[index]), index - digits < 6 {
        value = value * 10 + Int(bytes[index] - 0x30)
        index += 1
      }
      guard index > digits else { continue }
      let unit = Words.of(String(decoding: bytes[index...], as: UTF8.self)).first ?? ""
      return sign * value * factor(of: unit)
    }
    return nil
  }

  private static func sign(of bytes: [UInt8], at index: inout Int) -> Int? {
    if bytes[index...].starts(with: "−".utf8) || bytes[index...].starts(with: "–".utf8) {
      index += 3
      return -1
    }
    switch bytes[index] {
    case UInt8(ascii: "-"): index += 1
    case UInt8(ascii: "+"):
      index += 1
      return 1
    default: return nil
    }
    return -1
  }

  /// The minutes of a unit; what is no unit counts minutes.
  private static func factor(of unit: String) -> Int {
    switch unit {
    case "h", "hour", "hours", "hr", "hrs": 60
    case "d", "day", "days": 1_440
    case "w", "week", "weeks": 10_080
    default: 1
    }
  }
}

/// What commands of runbooks do, by their words.
enum Commands {
  private static let mutating: Set<String> = [
    "apply", "create", "delete", "deploy", "destroy", "disable", "downgrade", "drop", "enable",
    "install", "migrate", "patch", "post", "publish", "push", "put", "replace", "restart",
    "restore", "rollback", "scale", "set", "undo", "uninstall", "up", "update", "upgrade",
  ]
  private static let databases: Set<String> = [
    "alembic", "atlas", "dbmate", "diesel", "ecto", "flyway", "goose", "knex", "liquibase",
    "migrate", "prisma", "sqitch", "sqlx",
  ]
  private static let backups: Set<String> = [
    "backup", "backups", "basebackup", "mysqldump", "snapshot", "mongodump", "wal",
  ]

  /// Whether a command changes something.
  static func isMutating(_ command: String) -> Bool {
    Words.of(command).contains(where: mutating.contains) || changesDatabase(command)
  }

  /// Whether a command changes the schema or the rows of a database.
  static func changesDatabase(_ command: String) -> Bool {
    let words = Words.of(command)
    if let tool = words.first(where: databases.contains) {
      return words.contains { mutating.contains($0) && ($0 != tool || tool == "migrate") }
    }
    let statements: Set<String> = ["alter", "create", "drop", "update", "delete", "insert"]
    return (words.first == "psql" || words.first == "mysql")
      && (words.contains("f") || words.contains(where: statements.contains))
  }

  /// Whether a command, or a sentence in its place, takes a backup.
  static func backsUp(_ command: String) -> Bool {
    let words = Words.of(command)
    return words.contains(where: backups.contains)
      || zip(words, words.dropFirst()).contains { $0 == "pg" && $1.hasPrefix("dump") }
      || zip(words, words.dropFirst()).contains { $0 == "back" && $1 == "up" }
  }
}
