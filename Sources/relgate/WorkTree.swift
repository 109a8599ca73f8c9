import GitHistory
import Glibc
import SourceModel

/// The door through which commands write into the checked-out files.
///
/// It never replaces or deletes text that is not what HEAD has there.
struct WorkTree {
  /// The directory, ending in `/`.
  private let directory: String

  /// Opens the work tree of a repository; nil if it is bare.
  ///
  /// A Git directory whose configuration does not say that it is bare stands in no work tree unless
  /// there is a `.git` that says so: its folder is somebody else's.
  init?(of repository: Repository) {
    guard let directory = repository.workTree else { return nil }
    var status = stat()
    guard lstat(directory + ".git", &status) == 0 else { return nil }
    self.directory = directory
  }

  /// Adds a file; its folder is made if it is missing.
  func add(_ bytes: [UInt8], at path: RepositoryPath) throws(Failure) {
    let file = directory + path.text
    var status = stat()
    if lstat(file, &status) == 0 {
      throw Failure(
        "'\(path.text)' is there already", hint: "Edit it, or remove it first.", exitCode: 2)
    }
    try makeFolder(path.parent)
    try writeFile(bytes, at: file)
  }

  /// Makes a folder and those around it; a link on the way could lead out of the work tree.
  private func makeFolder(_ path: RepositoryPath) throws(Failure) {
    if path == .root { return }
    try makeFolder(path.parent)
    let folder = directory + path.text
    var status = stat()
    if lstat(folder, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { return }
      throw Failure(
        "'\(path.text)' is no folder", hint: "Remove it, or name another place.", exitCode: 2)
    }
    if mkdir(folder, 0o777) != 0, errno != EEXIST {
      throw Failure(
        "'\(path.text)' could not be made: \(String(cString: strerror(errno)))", hint: nil,
        exitCode: 2)
    }
  }

  /// The bytes of a file; nil if there is none, or a link.
  func content(of path: RepositoryPath) -> [UInt8]? {
    let file = directory + path.text
    var status = stat()
    guard lstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return WorkTree.read(file)
  }

  /// The path of a file that is named as the machine names it; nil if it stands elsewhere.
  func path(of file: String) -> RepositoryPath? {
    guard let folder = WorkTree.resolved(directory), let file = WorkTree.resolved(file),
      file.hasPrefix(folder + "/")
    else { return nil }
    return RepositoryPath(String(file.dropFirst(folder.count + 1)))
  }

  /// An absolute path without links; nil if nothing stands there.
  private static func resolved(_ file: String) -> String? {
    guard let resolved = realpath(file, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Whether something stands at a path.
  func holds(_ path: RepositoryPath) -> Bool {
    var status = stat()
    return lstat(directory + path.text, &status) == 0
  }

  /// Writes a file, if it is still what it was made from; nil for a file that is new.
  func write(_ bytes: [UInt8], at path: RepositoryPath, madeFrom read: [UInt8]?) throws(Failure) {
    guard let read else { return try add(bytes, at: path) }
    guard content(of: path) == read else {
      throw Failure(
        "'\(path.text)' was changed meanwhile", hint: "Run the command again.", exitCode: 2)
    }
    if bytes != read { try writeFile(bytes, at: directory + path.text) }
  }

  /// Deletes a file, if it is what a revision has there.
  func remove(_ path: RepositoryPath, as committed: [UInt8]) throws(Failure) {
    let file = directory + path.text
    guard WorkTree.read(file) == committed else {
      throw Failure(
        "'\(path.text)' is not what HEAD has there", hint: "Commit it, or restore it first.",
        exitCode: 2)
    }
    if unlink(file) != 0 {
      throw Failure(
        "'\(path.text)' could not be removed: \(String(cString: strerror(errno)))", hint: nil,
        exitCode: 2)
    }
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      bytes += buffer[..<count]
    }
    return bytes
  }
}
