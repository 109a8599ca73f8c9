import DataTrees
import SourceModel
import Testing

/// Reading is total, and what it gives stays inside the file.
struct FuzzTests {
  private static let samples: [(String, DataSyntax)] = [
    (#"{"a":[1,-2.5e3,"x\n\ud83d\ude00é"],"b":{"c":null,"d":true},"e":""}"#, .json),
    ("[[[[]]],{\"\":{}},\"\\u0000\\\\\",0.1e-1, false ]", .json),
    (
      "a: &x {k: [1, ü], l: 'it''s'}\nb:\n  <<: *x\n  m: |+\n    t\n\nc: >-\n  f\n  g\n? q\n: !!str 1\n",
      .yaml
    ),
    (
      "%YAML 1.2\n--- # c\n- \"\\x41\\\n  b\"\n- - 0x1F\n  - .inf\n- {a, b: , \"c\":d}\n...\n---\nplain\n text\n",
      .yaml
    ),
    ("k: [&a 1, *a, {? x : *a}]\r\nl: \"\u{85}\u{2028}é\"\r\n# end", .yaml),
  ]

  /// SplitMix64: the same bytes on every run.
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let tokens =
    [
      "{", "}", "[", "]", ":", ": ", ",", "\"", "'", "\\", "\n", "\r\n", "\t", "- ", "? ", "&a ",
      "*a", "*x", "<<: ",
      "|\n", ">", "#", "---\n", "...\n", "!!int ", "!t ", "%", "0", "1e", "-", ".", "é", "\u{FEFF}",
      "\u{2028}", "\u{85}",
      "\u{0}", "null", "\\ud800", "  ",
    ].map { Array($0.utf8) } + [[0x80], [0xFF], [0xC3]]

  private func mutated(_ bytes: [UInt8], _ random: inout Generator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 0...6, using: &random))
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes.removeSubrange(place..<end)
      case 1:
        bytes.insert(
          contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
      case 2: bytes.removeSubrange(place...)
      default:
        bytes.replaceSubrange(
          place..<(Bool.random(using: &random) ? place : end),
          with: Self.tokens.randomElement(using: &random) ?? [])
      }
    }
    return bytes
  }

  /// Uses every answer of a tree; each range lies inside the file and inside its parent's, unless
  /// an alias leads elsewhere.
  private func check(_ reading: TreeReading, _ count: Int, _ seed: UInt64) {
    #expect(reading.tree != nil || !reading.problems.isEmpty, "seed \(seed)")
    for problem in reading.problems { #expect(problem.range.upper <= count, "seed \(seed)") }
    guard let tree = reading.tree else { return }
    for node in tree.allNodes {
      #expect(tree.range(of: node).upper <= count, "seed \(seed)")
      if let key = tree.keyRange(of: node) {
        #expect(key.upper <= count && key.upper <= tree.range(of: node).lower, "seed \(seed)")
      }
      let value = (tree.scalarText(of: node), tree.bool(of: node), tree.number(of: node))
      #expect((value.0 == nil) == (tree.kind(of: node) == .object || tree.kind(of: node) == .array))
      #expect((value.1 != nil) == (tree.kind(of: node) == .bool))
    }
    #expect(DataTree.equal(tree, tree.root, tree, tree.root), "seed \(seed)")
    guard let again = read(tree.content).tree else { return }
    #expect(DataTree.equal(tree, tree.root, again, again.root), "seed \(seed)")
    #expect(tree.hash(of: tree.root) == again.hash(of: again.root), "seed \(seed)")
  }

  @Test func mutatedSamplesAreReadOrRefused() {
    for seed in 0..<UInt64(4_000) {
      var random = Generator(state: seed)
      let sample = Self.samples[Int(seed) % Self.samples.count]
      let bytes = mutated(Array(sample.0.utf8), &random)
      for syntax in DataSyntax.allCases { check(read(bytes: bytes, syntax), bytes.count, seed) }
    }
  }

  @Test func everyPrefixOfASampleIsReadOrRefused() {
    for (text, syntax) in Self.samples {
      let bytes = Array(text.utf8)
      for count in 0...bytes.count {
        check(read(bytes: Array(bytes.prefix(count)), syntax), count, UInt64(count))
      }
    }
  }
}
