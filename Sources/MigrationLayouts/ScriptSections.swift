internal import SourceModel

/// The parts of a file that run up and down, as the marks of its tool divide it.
struct ScriptSections {
  /// Bytes that run.
  struct Part: Equatable {
    var range: Range<Int>
    /// Whether it runs outside of any transaction.
    var isOpen = false
    /// Marks of the tool inside, which are no SQL.
    var marks: [Range<Int>] = []
  }

  /// Nil if the file has no way up.
  private(set) var up: [Part]?
  private(set) var down: [Part]?
  /// How the file runs, if its marks decide it.
  private(set) var mode: TransactionMode?
  /// How its way down runs, if that differs.
  private(set) var downMode: TransactionMode?

  /// A file without marks: the same for whichever way it is.
  static func whole(_ source: SourceText) -> ScriptSections {
    let parts = [Part(range: 0..<source.bytes.count)]
    return ScriptSections(up: parts, down: parts, mode: nil, downMode: nil)
  }

  /// Divides a file at lines.
  ///
  /// - Parameter mark: what a line means; nil for lines that run.
  private init(_ source: SourceText, _ mark: (ArraySlice<UInt8>) -> Mark?) {
    var current: Direction?
    var start = 0
    for line in Lines(source.bytes, in: 0..<source.bytes.count) {
      guard let found = mark(source.bytes[line.range]) else { continue }
      append(start..<line.range.lowerBound, to: current)
      start = line.next
      switch found {
      case .begins(let direction):
        current = direction
        if direction == .up { up = up ?? [] } else { down = down ?? [] }
      case .divides: break
      }
    }
    append(start..<source.bytes.count, to: current)
  }

  private init(up: [Part]?, down: [Part]?, mode: TransactionMode?, downMode: TransactionMode?) {
    self.up = up
    self.down = down
    self.mode = mode
    self.downMode = downMode
  }

  private enum Mark {
    case begins(Direction)
    /// The parts before and after it are statements of their own.
    case divides
  }

  private mutating func append(_ range: Range<Int>, to direction: Direction?) {
    guard !range.isEmpty else { return }
    switch direction {
    case .up: up?.append(Part(range: range))
    case .down: down?.append(Part(range: range))
    case nil: break
    }
  }
}

extension ScriptSections {
  /// `-- +goose Up`, `Down`, `StatementBegin`, `StatementEnd`, `NO TRANSACTION`.
  static func goose(_ source: SourceText) -> ScriptSections {
    var isOpen = false
    var sections = ScriptSections(source) { line in
      guard let comment = Comment(line), comment.starts(with: ["+goose"]) else { return nil }
      let command = comment.words.dropFirst()
      if command.starts(with: ["no", "transaction"]) { isOpen = true }
      return mark(command.first)
    }
    sections.mode = isOpen ? .open : .wrapped
    return sections
  }

  /// `-- +migrate Up notransaction`, `Down`, `StatementBegin`, `StatementEnd`.
  static func sqlMigrate(_ source: SourceText) -> ScriptSections {
    var open: Set<Direction> = []
    var sections = ScriptSections(source) { line in
      guard let comment = Comment(line), comment.starts(with: ["+migrate"]) else { return nil }
      let mark = mark(comment.words.dropFirst().first)
      if case .begins(let direction) = mark, comment.words.contains("notransaction") {
        open.insert(direction)
      }
      return mark
    }
    sections.mode = open.contains(.up) ? .open : .wrapped
    sections.downMode = open.contains(.down) ? .open : .wrapped
    return sections
  }

  private static func mark(_ command: Name?) -> Mark? {
    switch command {
    case "up": .begins(.up)
    case "down": .begins(.down)
    case "statementbegin", "statementend": .divides
    default: nil
    }
  }

  /// `-- migrate:up transaction:false`, `-- migrate:down`.
  static func dbmate(_ source: SourceText) -> ScriptSections {
    var open: Set<Direction> = []
    var sections = ScriptSections(source) { line in
      guard let comment = Comment(line), let command = comment.words.first else { return nil }
      guard command == "migrate:up" || command == "migrate:down" else { return nil }
      let direction: Direction = command == "migrate:up" ? .up : .down
      if comment.words.contains("transaction:false") { open.insert(direction) }
      return .begins(direction)
    }
    sections.mode = open.contains(.up) ? .singleCall : .wrapped
    sections.downMode = open.contains(.down) ? .singleCall : .wrapped
    return sections
  }

  /// `---- create above / drop below ----`, `---- tern: disable-tx ----`.
  static func tern(_ source: SourceText) -> ScriptSections {
    var isOpen = false
    var below = source.bytes.count
    var next: Int?
    for line in Lines(source.bytes, in: 0..<source.bytes.count) {
      guard let comment = Comment(source.bytes[line.range]) else { continue }
      if comment.starts(with: ["tern:", "disable-tx"]) { isOpen = true }
      if next == nil, comment.starts(with: ["create", "above", "/", "drop", "below"]) {
        below = line.range.lowerBound
        next = line.next
      }
    }
    return ScriptSections(
      up: [Part(range: 0..<below)], down: next.map { [Part(range: $0..<source.bytes.count)] },
      mode: isOpen ? .open : .wrapped, downMode: nil)
  }

  /// `-- Up Migration`, `-- Down Migration`; without any, the whole file runs up.
  static func nodePgMigrate(_ source: SourceText) -> ScriptSections {
    var sections = ScriptSections(source) { line in
      guard let comment = Comment(line) else { return nil }
      if comment.starts(with: ["up", "migration"]) { return .begins(.up) }
      return comment.starts(with: ["down", "migration"]) ? .begins(.down) : nil
    }
    if sections.up == nil, sections.down == nil {
      sections.up = [Part(range: 0..<source.bytes.count)]
    }
    sections.mode = .wrapped
    return sections
  }

  /// `--> statement-breakpoint`, also behind a statement.
  static func drizzle(_ source: SourceText) -> ScriptSections {
    let mark = Array("--> statement-breakpoint".utf8)
    var parts: [Part] = []
    var start = 0
    var index = 0
    while index + mark.count <= source.bytes.count {
      if source.bytes[index] == mark[0], source.bytes[index...].starts(with: mark) {
        parts.append(Part(range: start..<index))
        index += mark.count
        start = index
      } else {
        index += 1
      }
    }
    parts.append(Part(range: start..<source.bytes.count))
    return ScriptSections(up: parts, down: nil, mode: .wrapped, downMode: nil)
  }
}

extension ScriptSections {
  /// `--changeset author:id`, `--rollback`, `/* liquibase rollback … */`.
  static func liquibase(_ source: SourceText) -> ScriptSections {
    var sections = ScriptSections(up: [], down: nil, mode: .wrappedEach, downMode: .wrappedEach)
    var isOpen = false
    var start: Int?
    var rollback: Int?
    var behindRollback: Int?
    for line in Lines(source.bytes, in: 0..<source.bytes.count) {
      let text = source.bytes[line.range]
      if let begin = rollback {
        guard let close = closing(text) else { continue }
        sections.addDown(begin..<close, isOpen)
        rollback = nil
        start = line.next
      } else if let comment = Comment(text), comment.isChangeset {
        sections.addUp(start, line.range.lowerBound, isOpen)
        isOpen = comment.words.contains("runintransaction:false")
        start = line.next
      } else if let below = lineRollback(text, from: line.range) {
        sections.addUp(start, line.range.lowerBound, isOpen)
        sections.addDown(below, isOpen, continues: behindRollback == line.range.lowerBound)
        behindRollback = line.next
        start = line.next
      } else if opensRollback(text) {
        sections.addUp(start, line.range.lowerBound, isOpen)
        start = nil
        rollback = line.next
      }
    }
    sections.addUp(start, source.bytes.count, isOpen)
    return sections
  }

  private mutating func addUp(_ start: Int?, _ end: Int, _ isOpen: Bool) {
    if let start, start < end { up?.append(Part(range: start..<end, isOpen: isOpen)) }
  }

  /// - Parameter continues: Whether the line before was one of the same rollback.
  private mutating func addDown(_ range: Range<Int>, _ isOpen: Bool, continues: Bool = false) {
    if continues, let last = down?.indices.last, let before = down?[last].range, !before.isEmpty,
      !range.isEmpty
    {
      down?[last].marks.append(before.upperBound..<range.lowerBound)
      down?[last].range = before.lowerBound..<range.upperBound
    } else {
      down = (down ?? []) + [Part(range: range, isOpen: isOpen)]
    }
  }

  /// What follows `--rollback` in a line; empty where it says that there is nothing to do.
  private static func lineRollback(_ line: ArraySlice<UInt8>, from range: Range<Int>) -> Range<Int>?
  {
    guard let comment = Comment(line), let word = comment.words.first, word == "rollback" else {
      return nil
    }
    let text = line.drop { $0.isBlank || $0 == UInt8(ascii: "-") }.dropFirst(word.bytes.count)
    let isEmpty =
      comment.words.count == 2 && comment.words[1] == "empty"
      || comment.starts(with: ["rollback", "not", "required"])
    return isEmpty ? range.upperBound..<range.upperBound : text.startIndex..<range.upperBound
  }

  private static func opensRollback(_ line: ArraySlice<UInt8>) -> Bool {
    let text = line.drop { $0.isBlank }
    guard text.starts(with: Array("/*".utf8)) else { return false }
    let words = text.dropFirst(2).prefix(100).split(whereSeparator: \.isBlank)
      .map { Name($0).asciiLowercased }
    return words.starts(with: ["liquibase", "rollback"])
  }

  /// Where a block comment closes in a line.
  private static func closing(_ line: ArraySlice<UInt8>) -> Int? {
    line.indices.dropLast().first {
      line[$0] == UInt8(ascii: "*") && line[$0 + 1] == UInt8(ascii: "/")
    }
  }
}

extension Comment {
  /// Whether it begins a changeset of Liquibase.
  fileprivate var isChangeset: Bool {
    words.first == "changeset" || words.starts(with: ["liquibase", "changeset"])
  }
}
