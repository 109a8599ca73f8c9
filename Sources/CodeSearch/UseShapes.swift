internal import SourceModel

/// What stands around the words of one file, and what it says of them.
struct UseShapes {
  private let query: CodeQuery
  let text: CodeText
  private let language: CodeLanguage?
  let regions: CodeRegions
  /// Where each table, or its class, is named outside of comments; ascending.
  private(set) var mentions: [Int: [Int]] = [:]

  init(query: CodeQuery, source: SourceText, hits: [Spellings.Hit]) {
    self.query = query
    self.text = CodeText(bytes: source.bytes)
    self.language = CodeLanguage(source.path)
    self.regions =
      language.map { CodeRegions(source.bytes, $0) } ?? CodeRegions([], .plain)
    for hit in hits {
      guard let table = query.spellings.table(of: hit), !isComment(hit.lower) else { continue }
      mentions[table, default: []].append(hit.lower)
    }
  }

  /// How sure a word is to use a target; nil if it does not.
  func certainty(of hit: Spellings.Hit, _ target: Int) -> NameUse.Certainty? {
    if text.isPartOfKebab(hit.lower..<hit.upper) || isComment(hit.lower) { return nil }
    if language?.isSQL == true, isDefinition(hit.lower) { return nil }
    let place = Place(
      word: hit.lower..<hit.upper, isVerbatim: hit.isVerbatim,
      isClass: query.spellings.entries[hit.entry].isClass, literal: literal(at: hit.lower))
    let isWeak = query.targets[target].name.isWeak
    let isSure =
      switch query.targets[target] {
      case .table: isSureTable(place)
      case .column(let table, _, _):
        isSureColumn(
          place, of: table, query.spellings.tableOfTarget[target] ?? -1,
          query.targets[target].needsTable)
      case .other: place.isVerbatim && isQuery(place)
      }
    return isSure ? .certain : isWeak ? nil : .possible
  }

  /// A word and the string that it stands in.
  struct Place {
    let word: Range<Int>
    let isVerbatim: Bool
    let isClass: Bool
    /// The string with those joined to it, or the statement of a file of SQL; nil in code.
    let literal: Range<Int>?
  }

  /// Whether a place in a file of SQL lies in a statement that describes the schema, which is no use.
  private func isDefinition(_ offset: Int) -> Bool {
    let statement = text.statement(around: offset)
    var start = statement.lowerBound
    while start < statement.upperBound {
      if let region = regions.region(at: start), regions.regions[region].isComment {
        start = regions.regions[region].range.upperBound
      } else if text.bytes[start].isWordByte {
        break
      } else {
        start += 1
      }
    }
    let words = text.lowercased(start..<min(start + 60, statement.upperBound)).bytes
      .split { !$0.isWordByte }.prefix(2).map { Name($0) }
    guard let verb = words.first else { return false }
    return ["alter", "comment"].contains(verb)
      || verb == "create" && words.count > 1
        && ["table", "index", "unique", "type", "unlogged", "sequence"].contains(words[1])
  }

  private func isComment(_ offset: Int) -> Bool {
    regions.region(at: offset).map { regions.regions[$0].isComment } ?? false
  }

  private func literal(at offset: Int) -> Range<Int>? {
    if language?.isSQL == true { return text.statement(around: offset) }
    return regions.region(at: offset).map { regions.joined($0) }
  }

  /// Whether the place is SQL: a file of it, or a string that reads like it.
  func isQuery(_ place: Place) -> Bool {
    guard let literal = place.literal else { return false }
    return language?.isSQL == true || text.readsLikeSQL(literal)
  }
}

/// Tables.
extension UseShapes {
  private func isSureTable(_ place: Place) -> Bool {
    if place.isClass { return text.declaresModel(place.word) }
    guard place.isVerbatim else { return false }
    if let literal = place.literal, isQuery(place) {
      let before = text.wordBeforeName(place.word.lowerBound, from: literal.lowerBound)
      if CodeText.wordsBeforeTables.contains(before) { return true }
    }
    let before = text.before(place.word.lowerBound)
    if let literal = place.literal, text.isWhole(place.word, of: literal) {
      let line = text.linePrefix(of: place.word.lowerBound)
      // Go's `TableName() string {`, a line above.
      let isReturned =
        before.contains("tablename()") && line.contains("return ")
      return isReturned || CodeText.tableCalls.contains { line.contains($0) }
        || before.endsWithCall(of: CodeText.tableFunctions)
    }
    // Rust's `users::table`, `table! { users`, `table_name = users`; Ruby's `create_table :users`.
    return text.follows("::table", place.word.upperBound)
      || text.follows("::dsl", place.word.upperBound)
      || text.code(before: place.word.lowerBound).endsAnyOf(CodeText.tableCode)
  }
}

extension Name {
  /// Whether the name says so little that a word like it proves nothing, and that it was found
  /// nowhere proves as little.
  package var isWeak: Bool {
    bytes.count(where: { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }) < 4
      || Name.commonWords.contains(asciiLowercased)
  }

  private static let commonWords: Set<Name> = [
    "name", "type", "status", "value", "data", "count", "email", "title", "state", "text", "user",
    "users", "date", "time", "code", "kind", "body", "path", "hash", "token", "role", "roles",
    "size",
    "order", "position", "description", "content", "created", "updated", "deleted", "active",
    "enabled", "version", "message", "label", "color", "group", "groups", "item", "items", "file",
    "files", "level", "index", "parent", "children", "settings", "config", "options", "metadata",
    "account", "result", "results", "source", "target", "start", "comment", "comments", "event",
    "events", "session", "sessions", "node", "nodes", "task", "tasks", "test", "tests", "host",
    "port", "uuid", "slug", "tags", "link", "links", "note", "notes", "phone", "address",
    "password",
    "username", "image", "images", "amount", "price", "total", "number", "category", "priority",
    "task", "tag", "setting", "option", "key", "keys", "enum", "public", "default", "table",
    "column", "view", "function", "timestamp", "reason",
  ]
}
