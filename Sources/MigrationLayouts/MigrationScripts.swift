package import SourceModel

extension MigrationChain {
  /// The way up or down of a migration: what of its file runs, and how.
  ///
  /// - Parameters:
  ///   - source: the file of that way.
  ///   - settings: the contents of the migration's `settings`.
  /// - Returns: nil if the file has no such way, and for languages other than SQL.
  package func script(
    _ migration: Migration, _ direction: Direction, in source: SourceText,
    settings: [SourceText] = []
  ) -> MigrationScript? {
    guard language == .sql, direction == .up || migration.down != nil else { return nil }
    let sections = sections(of: source, isShared: migration.up == migration.down)
    guard var parts = direction == .up ? sections.up : sections.down else { return nil }
    let kept = parts.indices.filter { SQLWords.anythingRuns(source.bytes, in: parts[$0].range) }
    parts = kept.map { parts[$0] }
    var mode = sections.mode ?? transaction(of: migration, in: source, settings: settings)
    if direction == .down, let own = sections.downMode { mode = own }
    return MigrationScript(
      parts: parts.map { SourceRange($0.range.lowerBound, $0.range.upperBound) },
      transaction: mode,
      openParts: Set(parts.indices.filter { parts[$0].isOpen }),
      marks: parts.flatMap(\.marks).map { SourceRange($0.lowerBound, $0.upperBound) })
  }

  private func sections(of source: SourceText, isShared: Bool) -> ScriptSections {
    switch layout {
    case .goose: .goose(source)
    case .sqlMigrate: .sqlMigrate(source)
    case .dbmate: .dbmate(source)
    case .tern: .tern(source)
    case .liquibase: .liquibase(source)
    case .nodePgMigrate where isShared: .nodePgMigrate(source)
    case .drizzle: .drizzle(source)
    default: .whole(source)
    }
  }

  /// How the tool runs a file that has no marks for ways.
  private func transaction(
    of migration: Migration, in source: SourceText, settings: [SourceText]
  ) -> TransactionMode {
    switch layout {
    case .golangMigrate, .prisma, .hasura: return .singleCall
    case .sqitch, .temporal, .plain: return .open
    case .supabase: return .wrappedWherePossible
    case .diesel:
      return settings.contains { $0.switchesOff("run_in_transaction") } ? .singleCall : .wrapped
    case .sqlx: return source.firstComment?.words == ["no-transaction"] ? .singleCall : .wrapped
    case .pop: return MigrationName(source.path.stem).isAutocommit ? .singleCall : .wrapped
    case .morph: return source.hasHeader(["morph:nontransactional"]) ? .singleCall : .wrapped
    case .graphileMigrate:
      return source.hasHeader(["!", "no-transaction"]) ? .singleCall : .wrapped
    case .atlas: return source.hasHeader(["atlas:txmode", "none"]) ? .open : .wrapped
    case .flyway:
      return settings.contains { $0.switchesOff("executeInTransaction") }
        || source.hasStatementOutsideTransactions ? .open : .wrapped
    case .refinery, .goose, .dbmate, .sqlMigrate, .tern, .liquibase, .drizzle, .nodePgMigrate,
      .pgroll, .extensionScripts, .alembic, .django, .ecto:
      return .wrapped
    }
  }
}

extension SourceText {
  /// The comment in the first line.
  fileprivate var firstComment: Comment? {
    var lines = Lines(bytes, in: 0..<bytes.count)
    return lines.next().flatMap { Comment(bytes[$0.range]) }
  }

  /// Whether a comment among the lines before the first statement begins with words.
  fileprivate func hasHeader(_ words: [Name]) -> Bool {
    for line in Lines(bytes, in: 0..<bytes.count) {
      if bytes[line.range].allSatisfy(\.isBlank) { continue }
      guard let comment = Comment(bytes[line.range]) else { return false }
      if comment.starts(with: words) { return true }
    }
    return false
  }

  /// Whether a setting of the form `key = false` stands in a line.
  fileprivate func switchesOff(_ key: Name) -> Bool {
    Lines(bytes, in: 0..<bytes.count).contains { line in
      let words = bytes[line.range].split { !$0.isWord }.map { Name($0) }
      return words.count >= 2 && words[0] == key && words[1].asciiLowercased == "false"
    }
  }

  /// Whether Flyway would find a statement that PostgreSQL refuses inside a transaction.
  fileprivate var hasStatementOutsideTransactions: Bool {
    var words = SQLWords(bytes, in: 0..<bytes.count)
    var statement: [String] = []
    while let token = words.next() {
      if token.kind == .symbol(UInt8(ascii: ";")) {
        statement = []
      } else if token.kind == .word, statement.count < 8 {
        statement.append(words.text(token))
        if SourceText.runsOutsideTransactions(statement) { return true }
      }
    }
    return false
  }

  private static func runsOutsideTransactions(_ words: [String]) -> Bool {
    switch words[0] {
    case "create", "drop":
      let isIndex = words.dropFirst().first { $0 != "unique" } == "index"
      return isIndex && words.last == "concurrently"
        || words.count == 2 && ["database", "tablespace", "subscription"].contains(words[1])
    case "reindex":
      return words.last == "concurrently"
        || words.count == 2 && ["database", "system", "schema"].contains(words[1])
    case "vacuum": return true
    case "alter": return words.count == 2 && words[1] == "system"
    case "discard": return words.count == 2 && words[1] == "all"
    default: return false
    }
  }
}
