import Digests
import EvidenceStatements
import Signatures
import SourceModel
import TestSupport
import Testing

/// Signatures that the ssh-keygen program makes.
@Suite(.enabled(if: SigningKey.canBeMade))
struct SignatureTests {
  private let day = CalendarDate("2026-06-01") ?? CalendarDate(dayNumber: 0)
  private let statement = StatementSchema.bytes(of: .sample)

  @Test("a signature beside the file is verified for its namespace and its content")
  func detached() throws {
    let keys = try SigningKey()
    let signature = try keys.sign(statement, namespace: "relgate")
    #expect(try verdict(signature, keys).isVerified)
    var edited = statement
    edited[edited.count - 3] = UInt8(ascii: " ")
    let file = EvidenceFile(SourceText(path: "e.json", bytes: edited), signature: signature)
    #expect(try file.signer(among: keys.signers(), asOf: day).isBad)
    let foreign = try keys.sign(statement, namespace: "git")
    #expect(
      try verdict(foreign, keys)
        == .notAllowed(reason: "the signature was made for 'git', not for 'relgate'"))
  }

  @Test("a signature that is cut off anywhere verifies nothing")
  func truncated() throws {
    let keys = try SigningKey()
    let signature = try keys.sign(statement, namespace: "relgate")
    for count in stride(from: 0, to: signature.count - 2, by: 11) {
      #expect(try !verdict(Array(signature.prefix(count)), keys).isVerified, "\(count) bytes")
    }
    #expect(try verdict([], keys) == .badSignature(reason: "the signature is empty"))
  }

  @Test("a key counts within its time, for its namespaces, and if anybody is named")
  func allowance() throws {
    let keys = try SigningKey()
    let signature = try keys.sign(statement, namespace: "relgate")
    #expect(try verdict(signature, keys, #"namespaces="relgate" "#).isVerified)
    #expect(try !verdict(signature, keys, #"namespaces="git" "#).isVerified)
    #expect(try verdict(signature, keys, #"valid-before="20260602" "#).isVerified)
    #expect(try !verdict(signature, keys, #"valid-before="20260601" "#).isVerified)
    let file = EvidenceFile(SourceText(path: "e.json", bytes: statement), signature: signature)
    #expect(
      file.signer(among: nil, asOf: day)
        == .unsupported(reason: "a signature is there, but nobody is named who may sign"))
    let bare = EvidenceFile(SourceText(path: "e.json", bytes: statement), signature: nil)
    #expect(try bare.signer(among: keys.signers(), asOf: day) == .unsigned)
  }

  @Test("an envelope is opened, and its signature is one of type and content")
  func envelope() throws {
    let keys = try SigningKey()
    let content = SignedEnvelope(payload: statement, signatures: [])
    let signature = try keys.sign(content.signedBytes, namespace: "relgate")
    let file = EvidenceFile(envelope(statement, [signature]), signature: nil)
    #expect(file.statement == .sample)
    #expect(try file.signer(among: keys.signers(), asOf: day).isVerified)
    let bare = try keys.sign(statement, namespace: "relgate")
    let wrong = EvidenceFile(envelope(statement, [bare]), signature: nil)
    #expect(try wrong.signer(among: keys.signers(), asOf: day).isBad)
    let unsigned = EvidenceFile(envelope(statement, []), signature: nil)
    #expect(try unsigned.signer(among: keys.signers(), asOf: day) == .unsigned)
  }

  @Test("the encoding that is signed is that of DSSE")
  func encoding() {
    let envelope = SignedEnvelope(payload: Array("hello".utf8), signatures: [])
    #expect(
      String(decoding: envelope.signedBytes, as: UTF8.self)
        == "DSSEv1 28 application/vnd.in-toto+json 5 hello")
  }

  @Test("a damaged envelope, or one of something else, is refused")
  func damagedEnvelope() {
    let good = String(decoding: envelope(statement, []).bytes, as: UTF8.self)
    for text in [
      good.replacing("vnd.in-toto+json", with: "json"),
      good.replacing("\"payload\":", with: "\"p\":"),
      good.replacing("\"payload\":\"", with: "\"payload\":\"*"),
      String(decoding: envelope(Array("{}".utf8), []).bytes, as: UTF8.self),
    ] {
      let file = EvidenceFile(SourceText(path: "e.json", text), signature: nil)
      #expect(file.statement == nil && !file.problems.isEmpty)
    }
  }

  private func verdict(
    _ signature: [UInt8], _ keys: SigningKey, _ options: String = ""
  ) throws -> SignatureVerdict {
    EvidenceFile(SourceText(path: "e.json", bytes: statement), signature: signature)
      .signer(among: try keys.signers(options), asOf: day)
  }

  private func envelope(_ payload: [UInt8], _ signatures: [[UInt8]]) -> SourceText {
    let list = signatures.map { #"{"keyid":"k","sig":"\#(Base64.encode($0))"}"# }
    let text = """
      {"payloadType":"application/vnd.in-toto+json","payload":"\(Base64.encode(payload))",
       "signatures":[\(list.joined(separator: ","))]}
      """
    return SourceText(path: "e.json", text)
  }
}

extension SignatureVerdict {
  fileprivate var isVerified: Bool { if case .verified = self { true } else { false } }
  fileprivate var isBad: Bool { if case .badSignature = self { true } else { false } }
}
