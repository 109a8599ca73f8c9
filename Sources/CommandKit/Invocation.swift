/// What a command line asks for.
package enum Outcome<Action: Sendable>: Sendable {
  /// Run a command.
  case run(Action, Invocation)
  /// Print the help of the command of this path; the empty path is the tool.
  case help([String])
  /// Print the version.
  case version
}

/// Something worth telling a user whose command line was accepted.
package struct Notice: Hashable, Sendable {
  /// The fact: lower case, no full stop.
  package let message: String
  /// What to do: an imperative sentence.
  package let hint: String?
}

/// An accepted command line: the command, and the values of its parameters.
package struct Invocation: Hashable, Sendable {
  /// The command's names from the outermost, without the tool's; aliases are resolved.
  package let path: [String]
  /// Deprecated commands and options that were used, in the order of the command line.
  package let notices: [Notice]
  /// The texts given for every parameter of the command, by name; empty where none was given.
  let texts: [String: [String]]

  /// The value of a parameter.
  ///
  /// The command must declare the parameter: asking for another's is a programming error.
  package subscript<Value>(parameter: some Parameter<Value>) -> Value {
    let name = parameter.declaration.name
    guard let given = texts[name], let value = parameter.value(of: given) else {
      preconditionFailure("'\(name)' is no parameter of command '\(path.joined(separator: " "))'")
    }
    return value
  }

  /// Tells whether a parameter of the command was given, not left to its default.
  package func gives(_ parameter: some Parameter) -> Bool {
    texts[parameter.declaration.name]?.isEmpty == false
  }
}
