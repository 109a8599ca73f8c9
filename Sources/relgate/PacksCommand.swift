import CommandKit
import DataTrees
import GateEngine
import PolicyPacks

/// `relgate packs`: the packs that a repository brings itself.
enum PacksCommand {
  private static let format = Option(
    ["--format", "-f"], ValueKind<AnswerFormat>.choice("FORMAT"), default: .text,
    help: "How the answer is written")

  static let command = Command<Action>(
    "packs", "Try the policy packs of a repository",
    commands: [
      Command(
        "test", "Judge the examples of packs, and tell where they say something else",
        discussion: """
          The packs are those of HEAD's configuration, judged together; builtin ones were tried \
          before they shipped. The exit code is 1 if an example does not hold.
          """,
        parameters: [
          format, RangeOptions.repository, JudgingOptions.policyFrom, JudgingOptions.packs,
        ],
        examples: [
          Example(
            "try a pack before the configuration names it",
            "relgate packs test --pack policies/ours.yaml")
        ], action: .packsTest)
    ])

  static func test(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let (directory, environment) = RangeOptions.place(invocation)
    let trials = try Gate.builtin.inRepository(at: directory, environment) {
      _, repository throws(GateError) in
      try Gate.builtin.trials(
        at: invocation[JudgingOptions.policyFrom] ?? "HEAD",
        packs: invocation[JudgingOptions.packs], in: repository)
    }
    switch invocation[format] {
    case .text: try Channel.output.write(text: text(of: trials))
    case .json: try Channel.output.write(json(of: trials))
    }
    return trials.allSatisfy(\.violations.isEmpty) ? 0 : 1
  }

  private typealias Trials = [(example: PackExample, violations: [String])]

  private static func text(of trials: Trials) -> String {
    let lines = trials.flatMap { trial in
      trial.violations.map { "\(trial.example.pack): \($0)\n" }
    }
    let failed = trials.count { !$0.violations.isEmpty }
    let examples = trials.count == 1 ? "1 example" : "\(trials.count) examples"
    return lines.joined() + "\(examples), \(failed == 0 ? "all hold" : "\(failed) failed")\n"
  }

  private static func json(of trials: Trials) -> [UInt8] {
    var writer = JSONWriter(.pretty)
    writer.beginArray()
    for trial in trials {
      writer.beginObject()
      writer.key("pack")
      writer.string(trial.example.pack)
      writer.key("example")
      writer.string(trial.example.name)
      writer.key("violations")
      writer.beginArray()
      for violation in trial.violations { writer.string(violation) }
      writer.endArray()
      writer.endObject()
    }
    writer.endArray()
    return writer.bytes + [UInt8(ascii: "\n")]
  }
}
