internal import CGit2
internal import SourceModel

/// The entries of one tree, read where they lie.
struct RawTree: ~Copyable {
  private let object: RawObject?
  private let id: ObjectID

  /// The tree without entries.
  init() {
    object = nil
    id = .emptyTree
  }

  fileprivate init(_ object: consuming RawObject, id: ObjectID) {
    self.object = consume object
    self.id = id
  }

  /// The entry at an offset, which is 0 or an entry's `end`; nil at the end.
  func entry(at offset: Int) throws(GitError) -> RawEntry? {
    guard let bytes, offset < bytes.count else { return nil }
    // Octal mode, space, name, NUL, 20 bytes of id.
    var mode: UInt32 = 0
    var index = offset
    while index < bytes.count, case let digit = bytes[index], digit &- 0x30 < 8 {
      mode = mode << 3 | UInt32(digit &- 0x30)
      index += 1
    }
    guard index > offset, index < bytes.count, bytes[index] == 0x20 else {
      throw GitError(.damagedObject(id))
    }
    let nameStart = index + 1
    index = nameStart
    while index < bytes.count, bytes[index] != 0 { index += 1 }
    guard index > nameStart, index + 20 < bytes.count else { throw GitError(.damagedObject(id)) }
    return RawEntry(
      name: UnsafeRawBufferPointer(rebasing: bytes[nameStart..<index]),
      mode: FileMode(bits: mode),
      idBytes: UnsafeRawBufferPointer(rebasing: bytes[(index + 1)..<(index + 21)]),
      end: index + 21)
  }

  /// The entry of a name.
  func entry(named name: some Collection<UInt8>) throws(GitError) -> Entry? {
    var offset = 0
    while let entry = try entry(at: offset) {
      if entry.name.elementsEqual(name) { return entry.entry }
      offset = entry.end
    }
    return nil
  }

  private var bytes: UnsafeRawBufferPointer? {
    switch object {
    case .some(let object): object.bytes
    case .none: nil
    }
  }
}

/// One entry of a tree; valid as long as the tree.
struct RawEntry {
  let name: UnsafeRawBufferPointer
  let mode: FileMode
  let idBytes: UnsafeRawBufferPointer
  let end: Int

  var id: ObjectID { idBytes.baseAddress.map(ObjectID.init) ?? .emptyTree }
  var entry: Entry { Entry(mode: mode, id: id) }

  /// Whether name, mode and object are the same.
  func isSame(as other: RawEntry) -> Bool {
    idBytes.elementsEqual(other.idBytes) && mode == other.mode
  }

  /// Negative if this entry comes first in a tree: by bytes, a folder's name ending in `/`.
  func order(before other: RawEntry) -> Int {
    let common = min(name.count, other.name.count)
    for index in 0..<common where name[index] != other.name[index] {
      return Int(name[index]) - Int(other.name[index])
    }
    return Int(byte(at: common)) - Int(other.byte(at: common))
  }

  private func byte(at index: Int) -> UInt8 {
    index < name.count ? name[index] : mode == .folder ? UInt8(ascii: "/") : 0
  }
}

extension Repository {
  /// Reads a tree.
  func tree(_ id: ObjectID) throws(GitError) -> RawTree {
    if id == .emptyTree { return RawTree() }
    let object = try object(id)
    guard object.type == GIT_OBJECT_TREE else { throw GitError(.damagedObject(id)) }
    return RawTree(object, id: id)
  }
}
