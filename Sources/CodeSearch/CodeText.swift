internal import SourceModel

/// Looks at what stands around a place of a text.
struct CodeText {
  let bytes: [UInt8]

  /// The part of the line before a place, in lower case.
  func linePrefix(of offset: Int) -> Name {
    lowercased(line(around: offset).lowerBound..<offset)
  }

  /// Up to 100 bytes before a place, in lower case.
  func before(_ offset: Int) -> Name {
    lowercased(max(0, offset - 100)..<offset)
  }

  /// The code right before a place, in lower case.
  func code(before offset: Int) -> Name { lowercased(max(0, offset - 40)..<offset) }

  /// A range in lower case.
  func lowercased(_ range: Range<Int>) -> Name { Name(bytes[range]).asciiLowercased }

  /// Whether signs follow a place, blanks set aside.
  func follows(_ signs: Name, _ offset: Int) -> Bool {
    let rest = bytes[offset...].prefix(40).drop { $0 == 0x20 || $0 == 0x09 }
    return rest.starts(with: signs.bytes)
  }

  /// Whether a word is one of several that hyphens join.
  func isPartOfKebab(_ word: Range<Int>) -> Bool {
    func isWord(_ index: Int) -> Bool {
      index >= 0 && index < bytes.count
        && (bytes[index] == 0x5F || bytes[index] >= 0x80 || (bytes[index] | 0x20).isLetter
          || bytes[index].isDigit)
    }
    let hyphen = UInt8(ascii: "-")
    let (before, after) = (word.lowerBound - 1, word.upperBound)
    return before > 0 && bytes[before] == hyphen && isWord(before - 1)
      || after < bytes.count && bytes[after] == hyphen && isWord(after + 1)
  }

  /// Whether a word is all that a string holds, blanks and quotes set aside.
  func isWhole(_ word: Range<Int>, of literal: Range<Int>) -> Bool {
    func isPadding(_ byte: UInt8) -> Bool { byte.isBlank || "\"'`\\[]:".utf8.contains(byte) }
    guard literal.lowerBound <= word.lowerBound, word.upperBound <= literal.upperBound,
      literal.count - word.count < 200
    else { return false }
    let head = bytes[literal.lowerBound..<word.lowerBound]
    // A schema may stand before the name.
    let schema = head.last == UInt8(ascii: ".") ? head.dropLast().drop(while: \.isWordByte) : head
    return schema.allSatisfy(isPadding)
      && bytes[word.upperBound..<literal.upperBound].allSatisfy(isPadding)
  }

  /// The line that holds a place, at most 400 bytes to both sides.
  func line(around offset: Int) -> Range<Int> {
    let start = bytes[max(0, offset - 400)..<offset].lastIndex(of: 0x0A).map { $0 + 1 }
    let end = bytes[offset..<min(bytes.count, offset + 400)].firstIndex(of: 0x0A)
    return (start ?? max(0, offset - 400))..<(end ?? min(bytes.count, offset + 400))
  }

  /// Whether a word is the first of a line, or follows only words that open a declaration.
  func isFirst(_ word: Range<Int>, in line: Range<Int>) -> Bool {
    guard line.lowerBound <= word.lowerBound else { return false }
    let openers: Set<Name> = [
      "pub", "public", "private", "protected", "var", "let", "val", "final", "readonly", "self",
    ]
    let words = bytes[line.lowerBound..<word.lowerBound].split {
      $0.isBlank || $0 == UInt8(ascii: ".")
    }
    return words.allSatisfy { openers.contains(Name($0)) }
  }

  /// The statement of SQL that holds a place, at most 8 KiB to both sides.
  func statement(around offset: Int) -> Range<Int> {
    let semicolon = UInt8(ascii: ";")
    let first = max(0, offset - 8192)
    let last = min(bytes.count, offset + 8192)
    let start = bytes[first..<offset].lastIndex(of: semicolon).map { $0 + 1 } ?? first
    return start..<(bytes[offset..<last].firstIndex(of: semicolon) ?? last)
  }

  /// Whether a string has one of the words by which queries begin or go on, and more than a word.
  ///
  /// Markup has such words too, and begins like none.
  func readsLikeSQL(_ range: Range<Int>) -> Bool {
    let first = bytes[range].first { !$0.isBlank && !"\"'`".utf8.contains($0) }
    if first == UInt8(ascii: "<") { return false }
    let words = bytes[range].prefix(16384).split { !$0.isWordByte }
    return words.count > 1
      && words.contains { CodeText.sqlWords.contains(Name($0).asciiLowercased) }
  }

  /// The word before a name in SQL: its schema, `IF EXISTS` and the like are passed over.
  func wordBeforeName(_ offset: Int, from start: Int) -> Name {
    var end = offset
    for _ in 0..<4 {
      var index = end
      while index > start, isPadding(before: index) { index -= 1 }
      if index > start, bytes[index - 1] == UInt8(ascii: ".") {
        index -= 1
        while index > start, bytes[index - 1].isWordByte || bytes[index - 1] == UInt8(ascii: "\"") {
          index -= 1
        }
        end = index
        continue
      }
      let stop = index
      while index > start, bytes[index - 1].isWordByte { index -= 1 }
      // The letter of an escape is no part of the word.
      if index > start, index < stop, bytes[index - 1] == UInt8(ascii: "\\") { index += 1 }
      let word = Name(bytes[index..<stop]).asciiLowercased
      guard ["exists", "not", "if", "only", "concurrently"].contains(word) else { return word }
      end = index
    }
    return ""
  }

  /// Whether a byte before a name in SQL means nothing: blanks, also as `\n` and `\t`, quotes and
  /// brackets.
  private func isPadding(before index: Int) -> Bool {
    let byte = bytes[index - 1]
    let isEscape = index > 1 && bytes[index - 2] == UInt8(ascii: "\\")
    return byte.isBlank || "\"`([\\".utf8.contains(byte) || isEscape && "nrt".utf8.contains(byte)
  }

  /// Whether a class is declared as the model of a table: `class User < ApplicationRecord`.
  func declaresModel(_ word: Range<Int>) -> Bool {
    code(before: word.lowerBound).endsAnyOf(["class "])
      && (follows("< ApplicationRecord", word.upperBound)
        || follows("< ActiveRecord", word.upperBound))
  }
}

extension CodeText {
  static let sqlWords: Set<Name> = [
    "select", "insert", "update", "delete", "from", "where", "join", "into", "create", "alter",
    "values", "returning", "truncate", "refresh", "copy", "drop",
  ]

  /// Words of SQL after which a table is named.
  static let wordsBeforeTables: Set<Name> = [
    "from", "join", "into", "update", "table", "on", "truncate", "references", "using", "view",
    "copy", "lock", "analyze", "vacuum",
  ]

  /// What stands before a table's name in a string of its own.
  static let tableCalls: [Name] = [
    "tablename", "table_name", "db_table", "@@map(", "@table", "@entity", "$table =", "schema \"",
  ]

  /// Functions whose argument is a table's name.
  static let tableFunctions: Set<Name> = [
    "from", "into", "table", "join", "leftjoin", "innerjoin", "insertinto", "insert_into",
    "selectfrom", "updatetable", "deletefrom", "delete_from", "knex", "pgtable", "pg_table",
    "createtable", "create_table", "droptable", "drop_table", "hastable", "update", "model",
    "left_join", "inner_join", "schema", "db", "get_table", "rename_table", "add_column",
    "truncate",
  ]

  /// Code right before a table's name that stands without quotes.
  static let tableCode: [Name] = [
    "table! {\n    ", "table! { ", "table!{", "table_name = ", "create_table :", "drop_table :",
    "table :", "self.table_name = :", "belongs_to_table :",
  ]

  /// Functions that begin or go on a query of a table.
  static let tableBuilders = tableFunctions.union(["insert", "delete", "replace", "rightjoin"])

  /// Names of rows that belong to the table of the statement.
  static let rowNames: Set<Name> = ["new", "old", "excluded"]

  /// What opens the declaration of a table or a class at the beginning of a line.
  static let declarationOpeners: [Name] = [
    "class ", "table!", "diesel::table!", "schema \"", "model ", "create table", "type ", "struct ",
    "pub struct ", "export class ", "create_table", "export const ",
  ]

  /// What stands before a column's name in a tag.
  static let columnTags: [Name] = [
    "db:\"", "column:", "bun:\"", "pg:\"", "sql:\"", "gorm:\"", "xorm:\"", "db:\\\"",
  ]

  /// What stands before a column's name in a string of its own.
  static let columnCalls: [Name] = [
    "column", "@map(", "db_field", "#[sqlx(rename", "add_index", "remove_index",
  ]

  /// Functions whose argument is a column's name.
  static let columnFunctions: Set<Name> = [
    "where", "select", "order", "orderby", "order_by", "groupby", "group_by", "pluck", "values",
    "only", "defer", "eq", "neq", "gt", "lt", "gte", "lte", "set", "get", "field", "wherein",
    "andwhere", "orwhere", "increment", "decrement", "returning", "varchar", "integer", "serial",
    "bigint", "boolean", "timestamp", "jsonb", "uuid", "is", "in", "match", "f", "values_list",
    "update_fields", "having", "distinct", "max", "min", "sum", "avg",
  ]

  /// What a line holds that declares a column of a model.
  static let columnDeclarations: [Name] = [
    "models.", "column(", "mapped[", "mapped_column(", "field(", "relationship(", "foreignkey(",
  ]
}

extension Name {
  /// Whether it ends with one of several texts.
  func endsAnyOf(_ endings: [Name]) -> Bool {
    endings.contains { bytes.suffix($0.bytes.count).elementsEqual($0.bytes) }
  }

  /// Whether the bytes of another name occur in it.
  func contains(_ other: Name) -> Bool {
    let needle = other.bytes
    guard let first = needle.first, bytes.count >= needle.count else { return needle.isEmpty }
    return (0...(bytes.count - needle.count)).contains {
      bytes[$0] == first && bytes[$0..<($0 + needle.count)].elementsEqual(needle)
    }
  }

  /// Whether it ends with a call of one of some functions and the opening quote of an argument:
  /// `from("`, `schema "`.
  func endsWithCall(of functions: Set<Name>) -> Bool {
    var rest = bytes[...]
    while let last = rest.last, last.isBlank || "\"'`([{:".utf8.contains(last) { rest.removeLast() }
    let name = Name(Array(rest.reversed().prefix { $0.isWordByte }.reversed()))
    // `from "…"` imports.
    return functions.contains(name)
      && (name != "from" || bytes.suffix(3).contains(UInt8(ascii: "(")))
  }
}

extension UInt8 {
  var isBlank: Bool { self == 0x20 || (self >= 0x09 && self <= 0x0D) }
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  /// Whether a byte in lower case is a letter.
  var isLetter: Bool { self >= 0x61 && self <= 0x7A }
  var isWordByte: Bool {
    self == 0x5F || isDigit || self >= 0x80 || (self | 0x20).isLetter && self >= 0x41
  }
}
