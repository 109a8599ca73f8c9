package import SourceModel

/// Who may sign: a file of allowed signers, as `git verify-commit` reads it (ssh-keygen, ALLOWED
/// SIGNERS).
///
/// Certificates are not verified, so that a line with `cert-authority` allows nobody. Times without
/// `Z` are read as UTC, where OpenSSH would read them in the zone of the machine.
package struct AllowedSigners: Hashable, Sendable {
  let entries: [Entry]

  /// One line of the file.
  struct Entry: Hashable, Sendable {
    /// The line's number, from 1.
    let line: Int
    let principals: PatternList
    let options: Options
    let key: PublicKey
  }

  /// What stands between the principals and the key.
  struct Options: Hashable, Sendable {
    var isAuthority = false
    /// What the key may sign; nil for anything.
    var namespaces: PatternList?
    /// The first and the last second at which the key is valid, since 1970-01-01T00:00:00Z.
    var validAfter: Int64?
    var validBefore: Int64?
  }
}

/// What is known of a signature.
package enum SignatureVerdict: Hashable, Sendable {
  /// It is right, and its signer is allowed.
  case verified(VerifiedSigner)
  /// It is right, but nobody who is allowed signs so; the reason is a fact, lower case.
  case notAllowed(reason: String)
  /// It is wrong or damaged; the reason is a fact, lower case.
  case badSignature(reason: String)
  /// There is a signature that is not verified; the reason is a fact, lower case.
  case unsupported(reason: String)
  /// There is no signature.
  case unsigned
}

/// Who signed, as the file of allowed signers has it.
package struct VerifiedSigner: Hashable, Sendable {
  /// The principals of each line that allows the signature, in the order of the file.
  package let principals: [PatternList]
  /// The key's fingerprint, `SHA256:` and 43 characters, as `ssh-keygen -l` prints it.
  package let fingerprint: String
  /// Whether no line allows the key any more on the day as of which was asked.
  package let isExpired: Bool

  /// Whether a principal is among the signer's.
  package func isPrincipal(_ principal: Name) -> Bool {
    principals.contains { $0.matches(principal) }
  }
}

extension AllowedSigners {
  /// Judges the signature of a commit, or of something else that was signed for a purpose.
  ///
  /// - Parameters:
  ///   - signature: the signature in its armor; empty for none.
  ///   - payload: what was signed: the commit without the signature, or a file.
  ///   - namespace: what it must have been signed for: `git` for commits and tags.
  ///   - seconds: the committer's date, at which the key must have been valid.
  ///   - asOf: the day as of which an expired key is told.
  package func verdict(
    on signature: [UInt8], of payload: [UInt8], for namespace: Name = "git", at seconds: Int64,
    asOf: CalendarDate
  ) -> SignatureVerdict {
    if signature.isEmpty { return .unsigned }
    guard signature.starts(with: SSHSignature.begin.utf8) else {
      return .unsupported(reason: AllowedSigners.kind(of: signature))
    }
    let read: SSHSignature
    do throws(SSHSignature.Flaw) {
      read = try SSHSignature(armored: signature)
      guard try read.isRight(for: payload) else {
        return .badSignature(reason: "the signature is not one of this content by its key")
      }
    } catch {
      switch error {
      case .damaged(let what): return .badSignature(reason: "the signature is damaged: \(what)")
      case .unsupported(let what): return .unsupported(reason: what)
      }
    }
    guard read.namespace == namespace else {
      return .notAllowed(
        reason: "the signature was made for '\(read.namespace.text)', not for '\(namespace.text)'")
    }
    return verdict(on: read.key, for: namespace, at: seconds, asOf: asOf)
  }

  /// Judges a bare signature of Ed25519 (RFC 8032), which does not say whose it is.
  ///
  /// The parameters are those of a signature in armor; what is signed must say itself what it is for,
  /// as the envelopes of DSSE do.
  package func verdict(
    onBare signature: [UInt8], of payload: [UInt8], for namespace: Name, at seconds: Int64,
    asOf: CalendarDate
  ) -> SignatureVerdict {
    if signature.isEmpty { return .unsigned }
    guard signature.count == 64 else {
      return .unsupported(reason: "a signature is present that is not one of Ed25519")
    }
    let signer = entries.map(\.key).first { $0.isSigner(of: payload, signature) }
    guard let signer else {
      return .notAllowed(reason: "no allowed signer made the signature of this content")
    }
    return verdict(on: signer, for: namespace, at: seconds, asOf: asOf)
  }

  /// Judges who made a signature that is right.
  private func verdict(
    on key: PublicKey, for namespace: Name, at seconds: Int64, asOf: CalendarDate
  ) -> SignatureVerdict {
    let fingerprint = key.fingerprint
    let ofKey = entries.filter { $0.key == key && !$0.options.isAuthority }
    guard !ofKey.isEmpty else {
      return .notAllowed(reason: "no allowed signer has the key \(fingerprint)")
    }
    let ofPurpose = ofKey.filter { $0.options.namespaces?.matches(namespace) ?? true }
    guard !ofPurpose.isEmpty else {
      return .notAllowed(
        reason: "the key \(fingerprint) is not allowed to sign for '\(namespace.text)'")
    }
    let valid = ofPurpose.filter { $0.options.isValid(at: seconds) }
    guard !valid.isEmpty else {
      let date = CalendarDate(unixSeconds: seconds)
      return .notAllowed(reason: "the key \(fingerprint) was not valid on \(date)")
    }
    return .verified(
      VerifiedSigner(
        principals: valid.map(\.principals), fingerprint: fingerprint,
        isExpired: valid.allSatisfy { $0.options.isExpired(asOf: asOf) }))
  }

  /// What is said of a signature that is not one of SSH.
  private static func kind(of signature: [UInt8]) -> String {
    if ["-----BEGIN PGP SIGNATURE-----", "-----BEGIN PGP MESSAGE-----"].contains(where: {
      signature.starts(with: $0.utf8)
    }) {
      return "an OpenPGP signature is present, but not verified"
    }
    return signature.starts(with: "-----BEGIN SIGNED MESSAGE-----".utf8)
      ? "an X.509 signature is present, but not verified"
      : "a signature of an unknown kind is present, but not verified"
  }
}

extension AllowedSigners.Options {
  func isValid(at seconds: Int64) -> Bool {
    seconds >= validAfter ?? .min && seconds <= validBefore ?? .max
  }

  func isExpired(asOf day: CalendarDate) -> Bool {
    validBefore.map { CalendarDate(unixSeconds: $0) < day } ?? false
  }
}
