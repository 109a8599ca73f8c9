import SourceModel
import TestSupport

/// Seeded edits of a dump, and other ways to write it.
enum SQLEdits {
  private static let words = [
    "text", "integer", "bigint", "varchar(9)", "NOT NULL", "NULL", "DEFAULT 7", "UNIQUE", "id",
    "name", "public.", "(", ")", ",", ";", "'", "\"", "$$", "--", "/*", "PRIMARY KEY",
    "CHECK (id > 1)",
    "REFERENCES shops", "extra integer", "\u{0}", "é", "DROP TABLE shops;", "COPY t FROM stdin;",
    "DO $$ BEGIN CREATE TYPE x AS ENUM ('a'); END $$;",
  ]

  /// Drops, doubles, moves or changes some lines.
  static func lines(of sample: Sample, seed: UInt64) -> Sample {
    var random = SplitMix64(seed: seed)
    let text = String(decoding: sample.source.bytes, as: UTF8.self)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for _ in 0...Int.random(in: 0..<3, using: &random) {
      let index = Int.random(in: 0..<lines.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: if lines.count > 1 { lines.remove(at: index) }
      case 1: lines.insert(lines[index], at: index)
      case 2: lines.swapAt(index, Int.random(in: 0..<lines.count, using: &random))
      default:
        var parts = lines[index].split(separator: " ").map(String.init)
        if let place = parts.indices.randomElement(using: &random) {
          parts[place] = words.randomElement(using: &random) ?? ""
        }
        lines[index] = parts.joined(separator: " ")
      }
    }
    return Sample("seed \(seed)", lines.joined(separator: "\n"), at: sample.root)
  }

  /// Drops statements, so that what is left is a dump as well.
  static func statements(of sample: Sample, seed: UInt64) -> Sample {
    var random = SplitMix64(seed: seed)
    let text = String(decoding: sample.source.bytes, as: UTF8.self)
    var pieces = text.split(separator: ";\n").map(String.init)
    for _ in 0...Int.random(in: 0..<3, using: &random) where pieces.count > 1 {
      pieces.remove(at: Int.random(in: 0..<pieces.count, using: &random))
    }
    return Sample(
      "seed \(seed), fewer", pieces.joined(separator: ";\n") + ";\n", at: sample.root)
  }

  /// The same statements in other layouts.
  static func layouts(of sample: Sample) -> [Sample] {
    let text = String(decoding: sample.source.bytes, as: UTF8.self)
    let texts = [
      text.replacing("\n", with: "\r\n"), "\u{FEFF}" + text,
      text.replacing("public.", with: ""), text.replacing(";\n", with: ";\n\n-- é {[ \"'\n"),
      text.replacing(" integer", with: "  int4 /* a number */"),
      text.replacing("CREATE TABLE ", with: "create\ntable ONLYHERE").replacing(
        "ONLYHERE", with: ""),
    ]
    return texts.enumerated().map { Sample("layout \($0)", $1, at: sample.root) }
  }
}
