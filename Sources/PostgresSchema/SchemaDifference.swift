package import SourceModel

/// Something in which one schema is not what another one says.
package struct SchemaDifference: Hashable, Sendable {
  /// How the other schema differs.
  package enum What: Hashable, Sendable {
    /// It lacks the object.
    case missing
    /// It alone has the object.
    case unexpected
    /// It has the object with something else about it: the property, lower case, with both values.
    case differs(property: Name, expected: Name, found: Name)
  }

  /// The kind of the object.
  package let kind: ObjectKind
  /// The object's name as people write it, behind that of its table if it belongs to one.
  package let object: Name
  /// What is the matter.
  package let what: What
  private let place: Unobserved<Origin?>

  init(_ kind: ObjectKind, _ object: Name, _ what: What, at origin: Origin?) {
    self.kind = kind
    self.object = object
    self.what = what
    self.place = Unobserved(origin)
  }

  /// Where the other schema has the object, or, if it lacks it, the table; nil if neither is known.
  package var origin: Origin? { place.value }

  /// The difference as the end of a sentence about the other schema: `lacks table 'orders'`.
  package var predicate: String {
    let noun = "\(kind.rawValue) '\(object.text)'"
    return switch what {
    case .missing: "lacks \(noun)"
    case .unexpected: "has \(noun) that nothing makes"
    case .differs(let property, let expected, let found):
      "has \(noun) with \(property.text) '\(found.text)' in place of '\(expected.text)'"
    }
  }
}
