import CallShapes
import FormatKit
import MigrationLayouts
import PostgresSchema
import PostgresSyntax
import ReleaseModel
import SourceModel

/// Reads the migrations of one chain at one revision.
struct MigrationReader {
  let chain: MigrationChain
  let tree: any FileTree
  /// What earlier migrations of a Django app say of its fields.
  private var fields = DjangoFields()
  /// Files that could not be read, with what is there instead.
  private(set) var problems: [LocatedProblem] = []

  init(_ chain: MigrationChain, in tree: any FileTree) {
    self.chain = chain
    self.tree = tree
  }

  /// Reads one migration; nil if its way up cannot be read.
  ///
  /// Migrations of Django are read in their order, since each says only what is new.
  mutating func read(_ migration: Migration) -> ReadMigration? {
    guard let source = source(at: migration.up) else { return nil }
    var read: ReadMigration?
    switch chain.language {
    case .sql: read = readSQL(migration, source)
    case .alembic: read = self.read(migration, source, CallShapeReading.alembic(source))
    case .django:
      let app = Name(chain.folder.parent.lastSegment)
      let reading = CallShapeReading.django(source, app: app, fields: &fields)
      read = self.read(migration, source, reading)
    case .ecto: read = self.read(migration, source, CallShapeReading.ecto(source))
    }
    let head = read?.up.statements.first?.range
    read?.note(source.declaredPhases(before: head))
    return read
  }

  /// A migration in a programming language; of one that is not understood at all it is only said
  /// that it is there.
  private func read(
    _ migration: Migration, _ source: SourceText, _ reading: CallShapeReading?
  ) -> ReadMigration {
    var read =
      reading.map { self.read(migration, source, $0) }
      ?? ReadMigration(
        migration: migration,
        up: ReadScript(
          path: source.path, transaction: .wrapped, spot: SourceRange(UInt32(0), 0)), down: nil)
    let isSilent = read.up.statements.isEmpty && read.up.gaps.isEmpty
    if isSilent, ["op.", "operations.", "upgrade ="].contains(where: source.contains) {
      read.up.gaps.append(
        ReadScript.Gap(reason: "nothing of its way up was understood", range: read.up.spot))
    }
    return read
  }

  private mutating func source(at path: RepositoryPath) -> SourceText? {
    switch tree.read(path) {
    case .file(let source): return source
    case .missing: return nil
    case .unreadable(let reason, let hint, let subject):
      problems.append(
        LocatedProblem(
          rule: MigrationProblems.unreadable.id, message: reason,
          location: Location(path, SourceRange(UInt32(0), 0)), hint: hint, subject: subject))
      return nil
    }
  }

  // MARK: SQL

  /// Reads the way up of a migration in SQL; nil if it cannot be read.
  mutating func readWayUp(of migration: Migration) -> ReadScript? {
    guard let source = source(at: migration.up) else { return nil }
    let settings = migration.settings.compactMap { self.source(at: $0) }
    return script(migration, .up, in: source, settings)
  }

  private mutating func readSQL(_ migration: Migration, _ source: SourceText) -> ReadMigration? {
    let settings = migration.settings.compactMap { self.source(at: $0) }
    guard let up = script(migration, .up, in: source, settings) else { return nil }
    var down: ReadScript?
    if let path = migration.down {
      let file = path == migration.up ? source : self.source(at: path)
      down = file.flatMap { script(migration, .down, in: $0, settings) }
    }
    var read = ReadMigration(migration: migration, up: up, down: down)
    read.irreversible = source.commentsOnIrreversibility
    if let path = migration.down, path != migration.up, let file = self.source(at: path) {
      read.irreversible += file.commentsOnIrreversibility
    }
    return read
  }

  private func script(
    _ migration: Migration, _ direction: Direction, in source: SourceText,
    _ settings: [SourceText]
  ) -> ReadScript? {
    guard let found = chain.script(migration, direction, in: source, settings: settings) else {
      return nil
    }
    let first = found.parts.first
    var script = ReadScript(
      path: source.path, transaction: found.transaction,
      spot: SourceRange(first?.lower ?? 0, first?.lower ?? 0))
    script.parts = found.parts
    script.marks = found.marks
    let bytes = source.bytes(without: found.marks)
    for (index, part) in found.parts.enumerated() {
      let read = SQLScript.read(bytes, in: part.indices)
      if found.transaction == .wrappedEach { script.beginnings.insert(script.statements.count) }
      if found.openParts.contains(index) {
        script.outside.formUnion(
          script.statements.count..<script.statements.count + read.statements.count)
      }
      script.statements += read.statements
      script.flaws += read.flaws
    }
    script.gaps += found.parts.flatMap { source.gapsOfPSQL(in: $0) }
    if found.transaction == .wrappedWherePossible {
      script.outside.formUnion(
        script.statements.indices.filter { script.statements[$0].refusesTransactions })
    }
    if let first = script.statements.first { script.spot = first.range }
    return script
  }

  // MARK: Call shapes

  private func read(
    _ migration: Migration, _ source: SourceText, _ reading: CallShapeReading
  ) -> ReadMigration {
    var read = ReadMigration(
      migration: migration, up: script(reading.up, in: source),
      down: reading.down.map { script($0, in: source) }, predecessors: reading.predecessors,
      revision: reading.revision, replaces: reading.replaces, branches: reading.branches,
      irreversible: source.commentsOnIrreversibility)
    read.hasDocumentedException =
      source.contains("def expand_drop_exceptions(")
      || source.contains("def contract_creation_exceptions(")
    return read
  }

  private func script(_ script: CallShapeReading.Script, in source: SourceText) -> ReadScript {
    var read = ReadScript(
      path: source.path, transaction: script.isInTransaction ? .wrapped : .open,
      spot: script.range)
    for step in script.steps {
      switch step {
      case .statement(let statement):
        if case .partly(let reason) = statement.reading {
          read.doubts.append(ReadScript.Gap(reason: reason, range: statement.range))
        }
        read.statements.append(statement.asWhole)
      case .partlyRead(let reason, let range):
        read.gaps.append(ReadScript.Gap(reason: reason, range: range))
      case .sql(let text, let range, let isVerbatim):
        let sql = SQLScript.read(text.bytes)
        read.statements += sql.statements.map { statement in
          statement.placed { isVerbatim ? $0.moved(by: range.lower) : range }
        }
        read.flaws += sql.flaws.map { SQLScript.Flaw($0.message, at: range, hint: $0.hint) }
      }
    }
    return read
  }
}

extension ReadMigration {
  /// Takes note of what comments declare; a word that is no phase is a doubt.
  fileprivate mutating func note(_ declared: [DeclaredPhase]) {
    phases = declared.filter { $0.phase != nil }
    for other in declared where other.phase == nil {
      up.doubts.append(
        ReadScript.Gap(
          reason: "'\(other.word.text)' is no phase, which are expand, migrate and contract",
          range: other.range))
    }
  }
}

extension Statement {
  /// The statement without a doubt about it, which its script keeps.
  fileprivate var asWhole: Statement {
    Statement(
      range: range, head: head, reading: .whole, place: place, operations: operations, inner: inner)
  }

  /// The statement with its ranges in another text.
  fileprivate func placed(_ place: (SourceRange) -> SourceRange) -> Statement {
    Statement(
      range: place(range), head: head, reading: reading, place: self.place,
      operations: operations.map { Operation($0.action, at: place($0.range)) },
      inner: inner.map { $0.placed(place) })
  }
}

extension Statement {
  /// Whether PostgreSQL runs it outside transactions only.
  var refusesTransactions: Bool {
    operations.contains { operation in
      switch operation.action {
      case .createIndex(let index): index.isConcurrent
      case .reindex(_, _, let isConcurrent): isConcurrent
      case .drop(let drop): drop.isConcurrent || drop.kind == .database
      case .alterTable(_, .detachPartition(_, let isConcurrent, _)): isConcurrent
      case .vacuum: true
      default: false
      }
    }
  }
}

extension SourceRange {
  /// The range so many bytes further on.
  fileprivate func moved(by distance: UInt32) -> SourceRange {
    let (lower, isLowerTooLarge) = lower.addingReportingOverflow(distance)
    let (upper, isUpperTooLarge) = upper.addingReportingOverflow(distance)
    return isLowerTooLarge || isUpperTooLarge ? self : SourceRange(lower, upper)
  }
}

extension SourceText {
  /// The commands of psql that run what stands elsewhere, or what a query makes.
  fileprivate func gapsOfPSQL(in part: SourceRange) -> [ReadScript.Gap] {
    guard contains("\\") else { return [] }
    var gaps: [ReadScript.Gap] = []
    var lower = Int(part.lower)
    for line in bytes[part.indices].split(separator: 0x0A, omittingEmptySubsequences: false) {
      let words = String(decoding: line, as: UTF8.self).split(separator: " ")
      let includes = ["\\i", "\\ir", "\\include", "\\include_relative", "\\copy"]
      if let first = words.first, includes.contains(String(first)) {
        gaps.append(
          ReadScript.Gap(
            reason: "'\(first)' runs what stands in another file",
            range: SourceRange(lower, lower + line.count)))
      } else if words.contains(where: { $0.hasPrefix("\\gexec") }) {
        gaps.append(
          ReadScript.Gap(
            reason: "'\\gexec' runs what a query makes",
            range: SourceRange(lower, lower + line.count)))
      }
      lower += line.count + 1
    }
    return gaps
  }

  /// How comments say that nothing leads back.
  private static let wordsOfNoReturn = [
    "irreversible", "not reversible", "cannot be reversed", "cannot be safely reversed",
    "can't be reversed", "cannot be undone", "can't be undone", "cannot be rolled back",
    "no way back",
  ]

  /// The comments that say `irreversible`, or so in other words, lower case, each up to the end of its paragraph of
  /// comment lines.
  ///
  /// A comment is told by how its line begins, which is alike in SQL, Python and Elixir.
  var commentsOnIrreversibility: [Name] {
    let hints = ["revers", "undone", "rolled back", "no way back"]
    guard hints.contains(where: contains) else { return [] }
    var found: [Name] = []
    var paragraph: [UInt8] = []
    func close() {
      let text = Name(paragraph).asciiLowercased
      let comment = SourceText(path: path, bytes: text.bytes)
      if SourceText.wordsOfNoReturn.contains(where: { comment.contains($0) }) { found.append(text) }
      paragraph = []
    }
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let text = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      if ["--", "#", "/*", "*"].contains(where: { text.starts(with: $0.utf8) }) {
        paragraph += text + [UInt8(ascii: " ")]
      } else {
        close()
      }
    }
    close()
    return found
  }
}
