/// A JSON value whose objects keep the order of their members.
enum JSONText {
  case string(String)
  case number(Int)
  case bool(Bool)
  case array([JSONText])
  case object([(key: String, value: JSONText)])

  /// The value as text: indented by two spaces, an array of scalars on one line.
  func text(indent: Int = 0) -> String {
    let margin = String(repeating: " ", count: indent + 2)
    func block(_ open: String, _ items: [String], _ close: String) -> String {
      if items.isEmpty { return open + close }
      let end = "\n" + String(repeating: " ", count: indent) + close
      return open + "\n" + items.map { margin + $0 }.joined(separator: ",\n") + end
    }
    switch self {
    case .string(let text): return Self.quoted(text)
    case .number(let number): return String(number)
    case .bool(let flag): return flag ? "true" : "false"
    case .array(let items) where items.allSatisfy(\.isScalar):
      return "[" + items.map { $0.text() }.joined(separator: ", ") + "]"
    case .array(let items):
      return block("[", items.map { $0.text(indent: indent + 2) }, "]")
    case .object(let members):
      let items = members.map { Self.quoted($0.key) + ": " + $0.value.text(indent: indent + 2) }
      return block("{", items, "}")
    }
  }

  private var isScalar: Bool {
    switch self {
    case .string, .number, .bool: true
    case .array, .object: false
    }
  }

  /// A string between quotation marks; quotation marks, backslashes and controls are escaped
  /// (RFC 8259, section 7).
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
