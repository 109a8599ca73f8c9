import SourceModel

extension ShapedCodec {
  /// A key of an object and the part of the value that stands under it.
  ///
  /// The key path is both directions: it takes the part out when the object is written, and names
  /// it when a value is made of the parts that were read.
  package struct Field: Sendable {
    let written: ShapedWriter<Value>.Field
    let path: (any PartialKeyPath<Value> & Sendable)?
    let read: @Sendable (DataTree, NodeID, inout [ShapeProblem]) -> (any PartRead)?
    /// The part of a value whose object lacks the key; nil if the key must be there.
    let absent: (any PartRead)?

    /// A key that is always there.
    package static func required<Part: Sendable>(
      _ key: String, _ about: String, _ codec: ShapedCodec<Part>,
      _ path: any KeyPath<Value, Part> & Sendable
    ) -> Field {
      Field(
        written: .required(key, about, codec.writer) { $0[keyPath: path] }, path: path,
        read: { codec.reader.read($0, $1, &$2).map { Read(part: $0) } }, absent: nil)
    }

    /// A key that is left out where there is nothing to say.
    package static func optional<Part: Sendable>(
      _ key: String, _ about: String, _ codec: ShapedCodec<Part>,
      _ path: any KeyPath<Value, Part?> & Sendable
    ) -> Field {
      Field(
        written: .optional(key, about, codec.writer) { $0[keyPath: path] }, path: path,
        read: { codec.reader.read($0, $1, &$2).map { Read<Part?>(part: $0) } },
        absent: Read<Part?>(part: nil))
    }

    /// A key that is left out where the part is as most are.
    package static func optional<Part: Equatable & Sendable>(
      _ key: String, _ about: String, _ codec: ShapedCodec<Part>,
      _ path: any KeyPath<Value, Part> & Sendable, absent: Part
    ) -> Field {
      Field(
        written: .optional(key, about, codec.writer) { value in
          let part = value[keyPath: path]
          return part == absent ? nil : part
        }, path: path, read: { codec.reader.read($0, $1, &$2).map { Read(part: $0) } },
        absent: Read(part: absent))
    }

    /// A key that says what follows from others, for readers' convenience; it is not read back.
    package static func derived(_ field: ShapedWriter<Value>.Field) -> Field {
      Field(written: field, path: nil, read: { _, _, _ in nil }, absent: nil)
    }
  }

  /// The parts of a value, as they were read.
  package struct Parts {
    fileprivate var parts: [PartialKeyPath<Value>: any PartRead] = [:]

    /// The part at a key path that a field has.
    ///
    /// - Throws: if it is missing or has another shape, which is a problem of its own already.
    package subscript<Part: Sendable>(path: KeyPath<Value, Part>) -> Part {
      get throws(ShapeProblem.Reason) {
        guard let read = parts[path] as? Read<Part> else {
          throw ShapeProblem.Reason("a part of it could not be read")
        }
        return read.part
      }
    }
  }

  /// Writes an object, and reads it back; other keys may appear beside its own in later versions.
  ///
  /// A value is made of the parts; the failure says in a sentence why it cannot be.
  package static func record(
    _ about: String, _ fields: [Field],
    _ make: @escaping @Sendable (Parts) throws -> Value
  ) -> ShapedCodec {
    let writer = ShapedWriter<Value>.record(about, fields.map(\.written))
    let indices = Dictionary(
      fields.enumerated().map { (Name($1.written.member.key), $0) },
      uniquingKeysWith: { first, _ in first })
    let reader = ShapedReader<Value>(writer.shape) { tree, node, problems in
      guard tree.kind(of: node) == .object else {
        problems.append(ShapeProblem("an object was expected", at: tree.range(of: node)))
        return nil
      }
      let known = problems.count
      var parts = Parts()
      var isThere = fields.map { _ in false }
      for (key, child) in tree.members(of: node) {
        guard let index = indices[tree.keyName(key)] else { continue }
        isThere[index] = true
        guard let path = fields[index].path else { continue }
        parts.parts[path] = fields[index].read(tree, child, &problems)
      }
      for (field, isThere) in zip(fields, isThere) where !isThere {
        if field.written.member.isRequired {
          problems.append(
            ShapeProblem(
              "the key '\(field.written.member.key)' is missing", at: tree.range(of: node)))
        } else if let path = field.path, let absent = field.absent {
          parts.parts[path] = absent
        }
      }
      do {
        return try make(parts)
      } catch {
        // What is missing has been told.
        if problems.count == known {
          let reason = (error as? ShapeProblem.Reason)?.text ?? "\(error)"
          problems.append(ShapeProblem(reason, at: tree.range(of: node)))
        }
        return nil
      }
    }
    return ShapedCodec(reader, writer)
  }
}

/// A part of a value, whatever its type.
protocol PartRead: Sendable {}

private struct Read<Part: Sendable>: PartRead {
  let part: Part
}
