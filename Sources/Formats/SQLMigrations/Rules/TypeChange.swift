import PostgresSchema
import ReleaseModel
import SourceModel

/// One column on its way from one type to another.
struct TypeChange {
  let table: ObjectName
  let column: Name
  let type: TypeName
  let collation: ObjectName?
  let using: Expression?
  let it: Situation

  /// What is worth telling.
  var facts: [Fact] {
    let views = refusal.map { [$0] } ?? []
    guard it.isLive(table) else {
      return views.isEmpty
        ? [fact(TypeRules.changed, "of new \(shown) was changed to '\(type.shown)'", as: .neutral)]
        : views
    }
    guard let old = it.schema.table(table)?.column(column), let before = old.type else {
      return views + [
        fact(
          TypeRules.changed,
          "of \(shown) was changed to '\(type.shown)' from one that the migrations do not tell",
          isLocking: true)
      ]
    }
    let change = "of \(shown) was changed from '\(before.shown)' to '\(type.shown)'"
    let cost = cost(from: before)
    var hazards = views + costly(cost, change)
    let isCollated = isRecollated(old)
    if isCollated { hazards.append(collationFact) }
    if [.nothing, .catalog, .indexes].contains(cost), isCollated || cost != .nothing,
      let again = constraintFact
    {
      hazards.append(again)
    }
    guard hazards.isEmpty else { return hazards }
    return cost == .nothing
      ? [fact(TypeRules.widened, "of \(shown) was set to what it was", as: .neutral)]
      : [fact(TypeRules.widened, change)]
  }

  /// Whether rows are known to be read or written anew, or indexes to be built again.
  var readsRows: Bool {
    facts.contains { !$0.locks.isEmpty && $0.rule.id != TypeRules.changed.id }
  }

  /// What it costs to come from a type, `USING` included.
  private func cost(from before: TypeName) -> TypeCost {
    let direct = TypeCost(from: before, to: type, in: it.schema)
    guard let using, using.text != column else { return direct }
    guard let cast = using.plainCast, using.columns == [column] else { return direct.computed }
    return TypeCost(from: before, to: cast, in: it.schema)
      .then(TypeCost(from: cast, to: type, in: it.schema))
  }

  private func costly(_ cost: TypeCost, _ change: String) -> [Fact] {
    switch cost {
    case .nothing, .catalog: return []
    case .indexes:
      if isIndexed { return [indexesFact(change)] }
      return [fact(TypeRules.changed, "\(change), which compares in another way")]
    case .timeZone where isInUTC:
      if isIndexed { return [indexesFact(change)] }
      return [fact(TypeRules.changed, "\(change), which old code reads in another way")]
    case .timeZone:
      let condition = "which rewrote the table unless the session's time zone was UTC"
      return [fact(TypeRules.rewrite, "\(change), \(condition)", isLocking: true)]
    case .rewrite:
      return [fact(TypeRules.rewrite, "\(change), which rewrote the table", isLocking: true)]
    case .otherKind:
      return [
        fact(
          TypeRules.rewrite, "\(change), which rewrote the table with values of another kind",
          isLocking: true, as: .breaking)
      ]
    // What no release has carried, nobody relied on.
    case .narrowed where it.isNew(column, of: table) || it.made.contains(typeOf: column, of: table):
      return [fact(TypeRules.rewrite, "\(change), which rewrote the table", isLocking: true)]
    case .narrowed:
      return [
        fact(TypeRules.narrowed, "\(change), which not every value fits", isLocking: true)
      ]
    case .unknown:
      return [
        fact(TypeRules.changed, "\(change), at a cost that is not known", isLocking: true)
      ]
    }
  }

  private var shown: String { "column \(table.member(column).quoted)" }

  private func fact(
    _ rule: Rule, _ what: String, isLocking: Bool = false,
    as classification: Classification? = nil
  ) -> Fact {
    Fact(
      rule: rule, element: table.member(column), message: "type \(what)",
      locks: isLocking ? it.blockingLocks : [], classification: classification)
  }
}

// MARK: - What stands on the column

extension TypeChange {
  /// Whether an index may stand on the column: one does, or not all of the table is known.
  private var isIndexed: Bool {
    guard let known = it.schema.table(table), known.isComplete else { return true }
    return known.indexes.contains { index in
      index.definition.columns.contains(column)
        || index.definition.hasExpressions && index.definition.text.names(column)
    }
  }

  /// Whether the script set the session's time zone to UTC before.
  private var isInUTC: Bool {
    for operation in it.earlier.reversed() {
      if case .set(let parameter, let value, _) = operation.action,
        parameter.asciiLowercased == "timezone"
      {
        return value?.asciiLowercased == "utc"
      }
    }
    return false
  }

  private func isRecollated(_ old: Column) -> Bool {
    old.collation?.key != collation?.key && !(old.collation.isDefault && collation.isDefault)
  }

  private func indexesFact(_ change: String) -> Fact {
    fact(TypeRules.indexesRebuilt, "\(change), and its indexes were built again", isLocking: true)
  }

  private var collationFact: Fact {
    let name = collation?.quoted ?? "that of its type"
    let indexes = isIndexed ? ", and its indexes were built again" : ""
    return Fact(
      rule: TypeRules.collationChanged, element: table.member(column),
      message: "collation of \(shown) was changed to \(name)\(indexes)",
      locks: isIndexed ? it.blockingLocks : [])
  }

  private var constraintFact: Fact? {
    let own = it.schema.table(table)?.constraints ?? []
    let checks = own.filter { constraint in
      guard case .check(let condition) = constraint.kind else { return false }
      return condition.columns.contains(column)
    }
    if let check = checks.first {
      return fact(
        TypeRules.reapplied,
        "of \(shown) was changed and all rows were read for check \(check.name.quoted)",
        isLocking: true)
    }
    let others = it.blockingLocks.filter { $0.table.key != table.key }.map(\.table)
    let isKey = own.contains { $0.referencedTable != nil && $0.columns.contains(column) }
    let referring = it.schema.tables(referringTo: table).filter { others.contains($0) }
    guard isKey || !referring.isEmpty else { return nil }
    return fact(
      TypeRules.reapplied, "of \(shown) was changed and its foreign keys were made again",
      isLocking: true)
  }

  /// The first view that reads the column.
  private var refusal: Fact? {
    for name in it.schema.views(reading: table) {
      guard let view = it.schema.view(name)?.definition, view.mayRead(column, of: table) else {
        continue
      }
      return fact(
        TypeRules.refused,
        "of \(shown) was changed while view \(name.quoted) reads it, which fails")
    }
    return nil
  }

}

extension ViewDefinition {
  /// Whether a view names a column behind the table or its alias, or, if it reads no other table, by
  /// itself, or takes all columns.
  func mayRead(_ column: Name, of table: ObjectName) -> Bool {
    let words = text.bytes.split(separator: UInt8(ascii: " ")).map(Name.init(unquoting:))
    var qualifiers: Set<Name> = [table.name]
    for index in words.indices.dropLast() where words[index] == table.name {
      let isAs = words[index + 1].asciiLowercased == "as" && index + 2 < words.count
      qualifiers.insert(words[isAs ? index + 2 : index + 1])
    }
    let isAlone = Set(reads.map(\.key)).count == 1
    return words.indices.contains { index in
      guard words[index] == column || words[index] == "*" else { return false }
      let before = index > 0 ? words[index - 1].asciiLowercased : ""
      if before == "." { return index > 1 && qualifiers.contains(words[index - 2]) }
      guard isAlone else { return false }
      return words[index] == "*" ? before == "select" || before == "," : before != "as"
    }
  }
}

extension Name {
  /// The name of a token without the quotes around it.
  fileprivate init(unquoting token: ArraySlice<UInt8>) {
    let quote = UInt8(ascii: "\"")
    let isQuoted = token.count > 1 && token.first == quote && token.last == quote
    self.init(isQuoted ? token.dropFirst().dropLast() : token)
  }
}

extension ObjectName? {
  /// Whether it is the collation that the type brings.
  fileprivate var isDefault: Bool { map { $0.name == "default" } ?? true }
}

extension TypeName {
  /// The type for output, as the catalog names it: `varchar(20)`, `int4[]`.
  var shown: String {
    let list = modifiers.map(String.init).joined(separator: ", ")
    return objectName.shown.text + (list.isEmpty ? "" : "(\(list))")
      + String(repeating: "[]", count: max(0, min(dimensions, 6)))
  }
}

extension Name {
  /// Whether a word, with quotes or without, stands in normalized text.
  fileprivate func names(_ word: Name) -> Bool {
    bytes.split { byte in
      !(byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20))
    }.contains { $0.elementsEqual(word.bytes) }
  }
}
