import CallShapes
import PostgresSchema
import SourceModel

/// A step as tests compare it, with the text of its place.
struct Seen: Equatable, CustomStringConvertible {
  let kind: String
  let place: String
  let actions: [Action]

  var description: String { "\(kind) '\(place)' \(actions)" }

  static func did(_ place: String, _ actions: Action...) -> Seen {
    Seen(kind: "statement", place: place, actions: actions)
  }

  static func perhaps(_ reason: String, _ place: String, _ actions: Action...) -> Seen {
    Seen(kind: reason, place: place, actions: actions)
  }

  static func unread(_ reason: String, _ place: String) -> Seen {
    Seen(kind: "unread: " + reason, place: place, actions: [])
  }

  static func sql(_ text: String, verbatim: Bool = true) -> Seen {
    Seen(kind: verbatim ? "verbatim" : "decoded", place: text, actions: [])
  }
}

extension CallShapeReading.Script {
  /// The steps as tests compare them.
  func seen(in text: String) -> [Seen] {
    let bytes = Array(text.utf8)
    func place(_ range: SourceRange) -> String {
      String(decoding: bytes[range.indices], as: UTF8.self)
    }
    return steps.map { step in
      switch step {
      case .statement(let statement):
        let actions = statement.operations.map(\.action)
        guard case .partly(let reason) = statement.reading else {
          return Seen(kind: "statement", place: place(statement.range), actions: actions)
        }
        return Seen(kind: reason, place: place(statement.range), actions: actions)
      case .sql(let sql, let range, let isVerbatim):
        // What is verbatim must stand in the file just so.
        return .sql(isVerbatim ? place(range) : sql.text, verbatim: isVerbatim)
      case .partlyRead(let reason, let range): return .unread(reason, place(range))
      }
    }
  }

  /// The actions of all statements.
  var actions: [Action] { operations.map(\.action) }

  /// The operations of all statements.
  var operations: [Operation] {
    steps.flatMap { step -> [Operation] in
      if case .statement(let statement) = step { statement.operations } else { [] }
    }
  }
}

extension CallShapeReading {
  /// All ranges that a reading holds.
  var ranges: [SourceRange] {
    [up, down].compactMap { $0 }.flatMap { script in
      [script.range]
        + script.steps.flatMap { step -> [SourceRange] in
          switch step {
          case .statement(let statement):
            [statement.range] + statement.operations.map(\.range)
          case .sql(_, let range, _), .partlyRead(_, let range): [range]
          }
        }
    }
  }
}
