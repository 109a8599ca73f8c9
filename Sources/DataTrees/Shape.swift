/// What a document must look like: the one source of its JSON Schema, its reader and its writer.
package indirect enum Shape: Hashable, Sendable {
  case boolean
  case integer
  case number
  case string
  /// A calendar date, `YYYY-MM-DD`.
  case date
  /// One of several strings.
  case word([String])
  /// A list of values of one shape.
  case list(Shape)
  /// An object whose keys the user chooses.
  case map(Shape)
  /// An object with known keys.
  case record(Record)
  /// A value that may also be `null`.
  case nullable(Shape)
  /// An integer within bounds.
  case bounded(ClosedRange<Int>)
  /// A value of one of several shapes.
  case either([Shape])

  /// An object with known keys.
  package struct Record: Hashable, Sendable {
    /// What the object is, a sentence.
    package let about: String
    /// Its keys, in the order in which they are written.
    package let members: [Member]
    /// Whether other keys may stand beside them.
    package let isOpen: Bool

    /// Makes the shape of an object.
    package init(_ about: String, members: [Member], isOpen: Bool) {
      self.about = about
      self.members = members
      self.isOpen = isOpen
    }
  }

  /// A key of an object and what stands under it.
  package struct Member: Hashable, Sendable {
    /// The key.
    package let key: String
    /// What it means, a sentence.
    package let about: String
    /// The value.
    package let shape: Shape
    /// Whether it must be there.
    package let isRequired: Bool

    /// Makes a member.
    package init(_ key: String, _ about: String, _ shape: Shape, isRequired: Bool) {
      self.key = key
      self.about = about
      self.shape = shape
      self.isRequired = isRequired
    }
  }
}

extension Shape {
  /// The shape as a JSON Schema (draft-07), a line end at its end.
  package func schema(id: String, title: String) -> [UInt8] {
    var writer = JSONWriter(.pretty)
    writer.beginObject()
    writer.key("$schema")
    writer.string("http://json-schema.org/draft-07/schema#")
    writer.key("$id")
    writer.string(id)
    writer.key("title")
    writer.string(title)
    writeKeywords(to: &writer)
    writer.endObject()
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  /// Writes the keywords of the shape's schema into an open object.
  private func writeKeywords(to writer: inout JSONWriter) {
    switch self {
    case .boolean: Shape.write("type", "boolean", to: &writer)
    case .integer: Shape.write("type", "integer", to: &writer)
    case .number: Shape.write("type", "number", to: &writer)
    case .string: Shape.write("type", "string", to: &writer)
    case .date:
      Shape.write("type", "string", to: &writer)
      Shape.write("format", "date", to: &writer)
    case .word(let words):
      writer.key("enum")
      writer.beginArray()
      for word in words { writer.string(word) }
      writer.endArray()
    case .list(let item):
      Shape.write("type", "array", to: &writer)
      Shape.write("items", item, to: &writer)
    case .map(let value):
      Shape.write("type", "object", to: &writer)
      Shape.write("additionalProperties", value, to: &writer)
    case .record(let record): Shape.write(record, to: &writer)
    case .nullable(let shape): Shape.write(anyOf: [shape, nil], to: &writer)
    case .bounded(let bounds):
      Shape.write("type", "integer", to: &writer)
      writer.key("minimum")
      writer.integer(bounds.lowerBound)
      writer.key("maximum")
      writer.integer(bounds.upperBound)
    case .either(let shapes): Shape.write(anyOf: shapes, to: &writer)
    }
  }

  /// Writes a choice of shapes, of which nil is `null`.
  private static func write(anyOf shapes: [Shape?], to writer: inout JSONWriter) {
    writer.key("anyOf")
    writer.beginArray()
    for shape in shapes {
      writer.beginObject()
      if let shape { shape.writeKeywords(to: &writer) } else { write("type", "null", to: &writer) }
      writer.endObject()
    }
    writer.endArray()
  }

  private static func write(_ record: Record, to writer: inout JSONWriter) {
    write("description", record.about, to: &writer)
    write("type", "object", to: &writer)
    writer.key("properties")
    writer.beginObject()
    for member in record.members {
      writer.key(member.key)
      writer.beginObject()
      if case .record = member.shape {} else { write("description", member.about, to: &writer) }
      member.shape.writeKeywords(to: &writer)
      writer.endObject()
    }
    writer.endObject()
    let required = record.members.filter(\.isRequired)
    if !required.isEmpty {
      writer.key("required")
      writer.beginArray()
      for member in required { writer.string(member.key) }
      writer.endArray()
    }
    if !record.isOpen {
      writer.key("additionalProperties")
      writer.bool(false)
    }
  }

  private static func write(_ key: String, _ text: String, to writer: inout JSONWriter) {
    writer.key(key)
    writer.string(text)
  }

  private static func write(_ key: String, _ shape: Shape, to writer: inout JSONWriter) {
    writer.key(key)
    writer.beginObject()
    shape.writeKeywords(to: &writer)
    writer.endObject()
  }
}
