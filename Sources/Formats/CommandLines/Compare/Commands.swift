import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to commands.
enum CommandRules {
  static let all = [
    added, removed, unpromisedAdded, unpromisedRemoved, shadowingAdded, shadowingRemoved, renamed,
    nameRemoved, nameExchanged, aliasAdded, aliasRemoved, subcommandRequired,
    subcommandMadeOptional, defaultAdded, defaultRemoved, defaultChanged, interactionAdded,
    interactionRemoved,
  ]

  private static let norm = Norm.openCLI("Command")
  private static let root = "{path: []}"
  private static let takesFile = "{path: [], positionals: [{name: FILE}]}"

  static let added = Rule.cli(
    "command-added", "Command added", is: .always(.additive), phase: .expand,
    inverse: "command-removed", norm: norm,
    why: "The tool can do something more. Nobody has to act.",
    fix: "Nothing has to be done.",
    fires: (Sample.tool(root), Sample.tool(root, "{path: [list]}")),
    silent: (Sample.tool(root), Sample.tool(root, "{path: [list], hidden: true}")))

  static let removed = Rule.cli(
    "command-removed", "Command removed", is: .always(.breaking, announced: .risky),
    phase: .contract, inverse: "command-added", norm: norm,
    why: "Scripts that call the command fail: no word reaches it any more, below no alias of the "
      + "commands above it.",
    fix: "Keep the old word as an alias, or announce the end of the command and keep it until its "
      + "callers have moved.",
    fires: (Sample.tool(root, "{path: [list]}"), Sample.tool(root)),
    silent: (
      Sample.tool(root, "{path: [list]}"), Sample.tool(root, "{path: [show], aliases: [list]}")
    ))

  static let unpromisedAdded = Rule.cli(
    "unpromised-command-added", "Hidden or experimental command added", is: .always(.neutral),
    inverse: "unpromised-command-removed", norm: norm,
    why: "A command that help leaves out, or that is marked experimental, is promised to nobody.",
    fix: "Nothing has to be done.",
    fires: (Sample.tool(root), Sample.tool(root, "{path: [list], hidden: true}")),
    silent: (Sample.tool(root), Sample.tool(root, "{path: [list]}")))

  static let unpromisedRemoved = Rule.cli(
    "unpromised-command-removed", "Hidden or experimental command removed", is: .always(.risky),
    phase: .contract, inverse: "unpromised-command-added", norm: norm,
    why: "The command was promised to nobody, but whoever found it and calls it fails.",
    fix: "Ask those who may have been told of the command.",
    fires: (Sample.tool(root, "{path: [list], hidden: true}"), Sample.tool(root)),
    silent: (Sample.tool(root, "{path: [list]}"), Sample.tool(root)))

  static let shadowingAdded = Rule.cli(
    "shadowing-command-added", "Command added where a positional was taken",
    is: .always(.risky), phase: .expand, inverse: "shadowing-command-removed", norm: norm,
    why: "A caller who passed exactly this word as an argument now runs the command instead.",
    fix: "Choose a word that cannot be an argument, or tell callers to write '--' before it.",
    fires: (Sample.tool(takesFile), Sample.tool(takesFile, "{path: [list]}")),
    silent: (Sample.tool(root), Sample.tool(takesFile, "{path: [list]}")))

  static let shadowingRemoved = Rule.cli(
    "shadowing-command-removed", "Command removed where a positional is taken",
    is: .always(.breaking, announced: .risky), phase: .contract,
    inverse: "shadowing-command-added", norm: norm,
    why: "Scripts that call the command do not fail at once: its word is taken as an argument.",
    fix: "Keep the word as a command that fails with a message until its callers have moved.",
    fires: (Sample.tool(takesFile, "{path: [list]}"), Sample.tool(takesFile)),
    silent: (Sample.tool(root, "{path: [list]}"), Sample.tool(root)))

  static let renamed = Rule.cli(
    "command-renamed", "Command renamed, old word kept", is: .always(.neutral), phase: .expand,
    inverse: "command-name-removed", norm: norm,
    why: "The command has another name and is still reached by the old one.",
    fix: "Nothing has to be done.",
    fires: (
      Sample.tool(root, "{path: [list]}"), Sample.tool(root, "{path: [show], aliases: [list]}")
    ),
    silent: (Sample.tool(root, "{path: [list]}"), Sample.tool(root, "{path: [show]}")))

  static let nameRemoved = Rule.cli(
    "command-name-removed", "Command reached by an alias only",
    is: .always(.breaking, announced: .risky), phase: .contract, inverse: "command-renamed",
    norm: norm,
    why: "Scripts that call the command by its name fail; only what was its alias reaches it.",
    fix: "Keep the old name as an alias.",
    fires: (
      Sample.tool(root, "{path: [show], aliases: [list]}"), Sample.tool(root, "{path: [list]}")
    ),
    silent: (
      Sample.tool(root, "{path: [show], aliases: [list]}"),
      Sample.tool(root, "{path: [list], aliases: [show]}")
    ))

  static let nameExchanged = Rule.cli(
    "command-name-exchanged", "Name and alias of a command exchanged", is: .always(.neutral),
    inverse: "command-name-exchanged", norm: norm,
    why: "The same words reach the command; help shows another one first.",
    fix: "Nothing has to be done.",
    fires: (
      Sample.tool(root, "{path: [show], aliases: [list]}"),
      Sample.tool(root, "{path: [list], aliases: [show]}")
    ),
    silent: (
      Sample.tool(root, "{path: [show], aliases: [list]}"), Sample.tool(root, "{path: [list]}")
    ))

  static let aliasAdded = Rule.cli(
    "alias-added", "Alias of a command added", is: .always(.additive), phase: .expand,
    inverse: "alias-removed", norm: norm,
    why: "One more word reaches the command.", fix: "Nothing has to be done.",
    fires: (
      Sample.tool(root, "{path: [list]}"), Sample.tool(root, "{path: [list], aliases: [ls]}")
    ),
    silent: (
      Sample.tool(root, "{path: [list], aliases: [ls, all]}"),
      Sample.tool(root, "{path: [list], aliases: [all, ls]}")
    ))

  static let aliasRemoved = Rule.cli(
    "alias-removed", "Alias of a command removed", is: .always(.breaking, announced: .risky),
    phase: .contract, inverse: "alias-added", norm: norm,
    why: "Scripts that call the command by this word fail.", fix: "Keep the alias.",
    fires: (
      Sample.tool(root, "{path: [list], aliases: [ls]}"), Sample.tool(root, "{path: [list]}")
    ),
    silent: (
      Sample.tool(root, "{path: [list], aliases: [ls, all]}"),
      Sample.tool(root, "{path: [list], aliases: [all, ls]}")
    ))

  static let subcommandRequired = Rule.cli(
    "subcommand-required", "Subcommand required", is: .always(.breaking),
    inverse: "subcommand-made-optional", norm: .dump("subcommandRequired"),
    why: "Scripts that call the command without one of its commands fail, or get help instead.",
    fix: "Keep what the bare command does.",
    fires: (Sample.tool(root), Sample.tool("{path: [], subcommandRequired: true}")),
    silent: (Sample.tool(root), Sample.tool("{path: [], subcommandRequired: false}")))

  static let subcommandMadeOptional = Rule.cli(
    "subcommand-made-optional", "Subcommand made optional", is: .always(.additive),
    inverse: "subcommand-required", norm: .dump("subcommandRequired"),
    why: "The bare command does something now.", fix: "Nothing has to be done.",
    fires: (Sample.tool("{path: [], subcommandRequired: true}"), Sample.tool(root)),
    silent: (Sample.tool("{path: [], subcommandRequired: false}"), Sample.tool(root)))

  private static let commandInfo = Norm.argumentParser("CommandInfoV0")
  private static let noDefault = Sample.argumentParser("subcommands: []")
  private static let firstDefault = Sample.argumentParser("defaultSubcommand: list")
  private static let otherDefault = Sample.argumentParser("defaultSubcommand: show")

  static let defaultAdded = Rule.cli(
    "default-command-added", "Default command added", is: .always(.additive),
    inverse: "default-command-removed", norm: commandInfo,
    why: "The bare command runs another one in place of printing help.",
    fix: "Nothing has to be done.", fires: (noDefault, firstDefault),
    silent: (firstDefault, otherDefault))

  static let defaultRemoved = Rule.cli(
    "default-command-removed", "Default command removed", is: .always(.breaking),
    inverse: "default-command-added", norm: commandInfo,
    why: "Scripts that call the bare command get help in place of what it ran.",
    fix: "Keep the default command.", fires: (firstDefault, noDefault),
    silent: (firstDefault, otherDefault))

  static let defaultChanged = Rule.cli(
    "default-command-changed", "Default command changed", is: .always(.breaking),
    inverse: "default-command-changed", norm: commandInfo,
    why: "Scripts that call the bare command run something else.",
    fix: "Keep the default command, and let callers name the other one.",
    fires: (firstDefault, otherDefault), silent: (noDefault, otherDefault))

  static let interactionAdded = Rule.cli(
    "interaction-added", "Interactive input required", is: .always(.breaking),
    inverse: "interaction-removed", norm: norm,
    why: "Scripts that run the command without a terminal hang or fail at the question.",
    fix: "Ask only on a terminal, and offer an option that answers.",
    fires: (Sample.openCLI("interactive: false"), Sample.openCLI("interactive: true")),
    silent: (Sample.openCLI(""), Sample.openCLI("interactive: false")))

  static let interactionRemoved = Rule.cli(
    "interaction-removed", "Interactive input no longer required", is: .always(.additive),
    inverse: "interaction-added", norm: norm,
    why: "The command runs without a terminal. What it asked for, it now decides itself.",
    fix: "Nothing has to be done.",
    fires: (Sample.openCLI("interactive: true"), Sample.openCLI("interactive: false")),
    silent: (Sample.openCLI("interactive: false"), Sample.openCLI("")))
}

extension Comparer {
  /// Pairs commands from the top down, so that what stands below a renamed command is found; tells
  /// of those that stand on one side only.
  mutating func pairCommands() -> [Pair] {
    let below = (
      Dictionary(grouping: before.commands.dropFirst()) { Array($0.path.dropLast()) },
      Dictionary(grouping: after.commands.dropFirst()) { Array($0.path.dropLast()) }
    )
    var pairs: [Pair] = []
    if let old = before.commands.first, let new = after.commands.first {
      pairs.append(Pair(before: old, after: new, subject: subject(old, new)))
    }
    var index = 0
    while index < pairs.count {
      let parent = pairs[index]
      let old = below.0[parent.before.path, default: []]
      let new = below.1[parent.after.path, default: []]
      let matching = WordMatching(old.map(\.words), new.map(\.words))
      for (first, second) in matching.pairs {
        let subject = subject(old[first], new[second])
        pairs.append(Pair(before: old[first], after: new[second], subject: subject))
      }
      for index in matching.removed { tellRemoved(old[index], from: parent) }
      for index in matching.added { tellAdded(new[index], to: parent) }
      index += 1
    }
    return pairs
  }

  private func subject(_ old: Command, _ new: Command) -> Subject {
    let element = after.element(of: new.path)
    return Subject(
      command: CommandName(
        element: element, former: before.element(of: old.path), isRoot: new.path.isEmpty),
      noun: new.path.isEmpty ? "tool \(quoted(element))" : "command \(quoted(element))",
      places: (old.location, new.location))
  }

  private mutating func tellRemoved(_ command: Command, from parent: Pair) {
    let rule =
      command.life.isUnpromised
      ? CommandRules.unpromisedRemoved
      : parent.after.takesAnyWord ? CommandRules.shadowingRemoved : CommandRules.removed
    let element = before.element(of: command.path)
    tell(
      rule, alone(element, at: command), "was removed",
      before: Sighting(command.location, value: command.excerpt.value), after: nil,
      announced: command.life.isDeprecated, affected: elements(below: command, in: before))
  }

  private mutating func tellAdded(_ command: Command, to parent: Pair) {
    let rule =
      command.life.isUnpromised
      ? CommandRules.unpromisedAdded
      : parent.before.takesAnyWord ? CommandRules.shadowingAdded : CommandRules.added
    let element = after.element(of: command.path)
    tell(
      rule, alone(element, at: command), "was added", before: nil,
      after: Sighting(command.location, value: command.excerpt.value),
      affected: elements(below: command, in: after))
  }

  private func alone(_ element: Name, at command: Command) -> Subject {
    Subject(
      command: CommandName(element: element, former: element, isRoot: false),
      noun: "command \(quoted(element))", places: (command.location, command.location))
  }

  private func elements(below command: Command, in model: CommandLineModel) -> [Name] {
    model.commands(below: command.path).map { model.element(of: $0.path) }
  }

  /// Compares what belongs to a command itself.
  mutating func compareCommand(_ pair: Pair) {
    let (old, new, subject) = (pair.before, pair.after, pair.subject)
    compareWords(pair)
    compare(
      old.isGroup, new.isGroup, subject, gained: CommandRules.subcommandRequired,
      lost: CommandRules.subcommandMadeOptional,
      say: ("required one of its commands", "no longer required one of its commands"))
    compare(
      old.defaultCommand, new.defaultCommand, subject, noun: "default command",
      added: CommandRules.defaultAdded, changed: CommandRules.defaultChanged,
      removed: CommandRules.defaultRemoved)
    compare(
      old.isInteractive, new.isInteractive, subject, gained: CommandRules.interactionAdded,
      lost: CommandRules.interactionRemoved,
      say: ("required interactive input", "no longer required interactive input"))
    compare(old.life, new.life, subject)
    compareProse(old.help, new.help, old.metadata, new.metadata, old.extras, new.extras, subject)
  }

  /// Compares the words that reach a command; one rename explains the words that it moves.
  private mutating func compareWords(_ pair: Pair) {
    let (old, new) = (pair.before, pair.after)
    var explained: Set<Name> = []
    if old.name != new.name, !new.path.isEmpty {
      let (keepsOld, hadNew) = (new.words.contains(old.name), old.words.contains(new.name))
      let words = (Located(old.name, at: old.location), Located(new.name, at: new.location))
      if keepsOld, hadNew {
        tell(
          CommandRules.nameExchanged, pair.subject,
          "was named \(quoted(old.name)) before, which became an alias", words.0, words.1)
      } else if keepsOld {
        explained = [new.name]
        tell(
          CommandRules.renamed, pair.subject,
          "was renamed from \(quoted(old.name)), which still reaches it", words.0, words.1)
      } else if hadNew {
        explained = [old.name]
        tell(
          CommandRules.nameRemoved, pair.subject,
          "was no longer reached by its name \(quoted(old.name))", words.0, words.1,
          announced: old.life.isDeprecated)
      }
    }
    let wordsBefore = old.allWords.filter { !explained.contains($0.value) }
    let wordsAfter = new.allWords.filter { !explained.contains($0.value) }
    for word in wordsBefore where !new.words.contains(word.value) {
      tell(
        CommandRules.aliasRemoved, pair.subject, "was no longer reached by \(quoted(word.value))",
        word, nil, announced: old.life.isDeprecated)
    }
    for word in wordsAfter where !old.words.contains(word.value) {
      tell(CommandRules.aliasAdded, pair.subject, "got the alias \(quoted(word.value))", nil, word)
    }
  }
}

extension Command {
  /// The words that reach the command, its name first; none reaches the tool itself.
  var words: [Name] { allWords.map(\.value) }

  var allWords: [Located<Name>] {
    let name = path.isEmpty ? [] : [Located(name, at: location)]
    return name + aliases.filter { !name.contains($0) }
  }

  /// Whether a word after the command can be an argument of any content.
  var takesAnyWord: Bool { positionals.first.map { !$0.isClosed.value } ?? false }
}
