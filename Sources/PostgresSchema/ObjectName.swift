package import SourceModel

/// The name of an object of a database, as PostgreSQL folds it: what is not quoted in lower case.
package struct ObjectName: Hashable, Sendable {
  /// The schema; empty if none is written, which leaves it to the search path.
  package let schema: Name
  /// The name inside the schema.
  package let name: Name

  /// Names an object.
  package init(schema: Name = "", _ name: Name) {
    self.schema = schema
    self.name = name
  }

  /// The name as people write it: `schema.name`, or `name` if no schema is written or it is
  /// `public`, which is where the search path leads by default.
  package var shown: Name {
    schema.isEmpty || schema == "public" ? name : schema + "." + name
  }

  /// The name by which objects are told apart: `public` counts as not written.
  package var key: ObjectName {
    !schema.isEmpty && schema == "public" ? ObjectName(name) : self
  }

  /// Whether the schema is a name that stands for a template: braces become underscores.
  var hasTemplateSchema: Bool { schema.hasPrefix("__") }
}

extension ObjectName: Comparable {
  package static func < (a: ObjectName, b: ObjectName) -> Bool {
    (a.schema, a.name) < (b.schema, b.name)
  }
}

/// A data type as it is written, with the aliases of the standard resolved.
package struct TypeName: Hashable, Sendable {
  /// The schema; empty for types of the system and where none is written.
  package let schema: Name
  /// The name by which the catalog knows the type: `int4`, `varchar`, `timestamptz`, `bpchar`,
  /// `serial` types as `serial2`, `serial4`, `serial8`.
  package let name: Name
  /// The modifiers: a length, or precision and scale; empty if none is written.
  ///
  /// A modifier that is no number is left out.
  package let modifiers: [Int]
  /// The fields of an interval, as the grammar numbers them; nil if none are written.
  package let intervalFields: Int?
  /// How many dimensions an array has; 0 for other types.
  package let dimensions: Int

  /// Names a type.
  package init(
    schema: Name = "", _ name: Name, modifiers: [Int] = [], intervalFields: Int? = nil,
    dimensions: Int = 0
  ) {
    self.schema = schema
    self.name = name
    self.modifiers = modifiers
    self.intervalFields = intervalFields
    self.dimensions = dimensions
  }

  /// The type's own name, for types that users define.
  package var objectName: ObjectName { ObjectName(schema: schema, name) }

  /// Whether a sequence comes with a column of the type.
  package var isSerial: Bool { name.bytes.count == 7 && name.hasPrefix("serial") }
}
