package import SourceModel

/// A view, plain or materialized.
package struct View: Hashable, Sendable {
  /// What was written about it.
  package internal(set) var definition: ViewDefinition
  /// The indexes, of a materialized view, sorted by name.
  package internal(set) var indexes: [TableIndex] = []
  /// The triggers, sorted by name.
  package internal(set) var triggers: [Trigger] = []
  var place: Unobserved<Origin?>

  /// The name.
  package var name: ObjectName { definition.name }

  /// Where it was created or replaced; nil if that was not read.
  package var origin: Origin? { place.value }
}

/// An enumerated type.
package struct EnumType: Hashable, Sendable {
  /// One value.
  package struct Label: Hashable, Sendable {
    /// The value.
    package internal(set) var name: Name
    var place: Unobserved<Origin?>

    /// Where it was added; nil if that was not read.
    package var origin: Origin? { place.value }
  }

  /// The name.
  package internal(set) var name: ObjectName
  /// The values in their order.
  package internal(set) var labels: [Label]
  var place: Unobserved<Origin?>

  /// Where it was created; nil if that was not read.
  package var origin: Origin? { place.value }
}

/// A composite type.
package struct CompositeType: Hashable, Sendable {
  /// The name.
  package internal(set) var name: ObjectName
  /// The attributes in their order.
  package internal(set) var attributes: [Column]
  var place: Unobserved<Origin?>

  /// Where it was created; nil if that was not read.
  package var origin: Origin? { place.value }
}

/// A domain.
package struct Domain: Hashable, Sendable {
  /// The name.
  package internal(set) var name: ObjectName
  /// The type below it.
  package internal(set) var base: TypeName
  /// Whether null is refused.
  package internal(set) var isNotNull: Bool
  /// The default.
  package internal(set) var defaultValue: Expression?
  /// The checks in the order in which they were made.
  package internal(set) var constraints: [Constraint] = []
  var place: Unobserved<Origin?>

  /// Whether it refuses some values of its base.
  package var isConstrained: Bool { isNotNull || !constraints.isEmpty }

  /// Where it was created; nil if that was not read.
  package var origin: Origin? { place.value }
}

/// A function or procedure.
package struct Routine: Hashable, Sendable {
  /// What was written about it.
  package internal(set) var definition: RoutineDefinition
  var place: Unobserved<Origin?>

  /// The name.
  package var name: ObjectName { definition.name }

  /// Where it was created or replaced; nil if that was not read.
  package var origin: Origin? { place.value }
}

/// A sequence; those of identity columns have none.
package struct NumberSequence: Hashable, Sendable {
  /// The name.
  package internal(set) var name: ObjectName
  /// The type; nil if none was written.
  package internal(set) var type: TypeName?
  /// The other options, `name=value`, sorted.
  package internal(set) var options: [Name]
  /// The column that owns it.
  package internal(set) var owner: ColumnReference?
  var place: Unobserved<Origin?>

  /// Where it was created; nil if that was not read.
  package var origin: Origin? { place.value }
}

/// An object of a kind whose insides are not looked into, such as a schema or an extension.
package struct OpaqueObject: Hashable, Sendable {
  /// The kind.
  package internal(set) var kind: ObjectKind
  /// The name.
  package internal(set) var name: ObjectName
  /// What was written when it was created, as normalized text.
  package internal(set) var text: Name
  /// What was written when it was changed, sorted.
  package internal(set) var alterations: [Name] = []
  var place: Unobserved<Origin?>

  /// Where it was created; nil if that was not read.
  package var origin: Origin? { place.value }
}

/// An object by kind and name.
package struct ObjectReference: Hashable, Sendable {
  /// The kind.
  package let kind: ObjectKind
  /// The name, as `ObjectName.key` gives it.
  package let name: ObjectName

  /// Names an object.
  package init(_ kind: ObjectKind, _ name: ObjectName) {
    self.kind = kind
    self.name = name.key
  }
}

extension ObjectReference: Comparable {
  package static func < (a: ObjectReference, b: ObjectReference) -> Bool {
    (a.kind.rawValue, a.name) < (b.kind.rawValue, b.name)
  }
}

/// Whose rights to what.
package struct PrivilegeKey: Hashable, Sendable {
  /// The object; views count as tables, and for objects that are made later it is the schema, or
  /// the empty name if all are meant.
  package let object: ObjectReference
  /// The role.
  package let role: Name
  /// Whether it is about objects that are made later.
  package let isDefault: Bool
}

extension PrivilegeKey: Comparable {
  package static func < (a: PrivilegeKey, b: PrivilegeKey) -> Bool {
    if a.object != b.object { return a.object < b.object }
    return a.role != b.role ? a.role < b.role : !a.isDefault && b.isDefault
  }
}

/// Rights of one role to one object.
package struct Privileges: Hashable, Sendable {
  /// What was given, in upper case, sorted; `ALL` is spelled out where the kind's are known.
  package internal(set) var granted: [Name] = []
  /// What was taken without having been given: rights that come with the object.
  package internal(set) var withdrawn: [Name] = []
  var place: Unobserved<Origin?>

  /// Where they were last changed; nil if that was not read.
  package var origin: Origin? { place.value }
}
