/// The completion script for bash, 3.2 and later.
///
/// Bash splits words at `=` and `:` too, so that `--format=json` arrives as three words; the script
/// joins them again while it looks for the command, the number of arguments and an option that
/// still wants its value.
struct BashCompletion {
  let plan: CompletionPlan

  var script: String {
    let function = plan.function([plan.name])
    return """
      # bash completion for \(plan.name)

      \(function)() {
        local IFS=$' \\t\\n'
        local current=${COMP_WORDS[COMP_CWORD]} command=\(plan.quote(plan.name))
        local place=0 wanted='' ended='' joined='' candidates='' prefix='' word index
        COMPREPLY=()
        for ((index = 1; index < COMP_CWORD; index++)); do
          word=${COMP_WORDS[index]}
          if [[ $word == [=:]* ]]; then
            joined=1
            continue
          elif [[ $wanted || $joined ]]; then
            wanted='' joined=''
            continue
          elif [[ ! $ended && $word == -- ]]; then
            ended=1
            continue
          elif [[ ! $ended && $word == -?* ]]; then
            case "$command $word" in
      \(lines(wantedValues, indent: 8))
            esac
            continue
          fi
          case "$command $word" in
      \(lines(descents, indent: 6))
            *) place=$((place + 1)) ;;
          esac
        done
        if [[ $current == [=:]* ]]; then
          current='' joined=1
        fi
        if [[ $wanted ]]; then
          candidates=$wanted
        elif [[ $joined ]]; then
          return
        elif [[ ! $ended && $current == -* ]]; then
          case $command in
      \(lines(options, indent: 6))
          esac
        else
          case "$command $place" in
      \(lines(places, indent: 6))
          esac
        fi
        case $candidates in
          file)
            compopt -o filenames 2>/dev/null
            while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
            ;;
          directory)
            compopt -o filenames 2>/dev/null
            while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -d -- "$current")
            ;;
          revision)
            # Of a range, the revision after the dots. Names are quoted: git allows $ and ; in them.
            [[ $current == *..* ]] && prefix="${current%..*}.."
            while IFS= read -r word; do
              [[ $prefix$word == "$current"* ]] || continue
              printf -v word '%q' "$prefix$word"
              COMPREPLY+=("$word")
            done < <(git for-each-ref --format='%(refname:short)' 2>/dev/null)
            ;;
          *)
            for word in $candidates; do
              [[ $word == "$current"* ]] && COMPREPLY+=("$word")
            done
            ;;
        esac
      }

      complete -F \(function) \(plan.name)

      """
  }

  /// Which options want a value, and what completes it.
  private var wantedValues: [String] {
    plan.entries.flatMap { entry in
      entry.options.compactMap { option in
        option.value.map { value in
          let patterns = option.spellings.map { plan.quote("\(entry.line) \($0)") }
          return "\(patterns.joined(separator: " | "))) wanted=\(word(value.candidates)) ;;"
        }
      }
    }
  }

  /// Which words go down to which command.
  private var descents: [String] {
    plan.entries.flatMap { entry in
      entry.commands.map { command in
        let patterns = command.words.map { plan.quote("\(entry.line) \($0)") }
        let line = plan.quote("\(entry.line) \(command.words.first ?? "")")
        return "\(patterns.joined(separator: " | "))) command=\(line) ;;"
      }
    }
  }

  /// Which options a command accepts.
  private var options: [String] {
    plan.entries.map { entry in
      let spellings = entry.options.flatMap(\.spellings).joined(separator: " ")
      return "\(plan.quote(entry.line))) candidates=\(plan.quote(spellings)) ;;"
    }
  }

  /// What stands at each place: commands, or arguments counted from 0.
  private var places: [String] {
    plan.entries.flatMap { entry in
      if entry.isGroup {
        let words = entry.commands.compactMap(\.words.first)
        return ["\(plan.quote("\(entry.line) 0"))) candidates=\(word(.words(words))) ;;"]
      }
      return entry.positionals.enumerated().compactMap { place, positional in
        if positional.candidates == .nothing { return nil }
        let pattern =
          positional.isRepeatable
          ? plan.quote(entry.line + " ") + "*" : plan.quote("\(entry.line) \(place)")
        return "\(pattern)) candidates=\(word(positional.candidates)) ;;"
      }
    }
  }

  /// The candidates as one shell word; a kind that the script completes is never a lone choice.
  private func word(_ candidates: CompletionPlan.Candidates) -> String {
    switch candidates {
    // A space is true and offers nothing.
    case .nothing: "' '"
    case .file: "file"
    case .directory: "directory"
    case .revision: "revision"
    case .words(let words): plan.quote(" " + words.joined(separator: " "))
    }
  }

  private func lines(_ lines: [String], indent: Int) -> String {
    lines.map { String(repeating: " ", count: indent) + $0 }.joined(separator: "\n")
  }
}
