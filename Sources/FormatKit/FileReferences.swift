import Glibc
package import SourceModel

/// A cheap look at a document, JSON or YAML, for references that lead to other files.
package enum FileReferences {
  /// Tells whether the document may hold a `$ref` that does not begin with `#`; a `no` is sure.
  package static func mayStand(in document: SourceText) -> Bool {
    // Escapes of the key's letters, and a key that goes over lines, need a reader.
    let disguises = ["\\u0024", "\\u0072", "\\u0065", "\\u0066", "\\x", "\\U0", "? \""]
    if disguises.contains(where: document.contains) { return true }
    return document.bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return false }
      var offset = 0
      while let found = memchr(base + offset, 0x24, bytes.count - offset) {
        offset = UnsafeRawPointer(found) - base + 1
        let name = bytes[offset...].prefix(3)
        if name.elementsEqual("ref".utf8), !isLocal(bytes, from: offset + 3) { return true }
      }
      return false
    }
  }

  /// Whether a quoted `#` follows behind the name of a key; a bare one begins a comment.
  private static func isLocal(_ bytes: UnsafeRawBufferPointer, from offset: Int) -> Bool {
    var rest = bytes[offset...]
    func isQuote(_ byte: UInt8?) -> Bool {
      byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }
    func skipBlanks() { rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) } }
    if isQuote(rest.first) { rest.removeFirst() }
    skipBlanks()
    guard rest.popFirst() == UInt8(ascii: ":") else { return false }
    skipBlanks()
    guard isQuote(rest.popFirst()) else { return false }
    return rest.first == UInt8(ascii: "#")
  }
}
