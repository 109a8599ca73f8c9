import FormatKit
import ReleaseModel
import SQLMigrations
import SourceModel
import TestSupport
import Testing

/// What holds of every pair of chains, tried on the examples of all rules.
struct LawTests {
  private static let rules = MigrationFormat.rules

  /// What is said, without its places.
  private func said(_ before: String, _ after: String) -> [String] {
    MigrationFormat.compare(ChainScene(example: before, after)).chains.flatMap(\.changes)
      .map { "\($0.classification) \($0.rule) \($0.element): \($0.message)" }.sorted()
  }

  /// The text with every SQL file changed.
  private func rewritten(_ text: String, _ change: (Substring) -> String) -> String {
    var isSQL = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if line.hasPrefix("-- file: ") {
        isSQL = line.hasSuffix(".sql")
        return String(line)
      }
      return isSQL ? change(line) : String(line)
    }.joined(separator: "\n")
  }

  @Test(arguments: rules)
  func lineEndsDoNotMatter(_ rule: Rule) {
    let (before, after) = (rule.example.before, rule.example.after)
    func unix(_ text: String) -> String { rewritten(text) { String($0) } }
    func windows(_ text: String) -> String { rewritten(text) { $0.isEmpty ? "" : "\($0)\r" } }
    #expect(said(windows(before), windows(after)) == said(unix(before), unix(after)))
  }

  @Test(arguments: rules)
  func commentsDoNotMatter(_ rule: Rule) {
    let (before, after) = (rule.example.before, rule.example.after)
    func noted(_ text: String) -> String {
      rewritten(text) { $0.hasSuffix(";") ? "\($0) -- as agreed" : String($0) }
    }
    #expect(said(noted(before), noted(after)) == said(before, after))
  }

  @Test(arguments: rules)
  func runsAreAlike(_ rule: Rule) {
    let (before, after) = (rule.example.before, rule.example.after)
    #expect(said(before, after) == said(before, after))
  }

  @Test(arguments: rules)
  func anyBytesAreRead(_ rule: Rule) {
    var random = SplitMix64(seed: rule.id.text.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    for _ in 0..<4 {
      var bytes = Array(rule.example.after.utf8)
      for _ in 0..<6 where !bytes.isEmpty {
        let index = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes.remove(at: index)
        default: bytes.insert(contentsOf: [0x27, 0x28, 0x24].shuffled(using: &random), at: index)
        }
      }
      let after = String(decoding: bytes, as: UTF8.self)
      let scene = ChainScene(example: rule.example.before, after)
      for change in MigrationFormat.compare(scene).chains.flatMap(\.changes) {
        guard let sighting = change.after,
          case .file(let source) = scene.after.read(sighting.location.path)
        else { continue }
        #expect(sighting.location.range.indices.upperBound <= source.bytes.count)
      }
    }
  }
}
