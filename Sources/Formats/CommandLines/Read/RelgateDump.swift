import DataTrees
import FormatKit
import SourceModel

/// The dump of a command line that relgate itself is made of, `relgate/cli/1`.
extension TreeReader {
  mutating func readRelgateDump() -> CommandLineModel {
    var fields = Fields(tree, tree.root)
    var model = CommandLineModel(
      dialect: .relgate, at: location(tree.root))
    _ = fields.take("schema")
    model.version = version(fields.take("version"))
    model.setName(string(fields.take("name")))
    model.information = members(&fields, "abstract")
    for node in items(fields.take("commands")) {
      if let command = relgateCommand(node) { model.commands.append(command) }
    }
    if !model.commands.contains(where: \.path.isEmpty) {
      fail("the tool itself was not described", at: tree.root)
      model.commands.append(Command(path: [], at: location(tree.root), excerpt: ""))
    }
    let exitCodes = exitCodes(fields.take("exitCodes"), meaning: "meaning")
    for index in model.commands.indices where model.commands[index].path.isEmpty {
      model.commands[index].exitCodes = exitCodes
    }
    for node in items(fields.take("environment")) {
      guard var fields = self.fields(node), let name = string(fields.take("name")) else { continue }
      model.environment.append(
        EnvironmentVariable(
          name: name, meaning: string(fields.take("meaning")), extras: rest(fields)))
    }
    model.environment.sort { $0.name.value < $1.name.value }
    model.extras = rest(fields)
    return model
  }

  private mutating func relgateCommand(_ node: NodeID) -> Command? {
    guard var fields = fields(node) else { return nil }
    let words = self.words(fields.take("path"))
    let path = words.map(\.value)
    var command = Command(
      path: path, at: words.last?.location ?? location(node), excerpt: excerpt(node))
    command.aliases = wordSet(fields.take("aliases"))
    command.help = members(&fields, "abstract")
    command.life = life(&fields, at: node)
    command.isGroup = truth(fields.take("subcommandRequired"), else: command.isGroup)
    for node in items(fields.take("options")) {
      if let option = relgateOption(node, of: path) { command.options.append(option) }
    }
    for node in items(fields.take("positionals")) {
      guard var fields = self.fields(node) else { continue }
      var argument = relgateArgument(&fields, at: node)
      argument.name = string(fields.take("name"))
      argument.isRequired = truth(fields.take("required"), else: argument.isRequired)
      let repeats = truth(fields.take("repeatable"), else: Located(false, at: location(node)))
      argument.arity = Located(repeats.value ? .many : .one, at: repeats.location)
      argument.defaultValue = scalar(fields.take("default"))
      argument.help = members(&fields, "help")
      argument.extras = rest(fields)
      command.positionals.append(argument)
    }
    command.extras = rest(fields)
    return command
  }

  private mutating func relgateOption(_ node: NodeID, of path: [Name]) -> Option? {
    guard var fields = fields(node) else { return nil }
    let spellings = wordSet(fields.take("spellings"))
    guard !spellings.isEmpty else {
      fail("an option had no spelling", at: node)
      return nil
    }
    var option = Option(
      spellings: spellings, home: path, at: location(node), excerpt: excerpt(node))
    let count = integer(fields.take("arity")) ?? Located(0, at: location(node))
    var argument = relgateArgument(&fields, at: node)
    argument.name = string(fields.take("valueName"))
    if count.value > 0 {
      argument.arity = Located(
        Arity(minimum: count.value, maximum: count.value), at: count.location)
      option.arguments = [argument]
    }
    option.isRequired = truth(fields.take("required"), else: option.isRequired)
    option.isRepeatable = truth(fields.take("repeatable"), else: option.isRepeatable)
    option.isGlobal = Aside(truth(fields.take("global"), else: option.isRequired).value)
    option.defaultValue = scalar(fields.take("default"))
    option.help = members(&fields, "help")
    option.life = life(&fields, at: node)
    option.extras = rest(fields)
    return option
  }

  /// What an option's value and a positional have in common.
  private mutating func relgateArgument(_ fields: inout Fields, at node: NodeID) -> Argument {
    var argument = Argument(at: location(node), excerpt: excerpt(node))
    // Any text is what holds if nothing is said, and choices speak for themselves.
    let type = string(fields.take("valueKind"))
    argument.type = ["text", "choice"].contains(type?.value) ? nil : type
    argument.choices = wordSet(fields.take("choices"))
    argument.isClosed = truth(fields.take("strict"), else: argument.isClosed)
    return argument
  }

  private mutating func life(_ fields: inout Fields, at node: NodeID) -> Life {
    var life = Life(at: location(node))
    life.isHidden = truth(fields.take("hidden"), else: life.isHidden)
    life.deprecation = deprecation(fields.take("deprecated"))
    return life
  }

  /// An announcement: an object with `since`, `removal` and `use`, a text, or just true.
  mutating func deprecation(_ node: NodeID?) -> Deprecation? {
    guard let node else { return nil }
    switch tree.kind(of: node) {
    case .bool: return tree.bool(of: node) == true ? Deprecation(at: location(node)) : nil
    case .object:
      var fields = Fields(tree, node)
      var deprecation = Deprecation(at: location(node))
      deprecation.removal = scalar(fields.take("removal"))
      deprecation.details = rest(fields)
      return deprecation
    default:
      var deprecation = Deprecation(at: location(node))
      if let text = scalar(node) { deprecation.details = ["text": text] }
      return deprecation
    }
  }

  /// A list of exit codes, sorted.
  mutating func exitCodes(_ node: NodeID?, meaning: StaticString) -> [ExitCode] {
    var codes: [ExitCode] = []
    for node in items(node) {
      guard var fields = self.fields(node), let code = number(fields.take("code")) else { continue }
      codes.append(
        ExitCode(code: code, meaning: string(fields.take(meaning)), extras: rest(fields)))
    }
    return codes.sorted { $0.code.value < $1.code.value }
  }
}
