import SourceModel

/// Names that PostgreSQL makes for constraints and indexes, as `makeObjectName` does.
enum MadeName {
  /// The most bytes of a name.
  private static let limit = 63

  /// A name that is not used: the table, the columns and a label, which gets a number if need be.
  static func unused(
    _ table: Name, _ columns: Name?, _ label: Name, isUsed: (Name) -> Bool
  ) -> Name {
    var made = name(table, columns, label)
    var number = 0
    while isUsed(made) {
      number += 1
      made = name(table, columns, label + Name(String(number)))
    }
    return made
  }

  /// Several columns as one part of a name.
  static func joined(_ columns: [Name]) -> Name {
    var bytes: [UInt8] = []
    for column in columns {
      if !bytes.isEmpty { bytes.append(UInt8(ascii: "_")) }
      bytes += column.bytes
      // Further columns could not show in the name.
      if bytes.count > limit { break }
    }
    return Name(bytes)
  }

  /// The parts joined by underscores; what is too long loses bytes of its longer part.
  private static func name(_ table: Name, _ columns: Name?, _ label: Name) -> Name {
    var first = table.bytes.count
    var second = columns?.bytes.count ?? 0
    let available = max(0, limit - label.bytes.count - 1 - (columns == nil ? 0 : 1))
    while first + second > available {
      if first > second { first -= 1 } else { second -= 1 }
    }
    var made = clipped(table, first)
    if let columns { made = made + "_" + clipped(columns, second) }
    return made + "_" + label
  }

  /// The first bytes, without a part of a character at the end.
  private static func clipped(_ name: Name, _ count: Int) -> Name {
    var end = min(count, name.bytes.count)
    while end > 0, end < name.bytes.count, name.bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return Name(name.bytes[..<end])
  }
}
