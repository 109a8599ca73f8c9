/// Parameters that help shows under a common heading.
package struct Section: Sendable {
  /// The heading without a colon, such as `Output options`.
  package let title: String
  /// The parameters in the order of help.
  package let declarations: [Declaration]

  /// Groups parameters.
  package init(_ title: String, _ parameters: [any Parameter]) {
    self.init(title, declarations: parameters.map { $0.declaration })
  }

  init(_ title: String, declarations: [Declaration]) {
    self.title = title
    self.declarations = declarations
  }
}

/// A command line worth showing.
package struct Example: Hashable, Sendable {
  /// What it does: a fragment without a full stop.
  package let caption: String
  /// The line as typed, the tool's name included.
  package let line: String

  /// Shows a command line.
  package init(_ caption: String, _ line: String) {
    self.caption = caption
    self.line = line
  }
}

/// A node of the tree of commands: something to run, or a group of commands.
///
/// `Action` is whatever the executable runs for a command; this module only carries it from the
/// declaration to the outcome of parsing.
package struct Command<Action: Sendable>: Sendable {
  /// What a command is for.
  enum Role: Sendable {
    case action(Action)
    case group([Command])
    /// The built-in `help`.
    case help
  }

  /// The word that names it.
  package let name: String
  /// Other words for it.
  package let aliases: [String]
  /// One line about it, without a full stop.
  package let abstract: String
  /// Paragraphs about it, separated by blank lines.
  package let discussion: String
  /// Its own parameters; options that have no section stand under `Options`.
  package let sections: [Section]
  /// Command lines worth showing.
  package let examples: [Example]
  /// Whether help and completions leave it out.
  package let isHidden: Bool
  /// The announcement of its removal.
  package let deprecation: Deprecation?
  /// What it is for.
  let role: Role

  /// Declares a command that runs.
  ///
  /// Positionals are taken in the order in which parameters and sections list them.
  package init(
    _ name: String, aliases: [String] = [], _ abstract: String, discussion: String = "",
    parameters: [any Parameter] = [], sections: [Section] = [], examples: [Example] = [],
    isHidden: Bool = false, deprecation: Deprecation? = nil, action: Action
  ) {
    self.init(
      name, aliases: aliases, abstract, discussion: discussion,
      sections: [Section("Options", parameters)] + sections, examples: examples,
      isHidden: isHidden, deprecation: deprecation, role: .action(action))
  }

  /// Declares a group of commands; it does nothing by itself.
  package init(
    _ name: String, aliases: [String] = [], _ abstract: String, discussion: String = "",
    examples: [Example] = [], isHidden: Bool = false, deprecation: Deprecation? = nil,
    commands: [Command]
  ) {
    self.init(
      name, aliases: aliases, abstract, discussion: discussion, sections: [], examples: examples,
      isHidden: isHidden, deprecation: deprecation, role: .group(commands))
  }

  init(
    _ name: String, aliases: [String] = [], _ abstract: String, discussion: String = "",
    sections: [Section] = [], examples: [Example] = [], isHidden: Bool = false,
    deprecation: Deprecation? = nil, role: Role
  ) {
    self.name = name
    self.aliases = aliases
    self.abstract = abstract
    self.discussion = discussion
    self.sections = sections
    self.examples = examples
    self.isHidden = isHidden
    self.deprecation = deprecation
    self.role = role
  }

  /// The commands of a group, in the order declared; empty for a command that runs.
  package var commands: [Command] {
    if case .group(let commands) = role { commands } else { [] }
  }

  /// Whether it does nothing without one of its commands.
  package var isGroup: Bool {
    if case .group = role { true } else { false }
  }

  /// Whether it is the built-in `help`.
  var isHelp: Bool {
    if case .help = role { true } else { false }
  }

  /// All words for it, the name first.
  package var words: [String] { [name] + aliases }

  /// Its own options, in the order of help.
  package var options: [Declaration] { declarations(.option) }

  /// Its positionals, in order.
  package var positionals: [Declaration] { declarations(.positional) }

  private func declarations(_ form: Declaration.Form) -> [Declaration] {
    sections.flatMap { $0.declarations.filter { $0.form == form } }
  }
}
