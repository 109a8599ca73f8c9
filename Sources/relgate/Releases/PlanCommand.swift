import CommandKit
import FormatKit
import GateEngine
import GitHistory
import ReleaseChecks
import ReleaseModel
import ReleasePlanning
import ReleaseRecords
import SourceModel

/// `relgate plan`: the folder of a release, made from what its range changes.
enum PlanCommand {
  private static let version = Option(
    "--version", ValueKind.text("VERSION"), defaultText: "the lowest that the changes allow",
    help: "The version that is to come; its folder is named after it")
  private static let preset = Option(
    "--preset",
    ValueKind.choice("PRESET", of: ReleaseRecord.Rollout.Preset.named.map(\.rawValue)),
    default: ReleaseRecord.Rollout.Preset.canaryRamp.rawValue,
    help: "The ladder of stages: to 5, 10, 50, 100; 1, 5, 20, 50, 100; or 5, 25, 50, 100 percent")
  private static let runbook = Flag("--runbook", help: "Write a runbook as well")
  private static let folder = Option(
    "--output-folder", ValueKind.directory("FOLDER"),
    defaultText: "the release's folder, or 'next' in the folder of releases",
    help: "The folder to write to, from the repository's root")
  private static let dryRun = Flag(["--dry-run", "-n"], help: "Print the files, and write nothing")

  static let command = Command<Action>(
    "plan", "Write the documents of a release, as far as its range tells what they say",
    discussion: """
      Only the documents that the range needs are written. What waits for people is marked TBD. A \
      second run keeps what people wrote: it makes again what nobody edited, and adds what is new. \
      In a bare repository the files are printed.
      """,
    parameters: [version, preset, runbook, folder, dryRun] + JudgingOptions.parameters,
    examples: [
      Example("the next release", "relgate plan"),
      Example("a release by its number", "relgate plan v2.4.0..HEAD --version 2.5.0"),
    ], action: .plan)

  static func run(_ invocation: Invocation) throws(Failure) -> UInt8 {
    if let version = invocation[version],
      ReleaseVersion(tag: version) == nil || version.utf8.contains(UInt8(ascii: "/"))
    {
      throw Failure(
        "'\(version)' is no version", hint: "Write it like '2.5.0'.", exitCode: 2)
    }
    let answer = try JudgingOptions.ask(invocation) {
      gate, request, before, after throws(GateError) in
      try gate.release(request, before: before, after: after)
    }
    guard let answer else { return 0 }
    var input = answer.planInput(
      in: try target(of: answer, invocation), version: invocation[version])
    input.preset = ReleaseRecord.Rollout.Preset(rawValue: invocation[preset]) ?? .canaryRamp
    input.hasRunbook = invocation[runbook]
    let tree = WorkTree(of: try Checkout.repository(invocation))
    let plan = Plan(input) { path in
      if let tree { return tree.content(of: path) }
      if case .file(let source) = answer.after.read(path) { return source.bytes }
      return nil
    }
    try write(plan, into: invocation[dryRun] ? nil : tree)
    guard answer.report.complete else {
      Channel.errors.write(
        """
        relgate: the plan lacks what could not be read
        hint: Run 'relgate check' on the range; it names what.

        """)
      return 3
    }
    return 0
  }

  private static func target(
    of answer: ReleaseAnswer, _ invocation: Invocation
  ) throws(Failure) -> RepositoryPath {
    if let named = invocation[folder] {
      let text = named.hasSuffix("/") ? String(named.dropLast()) : named
      if let path = RepositoryPath(text), path != .root { return path }
      throw Failure(
        "'\(named)' is no folder of the repository",
        hint: "Name it from the repository's root, such as 'releases/2.5.0'.", exitCode: 2)
    }
    if let version = invocation[version] { return answer.releases.appending(version.utf8) }
    return answer.judgement?.folder?.path ?? answer.releases.appending("next".utf8)
  }

  // MARK: Output

  private static func write(_ plan: Plan, into tree: WorkTree?) throws(Failure) {
    guard let tree else {
      for file in plan.files {
        try Channel.output.write(
          Array("-- file: \(file.path.text)\n".utf8) + file.bytes)
      }
      return
    }
    for file in plan.files {
      if file.state == .written || file.state == .changed {
        try tree.write(file.bytes, at: file.path, madeFrom: file.origin)
      }
    }
    try Channel.output.write(text: text(of: plan))
  }

  private static func text(of plan: Plan) -> String {
    var text = ""
    for file in plan.files {
      let word = file.state.rawValue.padded(to: 9)
      text += "\(word)  \(file.path.text)\n"
      func tell(_ what: String, _ names: [String]) {
        if !names.isEmpty { text += "           \(what): \(names.joined(separator: ", "))\n" }
      }
      tell("added", file.added)
      tell("made again", file.updated)
      tell("edited by people, kept", file.edited)
      tell("called for by nothing, kept", file.leftOver)
      if let obstacle = file.obstacle { text += "           \(obstacle)\n" }
    }
    let open = plan.files.filter { !$0.open.isEmpty }.map { file in
      let lines = ranges(of: file.open.map(\.line)).joined(separator: ", ")
      return "  \(file.path.text): line \(lines)\n"
    }
    if !open.isEmpty { text += "left to people, marked TBD:\n" + open.joined() }
    return text
  }

  /// Numbers in order, those in a row as `3-7`.
  private static func ranges(of numbers: [Int]) -> [String] {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, number == last.upperBound + 1 {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
  }
}

extension ReleaseRecord.Rollout.Preset {
  /// The ladders that have shares of their own.
  fileprivate static let named: [Self] = [.canaryRamp, .phased, .quarters]
}

extension String {
  /// The text with spaces behind it.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
