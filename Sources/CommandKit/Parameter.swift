/// What a command line can carry beside the command: a flag, an option or a positional argument,
/// declared once with the type of its value.
///
/// The declaration is a static value: a command lists it, an invocation is queried with it.
package protocol Parameter<Value>: Sendable {
  /// What a query gives.
  associatedtype Value: Sendable
  /// The declaration without its type.
  var declaration: Declaration { get }
  /// The value of the texts given on the command line, in order; nil only if they were not accepted
  /// by this declaration.
  func value(of texts: [String]) -> Value?
}

/// A switch that is off unless given: `--quiet`.
package struct Flag: Parameter {
  package let declaration: Declaration

  /// Declares a flag.
  package init(
    _ spellings: Spellings, help: String, isHidden: Bool = false, deprecation: Deprecation? = nil
  ) {
    self.declaration = Declaration(
      form: .option, spellings: spellings.texts, value: nil, isRequired: false,
      isRepeatable: false, defaultText: nil, help: help, isHidden: isHidden,
      deprecation: deprecation)
  }

  package func value(of texts: [String]) -> Bool? { !texts.isEmpty }
}

/// An option with a value: `--output FILE` or `--output=FILE`.
package struct Option<Value: Sendable>: Parameter {
  package let declaration: Declaration
  private let read: @Sendable ([String]) -> Value?

  private init(
    _ spellings: Spellings, _ form: ValueForm, isRequired: Bool = false,
    isRepeatable: Bool = false, defaultText: String? = nil, help: String, isHidden: Bool,
    deprecation: Deprecation?, read: @escaping @Sendable ([String]) -> Value?
  ) {
    self.declaration = Declaration(
      form: .option, spellings: spellings.texts, value: form, isRequired: isRequired,
      isRepeatable: isRepeatable, defaultText: defaultText, help: help, isHidden: isHidden,
      deprecation: deprecation)
    self.read = read
  }

  package func value(of texts: [String]) -> Value? { read(texts) }

  /// Declares an option that may be absent; the default text tells what then happens.
  package init<One: Sendable>(
    _ spellings: Spellings, _ kind: ValueKind<One>, defaultText: String? = nil, help: String,
    isHidden: Bool = false, deprecation: Deprecation? = nil
  ) where Value == One? {
    self.init(
      spellings, kind.form, defaultText: defaultText, help: help, isHidden: isHidden,
      deprecation: deprecation, read: { .some($0.first.flatMap(kind.read)) })
  }

  /// Declares an option that has a value even when absent.
  package init(
    _ spellings: Spellings, _ kind: ValueKind<Value>, default value: Value, help: String,
    isHidden: Bool = false, deprecation: Deprecation? = nil
  ) {
    self.init(
      spellings, kind.form, defaultText: kind.write(value), help: help, isHidden: isHidden,
      deprecation: deprecation, read: { $0.first.map(kind.read) ?? value })
  }

  /// Declares an option that must be given.
  package init(
    required spellings: Spellings, _ kind: ValueKind<Value>, help: String,
    deprecation: Deprecation? = nil
  ) {
    self.init(
      spellings, kind.form, isRequired: true, help: help, isHidden: false,
      deprecation: deprecation, read: { $0.first.flatMap(kind.read) })
  }

  /// Declares an option that may be given any number of times; its values keep their order.
  package init<One: Sendable>(
    repeatable spellings: Spellings, _ kind: ValueKind<One>, defaultText: String? = nil,
    help: String, isHidden: Bool = false, deprecation: Deprecation? = nil
  ) where Value == [One] {
    self.init(
      spellings, kind.form, isRepeatable: true, defaultText: defaultText, help: help,
      isHidden: isHidden, deprecation: deprecation, read: { $0.compactMap(kind.read) })
  }
}

/// An argument known by its place: `RANGE`.
package struct Positional<Value: Sendable>: Parameter {
  package let declaration: Declaration
  private let read: @Sendable ([String]) -> Value?

  private init(
    _ form: ValueForm, isRequired: Bool = false, isRepeatable: Bool = false,
    defaultText: String? = nil, help: String, read: @escaping @Sendable ([String]) -> Value?
  ) {
    self.declaration = Declaration(
      form: .positional, spellings: [form.name], value: form, isRequired: isRequired,
      isRepeatable: isRepeatable, defaultText: defaultText, help: help, isHidden: false,
      deprecation: nil)
    self.read = read
  }

  package func value(of texts: [String]) -> Value? { read(texts) }

  /// Declares an argument that may be absent; the default text tells what then happens.
  ///
  /// A positional is named by its kind.
  package init<One: Sendable>(
    _ kind: ValueKind<One>, defaultText: String? = nil, help: String
  ) where Value == One? {
    self.init(
      kind.form, defaultText: defaultText, help: help,
      read: { .some($0.first.flatMap(kind.read)) })
  }

  /// Declares an argument that must be given.
  package init(required kind: ValueKind<Value>, help: String) {
    self.init(kind.form, isRequired: true, help: help, read: { $0.first.flatMap(kind.read) })
  }

  /// Declares any number of arguments, none included.
  package init<One: Sendable>(
    zeroOrMore kind: ValueKind<One>, defaultText: String? = nil, help: String
  ) where Value == [One] {
    self.init(
      kind.form, isRepeatable: true, defaultText: defaultText, help: help,
      read: { $0.compactMap(kind.read) })
  }

  /// Declares any number of arguments, at least one.
  package init<One: Sendable>(
    oneOrMore kind: ValueKind<One>, help: String
  ) where Value == [One] {
    self.init(
      kind.form, isRequired: true, isRepeatable: true, help: help,
      read: { $0.compactMap(kind.read) })
  }
}
