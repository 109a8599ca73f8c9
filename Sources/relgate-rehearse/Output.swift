import Glibc

/// The program's channels.
enum Output {
  /// Says something on the channel of errors.
  static func say(_ text: String) {
    write(Array("relgate-rehearse: \(text)\n".utf8), to: STDERR_FILENO)
  }

  /// Writes bytes as far as they are wanted.
  static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { return }
      rest = rest.dropFirst(max(count, 0))
    }
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
}
