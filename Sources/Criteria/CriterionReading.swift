import DataTrees

extension Criterion {
  /// Reads a criterion, or says where and why it is none.
  ///
  /// `METRIC COMPARATOR NUMBER UNIT`, where a sign before the number makes it a difference from a
  /// baseline. A colon may end the metric; `no drop` and `no increase`, with `> 5%` behind them or
  /// alone, are differences too: `conversion: no drop > 5%` is `conversion >= -5%`.
  package static func reading(_ text: String) -> Result<Criterion, CriterionError> {
    do throws(CriterionError) {
      return .success(try CriterionReader(text).read())
    } catch {
      return .failure(error)
    }
  }
}

/// Reads one criterion from its beginning to its end.
private struct CriterionReader {
  private var scanner: QuantityScanner

  init(_ text: String) {
    scanner = QuantityScanner(text)
  }

  /// A direction in which a metric must not go.
  private enum Tendency {
    case drop, increase
  }

  consuming func read() throws(CriterionError) -> Criterion {
    let (metric, tendency) = try subject()
    scanner.skipSpaces()
    if scanner.isAtEnd, let tendency {
      return Criterion(
        metric: metric, tendency == .drop ? .atLeast : .atMost, DecimalNumber(0), unit: .ratio,
        isRelative: true)
    }
    let start = scanner.offset
    let comparator = try comparator()
    scanner.skipSpaces()
    let isBelow = scanner.take("-")
    let isRelative = isBelow || scanner.take("+")
    let (bound, unit) = try quantity()
    try end()
    guard let tendency else {
      return Criterion(
        metric: metric, comparator, isBelow ? bound.negated : bound, unit: unit,
        isRelative: isRelative)
    }
    guard !isRelative, let allowed = CriterionReader.allowed(tendency, comparator) else {
      throw CriterionError(
        reason: "'no drop' and 'no increase' were not followed by '>'", offset: start,
        hint: "Write what must not happen: 'no drop > 5%'.")
    }
    return Criterion(
      metric: metric, allowed, tendency == .drop ? bound.negated : bound, unit: unit,
      isRelative: true)
  }

  /// What may still happen where a drop or an increase beyond a bound must not.
  private static func allowed(
    _ tendency: Tendency, _ comparator: Criterion.Comparator
  ) -> Criterion.Comparator? {
    switch (tendency, comparator) {
    case (.drop, .greater): .atLeast
    case (.drop, .atLeast): .greater
    case (.increase, .greater): .atMost
    case (.increase, .atLeast): .less
    default: nil
    }
  }

  private mutating func subject() throws(CriterionError) -> (String, Tendency?) {
    scanner.skipSpaces()
    let start = scanner.offset
    var words: [String] = []
    while let next = scanner.next, next.isNamePart {
      var word = scanner.take(while: \.isNamePart)
      let isLast = word.last == ":"
      if isLast { word.removeLast() }
      if !word.isEmpty { words.append(word.lowercased()) }
      scanner.skipSpaces()
    }
    var tendency: Tendency?
    if words.count >= 2, words[words.count - 2] == "no" {
      switch words[words.count - 1] {
      case "drop", "decrease", "fall": tendency = .drop
      case "increase", "rise", "growth": tendency = .increase
      default: break
      }
      if tendency != nil { words.removeLast(2) }
    }
    guard let first = words.first?.utf8.first, first.isLetter || first == UInt8(ascii: "_") else {
      throw CriterionError(
        reason: "the name of a metric was expected", offset: start,
        hint: "Begin with a name in letters, digits and underscores: 'error_rate <= 0.5%'.")
    }
    return (words.joined(separator: "_"), tendency)
  }

  private mutating func comparator() throws(CriterionError) -> Criterion.Comparator {
    for (spelling, comparator) in CriterionReader.comparators where scanner.take(spelling) {
      return comparator
    }
    throw scanner.error(
      "one of <, <=, >, >= and == was expected",
      hint: "Hold the metric against a number: 'error_rate <= 0.5%'.")
  }

  /// Longer spellings first.
  private static let comparators: [(String, Criterion.Comparator)] = [
    ("<=", .atMost), (">=", .atLeast), ("==", .equal), ("≤", .atMost), ("≥", .atLeast),
    ("<", .less), (">", .greater), ("=", .equal),
  ]

  private mutating func quantity() throws(CriterionError) -> (DecimalNumber, Criterion.Unit) {
    let start = scanner.offset
    guard let number = scanner.number() else {
      throw scanner.error(
        "a number was expected",
        hint: "Write at most 18 digits, 6 of them behind a point, without separators.")
    }
    scanner.skipSpaces()
    let unitStart = scanner.offset
    switch scanner.unit() {
    case .none: return (number.value(), .none)
    case .percent: return (number.value(byTenTo: -2), .ratio)
    case .perSecond: return (number.value(), .perSecond)
    case .time(let milliseconds):
      if let seconds = number.seconds(of: milliseconds) { return (seconds, .seconds) }
      throw CriterionError(
        reason: "the time is too long to be counted", offset: start, hint: nil)
    case .size(let power): return (number.value(byTenTo: power), .bytes)
    case .fraction(let below):
      if let ratio = number.divided(by: below) { return (ratio, .ratio) }
      throw CriterionError(
        reason: "the fraction has no finite decimal", offset: start,
        hint: "Write it as a percentage.")
    case .unknown(let word):
      if word == "for" || word == "over" {
        throw CriterionError(
          reason: "a time was not expected here", offset: unitStart,
          hint: "Write how long it must last under its own key.")
      }
      throw CriterionError(
        reason: "the unit '\(word)' is unknown", offset: unitStart,
        hint: "Known: % ms s m h d, B kB MB GB TB, /s, or none.")
    }
  }

  private mutating func end() throws(CriterionError) {
    scanner.skipSpaces()
    if scanner.isAtEnd { return }
    if scanner.take("for") {
      throw scanner.error(
        "a time was not expected here", hint: "Write how long it must last under its own key.")
    }
    throw scanner.error("nothing was expected behind the bound", hint: nil)
  }
}

extension UInt8 {
  fileprivate var isNamePart: Bool { isLetter || isDigit || "_.-:".utf8.contains(self) }
}

extension QuantityScanner.Number {
  /// The number times a power of ten.
  fileprivate func value(byTenTo power: Int8 = 0) -> DecimalNumber {
    DecimalNumber(coefficient).scaled(byTenTo: power - Int8(decimals))
  }

  /// The time of so many units, in seconds; nil if it has more than 18 digits.
  fileprivate func seconds(of milliseconds: Int) -> DecimalNumber? {
    let (product, isHuge) = coefficient.multipliedReportingOverflow(by: milliseconds)
    guard !isHuge, product < 1_000_000_000_000_000_000 else { return nil }
    return DecimalNumber(product).scaled(byTenTo: -3 - Int8(decimals))
  }

  /// The quotient as a decimal of at most 6 digits behind the point; nil if it has more.
  fileprivate func divided(by below: QuantityScanner.Number) -> DecimalNumber? {
    let (above, isHuge) = coefficient.multipliedReportingOverflow(by: below.divisor)
    let (under, isDeep) = below.coefficient.multipliedReportingOverflow(by: divisor)
    guard !isHuge, !isDeep, under > 0 else { return nil }
    let (scaled, isLong) = above.multipliedReportingOverflow(by: 1_000_000)
    guard !isLong, scaled % under == 0 else { return nil }
    return DecimalNumber(scaled / under).scaled(byTenTo: -6)
  }
}
