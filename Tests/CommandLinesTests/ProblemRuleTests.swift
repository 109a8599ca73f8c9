import CommandLines
import FormatKit
import ReleaseModel
import SourceModel
import TestSupport
import Testing

struct ProblemRuleTests {
  @Test(arguments: [
    ("cli/unreadable", "{"),
    ("cli/duplicate-key", "{opencli: '0.1', opencli: '0.1', info: {title: a, version: '1'}}"),
    ("cli/version-unknown", "{a: 1}"),
    ("cli/structure-invalid", "{opencli: '0.1', info: {title: a, version: '1'}, commands: 3}"),
    (
      "cli/command-duplicated",
      "{opencli: '0.1', info: {title: a, version: '1'}, commands: [{name: b}, {name: b}]}"
    ),
    (
      "cli/spelling-duplicated",
      "{opencli: '0.1', info: {title: a, version: '1'}, options: [{name: -b}, {name: -b}]}"
    ),
    (
      "cli/parent-missing",
      "{schema: relgate/cli/1, name: a, commands: [{path: []}, {path: [b, c]}]}"
    ),
  ])
  func whatIsToldIsListed(_ rule: RuleID, _ text: String) {
    let sample = Sample("problem", text, at: "cli.yaml")
    let told = Set(CommandLineFormat.read(sample.source, from: sample).problems.map(\.rule))
    #expect(told.contains(rule))
    #expect(told.isSubset(of: CommandLineFormat.problemRules.map(\.id)))
  }
}
