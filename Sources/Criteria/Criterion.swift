package import DataTrees

/// A metric held against a bound: `error_rate <= 0.5%`, `latency_p95 < 300ms`, `conversion >= -5%`.
package struct Criterion: Hashable, Sendable {
  /// The metric's name, as it was written, in lower case with underscores for spaces.
  package let metric: String
  /// How it is held against the bound.
  package let comparator: Comparator
  /// The bound in the base unit: ratios as 1, durations in seconds, sizes in bytes.
  package let bound: DecimalNumber
  /// What the bound counts.
  package let unit: Unit
  /// Whether the bound is a difference from a baseline, as a share of it: `<= +10%`.
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
}
