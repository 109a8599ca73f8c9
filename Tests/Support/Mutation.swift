import DataTrees
import SourceModel

/// Random edits of documents, the same from the same seed.
package enum Mutation {
  /// Edits the content of one file of a sample in some places; nil if no file can be edited.
  package static func content(of sample: Sample, seed: UInt64, edits: Int = 1) -> Sample? {
    var random = SplitMix64(seed: seed)
    let paths = sample.files.keys.sorted()
    guard let path = paths.randomElement(using: &random), let bytes = sample.files[path],
      var value = DataValue(SourceText(path: path, bytes: bytes))
    else { return nil }
    for _ in 0..<edits { edit(&value, &random) }
    var result = sample.named("edited with seed \(seed)")
    result.files[path] = path.fileExtension == "json" ? value.json(.pretty) : value.yaml()
    return result
  }

  private static let scalars: [DataValue] = [
    .null, .bool(true), .bool(false), .number("0"), .number("-1.5"), .number("1e3"), .string(""),
    .string("object"), .string("array"), .string("string"), .string("integer"), .string("a"),
    .string("é"), .string("e\u{301}"), .string("#/components/schemas/Missing"), .array([]),
    .object([]),
  ]

  /// Changes one place of a value.
  private static func edit(_ value: inout DataValue, _ random: inout SplitMix64) {
    let paths = value.paths.dropFirst()
    guard let place = paths.randomElement(using: &random),
      let source = paths.randomElement(using: &random), let last = place.last
    else { return }
    let holder = Array(place.dropLast())
    switch Int.random(in: 0..<7, using: &random) {
    case 0: value[place] = nil
    case 1: value[place] = scalars.randomElement(using: &random)
    case 2: value[place] = value[source]
    case 3:
      // A member under the key that stands somewhere else.
      if case .key(let key) = source.last, case .key = last {
        value[holder + [.key(key)]] = value[source]
      }
    case 4:
      if case .key(let key) = last, let moved = value[place] {
        value[place] = nil
        value[holder + [.key(key + "2")]] = moved
      }
    case 5:
      if case .array(let items) = value[holder] {
        value[holder] = .array(items.shuffled(using: &random))
      }
    default: value[holder + [.key("x-added")]] = scalars.randomElement(using: &random)
    }
  }

  private static let tokens: [[UInt8]] =
    [
      "{", "}", "[", "]", ": ", ",", "\"", "'", "\\", "\n", "\t", "- ", "? ", "&a ", "*a", "<<: ",
      "|\n", "#", "---\n", "$ref", "null", "-1", "1e999", "é", "😀", "\u{FEFF}", "\u{0}", "\\ud800",
    ].map { Array($0.utf8) } + [[0x80], [0xFF], [0xC3]]

  /// Damages the bytes of one file of a sample in some places.
  package static func bytes(of sample: Sample, seed: UInt64) -> Sample {
    var random = SplitMix64(seed: seed)
    let paths = sample.files.keys.sorted()
    guard let path = paths.randomElement(using: &random), var bytes = sample.files[path] else {
      return sample
    }
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 0...12, using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes.removeSubrange(place..<end)
      case 1: bytes.removeSubrange(place...)
      case 2:
        let target = Int.random(in: 0...bytes.count, using: &random)
        bytes.insert(contentsOf: Array(bytes[place..<end]), at: target)
      default:
        bytes.replaceSubrange(
          place..<(Bool.random(using: &random) ? place : end),
          with: tokens.randomElement(using: &random) ?? [])
      }
    }
    var result = sample.named("damaged with seed \(seed)")
    result.files[path] = bytes
    return result
  }
}
