import SourceModel

/// A command-line tool in the form in which all dialects are compared.
///
/// Lists whose order has no meaning are sorted, what is derived from the rest is left out, and
/// every command has the options that it inherits, so that tools that behave alike are equal.
package struct CommandLineModel: Equatable, Sendable {
  let dialect: Dialect
  let spot: Aside<Location>
  /// The word that starts the tool; nil if the dialect does not tell it.
  private(set) var name: Located<Name>?
  /// The tool's own version, which says nothing about what it accepts.
  var version = Aside<Located<Name>?>(nil)
  /// What reports call the tool.
  var label = Aside<Name>("tool")
  /// The tool itself first, with an empty path, then every command after the one that holds it.
  var commands: [Command] = []
  var environment: [EnvironmentVariable] = []
  var conventions = Conventions()
  /// What the description says about the tool for human readers.
  var information: Members = [:]
  var extras: Members = [:]

  init(dialect: Dialect, at location: Location) {
    self.dialect = dialect
    self.spot = Aside(location)
  }

  mutating func setName(_ name: Located<Name>?) {
    self.name = name
    if let name { label = Aside(name.value) }
  }

  /// What reports call a command: its words without the tool's.
  func element(of path: [Name]) -> Name {
    path.isEmpty ? label.value : Name(path.map(\.bytes).joined(separator: [0x20]))
  }

  /// The commands below a command, which stand behind it.
  func commands(below path: [Name]) -> ArraySlice<Command> {
    var low = 0
    var high = commands.count
    while low < high {
      let middle = (low + high) / 2
      if path.lexicographicallyPrecedes(commands[middle].path) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return commands[low...].prefix { $0.path.starts(with: path) }
  }
}

/// A notation for descriptions of command lines.
enum Dialect: String, Hashable, Sendable {
  case relgate = "relgate/cli/1"
  case argumentParser = "swift-argument-parser 0"
  case openCLI = "OpenCLI 0.1"

  /// What the dialect says of every tool and not all other dialects can say.
  var tells: Facets {
    switch self {
    case .relgate: [.toolName, .exitCodes, .repetition, .defaults]
    case .argumentParser: [.toolName, .repetition, .defaults]
    case .openCLI: [.exitCodes]
    }
  }
}

/// What two dialects, but not all three, can tell.
struct Facets: OptionSet, Hashable, Sendable {
  let rawValue: UInt8

  static let toolName = Facets(rawValue: 1)
  static let exitCodes = Facets(rawValue: 2)
  static let repetition = Facets(rawValue: 4)
  static let defaults = Facets(rawValue: 8)
}

/// How words on the command line are joined; nil where the description leaves the usual.
struct Conventions: Hashable, Sendable {
  /// Whether short options can stand behind one hyphen: `-abc`.
  var groupsOptions: Located<Bool>?
  /// What stands between an option and its value.
  var separator: Located<Name>?
}

/// A variable of the environment that the tool reads.
struct EnvironmentVariable: Hashable, Sendable {
  let name: Located<Name>
  var meaning: Located<Name>?
  var extras: Members = [:]
}
