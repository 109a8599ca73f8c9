import Foundation
import GitHistory
import Signatures
import SourceModel
import Testing

/// Signatures made on the spot by the programs that users have.
@Suite(.enabled(if: Keygen.isThere))
struct OpenSSHTests {
  private func verdict(
    _ signature: [UInt8], of payload: [UInt8], signers: String
  ) throws -> SignatureVerdict {
    try AllowedSigners(Array(signers.utf8)).verdict(
      on: signature, of: payload, at: VerdictTests.date, asOf: VerdictTests.asOf)
  }

  @Test(arguments: [
    (["-t", "ed25519"], nil), (["-t", "ecdsa", "-b", "256"], nil),
    (["-t", "rsa", "-b", "3072"], nil),
    (["-t", "rsa", "-b", "3073"], nil),
    (
      ["-t", "ecdsa", "-b", "384"],
      "the key is one of ECDSA on another curve than P-256, which is not verified"
    ),
    (
      ["-t", "rsa", "-b", "2048"],
      "the RSA key has 2048 bits, and less than 3072 are not trusted"
    ),
  ])
  func verifiesWhatKeygenSigns(_ options: [String], _ refusal: String?) throws {
    let keygen = try Keygen()
    let key = try keygen.makeKey("key", options)
    for (index, hash) in ["sha512", "sha256", "sha512"].enumerated() {
      let payload = Array("payload \(index)\n".utf8)
      let signature = try keygen.sign(payload, key: "key", hash: hash)
      let verdict = try verdict(signature, of: payload, signers: "a@x \(key)")
      if let refusal {
        #expect(verdict == .unsupported(reason: refusal))
      } else if case .verified(let signer) = verdict {
        #expect(try keygen.run("ssh-keygen", ["-lf", "key.pub"]).contains(signer.fingerprint))
      } else {
        Issue.record("\(verdict)")
      }
      if refusal == nil, case .verified = try self.verdict(signature, of: [], signers: "a@x \(key)")
      {
        Issue.record("another payload was verified")
      }
    }
  }

  @Test func agreesWithGitOnCommits() throws {
    let keygen = try Keygen()
    let ana = try keygen.makeKey("ana", "-t", "ed25519")
    let ben = try keygen.makeKey("ben", "-t", "ecdsa", "-b", "256")
    try keygen.run("git", ["init", "-q", "-b", "main", "r"])
    func commit(_ message: String, key: String?, _ options: String...) throws -> ObjectID {
      let sign =
        key.map {
          [
            "-c", "gpg.format=ssh", "-c", "user.signingKey=\(keygen.directory)/\($0)", "commit",
            "-S",
          ]
        } ?? ["commit"]
      try keygen.run(
        "git",
        ["-C", "r"] + sign
          + ["-q", "--allow-empty", "--allow-empty-message", "-m", message] + options)
      let hex = try keygen.run("git", ["-C", "r", "rev-parse", "HEAD"])
      return try #require(ObjectID(String(hex.dropLast())))
    }
    let signers = "ana@x namespaces=\"git\" \(ana)\n"
    try keygen.write(Array(signers.utf8), to: "signers")
    let commits = [
      (try commit("Signed by one who may\n\nbody", key: "ana"), true),
      (try commit("", key: "ana"), true),
      (try commit("gpgsig in the message\n\ngpgsig x\n y", key: "ana", "--cleanup=verbatim"), true),
      (try commit("Signed by another", key: "ben"), false),
      (try commit("Not signed", key: nil), false),
    ]
    let repository = try Repository(at: keygen.directory + "/r")
    for (id, isGood) in commits {
      let isGoodForGit =
        (try? keygen.run(
          "git",
          [
            "-C", "r", "-c", "gpg.ssh.allowedSignersFile=\(keygen.directory)/signers",
            "verify-commit", id.hex,
          ])) != nil
      let signed = try repository.signedPayload(of: id)
      let verdict = try verdict(
        signed?.signature ?? [], of: signed?.payload ?? [], signers: signers)
      #expect(isGoodForGit == isGood)
      if case .verified(let signer) = verdict {
        #expect(isGood && signer.isPrincipal("ana@x"))
      } else {
        #expect(!isGood)
      }
    }
    // A signature belongs to its commit alone.
    let (first, second) = (
      try #require(try repository.signedPayload(of: commits[0].0)),
      try #require(try repository.signedPayload(of: commits[1].0))
    )
    guard
      case .badSignature = try verdict(
        first.signature, of: second.payload, signers: signers)
    else {
      Issue.record("a signature was verified for another commit")
      return
    }
    #expect(ben != ana)
  }

  /// The lines are those on which both programs must agree whether the signer is allowed.
  @Test(arguments: [
    "a@x KEY", "* KEY", "a@x,b@x KEY", "!a@x,* KEY", "b@x KEY", "a@x namespaces=\"git\" KEY",
    "a@x namespaces=\"file\" KEY", "a@x valid-after=\"20260102Z\" KEY",
    "a@x valid-before=\"20260101Z\" KEY", "a@x valid-before=\"20251231Z\" KEY",
    "a@x valid-after=\"20260101000000Z\" KEY", "\"a@x\" KEY", "a@x cert-authority KEY",
    "# a@x KEY", "a@x unknown KEY", "a@x valid-after=\"2026\" KEY", "a@x KEY comment",
    "a@x  NAMESPACES=\"g*\"  KEY",
  ])
  func agreesWithKeygenOnSigners(_ line: String) throws {
    let keygen = try Keygen()
    let signers = line.replacing("KEY", with: Vector.ed25519.key) + "\n"
    try keygen.write(Array(signers.utf8), to: "signers")
    try keygen.write(Vector.ed25519.signature, to: "signature")
    try keygen.write(Vector.payload, to: "payload")
    let script = """
      ssh-keygen -Y verify -f signers -I a@x -n git -s signature -Overify-time=20260101Z <payload
      """
    let isAllowedThere = (try? keygen.run("sh", ["-c", script])) != nil
    var isAllowedHere = false
    if let read = try? AllowedSigners(Array(signers.utf8)),
      case .verified(let signer) = read.verdict(
        on: Vector.ed25519.signature, of: Vector.payload, at: VerdictTests.date,
        asOf: VerdictTests.asOf)
    {
      isAllowedHere = signer.isPrincipal("a@x")
    }
    #expect(isAllowedHere == isAllowedThere)
  }
}
