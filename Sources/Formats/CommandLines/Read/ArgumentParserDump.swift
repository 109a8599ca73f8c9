import DataTrees
import FormatKit
import SourceModel

/// The dump of swift-argument-parser's `--experimental-dump-help`, serialization version 0.
extension TreeReader {
  mutating func readArgumentParserDump() -> CommandLineModel {
    var fields = Fields(tree, tree.root)
    var model = CommandLineModel(
      dialect: .argumentParser, at: location(tree.root))
    _ = fields.take("serializationVersion")
    if let root = fields.take("command") {
      model.setName(string(tree.value(of: root, "commandName")))
      readCommand(root, at: [], into: &model.commands)
    }
    model.extras = rest(fields)
    return model
  }

  private mutating func readCommand(
    _ node: NodeID, at path: [Name], into commands: inout [Command]
  ) {
    guard var fields = fields(node) else { return }
    let nameNode = fields.take("commandName")
    var command = Command(path: path, at: location(nameNode ?? node), excerpt: excerpt(node))
    _ = fields.take("superCommands")
    command.aliases = wordSet(fields.take("aliases"))
    command.help = members(&fields, "abstract", "discussion")
    command.life.isHidden = hidden(&fields, at: node)
    command.defaultCommand = string(fields.take("defaultSubcommand"))
    for node in items(fields.take("arguments")) { readArgument(node, into: &command) }
    let subcommands = items(fields.take("subcommands"))
    command.extras = rest(fields)
    commands.append(command)
    for node in subcommands {
      guard let name = name(ofCommand: node, under: "commandName") else { continue }
      readCommand(node, at: path + [name], into: &commands)
    }
  }

  /// The name of a command; reported if it has none.
  mutating func name(ofCommand node: NodeID, under key: StaticString) -> Name? {
    guard var fields = fields(node) else { return nil }
    if let node = fields.take(key) { return string(node)?.value }
    fail("a command had no name", at: node)
    return nil
  }

  private mutating func hidden(_ fields: inout Fields, at node: NodeID) -> Located<Bool> {
    let shown = truth(fields.take("shouldDisplay"), else: Located(true, at: location(node)))
    return Located(!shown.value, at: shown.location)
  }

  private mutating func readArgument(_ node: NodeID, into command: inout Command) {
    guard var fields = fields(node), let kind = string(fields.take("kind")) else { return }
    var argument = Argument(at: location(node), excerpt: excerpt(node))
    _ = fields.take("preferredName")
    let spellings = spellings(fields.take("names"))
    let help = members(
      &fields, "abstract", "discussion", "sectionTitle", "allValueDescriptions")
    let isOptional = truth(fields.take("isOptional"), else: Located(false, at: location(node)))
    let isRequired = Located(!isOptional.value, at: isOptional.location)
    let repeats = truth(fields.take("isRepeating"), else: Located(false, at: location(node)))
    let isHidden = hidden(&fields, at: node)
    let strategy = string(fields.take("parsingStrategy"))
    let defaultValue = scalar(fields.take("defaultValue"))
    let name = string(fields.take("valueName"))
    argument.choices = wordSet(fields.take("allValues"))
    argument.isClosed = Located(!argument.choices.isEmpty, at: location(node))
    let completion = fields.take("completionKind").map { Located(canonical($0), at: location($0)) }
    let extras = rest(fields)
    if kind.value == "positional" {
      argument.name = name
      argument.isRequired = isRequired
      argument.arity = Located(repeats.value ? .many : .one, at: repeats.location)
      argument.defaultValue = defaultValue
      argument.life.isHidden = isHidden
      argument.strategy = strategy.unless("default")
      argument.completion = completion
      argument.help = help
      argument.extras = extras
      command.positionals.append(argument)
      return
    }
    guard kind.value == "option" || kind.value == "flag", !spellings.isEmpty else {
      fail("an argument was neither named nor positional", at: node)
      return
    }
    var option = Option(
      spellings: spellings, home: command.path, at: location(node), excerpt: excerpt(node))
    if kind.value == "option" {
      argument.name = name
      option.arguments = [argument]
    }
    option.isRequired = isRequired
    option.isRepeatable = repeats
    option.defaultValue = defaultValue
    option.life.isHidden = isHidden
    option.strategy = strategy.unless("default")
    option.completion = completion
    option.help = help
    option.extras = extras
    command.options.append(option)
  }

  private mutating func spellings(_ node: NodeID?) -> [Located<Name>] {
    var spellings: [Located<Name>] = []
    for node in items(node) {
      guard var fields = fields(node), let kind = string(fields.take("kind")),
        let name = string(fields.take("name"))
      else { continue }
      spellings.append(
        Located((kind.value == "long" ? "--" : "-") + name.value, at: name.location))
    }
    return spellings
  }
}

extension Located<Name>? {
  /// The word, or nothing if it is the one that older versions leave out.
  fileprivate func unless(_ usual: Name) -> Located<Name>? {
    self?.value == usual ? nil : self
  }
}
