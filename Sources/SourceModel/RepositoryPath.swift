/// A path inside a repository: bytes separated by `/`, relative, without `.` and `..`.
package struct RepositoryPath: Hashable, Sendable {
  /// The whole path as bytes; empty for the root folder.
  package let name: Name

  /// The root folder.
  package static let root = RepositoryPath(unchecked: Name(""))

  /// Takes a path as Git wrote it: no check is made.
  package init(unchecked name: Name) {
    self.name = name
  }

  /// Makes a path of a spelling, or nil if it is empty, absolute, or leaves the root.
  ///
  /// Empty and `.` segments are dropped and `..` segments are resolved.
  package init?(_ text: String) {
    guard let path = RepositoryPath.root.resolving(Array(text.utf8)), !text.isEmpty else {
      return nil
    }
    self = path
  }

  /// The bytes of the path.
  package var bytes: [UInt8] { name.bytes }

  /// The segments, outermost first.
  package var segments: [ArraySlice<UInt8>] {
    bytes.split(separator: UInt8(ascii: "/"))
  }

  /// The last segment; empty for the root folder.
  package var lastSegment: ArraySlice<UInt8> {
    bytes[(bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
  }

  /// The bytes after the last dot of the last segment, lower case; empty if there is none.
  package var fileExtension: String {
    guard let dot = lastSegment.lastIndex(of: UInt8(ascii: ".")) else { return "" }
    return String(decoding: lastSegment[(dot + 1)...], as: UTF8.self).lowercased()
  }

  /// The folder that holds this path; the root's parent is the root.
  package var parent: RepositoryPath {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return .root }
    return RepositoryPath(unchecked: Name(bytes[..<slash]))
  }

  /// The path of an entry of this folder.
  package func appending(_ segment: some Collection<UInt8>) -> RepositoryPath {
    if bytes.isEmpty { return RepositoryPath(unchecked: Name(segment)) }
    return RepositoryPath(unchecked: Name(bytes + [UInt8(ascii: "/")] + Array(segment)))
  }

  /// Resolves a relative reference against this folder.
  ///
  /// - Returns: nil if the reference is absolute or leaves the repository.
  package func resolving(_ reference: some Collection<UInt8>) -> RepositoryPath? {
    if reference.first == UInt8(ascii: "/") { return nil }
    var kept = segments
    for segment in Array(reference).split(separator: UInt8(ascii: "/")) {
      if segment.elementsEqual([UInt8(ascii: ".")]) { continue }
      if segment.elementsEqual([UInt8(ascii: "."), UInt8(ascii: ".")]) {
        if kept.popLast() == nil { return nil }
      } else {
        kept.append(segment)
      }
    }
    return RepositoryPath(unchecked: Name(kept.joined(separator: [UInt8(ascii: "/")])))
  }
}

extension RepositoryPath: Comparable {
  package static func < (a: RepositoryPath, b: RepositoryPath) -> Bool { a.name < b.name }
}

extension RepositoryPath: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) {
    self.init(unchecked: Name(value))
  }
}

extension RepositoryPath: CustomStringConvertible {
  package var description: String { text }
}
