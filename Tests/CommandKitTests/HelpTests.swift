import CommandKit
import Testing

@Suite struct HelpTests {
  @Test func toolHelp() {
    #expect(
      Sample.tool.help() == """
        Tell what a release changes

        Usage: sample [OPTIONS] COMMAND

        Sample reads a repository and tells what changed in it.

        Commands:
          diff, compare  Print every change between two revisions
          explain        Print what a rule demands
          waivers        Work with waivers
          help           Print the help of a command

        Options:
              --version   Print the version

        Global options:
              --repo DIR  Read the repository in DIR [default: the current directory]
          -q, --quiet     Print nothing but the result
          -h, --help      Print help

        Examples:
          Explain a rule:
            sample explain openapi/response-removed

        Exit codes:
          0  nothing blocks the release
          1  something blocks the release
          2  the command line cannot be accepted

        Environment:
          NO_COLOR  Print without color when set and not empty

        See also: git-diff(1), https://example.com/sample

        Run 'sample COMMAND --help' for the help of a command.

        """)
  }

  @Test func commandHelp() {
    #expect(
      Sample.tool.help(of: ["diff"]) == """
        Print every change between two revisions

        Usage: sample diff [OPTIONS] [RANGE]

        Aliases: compare

        Both revisions are read from Git; the work tree is never looked at.

        A file that neither revision changes is not read.

        Arguments:
          [RANGE]  The revisions to compare, such as v1.0.0..HEAD, or one revision,
                   which is compared with HEAD [default: the last release..HEAD]

        Options:
              --only CLASS       Show only changes of CLASS [choices: breaking, risky,
                                 additive] [repeatable]
              --limit N          Show at most N changes; -1 shows all [default: 100]
              --policy-from REV  Read the policy at REV
              --summary          Print counts [deprecated since 1.1; use --format text]

        Output options:
              --format FORMAT    Print the report as FORMAT [choices: text, json,
                                 markdown] [default: text]
          -o, --output FILE      Write the report to FILE instead of standard output

        Global options:
              --repo DIR         Read the repository in DIR [default: the current
                                 directory]
          -q, --quiet            Print nothing but the result
          -h, --help             Print help

        Examples:
          Compare the last release with HEAD:
            sample diff v1.0.0..HEAD

        """)
  }

  @Test func groupHelp() {
    #expect(
      Sample.tool.help(of: ["waivers"]) == """
        Work with waivers

        Usage: sample waivers [OPTIONS] COMMAND

        Commands:
          list  List waivers
          new   Write a waiver

        Global options:
              --repo DIR  Read the repository in DIR [default: the current directory]
          -q, --quiet     Print nothing but the result
          -h, --help      Print help

        Run 'sample waivers COMMAND --help' for the help of a command.

        """)
  }

  @Test func linesFitIntoTheColumns() {
    for path in [[], ["diff"], ["explain"], ["waivers", "list"], ["waivers", "new"], ["help"]] {
      for line in Sample.tool.help(of: path).split(separator: "\n") { #expect(line.count <= 80) }
    }
  }

  @Test func aWideTermHasItsTextOnTheNextLine() {
    let wide = Option("--an-option-with-a-long-name", .text("VALUE"), help: "Do it")
    let tool = Tool(version: "1", root: Command("x", "Do", parameters: [wide], action: 0))
    #expect(
      tool.help() == """
        Do

        Usage: x [OPTIONS]

        Options:
              --an-option-with-a-long-name VALUE
                         Do it
              --version  Print the version

        Global options:
          -h, --help     Print help

        """)
  }

  @Test func longListsOfChoicesAreNotRecited() {
    let choices = (1...13).map { "choice-\($0)" }
    let option = Option("--a", .choice("A", of: choices), help: "Do it")
    let tool = Tool(version: "1", root: Command("x", "Do", parameters: [option], action: 0))
    #expect(!tool.help().contains("choice-1"))
    let error = #expect(throws: UsageError.self) { try tool.parse(["--a", "choice-21"]) }
    #expect(error?.message == "option '--a' was given 'choice-21' but takes one of 13 values")
    #expect(error?.hint == "Write 'choice-1'.")
  }

  @Test func versionLine() {
    #expect(Sample.tool.versionLine == "sample 1.2.3")
  }
}
