import FormatKit
import SourceModel

extension CommandLineModel {
  /// The life of an element by the name that changes give it; nil if the tool does not have it.
  func life(of element: Name) -> ElementLife? {
    if element.isEmpty || element == label.value {
      guard let tool = commands.first else { return ElementLife(spot.value) }
      return ElementLife(spot.value, announcement: announcement(tool.life))
    }
    if let found = command(named: element) {
      return ElementLife(found.command.location, announcement: found.announcement)
    }
    for (head, rest) in element.readings where !rest.isEmpty {
      if let found = command(named: head), let life = part(rest, of: found) { return life }
    }
    // What belongs to the tool itself goes without the tool's name.
    if let tool = commands.first {
      let found = (command: tool, announcement: announcement(tool.life))
      if let life = part(element, of: found) { return life }
    }
    return environment.first { $0.name.value == element }.map { ElementLife($0.name.location) }
  }

  private typealias Found = (command: Command, announcement: ElementLife.Announcement?)

  /// The command of a name, or else that to which words lead, names or aliases; its end is
  /// announced with that of a command above it.
  private func command(named element: Name) -> Found? {
    let named = commands.dropFirst().first { self.element(of: $0.path) == element }
    guard let command = named ?? command(reachedBy: element) else { return nil }
    let above = commands.filter { command.path.starts(with: $0.path) }
    let innermost = above.sorted { $0.path.count > $1.path.count }
      .lazy.compactMap { announcement($0.life) }.first
    return (command, innermost)
  }

  private func command(reachedBy words: Name) -> Command? {
    var found = commands.first
    for word in words.bytes.split(separator: UInt8(ascii: " ")).map({ Name($0) }) {
      guard let parent = found else { return nil }
      found = commands(below: parent.path).first {
        $0.path.count == parent.path.count + 1 && $0.words.contains(word)
      }
    }
    return found?.path.isEmpty == false ? found : nil
  }

  /// The life of a part of a command: an option, a positional, an exit code, an output.
  private func part(_ name: Name, of found: Found) -> ElementLife? {
    let command = found.command
    if let number = name.dropping("exit code "),
      let code = command.exitCodes.first(where: { $0.code.value == number })
    {
      return ElementLife(code.code.location, announcement: found.announcement)
    }
    if let form = name.dropping("output "),
      let output = command.outputs.first(where: { $0.name.value == form })
    {
      return ElementLife(output.name.location, announcement: found.announcement)
    }
    for (head, rest) in name.readings {
      if let option = option(head, of: command) {
        let own = announcement(option.life) ?? found.announcement
        if rest.isEmpty { return ElementLife(option.nameLocation, announcement: own) }
        if let number = rest.dropping("value ").flatMap({ Int($0.text) }), number > 0,
          number <= option.arguments.count
        {
          let value = option.arguments[number - 1]
          return ElementLife(value.location, announcement: announcement(value.life) ?? own)
        }
      }
    }
    return command.positionals.first { $0.label == name }.map {
      ElementLife($0.place, announcement: announcement($0.life) ?? found.announcement)
    }
  }

  /// An option by any of its spellings; long ones that differ in case only are the same.
  private func option(_ spelling: Name, of command: Command) -> Option? {
    command.options.first { $0.words.contains(spelling) }
      ?? command.options.first {
        spelling.hasPrefix("--") && $0.foldedWords.contains(spelling.folded)
      }
  }

  private func announcement(_ life: Life) -> ElementLife.Announcement? {
    life.deprecation.map {
      ElementLife.Announcement($0.spot.value, removal: $0.removal?.value)
    }
  }
}
