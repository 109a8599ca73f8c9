import SourceModel

/// A decimal number, exact whatever its length: `1.0` equals `1`, `1e2` equals `100`.
package struct DecimalNumber: Hashable, Sendable {
  /// Whether the number is below zero.
  package let isNegative: Bool

  /// The significant digits as values 0 to 9, without zeros at either end; empty for zero.
  let digits: [UInt8]

  /// The power of ten of the last digit.
  let exponent: Int

  /// Reads a number of JSON or of YAML's core schema.
  ///
  /// - Returns: nil for any other text, for `.inf` and `.nan`, for exponents beyond 18 digits, and
  ///   for hexadecimal and octal numbers beyond 64 bits.
  package init?(_ text: String) {
    let value = Array(text.utf8).withUnsafeBytes { DecimalNumber($0) }
    guard let value else { return nil }
    self = value
  }

  /// Makes a number of an integer.
  package init(_ value: Int) {
    self.init(
      isNegative: value < 0, allDigits: String(value.magnitude).utf8.map { $0 & 15 }, exponent: 0)
  }

  /// Whether the number has no fraction.
  package var isInteger: Bool { exponent >= 0 }

  /// The number as an integer, if it is one and fits.
  package var integer: Int? {
    guard isInteger, digits.count + min(exponent, 32) <= 19 else { return nil }
    var value = 0
    for digit in digits + [UInt8](repeating: 0, count: exponent) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(isNegative ? -Int(digit) : Int(digit))
      if overflow || carry { return nil }
      value = sum
    }
    return value
  }

  /// The number times a power of ten.
  package func scaled(byTenTo power: Int8) -> DecimalNumber {
    DecimalNumber(isNegative: isNegative, allDigits: digits, exponent: exponent + Int(power))
  }

  /// The number on the other side of zero.
  package var negated: DecimalNumber {
    DecimalNumber(isNegative: !isNegative, allDigits: digits, exponent: exponent)
  }

  init(isNegative: Bool, allDigits: [UInt8], exponent: Int) {
    let leading = allDigits.prefix { $0 == 0 }.count
    let trailing = allDigits.reversed().prefix { $0 == 0 }.count
    if leading == allDigits.count {
      self.isNegative = false
      self.digits = []
      self.exponent = 0
    } else {
      self.isNegative = isNegative
      self.digits = Array(allDigits[leading..<(allDigits.count - trailing)])
      self.exponent = exponent + trailing
    }
  }

  init?(_ text: UnsafeRawBufferPointer) {
    var rest = text[...]
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    if rest.count > 2, rest.first == UInt8(ascii: "0"), !DecimalNumber.isDecimal(rest.dropFirst()) {
      guard rest.count == text.count, let value = DecimalNumber.radixInteger(rest) else {
        return nil
      }
      self.init(isNegative: false, allDigits: String(value).utf8.map { $0 & 15 }, exponent: 0)
      return
    }
    let whole = rest.prefix { $0.isDigit }
    rest = rest.dropFirst(whole.count)
    var fraction = rest.prefix(0)
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix { $0.isDigit }
      rest = rest.dropFirst(1 + fraction.count)
    }
    guard !whole.isEmpty || !fraction.isEmpty, let power = DecimalNumber.power(rest) else {
      return nil
    }
    self.init(
      isNegative: isNegative, allDigits: (Array(whole) + Array(fraction)).map { $0 & 15 },
      exponent: power - fraction.count)
  }

  private static func isDecimal(_ rest: Slice<UnsafeRawBufferPointer>) -> Bool {
    rest.first.map { $0.isDigit || $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
      ?? true
  }

  /// Reads `0x…` and `0o…`.
  private static func radixInteger(_ text: Slice<UnsafeRawBufferPointer>) -> UInt64? {
    let radix: Int
    switch text.dropFirst().first {
    case UInt8(ascii: "x"): radix = 16
    case UInt8(ascii: "o"): radix = 8
    default: return nil
    }
    let digits = text.dropFirst(2)
    // The integer parser of the standard library would take a sign.
    guard let first = digits.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else {
      return nil
    }
    return UInt64(String(decoding: digits, as: UTF8.self), radix: radix)
  }

  /// Reads an exponent part: nothing is 0.
  private static func power(_ rest: Slice<UnsafeRawBufferPointer>) -> Int? {
    if rest.isEmpty { return 0 }
    guard let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") else { return nil }
    var digits = rest.dropFirst()
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
    guard !digits.isEmpty, digits.allSatisfy(\.isDigit) else { return nil }
    let significant = digits.drop { $0 == UInt8(ascii: "0") }
    guard significant.count <= 18 else { return nil }
    let value = significant.reduce(0) { $0 * 10 + Int($1 & 15) }
    return isNegative ? -value : value
  }
}

extension DecimalNumber: Comparable {
  package static func < (a: DecimalNumber, b: DecimalNumber) -> Bool {
    if a.sign != b.sign { return a.sign < b.sign }
    return a.isNegative ? b.isSmaller(than: a) : a.isSmaller(than: b)
  }

  private var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

  /// Compares magnitudes of numbers of one sign.
  private func isSmaller(than other: DecimalNumber) -> Bool {
    if digits.isEmpty { return false }
    let (mine, others) = (digits.count + exponent, other.digits.count + other.exponent)
    return mine == others
      ? digits.lexicographicallyPrecedes(other.digits) : mine < others
  }
}

extension DecimalNumber: CustomStringConvertible {
  /// The number in its one canonical spelling: plain where short, else with an exponent.
  package var description: String {
    if digits.isEmpty { return "0" }
    let sign = isNegative ? "-" : ""
    let text = digits.map { String($0) }.joined()
    let point = digits.count + exponent
    if exponent >= 0, point <= 21 {
      return sign + text + String(repeating: "0", count: exponent)
    }
    if exponent < 0, point > 0 {
      return sign + text.prefix(point) + "." + text.dropFirst(point)
    }
    if point <= 0, point > -6 {
      return sign + "0." + String(repeating: "0", count: -point) + text
    }
    let fraction = text.dropFirst()
    return sign + text.prefix(1) + (fraction.isEmpty ? "" : ".") + fraction + "e\(point - 1)"
  }
}

/// What a number token stands for.
enum NumberValue: Hashable {
  case decimal(DecimalNumber)
  /// A number that has no decimal value here, by its spelling without sign `+` and letter case.
  case other(Name)

  init(_ text: UnsafeRawBufferPointer) {
    if let value = DecimalNumber(text) {
      self = .decimal(value)
    } else {
      let unsigned = text.first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
      self = .other(
        Name(unsigned.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 })
      )
    }
  }
}

/// A number of at most 18 significant digits, without an array: what nearly every number is.
struct ShortDecimal {
  let isNegative: Bool
  /// Not divisible by ten, unless zero.
  let coefficient: UInt64
  let exponent: Int

  /// Reads digits with an optional `-` and fraction; nil if anything else is in the text.
  @inline(__always)
  init?(_ text: UnsafeRawBufferPointer) {
    var index = 0
    let negative = text.first == UInt8(ascii: "-")
    if negative { index = 1 }
    guard text.count - index <= 18, index < text.count else { return nil }
    var value: UInt64 = 0
    var fraction = 0
    var seenPoint = false
    while index < text.count {
      let byte = text[index]
      let digit = byte &- UInt8(ascii: "0")
      if digit < 10 {
        value = value &* 10 &+ UInt64(digit)
        if seenPoint { fraction &+= 1 }
      } else if byte == UInt8(ascii: "."), !seenPoint, text.count > 1 {
        seenPoint = true
      } else {
        return nil
      }
      index &+= 1
    }
    self.init(isNegative: negative, value: value, exponent: -fraction)
  }

  init?(_ number: DecimalNumber) {
    guard number.digits.count <= 18 else { return nil }
    self.init(
      isNegative: number.isNegative,
      value: number.digits.reduce(0) { $0 * 10 + UInt64($1) }, exponent: number.exponent)
  }

  private init(isNegative: Bool, value: UInt64, exponent: Int) {
    var coefficient = value
    var exponent = exponent
    if value == 0 {
      exponent = 0
    } else {
      while coefficient % 10 == 0 {
        coefficient /= 10
        exponent += 1
      }
    }
    self.isNegative = isNegative && value != 0
    self.coefficient = coefficient
    self.exponent = exponent
  }
}
