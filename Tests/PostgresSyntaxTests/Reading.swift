import PostgresSchema
import PostgresSyntax
import SourceModel
import Testing

/// Where a statement or an operation stands: its text.
func text(_ range: SourceRange, of sql: String) -> String {
  String(decoding: Array(sql.utf8)[range.indices], as: UTF8.self)
}

func read(_ sql: String) -> SQLScript { SQLScript.read(Array(sql.utf8)) }

/// The actions of a script's statements, without what stands in bodies.
func actions(_ sql: String) -> [Action] {
  read(sql).statements.flatMap { $0.operations.map(\.action) }
}

/// Expects a script to do exactly this, all of it understood.
func expect(
  _ sql: String, does expected: [Action], sourceLocation: SourceLocation = #_sourceLocation
) {
  let script = read(sql)
  #expect(script.flaws.isEmpty, sourceLocation: sourceLocation)
  for statement in script.statements {
    #expect(statement.reading == .whole, sourceLocation: sourceLocation)
  }
  #expect(actions(sql) == expected, sourceLocation: sourceLocation)
}

extension ObjectName: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) {
    let parts = value.split(separator: ".", maxSplits: 1).map { Name(String($0)) }
    self = parts.count == 2 ? ObjectName(schema: parts[0], parts[1]) : ObjectName(Name(value))
  }
}

extension TypeName: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self.init(Name(value)) }
}

/// A constant, or another expression that reads nothing and calls nothing.
func constant(_ text: Name, isNull: Bool = false) -> Expression {
  Expression(volatility: .immutable, isNull: isNull, text: text)
}

func make<Value>(_ value: Value, _ edit: (inout Value) -> Void) -> Value {
  var value = value
  edit(&value)
  return value
}
