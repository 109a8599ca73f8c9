extension Tool {
  /// Reads a command line, without the tool's own name.
  ///
  /// Options and arguments may be mixed; `--` ends the options. A word that begins with a hyphen is
  /// an option unless it is a hyphen alone or looks like a negative number. The first error from
  /// the left is thrown; `--help` and `--version` end the reading.
  package func parse(_ words: some Sequence<String>) throws(UsageError) -> Outcome<Action> {
    var parser = Parser(tool: self)
    return try parser.parse(Array(words)[...])
  }
}

/// The reading of one command line.
struct Parser<Action: Sendable> {
  let tool: Tool<Action>
  /// The commands named so far, the root first.
  var trail: [Command<Action>]
  private var texts: [String: [String]] = [:]
  private var positionalCount = 0
  private var notices: [Notice] = []

  init(tool: Tool<Action>) {
    self.tool = tool
    self.trail = [tool.root]
  }

  /// The command named last.
  var command: Command<Action> { trail.last ?? tool.root }

  /// The names of the commands so far, without the tool's.
  var path: [String] { trail.dropFirst().map(\.name) }

  /// The options that may stand here.
  var options: [Declaration] { tool.options(of: command, isRoot: trail.count == 1) }

  mutating func parse(_ words: ArraySlice<String>) throws(UsageError) -> Outcome<Action> {
    var rest = words
    while let word = rest.popFirst() {
      if word == "--" {
        for argument in rest { try take(argument) }
        break
      }
      guard isOption(word) else {
        try take(word)
        continue
      }
      let option = try takeOption(word, &rest)
      if option.name == Flag.help.declaration.name { return .help(path) }
      if option.name == Flag.version.declaration.name, trail.count == 1 { return .version }
    }
    return try finish()
  }

  /// Tells whether a word is meant as an option: `-1` and `-.5` are values unless declared.
  private func isOption(_ word: String) -> Bool {
    guard word.utf8.first == UInt8(ascii: "-"), word.utf8.count > 1 else { return false }
    if options.contains(where: { $0.spellings.contains(word) }) { return true }
    let body = word.utf8.dropFirst().drop { $0 == UInt8(ascii: ".") }
    return !(body.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false)
  }

  private mutating func takeOption(
    _ word: String, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> Declaration {
    var spelling = word
    var attached: String?
    if word.hasPrefix("--"), let equals = word.utf8.firstIndex(of: UInt8(ascii: "=")) {
      spelling = String(word[..<equals])
      attached = String(word[word.utf8.index(after: equals)...])
    }
    guard let option = options.first(where: { $0.spellings.contains(spelling) }) else {
      throw unknownOption(spelling)
    }
    guard let form = option.value else {
      if let attached { throw flagWithValue(spelling, attached) }
      // A flag given twice says no more than once.
      texts[option.name] = [""]
      note("option '\(spelling)'", option.deprecation)
      return option
    }
    if texts[option.name] != nil, !option.isRepeatable { throw givenTwice(spelling) }
    let next = rest.first.flatMap { isOption($0) || $0 == "--" ? nil : $0 }
    guard let text = attached ?? next else {
      throw missingValue(spelling, form, followedBy: rest.first)
    }
    if attached == nil { rest.removeFirst() }
    try check(text, form, of: "option '\(spelling)'")
    texts[option.name, default: []].append(text)
    note("option '\(spelling)'", option.deprecation)
    return option
  }

  /// Takes a word that is no option: the name of a command, or an argument.
  private mutating func take(_ word: String) throws(UsageError) {
    if command.isGroup { return try descend(word) }
    let positionals = command.positionals
    let place = min(positionalCount, positionals.count - 1)
    guard positionals.indices.contains(place),
      place == positionalCount || positionals[place].isRepeatable
    else { throw tooMany(word) }
    let positional = positionals[place]
    if let form = positional.value { try check(word, form, of: "argument '\(positional.name)'") }
    texts[positional.name, default: []].append(word)
    positionalCount += 1
  }

  private mutating func descend(_ word: String) throws(UsageError) {
    guard let next = command.commands.first(where: { $0.words.contains(word) }) else {
      throw unknownCommand(word)
    }
    trail.append(next)
    note("command '\(word)'", next.deprecation)
  }

  private func check(
    _ text: String, _ form: ValueForm, of subject: String
  ) throws(UsageError) {
    if text.isEmpty, !form.allowsEmpty { throw emptyValue(form, of: subject) }
    if !form.accepts(text) { throw badValue(text, form, of: subject) }
  }

  private mutating func note(_ subject: String, _ deprecation: Deprecation?) {
    guard let deprecation else { return }
    let removal = deprecation.removal.map { " and will be removed in \($0)" } ?? ""
    let notice = Notice(
      message: "\(subject) was deprecated in \(deprecation.since)\(removal)",
      hint: deprecation.use.map { "Use '\($0)' instead." })
    if !notices.contains(notice) { notices.append(notice) }
  }

  private mutating func finish() throws(UsageError) -> Outcome<Action> {
    switch command.role {
    case .group: throw missingCommand()
    case .help: return .help(try topic(texts[Positional.helpTopic.declaration.name] ?? []))
    case .action(let action):
      let declarations = command.positionals + options
      if let missing = declarations.first(where: { $0.isRequired && texts[$0.name] == nil }) {
        throw missingParameter(missing)
      }
      for declaration in declarations { texts[declaration.name, default: []] += [] }
      return .run(action, Invocation(path: path, notices: notices, texts: texts))
    }
  }

  /// The path of the command that `help` is asked about.
  private mutating func topic(_ words: [String]) throws(UsageError) -> [String] {
    trail = [tool.root]
    for word in words { try descend(word) }
    return path
  }
}
