internal import Glibc
internal import SourceModel

extension Repository {
  /// The order in which objects are stored, as indices of the ids; what is in no pack comes last.
  ///
  /// A pack keeps most objects as differences from others near by. Read in this order, what they
  /// differ from is still at hand, and is not unpacked again for each of them.
  func storageOrder(of ids: [ObjectID]) -> [Int] {
    var places: [(pack: Int, offset: UInt64)] = Array(repeating: (.max, 0), count: ids.count)
    let folders = [commonDirectory + "objects"] + environment.objectDirectories
    for (number, path) in folders.flatMap(Repository.packIndexes).enumerated() {
      guard let pack = PackIndex(path) else { continue }
      for (index, id) in ids.enumerated() where places[index].pack == .max {
        if let offset = pack.offset(of: id) { places[index] = (number, offset) }
      }
    }
    return ids.indices.sorted { a, b in
      (places[a].pack, places[a].offset, a) < (places[b].pack, places[b].offset, b)
    }
  }

  /// The index files of the packs in a directory of objects, sorted.
  private static func packIndexes(in objects: String) -> [String] {
    guard let directory = opendir(objects + "/pack") else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
        field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: field.pointee))
        {
          String(cString: $0)
        }
      }
      if name.hasSuffix(".idx") { names.append(objects + "/pack/" + name) }
    }
    return names.sorted()
  }
}

/// The file that tells where a pack holds its objects, in version 2 of its layout
/// (gitformat-pack, "Version 2 pack-*.idx files").
private struct PackIndex: ~Copyable {
  private let file: UnsafeRawBufferPointer
  /// How many objects the pack has.
  private let count: Int

  /// Where the table of the first bytes begins, and the ids behind it.
  private static let (fanOut, ids) = (8, 8 + 256 * 4)

  /// Opens a file; nil if it cannot be read or is no whole index.
  init?(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size >= PackIndex.ids,
      let size = Int(exactly: status.st_size),
      let address = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED
    else { return nil }
    let file = UnsafeRawBufferPointer(start: address, count: size)
    let count = Int(PackIndex.word(file, at: PackIndex.fanOut + 255 * 4))
    // Each object has an id, a checksum and an offset; two checksums end the file.
    guard PackIndex.word(file, at: 0) == 0xFF74_4F63, PackIndex.word(file, at: 4) == 2,
      size >= PackIndex.ids + count * (20 + 4 + 4) + 40
    else {
      munmap(address, size)
      return nil
    }
    self.file = file
    self.count = count
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: file.baseAddress), file.count) }

  /// Where an object begins in the pack; nil if the pack does not have it.
  func offset(of id: ObjectID) -> UInt64? {
    let first = Int(id.firstByte)
    var lower = first == 0 ? 0 : Int(PackIndex.word(file, at: PackIndex.fanOut + (first - 1) * 4))
    var upper = min(Int(PackIndex.word(file, at: PackIndex.fanOut + first * 4)), count)
    while lower < upper {
      let middle = (lower + upper) / 2
      let found = self.id(at: middle)
      if found == id { return offset(at: middle) }
      if found < id { lower = middle + 1 } else { upper = middle }
    }
    return nil
  }

  private func id(at index: Int) -> ObjectID {
    let start = PackIndex.ids + index * 20
    return UnsafeRawBufferPointer(rebasing: file[start..<start + 20]).baseAddress
      .map(ObjectID.init) ?? .emptyTree
  }

  /// The offset of an object; the highest bit leads to a table of those above 2 GiB.
  private func offset(at index: Int) -> UInt64? {
    let small = PackIndex.ids + count * 24
    let word = PackIndex.word(file, at: small + index * 4)
    if word & 0x8000_0000 == 0 { return UInt64(word) }
    let place = small + count * 4 + Int(word & 0x7FFF_FFFF) * 8
    guard place + 8 <= file.count else { return nil }
    return UInt64(PackIndex.word(file, at: place)) << 32
      | UInt64(PackIndex.word(file, at: place + 4))
  }

  /// Four bytes, the highest first.
  private static func word(_ file: UnsafeRawBufferPointer, at offset: Int) -> UInt32 {
    UInt32(bigEndian: file.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}
