extension Tool {
  /// The mistakes of the declaration, for a test that demands none; one phrase each.
  ///
  /// Parsing, help and scripts rely on what is checked here: spellings that are unique where they
  /// are valid, places that are not ambiguous, and words that no shell changes.
  package var flaws: [String] {
    var flaws: [String] = []
    for (path, command) in allCommands {
      let call = ([name] + path).joined(separator: " ")
      let found =
        wordFlaws(command) + optionFlaws(command, isRoot: path.isEmpty) + placeFlaws(command)
      flaws += found.map { "\(call): \($0)" }
    }
    flaws += repeated(exitCodes.map { String($0.code) }).map { "exit code \($0) stands twice" }
    flaws += repeated(environment.map(\.name)).map { "environment variable \($0) stands twice" }
    return flaws
  }

  private func wordFlaws(_ command: Command<Action>) -> [String] {
    var flaws = command.words.filter { !isWord($0) }.map { "'\($0)' is no word for a command" }
    if !isFragment(command.abstract) { flaws.append("the abstract is no one-line fragment") }
    flaws += repeated(command.commands.flatMap(\.words)).map { "command '\($0)' stands twice" }
    if command.isGroup, command.commands.isEmpty { flaws.append("the group is empty") }
    return flaws
  }

  private func optionFlaws(_ command: Command<Action>, isRoot: Bool) -> [String] {
    let options = options(of: command, isRoot: isRoot)
    var flaws = repeated(options.flatMap(\.spellings)).map { "option '\($0)' stands twice" }
    for option in options {
      if option.spellings.isEmpty { flaws.append("an option has no spelling") }
      flaws += option.spellings.filter { !isSpelling($0) }.map { "'\($0)' is no option spelling" }
      flaws += commonFlaws(option)
    }
    return flaws
  }

  private func placeFlaws(_ command: Command<Action>) -> [String] {
    let positionals = command.positionals
    var flaws = repeated(positionals.map(\.name)).map { "argument '\($0)' stands twice" }
    for (positional, next) in zip(positionals, positionals.dropFirst()) {
      if positional.isRepeatable { flaws.append("'\(next.name)' follows a repeatable argument") }
      if !positional.isRequired, next.isRequired {
        flaws.append("'\(next.name)' must be given but follows one that need not")
      }
    }
    return flaws + positionals.flatMap(commonFlaws)
  }

  private func commonFlaws(_ declaration: Declaration) -> [String] {
    var flaws: [String] = []
    if !isFragment(declaration.help) {
      flaws.append("the help of '\(declaration.name)' is no one-line fragment")
    }
    guard let form = declaration.value else { return flaws }
    if form.name.isEmpty || form.name.contains(where: { $0.isLowercase || $0.isWhitespace }) {
      flaws.append("'\(form.name)' is no placeholder in capitals")
    }
    if (form.content == .choice) == form.choices.isEmpty {
      flaws.append("'\(declaration.name)' has choices and another kind of content, or neither")
    }
    flaws += repeated(form.choices).map { "choice '\($0)' of '\(declaration.name)' stands twice" }
    flaws += form.choices.filter { !isChoice($0) }.map {
      "choice '\($0)' of '\(declaration.name)' has characters that shells change"
    }
    return flaws
  }

  /// The texts that stand more than once, each once, in order.
  private func repeated(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    var told: Set<String> = []
    return texts.filter { !seen.insert($0).inserted && told.insert($0).inserted }
  }

  /// Tells whether a text is small letters, digits and inner hyphens.
  private func isWord(_ text: String) -> Bool {
    let isMade = text.utf8.allSatisfy { isSmallOrDigit($0) || $0 == UInt8(ascii: "-") }
    return isMade && !text.isEmpty && !text.hasPrefix("-") && !text.hasSuffix("-")
  }

  /// Tells whether a text is `--word` or a hyphen and one letter.
  private func isSpelling(_ text: String) -> Bool {
    if text.hasPrefix("--") { return isWord(String(text.dropFirst(2))) }
    let letter = text.dropFirst()
    return text.hasPrefix("-") && letter.utf8.count == 1
      && letter.allSatisfy { $0.isASCII && $0.isLetter }
  }

  /// Tells whether no shell splits, expands or quotes a text.
  private func isChoice(_ text: String) -> Bool {
    let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ._/@+-".utf8)
    return !text.isEmpty && text.utf8.allSatisfy { isSmallOrDigit($0) || plain.contains($0) }
  }

  private func isSmallOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private func isFragment(_ text: String) -> Bool {
    !text.isEmpty && !text.hasSuffix(".") && !text.contains(where: \.isNewline)
  }
}
