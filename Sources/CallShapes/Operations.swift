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

  static func call(_ name: Name) -> String { "the effect of '\(name)' is not known" }
}
