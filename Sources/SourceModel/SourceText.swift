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
