import CommandKit
import GateEngine
import Glibc

/// The directory of `--cache`: a file for each record, safe to delete.
enum CacheFolder {
  static let option = Option(
    "--cache", ValueKind.directory(),
    help: "Keep what releases say in this directory, which must be trusted, for the next run")

  /// The cache that the user asked for; nil if none.
  static func cache(_ invocation: Invocation) throws(Failure) -> LadderCache? {
    guard let directory = invocation[option] else { return nil }
    if mkdir(directory, 0o777) != 0, errno != EEXIST || access(directory, W_OK) != 0 {
      throw Failure(
        "'\(directory)' cannot hold a cache: \(String(cString: strerror(errno)))",
        hint: "Name a directory that may be written to.", exitCode: 2)
    }
    return LadderCache(
      load: { read(path(of: $0, in: directory)) },
      store: { key, bytes in
        // What cannot be kept is found out again in the next run.
        _ = mkdir(folder(of: key, in: directory), 0o777)
        try? writeFile(bytes, at: path(of: key, in: directory))
      })
  }

  /// A folder holds what begins with the same two digits, as Git does it.
  private static func folder(of key: String, in directory: String) -> String {
    directory + "/" + key.prefix(2)
  }

  private static func path(of key: String, in directory: String) -> String {
    folder(of: key, in: directory) + "/" + key.dropFirst(2)
  }

  /// The bytes of a file; nil if it cannot be read.
  private static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size > 0, status.st_size <= sizeLimit
    else { return nil }
    let size = Int(status.st_size)
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let found = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
        if found > 0 { count += found } else if found == 0 || errno != EINTR { break }
      }
    }
    return bytes.count == size ? bytes : nil
  }

  /// No record is larger.
  private static let sizeLimit: off_t = 64 << 20
}
