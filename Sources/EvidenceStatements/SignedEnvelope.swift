internal import DataTrees
internal import Digests
package import Signatures
package import SourceModel

/// A statement in an envelope with its signatures (DSSE v1.0).
package struct SignedEnvelope: Hashable, Sendable {
  /// The type of what is inside.
  package static let payloadType = "application/vnd.in-toto+json"
  /// What signatures of evidence are made for.
  package static let namespace: Name = "relgate"

  /// What was signed.
  package let payload: [UInt8]
  /// The signatures: of SSH in armor, or the 64 bytes of Ed25519.
  package let signatures: [[UInt8]]

  /// Makes an envelope.
  package init(payload: [UInt8], signatures: [[UInt8]]) {
    self.payload = payload
    self.signatures = signatures
  }

  /// Whether a document is an envelope, rather than a statement without one.
  package static func isEnvelope(_ source: SourceText) -> Bool {
    guard let tree = DataTree.read(source, syntax: .json).tree else { return false }
    return tree.value(of: tree.root, "payloadType") != nil
  }

  /// Reads an envelope; total: any bytes give one or located problems.
  static func read(
    _ source: SourceText
  ) -> (envelope: SignedEnvelope?, problems: [ShapeProblem]) {
    let reading = DataTree.read(source, syntax: .json)
    var problems = reading.problems.map { ShapeProblem($0.message, at: $0.range, hint: $0.hint) }
    guard let tree = reading.tree, problems.isEmpty else { return (nil, problems) }
    let envelope = reader.read(tree, tree.root, &problems)
    return (problems.isEmpty ? envelope : nil, problems)
  }

  /// The bytes that are signed: the pre-authentication encoding of type and payload.
  package var signedBytes: [UInt8] {
    let type = Array(SignedEnvelope.payloadType.utf8)
    return Array("DSSEv1 \(type.count) ".utf8) + type + Array(" \(payload.count) ".utf8) + payload
  }

  /// What is known of the signers: the first signature that is verified, else the first one.
  ///
  /// - Parameters:
  ///   - seconds: when the key must have been valid.
  ///   - asOf: the day as of which an expired key is told.
  package func verdict(
    by signers: AllowedSigners, at seconds: Int64, asOf: CalendarDate
  ) -> SignatureVerdict {
    let verdicts = signatures.map { signature in
      signature.starts(with: "-----BEGIN".utf8)
        ? signers.verdict(
          on: signature, of: signedBytes, for: SignedEnvelope.namespace, at: seconds, asOf: asOf)
        : signers.verdict(
          onBare: signature, of: signedBytes, for: SignedEnvelope.namespace, at: seconds,
          asOf: asOf)
    }
    let verified = verdicts.first { if case .verified = $0 { true } else { false } }
    return verified ?? verdicts.first ?? .unsigned
  }

  private static let reader = ShapedCodec<SignedEnvelope>.record(
    "A statement with its signatures.",
    [
      .required("payloadType", "The type.", .word([payloadType], "payload type"), \.type),
      .required("payload", "The statement, in Base64.", bytes, \.payload),
      .required("signatures", "The signatures.", .list(signature), \.signatures),
    ]
  ) { SignedEnvelope(payload: try $0[\.payload], signatures: try $0[\.signatures]) }.reader

  private static let signature = ShapedCodec<[UInt8]>.record(
    "A signature.", [.required("sig", "Its bytes, in Base64.", bytes, \.self)]
  ) { try $0[\.self] }

  /// Either alphabet is allowed (DSSE, JSON envelope).
  private static let bytes = ShapedCodec<String>.string.map(
    to: { text in
      let standard = text.utf8.map { byte -> UInt8 in
        switch byte {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: byte
        }
      }
      return Base64.decode(String(decoding: standard, as: UTF8.self))
    }, expecting: "Base64", from: { Base64.encode($0) })

  private var type: String { SignedEnvelope.payloadType }
}
