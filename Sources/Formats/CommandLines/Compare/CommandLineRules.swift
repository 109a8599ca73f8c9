import FormatKit
import ReleaseModel

/// Every rule of the format, by subject.
enum CommandLineRules {
  static let all: [Rule] =
    contractRules(
      format: "cli", noun: "a description of a command line",
      norm: Norm("OpenCLI draft 0.1", "OpenCLI Description"), contract: Sample.tool())
    + CommandRules.all + OptionRules.all + ValueRules.all + PositionalRules.all + LifeRules.all
    + ExitCodeRules.all + EnvironmentRules.all + OutputRules.all + DescriptionRules.all
}

extension Rule {
  /// A rule of this format; the snippets are whole descriptions.
  static func cli(
    _ name: String, _ title: String, is classification: ClassificationRow, phase: Phase? = nil,
    inverse: String, norm: Norm, why rationale: String, fix remedy: String,
    fires: (before: String, after: String), silent: (before: String, after: String)
  ) -> Rule {
    Rule(
      RuleID("cli/\(name)"), title, is: classification, phase: phase,
      inverse: RuleID("cli/\(inverse)"), norm: norm, rationale: rationale, remedy: remedy,
      example: Example(before: fires.before, after: fires.after),
      nearMiss: Example(before: silent.before, after: silent.after))
  }
}

extension Norm {
  /// An object of OpenCLI.
  static func openCLI(_ object: String) -> Norm { Norm("OpenCLI draft 0.1", "\(object) Object") }
  /// A member of relgate's own dump.
  static func dump(_ member: String) -> Norm { Norm("relgate/cli/1", member) }
  /// A type of swift-argument-parser's dump.
  static func argumentParser(_ type: String) -> Norm {
    Norm("swift-argument-parser ToolInfo 0", type)
  }
}

/// Small descriptions for the examples of rules.
enum Sample {
  /// A tool in relgate's dialect; the arguments are lists and members in flow style.
  static func tool(
    _ root: String = "{path: []}", _ commands: String..., rest: String = ""
  ) -> String {
    let list = ([root] + commands).map { "- \($0)\n" }.joined()
    return "schema: relgate/cli/1\nname: tool\ncommands:\n\(list)\(rest)"
  }

  /// A tool with options and no commands.
  static func options(_ options: String...) -> String {
    tool("{path: [], options: [\(options.joined(separator: ", "))]}")
  }

  /// A tool with positionals and no commands.
  static func positionals(_ positionals: String...) -> String {
    tool("{path: [], positionals: [\(positionals.joined(separator: ", "))]}")
  }

  /// A tool in OpenCLI; the argument is its members in block style.
  static func openCLI(_ members: String) -> String {
    "opencli: '0.1'\ninfo: {title: tool, version: '1'}\n\(members)\n"
  }

  /// A tool with one option in OpenCLI.
  static func openCLIOption(_ members: String) -> String {
    openCLI("options:\n- {name: --mode, \(members)}")
  }

  /// A tool in swift-argument-parser's dialect; the argument is members of its command.
  static func argumentParser(_ members: String) -> String {
    "serializationVersion: 0\ncommand: {commandName: tool, \(members)}\n"
  }
}
