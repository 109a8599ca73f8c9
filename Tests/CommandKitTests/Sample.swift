import CommandKit

/// The parameters of a small tool that has one of everything.
enum Sample {
  enum Format: String, CaseIterable {
    case text, json, markdown
  }

  static let directory = Option(
    "--repo", .directory(), defaultText: "the current directory", help: "Read the repository in DIR"
  )
  static let quiet = Flag(["--quiet", "-q"], help: "Print nothing but the result")

  static let range = Positional(
    .revision("RANGE"), defaultText: "the last release..HEAD",
    help:
      "The revisions to compare, such as v1.0.0..HEAD, or one revision, which is compared with HEAD"
  )
  static let format = Option(
    "--format", .choice("FORMAT"), default: Format.text, help: "Print the report as FORMAT")
  static let output = Option(
    ["--output", "-o"], .file(), help: "Write the report to FILE instead of standard output")
  static let only = Option(
    repeatable: "--only", .choice("CLASS", of: ["breaking", "risky", "additive"]),
    help: "Show only changes of CLASS")
  static let limit = Option(
    "--limit", .number(in: -1...1000), default: 100, help: "Show at most N changes; -1 shows all")
  static let policy = Option("--policy-from", .revision(), help: "Read the policy at REV")
  static let summary = Flag(
    "--summary", help: "Print counts", deprecation: Deprecation(since: "1.1", use: "--format text"))
  static let trace = Flag("--trace", help: "Print the steps taken", isHidden: true)

  static let rule = Positional(required: .text("RULE"), help: "The id of a rule")

  static let owner = Option(required: "--owner", .text("NAME"), help: "Record NAME as the owner")
  static let reason = Option(
    "--reason", .text("TEXT", allowsEmpty: true), help: "Record why the exception is granted")
  static let files = Positional(oneOrMore: .file(), help: "The files to waive")
  static let expired = Flag("--expired", help: "List expired waivers too")
  static let patterns = Positional(
    zeroOrMore: .text("PATTERN"), help: "List waivers whose rule matches a PATTERN")

  static let diff = Command(
    "diff", aliases: ["compare"], "Print every change between two revisions",
    discussion: """
      Both revisions are read from Git; the work tree is never looked at.

      A file that neither revision changes is not read.
      """,
    parameters: [range, only, limit, policy, summary, trace],
    sections: [Section("Output options", [format, output])],
    examples: [Example("Compare the last release with HEAD", "sample diff v1.0.0..HEAD")],
    action: "diff")
  static let explain = Command(
    "explain", "Print what a rule demands", parameters: [rule], action: "explain")
  static let list = Command(
    "list", "List waivers", parameters: [expired, patterns], action: "list")
  static let new = Command(
    "new", "Write a waiver", parameters: [owner, reason, files], action: "new")
  static let waivers = Command(
    "waivers", "Work with waivers", commands: [list, new])
  static let show = Command(
    "show", "Print a rule", isHidden: true,
    deprecation: Deprecation(since: "1.0", removal: "2.0", use: "sample explain"), action: "show")

  static let tool = Tool(
    version: "1.2.3",
    root: Command(
      "sample", "Tell what a release changes",
      discussion: "Sample reads a repository and tells what changed in it.",
      examples: [Example("Explain a rule", "sample explain openapi/response-removed")],
      commands: [diff, explain, waivers, show]),
    globals: [directory, quiet],
    exitCodes: [
      ExitCode(0, "nothing blocks the release"), ExitCode(1, "something blocks the release"),
      ExitCode(2, "the command line cannot be accepted"),
    ],
    environment: [EnvironmentVariable("NO_COLOR", "Print without color when set and not empty")],
    seeAlso: ["git-diff(1)", "https://example.com/sample"])
}
