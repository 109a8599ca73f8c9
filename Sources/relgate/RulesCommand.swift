import CommandKit
import FormatKit
import GateEngine
import PolicyPacks
import ReleaseModel
import Reporting
import SourceModel

/// `relgate rules` and `relgate explain`: what relgate can find, and why it matters.
enum RulesCommand {
  private static let format = Option(
    ["--format", "-f"], ValueKind<RuleFormat>.choice("FORMAT"), default: .text,
    help: "How the answer is written")
  private static let rule = Positional(
    oneOrMore: ValueKind.text("RULE"),
    help: "The id of a rule or a problem, such as openapi/contract-removed")

  private static let effective = Flag(
    "--effective", help: "Tell how much each weighs by the policy of HEAD, and who says so")

  static let listCommand = Command<Action>(
    "rules", "List the rules and problems: everything that can be found in a contract",
    parameters: [
      format, effective, RangeOptions.repository, JudgingOptions.policyFrom,
      JudgingOptions.packs,
    ], action: .rules)
  static let explainCommand = Command<Action>(
    "explain", "Explain rules and problems: what they mean, why they matter, what to do",
    parameters: [rule, format], action: .explain)

  static func list(_ invocation: Invocation) throws(Failure) {
    if invocation[effective] { return try listEffective(invocation) }
    let rules = builtinRules.values.sorted { $0.id < $1.id }
    let problems = builtinProblemRules.values.sorted { $0.id < $1.id }
    let findings = builtinFindingRules.values.sorted { $0.id < $1.id }
    try Channel.output.write(
      RulePages.list(rules, findings: findings, problems: problems, as: invocation[format]))
  }

  /// The severities that the policy of a revision gives, each with where it comes from.
  private static func listEffective(_ invocation: Invocation) throws(Failure) {
    let (directory, environment) = RangeOptions.place(invocation)
    let settings = try Gate.builtin.inRepository(at: directory, environment) {
      _, repository throws(GateError) in
      try Gate.builtin.effectiveSettings(
        at: invocation[JudgingOptions.policyFrom] ?? "HEAD",
        packs: invocation[JudgingOptions.packs], in: repository)
    }
    switch invocation[format] {
    case .json: try Channel.output.write(EffectiveSetting.json(settings))
    default: try Channel.output.write(text: EffectiveSetting.text(settings))
    }
  }

  static func explain(_ invocation: Invocation) throws(Failure) {
    var asked: [RulePages.Subject] = []
    for text in invocation[rule] {
      let id = RuleID(text)
      guard
        let found = builtinRules[id].map(RulePages.Subject.rule)
          ?? builtinFindingRules[id].map(RulePages.Subject.finding)
          ?? builtinProblemRules[id].map(RulePages.Subject.problem)
      else {
        let nearest = nearestRule(to: text)
        throw Failure(
          "there is no rule '\(text)'",
          hint: nearest.map { "Did you mean '\($0)'?" } ?? "List the rules with 'relgate rules'.",
          exitCode: 2)
      }
      asked.append(found)
    }
    try Channel.output.write(RulePages.explain(asked, as: invocation[format]))
  }

  /// The id that resembles a text most; a text without a format is taken for the rest of an id.
  private static func nearestRule(to text: String) -> String? {
    let known =
      Array(builtinRules.keys) + Array(builtinFindingRules.keys) + Array(builtinProblemRules.keys)
    let ids = known.sorted().map(\.text)
    if text.contains("/") { return Spelling.nearest(to: text, among: ids) }
    func rest(_ id: String) -> String {
      String(id.split(separator: "/", maxSplits: 1).last ?? "")
    }
    let nearest = Spelling.nearest(to: text, among: ids.map(rest))
    return ids.first { rest($0) == nearest }
  }
}
