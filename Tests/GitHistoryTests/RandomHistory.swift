import GitHistory
import HistoryBuilding
import SourceModel

/// Seeded random numbers (SplitMix64), the same on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// Random files: names that sort against the grain, all modes, folders that become files.
struct RandomFiles {
  private(set) var files: [RepositoryPath: BuiltFile] = [:]

  private static let segments: [[UInt8]] =
    ["a", "a.b", "a-b", "a0", "b", "B", "z", "ä", "a b", "0", "a+", "src"].map { Array($0.utf8) }
    + [[0xFF, 0x61], [0xC3], [0x09, 0x22]]

  mutating func change(_ count: Int, using random: inout SeededGenerator) {
    for _ in 0..<count {
      if random.chance(30), let path = files.keys.sorted().randomElement(using: &random) {
        if random.chance(60) {
          files[path] = nil
        } else {
          files[path] = RandomFiles.file(using: &random)
        }
      } else {
        put(RandomFiles.path(using: &random), RandomFiles.file(using: &random))
      }
    }
  }

  /// Puts a file; whatever it would hide or lie below is removed.
  private mutating func put(_ path: RepositoryPath, _ file: BuiltFile) {
    files = files.filter { other, _ in
      !other.bytes.starts(with: path.bytes + [0x2F])
        && !path.bytes.starts(with: other.bytes + [0x2F])
    }
    files[path] = file
  }

  private static func path(using random: inout SeededGenerator) -> RepositoryPath {
    var path = RepositoryPath.root
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      path = path.appending(segments.randomElement(using: &random) ?? [0x61])
    }
    return path
  }

  private static func file(using random: inout SeededGenerator) -> BuiltFile {
    let content = "content \(Int.random(in: 0..<40, using: &random))\n"
    switch Int.random(in: 0..<10, using: &random) {
    case 0: return .symlink(target: content)
    case 1: return .executable(Array(content.utf8))
    case 2:
      let byte = UInt8.random(in: 0..<4, using: &random)
      return ObjectID(bytes: [UInt8](repeating: byte + 1, count: 20)).map {
        .submodule(commit: $0)
      } ?? .text(content)
    default: return .text(content)
    }
  }
}
