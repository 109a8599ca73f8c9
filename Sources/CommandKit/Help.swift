extension Tool {
  /// How a command is called: `relgate diff [OPTIONS] [RANGE]`.
  package func usage(of path: some Sequence<String> = [String]()) -> String {
    let trail = trail(of: path)
    let command = trail.last ?? root
    let words =
      trail.map(\.name) + ["[OPTIONS]"]
      + command.options.filter(\.isRequired).map(\.synopsis)
      + command.positionals.map(\.place)
      + (command.isGroup ? ["COMMAND"] : [])
    return words.joined(separator: " ")
  }

  /// The help of a command, set into 80 columns, with a line feed at its end.
  ///
  /// The help of the tool itself, whose path is empty, also tells exit codes, environment variables
  /// and what else to read.
  package func help(of path: some Sequence<String> = [String]()) -> String {
    let trail = trail(of: path)
    let command = trail.last ?? root
    let isRoot = trail.count == 1
    var blocks = [
      Layout.hang("", command.abstract + Declaration.mark(command.deprecation), indent: 0),
      Layout.hang("Usage: ", usage(of: path), indent: 7),
    ]
    if !command.aliases.isEmpty {
      blocks.append("Aliases: " + command.aliases.joined(separator: ", "))
    }
    blocks += Layout.paragraphs(command.discussion).map { Layout.hang("", $0, indent: 0) }
    blocks += parameterBlocks(command, isRoot: isRoot)
    if !command.examples.isEmpty {
      let examples = command.examples.map {
        Layout.hang("  ", $0.caption + ":", indent: 2) + "\n    \($0.line)"
      }
      blocks.append("Examples:\n" + examples.joined(separator: "\n\n"))
    }
    if isRoot { blocks += toolBlocks }
    if command.isGroup {
      let call = trail.map(\.name).joined(separator: " ")
      blocks.append("Run '\(call) COMMAND --help' for the help of a command.")
    }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private func parameterBlocks(_ command: Command<Action>, isRoot: Bool) -> [String] {
    let commands = command.commands.filter { !$0.isHidden }.map {
      (
        term: $0.words.joined(separator: ", "),
        text: $0.abstract + Declaration.mark($0.deprecation)
      )
    }
    let arguments = command.positionals.map { (term: $0.place, text: $0.description) }
    let options = sections(of: command, isRoot: isRoot).map { section in
      (
        title: section.title,
        rows: section.declarations.filter { $0.form == .option && !$0.isHidden }.map {
          // Long options align, whether or not a short one stands before them.
          (term: ($0.term.hasPrefix("--") ? "    " : "") + $0.term, text: $0.description)
        }
      )
    }
    let column = Layout.column(options.flatMap(\.rows))
    return
      ([("Commands", commands, Layout.column(commands))]
      + [("Arguments", arguments, Layout.column(arguments))]
      + options.map { ($0.title, $0.rows, column) })
      .filter { !$0.1.isEmpty }
      .map { title, rows, column in "\(title):\n" + Layout.table(rows, column: column) }
  }

  private var toolBlocks: [String] {
    var blocks: [String] = []
    if !exitCodes.isEmpty {
      let rows = exitCodes.map { (term: String($0.code), text: $0.meaning) }
      blocks.append("Exit codes:\n" + Layout.table(rows, column: Layout.column(rows)))
    }
    if !environment.isEmpty {
      let rows = environment.map { (term: $0.name, text: $0.meaning) }
      blocks.append("Environment:\n" + Layout.table(rows, column: Layout.column(rows)))
    }
    if !seeAlso.isEmpty {
      blocks.append(Layout.hang("See also: ", seeAlso.joined(separator: ", "), indent: 10))
    }
    return blocks
  }
}

extension Declaration {
  /// The words that mark something deprecated in a list; empty if it is not.
  static func mark(_ deprecation: Deprecation?) -> String {
    guard let deprecation else { return "" }
    let use = deprecation.use.map { "; use \($0)" } ?? ""
    return " [deprecated since \(deprecation.since)\(use)]"
  }

  /// The help text with the facts that the declaration adds: choices, default and so on.
  var description: String {
    var facts: [String] = []
    if let choices = value?.choices, !choices.isEmpty, choices.count <= 12 {
      facts.append("choices: " + choices.joined(separator: ", "))
    }
    if let defaultText { facts.append("default: \(defaultText)") }
    if isRequired, form == .option { facts.append("required") }
    if isRepeatable, form == .option { facts.append("repeatable") }
    return help + facts.map { " [\($0)]" }.joined() + Self.mark(deprecation)
  }
}
