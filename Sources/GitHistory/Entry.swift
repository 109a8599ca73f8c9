/// What a tree holds under one name.
package struct Entry: Hashable, Sendable {
  /// What the object is, and whether it may be executed.
  package let mode: FileMode
  /// The object: a blob, a tree, or the commit of a submodule.
  package let id: ObjectID

  /// Makes an entry.
  package init(mode: FileMode, id: ObjectID) {
    self.mode = mode
    self.id = id
  }
}

/// The mode of a tree's entry, in the five forms that Git writes.
package enum FileMode: UInt32, Hashable, Sendable {
  case folder = 0o040000
  case file = 0o100644
  case executable = 0o100755
  case symlink = 0o120000
  case submodule = 0o160000

  /// Takes the mode bits of a tree's entry as Git reads them: unusual ones become the nearest form.
  package init(bits: UInt32) {
    switch bits & 0o170000 {
    case 0o100000: self = bits & 0o100 == 0 ? .file : .executable
    case 0o120000: self = .symlink
    case 0o040000: self = .folder
    default: self = .submodule
    }
  }

  /// Whether this is a file of either kind.
  package var isFile: Bool { self == .file || self == .executable }

  /// Whether both modes name the same type of object.
  func hasSameType(as other: FileMode) -> Bool {
    rawValue & 0o170000 == other.rawValue & 0o170000
  }
}
