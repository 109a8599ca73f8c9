package import DataTrees

/// A metric held against a bound: `error_rate <= 0.5%`, `latency_p95 < 300ms`, `conversion >= -5%`.
package struct Criterion: Hashable, Sendable {
  /// The metric's name, in lower case with underscores for spaces.
  package let metric: String
  /// How it is held against the bound.
  package let comparator: Comparator
  /// The bound in the base unit: ratios as 1, durations in seconds, sizes in bytes.
  package let bound: DecimalNumber
  /// What the bound counts.
  package let unit: Unit
  /// Whether the bound is a difference from a baseline: a share of it if the unit is a ratio
  /// (`<= +10%`), else in the unit (`<= +50ms`).
  package let isRelative: Bool

  /// How a value is held against a bound.
  package enum Comparator: String, Hashable, Sendable, CaseIterable {
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
    case equal = "=="
  }

  /// What a number counts.
  package enum Unit: String, Hashable, Sendable, CaseIterable {
    case none, ratio, seconds, bytes, perSecond
  }

  /// What a criterion is about: only criteria of one scale can be held against each other.
  package struct Scale: Hashable, Sendable {
    /// The metric.
    package let metric: String
    /// What it counts.
    package let unit: Unit
    /// Whether it is a difference from a baseline.
    package let isRelative: Bool
  }

  /// Makes a criterion.
  package init(
    metric: String, _ comparator: Comparator, _ bound: DecimalNumber, unit: Unit,
    isRelative: Bool = false
  ) {
    self.metric = metric
    self.comparator = comparator
    self.bound = bound
    self.unit = unit
    self.isRelative = isRelative
  }

  /// What it is about.
  package var scale: Scale { Scale(metric: metric, unit: unit, isRelative: isRelative) }

  /// The values that meet it.
  package var values: Interval {
    switch comparator {
    case .less: Interval(below: bound)
    case .atMost: Interval(upTo: bound)
    case .greater: Interval(above: bound)
    case .atLeast: Interval(from: bound)
    case .equal: Interval(of: bound)
    }
  }
}

extension Criterion: CustomStringConvertible {
  /// The criterion in its one canonical spelling, which reads back as the same criterion.
  package var description: String {
    "\(metric) \(comparator.rawValue) \(scale.text(of: bound))"
  }
}

extension Criterion.Scale {
  /// A value with its unit, as criteria spell it: with a sign if it is a difference.
  package func text(of value: DecimalNumber) -> String {
    (isRelative && !value.isNegative ? "+" : "") + unit.text(of: value)
  }
}

extension Criterion.Unit {
  /// A value of the base unit: a time in the largest unit that takes it whole, a size in the
  /// largest that takes it with at most 6 digits behind the point.
  fileprivate func text(of value: DecimalNumber) -> String {
    switch self {
    case .none: return "\(value)"
    case .perSecond: return "\(value)/s"
    case .ratio: return "\(value.scaled(byTenTo: 2))%"
    case .seconds:
      if let whole = value.integer {
        for unit in TimeSpan.units where whole != 0 && whole % unit.seconds == 0 {
          return "\(whole / unit.seconds)\(unit.symbol)"
        }
        return "\(whole)s"
      }
      return "\(value.scaled(byTenTo: 3))ms"
    case .bytes:
      for (symbol, power) in [("TB", Int8(12)), ("GB", 9), ("MB", 6), ("kB", 3)] {
        let scaled = value.scaled(byTenTo: -power)
        let isShort = scaled.scaled(byTenTo: 6).isInteger
        if isShort, scaled >= DecimalNumber(1) || scaled <= DecimalNumber(-1) {
          return "\(scaled)\(symbol)"
        }
      }
      return "\(value)B"
    }
  }
}
