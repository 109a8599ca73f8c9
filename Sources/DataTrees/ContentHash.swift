import SourceModel

/// The hash of what a document says: the same on every run, whatever its layout.
///
/// It guides comparison and proves nothing: who skips equal hashes confirms equality first.
enum ContentHash {
  static let null = mix(0x9AE1_6A3B_2F90_404F)
  static let `false` = mix(0xC3A5_C85C_97CB_3127)
  static let `true` = mix(0xB492_B66F_BE98_F273)

  private static let string: UInt64 = 0x2D35_8DCC_AA6C_78A5
  private static let number: UInt64 = 0x8BB8_4B93_962E_ACC9
  private static let longNumber: UInt64 = 0x4B33_A62E_D433_D4A3
  private static let array: UInt64 = 0x4D5A_2DA5_1DE1_AA47
  private static let object: UInt64 = 0xA076_1D64_78BD_642F
  private static let pair: UInt64 = 0xE703_7ED1_A0B4_28DB

  /// The hash of a string's decoded bytes.
  @inline(__always)
  static func of(string bytes: UnsafeRawBufferPointer) -> UInt64 {
    of(bytes, seed: string)
  }

  /// The hash of an item list: order counts.
  struct Items {
    private var state = array

    mutating func add(_ item: UInt64) { state = mix(state ^ item) }

    var value: UInt64 { state }
  }

  /// The hash of a member set: order does not count.
  struct Members {
    private var sum = object

    mutating func add(key: UInt64, value: UInt64) {
      sum &+= mix(mix(key ^ pair) ^ value)
    }

    var value: UInt64 { mix(sum) }
  }

  /// The hash of a number's value; the text is one that a reader took for a number.
  static func of(number text: UnsafeRawBufferPointer) -> UInt64 {
    if let short = ShortDecimal(text) { return of(short) }
    switch NumberValue(text) {
    case .decimal(let value): return of(value)
    case .other(let name): return name.bytes.withUnsafeBytes { of($0, seed: number) }
    }
  }

  private static func of(_ value: DecimalNumber) -> UInt64 {
    if let short = ShortDecimal(value) { return of(short) }
    let digits = value.digits.withUnsafeBytes { of($0, seed: longNumber) }
    return mix(mix(digits ^ UInt64(bitPattern: Int64(value.exponent))) ^ (value.isNegative ? 1 : 0))
  }

  private static func of(_ short: ShortDecimal) -> UInt64 {
    mix(
      mix(short.coefficient ^ number) ^ UInt64(bitPattern: Int64(short.exponent) &* 2)
        ^ (short.isNegative ? 1 : 0))
  }

  /// Takes sixteen bytes with each multiplication; the last ones may overlap those before, since
  /// the length is in the seed.
  private static func of(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    let count = bytes.count
    var state = mix(seed ^ UInt64(truncatingIfNeeded: count))
    if count > 16 {
      var offset = 0
      while offset < count &- 16 {
        state = step(state, word(bytes, offset), word(bytes, offset &+ 8))
        offset &+= 16
      }
      return mix(step(state, word(bytes, count &- 16), word(bytes, count &- 8)))
    }
    if count >= 8 {
      return mix(step(state, word(bytes, 0), word(bytes, count &- 8)))
    }
    if count >= 4 {
      return mix(state ^ (halfWord(bytes, 0) << 32 | halfWord(bytes, count &- 4)))
    }
    if count > 0 {
      state ^= UInt64(bytes[0]) << 16 | UInt64(bytes[count >> 1]) << 8 | UInt64(bytes[count &- 1])
    }
    return mix(state)
  }

  /// Takes in two words; one stays visible where the product of both is zero.
  @inline(__always)
  private static func step(_ state: UInt64, _ a: UInt64, _ b: UInt64) -> UInt64 {
    fold(a ^ first, b ^ state) ^ a
  }

  @inline(__always)
  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  @inline(__always)
  private static func halfWord(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
  }

  private static let first: UInt64 = 0x5899_65CC_7537_4CC3

  @inline(__always)
  private static func mix(_ value: UInt64) -> UInt64 {
    fold(value ^ first, 0x9E37_79B9_7F4A_7C15)
  }

  @inline(__always)
  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
