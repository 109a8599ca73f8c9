extension Tool {
  /// The manual page, section 1, in man(7) macros: one page with all commands, ASCII only.
  package var manPage: String {
    let title = Roff.escape(name.uppercased())
    var lines = [
      ".TH \"\(title)\" 1 \"\" \"\(Roff.escape(versionLine))\" \"User Commands\"",
      // Neither hyphenate names of options nor stretch lines.
      ".nh", ".ad l",
      ".SH NAME", Roff.escape(name) + " \\- " + Roff.escape(root.abstract),
      ".SH SYNOPSIS", Roff.usage(usage()),
    ]
    let description = Layout.paragraphs(root.discussion)
    if !description.isEmpty {
      lines += [".SH DESCRIPTION"] + Roff.paragraphs(description).dropFirst()
    }
    let commands = allCommands.filter { !$0.path.isEmpty && isVisible($0.path) }
    if !commands.isEmpty { lines.append(".SH COMMANDS") }
    for (path, command) in commands { lines += manSection(command, at: path) }
    lines.append(".SH OPTIONS")
    lines += root.positionals.flatMap(Roff.item)
    lines += options(of: root, isRoot: true).filter { !$0.isHidden }.flatMap(Roff.item)
    if !exitCodes.isEmpty { lines.append(".SH EXIT STATUS") }
    for exit in exitCodes { lines += Roff.item(bold: String(exit.code), exit.meaning) }
    if !environment.isEmpty { lines.append(".SH ENVIRONMENT") }
    for variable in environment { lines += Roff.item(bold: variable.name, variable.meaning) }
    if !root.examples.isEmpty { lines.append(".SH EXAMPLES") }
    lines += root.examples.flatMap(Roff.example).dropFirst()
    if !seeAlso.isEmpty {
      lines += [".SH SEE ALSO", Roff.escape(seeAlso.joined(separator: ", "))]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func manSection(_ command: Command<Action>, at path: [String]) -> [String] {
    var facts = [command.abstract + Declaration.mark(command.deprecation) + "."]
    if !command.aliases.isEmpty {
      facts.append("Also called " + command.aliases.joined(separator: ", ") + ".")
    }
    let call = Roff.escape(([name] + path).joined(separator: " "))
    return [".SS \"\(call)\"", Roff.usage(usage(of: path))]
      + Roff.paragraphs([facts.joined(separator: " ")] + Layout.paragraphs(command.discussion))
      + command.positionals.flatMap(Roff.item)
      + command.options.filter { !$0.isHidden }.flatMap(Roff.item)
      + command.examples.flatMap(Roff.example)
  }
}

/// Text for the typesetter.
private enum Roff {
  /// A text as one line that no macro or escape is read from; other than ASCII becomes `\[uXXXX]`.
  static func escape(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\[rs]"
      case "-": escaped += "\\-"
      case "'": escaped += "\\[aq]"
      case "`": escaped += "\\[ga]"
      case "^": escaped += "\\[ha]"
      case "~": escaped += "\\[ti]"
      case "\"": escaped += "\\[dq]"
      case "." where escaped.isEmpty: escaped += "\\&."
      case "\n", "\t": escaped += " "
      case _ where scalar.isASCII: escaped.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        escaped += "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
      }
    }
    return escaped
  }

  static func bold(_ text: String) -> String { "\\fB\(escape(text))\\fR" }

  /// A usage line; what stands for something else, in capitals, is set in italics.
  static func usage(_ usage: String) -> String {
    usage.split(separator: " ").map { word in
      let isPlaceholder = word.contains(where: \.isUppercase) && !word.hasPrefix("-")
      return isPlaceholder ? "\\fI\(escape(String(word)))\\fR" : bold(String(word))
    }.joined(separator: " ")
  }

  /// Paragraphs, each after its macro, which is not wanted right after a heading.
  static func paragraphs(_ texts: [String]) -> [String] {
    texts.flatMap { [".PP", escape($0)] }
  }

  static func item(bold term: String, _ text: String) -> [String] {
    [".TP", bold(term), escape(text)]
  }

  static func item(_ declaration: Declaration) -> [String] {
    switch declaration.form {
    case .positional:
      [".TP", "\\fI\(escape(declaration.place))\\fR", escape(declaration.description)]
    case .option:
      [
        ".TP",
        declaration.orderedSpellings.map(bold).joined(separator: ", ")
          + (declaration.value.map { " \\fI\(escape($0.name))\\fR" } ?? ""),
        escape(declaration.description),
      ]
    }
  }

  static func example(_ example: Example) -> [String] {
    [
      ".PP", escape(example.caption + ":"), ".PP", ".RS 4", ".nf", escape(example.line), ".fi",
      ".RE",
    ]
  }
}
