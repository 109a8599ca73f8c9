internal import PostgresSchema
internal import SourceModel

extension Statement {
  /// The statement that a call stands for; partly read if it runs under a condition, or if a part of
  /// it is not literal.
  init(_ operations: [Operation], at range: SourceRange, doubt: String? = nil) {
    self.init(
      range: range, head: operations.first?.action.head ?? "",
      reading: doubt.map { .partly(reason: $0) } ?? .whole, operations: operations)
  }
}

extension CallShapeReading.Step {
  /// The step of SQL that a call hands over: a text, or one in `text(…)` and `DDL(…)`.
  static func sql(_ shape: Shape) -> CallShapeReading.Step {
    var shape = shape
    if let inner = shape.arguments.value("text", 0),
      shape.lastName == "text" || shape.lastName == "DDL"
    {
      shape = inner
    }
    guard case .text(let text, let start) = shape.kind else {
      return .partlyRead(reason: "the SQL is not literal", range: shape.range)
    }
    guard let start else { return .sql(text: text, range: shape.range, isVerbatim: false) }
    return .sql(
      text: text, range: SourceRange(start, start + text.bytes.count), isVerbatim: true)
  }

  /// What it costs to follow it.
  var cost: Int {
    if case .sql(let text, _, _) = self { text.bytes.count } else { 1 }
  }
}

extension IndexDefinition {
  /// Columns and expressions as an index lists them.
  static func text(of parts: [Name]) -> Name {
    "( " + Name(Array(parts.map(\.bytes).joined(separator: Array(" , ".utf8)))) + " )"
  }
}

extension Action {
  /// The words by which a statement that does it begins.
  var head: Name {
    switch self {
    case .createTable: "CREATE TABLE"
    case .alterTable: "ALTER TABLE"
    case .createIndex: "CREATE INDEX"
    case .createEnum: "CREATE TYPE"
    case .drop(let drop): "DROP " + Name(drop.kind.rawValue).asciiUppercased
    case .rename(let kind, _, _), .setSchema(let kind, _, _):
      "ALTER " + Name(kind.rawValue).asciiUppercased
    case .comment: "COMMENT"
    case .insert: "INSERT"
    case .create(let kind, _, _, _): "CREATE " + Name(kind.rawValue).asciiUppercased
    default: ""
    }
  }
}

/// Why something is only partly read.
enum Doubt {
  static let condition = "it runs under a condition"
  static let loop = "it runs in a loop"
  static let notLiteral = "an argument is not literal"
  static let tooManyColumns = "a table cannot have so many columns"
  static let repetitions = "too many repetitions"

  static func call(_ name: Name) -> String { "the effect of '\(name)' is not known" }
}
