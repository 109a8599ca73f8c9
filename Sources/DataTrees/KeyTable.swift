import SourceModel

/// A key of one tree, as a small number: equal numbers are equal keys.
package struct KeyID: Hashable, Sendable {
  let index: UInt32
}

/// The distinct keys of a tree, by open addressing; ids count from 1, so that 0 means no key.
struct KeyTable: Sendable {
  private(set) var names: [Name] = [""]
  private var entries = [Entry(hash: 0, start: 0, end: 0)]
  /// The bytes of all keys, for the search alone.
  private var pool: [UInt8] = []
  private var slots = [UInt32](repeating: 0, count: 256)

  private struct Entry: Sendable {
    let hash: UInt64
    let start: UInt32
    let end: UInt32
  }

  /// The number of ids, 0 included.
  var count: Int { entries.count }

  /// The hash of a key.
  func hash(of id: UInt32) -> UInt64 { entries[Int(id)].hash }

  /// The id of a key, a new one if it was not seen before.
  mutating func intern(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let hash = ContentHash.of(string: bytes)
    let slot = slot(of: bytes, hash: hash)
    if slots[slot] != 0 { return slots[slot] }
    let id = UInt32(truncatingIfNeeded: entries.count)
    let start = UInt32(truncatingIfNeeded: pool.count)
    pool.append(contentsOf: bytes)
    entries.append(Entry(hash: hash, start: start, end: UInt32(truncatingIfNeeded: pool.count)))
    names.append(Name(bytes))
    slots[slot] = id
    if entries.count * 2 > slots.count { grow() }
    return id
  }

  /// The id of a key, if the tree has it.
  func find(_ bytes: UnsafeRawBufferPointer) -> UInt32? {
    let id = slots[slot(of: bytes, hash: ContentHash.of(string: bytes))]
    return id == 0 ? nil : id
  }

  /// Tells whether an id stands for the same key as an id of another table.
  func isSame(_ id: UInt32, in other: KeyTable, as otherID: UInt32) -> Bool {
    let (mine, others) = (entries[Int(id)], other.entries[Int(otherID)])
    guard mine.hash == others.hash else { return false }
    return other.pool.withUnsafeBytes {
      isKey(
        mine, UnsafeRawBufferPointer(rebasing: $0[Int(others.start)..<Int(others.end)]))
    }
  }

  /// The slot that holds the key, or the free one where it belongs.
  @inline(__always)
  private func slot(of bytes: UnsafeRawBufferPointer, hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let entry = entries[Int(slots[slot])]
      if entry.hash == hash, isKey(entry, bytes) { return slot }
      slot = (slot &+ 1) & mask
    }
    return slot
  }

  @inline(__always)
  private func isKey(_ entry: Entry, _ bytes: UnsafeRawBufferPointer) -> Bool {
    pool.withUnsafeBytes {
      UnsafeRawBufferPointer(rebasing: $0[Int(entry.start)..<Int(entry.end)]).hasBytes(of: bytes)
    }
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 4)
    let mask = slots.count - 1
    for (id, entry) in entries.enumerated().dropFirst() {
      var slot = Int(truncatingIfNeeded: entry.hash) & mask
      while slots[slot] != 0 { slot = (slot &+ 1) & mask }
      slots[slot] = UInt32(truncatingIfNeeded: id)
    }
  }
}
