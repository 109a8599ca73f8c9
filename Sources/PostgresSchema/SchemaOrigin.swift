package import SourceModel

/// The place where a statement defined something.
package struct Origin: Hashable, Sendable {
  /// The number that whoever folds gave the file.
  package let file: Int32
  /// Where in the file.
  package let range: SourceRange

  /// Names a place.
  package init(file: Int32, range: SourceRange) {
    self.file = file
    self.range = range
  }
}

/// A value that says how something came about, not what it is: any two are equal.
package struct Unobserved<Value: Sendable>: Hashable, Sendable {
  /// The value.
  package var value: Value

  /// Keeps a value out of equality.
  package init(_ value: Value) { self.value = value }

  package static func == (a: Unobserved, b: Unobserved) -> Bool { true }

  package func hash(into hasher: inout Hasher) {}
}
