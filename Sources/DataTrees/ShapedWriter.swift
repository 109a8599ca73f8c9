package import SourceModel

/// How values of one type are written as JSON, and the shape of what is written.
package struct ShapedWriter<Value>: Sendable {
  /// What comes out.
  package let shape: Shape
  /// Writes one value.
  package let write: @Sendable (Value, inout JSONWriter) -> Void

  /// Makes a writer.
  package init(
    _ shape: Shape, write: @escaping @Sendable (Value, inout JSONWriter) -> Void
  ) {
    self.shape = shape
    self.write = write
  }

  /// A key of an object and the part of the value that stands under it.
  package struct Field: Sendable {
    let member: Shape.Member
    let write: @Sendable (Value, inout JSONWriter) -> Void

    /// A key that is always there.
    package static func required<Part>(
      _ key: String, _ about: String, _ writer: ShapedWriter<Part>,
      _ part: @escaping @Sendable (Value) -> Part
    ) -> Field {
      Field(member: Shape.Member(key, about, writer.shape, isRequired: true)) { value, json in
        json.key(key)
        writer.write(part(value), &json)
      }
    }

    /// A key that is left out where there is nothing to say.
    package static func optional<Part>(
      _ key: String, _ about: String, _ writer: ShapedWriter<Part>,
      _ part: @escaping @Sendable (Value) -> Part?
    ) -> Field {
      Field(member: Shape.Member(key, about, writer.shape, isRequired: false)) { value, json in
        guard let part = part(value) else { return }
        json.key(key)
        writer.write(part, &json)
      }
    }
  }

  /// Writes an object; other keys may appear beside its own in later versions.
  package static func record(_ about: String, _ fields: [Field]) -> ShapedWriter {
    ShapedWriter(.record(.init(about, members: fields.map(\.member), isOpen: true))) {
      value, json in
      json.beginObject()
      for field in fields { field.write(value, &json) }
      json.endObject()
    }
  }

  /// Writes a list of what another writer writes.
  package static func list<Item>(_ item: ShapedWriter<Item>) -> ShapedWriter
  where Value == [Item] {
    ShapedWriter(.list(item.shape)) { values, json in
      json.beginArray()
      for value in values { item.write(value, &json) }
      json.endArray()
    }
  }

  /// Writes `null` where there is nothing.
  package static func nullable<Part>(_ part: ShapedWriter<Part>) -> ShapedWriter
  where Value == Part? {
    ShapedWriter(.nullable(part.shape)) { value, json in
      if let value { part.write(value, &json) } else { json.null() }
    }
  }

  /// Writes one of the raw values of a type.
  package static func word() -> ShapedWriter
  where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
    ShapedWriter(.word(Value.allCases.map(\.rawValue))) { value, json in
      json.string(value.rawValue)
    }
  }
}

extension ShapedWriter<String> {
  /// Writes a text.
  package static var string: ShapedWriter { ShapedWriter(.string) { $1.string($0) } }
}

extension ShapedWriter<Name> {
  /// Writes a name as a text.
  package static var name: ShapedWriter<Name> { ShapedWriter(.string) { $1.string($0) } }
}

extension ShapedWriter<RepositoryPath> {
  /// Writes a path as a text; bytes that are not UTF-8 stand as `%XX`.
  package static var path: ShapedWriter<RepositoryPath> {
    ShapedWriter(.string) { $1.string($0.text) }
  }
}

extension ShapedWriter<CalendarDate> {
  /// Writes a date as `YYYY-MM-DD`.
  package static var date: ShapedWriter<CalendarDate> {
    ShapedWriter(.date) { $1.string($0.description) }
  }
}

extension ShapedWriter<Int> {
  /// Writes an integer.
  package static var integer: ShapedWriter { ShapedWriter(.integer) { $1.integer($0) } }
}

extension ShapedWriter<Bool> {
  /// Writes a truth value.
  package static var boolean: ShapedWriter { ShapedWriter(.boolean) { $1.bool($0) } }
}
