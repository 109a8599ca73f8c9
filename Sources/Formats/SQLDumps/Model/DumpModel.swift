package import PostgresSchema
import SourceModel

/// What a dump makes: the objects of a schema.
package struct DumpModel: Hashable, Sendable {
  /// The objects; their texts leave out what says nothing.
  package let schema: SchemaState
  /// The file; not compared.
  private let file: Unobserved<RepositoryPath>

  init(_ schema: SchemaState, path: RepositoryPath) {
    self.schema = schema
    self.file = Unobserved(path)
  }

  /// The dump with other objects.
  func with(_ schema: SchemaState) -> DumpModel {
    DumpModel(schema, path: file.value)
  }

  /// Where something was defined; the begin of the file for what no statement defines alone.
  func location(_ origin: Origin?) -> Location {
    Location(file.value, origin?.range ?? SourceRange(0, 0))
  }
}

extension DumpModel {
  /// Where every element stands, by the names that changes give them.
  var places: [Name: Location] {
    var places: [Name: Location] = [:]
    func note(_ name: Name, _ origin: Origin?) {
      if places[name] == nil { places[name] = location(origin) }
    }
    for table in schema.tables {
      note(table.name.shown, table.origin)
      for column in table.columns { note(table.name.element(column.name), column.origin) }
      for item in table.constraints { note(table.name.element(item.name), item.origin) }
      for item in table.triggers { note(table.name.element(item.name), item.origin) }
      for item in table.policies { note(table.name.element(item.name), item.origin) }
    }
    for view in schema.views {
      note(view.name.shown, view.origin)
      for column in view.definition.columns ?? [] { note(view.name.element(column), view.origin) }
      for item in view.triggers { note(view.name.element(item.name), item.origin) }
    }
    for index in schema.indexes { note(index.objectName.shown, index.origin) }
    for type in schema.enumTypes {
      note(type.name.shown, type.origin)
      for label in type.labels { note(type.name.element(label.name), label.origin) }
    }
    for type in schema.composites { note(type.name.shown, type.origin) }
    for type in schema.domains { note(type.name.shown, type.origin) }
    for routine in schema.routines { note(routine.element, routine.origin) }
    for sequence in schema.sequences { note(sequence.name.shown, sequence.origin) }
    for object in schema.objects { note(object.element, object.origin) }
    for entry in schema.owners { note(entry.object.element, nil) }
    for entry in schema.privileges { note(entry.key.element, entry.rights.origin) }
    return places
  }
}

extension ObjectName {
  /// The name of something inside the object.
  func element(_ inner: Name) -> Name { shown + "." + inner }
}

extension Routine {
  /// The name with the types of the arguments.
  var element: Name {
    let types = definition.argumentTypes.map(\.shown.text).joined(separator: ", ")
    return name.shown + Name("(\(types))")
  }
}

extension OpaqueObject {
  /// The kind and the name.
  var element: Name { Name(kind.rawValue) + " " + name.shown }
}

extension ObjectReference {
  /// The kind and the name.
  var element: Name { Name(kind.rawValue) + " " + name.shown }
}

extension PrivilegeKey {
  /// The object and the role.
  var element: Name {
    let what = object.name.name.isEmpty ? "every " + Name(object.kind.rawValue) : object.element
    return (isDefault ? "default on " : "") + what + " to " + role
  }
}

extension TypeName {
  /// The type as people write it.
  var shown: Name {
    var text = objectName.shown.text
    if !modifiers.isEmpty {
      text += "(" + modifiers.map(String.init).joined(separator: ", ") + ")"
    }
    return Name(text + String(repeating: "[]", count: max(0, min(dimensions, 6))))
  }
}
