import Glibc
package import SourceModel

/// A cheap look at a document, JSON or YAML, for references that lead to other files.
package enum FileReferences {
  /// Tells whether the document may hold a `$ref` that does not begin with `#`; a `no` is sure.
  package static func mayStand(in document: SourceText) -> Bool {
    // Escapes of the key's letters, and a key that goes over lines, need a reader.
    let disguises = [
      "\\u0024", "\\u0072", "\\u0065", "\\u0066", "\\x", "\\U0", "? \"", "\\\n", "\\\r",
    ]
    if disguises.contains(where: document.contains) { return true }
    return document.bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return false }
      var offset = 0
      while let found = memchr(base + offset, 0x24, bytes.count - offset) {
        let name = UnsafeRawPointer(found) - base
        offset = name + 1
        guard bytes[offset...].prefix(3).elementsEqual("ref".utf8) else { continue }
        if !isKey(bytes, at: name) || !isLocal(bytes, from: offset + 3) { return true }
      }
      return false
    }
  }

  /// Whether nothing stands before a key that could give it another name: no anchor, no tag.
  private static func isKey(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
    var before = bytes[..<offset]
    if isQuote(before.last) { before.removeLast() }
    while let last = before.last, last == 0x20 || last == 0x09 { before.removeLast() }
    guard let last = before.last else { return true }
    return last == 0x0A || last == 0x0D || "{,-".utf8.contains(last)
  }

  /// Whether a quoted `#` follows behind the name of a key; a bare one begins a comment.
  private static func isLocal(_ bytes: UnsafeRawBufferPointer, from offset: Int) -> Bool {
    var rest = bytes[offset...]
    func skipBlanks() { rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) } }
    if isQuote(rest.first) { rest.removeFirst() }
    skipBlanks()
    guard rest.popFirst() == UInt8(ascii: ":") else { return false }
    skipBlanks()
    guard isQuote(rest.popFirst()) else { return false }
    return rest.first == UInt8(ascii: "#")
  }

  private static func isQuote(_ byte: UInt8?) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
  }
}
