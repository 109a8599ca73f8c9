/// A shell that a completion script can be written for.
package enum Shell: String, Hashable, Sendable, CaseIterable {
  case bash, zsh, fish
}

extension Tool {
  /// A script that completes the tool's command lines.
  ///
  /// It needs nothing but the shell, and git where revisions are completed.
  package func completion(for shell: Shell) -> String {
    let plan = CompletionPlan(self)
    return switch shell {
    case .bash: BashCompletion(plan: plan).script
    case .zsh: ZshCompletion(plan: plan).script
    case .fish: FishCompletion(plan: plan).script
    }
  }
}

/// What the scripts complete, the same for every shell; hidden things are left out.
struct CompletionPlan {
  /// What stands at a place.
  enum Candidates: Equatable {
    case nothing, file, directory, revision
    case words([String])

    init(_ form: ValueForm) {
      self =
        switch form.content {
        case .text, .number, .date: .nothing
        case .file: .file
        case .directory: .directory
        case .revision: .revision
        case .choice: .words(form.choices)
        }
    }
  }

  /// An option.
  struct OptionEntry {
    let spellings: [String]
    let help: String
    let isRepeatable: Bool
    /// The placeholder and what completes it; nil for a flag.
    let value: (name: String, candidates: Candidates)?

    init(_ declaration: Declaration) {
      self.spellings = declaration.orderedSpellings
      self.help = declaration.help
      self.isRepeatable = declaration.isRepeatable
      self.value = declaration.value.map { ($0.name, Candidates($0)) }
    }
  }

  /// A positional.
  struct PositionalEntry {
    let name: String
    let isRequired: Bool
    let isRepeatable: Bool
    let candidates: Candidates
  }

  /// A command.
  struct Entry {
    /// The names from the tool's on.
    let path: [String]
    let abstract: String
    /// The commands of a group: all their words, the name first, and what they do.
    let commands: [(words: [String], abstract: String)]
    /// The options that may stand after it, its own first.
    let options: [OptionEntry]
    let positionals: [PositionalEntry]

    /// The path as one string.
    var line: String { path.joined(separator: " ") }
    /// Whether it does nothing without one of its commands.
    var isGroup: Bool { !commands.isEmpty }
  }

  /// The tool's name.
  let name: String
  /// Every command, the tool itself first.
  let entries: [Entry]

  init(_ tool: Tool<some Sendable>) {
    self.name = tool.name
    self.entries = tool.allCommands.filter { tool.isVisible($0.path) }.map { path, command in
      Entry(
        path: [tool.name] + path, abstract: command.abstract,
        commands: command.commands.filter { !$0.isHidden }.map { ($0.words, $0.abstract) },
        options: tool.options(of: command, isRoot: path.isEmpty)
          .filter { !$0.isHidden }.map(OptionEntry.init),
        positionals: command.positionals.map { positional in
          let topics = tool.root.commands.filter { !$0.isHidden }.map(\.name)
          return PositionalEntry(
            name: positional.name, isRequired: positional.isRequired,
            isRepeatable: positional.isRepeatable,
            candidates: command.isHelp
              ? .words(topics) : positional.value.map(Candidates.init) ?? .nothing)
        })
    }
  }

  /// The name of a shell function for a command; words have no underscores, so it is its own.
  func function(_ path: [String]) -> String {
    "_" + path.joined(separator: "_")
  }

  /// A text as one word of bash and zsh.
  func quote(_ text: String) -> String {
    "'" + text.replacing("'", with: #"'\''"#) + "'"
  }
}
