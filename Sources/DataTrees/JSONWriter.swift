package import SourceModel

/// Writes JSON piece by piece into bytes.
///
/// The caller keeps the grammar: a key before each value of an object, as many ends as begins.
/// Text beyond ASCII stays plain UTF-8.
package struct JSONWriter: Sendable {
  /// How the pieces are set apart.
  package enum Layout: Hashable, Sendable {
    /// No space at all.
    case compact
    /// A line for each member and item, two spaces for each level.
    case pretty
  }

  /// What was written so far; no line end follows the last value.
  package private(set) var bytes: [UInt8] = []

  private let layout: Layout
  /// The open containers: whether each holds something yet.
  private var filled: [Bool] = []
  private var followsKey = false

  /// Begins with nothing written.
  package init(_ layout: Layout = .compact) {
    self.layout = layout
  }

  /// Begins an object.
  package mutating func beginObject() { begin(UInt8(ascii: "{")) }

  /// Ends the innermost object.
  package mutating func endObject() { end(UInt8(ascii: "}")) }

  /// Begins an array.
  package mutating func beginArray() { begin(UInt8(ascii: "[")) }

  /// Ends the innermost array.
  package mutating func endArray() { end(UInt8(ascii: "]")) }

  /// Writes the key of the next value.
  package mutating func key(_ key: String) { writeKey(Array(key.utf8)) }

  /// Writes the key of the next value.
  package mutating func key(_ key: Name) { writeKey(key.bytes) }

  /// Writes a string.
  package mutating func string(_ text: String) { writeString(Array(text.utf8)) }

  /// Writes a string; bytes that are not UTF-8 become replacement characters, lone surrogates
  /// become escapes.
  package mutating func string(_ text: Name) { writeString(text.bytes) }

  /// Writes an integer.
  package mutating func integer(_ value: Int) { writeToken(String(value)) }

  /// Writes a number.
  package mutating func number(_ value: DecimalNumber) { writeToken(value.description) }

  /// Writes `true` or `false`.
  package mutating func bool(_ value: Bool) { writeToken(value ? "true" : "false") }

  /// Writes `null`.
  package mutating func null() { writeToken("null") }

  private mutating func begin(_ bracket: UInt8) {
    beginValue()
    bytes.append(bracket)
    filled.append(false)
  }

  private mutating func end(_ bracket: UInt8) {
    if filled.popLast() == true { breakLine() }
    bytes.append(bracket)
  }

  private mutating func writeKey(_ key: [UInt8]) {
    beginValue()
    appendQuoted(key)
    bytes.append(UInt8(ascii: ":"))
    if layout == .pretty { bytes.append(UInt8(ascii: " ")) }
    followsKey = true
  }

  private mutating func writeString(_ text: [UInt8]) {
    beginValue()
    appendQuoted(text)
  }

  mutating func writeToken(_ token: String) {
    beginValue()
    bytes.append(contentsOf: token.utf8)
  }

  /// Sets a value apart from what stands before it.
  private mutating func beginValue() {
    if followsKey {
      followsKey = false
    } else if let last = filled.indices.last {
      if filled[last] { bytes.append(UInt8(ascii: ",")) }
      filled[last] = true
      breakLine()
    }
  }

  private mutating func breakLine() {
    guard layout == .pretty else { return }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(0x20, count: filled.count * 2))
  }

  private mutating func appendQuoted(_ text: [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    QuotedText.append(text, to: &bytes, target: .json)
    bytes.append(UInt8(ascii: "\""))
  }
}
