extension DecimalNumber {
  /// Whether the number is a whole multiple of another; false if either is too long to tell.
  package func isMultiple(of other: DecimalNumber) -> Bool {
    let common = min(exponent, other.exponent)
    guard let value = scaled(to: common), let divisor = other.scaled(to: common), divisor != 0
    else {
      return false
    }
    return value.isMultiple(of: divisor)
  }

  /// The number in units of a power of ten that is not above its own; nil if it does not fit.
  private func scaled(to power: Int) -> Int? {
    guard exponent - power <= 18 else { return nil }
    return DecimalNumber(
      isNegative: isNegative, allDigits: digits, exponent: exponent - power
    ).integer
  }
}
