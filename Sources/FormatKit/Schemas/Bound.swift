import DataTrees
import SourceModel

/// A limit on a number or a count.
struct Bound {
  let value: DecimalNumber
  /// Whether the value itself is out of bounds.
  let isExclusive: Bool
  let isLower: Bool
  /// Where the limit is written.
  let spot: NodeRef

  /// The limit for output.
  var text: String { isExclusive ? "\(value) (exclusive)" : "\(value)" }

  /// Whether this limit admits less than another; nil if both admit the same.
  func isTighter(than other: Bound) -> Bool? {
    if value == other.value {
      return isExclusive == other.isExclusive ? nil : isExclusive
    }
    return isLower ? value > other.value : value < other.value
  }
}

extension SchemaForm {
  /// The lower limit of numbers: the tightest of `minimum` and `exclusiveMinimum`, the latter a
  /// number (JSON Schema since draft 6) or a switch on the former (before, and OpenAPI 3.0).
  func lowerBound(_ side: SchemaDocuments) -> Bound? {
    numberBound(.minimum, .exclusiveMinimum, isLower: true, side)
  }

  /// The upper limit of numbers.
  func upperBound(_ side: SchemaDocuments) -> Bound? {
    numberBound(.maximum, .exclusiveMaximum, isLower: false, side)
  }

  private func numberBound(
    _ keyword: SchemaKeyword, _ exclusive: SchemaKeyword, isLower: Bool, _ side: SchemaDocuments
  ) -> Bound? {
    var tightest: Bound?
    func consider(_ value: NodeRef, _ isExclusive: Bool) {
      guard let number = side.documents.number(of: value) else { return }
      let bound = Bound(value: number, isExclusive: isExclusive, isLower: isLower, spot: value)
      if let known = tightest, bound.isTighter(than: known) != true { return }
      tightest = bound
    }
    for entry in entries where entry.keyword == keyword {
      let isSwitched =
        side.documents.value(of: entry.owner, named: Name(exclusive.rawValue))
        .flatMap { side.documents.bool(of: $0) } ?? false
      consider(entry.value, isSwitched)
    }
    for entry in entries where entry.keyword == exclusive { consider(entry.value, true) }
    return tightest
  }

  /// A limit on a count; a limit that every value keeps is none.
  func countBound(_ keyword: SchemaKeyword, isLower: Bool, _ side: SchemaDocuments) -> Bound? {
    var tightest: Bound?
    for entry in entries where entry.keyword == keyword {
      guard let number = side.documents.number(of: entry.value) else { continue }
      let bound = Bound(value: number, isExclusive: false, isLower: isLower, spot: entry.value)
      if let known = tightest, bound.isTighter(than: known) != true { continue }
      tightest = bound
    }
    if keyword == .minContains {
      // `contains` alone asks for one, so that a zero asks for less (6.4.5).
      guard let contains = first(.contains)?.value else { return nil }
      return tightest
        ?? Bound(value: DecimalNumber(1), isExclusive: false, isLower: true, spot: contains)
    }
    if isLower, tightest?.value == DecimalNumber(0) { return nil }
    return tightest
  }
}
