import SourceModel

/// What each usage error says and advises.
extension Parser {
  private func error(_ message: String, _ hint: String) -> UsageError {
    UsageError(message, hint: hint, usage: tool.usage(of: path))
  }

  /// The line that calls a command: `relgate waivers list`.
  private func call(_ path: [String]) -> String {
    ([tool.name] + path).joined(separator: " ")
  }

  /// The nearest spelling; a word in capitals is also tried in small letters.
  private func nearest(_ word: String, _ candidates: [String]) -> String? {
    Spelling.nearest(to: word, among: candidates)
      ?? Spelling.nearest(to: word.lowercased(), among: candidates)
  }

  func unknownCommand(_ word: String) -> UsageError {
    let message = "command '\(word)' was not found under '\(call(path))'"
    let here = command.commands.filter { !$0.isHidden }
    let elsewhere = tool.allCommands.first {
      $0.command.words.contains(word) && !$0.path.isEmpty && tool.isVisible($0.path)
    }
    if let near = nearest(word, here.flatMap(\.words)) {
      return error(message, "Write '\(call(path + [near]))'.")
    }
    if let elsewhere {
      return error(message, "Write '\(call(elsewhere.path))'.")
    }
    return error(message, "Run '\(call(path)) --help' to see the commands.")
  }

  func missingCommand() -> UsageError {
    let names = command.commands.filter { !$0.isHidden }.map(\.name)
    let hint =
      names.count > 6
      ? "Run '\(call(path)) --help' to see the commands." : "Add \(Phrase.oneOf(names))."
    return error("no command was given to '\(call(path))'", hint)
  }

  func unknownOption(_ spelling: String) -> UsageError {
    let owners = tool.allCommands.filter { entry in
      tool.isVisible(entry.path)
        && entry.command.options.contains { !$0.isHidden && $0.spellings.contains(spelling) }
    }
    let message = "option '\(spelling)' was not recognized by '\(call(path))'"
    if !owners.isEmpty {
      let calls = Phrase.oneOf(owners.prefix(3).map { call($0.path) })
      return error(message, "Write it after \(calls).")
    }
    if spelling == Flag.version.declaration.name {
      return error(message, "Write '\(tool.name) \(spelling)'.")
    }
    // Other tools answer these with their version.
    if ["-v", "-V"].contains(spelling) {
      return error(message, "Write '\(tool.name) \(Flag.version.declaration.name)'.")
    }
    let visible = options.filter { !$0.isHidden }
    if let near = nearest(spelling, visible.flatMap(\.spellings)) {
      return error(message, "Write '\(near)'.")
    }
    if let short = visible.first(where: { $0.spellings.contains(String(spelling.prefix(2))) }) {
      return error(message, "Write '\(short.synopsis)', one option to a word.")
    }
    return error(message, "Run '\(call(path)) --help' to see the options.")
  }

  func flagWithValue(_ spelling: String, _ value: String) -> UsageError {
    error(
      "option '\(spelling)' was given the value '\(value)' but takes none",
      "Write '\(spelling)' alone.")
  }

  func missingValue(
    _ spelling: String, _ form: ValueForm, followedBy word: String?
  ) -> UsageError {
    let message = "option '\(spelling)' was given without a value"
    let known = options.flatMap(\.spellings) + ["--"]
    if let word, spelling.hasPrefix("--"), !known.contains(word) {
      return error(message, "Write '\(spelling)=\(word)' if '\(word)' is the value.")
    }
    return error(message, "Write '\(spelling) \(form.name)'.")
  }

  func emptyValue(_ form: ValueForm, of subject: String) -> UsageError {
    error("\(subject) was given an empty value", "Give \(form.expectation).")
  }

  func badValue(_ text: String, _ form: ValueForm, of subject: String) -> UsageError {
    let message = "\(subject) was given '\(text)' but takes \(form.expectation)"
    if let near = nearest(text, form.choices) { return error(message, "Write '\(near)'.") }
    return error(message, "Run '\(call(path)) --help' to see what it takes.")
  }

  func givenTwice(_ spelling: String) -> UsageError {
    error("option '\(spelling)' was given twice", "Give it once.")
  }

  func tooMany(_ word: String) -> UsageError {
    let count = command.positionals.count
    let limit =
      switch count {
      case 0: "no arguments"
      case 1: "one argument"
      default: "\(count) arguments"
      }
    return error(
      "argument '\(word)' was given but '\(call(path))' takes \(limit)",
      "Remove '\(word)', or quote what belongs together.")
  }

  func missingParameter(_ missing: Declaration) -> UsageError {
    switch missing.form {
    case .positional:
      error("argument '\(missing.name)' was not given", "Add \(missing.name): \(missing.help).")
    case .option:
      error("option '\(missing.name)' was not given", "Add '\(missing.synopsis)'.")
    }
  }
}
