import CommandKit
import DataTrees
import EvidenceStatements
import GateEngine
import ReleaseModel
import SourceModel

/// `relgate evidence`: what was done, bound to the bytes that ship.
enum EvidenceCommand {
  private static let format = Option(
    ["--format", "-f"], ValueKind<AnswerFormat>.choice("FORMAT"), default: .text,
    help: "How the answer is written")

  private static let files = Option(
    "--files", ValueKind.directory(),
    help: "Compute the digests of stores again, from the files that manifests name, below DIR")

  static let command = Command<Action>(
    "evidence", "Record what was tried, and judge what was recorded",
    commands: [
      Command(
        "record", "Write a statement about files of HEAD into the folder of the release",
        discussion: """
          The statement is bound to the objects of HEAD; it is refused where the index or the work \
          tree differ from them. Sign it with 'ssh-keygen -Y sign -n relgate', and commit both files.
          """,
        parameters: EvidenceOptions.parameters,
        examples: [
          Example(
            "a rehearsal of the release's migrations",
            "relgate rehearse --format json | relgate evidence record rehearsal --rehearsal -"),
          Example(
            "a drill",
            "relgate evidence record rollback-drill --subject db/migrations "
              + "--environment staging --result passed --recovery-seconds 240"),
        ], action: .evidenceRecord),
      Command(
        "verify", "List the evidence of a release, and judge each statement",
        discussion: "The exit code is 1 if a statement does not count.",
        parameters: JudgingOptions.parameters + [files, format], action: .evidenceVerify),
    ])

  // MARK: verify

  static func verify(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let report = try JudgingOptions.ask(invocation) {
      gate, request, before, after throws(GateError) in
      try gate.check(request, before: before, after: after)
    }
    let states = report?.judgement?.evidence ?? []
    let findings = (report?.judgement?.findings ?? []).filter { $0.rule.prefix == "evidence" }
    var mismatches: [StoreFiles.Mismatch] = []
    if let folder = invocation[files], let commit = report?.after.commit {
      mismatches = try StoreFiles.mismatches(
        of: states.map(\.path), at: commit, invocation, below: folder)
    }
    switch invocation[format] {
    case .text: try Channel.output.write(text: text(of: states, findings, mismatches))
    case .json: try Channel.output.write(json(of: states, findings, mismatches))
    }
    let isRefused = states.contains { $0.state != .valid }
    let isBlocked = findings.contains { $0.severity == .error && $0.waiver == nil }
    return isRefused || isBlocked || !mismatches.isEmpty ? 1 : 0
  }

  private static func text(
    of states: [EvidenceState], _ findings: [Finding], _ mismatches: [StoreFiles.Mismatch]
  ) -> String {
    let lines = states.map { state in
      let kind = state.kind.isEmpty ? "" : " \(state.kind)"
      let signer = state.signer.map { ", signed by \($0)" } ?? ""
      return "\(state.path.text): \(state.state.rawValue)\(kind): \(state.proof)\(signer)\n"
    }
    let told = findings.map { finding in
      let place = finding.place.map { "\($0.path.text):\($0.line)" } ?? finding.path?.text ?? ""
      return "\(place): \(finding.severity.rawValue) \(finding.rule): \(finding.message)\n"
    }
    let files = mismatches.map { "\($0.path.text): store '\($0.store)': \($0.reason)\n" }
    return (lines.isEmpty ? "no evidence\n" : lines.joined()) + told.joined() + files.joined()
  }

  private static func json(
    of states: [EvidenceState], _ findings: [Finding], _ mismatches: [StoreFiles.Mismatch]
  ) -> [UInt8] {
    var writer = JSONWriter(.pretty)
    func write(_ key: String, _ text: String?) {
      guard let text else { return }
      writer.key(key)
      writer.string(text)
    }
    writer.beginObject()
    writer.key("evidence")
    writer.beginArray()
    for state in states {
      writer.beginObject()
      write("path", state.path.text)
      write("kind", state.kind.isEmpty ? nil : state.kind)
      write("state", state.state.rawValue)
      write("proof", state.proof)
      write("signer", state.signer)
      writer.endObject()
    }
    writer.endArray()
    writer.key("findings")
    writer.beginArray()
    for finding in findings {
      writer.beginObject()
      write("rule", finding.rule.text)
      write("severity", finding.severity.rawValue)
      write("message", finding.message)
      write("path", (finding.place?.path ?? finding.path)?.text)
      writer.endObject()
    }
    writer.endArray()
    writer.key("files")
    writer.beginArray()
    for mismatch in mismatches {
      writer.beginObject()
      write("path", mismatch.path.text)
      write("store", mismatch.store)
      write("reason", mismatch.reason)
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
    return writer.bytes + [UInt8(ascii: "\n")]
  }
}
