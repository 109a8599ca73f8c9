import SourceModel

extension DataTree {
  /// The value as compact JSON with sorted keys and canonical numbers: one text for one content.
  ///
  /// Text beyond `limit` bytes is cut off, between two characters, and `…` says so. The cost is
  /// bound by the limit but for the sorting of keys.
  package func canonical(_ node: NodeID, limit: Int) -> String {
    var writer = JSONWriter()
    write(node, to: &writer, limit: limit)
    if writer.bytes.count <= limit { return String(decoding: writer.bytes, as: UTF8.self) }
    var end = max(0, limit)
    while end > 0, writer.bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return String(decoding: writer.bytes[..<end], as: UTF8.self) + "…"
  }

  private func write(_ node: NodeID, to writer: inout JSONWriter, limit: Int) {
    switch kind(of: node) {
    case .null: writer.null()
    case .bool: writer.bool(bool(of: node) ?? false)
    case .string:
      // A character that this prefix splits lies beyond the limit.
      writer.string(Name(content(of: target(of: node)).prefix(max(0, min(limit, Int.max - 4)) + 4)))
    case .number:
      switch content(of: target(of: node)).withUnsafeBytes({ NumberValue($0) }) {
      case .decimal(let value): writer.number(value)
      case .other(let name): writer.writeToken(name.text)
      }
    case .array:
      writer.beginArray()
      for item in items(of: node) {
        if writer.bytes.count > limit { break }
        write(item, to: &writer, limit: limit)
      }
      writer.endArray()
    case .object:
      writer.beginObject()
      for member in sorted(Array(members(of: node))) {
        if writer.bytes.count > limit { break }
        writer.key(keyName(member.key))
        write(member.value, to: &writer, limit: limit)
      }
      writer.endObject()
    }
  }
}
