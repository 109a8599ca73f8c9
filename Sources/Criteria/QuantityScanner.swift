/// Why a criterion or a time could not be read, and where.
package struct CriterionError: Error, Hashable, Sendable {
  /// The fact, lower case, without a full stop.
  package let reason: String
  /// The offset of the first byte that does not fit.
  package let offset: Int
  /// What to do, as a sentence; nil if nothing can be said.
  package let hint: String?
}

/// Reads numbers and units off a text.
struct QuantityScanner {
  private let bytes: [UInt8]
  private(set) var offset = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// A decimal number as it was written: its digits, and the power of ten that divides them.
  struct Number {
    /// At most 18 digits.
    let coefficient: Int
    /// At most 6.
    let decimals: Int

    var divisor: Int { (0..<decimals).reduce(1) { power, _ in power * 10 } }
  }

  /// What stands behind a number.
  enum UnitWord {
    case none, percent, perSecond
    /// In milliseconds.
    case time(Int)
    /// In bytes, as a power of ten.
    case size(Int8)
    /// A fraction: the number below the line.
    case fraction(Number)
    case unknown(String)
  }

  var isAtEnd: Bool { offset == bytes.count }

  var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  func error(_ reason: String, hint: String?) -> CriterionError {
    CriterionError(reason: reason, offset: offset, hint: hint)
  }

  mutating func skipSpaces() {
    while let byte = next, byte == 0x20 || byte == 0x09 { offset += 1 }
  }

  /// Steps over a text if it comes next.
  mutating func take(_ text: String) -> Bool {
    guard bytes[offset...].starts(with: text.utf8) else { return false }
    offset += text.utf8.count
    return true
  }

  /// Takes bytes as long as they fit.
  mutating func take(while fits: (UInt8) -> Bool) -> String {
    let taken = bytes[offset...].prefix(while: fits)
    offset += taken.count
    return String(decoding: taken, as: UTF8.self)
  }

  /// Reads digits with an optional fraction; nil, with nothing read, if there are none, more than 18
  /// of them, or more than 6 behind the point.
  mutating func number() -> Number? {
    let start = offset
    let whole = take(while: \.isDigit)
    var fraction = ""
    if next == UInt8(ascii: "."), offset + 1 < bytes.count, bytes[offset + 1].isDigit {
      offset += 1
      fraction = take(while: \.isDigit)
    }
    guard !whole.isEmpty, whole.utf8.count + fraction.utf8.count <= 18,
      fraction.utf8.count <= 6,
      let coefficient = Int(whole + fraction)
    else {
      offset = start
      return nil
    }
    return Number(coefficient: coefficient, decimals: fraction.utf8.count)
  }

  /// Reads the unit of the number that was read; a space may stand before it.
  mutating func unit() -> UnitWord {
    skipSpaces()
    if take("%") { return .percent }
    let start = offset
    if take("/") {
      skipSpaces()
      if let below = number() { return .fraction(below) }
      if take(while: \.isLetter) == "s" { return .perSecond }
      return .unknown(String(decoding: bytes[start..<offset], as: UTF8.self))
    }
    let word = take(while: \.isLetter)
    if word.isEmpty { return .none }
    if let size = QuantityScanner.sizes[word] { return .size(size) }
    if let time = QuantityScanner.times[word] { return .time(time) }
    offset = start
    return .unknown(word)
  }

  private static let sizes: [String: Int8] = [
    "B": 0, "kB": 3, "KB": 3, "MB": 6, "GB": 9, "TB": 12,
  ]

  private static let times: [String: Int] = {
    var times: [String: Int] = [:]
    for (words, milliseconds) in [
      (["ms", "millisecond", "milliseconds"], 1), (["s", "sec", "second", "seconds"], 1_000),
      (["m", "min", "minute", "minutes"], 60_000), (["h", "hour", "hours"], 3_600_000),
      (["d", "day", "days"], 86_400_000), (["w", "week", "weeks"], 604_800_000),
    ] {
      for word in words { times[word] = milliseconds }
    }
    return times
  }()
}

extension UInt8 {
  var isDigit: Bool { self &- 0x30 < 10 }
  var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }
}
