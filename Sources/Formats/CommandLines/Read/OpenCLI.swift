import DataTrees
import FormatKit
import SourceModel

/// OpenCLI, draft 0.1, as JSON or YAML.
extension TreeReader {
  mutating func readOpenCLI() -> CommandLineModel {
    var fields = Fields(tree, tree.root)
    var model = CommandLineModel(
      dialect: .openCLI, at: location(tree.root))
    _ = fields.take("$schema")
    _ = fields.take("opencli")
    if var info = self.fields(fields.take("info")) {
      model.version = version(info.take("version"))
      if let title = tree.value(of: info.node, "title").flatMap(tree.string(of:)) {
        model.label = Aside(title)
      }
      model.information = rest(info)
    }
    if var conventions = self.fields(fields.take("conventions")) {
      if let node = conventions.take("groupOptions") {
        let groups = truth(node, else: Located(true, at: location(node)))
        model.conventions.groupsOptions = groups.value ? nil : groups
      }
      // The schema that goes with the draft has the shorter key.
      let separator = conventions.take("optionArgumentSeparator")
      let shorter = conventions.take("optionSeparator")
      if let text = string(separator ?? shorter), text.value != " " {
        model.conventions.separator = text
      }
      model.extras = rest(conventions)
    }
    // Later drafts hold the tool as a command of its own.
    if let root = fields.take("command") {
      model.setName(string(tree.value(of: root, "name")))
      readOpenCLICommand(root, at: [], into: &model.commands)
      model.extras.merge(rest(fields)) { _, other in other }
    } else {
      readCommandMembers(&fields, nameNode: nil, at: [], into: &model.commands)
    }
    return model
  }

  private mutating func readOpenCLICommand(
    _ node: NodeID, at path: [Name], into commands: inout [Command]
  ) {
    guard var fields = fields(node) else { return }
    let name = fields.take("name")
    readCommandMembers(&fields, nameNode: name, at: path, into: &commands)
  }

  private mutating func readCommandMembers(
    _ fields: inout Fields, nameNode: NodeID?, at path: [Name], into commands: inout [Command]
  ) {
    let node = fields.node
    var command = Command(path: path, at: location(nameNode ?? node), excerpt: excerpt(node))
    command.aliases = wordSet(fields.take("aliases"))
    command.help = members(&fields, "description", "examples")
    command.life.isHidden = truth(fields.take("hidden"), else: command.life.isHidden)
    command.isInteractive = truth(fields.take("interactive"), else: command.isInteractive)
    command.exitCodes = exitCodes(fields.take("exitCodes"), meaning: "description")
    for node in items(fields.take("options")) {
      if let option = openCLIOption(node, of: path) { command.options.append(option) }
    }
    for node in items(fields.take("arguments")) {
      if let argument = openCLIArgument(node) { command.positionals.append(argument) }
    }
    let subcommands = items(fields.take("commands"))
    var metadata = Metadata(fields.take("metadata"), &self)
    readLife(&metadata, into: &command.life)
    for node in items(metadata.take("outputs")) {
      if let output = output(node) { command.outputs.append(output) }
    }
    command.outputs.sort { $0.name.value < $1.name.value }
    command.metadata = members(metadata.rest)
    command.extras = rest(fields)
    commands.append(command)
    for node in subcommands {
      guard let name = name(ofCommand: node, under: "name") else { continue }
      readOpenCLICommand(node, at: path + [name], into: &commands)
    }
  }

  private mutating func openCLIOption(_ node: NodeID, of path: [Name]) -> Option? {
    guard var fields = fields(node) else { return nil }
    guard let name = string(fields.take("name")) else {
      fail("an option had no name", at: node)
      return nil
    }
    let aliases = wordSet(fields.take("aliases")).filter { $0.value != name.value }
    var option = Option(
      spellings: [name] + aliases, home: path, at: location(node), excerpt: excerpt(node))
    option.isRequired = truth(fields.take("required"), else: option.isRequired)
    option.isGlobal = Aside(truth(fields.take("recursive"), else: option.isRequired).value)
    option.life.isHidden = truth(fields.take("hidden"), else: option.life.isHidden)
    option.help = members(&fields, "description", "group")
    for node in items(fields.take("arguments")) {
      if let argument = openCLIArgument(node) { option.arguments.append(argument) }
    }
    var metadata = Metadata(fields.take("metadata"), &self)
    readLife(&metadata, into: &option.life)
    option.isRepeatable = truth(metadata.take("repeatable"), else: option.isRepeatable)
    option.defaultValue = value(metadata.take("default"))
    option.variables = distinctWords(metadata.take("environment"))
    option.conflicts = wordSet(metadata.take("conflicts"))
    option.companions = wordSet(metadata.take("requires"))
    option.metadata = members(metadata.rest)
    option.extras = rest(fields)
    return option
  }

  private mutating func openCLIArgument(_ node: NodeID) -> Argument? {
    guard var fields = fields(node) else { return nil }
    var argument = Argument(at: location(node), excerpt: excerpt(node))
    argument.name = string(fields.take("name"))
    argument.isRequired = truth(fields.take("required"), else: argument.isRequired)
    if let node = fields.take("arity"), var arity = self.fields(node) {
      let minimum = integer(arity.take("minimum"))?.value ?? 1
      let isBounded = tree.value(of: node, "maximum").map { tree.kind(of: $0) != .null } ?? false
      let maximum = integer(arity.take("maximum"))?.value
      argument.arity = Located(
        Arity(minimum: minimum, maximum: isBounded ? maximum ?? minimum : nil), at: location(node))
      argument.extras = rest(arity)
    }
    argument.choices = wordSet(fields.take("acceptedValues"))
    argument.help = members(&fields, "description", "group")
    argument.life.isHidden = truth(fields.take("hidden"), else: argument.life.isHidden)
    var metadata = Metadata(fields.take("metadata"), &self)
    let isClosed = Located(!argument.choices.isEmpty, at: location(node))
    argument.isClosed = truth(metadata.take("strict"), else: isClosed)
    argument.defaultValue = value(metadata.take("default"))
    argument.type = string(metadata.take("type"))
    readLife(&metadata, into: &argument.life)
    argument.metadata = members(metadata.rest)
    argument.extras.merge(rest(fields)) { _, other in other }
    return argument
  }

  private mutating func readLife(_ metadata: inout Metadata, into life: inout Life) {
    life.isExperimental = truth(metadata.take("experimental"), else: life.isExperimental)
    life.deprecation = deprecation(metadata.take("deprecated"))
  }

  private mutating func output(_ node: NodeID) -> Output? {
    guard var fields = fields(node), let name = string(fields.take("name")) else { return nil }
    return Output(
      name: name, contentType: string(fields.take("contentType")),
      schema: string(fields.take("schema")),
      isDefault: truth(fields.take("default"), else: Located(false, at: location(node))),
      extras: rest(fields))
  }
}

/// The custom metadata of an element: a list of names with values.
private struct Metadata {
  private var entries: [(key: Name, value: NodeID)] = []

  init(_ node: NodeID?, _ reader: inout TreeReader) {
    for item in reader.items(node) {
      guard var fields = reader.fields(item), let name = reader.string(fields.take("name")) else {
        continue
      }
      // A name without a value is kept whole, so that its coming and going is seen.
      entries.append((name.value, fields.take("value") ?? item))
    }
  }

  /// The value under a name that relgate knows.
  mutating func take(_ name: Name) -> NodeID? {
    guard let index = entries.firstIndex(where: { $0.key == name }) else { return nil }
    return entries.remove(at: index).value
  }

  var rest: [(key: Name, value: NodeID)] { entries }
}
