import FormatKit
import MigrationLayouts
import PostgresSchema
import PostgresSyntax
import Rehearsals
import SourceModel

/// The scripts of one chain at one revision, as they run.
struct PlannedScripts {
  let chain: MigrationChain
  let tree: any FileTree

  /// The ways up of all migrations, in their order.
  var all: [PlannedScript] { chain.migrations.map { up(of: $0) } }

  /// A migration with its ways up and down.
  func step(_ migration: Migration) -> PlannedMigration {
    PlannedMigration(
      version: migration.version, name: migration.name, up: up(of: migration),
      down: migration.down.flatMap { script(migration, .down, at: $0) })
  }

  /// A way up; where the file has none, nothing runs.
  private func up(of migration: Migration) -> PlannedScript {
    script(migration, .up, at: migration.up)
      ?? PlannedScript(file: file(at: migration.up), parts: [])
  }

  /// A way of a migration; nil if its file has none.
  private func script(
    _ migration: Migration, _ direction: Direction, at path: RepositoryPath
  ) -> PlannedScript? {
    let source: SourceText
    switch tree.read(path) {
    case .missing: return nil
    case .unreadable(let reason, _, _):
      return PlannedScript(file: file(at: path), parts: [], obstacle: reason)
    case .file(let text): source = text
    }
    let settings = migration.settings.compactMap { path -> SourceText? in
      if case .file(let text) = tree.read(path) { text } else { nil }
    }
    guard let script = chain.script(migration, direction, in: source, settings: settings) else {
      return nil
    }
    guard String(validating: source.bytes, as: UTF8.self) != nil else {
      return PlannedScript(file: file(at: path), parts: [], obstacle: "the file is not UTF-8")
    }
    var reader = PartReader(source)
    let parts = script.parts.map { reader.statements(in: $0) }
    return PlannedScript(
      file: file(at: path), parts: script.planned(parts), obstacle: reader.obstacle)
  }

  private func file(at path: RepositoryPath) -> BoundFile {
    BoundFile(path: path, blob: tree.identity(of: path)?.text ?? "")
  }
}

/// Divides the parts of a file into statements.
private struct PartReader {
  private let source: SourceText
  private let lines: LineTable
  /// What keeps the file from running, as far as was read.
  private(set) var obstacle: String?

  init(_ source: SourceText) {
    self.source = source
    lines = LineTable(source.bytes)
  }

  mutating func statements(in part: SourceRange) -> [PlannedStatement] {
    let script = SQLScript.read(source.bytes, in: part.indices)
    note(script.flaws.first?.message)
    var end = part.indices.lowerBound
    var statements: [PlannedStatement] = []
    for statement in script.statements {
      let range = statement.range.indices
      let text = Name(source.bytes[range])
      if holdsCommand(end..<range.lowerBound) { note("it holds commands of psql") }
      if statement.head == "COPY", SourceText(path: source.path, bytes: text.bytes).readsInput {
        note("it copies rows out of its own text, as only psql does")
      }
      if case .partly = statement.reading, text.hasBraces { note("it is a template") }
      statements.append(PlannedStatement(line: lines.line(at: range.lowerBound), text: text))
      end = range.upperBound
    }
    if holdsCommand(end..<part.indices.upperBound) { note("it holds commands of psql") }
    return statements
  }

  /// Keeps the first obstacle.
  private mutating func note(_ found: String?) { obstacle = obstacle ?? found }

  /// Whether a line between statements begins with a backslash.
  private func holdsCommand(_ range: Range<Int>) -> Bool {
    source.bytes[range.clamped(to: source.bytes.indices)].split(separator: 0x0A)
      .contains { $0.first { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: "\\") }
  }
}

extension SourceText {
  /// Whether a `COPY` reads what follows it.
  fileprivate var readsInput: Bool { contains("stdin") || contains("STDIN") }
}

extension Name {
  /// Whether it has the braces of a template.
  fileprivate var hasBraces: Bool {
    zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: "{") && $1 == $0 }
  }
}

extension MigrationScript {
  /// The parts with their statements as they run: those that share a transaction are one.
  fileprivate func planned(_ statements: [[PlannedStatement]]) -> [PlannedPart] {
    var planned: [PlannedPart] = []
    var shared: [PlannedStatement] = []
    func close() {
      if !shared.isEmpty {
        planned.append(PlannedPart(transaction: sharing, statements: shared))
      }
      shared = []
    }
    for (index, own) in statements.enumerated() {
      if openParts.contains(index) {
        close()
        planned.append(PlannedPart(transaction: .open, statements: own))
      } else {
        shared += own
        if transaction == .wrappedEach { close() }
      }
    }
    close()
    return planned
  }

  private var sharing: PlannedPart.Transaction {
    switch transaction {
    case .wrapped, .wrappedEach: .wrapped
    case .open: .open
    case .singleCall: .singleCall
    case .wrappedWherePossible: .wrappedWherePossible
    }
  }
}
