// Descriptions in different dialects are compared by what both can tell of every tool: what one
// dialect has no word for is not missing.

extension CommandLineModel {
  /// The tool without what not both of two dialects can tell.
  func limited(to facets: Facets) -> CommandLineModel {
    var model = CommandLineModel(dialect: dialect, at: spot.value)
    model.label = label
    if facets.contains(.toolName) { model.setName(name) }
    model.commands = commands.map { $0.limited(to: facets) }
    return model
  }
}

extension Command {
  fileprivate func limited(to facets: Facets) -> Command {
    var command = Command(path: path, at: location, excerpt: excerpt.value)
    command.aliases = aliases
    command.life.isHidden = life.isHidden
    command.options = options.map { $0.limited(to: facets) }
    command.positionals = positionals.map { $0.limited(to: facets) }
    if facets.contains(.exitCodes) { command.exitCodes = exitCodes }
    return command
  }
}

extension Option {
  fileprivate func limited(to facets: Facets) -> Option {
    var option = Option(
      spellings: spellings, home: home.value, at: location, excerpt: excerpt.value)
    option.isGlobal = isGlobal
    option.isRequired = isRequired
    option.life.isHidden = life.isHidden
    option.arguments = arguments.map { $0.limited(to: facets) }
    if facets.contains(.repetition) { option.isRepeatable = isRepeatable }
    if facets.contains(.defaults) { option.defaultValue = defaultValue }
    return option
  }
}

extension Argument {
  fileprivate func limited(to facets: Facets) -> Argument {
    var argument = Argument(at: location, excerpt: excerpt.value)
    argument.name = name
    argument.isRequired = isRequired
    argument.arity = arity
    argument.choices = choices
    argument.isClosed = isClosed
    argument.life.isHidden = life.isHidden
    if facets.contains(.defaults) { argument.defaultValue = defaultValue }
    return argument
  }
}
