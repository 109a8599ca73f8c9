package import DataTrees
package import Signatures
package import SourceModel

/// A file of evidence: a statement as it stands, or in an envelope, with the signature beside it.
package struct EvidenceFile: Sendable {
  /// Where it stands.
  package let path: RepositoryPath
  /// What it says; nil if there is a problem.
  package let statement: EvidenceStatement?
  /// What is wrong with it; of an envelope's content, at the content's place.
  package let problems: [ShapeProblem]
  /// The lines of the file.
  package let lines: LineTable
  /// What its signers signed.
  private let signedBytes: [UInt8]
  private let envelope: SignedEnvelope?
  /// The signature beside it; nil if there is none.
  private let detached: [UInt8]?

  /// What the name of a signature ends with, behind the name of the file.
  package static let signatureSuffix = ".sig"

  /// Reads a file.
  ///
  /// - Parameter signature: The bytes of the file `FILE.sig`; nil if there is none.
  package init(_ source: SourceText, signature: [UInt8]?) {
    path = source.path
    lines = LineTable(source.bytes)
    detached = signature
    signedBytes = source.bytes
    guard SignedEnvelope.isEnvelope(source) else {
      envelope = nil
      let reading = StatementSchema.read(source)
      (statement, problems) = (reading.statement, reading.problems)
      return
    }
    let opened = SignedEnvelope.read(source)
    envelope = opened.envelope
    guard let content = opened.envelope else {
      (statement, problems) = (nil, opened.problems)
      return
    }
    let reading = StatementSchema.read(SourceText(path: source.path, bytes: content.payload))
    statement = reading.statement
    problems = reading.problems.map { problem in
      ShapeProblem(
        "the envelope's statement: \(problem.message)", at: SourceRange(0, 0), hint: problem.hint)
    }
  }

  /// What is known of who signed the file, by its envelope or by the signature beside it.
  ///
  /// A key must be valid at the end of the day, since a signature says no time that could be
  /// believed.
  package func signer(among signers: AllowedSigners?, asOf: CalendarDate) -> SignatureVerdict {
    let isSigned = detached != nil || envelope.map { !$0.signatures.isEmpty } ?? false
    guard let signers else {
      return isSigned
        ? .unsupported(reason: "a signature is there, but nobody is named who may sign")
        : .unsigned
    }
    let seconds = (Int64(asOf.dayNumber) + 1) * 86_400 - 1
    if let envelope {
      let verdict = envelope.verdict(by: signers, at: seconds, asOf: asOf)
      if verdict != .unsigned { return verdict }
    }
    guard let detached else { return .unsigned }
    if detached.isEmpty { return .badSignature(reason: "the signature is empty") }
    return signers.verdict(
      on: detached, of: signedBytes, for: SignedEnvelope.namespace, at: seconds, asOf: asOf)
  }
}
