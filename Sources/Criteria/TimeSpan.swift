/// How long something lasts, to the millisecond: `5m`, `24h`, `2 weeks`, `1h 30m`.
package struct TimeSpan: Hashable, Sendable, Comparable {
  /// The length in milliseconds; at most a hundred years when it was read.
  package let milliseconds: Int

  /// Makes a span.
  package init(milliseconds: Int) {
    self.milliseconds = milliseconds
  }

  package static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.milliseconds < b.milliseconds }

  /// The days that it fills, the last one counted whole.
  package var days: Int {
    milliseconds / 86_400_000 + (milliseconds % 86_400_000 == 0 ? 0 : 1)
  }

  /// The units from a minute up, the largest first.
  static let units = [
    (symbol: "d", seconds: 86_400), (symbol: "h", seconds: 3_600), (symbol: "m", seconds: 60),
  ]

  private static let longest = 36_525 * 86_400_000

  /// Reads a span, or says where and why it is none.
  package static func reading(_ text: String) -> Result<TimeSpan, CriterionError> {
    var scanner = QuantityScanner(text)
    scanner.skipSpaces()
    var total = 0
    repeat {
      let start = scanner.offset
      guard let number = scanner.number() else {
        return .failure(scanner.error("a number was expected", hint: example))
      }
      let unitStart = scanner.offset
      guard case .time(let milliseconds) = scanner.unit() else {
        return .failure(
          CriterionError(
            reason: "a unit of time was expected", offset: unitStart, hint: example))
      }
      let (product, isHuge) = number.coefficient.multipliedReportingOverflow(by: milliseconds)
      let divisor = number.divisor
      guard !isHuge, product / divisor <= longest - total else {
        return .failure(
          CriterionError(
            reason: "the time is longer than a hundred years", offset: start, hint: nil))
      }
      guard product % divisor == 0 else {
        return .failure(
          CriterionError(
            reason: "the time is not a whole number of milliseconds", offset: start, hint: nil))
      }
      total += product / divisor
      scanner.skipSpaces()
    } while !scanner.isAtEnd
    return .success(TimeSpan(milliseconds: total))
  }

  private static let example = "Write a number and ms, s, m, h, d or w: '24h'."
}

extension TimeSpan: CustomStringConvertible {
  /// The span in the largest unit that takes it whole, which reads back as the same span.
  package var description: String {
    if milliseconds % 1_000 != 0 { return "\(milliseconds)ms" }
    let seconds = milliseconds / 1_000
    for unit in TimeSpan.units where seconds != 0 && seconds % unit.seconds == 0 {
      return "\(seconds / unit.seconds)\(unit.symbol)"
    }
    return "\(seconds)s"
  }
}
