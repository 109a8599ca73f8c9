/// Where Git told a hook that its repository is.
///
/// A hook runs with variables that name its repository, an index that is about to be committed, or
/// objects in quarantine that are about to be accepted. The library reads no environment: the
/// executable does, and passes this on.
package struct GitEnvironment: Hashable, Sendable {
  /// The repository's own directory (`GIT_DIR`); nil to search for it.
  package let gitDirectory: String?
  /// Directories of objects beside the repository's own (`GIT_OBJECT_DIRECTORY`,
  /// `GIT_ALTERNATE_OBJECT_DIRECTORIES`).
  package let objectDirectories: [String]
  /// The index to compare (`GIT_INDEX_FILE`); nil for the repository's.
  package let indexFile: String?

  /// Takes the places as they are.
  package init(
    gitDirectory: String? = nil, objectDirectories: [String] = [], indexFile: String? = nil
  ) {
    self.gitDirectory = gitDirectory
    self.objectDirectories = objectDirectories
    self.indexFile = indexFile
  }

  /// Reads Git's variables; nil outside a hook, where none of them is set.
  package init?(variable: (String) -> String?) {
    func value(_ name: String) -> String? {
      variable(name).flatMap { $0.isEmpty ? nil : $0 }
    }
    let alternates = value("GIT_ALTERNATE_OBJECT_DIRECTORIES").map(GitEnvironment.paths) ?? []
    let directories = [value("GIT_OBJECT_DIRECTORY")].compactMap(\.self) + alternates
    self.init(
      gitDirectory: value("GIT_DIR"), objectDirectories: directories,
      indexFile: value("GIT_INDEX_FILE"))
    if gitDirectory == nil, objectDirectories.isEmpty, indexFile == nil { return nil }
  }

  /// Splits a list of paths at colons; a path in double quotes may hold them, escaped with `\`.
  private static func paths(_ list: String) -> [String] {
    var paths: [[UInt8]] = [[]]
    var isQuoted = false
    var isEscaped = false
    for byte in list.utf8 {
      let isAtStart = paths[paths.count - 1].isEmpty
      if isEscaped {
        paths[paths.count - 1].append(byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\""), isQuoted || isAtStart {
        isQuoted.toggle()
      } else if byte == UInt8(ascii: "\\"), isQuoted {
        isEscaped = true
      } else if byte == UInt8(ascii: ":"), !isQuoted {
        paths.append([])
      } else {
        paths[paths.count - 1].append(byte)
      }
    }
    return paths.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
  }
}
