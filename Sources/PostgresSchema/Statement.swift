package import SourceModel

/// An action with its place.
package struct Operation: Hashable, Sendable {
  /// What is done.
  package let action: Action
  /// Where in the file: the part of the statement that does it.
  package let range: SourceRange

  /// Places an action.
  package init(_ action: Action, at range: SourceRange) {
    self.action = action
    self.range = range
  }
}

/// One statement of a script.
package struct Statement: Hashable, Sendable {
  /// How much of a statement was understood.
  package enum Reading: Hashable, Sendable {
    /// All of it.
    case whole
    /// What its first words tell; why not more, lower case.
    case partly(reason: String)
  }

  /// Where a statement runs.
  package enum Place: Hashable, Sendable {
    /// In the script itself, when the script runs.
    case script
    /// Inside a `DO` block, when the script runs.
    case block
    /// Inside the body of a routine, when someone calls it.
    case routine(ObjectName)
  }

  /// From the first token to the last, without the semicolon.
  package let range: SourceRange
  /// The words that name it, in upper case: `ALTER TABLE`.
  package let head: Name
  /// How much of it was understood.
  package let reading: Reading
  /// Where it runs.
  package let place: Place
  /// What it does, in the order in which it is written; nothing if all it does is to fail, as
  /// `RAISE EXCEPTION` and `ASSERT` in a body do.
  package let operations: [Operation]
  /// Its names that are longer than the 63 bytes that PostgreSQL keeps, as they are written.
  package let longNames: [Name]
  /// The strings in single quotes, with their quotes, of a short statement that writes rows; of
  /// others none.
  package let strings: [Name]
  /// The statements inside a `DO` block or the body of a routine, in their order.
  package let inner: [Statement]

  /// Describes a statement.
  package init(
    range: SourceRange, head: Name, reading: Reading = .whole, place: Place = .script,
    operations: [Operation], longNames: [Name] = [], strings: [Name] = [], inner: [Statement] = []
  ) {
    self.range = range
    self.head = head
    self.reading = reading
    self.place = place
    self.operations = operations
    self.longNames = longNames
    self.strings = strings
    self.inner = inner
  }
}
