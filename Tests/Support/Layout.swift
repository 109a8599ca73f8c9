import DataTrees
import SourceModel

/// A way of writing the same content.
package enum Layout: String, Hashable, Sendable, CaseIterable {
  case block = "block YAML"
  case comments = "comments and blank lines"
  case carriageReturns = "YAML with CR LF"
  case marked = "YAML with a byte order mark"
  case shuffledBlock = "YAML with shuffled keys"
  case json = "JSON"
  case compact = "JSON on one line"
  case flow = "JSON on one line, read as YAML"
  case shuffledJSON = "JSON with shuffled keys"
  case markedJSON = "JSON with a byte order mark and CR LF"

  /// Whether the text is JSON that must be read as such.
  private var isJSON: Bool {
    switch self {
    case .json, .compact, .shuffledJSON, .markedJSON: true
    case .block, .comments, .carriageReturns, .marked, .shuffledBlock, .flow: false
    }
  }

  /// Writes a value in this way.
  package func text(of value: DataValue, seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    switch self {
    case .block: return value.yaml()
    case .comments: return Layout.commented(value.yaml(), &random)
    case .carriageReturns: return Layout.withCarriageReturns(value.yaml())
    case .marked: return mark + value.yaml()
    case .shuffledBlock: return value.shuffled(&random).yaml()
    case .json: return value.json(.pretty)
    case .compact, .flow: return value.json(.compact)
    case .shuffledJSON: return value.shuffled(&random).json(.compact)
    case .markedJSON: return mark + Layout.withCarriageReturns(value.json(.pretty))
    }
  }

  /// Writes every file of a sample in this way.
  ///
  /// The file of a lone root changes its extension with its notation. Files that others refer to
  /// keep theirs, so that one which must be the other notation stays as it is, as does one that
  /// cannot be read.
  package func applied(to sample: Sample, seed: UInt64 = 1) -> Sample {
    var result = sample.named("as \(rawValue)")
    let isAlone = sample.files.count == 1
    for (path, bytes) in sample.files {
      guard let value = DataValue(SourceText(path: path, bytes: bytes)) else { continue }
      let text = text(of: value, seed: seed)
      if isAlone {
        let root: RepositoryPath = isJSON ? "contract.json" : "contract.yaml"
        return Sample(result.name, root: root, files: [root: text])
      }
      // JSON is YAML as well, but not the other way round.
      if isJSON || path.fileExtension != "json" { result.files[path] = text }
    }
    return result
  }

  /// Block YAML of the writer, in which no scalar has more than one line, with comments and blank
  /// lines between its lines and behind some.
  private static func commented(_ yaml: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    let inserted = ["", "# é 😀 {[\"':", "   ", "      # - a: b", "#"]
    var output: [UInt8] = []
    for line in yaml.split(separator: 0x0A) {
      if Int.random(in: 0..<3, using: &random) == 0 {
        output += Array((inserted.randomElement(using: &random) ?? "").utf8) + [0x0A]
      }
      output += line
      if Int.random(in: 0..<4, using: &random) == 0 { output += Array(" # 😀".utf8) }
      output.append(0x0A)
    }
    return output
  }

  private static func withCarriageReturns(_ text: [UInt8]) -> [UInt8] {
    text.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
  }
}
