/// How much of a migration is still followed: loops, calls and names can multiply what a file says.
struct Effort {
  private var left: Int

  /// Enough to follow everything in a file of so many bytes once, and short repetitions.
  init(bytes: Int) { left = 100_000 + 4 * bytes }

  /// Whether nothing is followed any more.
  var isSpent: Bool { left < 0 }

  /// Takes off what following something costs: a unit for each token, shape and byte of SQL.
  ///
  /// - Returns: whether just this spent it.
  mutating func spend(_ cost: Int) -> Bool {
    let wasSpent = isSpent
    if !wasSpent { left -= cost }
    return isSpent && !wasSpent
  }
}
