import SourceModel

/// A command of a tool, or the tool itself.
struct Command: Hashable, Sendable {
  /// The names from the outermost command to this one, without the tool's.
  let path: [Name]
  let spot: Aside<Location>
  /// The description's own object, shortened, for output.
  let excerpt: Aside<Name>
  /// Other words for it, sorted.
  var aliases: [Located<Name>] = []
  var life: Life
  /// Whether it does nothing without one of its commands.
  var isGroup: Located<Bool>
  /// The command that runs if none is named.
  var defaultCommand: Located<Name>?
  /// Whether it asks for input while it runs.
  var isInteractive: Located<Bool>
  /// The options that it accepts, inherited ones included, sorted.
  var options: [Option] = []
  var positionals: [Argument] = []
  /// Sorted by code.
  var exitCodes: [ExitCode] = []
  /// Sorted by name.
  var outputs: [Output] = []
  var help: Members = [:]
  var metadata: Members = [:]
  var extras: Members = [:]

  init(path: [Name], at location: Location, excerpt: Name) {
    self.path = path
    self.spot = Aside(location)
    self.excerpt = Aside(excerpt)
    self.life = Life(at: location)
    self.isGroup = Located(false, at: location)
    self.isInteractive = Located(false, at: location)
  }

  var location: Location { spot.value }
  var name: Name { path.last ?? "" }
}

/// What is promised about the future of an element.
struct Life: Hashable, Sendable {
  /// Whether help leaves it out.
  var isHidden: Located<Bool>
  var isExperimental: Located<Bool>
  var deprecation: Deprecation?

  init(at location: Location) {
    isHidden = Located(false, at: location)
    isExperimental = Located(false, at: location)
  }

  /// Whether the element was never promised to stay.
  var isUnpromised: Bool { isHidden.value || isExperimental.value }
  var isDeprecated: Bool { deprecation != nil }
}

/// The announcement that an element will go away.
struct Deprecation: Hashable, Sendable {
  let spot: Aside<Location>
  /// The version that will no longer have the element.
  var removal: Located<Name>?
  /// Since when, what to use instead, a text.
  var details: Members = [:]

  init(at location: Location) {
    spot = Aside(location)
  }
}

/// A number with which a command ends, and what it means.
struct ExitCode: Hashable, Sendable {
  let code: Located<Name>
  var meaning: Located<Name>?
  var extras: Members = [:]
}

/// Something that a command prints in a known form.
struct Output: Hashable, Sendable {
  let name: Located<Name>
  var contentType: Located<Name>?
  var schema: Located<Name>?
  /// Whether the command prints it when nothing else is asked for.
  var isDefault: Located<Bool>
  var extras: Members = [:]
}
