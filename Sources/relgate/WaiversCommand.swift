import CommandKit
import DataTrees
import GateEngine
import GitHistory
import Glibc
import PolicyPacks
import ReleaseModel
import SourceModel

/// `relgate waivers`: the exceptions of a repository.
enum WaiversCommand {
  private static let format = Option(
    ["--format", "-f"], ValueKind<AnswerFormat>.choice("FORMAT"), default: .text,
    help: "How the answer is written")
  private static let fingerprint = Positional(
    required: ValueKind.text("FINGERPRINT"),
    help: "Of the finding or problem to excuse, or enough of its first digits")
  private static let owner = Option(
    required: "--owner", ValueKind.text("NAME"), help: "Who answers for the exception")
  private static let reason = Option(
    required: "--reason", ValueKind.text("TEXT"),
    help: "Why it is granted, in \(Waiver.shortestReason) characters or more")
  private static let days = Option(
    "--days", ValueKind.number(in: 1...3650), defaultText: "the policy's longest time",
    help: "For how many days it counts")
  private static let ticket = Option(
    "--ticket", ValueKind.text("TICKET"), help: "Where it is discussed")
  private static let write = Flag(
    "--write", help: "Add the file to the work tree in place of printing it")
  private static let dryRun = Flag(
    ["--dry-run", "-n"], help: "Name the files without deleting them")

  static let command = Command<Action>(
    "waivers", "List, write and clear up exceptions",
    commands: [
      Command(
        "list", "List the waivers with what became of each",
        discussion: "A release is judged for it: all since the preceding release, or RANGE.",
        parameters: JudgingOptions.parameters + [format], action: .waiversList),
      Command(
        "new", "Write a waiver that excuses one finding",
        discussion: """
          The run of 'relgate check' in which the finding stands is repeated; give the same range \
          and options. The waiver counts once it is in the revision that the policy is read at.
          """,
        parameters: [fingerprint, owner, reason, days, ticket, write]
          + JudgingOptions.parameters,
        examples: [
          Example(
            "excuse a finding of a pull request",
            "relgate waivers new 3b0ac3cf main...HEAD --owner api-team "
              + "--reason 'Both clients were moved on May 4.' --write")
        ], action: .waiversNew),
      Command(
        "prune", "Delete waivers that expired, or excuse nothing of the release",
        parameters: [dryRun] + JudgingOptions.parameters, action: .waiversPrune),
    ])

  // MARK: list

  static func list(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let states = try states(invocation)
    switch invocation[format] {
    case .text: try Channel.output.write(text: text(of: states))
    case .json: try Channel.output.write(json(of: states))
    }
    return 0
  }

  private static func states(_ invocation: Invocation) throws(Failure) -> [WaiverState] {
    try JudgingOptions.ask(invocation) { gate, request, before, after throws(GateError) in
      try gate.waivers(request, before: before, after: after)
    }?.states ?? []
  }

  private static func text(of states: [WaiverState]) -> String {
    if states.isEmpty { return "no waivers\n" }
    return states.map { state in
      let waiver = state.waiver
      let scope = [waiver.path?.pattern, waiver.element?.text].compactMap { $0 }
        .joined(separator: " > ")
      return "\(waiver.file.text):\(waiver.line): \(state.outcome.word): \(waiver.rule)"
        + (waiver.isBroad ? " (broad)" : "")
        + (scope.isEmpty ? "" : " of \(scope)") + "\n"
        + "  until \(waiver.expires) by \(waiver.owner)"
        + (waiver.ticket.map { ", \($0)" } ?? "") + ": \(waiver.reason)\n"
    }.joined()
  }

  private static func json(of states: [WaiverState]) -> [UInt8] {
    var writer = JSONWriter(.pretty)
    writer.beginArray()
    for state in states {
      let waiver = state.waiver
      writer.beginObject()
      func write(_ key: String, _ text: String?) {
        guard let text else { return }
        writer.key(key)
        writer.string(text)
      }
      write("file", waiver.file.text)
      writer.key("line")
      writer.integer(waiver.line)
      write("state", state.outcome.word)
      if case .used(let count) = state.outcome {
        writer.key("uses")
        writer.integer(count)
      }
      write("rule", waiver.rule.text)
      write("path", waiver.path?.pattern)
      write("element", waiver.element?.text)
      write("fingerprint", waiver.fingerprint)
      write("owner", waiver.owner)
      write("reason", waiver.reason)
      write("created", waiver.created?.description)
      write("expires", waiver.expires.description)
      write("ticket", waiver.ticket)
      writer.key("broad")
      writer.bool(waiver.isBroad)
      writer.endObject()
    }
    writer.endArray()
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  // MARK: new

  static func new(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let report = try JudgingOptions.ask(invocation) {
      gate, request, before, after throws(GateError) in
      try gate.check(request, before: before, after: after)
    }
    guard let report, let asOf = report.asOf, let judgement = report.judgement else {
      throw Failure(
        "the range has no day, so that no waiver can end", hint: "Name one with --as-of.",
        exitCode: 2)
    }
    let policy = judgement.policy
    let reasonText = invocation[reason]
    if reasonText.count < Waiver.shortestReason {
      throw Failure(
        "the reason has fewer than \(Waiver.shortestReason) characters",
        hint: "Say why the exception is safe, so that others can judge it.", exitCode: 2)
    }
    if policy.waiverNeedsTicket, invocation[ticket] == nil {
      throw Failure("the policy demands a ticket", hint: "Name it with --ticket.", exitCode: 2)
    }
    let asked = invocation[fingerprint]
    let findings = judgement.findings.filter {
      $0.fingerprint.hasPrefix(asked) || $0.change?.hasPrefix(asked) == true
    }
    let problems = report.problems.filter { $0.fingerprint.hasPrefix(asked) }
    let bytes: [UInt8]
    let rule: RuleID
    let whole: String
    let span = min(invocation[days] ?? policy.waiverDays, policy.waiverDays)
    switch (Set(findings.map(\.fingerprint)).count, Set(problems.map(\.fingerprint)).count) {
    case (1, 0):
      (rule, whole) = (findings[0].rule, findings[0].fingerprint)
      bytes = Waiver.yaml(
        for: findings[0], owner: invocation[owner], reason: reasonText, asOf: asOf, maxDays: span,
        ticket: invocation[ticket])
    case (0, 1):
      (rule, whole) = (problems[0].rule, problems[0].fingerprint)
      bytes = Waiver.yaml(
        for: problems[0], owner: invocation[owner], reason: reasonText, asOf: asOf, maxDays: span,
        ticket: invocation[ticket])
    case (0, 0):
      throw Failure(
        "the run has no finding or problem with the fingerprint '\(asked)'",
        hint: "Give the range and the options of the 'relgate check' that found it.", exitCode: 2)
    default:
      throw Failure(
        "several findings have a fingerprint that begins with '\(asked)'",
        hint: "Give more of its digits.", exitCode: 2)
    }
    guard Waiver.canExcuse(rule) else {
      throw Failure(
        "'\(rule)' cannot be waived", hint: "What judges must not excuse itself.", exitCode: 2)
    }
    let path = Waiver.path(for: rule, fingerprint: whole)
    guard invocation[write] else {
      try Channel.output.write(bytes)
      return 0
    }
    try workTree(invocation).add(bytes, at: path)
    try Channel.output.write(text: path.text + "\n")
    return 0
  }

  // MARK: prune

  static func prune(_ invocation: Invocation) throws(Failure) -> UInt8 {
    if getenv("CI") != nil, !invocation[dryRun] {
      throw Failure(
        "waivers are pruned by people, and CI is set", hint: "List them with --dry-run.",
        exitCode: 2)
    }
    let idle = try states(invocation).filter { $0.outcome == .unused || $0.outcome == .expired }
    if invocation[dryRun] {
      for state in idle {
        try Channel.output.write(text: "\(state.waiver.file.text): \(state.outcome.word)\n")
      }
      return 0
    }
    let tree = try workTree(invocation)
    let head = try repository(invocation)
    for state in idle {
      let file = state.waiver.file
      guard let committed = head.committedFile(file) else { continue }
      try tree.remove(file, as: committed)
      try Channel.output.write(text: "\(file.text): \(state.outcome.word), removed\n")
    }
    return 0
  }

  private static func repository(_ invocation: Invocation) throws(Failure) -> Repository {
    let (directory, environment) = RangeOptions.place(invocation)
    do throws(GitError) {
      return try Repository(at: directory, environment: environment)
    } catch {
      throw Failure(error)
    }
  }

  private static func workTree(_ invocation: Invocation) throws(Failure) -> WorkTree {
    guard let tree = WorkTree(of: try repository(invocation)) else {
      throw Failure(
        "the repository has no work tree", hint: "Run the command in a clone.", exitCode: 2)
    }
    return tree
  }
}

extension Repository {
  /// The bytes that HEAD has at a path; nil if it has no file there.
  fileprivate func committedFile(_ path: RepositoryPath) -> [UInt8]? {
    guard let head = try? revision("HEAD"), let files = try? snapshot(of: head),
      case .text(let source)? = try? files.content(at: path)
    else { return nil }
    return source.bytes
  }
}
