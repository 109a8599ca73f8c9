import Glibc

/// A place where the program writes bytes.
struct Channel {
  private let descriptor: Int32

  /// Writes to a descriptor.
  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// What was asked for.
  static let output = Channel(descriptor: STDOUT_FILENO)
  /// Everything else.
  static let errors = Channel(descriptor: STDERR_FILENO)

  /// Whether a person reads along.
  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Writes a text.
  func write(text: String) throws(Failure) { try write(Array(text.utf8)) }

  /// Writes bytes; a reader who went away is no failure.
  func write(_ bytes: [UInt8]) throws(Failure) {
    if let code = Channel.write(bytes, to: descriptor), code != EPIPE {
      throw Failure(
        "the output could not be written: \(String(cString: strerror(code)))", hint: nil,
        exitCode: 2)
    }
  }

  /// Reads standard input to its end.
  static func readInput() throws(Failure) -> [UInt8] {
    guard let bytes = readAll(from: STDIN_FILENO) else {
      throw Failure(
        "the standard input could not be read: \(String(cString: strerror(errno)))", hint: nil,
        exitCode: 2)
    }
    return bytes
  }

  /// Reads a descriptor to its end; nil if the system refuses, which `errno` then explains.
  static func readAll(from descriptor: Int32) -> [UInt8]? {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &block, block.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes += block[..<count]
      } else if errno != EINTR {
        return nil
      }
    }
  }

  /// Writes a text of which nobody needs to know whether it arrived.
  func write(_ text: String) {
    _ = Channel.write(Array(text.utf8), to: descriptor)
  }

  /// Writes bytes to a descriptor; the system's error number if it refuses.
  fileprivate static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}

/// Writes a file so that it is either whole or not there.
///
/// The bytes stand under another name in the same directory first. A path that is no regular file,
/// such as a pipe, is written to directly.
func writeFile(_ bytes: [UInt8], at path: String) throws(Failure) {
  func failed() -> Failure {
    Failure(
      "'\(path)' could not be written: \(String(cString: strerror(errno)))",
      hint: "Name a file in a directory that exists and may be written to.", exitCode: 2)
  }
  var status = stat()
  let exists = stat(path, &status) == 0
  if exists, status.st_mode & S_IFMT != S_IFREG {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    if descriptor < 0 { throw failed() }
    defer { close(descriptor) }
    if Channel.write(bytes, to: descriptor) != nil { throw failed() }
    return
  }
  var temporary = Array("\(path).XXXXXX".utf8CString)
  let descriptor = mkstemp(&temporary)
  if descriptor < 0 { throw failed() }
  let mask = umask(0)
  umask(mask)
  let mode = exists ? status.st_mode & 0o777 : 0o666 & ~mask
  let isWritten = Channel.write(bytes, to: descriptor) == nil && fchmod(descriptor, mode) == 0
  let isClosed = close(descriptor) == 0
  if isWritten, isClosed, rename(temporary, path) == 0 { return }
  let failure = failed()
  unlink(temporary)
  throw failure
}
