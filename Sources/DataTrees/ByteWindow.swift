import Glibc

/// The bytes that a reader walks: a pointer whose every access is checked.
///
/// A reader keeps it beside its own mutable state, which an array or a span would not allow
/// without a copy or a runtime check on each access. It is valid only inside the closure that
/// lent the bytes.
struct ByteWindow {
  private let base: UnsafeRawBufferPointer
  let count: Int
  /// The number of offsets at which eight bytes are left.
  private let wordCount: Int

  init(_ bytes: UnsafeRawBufferPointer) {
    self.base = bytes
    self.count = bytes.count
    self.wordCount = max(0, bytes.count - 7)
  }

  /// The byte at an offset; 0 beyond the end.
  @inline(__always)
  subscript(_ offset: Int) -> UInt8 {
    UInt(bitPattern: offset) < UInt(bitPattern: count) ? base[offset] : 0
  }

  /// Eight bytes, the first one lowest; nil if fewer are left.
  @inline(__always)
  func word(at offset: Int) -> UInt64? {
    guard UInt(bitPattern: offset) < UInt(bitPattern: wordCount) else { return nil }
    return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The bytes of a node, its delimiters included.
  @inline(__always)
  func slice(_ node: Node) -> UnsafeRawBufferPointer {
    slice(Int(node.start), Int(node.start) &+ Int(node.length))
  }

  /// The bytes between two offsets, which are brought into the window.
  @inline(__always)
  func slice(_ lower: Int, _ upper: Int) -> UnsafeRawBufferPointer {
    let upper = max(0, min(upper, count))
    let lower = max(0, min(lower, upper))
    return UnsafeRawBufferPointer(rebasing: base[lower..<upper])
  }
}

extension UnsafeRawBufferPointer {
  /// Tells whether both have the same bytes.
  @inline(__always)
  func hasBytes(of other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard count > 0, let mine = baseAddress, let others = other.baseAddress else { return true }
    return memcmp(mine, others, count) == 0
  }
}
