import Signatures
import SourceModel
import TestSupport
import Testing

/// Reading is total, and nothing but the signature that was made is verified.
struct HostileSignatureTests {
  private static let rounds: UInt64 = 500

  private func isVerified(_ signature: [UInt8], _ signers: AllowedSigners) -> Bool {
    let verdict = signers.verdict(
      on: signature, of: Vector.payload, at: VerdictTests.date, asOf: VerdictTests.asOf)
    if case .verified = verdict { return true }
    return false
  }

  @Test(arguments: Vector.right)
  func damagedBytesAreNeverVerified(_ vector: Vector) throws {
    let signers = try AllowedSigners(Array("a@x \(vector.key)".utf8))
    let bytes = try SignatureBlob(vector).bytes
    #expect(isVerified(SignatureBlob.armored(bytes), signers))
    for seed in 0..<Self.rounds {
      var random = SplitMix64(seed: seed)
      let damaged = Self.damaged(bytes, &random)
      guard damaged != bytes else { continue }
      #expect(!isVerified(SignatureBlob.armored(damaged), signers), "seed \(seed)")
    }
    for count in bytes.indices {
      #expect(!isVerified(SignatureBlob.armored(Array(bytes[..<count])), signers), "\(count)")
    }
  }

  @Test(arguments: Vector.right)
  func damagedArmorIsReadOrRefused(_ vector: Vector) throws {
    let signers = try AllowedSigners(Array("a@x \(vector.key)".utf8))
    func content(_ text: [UInt8]) -> [UInt8] {
      text.filter { ![0x09, 0x0A, 0x0D, 0x20].contains($0) }
    }
    for seed in 0..<Self.rounds {
      var random = SplitMix64(seed: seed)
      let damaged = Self.damaged(vector.signature, &random)
      guard content(damaged) != content(vector.signature) else { continue }
      #expect(!isVerified(damaged, signers), "seed \(seed)")
    }
    for count in vector.signature.indices.dropLast() {
      #expect(!isVerified(Array(vector.signature[..<count]), signers), "\(count)")
    }
    #expect(!isVerified(vector.signature + vector.signature, signers))
    #expect(!isVerified(vector.signature + Array("x".utf8), signers))
    #expect(isVerified(vector.signature + Array("\n \n".utf8), signers))
  }

  @Test func damagedSignerFilesAreReadOrRefused() {
    let text = """
      # team
      ana@x,*@y namespaces="git",valid-after="20260101",valid-before="20270101Z" \(Vector.p256.key)
      "b c@x" cert-authority \(Vector.rsa3072.key) comment

      """
    var accepted = 0
    for seed in 0..<Self.rounds * 4 {
      var random = SplitMix64(seed: seed)
      do throws(AllowedSignersError) {
        _ = try AllowedSigners(Self.damaged(Array(text.utf8), &random))
        accepted += 1
      } catch {
        #expect(!error.flaws.isEmpty)
        #expect(error.flaws.allSatisfy { $0.line >= 1 && $0.column >= 1 }, "seed \(seed)")
      }
    }
    #expect(accepted > 0)
  }

  /// Changes, removes, repeats or inserts a few bytes; lengths are favorite places.
  private static func damaged(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var result = bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let place = Int.random(in: 0...result.count, using: &random)
      let end = min(result.count, place + Int.random(in: 0...9, using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: result.removeSubrange(place..<end)
      case 1: result.insert(contentsOf: Array(result[place..<end]), at: place)
      case 2: result.insert(UInt8.random(in: 0...255, using: &random), at: place)
      case 3: result.replaceSubrange(place..<end, with: [0xFF, 0xFF, 0xFF, 0xFF])
      default:
        if place < result.count { result[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
      }
    }
    return result
  }
}
