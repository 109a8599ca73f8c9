import CommandKit
import Testing

@Suite struct CompletionTests {
  @Test(arguments: Shell.allCases)
  func scriptsNameAllThatIsVisible(shell: Shell) {
    let script = Sample.tool.completion(for: shell)
    // Fish writes options without their hyphens.
    for option in ["only", "limit", "format", "output", "owner", "reason", "expired", "repo"] {
      #expect(script.contains(shell == .fish ? "-l \(option) " : "--\(option)"))
    }
    for word in ["diff", "compare", "explain", "waivers", "list", "new", "help", "markdown"] {
      #expect(script.contains(word))
    }
    for hidden in ["sample show", "sample_show", "show:", "-a show ", "trace"] {
      #expect(!script.contains(hidden))
    }
  }

  @Test(arguments: [
    "#compdef sample",
    "    '(-o --output)'-o'[Write the report to FILE instead of standard output]:FILE:_files' \\",
    "    '(-q --quiet)'--quiet'[Print nothing but the result]' \\",
    "    '*'--only='[Show only changes of CLASS]:CLASS:(breaking risky additive)' \\",
    "    '(--repo)'--repo='[Read the repository in DIR]:DIR:_files -/' \\",
    "    '(--owner)'--owner='[Record NAME as the owner]:NAME:()' \\",
    "    '1::RANGE:_sample__revisions'",
    "    '1:RULE:()'",
    "    '*:FILE:_files'",
    "        diff|compare) _sample_diff ;;",
    "        'list:List waivers'",
  ])
  func zsh(line: String) {
    #expect(Sample.tool.completion(for: .zsh).split(separator: "\n").contains(line[...]))
  }

  @Test(arguments: [
    "complete -c sample -f",
    "complete -c sample -n '__sample \\'sample waivers\\' 0' -a list -d 'List waivers'",
    "complete -c sample -n '__sample \\'sample diff\\'' -l only -x -a 'breaking risky additive'"
      + " -d 'Show only changes of CLASS'",
    "complete -c sample -n '__sample \\'sample diff\\'' -s o -l output -r -F"
      + " -d 'Write the report to FILE instead of standard output'",
    "complete -c sample -n '__sample \\'sample waivers list\\'' -l expired"
      + " -d 'List expired waivers too'",
    "complete -c sample -n '__sample \\'sample waivers new\\' +' -F",
    "                case 'sample diff' 'sample compare'",
  ])
  func fish(line: String) {
    #expect(Sample.tool.completion(for: .fish).split(separator: "\n").contains(line[...]))
  }

  /// What a shell would read in a help text is quoted.
  @Test(arguments: [
    (Shell.zsh, #"    '(--a)'--a'[It'\''s \[a\]\: $b]' \"#),
    (Shell.fish, #"complete -c x -n '__x \'x\'' -l a -d 'It\'s [a]: $b'"#),
  ])
  func helpTextsAreQuoted(shell: Shell, line: String) {
    let tool = Tool(
      version: "1",
      root: Command("x", "Do", parameters: [Flag("--a", help: "It's [a]: $b")], action: 0))
    #expect(tool.completion(for: shell).split(separator: "\n").contains(line[...]))
  }
}
