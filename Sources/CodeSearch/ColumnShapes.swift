internal import SourceModel

/// Columns.
extension UseShapes {
  /// Whether a word is the column of a table.
  ///
  /// - Parameter needsTable: Whether the name proves nothing by itself.
  func isSureColumn(
    _ place: Place, of table: Name, _ tableIndex: Int, _ needsTable: Bool
  ) -> Bool {
    if place.isVerbatim, isQuery(place), let literal = place.literal {
      let mentioned = mentions(of: tableIndex, in: literal)
      if !mentioned.isEmpty {
        return isOwn(place.word, of: table, mentioned, in: literal, needsTable)
      }
    }
    let isNamedInFile = mentions[tableIndex] != nil
    if place.literal != nil {
      return isSureString(place, of: table, tableIndex, needsTable)
    }
    return isNamedInFile && isSureMember(place, of: table, tableIndex, needsTable)
  }

  /// Whether a column in a query that names the table is one of that table.
  private func isOwn(
    _ word: Range<Int>, of table: Name, _ mentioned: ArraySlice<Int>, in literal: Range<Int>,
    _ needsTable: Bool
  ) -> Bool {
    guard let qualifier = text.qualifier(of: word) else {
      return !needsTable || text.tables(in: literal).allSatisfy { $0 == table.asciiLowercased }
    }
    return qualifier == table.asciiLowercased || CodeText.rowNames.contains(qualifier)
      || mentioned.contains { text.alias(afterName: $0) == qualifier }
  }

  /// A column that is a string of its own, or stands in a tag.
  private func isSureString(
    _ place: Place, of table: Name, _ tableIndex: Int, _ needsTable: Bool
  ) -> Bool {
    let isNamedInFile = mentions[tableIndex] != nil
    guard place.isVerbatim, !needsTable || isNamedInFile else { return false }
    let before = text.before(place.word.lowerBound)
    // `db:"col"`, `gorm:"column:col"` inside a tag.
    if before.endsAnyOf(CodeText.columnTags) { return true }
    guard let literal = place.literal, text.isWhole(place.word, of: literal) else { return false }
    let line = text.linePrefix(of: place.word.lowerBound)
    if CodeText.columnCalls.contains(where: { line.contains($0) }) {
      let near = tableCalls(near: place.word.lowerBound).first
      return !isNamedInFile
        || isDeclared(near: tableIndex, place.word.lowerBound)
          && near.map { $0.name == table.asciiLowercased } ?? true
    }
    return isNamedInFile
      && text.before(literal.lowerBound).endsWithCall(of: CodeText.columnFunctions)
      && isBuilt(for: table, place.word, needsTable)
  }

  /// Whether the calls around a column in a query that is built by calls are about the table.
  private func isBuilt(for table: Name, _ word: Range<Int>, _ needsTable: Bool) -> Bool {
    let near = tableCalls(near: word.lowerBound)
    if let qualifier = text.qualifier(of: word) {
      return near.contains {
        ($0.name == qualifier || $0.alias == qualifier) && $0.name == table.asciiLowercased
      }
    }
    return near.first.map { $0.name == table.asciiLowercased } ?? !needsTable
  }

  /// In code, where the table or its class is named in the file.
  private func isSureMember(
    _ place: Place, of table: Name, _ tableIndex: Int, _ needsTable: Bool
  ) -> Bool {
    let code = text.code(before: place.word.lowerBound)
    if code.endsAnyOf([table.asciiLowercased + ".", table.asciiLowercased + "::"]) { return true }
    if code.endsAnyOf([".c."]) {
      return !needsTable || code.endsAnyOf([table.asciiLowercased + ".c."])
    }
    let line = text.line(around: place.word.lowerBound)
    let isDeclaration =
      text.isFirst(place.word, in: line)
      && CodeText.columnDeclarations.contains { text.lowercased(line).contains($0) }
    // Diesel's `col -> Type`, Ecto's and Ruby's `field :col`.
    let isTyped =
      place.isVerbatim && text.follows("->", place.word.upperBound) && code.endsAnyOf([" ", "\n"])
      && text.isFirst(place.word, in: line)
    let isField = code.endsAnyOf(["field :", "column :", "attribute :", "field(:", "column(:"])
    if isDeclaration || isTyped || isField {
      return isDeclared(near: tableIndex, place.word.lowerBound)
    }
    // What takes arguments is a function.
    return !needsTable && code.endsAnyOf([".", "?.", "->"])
      && !text.follows("(", place.word.upperBound)
  }

  /// Whether the declaration that holds a place, as a class or a model, names the table.
  private func isDeclared(near table: Int, _ offset: Int) -> Bool {
    guard let block = text.declaration(around: offset) else { return true }
    return !mentions(of: table, in: block).isEmpty
  }

  /// Where a table is named in a range.
  private func mentions(of table: Int, in range: Range<Int>) -> ArraySlice<Int> {
    guard let places = mentions[table] else { return [] }
    var low = 0
    var high = places.count
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return places[low...].prefix { $0 < range.upperBound }
  }

  /// The tables that calls around a place name, the nearest first: `From("teams t")`.
  private func tableCalls(near offset: Int) -> [(name: Name, alias: Name?)] {
    guard let own = regions.region(at: offset) else { return [] }
    let all = regions.regions
    let nearby = (max(0, own - 40)..<min(all.count, own + 20)).filter { index in
      let range = all[index].range
      return index != own && !all[index].isComment && offset - range.lowerBound < 1200
        && range.lowerBound - offset < 600
        && text.before(range.lowerBound).endsWithCall(of: CodeText.tableBuilders)
    }
    return nearby.sorted {
      abs(all[$0].range.lowerBound - offset) < abs(all[$1].range.lowerBound - offset)
    }
    .compactMap { text.tableAndAlias(in: all[$0].range) }
  }
}
