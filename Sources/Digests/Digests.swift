import CMbedCrypto

/// SHA-256 (FIPS 180-4).
package enum SHA256 {
  /// The digest of the bytes as 64 lower-case hex digits.
  package static func hexDigest(of bytes: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    _ = mbedtls_sha256_ret(bytes, bytes.count, &digest, 0)
    let digits = Array("0123456789abcdef")
    return String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
