import FormatKit
import ReleaseModel
import SourceModel

/// Puts the commands of a description into one tree in which every command has its own options and
/// those that it inherits.
struct Assembly {
  private let source: SourceText
  /// What is dropped can stand anywhere in the file.
  private lazy var subject = source.contentDigest
  private var problems: [LocatedProblem] = []
  /// The effective options so far, over all commands.
  private var optionCount = 0

  /// A description whose commands inherit more options than this is not read to its end.
  private static let optionLimit = 100_000

  private init(_ source: SourceText) { self.source = source }

  static func assemble(
    _ commands: [Command], of source: SourceText, _ problems: inout [LocatedProblem]
  ) -> [Command] {
    var assembly = Assembly(source)
    let tree = assembly.tree(of: commands)
    let complete = assembly.inherit(tree)
    problems += assembly.problems
    return complete
  }

  private mutating func fail(_ rule: RuleID, _ message: String, at location: Location) {
    problems.append(
      LocatedProblem(
        rule: rule, message: message, location: location, hint: nil,
        subject: subject))
  }

  /// Sorts commands by path; each stands after the one that holds it.
  private mutating func tree(of commands: [Command]) -> [Command] {
    var tree: [Command] = []
    var paths: Set<[Name]> = []
    for command in commands.sorted(by: { $0.path.lexicographicallyPrecedes($1.path) }) {
      let words = command.path.map(\.text).joined(separator: " ")
      if paths.contains(command.path) {
        fail("cli/command-duplicated", "command '\(words)' stood twice", at: command.location)
      } else if !command.path.isEmpty, !paths.contains(Array(command.path.dropLast())) {
        fail(
          "cli/parent-missing", "command '\(words)' stood below no command", at: command.location)
      } else {
        paths.insert(command.path)
        tree.append(command)
      }
    }
    return tree
  }

  private mutating func inherit(_ commands: [Command]) -> [Command] {
    var globals: [[Name]: [Option]] = [:]
    var complete: [Command] = []
    for var command in commands {
      let inherited =
        command.path.isEmpty ? [] : globals[Array(command.path.dropLast()), default: []]
      var taken: Set<Name> = []
      var options = own(command.options, of: command, &taken)
      optionCount += options.count + inherited.count
      if optionCount > Assembly.optionLimit {
        fail(
          "cli/too-large",
          "the commands had over \(Assembly.optionLimit) options, inherited ones included",
          at: command.location)
        return complete
      }
      options += inherited.filter { option in
        option.spellings.allSatisfy { !taken.contains($0.value) }
      }
      globals[command.path] = options.filter(\.isGlobal.value)
      command.options = options.sorted { Option.precedes($0.name, $1.name) }
      complete.append(command)
    }
    return complete
  }

  /// The options of a command without those that no spelling is left for.
  private mutating func own(
    _ options: [Option], of command: Command, _ taken: inout Set<Name>
  ) -> [Option] {
    var own: [Option] = []
    for var option in options {
      let free = option.spellings.filter { taken.insert($0.value).inserted }
      if free.count < option.spellings.count {
        let twice = option.spellings.first { spelling in !free.contains(spelling) }
        fail(
          "cli/spelling-duplicated",
          "the spelling '\(twice?.value ?? option.name)' stood for two options",
          at: twice?.location ?? option.location)
      }
      option.spellings = free
      if !free.isEmpty { own.append(option) }
    }
    return own
  }
}
