import CommandKit
import Testing

@Suite struct UsageErrorTests {
  /// A command line and what is said about it.
  struct Row: Sendable, CustomTestStringConvertible {
    let words: [String]
    let message: String
    let hint: String

    init(_ line: String, _ message: String, _ hint: String) {
      self.words = line.split(separator: " ").map { $0 == "''" ? "" : String($0) }
      self.message = message
      self.hint = hint
    }

    var testDescription: String { words.joined(separator: " ") }
  }

  private func error(_ words: [String]) throws -> UsageError {
    try #require(throws: UsageError.self) { try Sample.tool.parse(words) }
  }

  static let rows = [
    Row(
      "", "no command was given to 'sample'", "Add 'diff', 'explain', 'waivers' or 'help'."),
    Row(
      "waivers", "no command was given to 'sample waivers'", "Add 'list' or 'new'."),
    Row("dif", "command 'dif' was not found under 'sample'", "Write 'sample diff'."),
    Row("DIFF", "command 'DIFF' was not found under 'sample'", "Write 'sample diff'."),
    Row("compar", "command 'compar' was not found under 'sample'", "Write 'sample compare'."),
    Row("list", "command 'list' was not found under 'sample'", "Write 'sample waivers list'."),
    Row(
      "waivers lsit", "command 'lsit' was not found under 'sample waivers'",
      "Write 'sample waivers list'."),
    Row(
      "frobnicate", "command 'frobnicate' was not found under 'sample'",
      "Run 'sample --help' to see the commands."),
    Row(
      "help nothing-like-it", "command 'nothing-like-it' was not found under 'sample'",
      "Run 'sample --help' to see the commands."),
    Row(
      "''", "command '' was not found under 'sample'", "Run 'sample --help' to see the commands."),
    Row(
      "diff --fromat json", "option '--fromat' was not recognized by 'sample diff'",
      "Write '--format'."),
    Row(
      "diff --fromat=json", "option '--fromat' was not recognized by 'sample diff'",
      "Write '--format'."),
    Row(
      "diff -format json", "option '-format' was not recognized by 'sample diff'",
      "Write '--format'."),
    Row(
      "diff -oreport", "option '-oreport' was not recognized by 'sample diff'",
      "Write '--output FILE', one option to a word."),
    Row(
      "diff --form json", "option '--form' was not recognized by 'sample diff'", "Write '--format'."
    ),
    Row(
      "diff --trac", "option '--trac' was not recognized by 'sample diff'",
      "Run 'sample diff --help' to see the options."),
    Row(
      "explain --only risky r", "option '--only' was not recognized by 'sample explain'",
      "Write it after 'sample diff'."),
    Row(
      "--only risky diff", "option '--only' was not recognized by 'sample'",
      "Write it after 'sample diff'."),
    Row(
      "waivers --expired list", "option '--expired' was not recognized by 'sample waivers'",
      "Write it after 'sample waivers list'."),
    Row(
      "diff --version", "option '--version' was not recognized by 'sample diff'",
      "Write 'sample --version'."),
    Row(
      "diff --completely-unknown",
      "option '--completely-unknown' was not recognized by 'sample diff'",
      "Run 'sample diff --help' to see the options."),
    Row("diff --output", "option '--output' was given without a value", "Write '--output FILE'."),
    Row("diff -o --quiet", "option '-o' was given without a value", "Write '-o FILE'."),
    Row(
      "diff --output -- x", "option '--output' was given without a value",
      "Write '--output FILE'."),
    Row(
      "diff --output -file", "option '--output' was given without a value",
      "Write '--output=-file' if '-file' is the value."),
    Row(
      "diff --quiet=yes", "option '--quiet' was given the value 'yes' but takes none",
      "Write '--quiet' alone."),
    Row(
      "--help=diff", "option '--help' was given the value 'diff' but takes none",
      "Write '--help' alone."),
    Row(
      "diff --format jsn",
      "option '--format' was given 'jsn' but takes 'text', 'json' or 'markdown'", "Write 'json'."),
    Row(
      "diff --format=JSON",
      "option '--format' was given 'JSON' but takes 'text', 'json' or 'markdown'", "Write 'json'."),
    Row(
      "diff --format pdf",
      "option '--format' was given 'pdf' but takes 'text', 'json' or 'markdown'",
      "Run 'sample diff --help' to see what it takes."),
    Row(
      "diff --limit many",
      "option '--limit' was given 'many' but takes a whole number from -1 to 1000",
      "Run 'sample diff --help' to see what it takes."),
    Row(
      "diff --limit 99999999999999999999",
      "option '--limit' was given '99999999999999999999' but takes a whole number from -1 to 1000",
      "Run 'sample diff --help' to see what it takes."),
    Row(
      "explain", "argument 'RULE' was not given", "Add RULE: The id of a rule."),
    Row("waivers new --owner me", "argument 'FILE' was not given", "Add FILE: The files to waive."),
    Row("waivers new a", "option '--owner' was not given", "Add '--owner NAME'."),
    Row(
      "diff a..b c", "argument 'c' was given but 'sample diff' takes one argument",
      "Remove 'c', or quote what belongs together."),
    Row(
      "diff --format json --format text", "option '--format' was given twice", "Give it once."),
    Row("--repo a diff --repo b", "option '--repo' was given twice", "Give it once."),
    Row("diff --output=", "option '--output' was given an empty value", "Give the path of a file."),
    Row(
      "diff --output ''", "option '--output' was given an empty value", "Give the path of a file."),
    Row("diff ''", "argument 'RANGE' was given an empty value", "Give a revision."),
  ]

  @Test(arguments: rows)
  func messages(row: Row) throws {
    let error = try error(row.words)
    #expect(error.message == row.message)
    #expect(error.hint == row.hint)
  }

  @Test(arguments: [
    ("", "sample [OPTIONS] COMMAND"),
    ("waivers", "sample waivers [OPTIONS] COMMAND"),
    ("waivers new", "sample waivers new [OPTIONS] --owner NAME FILE..."),
    ("waivers list --x", "sample waivers list [OPTIONS] [PATTERN]..."),
    ("compare --x", "sample diff [OPTIONS] [RANGE]"),
    ("help nothing", "sample [OPTIONS] COMMAND"),
  ])
  func usage(line: String, expected: String) throws {
    #expect(try error(line.split(separator: " ").map(String.init)).usage == expected)
  }

  @Test func theFirstErrorFromTheLeftIsTold() throws {
    let message = try error(["diff", "--onyl", "risky", "--format", "pdf"]).message
    #expect(message == "option '--onyl' was not recognized by 'sample diff'")
  }
}
