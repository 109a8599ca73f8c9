package import GitHistory
internal import Glibc
package import SourceModel

/// A revision read from a folder: its label, its day and its files.
package struct RevisionFolder: Sendable {
  /// The folder's name without its number and day: `v1.0.0` of `01-v1.0.0@2026-01-31`.
  package let label: String
  /// The day of its commit; nil for the one after the commit before.
  package let day: CalendarDate?
  /// The files below the folder.
  package let files: [RepositoryPath: BuiltFile]

  /// Makes a revision.
  package init(label: String, day: CalendarDate?, files: [RepositoryPath: BuiltFile]) {
    self.label = label
    self.day = day
    self.files = files
  }
}

/// Why folders could not be read.
package struct FolderError: Error, Hashable, Sendable {
  /// The file or folder.
  package let path: String
  /// What the system said.
  package let reason: String

  init(_ path: String) {
    self.path = path
    self.reason = String(cString: strerror(errno))
  }
}

/// A history written as folders, one per revision: `01-v1.0.0/ 02-v1.1.0@2026-03-01/ …`.
package enum HistoryFolders {
  /// Reads all files below a directory.
  package static func files(
    at directory: String
  ) throws(FolderError) -> [RepositoryPath: BuiltFile] {
    var files: [RepositoryPath: BuiltFile] = [:]
    try read(directory, as: .root, into: &files)
    return files
  }

  /// Reads the revisions of a directory, in the order of their names' bytes.
  ///
  /// A folder is a revision if digits and a dash begin its name; all else in the directory is left
  /// alone.
  package static func revisions(at directory: String) throws(FolderError) -> [RevisionFolder] {
    var revisions: [RevisionFolder] = []
    for name in try names(in: directory) {
      let text = String(decoding: name, as: UTF8.self)
      let path = directory + "/" + text
      let digits = text.prefix { $0.isASCII && $0.isNumber }
      let rest = text.dropFirst(digits.count)
      guard !digits.isEmpty, rest.hasPrefix("-"), try mode(of: path) & S_IFMT == S_IFDIR else {
        continue
      }
      var files: [RepositoryPath: BuiltFile] = [:]
      try read(path, as: .root, into: &files)
      let parts = rest.dropFirst().split(separator: "@", maxSplits: 1)
      revisions.append(
        RevisionFolder(
          label: parts.first.map(String.init) ?? "",
          day: parts.count == 2 ? CalendarDate(String(parts[1])) : nil, files: files))
    }
    return revisions
  }

  private static func read(
    _ directory: String, as folder: RepositoryPath, into files: inout [RepositoryPath: BuiltFile]
  ) throws(FolderError) {
    for name in try names(in: directory) {
      let path = directory + "/" + String(decoding: name, as: UTF8.self)
      let mode = try mode(of: path)
      switch mode & S_IFMT {
      case S_IFDIR: try read(path, as: folder.appending(name), into: &files)
      case S_IFLNK: files[folder.appending(name)] = .symlink(target: try target(of: path))
      case S_IFREG:
        let bytes = try content(of: path)
        files[folder.appending(name)] = mode & S_IXUSR != 0 ? .executable(bytes) : .file(bytes)
      default: continue
      }
    }
  }

  private static func names(in directory: String) throws(FolderError) -> [[UInt8]] {
    guard let stream = opendir(directory) else { throw FolderError(directory) }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != Array(".".utf8), name != Array("..".utf8) { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private static func mode(of path: String) throws(FolderError) -> mode_t {
    var status = stat()
    if lstat(path, &status) != 0 { throw FolderError(path) }
    return status.st_mode
  }

  private static func target(of path: String) throws(FolderError) -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &buffer, buffer.count)
    if count < 0 { throw FolderError(path) }
    return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func content(of path: String) throws(FolderError) -> [UInt8] {
    guard let file = fopen(path, "r") else { throw FolderError(path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer.prefix(count)
    }
    if ferror(file) != 0 { throw FolderError(path) }
    return bytes
  }
}

extension HistoryBuilder {
  /// Commits revisions one after another and tags each whose label is a version.
  ///
  /// - Returns: the commits in order.
  @discardableResult
  package mutating func commit(
    _ revisions: some Collection<RevisionFolder>
  ) throws(GitError) -> [ObjectID] {
    var commits: [ObjectID] = []
    for revision in revisions {
      let id = try commit(
        revision.files, message: revision.label,
        seconds: revision.day.map { Int64($0.dayNumber) * 86_400 })
      if ReleaseVersion(tag: revision.label) != nil { try tag(revision.label, at: id) }
      commits.append(id)
    }
    return commits
  }
}
