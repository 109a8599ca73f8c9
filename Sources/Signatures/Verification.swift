internal import CMbedCrypto
internal import CSodium
internal import Digests
internal import SourceModel

extension SSHSignature {
  /// Whether the signature's own key made it of a payload.
  ///
  /// - Throws: `unsupported` if the key or the algorithm is not trusted or not known.
  func isRight(for payload: [UInt8]) throws(Flaw) -> Bool {
    if let refusal = key.refusal { throw .unsupported(refusal) }
    let message = message(of: payload)
    switch key.material {
    case .ed25519(let bytes):
      try demand(["ssh-ed25519"])
      return Ed25519.isRight(value, of: message, key: bytes)
    case .p256(let point):
      try demand(["ecdsa-sha2-nistp256"])
      return P256.isRight(value, of: message, point: point)
    case .rsa(let exponent, let modulus):
      // SHA-1 can be forged.
      if algorithm == "ssh-rsa" {
        throw .unsupported("the signature was made by 'ssh-rsa' with SHA-1, which is not trusted")
      }
      try demand(["rsa-sha2-256", "rsa-sha2-512"])
      return RSA.isRight(
        value, of: message, exponent: exponent, modulus: modulus,
        isLong: algorithm == "rsa-sha2-512")
    case .other: throw .unsupported("the key is of another kind")
    }
  }

  private func demand(_ algorithms: [Name]) throws(Flaw) {
    guard algorithms.contains(algorithm) else {
      throw .damaged("its algorithm '\(algorithm.text)' is not one of a '\(key.type.text)' key")
    }
  }
}

extension PublicKey {
  /// Whether the key made a bare signature of Ed25519 of a message.
  func isSigner(of message: [UInt8], _ signature: [UInt8]) -> Bool {
    guard case .ed25519(let bytes) = material else { return false }
    return Ed25519.isRight(signature, of: message, key: bytes)
  }
}

/// Ed25519 (RFC 8032) by libsodium, which also refuses keys of small order.
private enum Ed25519 {
  static func isRight(_ signature: [UInt8], of message: [UInt8], key: [UInt8]) -> Bool {
    // Verifying needs nothing that sodium_init prepares: no random source, no choice of code.
    signature.count == 64 && key.count == 32
      && crypto_sign_ed25519_verify_detached(
        signature, message, UInt64(message.count), key) == 0
  }
}

/// ECDSA on P-256 with SHA-256 (RFC 5656, section 3.1.2) by Mbed TLS.
private enum P256 {
  static func isRight(_ signature: [UInt8], of message: [UInt8], point: [UInt8]) -> Bool {
    var reader = WireReader(signature)
    guard let r = reader.magnitude(), let s = reader.magnitude(), reader.isAtEnd,
      r.count <= 32, s.count <= 32
    else { return false }
    let digest = SHA256.digest(of: message)
    return rg_p256_verify(
      point, point.count, digest, digest.count, r, r.count, s, s.count) == 0
  }
}

/// RSASSA-PKCS1-v1_5 with SHA-256 or SHA-512 (RFC 8332) by Mbed TLS.
private enum RSA {
  static func isRight(
    _ signature: [UInt8], of message: [UInt8], exponent: [UInt8], modulus: [UInt8], isLong: Bool
  ) -> Bool {
    guard signature.count <= modulus.count else { return false }
    // Leading zeros may have been left out.
    let padded = [UInt8](repeating: 0, count: modulus.count - signature.count) + signature
    let digest = isLong ? SHA512.digest(of: message) : SHA256.digest(of: message)
    return rg_rsa_verify(
      modulus, modulus.count, exponent, exponent.count,
      isLong ? MBEDTLS_MD_SHA512 : MBEDTLS_MD_SHA256, digest, UInt32(digest.count), padded) == 0
  }
}
