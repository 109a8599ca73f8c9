import DataTrees

/// A value as it is to be written into a record.
indirect enum RecordPart: Hashable, Sendable {
  case text(String)
  case integer(Int)
  case object([Member])
  case list([RecordPart])

  /// A key with its value.
  struct Member: Hashable, Sendable {
    let key: String
    let value: RecordPart

    init(_ key: String, _ value: RecordPart) {
      self.key = key
      self.value = value
    }
  }

  /// An object; members without a value are left out.
  static func record(_ members: [(String, RecordPart?)]) -> RecordPart {
    .object(members.compactMap { key, value in value.map { Member(key, $0) } })
  }

  /// The value in block style, without a line end behind its last line.
  var block: [UInt8] {
    var writer = YAMLWriter()
    write(into: &writer)
    return writer.bytes
  }

  private func write(into writer: inout YAMLWriter) {
    switch self {
    case .text(let text): writer.string(text)
    case .integer(let value): writer.integer(value)
    case .object(let members):
      writer.beginObject()
      for member in members {
        writer.key(member.key)
        member.value.write(into: &writer)
      }
      writer.endObject()
    case .list(let items):
      writer.beginArray()
      for item in items { item.write(into: &writer) }
      writer.endArray()
    }
  }

  /// The value in one line, as JSON, which is YAML in flow style.
  var flow: [UInt8] {
    var writer = JSONWriter(.compact)
    writeFlow(into: &writer)
    return writer.bytes
  }

  private func writeFlow(into writer: inout JSONWriter) {
    switch self {
    case .text(let text): writer.string(text)
    case .integer(let value): writer.integer(value)
    case .object(let members):
      writer.beginObject()
      for member in members {
        writer.key(member.key)
        member.value.writeFlow(into: &writer)
      }
      writer.endObject()
    case .list(let items):
      writer.beginArray()
      for item in items { item.writeFlow(into: &writer) }
      writer.endArray()
    }
  }

  /// The members of an object; none of anything else.
  var members: [Member] {
    if case .object(let members) = self { members } else { [] }
  }

  /// Whether it is an object or a list.
  var isContainer: Bool {
    switch self {
    case .object, .list: true
    case .text, .integer: false
    }
  }
}
