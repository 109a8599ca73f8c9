extension Tool {
  /// The description of the command line as JSON, for comparison between versions.
  ///
  /// The schema is `relgate/cli/1`; new keys may appear within it. What is absent or false is left
  /// out. Members stand in this order, lists in the order declared:
  ///
  /// ```
  /// { "schema": "relgate/cli/1", "name", "version", "abstract",
  ///   "commands": [                       // parents first; the tool itself has the path []
  ///     { "path": ["waivers", "list"],    // names without the tool's
  ///       "aliases": [word], "abstract", "hidden": true, "deprecated": DEPRECATED,
  ///       "subcommandRequired": true,     // it does nothing by itself
  ///       "options": [
  ///         { "spellings": ["--output", "-o"], "help", "arity": 0 | 1,
  ///           "valueName", "valueKind": "text|number|date|file|directory|revision|choice",
  ///           "choices": [value], "strict": true,   // strict: nothing else is accepted
  ///           "default",                  // a value, or a phrase for what holds otherwise
  ///           "required": true, "repeatable": true,
  ///           "global": true,             // every command below accepts it
  ///           "hidden": true, "deprecated": DEPRECATED } ],
  ///       "positionals": [                // in order; a repeatable one takes the rest
  ///         { "name", "help", "valueKind", "choices", "strict", "default",
  ///           "required": true, "repeatable": true } ] } ],
  ///   "exitCodes": [ { "code": 0, "meaning" } ],
  ///   "environment": [ { "name", "meaning" } ] }
  ///
  /// DEPRECATED = { "since": version, "removal": version, "use": spelling }
  /// ```
  package var dump: String {
    let tool = JSONText.members([
      ("schema", .string("relgate/cli/1")),
      ("name", .string(name)),
      ("version", .string(version)),
      ("abstract", .string(root.abstract)),
      ("commands", .array(allCommands.map { dump($0.command, at: $0.path) })),
      (
        "exitCodes",
        .list(exitCodes) {
          .members([("code", .number(Int($0.code))), ("meaning", .string($0.meaning))])
        }
      ),
      (
        "environment",
        .list(environment) {
          .members([("name", .string($0.name)), ("meaning", .string($0.meaning))])
        }
      ),
    ])
    return tool.text() + "\n"
  }

  private func dump(_ command: Command<Action>, at path: [String]) -> JSONText {
    let isRoot = path.isEmpty
    let options = command.options + (isRoot ? [Flag.version.declaration] : [])
    let shared = isRoot ? globals.declarations : []
    return .members([
      ("path", .array(path.map(JSONText.string))),
      ("aliases", .list(command.aliases, JSONText.string)),
      ("abstract", .string(command.abstract)),
      ("hidden", .flag(command.isHidden)),
      ("deprecated", command.deprecation.map(dump)),
      ("subcommandRequired", .flag(command.isGroup)),
      (
        "options",
        .list(options.map { dump($0) } + shared.map { dump($0, isGlobal: true) }) { $0 }
      ),
      ("positionals", .list(command.positionals) { dump($0) }),
    ])
  }

  private func dump(_ declaration: Declaration, isGlobal: Bool = false) -> JSONText {
    let isOption = declaration.form == .option
    let form = declaration.value
    let choices = form?.choices ?? []
    return .members([
      isOption
        ? ("spellings", .array(declaration.spellings.map(JSONText.string)))
        : ("name", .string(declaration.name)),
      ("help", .string(declaration.help)),
      ("arity", isOption ? .number(form == nil ? 0 : 1) : nil),
      ("valueName", isOption ? form.map { .string($0.name) } : nil),
      ("valueKind", form.map { .string($0.content.rawValue) }),
      ("choices", .list(choices, JSONText.string)),
      ("strict", .flag(!choices.isEmpty)),
      ("default", declaration.defaultText.map(JSONText.string)),
      ("required", .flag(declaration.isRequired)),
      ("repeatable", .flag(declaration.isRepeatable)),
      ("global", .flag(isGlobal)),
      ("hidden", .flag(declaration.isHidden)),
      ("deprecated", declaration.deprecation.map(dump)),
    ])
  }

  private func dump(_ deprecation: Deprecation) -> JSONText {
    .members([
      ("since", .string(deprecation.since)),
      ("removal", deprecation.removal.map(JSONText.string)),
      ("use", deprecation.use.map(JSONText.string)),
    ])
  }
}

extension JSONText {
  /// An object of the members that are there.
  fileprivate static func members(_ members: [(key: String, value: JSONText?)]) -> JSONText {
    .object(members.compactMap { key, value in value.map { (key, $0) } })
  }
}

extension JSONText? {
  /// True, or nothing.
  fileprivate static func flag(_ isTrue: Bool) -> JSONText? { isTrue ? .bool(true) : nil }

  /// A list, or nothing if it is empty.
  fileprivate static func list<Item>(
    _ items: [Item], _ value: (Item) -> JSONText
  ) -> JSONText? {
    items.isEmpty ? nil : .array(items.map(value))
  }
}
