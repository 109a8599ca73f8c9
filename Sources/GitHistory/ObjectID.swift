internal import CGit2

/// The name of a Git object: the 20 bytes of its SHA-1.
package struct ObjectID: Sendable {
  // Big-endian words, so that comparing words compares bytes.
  private let high: UInt64
  private let middle: UInt64
  private let low: UInt32

  /// The tree without entries, which every repository knows.
  package static let emptyTree = ObjectID(
    high: 0x4b82_5dc6_42cb_6eb9, middle: 0xa060_e54b_f8d6_9288, low: 0xfbee_4904)

  private init(high: UInt64, middle: UInt64, low: UInt32) {
    self.high = high
    self.middle = middle
    self.low = low
  }

  /// Reads 20 bytes, which the caller has checked to be there.
  init(_ pointer: UnsafeRawPointer) {
    high = UInt64(bigEndian: pointer.loadUnaligned(as: UInt64.self))
    middle = UInt64(bigEndian: pointer.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    low = UInt32(bigEndian: pointer.loadUnaligned(fromByteOffset: 16, as: UInt32.self))
  }

  /// Takes an id from libgit2.
  init(_ oid: git_oid) {
    self = withUnsafeBytes(of: oid) { bytes in
      bytes.baseAddress.map(ObjectID.init) ?? .emptyTree
    }
  }

  /// Reads 40 hexadecimal digits of either case; nil if they are anything else.
  package init?(hex: some Collection<UInt8>) {
    guard hex.count == 40 else { return nil }
    var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
    for digit in hex {
      guard let value = ObjectID.value(ofDigit: digit) else { return nil }
      // A shift register of three words; the topmost digits of 160 bits never fall out.
      words.0 = words.0 << 4 | words.1 >> 60
      words.1 = words.1 << 4 | words.2 >> 60
      words.2 = words.2 << 4 | UInt64(value)
    }
    high = words.0 << 32 | words.1 >> 32
    middle = words.1 << 32 | words.2 >> 32
    low = UInt32(truncatingIfNeeded: words.2)
  }

  /// Reads 40 hexadecimal digits of either case; nil if they are anything else.
  package init?(_ hex: String) {
    self.init(hex: Array(hex.utf8))
  }

  /// Takes 20 bytes; nil if there are more or fewer.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 20 else { return nil }
    func word(_ range: Range<Int>) -> UInt64 {
      bytes[range].reduce(0) { $0 << 8 | UInt64($1) }
    }
    self.init(high: word(0..<8), middle: word(8..<16), low: UInt32(word(16..<20)))
  }

  /// The id that a file's bytes have as a blob.
  package static func ofBlob(_ bytes: [UInt8]) throws(GitError) -> ObjectID {
    try GitLibrary.start()
    var oid = git_oid()
    try GitError.check(git_odb_hash(&oid, bytes, bytes.count, GIT_OBJECT_BLOB))
    return ObjectID(oid)
  }

  /// The 20 bytes.
  package var bytes: [UInt8] { withUnsafeBytes(of: oid, Array.init) }

  /// The 40 hexadecimal digits, lower case.
  package var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The first of the bytes.
  var firstByte: UInt8 { UInt8(truncatingIfNeeded: high >> 56) }

  /// The id as libgit2 takes it.
  var oid: git_oid {
    var oid = git_oid()
    withUnsafeMutableBytes(of: &oid) { bytes in
      bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
      bytes.storeBytes(of: middle.bigEndian, toByteOffset: 8, as: UInt64.self)
      bytes.storeBytes(of: low.bigEndian, toByteOffset: 16, as: UInt32.self)
    }
    return oid
  }

  private static func value(ofDigit digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

extension ObjectID: Hashable {
  // The bytes are already a hash: one word of them tells objects apart.
  package func hash(into hasher: inout Hasher) { hasher.combine(high) }
}

extension ObjectID: Comparable {
  package static func < (a: ObjectID, b: ObjectID) -> Bool {
    (a.high, a.middle, a.low) < (b.high, b.middle, b.low)
  }
}

extension ObjectID: CustomStringConvertible {
  package var description: String { hex }
}
