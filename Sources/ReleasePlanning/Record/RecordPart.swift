import DataTrees

/// A value as it is to be written into a record.
indirect enum RecordPart: Hashable, Sendable {
  case text(String)
  case integer(Int)
  case object([Member])
  case list([RecordPart])
  /// What only people know, and no text can stand for: a comment that says what belongs here.
  case open(String)

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

  /// The lines of the value in block style, without line ends.
  var block: [[UInt8]] {
    switch self {
    case .text, .integer: [scalar]
    case .open: []
    case .list(let items):
      items.isEmpty
        ? [Array("[]".utf8)]
        : items.flatMap { item in
          item.block.enumerated().map { Array(($0 == 0 ? "- " : "  ").utf8) + $1 }
        }
    case .object(let members):
      members.isEmpty ? [Array("{}".utf8)] : members.flatMap(RecordPart.lines)
    }
  }

  private static func lines(of member: Member) -> [[UInt8]] {
    let key = Array(member.key.utf8)
    switch member.value {
    case .open(let question): return [Array("# \(member.key): TBD: \(question)".utf8)]
    case .text, .integer, .list([]), .object([]):
      return [key + Array(": ".utf8) + (member.value.block.first ?? [])]
    case .list, .object:
      return [key + [UInt8(ascii: ":")]] + member.value.block.map { [0x20, 0x20] + $0 }
    }
  }

  /// The scalar in block style.
  private var scalar: [UInt8] {
    var writer = YAMLWriter()
    switch self {
    case .text(let text): writer.string(text)
    case .integer(let value): writer.integer(value)
    case .object, .list, .open: break
    }
    return writer.bytes
  }

  /// The value in one line, as JSON, which is YAML in flow style; what is open is left out.
  var flow: [UInt8] {
    var writer = JSONWriter(.compact)
    writeFlow(into: &writer)
    return writer.bytes
  }

  private func writeFlow(into writer: inout JSONWriter) {
    switch self {
    case .text(let text): writer.string(text)
    case .integer(let value): writer.integer(value)
    case .open: writer.null()
    case .object(let members):
      writer.beginObject()
      for member in members where !member.value.isOpen {
        writer.key(member.key)
        member.value.writeFlow(into: &writer)
      }
      writer.endObject()
    case .list(let items):
      writer.beginArray()
      for item in items where !item.isOpen { item.writeFlow(into: &writer) }
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
    case .text, .integer, .open: false
    }
  }

  /// Whether only people know it.
  var isOpen: Bool {
    if case .open = self { true } else { false }
  }
}
