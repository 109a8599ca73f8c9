/// What a scalar of YAML 1.2 stands for by the core schema (YAML 1.2.2, section 10.3).
enum CoreSchema {
  /// What an unquoted scalar is.
  static func kind(ofPlain text: UnsafeRawBufferPointer) -> NodeKind {
    guard let first = text.first else { return .null }
    switch first {
    case UInt8(ascii: "~"): return text.count == 1 ? .null : .string
    case UInt8(ascii: "n"), UInt8(ascii: "N"):
      return isAny(text, "null", "Null", "NULL") ? .null : .string
    case UInt8(ascii: "t"), UInt8(ascii: "T"):
      return isAny(text, "true", "True", "TRUE") ? .bool : .string
    case UInt8(ascii: "f"), UInt8(ascii: "F"):
      return isAny(text, "false", "False", "FALSE") ? .bool : .string
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      return isNumber(text) ? .number : .string
    default: return .string
    }
  }

  /// Tells whether a text is an integer of the schema.
  static func isInteger(_ text: UnsafeRawBufferPointer) -> Bool {
    let signed = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
    let digits = text.dropFirst(signed ? 1 : 0)
    return isDigits(digits) || !signed && isRadix(text[...])
  }

  private static func isNumber(_ text: UnsafeRawBufferPointer) -> Bool {
    if isInteger(text) { return true }
    if isAny(text, ".nan", ".NaN", ".NAN") { return true }
    var rest = text[...]
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    if isAny(UnsafeRawBufferPointer(rebasing: rest), ".inf", ".Inf", ".INF") { return true }
    let whole = rest.prefix { $0.isDigit }
    rest = rest.dropFirst(whole.count)
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix { $0.isDigit }
      if whole.isEmpty, fraction.isEmpty { return false }
      rest = rest.dropFirst(1 + fraction.count)
    } else if whole.isEmpty {
      return false
    }
    guard let mark = rest.popFirst() else { return true }
    guard mark | 0x20 == UInt8(ascii: "e") else { return false }
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    return isDigits(rest)
  }

  private static func isRadix(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
    guard text.count > 2, text.first == UInt8(ascii: "0") else { return false }
    let digits = text.dropFirst(2)
    switch text.dropFirst().first {
    case UInt8(ascii: "o"): return digits.allSatisfy { $0 & 0xF8 == 0x30 }
    case UInt8(ascii: "x"):
      return digits.allSatisfy { $0.isDigit || ($0 | 0x20) &- UInt8(ascii: "a") < 6 }
    default: return false
    }
  }

  private static func isDigits(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
    !text.isEmpty && text.allSatisfy { $0.isDigit }
  }

  private static func isAny(_ text: UnsafeRawBufferPointer, _ words: StaticString...) -> Bool {
    words.contains { word in word.withUTF8Buffer { text.elementsEqual($0) } }
  }
}

/// What the tag of a YAML value says.
enum YAMLTag {
  /// None was written: a plain scalar is what the core schema says.
  case absent
  case string, integer, float, bool, null, merge
  case map, sequence, orderedMap
  case unknown

  init(_ tag: UnsafePointer<UInt8>?) {
    guard let tag else {
      self = .absent
      return
    }
    switch String(cString: tag) {
    case "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:binary", "tag:yaml.org,2002:timestamp":
      self = .string
    case "tag:yaml.org,2002:int": self = .integer
    case "tag:yaml.org,2002:float": self = .float
    case "tag:yaml.org,2002:bool": self = .bool
    case "tag:yaml.org,2002:null": self = .null
    case "tag:yaml.org,2002:merge": self = .merge
    case "tag:yaml.org,2002:map", "tag:yaml.org,2002:set": self = .map
    case "tag:yaml.org,2002:seq", "tag:yaml.org,2002:pairs": self = .sequence
    case "tag:yaml.org,2002:omap": self = .orderedMap
    default: self = .unknown
    }
  }

  /// What a scalar with this tag is; nil if the tag does not fit.
  func kind(of text: UnsafeRawBufferPointer, isPlain: Bool) -> NodeKind? {
    let plain = CoreSchema.kind(ofPlain: text)
    switch self {
    case .absent: return isPlain ? plain : .string
    case .string, .merge: return .string
    case .integer: return CoreSchema.isInteger(text) ? .number : nil
    case .float: return plain == .number ? .number : nil
    case .bool: return plain == .bool ? .bool : nil
    case .null: return plain == .null ? .null : nil
    case .map, .sequence, .orderedMap, .unknown: return nil
    }
  }

  /// Tells whether the tag fits an object or an array; `!` says nothing of these.
  func fits(_ container: NodeKind) -> Bool {
    switch self {
    case .absent, .orderedMap: true
    case .map: container == .object
    case .sequence: container == .array
    default: false
    }
  }
}
