internal import SourceModel

/// What stands around the words of one file, and what it says of them.
struct UseShapes {
  private let query: CodeQuery
  private let text: CodeText
  private let language: CodeLanguage?
  private let regions: CodeRegions
  /// Where each table, or its class, is named outside of comments; ascending.
  private var mentions: [Int: [Int]] = [:]

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
    let place = Place(
      word: hit.lower..<hit.upper, isVerbatim: hit.isVerbatim,
      isClass: query.spellings.entries[hit.entry].isClass, literal: literal(at: hit.lower))
    let isWeak = query.targets[target].name.isWeak
    let isSure =
      switch query.targets[target] {
      case .table: isSureTable(place)
      case .column(let table, _):
        isSureColumn(place, of: table, query.spellings.tableOfTarget[target] ?? -1, isWeak)
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

  private func isComment(_ offset: Int) -> Bool {
    regions.region(at: offset).map { regions.regions[$0].isComment } ?? false
  }

  private func literal(at offset: Int) -> Range<Int>? {
    if language?.isSQL == true { return text.statement(around: offset) }
    return regions.region(at: offset).map { regions.joined($0) }
  }

  /// Whether the place is SQL: a file of it, or a string that reads like it.
  private func isQuery(_ place: Place) -> Bool {
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

/// Columns.
extension UseShapes {
  private func isSureColumn(
    _ place: Place, of table: Name, _ tableIndex: Int, _ isWeak: Bool
  ) -> Bool {
    let isNamedInFile = mentions[tableIndex] != nil
    if place.isVerbatim, isQuery(place), let literal = place.literal,
      isMentioned(tableIndex, in: literal)
    {
      return true
    }
    let before = text.before(place.word.lowerBound)
    if place.literal != nil {
      guard place.isVerbatim, !isWeak || isNamedInFile else { return false }
      // `db:"col"`, `gorm:"column:col"` inside a tag.
      if before.endsAnyOf(CodeText.columnTags) { return true }
      guard let literal = place.literal, text.isWhole(place.word, of: literal) else { return false }
      let line = text.linePrefix(of: place.word.lowerBound)
      return CodeText.columnCalls.contains { line.contains($0) }
        || (isNamedInFile && before.endsWithCall(of: CodeText.columnFunctions))
    }
    guard isNamedInFile else { return false }
    return isSureMember(place, of: table, isWeak)
  }

  /// In code, where the table or its class is named in the file.
  private func isSureMember(_ place: Place, of table: Name, _ isWeak: Bool) -> Bool {
    let code = text.code(before: place.word.lowerBound)
    if code.endsAnyOf([table.asciiLowercased + ".", ".c.", table.asciiLowercased + "::"]) {
      return true
    }
    let line = text.line(around: place.word.lowerBound)
    let isDeclared =
      text.isFirst(place.word, in: line)
      && CodeText.columnDeclarations.contains { text.lowercased(line).contains($0) }
    if isDeclared { return true }
    // Diesel's `col -> Type`, Ecto's and Ruby's `field :col`.
    if place.isVerbatim, text.follows("->", place.word.upperBound), code.endsAnyOf([" ", "\n"]),
      text.isFirst(place.word, in: line)
    {
      return true
    }
    if code.endsAnyOf(["field :", "column :", "attribute :", "field(:", "column(:"]) {
      return true
    }
    return !isWeak && code.endsAnyOf([".", "?.", "->"])
  }

  private func isMentioned(_ table: Int, in range: Range<Int>) -> Bool {
    guard let places = mentions[table] else { return false }
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < places.count && places[low] < range.upperBound
  }
}

extension Name {
  /// Whether the name says so little that a word like it proves nothing.
  var isWeak: Bool {
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
    "enum", "public", "default", "table", "column", "view", "function", "timestamp", "reason",
  ]
}
