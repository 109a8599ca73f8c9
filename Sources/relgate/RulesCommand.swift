import CommandKit
import FormatKit
import ReleaseModel
import Reporting
import SourceModel

/// `relgate rules` and `relgate explain`: what relgate can find, and why it matters.
enum RulesCommand {
  private static let format = Option(
    ["--format", "-f"], ValueKind<RuleFormat>.choice("FORMAT"), default: .text,
    help: "How the answer is written")
  private static let rule = Positional(
    oneOrMore: ValueKind.text("RULE"), help: "The id of a rule, such as openapi/contract-removed")

  static let listCommand = Command<Action>(
    "rules", "List the rules: everything that can be found in a contract", parameters: [format],
    action: .rules)
  static let explainCommand = Command<Action>(
    "explain", "Explain rules: what they mean, why they matter, what to do",
    parameters: [rule, format], action: .explain)

  static func list(_ invocation: Invocation) throws(Failure) {
    let rules = builtinRules.values.sorted { $0.id < $1.id }
    try Channel.output.write(RulePages.list(rules, as: invocation[format]))
  }

  static func explain(_ invocation: Invocation) throws(Failure) {
    var asked: [Rule] = []
    for text in invocation[rule] {
      guard let found = builtinRules[RuleID(text)] else {
        let nearest = Spelling.nearest(to: text, among: builtinRules.keys.map(\.text))
        throw Failure(
          "there is no rule '\(text)'",
          hint: nearest.map { "Did you mean '\($0)'?" } ?? "List the rules with 'relgate rules'.",
          exitCode: 2)
      }
      asked.append(found)
    }
    try Channel.output.write(RulePages.explain(asked, as: invocation[format]))
  }
}
