import SourceModel

/// A key of one tree, as a small number: equal numbers are equal keys.
package struct KeyID: Hashable, Sendable {
  let index: UInt32
}

/// The distinct keys of a tree, by open addressing; ids count from 1, so that 0 means no key.
struct KeyTable: Sendable {
  private(set) var names: [Name] = [""]
  private(set) var hashes: [UInt64] = [0]
  private var slots = [UInt32](repeating: 0, count: 256)

  /// The id of a key, a new one if it was not seen before.
  mutating func intern(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let hash = ContentHash.of(string: bytes)
    let slot = slot(of: bytes, hash: hash)
    if slots[slot] != 0 { return slots[slot] }
    let id = UInt32(truncatingIfNeeded: names.count)
    names.append(Name(bytes))
    hashes.append(hash)
    slots[slot] = id
    if names.count * 2 > slots.count { grow() }
    return id
  }

  /// The id of a key, if the tree has it.
  func find(_ bytes: UnsafeRawBufferPointer) -> UInt32? {
    let id = slots[slot(of: bytes, hash: ContentHash.of(string: bytes))]
    return id == 0 ? nil : id
  }

  /// The slot that holds the key, or the free one where it belongs.
  private func slot(of bytes: UnsafeRawBufferPointer, hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let id = Int(slots[slot])
      if id == 0 { return slot }
      if hashes[id] == hash,
        names[id].bytes.withUnsafeBytes({ $0.elementsEqual(bytes) })
      {
        return slot
      }
      slot = (slot &+ 1) & mask
    }
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 4)
    let mask = slots.count - 1
    for id in 1..<names.count {
      var slot = Int(truncatingIfNeeded: hashes[id]) & mask
      while slots[slot] != 0 { slot = (slot &+ 1) & mask }
      slots[slot] = UInt32(truncatingIfNeeded: id)
    }
  }
}
