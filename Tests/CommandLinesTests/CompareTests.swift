import CommandLines
import FormatKit
import ReleaseModel
import SourceModel
import TestSupport
import Testing

struct CompareTests {
  /// A tool in relgate's dialect; its commands in flow style.
  private func tool(_ commands: String...) -> String {
    "schema: relgate/cli/1\nname: tool\ncommands:\n" + commands.map { "- \($0)\n" }.joined()
  }

  private func changes(_ before: String, _ after: String) -> [DetectedChange] {
    Trial<CommandLineFormat>(Sample("before", before), Sample("after", after)).changes
  }

  private func lines(_ before: String, _ after: String) -> [String] {
    changes(before, after).map { "\($0.classification.rawValue) \($0.rule): \($0.message)" }
      .sorted()
  }

  // MARK: One cause, one change

  @Test func inheritedOptionIsRemovedOnce() throws {
    let globals = "options: [{spellings: [--all], global: true}]"
    let found = changes(
      tool("{path: [], \(globals)}", "{path: [a]}", "{path: [a, b]}", "{path: [c]}"),
      tool("{path: []}", "{path: [a]}", "{path: [a, b]}", "{path: [c]}"))
    let change = try #require(found.first)
    #expect(found.count == 1 && change.rule == "cli/option-removed")
    #expect(change.element == "--all")
    #expect(change.message == "option '--all' of 4 commands was removed")
    #expect(change.affected.map(\.element) == ["a", "a b", "c", "tool"])
    #expect(change.affectedCount == 4)
  }

  @Test func optionMovedUpToAGlobalOneIsOnlyAdded() {
    let found = lines(
      tool("{path: []}", "{path: [a], options: [{spellings: [--all]}]}", "{path: [b]}"),
      tool(
        "{path: [], options: [{spellings: [--all], global: true}]}", "{path: [a]}", "{path: [b]}")
    )
    #expect(found == ["additive cli/option-added: option '--all' of 2 commands was added"])
  }

  @Test func equalSpellingsWithOtherMeaningsAreToldApart() {
    let before = tool(
      "{path: []}", "{path: [a], options: [{spellings: [--all], arity: 1}]}",
      "{path: [b], options: [{spellings: [--all]}]}")
    let after = tool("{path: []}", "{path: [a]}", "{path: [b]}")
    #expect(changes(before, after).count == 2)
  }

  @Test func commandIsRemovedWithWhatStandsBelowIt() throws {
    let found = changes(
      tool("{path: []}", "{path: [a]}", "{path: [a, b]}", "{path: [a, b, c]}", "{path: [ab]}"),
      tool("{path: []}", "{path: [ab]}"))
    let change = try #require(found.first)
    #expect(found.count == 1)
    #expect(change.affected.map(\.element) == ["a b", "a b c"])
  }

  // MARK: Renames

  @Test func whatStandsBelowARenamedCommandIsFound() {
    let found = lines(
      tool("{path: []}", "{path: [alias]}", "{path: [alias, get]}"),
      tool("{path: []}", "{path: [tool-alias], aliases: [alias]}", "{path: [tool-alias, get]}"))
    #expect(
      found == [
        "neutral cli/command-renamed: command 'tool-alias' was renamed from 'alias', which still "
          + "reaches it"
      ])
  }

  @Test func namesWinOverAliases() {
    let before = tool("{path: []}", "{path: [list], aliases: [show]}")
    let after = tool("{path: []}", "{path: [list]}", "{path: [show]}")
    #expect(
      lines(before, after) == [
        "additive cli/command-added: command 'show' was added",
        "breaking cli/alias-removed: command 'list' was no longer reached by 'show'",
      ])
  }

  @Test func renamedOptionThatKeepsASpellingBreaksNobody() {
    let found = lines(
      tool("{path: [], options: [{spellings: [--include]}]}"),
      tool("{path: [], options: [{spellings: [--show-headers, --include]}]}"))
    #expect(
      found == [
        "additive cli/spelling-added: option '--include' got the spelling '--show-headers'"
      ])
  }

  // MARK: Announced removals

  @Test(arguments: [("", "breaking"), (", deprecated: {since: '1'}", "risky")])
  func removalAfterDeprecationIsRisky(_ announcement: String, _ classification: String) {
    let command = changes(
      tool("{path: []}", "{path: [a]\(announcement)}"), tool("{path: []}"))
    let option = changes(
      tool("{path: [], options: [{spellings: [--all]\(announcement)}]}"), tool("{path: []}"))
    let spelling = changes(
      tool("{path: [], options: [{spellings: [--all, -a]\(announcement)}]}"),
      tool("{path: [], options: [{spellings: [--all]\(announcement)}]}"))
    for found in [command, option, spelling] {
      #expect(found.map(\.classification.rawValue) == [classification])
    }
  }

  // MARK: Values

  @Test func rangesOfValuesAreCompared() {
    let option = { (arity: String) in
      """
      opencli: '0.1'
      info: {title: tool, version: '1'}
      options: [{name: --mode, arguments: [{name: M, arity: \(arity)}]}]
      """
    }
    let rules = { (before: String, after: String) in
      self.changes(option(before), option(after)).map(\.rule)
    }
    #expect(rules("{}", "{maximum: null}") == [])
    #expect(rules("{maximum: 1}", "{minimum: 1}") == ["cli/arity-widened"])
    #expect(rules("{minimum: 0}", "{minimum: 0, maximum: 9}") == ["cli/arity-narrowed"])
    #expect(rules("{maximum: 2}", "{minimum: 0, maximum: 1}") == ["cli/arity-changed"])
  }

  @Test func severalValuesOfOneOptionHaveNames() {
    let option = { (second: String) in
      """
      opencli: '0.1'
      info: {title: tool, version: '1'}
      options: [{name: --pair, arguments: [{name: A}, {name: B\(second)}]}]
      """
    }
    let found = changes(option(""), option(", acceptedValues: [x]"))
    #expect(found.map(\.element) == ["--pair > value 2"])
    #expect(found.map(\.message) == ["value 2 of option '--pair' accepted only 'x'"])
  }

  // MARK: Dialects

  /// What one dialect cannot tell is not missing from it.
  @Test func onlyWhatBothDialectsTellIsCompared() {
    let dump = """
      schema: relgate/cli/1
      name: tool
      commands:
      - {path: [], subcommandRequired: true, options: [{spellings: [--all], arity: 0, help: All}]}
      - {path: [old], deprecated: {since: '1'}}
      exitCodes: [{code: 0, meaning: done}]
      environment: [{name: PAGER}]
      """
    let parser = """
      serializationVersion: 0
      command:
        commandName: tool
        arguments:
        - {kind: flag, isOptional: true, isRepeating: false, shouldDisplay: true,
           names: [{kind: long, name: all}]}
        subcommands: [{commandName: old}]
      """
    #expect(changes(dump, parser).map(\.rule) == ["cli/dialect-changed"])
    let open = """
      opencli: '0.1'
      info: {title: Tool, version: '1'}
      options: [{name: --all}]
      commands: [{name: old}]
      exitCodes: [{code: 0, description: done}, {code: 1, description: failed}]
      """
    #expect(
      changes(dump, open).map(\.rule).sorted() == ["cli/dialect-changed", "cli/exit-code-added"])
  }

  /// Absent in dumps of older versions of the library, and what it stands for in newer ones.
  @Test func usualParsingStrategyIsSilent() {
    let parser = { (strategy: String) in
      """
      serializationVersion: 0
      command:
        commandName: tool
        arguments:
        - {kind: positional, valueName: x, isOptional: true, isRepeating: false,
           shouldDisplay: true\(strategy)}
      """
    }
    #expect(changes(parser(""), parser(", parsingStrategy: default")).isEmpty)
  }
}
