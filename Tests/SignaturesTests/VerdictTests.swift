import Foundation
import Signatures
import SourceModel
import Testing

struct VerdictTests {
  static let day: Int64 = 86_400
  /// 2026-01-01T00:00:00Z, the date of the commits.
  static let date: Int64 = 1_767_225_600
  static let asOf = CalendarDate(unixSeconds: date)

  private func verdict(
    _ vector: Vector, signers: String, payload: [UInt8] = Vector.payload, at: Int64 = date
  ) throws -> SignatureVerdict {
    try AllowedSigners(Array(signers.utf8))
      .verdict(on: vector.signature, of: payload, at: at, asOf: Self.asOf)
  }

  @Test(arguments: Vector.right)
  func verifies(_ vector: Vector) throws {
    let signers = "# the team\n\nother@x \(vector.key)\nana@x,*@team.x \(vector.key) a comment\n"
    guard case .verified(let signer) = try verdict(vector, signers: signers) else {
      Issue.record("not verified")
      return
    }
    #expect(signer.fingerprint == vector.fingerprint)
    #expect(signer.principals == [PatternList("other@x"), PatternList("ana@x,*@team.x")])
    #expect(!signer.isExpired)
    #expect(signer.isPrincipal("ana@x") && signer.isPrincipal("b@team.x"))
    #expect(!signer.isPrincipal("b@x"))
  }

  @Test(arguments: Vector.right)
  func refusesEveryAlteredBitOfAPayload(_ vector: Vector) throws {
    let signers = try AllowedSigners(Array("a@x \(vector.key)".utf8))
    for place in stride(from: 0, to: Vector.payload.count, by: 7) {
      var payload = Vector.payload
      payload[place] ^= 1 << UInt8(place % 8)
      #expect(
        signers.verdict(on: vector.signature, of: payload, at: Self.date, asOf: Self.asOf)
          == .badSignature(reason: "the signature is not one of this content by its key"))
    }
    for payload in [[], Vector.payload.dropLast(), Vector.payload + [0x0A]] {
      let verdict = signers.verdict(
        on: vector.signature, of: Array(payload), at: Self.date, asOf: Self.asOf)
      guard case .badSignature = verdict else {
        Issue.record("\(verdict)")
        return
      }
    }
  }

  @Test func refusesOtherNamespacesAndKeys() throws {
    let key = Vector.ed25519.key
    #expect(
      try verdict(.ed25519File, signers: "a@x \(key)")
        == .notAllowed(reason: "the signature was made for 'file', not for 'git'"))
    #expect(
      try verdict(.ed25519, signers: "a@x \(Vector.p256.key)")
        == .notAllowed(reason: "no allowed signer has the key \(Vector.ed25519.fingerprint)"))
    #expect(
      try verdict(.ed25519, signers: "a@x namespaces=\"file,!git,*\" \(key)")
        == .notAllowed(
          reason: "the key \(Vector.ed25519.fingerprint) is not allowed to sign for 'git'"))
    // An authority's own signature is not that of a signer whom it certified.
    #expect(
      try verdict(.ed25519, signers: "a@x cert-authority \(key)")
        == .notAllowed(reason: "no allowed signer has the key \(Vector.ed25519.fingerprint)"))
    #expect(try verdict(.ed25519, signers: "") != .unsigned)
    guard case .verified = try verdict(.ed25519, signers: "a@x Namespaces=\"g?t\" \(key)") else {
      Issue.record("the namespace is allowed")
      return
    }
  }

  @Test func judgesTheWindowAtTheCommit() throws {
    let signers = "a@x valid-after=\"20260101Z\",valid-before=\"202601311200\" \(Vector.p256.key)"
    let allowed = try AllowedSigners(Array(signers.utf8))
    func verdict(at seconds: Int64, asOf: String = "2026-01-31") throws -> SignatureVerdict {
      allowed.verdict(
        on: Vector.p256.signature, of: Vector.payload, at: seconds,
        asOf: try #require(CalendarDate(asOf)))
    }
    func isExpired(at seconds: Int64, asOf: String) throws -> Bool? {
      guard case .verified(let signer) = try verdict(at: seconds, asOf: asOf) else { return nil }
      return signer.isExpired
    }
    let last = Self.date + 30 * Self.day + Self.day / 2
    #expect(
      try verdict(at: Self.date - 1)
        == .notAllowed(reason: "the key \(Vector.p256.fingerprint) was not valid on 2025-12-31"))
    #expect(
      try verdict(at: last + 1)
        == .notAllowed(reason: "the key \(Vector.p256.fingerprint) was not valid on 2026-01-31"))
    #expect(try isExpired(at: Self.date, asOf: "2026-01-31") == false)
    #expect(try isExpired(at: last, asOf: "2026-02-01") == true)
    #expect(try verdict(at: .min) != .unsigned)
    #expect(try verdict(at: .max) != .unsigned)
  }

  @Test func oneValidLineOfAKeyIsEnough() throws {
    let key = Vector.rsa3072.key
    let signers = "old@x valid-before=\"20200101\" \(key)\nana@x \(key)\n"
    guard case .verified(let signer) = try verdict(.rsa3072, signers: signers) else {
      Issue.record("not verified")
      return
    }
    #expect(signer.principals == [PatternList("ana@x")])
    #expect(!signer.isPrincipal("old@x"))
  }

  @Test func refusesShortKeysAndOldHashes() throws {
    #expect(
      try verdict(.rsa2048, signers: "a@x \(Vector.rsa2048.key)")
        == .unsupported(
          reason: "the RSA key has 2048 bits, and less than 3072 are not trusted"))
    let sha1 = try SignatureBlob(Vector.rsa3072).renaming(algorithm: "ssh-rsa")
    let signers = try AllowedSigners(Array("a@x \(Vector.rsa3072.key)".utf8))
    #expect(
      signers.verdict(on: sha1.armored, of: Vector.payload, at: Self.date, asOf: Self.asOf)
        == .unsupported(
          reason: "the signature was made by 'ssh-rsa' with SHA-1, which is not trusted"))
    // The same value under the name of the other hash is no signature.
    let other = try SignatureBlob(Vector.rsa3072).renaming(algorithm: "rsa-sha2-256")
    let verdict = signers.verdict(
      on: other.armored, of: Vector.payload, at: Self.date, asOf: Self.asOf)
    guard case .badSignature = verdict else {
      Issue.record("\(verdict)")
      return
    }
  }

  @Test(arguments: [
    ("", SignatureVerdict.unsigned),
    (
      "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n",
      .unsupported(reason: "an OpenPGP signature is present, but not verified")
    ),
    (
      "-----BEGIN SIGNED MESSAGE-----\nMIIE\n-----END SIGNED MESSAGE-----\n",
      .unsupported(reason: "an X.509 signature is present, but not verified")
    ),
    ("iQEz", .unsupported(reason: "a signature of an unknown kind is present, but not verified")),
    (
      "-----BEGIN SSH SIGNATURE-----\n",
      .badSignature(reason: "the signature is damaged: its armor is damaged")
    ),
    (
      "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
      .badSignature(reason: "the signature is damaged: it does not begin as a signature of SSH")
    ),
  ])
  func namesOtherSignatures(_ text: String, _ expected: SignatureVerdict) throws {
    let signers = try AllowedSigners([])
    #expect(
      signers.verdict(on: Array(text.utf8), of: [], at: Self.date, asOf: Self.asOf) == expected)
  }

  @Test(arguments: [
    (Part.version([0, 0, 0, 2]), "the signature has the unknown version 2"),
    (.hash("md5"), "the hash 'md5' is neither sha256 nor sha512"),
    (
      .keyType("sk-ssh-ed25519@openssh.com"),
      "the key is one of a security key (sk), which is not verified"
    ),
    (
      .keyType("ssh-ed25519-cert-v01@openssh.com"),
      "the key is a certificate, which is not verified"
    ),
    (.keyType("ssh-new"), "the key is of the unknown kind 'ssh-new'"),
  ])
  func namesWhatItDoesNotSupport(_ part: Part, _ reason: String) throws {
    let changed = try SignatureBlob(Vector.ed25519).changing(part)
    let signers = try AllowedSigners(Array("a@x \(Vector.ed25519.key)".utf8))
    #expect(
      signers.verdict(on: changed.armored, of: Vector.payload, at: Self.date, asOf: Self.asOf)
        == .unsupported(reason: reason))
  }
}
