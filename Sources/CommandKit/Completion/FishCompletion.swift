/// The completion script for fish, 3.0 and later.
///
/// One function finds the command that the line names and counts its arguments; every completion
/// asks it whether the line is at its place.
struct FishCompletion {
  let plan: CompletionPlan

  var script: String {
    (["# fish completion for \(plan.name)", locate, "complete -c \(plan.name) -f"]
      + plan.entries.map { complete($0).joined(separator: "\n") })
      .joined(separator: "\n\n") + "\n"
  }

  private var function: String { "_" + plan.function([plan.name]) }

  /// Succeeds at a command: `FUNCTION COMMAND [PLACE]`; the place counts arguments from 0, and `+`
  /// stands for any.
  private var locate: String {
    let wanted = plan.entries.flatMap { entry in
      entry.options.filter { $0.value != nil }.flatMap { option in
        option.spellings.map { quote("\(entry.line) \($0)") }
      }
    }
    let descents = plan.entries.flatMap { entry in
      entry.commands.flatMap { command in
        [
          "case " + command.words.map { quote("\(entry.line) \($0)") }.joined(separator: " "),
          "    set command " + quote("\(entry.line) \(command.words.first ?? "")"),
        ]
      }
    }.map { String(repeating: " ", count: 16) + $0 }
    return """
      function \(function)
          set -l command \(quote(plan.name))
          set -l place 0
          set -l wanted 0
          set -l ended 0
          set -l words (commandline -opc)
          for word in $words[2..-1]
              if test $wanted = 1
                  set wanted 0
              else if test $ended = 0 -a "$word" = --
                  set ended 1
              else if test $ended = 0; and string match -qr -- '^-.' "$word"
                  contains -- "$command $word" \(wanted.joined(separator: " "))
                  and set wanted 1
              else
                  switch "$command $word"
      \(descents.joined(separator: "\n"))
                      case '*'
                          set place (math $place + 1)
                  end
              end
          end
          test "$command" = "$argv[1]"
          and begin
              test (count $argv) = 1; or test "$argv[2]" = + -o "$argv[2]" = $place
          end
      end
      """
  }

  private func complete(_ entry: CompletionPlan.Entry) -> [String] {
    func at(_ place: String) -> String {
      "complete -c \(plan.name) -n " + quote("\(function) \(quote(entry.line))\(place)")
    }
    return entry.commands.map { command in
      "\(at(" 0")) -a \(command.words.first ?? "") -d \(quote(command.abstract))"
    }
      + entry.options.map { option in
        let spellings = option.spellings.map {
          $0.hasPrefix("--") ? "-l \($0.dropFirst(2))" : "-s \($0.dropFirst())"
        }
        let value = option.value.map { " " + argument($0.candidates) } ?? ""
        return "\(at("")) \(spellings.joined(separator: " "))\(value) -d \(quote(option.help))"
      }
      + entry.positionals.enumerated().compactMap { place, positional in
        if positional.candidates == .nothing { return nil }
        return at(positional.isRepeatable ? " +" : " \(place)") + " "
          + argument(positional.candidates, isPositional: true)
      }
  }

  /// The options of `complete` that give candidates; `-x` demands a value, `-F` allows files.
  private func argument(
    _ candidates: CompletionPlan.Candidates, isPositional: Bool = false
  ) -> String {
    let needed = isPositional ? "" : "-x "
    return switch candidates {
    case .nothing: "-x"
    case .file: isPositional ? "-F" : "-r -F"
    case .directory: needed + "-a '(__fish_complete_directories (commandline -ct))'"
    case .revision: needed + "-a \(quote(revisions))"
    case .words(let words): needed + "-a \(quote(words.joined(separator: " ")))"
    }
  }

  /// Prints references; of a range, the ones after the dots.
  private var revisions: String {
    "(string match -r '.*\\.\\.' -- (commandline -ct); or echo '')"
      + "(git for-each-ref --format='%(refname:short)' 2>/dev/null)"
  }

  private func quote(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
