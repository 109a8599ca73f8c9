package import SourceModel

/// A place in code that uses a name.
package struct NameUse: Hashable, Sendable {
  /// How sure it is that the place means the object of the database.
  package enum Certainty: Hashable, Sendable {
    /// By the shape around it: a query that names the table too, a mapping of a column.
    case certain
    /// The word stands there and could mean something else.
    case possible
  }

  /// Which of the names, as an index into the list that was asked for.
  package let name: Int
  /// Where.
  package let location: Location
  /// How sure it is.
  package let certainty: Certainty

  /// States a use.
  package init(name: Int, location: Location, certainty: Certainty) {
    self.name = name
    self.location = location
    self.certainty = certainty
  }
}
