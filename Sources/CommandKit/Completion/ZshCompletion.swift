/// The completion script for zsh: a function for every command, made of `_arguments` and
/// `_describe`, to be found through `fpath` or sourced after `compinit`.
struct ZshCompletion {
  let plan: CompletionPlan

  var script: String {
    let function = plan.function([plan.name])
    let usesRevisions = plan.entries.contains { entry in
      entry.options.contains { $0.value?.candidates == .revision }
        || entry.positionals.contains { $0.candidates == .revision }
    }
    return
      (["#compdef \(plan.name)"] + plan.entries.map(define)
      + (usesRevisions ? [revisions] : []) + [
        """
        if [[ $funcstack[1] == \(function) ]]; then
          \(function) "$@"
        else
          compdef \(function) \(plan.name)
        fi
        """
      ]).joined(separator: "\n\n") + "\n"
  }

  private func define(_ entry: CompletionPlan.Entry) -> String {
    entry.isGroup ? group(entry) : leaf(entry)
  }

  private func leaf(_ entry: CompletionPlan.Entry) -> String {
    let specs = entry.options.flatMap(spec) + entry.positionals.enumerated().map(spec)
    return """
      \(plan.function(entry.path))() {
        _arguments -S : \\
      \(specs.map { "    " + $0 }.joined(separator: " \\\n"))
      }
      """
  }

  /// A group completes its own options, then the word of a command, and leaves the rest to it.
  private func group(_ entry: CompletionPlan.Entry) -> String {
    let specs = entry.options.flatMap(spec) + ["'1:command:->command'", "'*:: :->rest'"]
    let commands = entry.commands.map { command in
      "      " + plan.quote("\(command.words.first ?? ""):\(command.abstract)")
    }
    let cases = entry.commands.map { command in
      let path = entry.path + [command.words.first ?? ""]
      return "      \(command.words.joined(separator: "|"))) \(plan.function(path)) ;;"
    }
    return """
      \(plan.function(entry.path))() {
        local curcontext=$curcontext state line
        local -a commands
        typeset -A opt_args
        _arguments -S -C : \\
      \(specs.map { "    " + $0 }.joined(separator: " \\\n")) && return
        case $state in
          command)
            commands=(
      \(commands.map { "  " + $0 }.joined(separator: "\n"))
            )
            _describe -t commands command commands
            ;;
          rest)
            case $line[1] in
      \(cases.map { "  " + $0 }.joined(separator: "\n"))
            esac
            ;;
        esac
      }
      """
  }

  /// The specification of an option: `'(-o --output)'{-o,--output=}'[Help]:FILE:_files'`.
  private func spec(_ option: CompletionPlan.OptionEntry) -> [String] {
    let action = option.value.map { value in
      ":\(escape(value.name)):\(self.action(value.candidates))"
    }
    let tail = plan.quote("[\(escape(option.help))]" + (action ?? ""))
    // An option that may be repeated excludes nothing.
    let exclusion =
      option.isRepeatable ? "'*'" : plan.quote("(\(option.spellings.joined(separator: " ")))")
    return option.spellings.map { spelling in
      let mark = option.value == nil ? "" : spelling.hasPrefix("--") ? "=" : ""
      return "\(exclusion)\(spelling)\(mark)\(tail)"
    }
  }

  private func spec(place: Int, _ positional: CompletionPlan.PositionalEntry) -> String {
    let colon = positional.isRequired ? ":" : "::"
    let place = positional.isRepeatable ? "*:" : "\(place + 1)\(colon)"
    return plan.quote("\(place)\(escape(positional.name)):\(action(positional.candidates))")
  }

  private func action(_ candidates: CompletionPlan.Candidates) -> String {
    switch candidates {
    // An empty list: a mere message would keep options from being inserted.
    case .nothing: "()"
    case .file: "_files"
    case .directory: "_files -/"
    case .revision: revisionsFunction
    case .words(let words): "(\(words.joined(separator: " ")))"
    }
  }

  private var revisionsFunction: String { plan.function([plan.name, "", "revisions"]) }

  /// Completes references; of a range, the one after the dots.
  private var revisions: String {
    """
    \(revisionsFunction)() {
      local -a references
      references=(${(f)"$(git for-each-ref --format='%(refname:short)' 2>/dev/null)"})
      compset -P '*..(.|)'
      compadd -a references
    }
    """
  }

  /// A text inside a specification, where brackets, colons and backslashes have a meaning.
  private func escape(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("[", with: "\\[").replacing("]", with: "\\]")
      .replacing(":", with: "\\:")
  }
}
