package import DataTrees
import SourceModel

/// The counts that are expected of stores in one environment: a file of `baselines/counts/`.
package struct CountBaseline: Hashable, Sendable {
  /// Where the counts hold; nil for any environment.
  package var environment: String?
  /// The counts by store and key.
  package var stores: [String: [String: Expectation]]

  /// What is expected of one count.
  package struct Expectation: Hashable, Sendable {
    /// The count.
    package var count: Int
    /// How far it may be off: a number, or a share of the count such as `5%`; exact without.
    package var tolerance: String?
    /// The direction in which it may be off.
    package var direction: Direction

    /// The lowest and the highest count that are as expected.
    package var bounds: ClosedRange<Int> {
      let margin = tolerance.flatMap { CountBaseline.margin($0, of: count) } ?? 0
      let (low, lowOverflows) = count.subtractingReportingOverflow(margin)
      let (high, highOverflows) = count.addingReportingOverflow(margin)
      return
        (direction == .increase || lowOverflows ? count : max(0, low))...(direction
        == .decrease || highOverflows ? count : high)
    }
  }

  /// A direction in which a count may be off.
  package enum Direction: String, Hashable, Sendable, CaseIterable {
    case increase, decrease, either
  }

  /// How far a tolerance lets a count be off; nil if it is none.
  static func margin(_ tolerance: String, of count: Int) -> Int? {
    let isShare = tolerance.hasSuffix("%")
    let digits = isShare ? String(tolerance.dropLast()) : tolerance
    guard let number = Int(digits), number >= 0 else { return nil }
    if !isShare { return number }
    let (product, overflows) = count.multipliedReportingOverflow(by: number)
    return overflows ? nil : product / 100
  }

  /// How a baseline is read, and its shape.
  package static let reader: ShapedReader<CountBaseline> = codec.reader

  private static let codec = ShapedCodec<CountBaseline>.record(
    "The counts that are expected of stores.",
    [
      .optional("environment", "Where they hold; everywhere without.", .string, \.environment),
      .required("stores", "The counts by store and key.", .byName(.byName(expectation)), \.stores),
    ]
  ) { CountBaseline(environment: try $0[\.environment], stores: try $0[\.stores]) }

  private static let expectation = ShapedCodec<Expectation>.record(
    "What is expected of one count.",
    [
      .required("count", "The count.", .integer, \.count),
      .optional(
        "tolerance", "How far it may be off: whole numbers, or a share such as 5%.", tolerance,
        \.tolerance),
      .optional(
        "direction", "The direction in which it may be off.", .word("direction"), \.direction,
        absent: .either),
    ]
  ) {
    Expectation(
      count: try $0[\.count], tolerance: try $0[\.tolerance], direction: try $0[\.direction])
  }

  private static let tolerance = ShapedCodec<String>(
    ShapedReader(.either([.string, .integer])) { tree, node, problems in
      if let text = tree.scalarText(of: node)?.text, CountBaseline.margin(text, of: 0) != nil {
        return text
      }
      problems.append(
        ShapeProblem("a whole number or a share like 5% was expected", at: tree.range(of: node)))
      return nil
    }, .string)
}
