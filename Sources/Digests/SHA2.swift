import CMbedCrypto

/// SHA-256 (FIPS 180-4) of bytes that come piece by piece.
package struct SHA256: Sendable {
  private var context = mbedtls_sha256_context()

  /// Begins with no bytes.
  package init() {
    mbedtls_sha256_init(&context)
    check(mbedtls_sha256_starts_ret(&context, 0))
  }

  /// Adds bytes.
  package mutating func update(_ bytes: some Sequence<UInt8>) {
    let added: Void? = bytes.withContiguousStorageIfAvailable { add($0) }
    if added == nil { Array(bytes).withUnsafeBufferPointer { add($0) } }
  }

  /// The 32 bytes of the digest of all that was added so far; more can be added afterwards.
  package var digest: [UInt8] {
    // A copy, since finishing overwrites the state.
    var context = context
    return [UInt8](unsafeUninitializedCapacity: 32) { output, count in
      check(mbedtls_sha256_finish_ret(&context, output.baseAddress))
      count = 32
    }
  }

  /// The 32 bytes of the digest of bytes.
  package static func digest(of bytes: some Sequence<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.digest
  }

  /// The digest of bytes as 64 lower-case hexadecimal digits.
  package static func hexDigest(of bytes: some Sequence<UInt8>) -> String {
    Base16.encode(digest(of: bytes))
  }

  private mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    check(mbedtls_sha256_update_ret(&context, bytes.baseAddress, bytes.count))
  }
}

/// SHA-512 (FIPS 180-4).
package enum SHA512 {
  /// The 64 bytes of the digest of bytes.
  package static func digest(of bytes: some Sequence<UInt8>) -> [UInt8] {
    let bytes = Array(bytes)
    return [UInt8](unsafeUninitializedCapacity: 64) { output, count in
      check(mbedtls_sha512_ret(bytes, bytes.count, output.baseAddress, 0))
      count = 64
    }
  }
}

/// The library fails on wrong arguments only, or for want of an accelerator that it lacks here.
private func check(_ status: CInt) {
  precondition(status == 0, "the digest library failed with \(status)")
}
