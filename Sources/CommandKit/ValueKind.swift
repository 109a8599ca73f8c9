/// What a value on the command line is made of; shells complete it accordingly.
package enum Content: String, Hashable, Sendable, CaseIterable {
  case text, number, date, file, directory, revision, choice
}

/// How one value is written, without the type it becomes.
package struct ValueForm: Sendable {
  /// The placeholder in help, in capitals, such as `FILE`.
  package let name: String
  /// What the value is made of.
  package let content: Content
  /// The closed list of values, in the order of help; empty unless the content is `choice`.
  package let choices: [String]
  /// Whether an empty value is accepted.
  package let allowsEmpty: Bool
  /// The noun phrase that completes `which takes`, such as `a whole number from 1 to 9`.
  package let expectation: String
  /// Tells whether a text can be read as such a value.
  let accepts: @Sendable (String) -> Bool
}

/// How a value is written, read and shown.
package struct ValueKind<Value: Sendable>: Sendable {
  /// How it is written.
  package let form: ValueForm
  /// The value of a text; nil if the text is no such value.
  let read: @Sendable (String) -> Value?
  /// The text of a value, as a user would write it.
  let write: @Sendable (Value) -> String

  /// Makes a kind of value.
  ///
  /// The expectation completes `which takes`, such as `a date like 2025-03-31`; `read` returns nil
  /// for any text that does not meet it.
  package init(
    _ name: String, content: Content = .text, choices: [String] = [], allowsEmpty: Bool = false,
    expectation: String, read: @escaping @Sendable (String) -> Value?,
    write: @escaping @Sendable (Value) -> String
  ) {
    self.form = ValueForm(
      name: name, content: content, choices: choices, allowsEmpty: allowsEmpty,
      expectation: expectation, accepts: { read($0) != nil })
    self.read = read
    self.write = write
  }
}

extension ValueKind where Value == String {
  /// Any text.
  package static func text(_ name: String, allowsEmpty: Bool = false) -> Self {
    Self(
      name, allowsEmpty: allowsEmpty, expectation: "any text", read: { $0 }, write: { $0 })
  }

  /// The path of a file.
  package static func file(_ name: String = "FILE") -> Self {
    Self(name, content: .file, expectation: "the path of a file", read: { $0 }, write: { $0 })
  }

  /// The path of a directory.
  package static func directory(_ name: String = "DIR") -> Self {
    Self(
      name, content: .directory, expectation: "the path of a directory", read: { $0 },
      write: { $0 })
  }

  /// A Git revision, or a range of revisions; it is not looked up here.
  package static func revision(_ name: String = "REV") -> Self {
    Self(name, content: .revision, expectation: "a revision", read: { $0 }, write: { $0 })
  }

  /// One of a closed list of texts.
  package static func choice(_ name: String, of choices: [String]) -> Self {
    Self(
      name, content: .choice, choices: choices, expectation: Phrase.oneOf(choices),
      read: { choices.contains($0) ? $0 : nil }, write: { $0 })
  }
}

extension ValueKind where Value == Int {
  /// A whole number within bounds.
  package static func number(_ name: String = "N", in bounds: ClosedRange<Int>) -> Self {
    Self(
      name, content: .number,
      expectation: "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)",
      read: { text in Int(text).flatMap { bounds.contains($0) ? $0 : nil } },
      write: { String($0) })
  }
}

extension ValueKind
where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the cases of an enumeration, spelled as their raw values, in the order of the cases.
  package static func choice(_ name: String) -> Self {
    let choices = Value.allCases.map(\.rawValue)
    return Self(
      name, content: .choice, choices: choices, expectation: Phrase.oneOf(choices),
      read: { Value(rawValue: $0) }, write: { $0.rawValue })
  }
}

/// Turns of phrase shared by messages.
enum Phrase {
  /// `'a', 'b' or 'c'`; a long list is not recited.
  static func oneOf(_ texts: [String]) -> String {
    if texts.count > 12 { return "one of \(texts.count) values" }
    let quoted = texts.map { "'\($0)'" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "no value" }
    return quoted.dropLast().joined(separator: ", ") + " or " + last
  }
}
