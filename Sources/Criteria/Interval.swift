package import DataTrees

/// The values between two ends, of which either may be open or missing; never empty.
package struct Interval: Hashable, Sendable {
  /// The end below; nil if there is none.
  package let lower: End?
  /// The end above; nil if there is none.
  package let upper: End?

  /// An end.
  package struct End: Hashable, Sendable {
    /// The value.
    package let value: DecimalNumber
    /// Whether the value itself belongs to the interval.
    package let isIncluded: Bool
  }

  /// The values below one.
  package init(below value: DecimalNumber) {
    self.init(nil, End(value: value, isIncluded: false))
  }

  /// A value and those below it.
  package init(upTo value: DecimalNumber) {
    self.init(nil, End(value: value, isIncluded: true))
  }

  /// The values above one.
  package init(above value: DecimalNumber) {
    self.init(End(value: value, isIncluded: false), nil)
  }

  /// A value and those above it.
  package init(from value: DecimalNumber) {
    self.init(End(value: value, isIncluded: true), nil)
  }

  /// One value.
  package init(of value: DecimalNumber) {
    self.init(End(value: value, isIncluded: true), End(value: value, isIncluded: true))
  }

  private init(_ lower: End?, _ upper: End?) {
    self.lower = lower
    self.upper = upper
  }

  /// All values.
  package static let everything = Interval(nil, nil)

  /// Whether a value belongs to it.
  package func contains(_ value: DecimalNumber) -> Bool {
    intersection(Interval(of: value)) != nil
  }

  /// The values of both; nil if there are none.
  package func intersection(_ other: Interval) -> Interval? {
    let lower = Interval.inner(lower, other.lower) { $0 > $1 }
    let upper = Interval.inner(upper, other.upper) { $0 < $1 }
    if let lower, let upper {
      if upper.value < lower.value { return nil }
      if upper.value == lower.value, !(upper.isIncluded && lower.isIncluded) { return nil }
    }
    return Interval(lower, upper)
  }

  /// Whether all its values belong to at least one of others.
  package func isCovered(by others: [Interval]) -> Bool {
    Interval.gaps(between: others).allSatisfy { intersection($0) == nil }
  }

  /// The values that belong to none of some intervals, lowest first.
  package static func gaps(between intervals: [Interval]) -> [Interval] {
    var gaps = [everything]
    for interval in intervals {
      gaps = gaps.flatMap { gap in
        [interval.below, interval.above].compactMap { $0.flatMap(gap.intersection) }
      }
    }
    return gaps
  }

  /// The values below all of its own; nil if there are none.
  private var below: Interval? {
    lower.map { Interval(nil, End(value: $0.value, isIncluded: !$0.isIncluded)) }
  }

  /// The values above all of its own; nil if there are none.
  private var above: Interval? {
    upper.map { Interval(End(value: $0.value, isIncluded: !$0.isIncluded), nil) }
  }

  /// The one of two ends that leaves fewer values.
  private static func inner(
    _ first: End?, _ second: End?, isInside: (DecimalNumber, DecimalNumber) -> Bool
  ) -> End? {
    guard let first, let second else { return first ?? second }
    if first.value == second.value { return first.isIncluded ? second : first }
    return isInside(first.value, second.value) ? first : second
  }
}

extension Interval {
  /// The interval in words, with values as a scale spells them: `from 0.5% to 3%`.
  package func text(on scale: Criterion.Scale) -> String {
    func text(_ end: End, _ included: String, _ excluded: String) -> String {
      "\(end.isIncluded ? included : excluded) \(scale.text(of: end.value))"
    }
    switch (lower, upper) {
    case (nil, nil): return "any value"
    case (let lower?, nil): return text(lower, "at least", "above")
    case (nil, let upper?): return text(upper, "at most", "below")
    case (let lower?, let upper?):
      if lower == upper { return scale.text(of: lower.value) }
      return "\(text(lower, "from", "above")) \(text(upper, "to", "below"))"
    }
  }
}
