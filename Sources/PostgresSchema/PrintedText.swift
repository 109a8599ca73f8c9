import SourceModel

/// What a type or a value becomes when PostgreSQL prints it.
extension TypeName {
  /// Whether two types may be one: schemas count only if both are written.
  func maySay(_ other: TypeName) -> Bool {
    let (a, b) = (objectName.key, other.objectName.key)
    return a.name == b.name && (a.schema == b.schema || a.schema.isEmpty || b.schema.isEmpty)
      && printedModifiers == other.printedModifiers && intervalFields == other.intervalFields
      && (dimensions > 0) == (other.dimensions > 0)
  }

  /// A `numeric` with a precision has a scale.
  private var printedModifiers: [Int] {
    name == "numeric" && modifiers.count == 1 ? modifiers + [0] : modifiers
  }

  /// The type as people write it.
  var spelled: Name {
    let numbers = modifiers.isEmpty ? "" : "(\(modifiers.map(String.init).joined(separator: ", ")))"
    return objectName.shown + Name(numbers + (dimensions > 0 ? "[]" : ""))
  }

  /// Whether a literal of the type is printed as it was written.
  var keepsLiterals: Bool {
    dimensions == 0
      && ["text", "varchar", "int2", "int4", "int8", "bool"].contains(name)
  }
}

extension Column {
  /// What gives a column its value if nobody does.
  enum Filler: Hashable {
    case nothing, value, sequence, identity, expression

    var name: Name {
      switch self {
      case .nothing: "none"
      case .value: "a value"
      case .sequence: "a sequence"
      case .identity: "an identity"
      case .expression: "an expression"
      }
    }
  }

  var filler: Filler {
    switch generation {
    case .identityAlways, .identityByDefault: return .identity
    case .stored, .virtual: return .expression
    case nil: break
    }
    guard let defaultValue, !defaultValue.isNull else { return .nothing }
    return defaultValue.functions.contains { $0.name == "nextval" } ? .sequence : .value
  }
}

extension Expression {
  /// The value if the text is a plain literal, its casts and parentheses left out; nil of all else.
  var literal: Name? {
    var tokens = text.bytes.split(separator: UInt8(ascii: " "))
    // A blank inside of quotes splits a string; such a one is joined again.
    if let first = tokens.first, first.first == UInt8(ascii: "'"),
      let cast = tokens.firstIndex(where: { $0.elementsEqual("::".utf8) })
    {
      tokens = [text.bytes[first.startIndex..<tokens[cast].startIndex].dropLast()]
    } else if let first = tokens.first, first.first == UInt8(ascii: "'") {
      tokens = [text.bytes[...]]
    }
    let kept = tokens.prefix { !$0.elementsEqual("::".utf8) }
    guard kept.count == 1, let token = kept.first else { return nil }
    return Expression.value(of: token)
  }

  private static func value(of token: ArraySlice<UInt8>) -> Name? {
    let quote = UInt8(ascii: "'")
    var inside = token
    if token.first == quote {
      guard token.count >= 2, token.last == quote,
        !token.dropFirst().dropLast().contains(quote)
      else { return nil }
      inside = token.dropFirst().dropLast()
    } else {
      guard let first = token.first, isDigit(first) || ["true", "false"].contains(Name(token))
      else { return nil }
    }
    switch Name(inside) {
    case "true", "t": return "true"
    case "false", "f": return "false"
    default: return Name(inside)
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
