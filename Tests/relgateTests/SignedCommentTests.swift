import Foundation
import Testing

/// Whether keys can be made here.
private let canSign = FileManager.default.isExecutableFile(atPath: "/usr/bin/ssh-keygen")

/// Comments that count because of who signed them, in commits that the git program signs.
@Suite("Signed comments", .enabled(if: canSign))
struct SignedCommentTests {
  private let scene: PushScene
  private let until: String

  init() throws {
    scene = try PushScene()
    let key = scene.directory + "/key"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/ssh-keygen")
    process.arguments = ["-q", "-N", "", "-t", "ed25519", "-f", key]
    try process.run()
    process.waitUntilExit()
    for (name, value) in [("gpg.format", "ssh"), ("user.signingkey", key)] {
      try scene.git(["config", name, value])
    }
    until = ISO8601DateFormatter.string(
      from: Date(timeIntervalSinceNow: 30 * 86_400), timeZone: .gmt, formatOptions: .withFullDate)
    try scene.commit([
      ".relgate.yaml": "schema: relgate/config/1\npacks: [ours.yaml]\n",
      "ours.yaml": """
      schema: relgate/pack/1
      name: ours
      extends: [builtin:core]
      waivers: {signed_in_range: allowed}

      """,
      "allowed_signers": "a@example.invalid "
        + String(
          decoding: try Data(contentsOf: URL(fileURLWithPath: key + ".pub")), as: UTF8.self),
    ])
  }

  /// An API whose parameter is required or not, with what stands in the line before it and at its
  /// end.
  private func api(required: Bool, comment: Bool, tail: String = "") -> String {
    let directive =
      "# relgate:allow openapi/parameter-became-required owner=ann until=\(until)"
      + " -- both clients always send it"
    return """
      openapi: 3.1.0
      info: {title: Shop, version: '1'}
      paths:
        /a:
          get:
            parameters:
              \(comment ? directive : "#")
              - {name: q, in: query, required: \(required), schema: {type: string}}
            responses: {'200': {description: ok}}
      \(tail)
      """
  }

  private func sign(_ text: String) throws {
    try scene.git(["config", "commit.gpgsign", "true"])
    try scene.commit(["api.yaml": text])
    try scene.git(["config", "commit.gpgsign", "false"])
  }

  private func check() throws -> Program.Outcome {
    try Program.run("check", "--repo", scene.clone, "--format", "json", "HEAD~1..HEAD")
  }

  @Test("One that a signer brings counts")
  func brought() throws {
    try scene.commit(["api.yaml": api(required: false, comment: false)])
    try sign(api(required: true, comment: true))
    let outcome = try check()
    #expect(outcome.findings.contains { $0.hasPrefix("error") && $0.hasSuffix("waived") })
    #expect(outcome.exitCode == 0)
  }

  @Test("One that stood there unsigned does not count because a signer touches the file")
  func touched() throws {
    try scene.commit(["api.yaml": api(required: false, comment: true)])
    try sign(api(required: true, comment: true, tail: "# touched"))
    let outcome = try check()
    #expect(outcome.exitCode == 1)
    #expect(outcome.findings.allSatisfy { !$0.hasSuffix("waived") })
    #expect(outcome.findings.contains { $0.hasPrefix("info waiver/disregarded") })
  }

  @Test("A waiver of an expired key does not count, whatever day the commit gives itself")
  func expired() throws {
    let today = ISO8601DateFormatter.string(
      from: Date(), timeZone: .gmt, formatOptions: .withFullDate)
    let waiver = """
      schema: relgate/waiver/1
      rule: openapi/parameter-became-required
      path: api.yaml
      element: GET /a > parameter q (query)
      owner: ann
      reason: Both clients always send it.
      created: \(today)
      expires: \(until)
      """
    let file = URL(fileURLWithPath: scene.clone + "/allowed_signers")
    let valid = try String(contentsOf: file, encoding: .utf8)
    func outcome(_ signers: String) throws -> Program.Outcome {
      try scene.commit(
        ["allowed_signers": signers, "api.yaml": api(required: false, comment: false)])
      try scene.git(["config", "commit.gpgsign", "true"])
      try scene.commit(
        ["api.yaml": api(required: true, comment: false), "waivers/w.yaml": waiver],
        on: "2024-06-01")
      try scene.git(["config", "commit.gpgsign", "false"])
      return try Program.run(
        "check", "--repo", scene.clone, "--format", "json", "HEAD~1..HEAD", "--as-of", "today")
    }
    let granted = try outcome(valid + "\n")
    #expect(granted.findings.contains { $0.hasSuffix("waived") })
    try scene.git(["rm", "-q", "waivers/w.yaml"])
    let ended = valid.replacingOccurrences(
      of: "a@example.invalid ", with: "a@example.invalid valid-before=\"20250101\" ")
    let refused = try outcome(ended)
    #expect(refused.exitCode == 1)
    #expect(refused.findings.allSatisfy { !$0.hasSuffix("waived") })
    #expect(refused.output.contains("has expired"))
  }
}
