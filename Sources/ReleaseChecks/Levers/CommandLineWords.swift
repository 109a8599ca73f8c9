import SourceModel

/// The words of one command, looked at as a program with options and other words.
struct CommandLineWords {
  /// The program's own name, without the folder that it stands in.
  let program: Name
  /// The words behind the program, in their order.
  let rest: [CommandWords.Word]

  /// Looks at a command; programs that only start another are passed over.
  init(_ words: [CommandWords.Word]) {
    var words = words[...]
    while let first = words.first {
      let name = CommandLineWords.name(of: first.text)
      if let count = CommandLineWords.wrappers[name] {
        words = words.dropFirst(count).drop { $0.text.hasPrefix("-") }
      } else if CommandLineWords.interpreters.contains(name),
        let script = words.dropFirst().first, CommandLineWords.name(of: script.text) == "manage.py"
      {
        words = words.dropFirst()
      } else {
        break
      }
    }
    program = words.first.map { CommandLineWords.name(of: $0.text) } ?? ""
    rest = Array(words.dropFirst())
  }

  private static func name(of word: Name) -> Name {
    Name(RepositoryPath(unchecked: word).lastSegment)
  }

  /// Programs that start another, with the number of words that they take.
  private static let wrappers: [Name: Int] = [
    "sudo": 1, "env": 1, "time": 1, "nohup": 1, "exec": 1, "npx": 1, "bundle": 2, "poetry": 2,
    "uv": 2, "pipenv": 2,
  ]
  /// Programs that run the script that they are given.
  static let interpreters: Set<Name> = [
    "bash", "sh", "zsh", "python", "python3", "ruby", "node", "perl", "php",
  ]

  /// The words that are no options.
  var plain: [Name] { rest.map(\.text).filter { !$0.hasPrefix("-") } }

  /// Whether a word stands there.
  func has(_ word: Name) -> Bool { rest.contains { $0.text == word } }

  /// The word behind a word; nil if that one does not stand there, or is the last.
  func word(after word: Name) -> Name? {
    guard let index = rest.firstIndex(where: { $0.text == word }), index + 1 < rest.count else {
      return nil
    }
    return rest[index + 1].text
  }

  /// Whether an option stands there, given without its hyphens.
  func hasOption(_ names: Name...) -> Bool {
    rest.contains { word in
      let option = word.text.optionName
      return option.map { names.contains($0) } ?? false
    }
  }

  /// The value of an option, given without its hyphens.
  func value(of names: Name...) -> Name? { value(of: names) }

  /// The value of an option that is a number.
  func number(of names: Name...) -> Int? { value(of: names)?.number }

  private func value(of names: [Name]) -> Name? {
    for (index, word) in rest.enumerated() {
      guard let option = word.text.optionName, names.contains(option) else { continue }
      if let value = word.text.split(at: UInt8(ascii: "="))?.behind { return value }
      if index + 1 < rest.count { return rest[index + 1].text }
    }
    return nil
  }
}

extension Name {
  /// The name of an option without its hyphens and its value; nil if the word is none.
  var optionName: Name? {
    guard hasPrefix("-") else { return nil }
    let bare = Name(bytes.drop { $0 == UInt8(ascii: "-") })
    return bare.split(at: UInt8(ascii: "="))?.before ?? bare
  }
}
