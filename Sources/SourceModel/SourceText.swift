import Glibc

/// The bytes of one file at one revision, and where they came from.
package struct SourceText: Sendable {
  /// The path inside the repository.
  package let path: RepositoryPath

  /// The bytes as they are stored, a byte order mark included.
  package let bytes: [UInt8]

  /// Takes a file's bytes.
  package init(path: RepositoryPath, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  /// Takes a file's text.
  package init(path: RepositoryPath, _ text: String) {
    self.init(path: path, bytes: Array(text.utf8))
  }
}

extension SourceText {
  /// Whether a text occurs in the file, byte by byte: a cheap look before a file is read.
  package func contains(_ text: String) -> Bool {
    let needle = Array(text.utf8)
    guard let first = needle.first else { return true }
    return bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress, bytes.count >= needle.count else { return false }
      let last = bytes.count - needle.count
      var start = 0
      while start <= last, let found = memchr(base + start, Int32(first), last - start + 1) {
        let index = UnsafeRawPointer(found) - UnsafeRawPointer(base)
        if memcmp(base + index, needle, needle.count) == 0 { return true }
        start = index + 1
      }
      return false
    }
  }
}

/// A half-open range of byte offsets in one file.
package struct SourceRange: Hashable, Sendable {
  /// The offset of the first byte.
  package let lower: UInt32
  /// The offset one past the last byte.
  package let upper: UInt32

  /// Makes a range; `upper` is not below `lower`.
  package init(_ lower: UInt32, _ upper: UInt32) {
    precondition(lower <= upper, "a source range runs forwards")
    self.lower = lower
    self.upper = upper
  }

  /// Makes a range of offsets that fit 32 bits.
  package init(_ lower: Int, _ upper: Int) {
    self.init(UInt32(clamping: lower), UInt32(clamping: upper))
  }

  /// The offsets as a range of array indices.
  package var indices: Range<Int> { Int(lower)..<Int(upper) }
}

/// One of the two revisions that are compared.
package enum Side: String, Hashable, Sendable, CaseIterable {
  case before, after
}

/// A range of a file.
package struct Location: Hashable, Sendable {
  /// The file.
  package let path: RepositoryPath
  /// The range inside the file.
  package let range: SourceRange

  /// Makes a location.
  package init(_ path: RepositoryPath, _ range: SourceRange) {
    self.path = path
    self.range = range
  }
}
