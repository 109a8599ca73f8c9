package import SourceModel

/// Writes YAML in block style piece by piece into bytes.
///
/// The caller keeps the grammar: a key before each value of an object, as many ends as begins. A
/// string is quoted wherever YAML 1.1 or 1.2 could read it as anything else.
package struct YAMLWriter: Sendable {
  /// What was written so far; no line end follows the last value.
  package private(set) var bytes: [UInt8] = []

  /// The open containers, outermost first.
  private var frames: [Frame] = []
  private var followsKey = false

  private struct Frame {
    let isObject: Bool
    let indentation: Int
    /// Whether the first member or item stands where the container begins.
    let beginsInLine: Bool
    var isFilled = false
  }

  /// Begins with nothing written.
  package init() {}

  /// Begins an object.
  package mutating func beginObject() { begin(isObject: true) }

  /// Ends the innermost object.
  package mutating func endObject() { end("{}") }

  /// Begins an array.
  package mutating func beginArray() { begin(isObject: false) }

  /// Ends the innermost array.
  package mutating func endArray() { end("[]") }

  /// Writes the key of the next value.
  package mutating func key(_ key: String) { writeKey(Array(key.utf8)) }

  /// Writes the key of the next value.
  package mutating func key(_ key: Name) { writeKey(key.bytes) }

  /// Writes a string.
  package mutating func string(_ text: String) { writeScalar(YAMLWriter.scalar(Array(text.utf8))) }

  /// Writes a string; bytes that are not UTF-8 become replacement characters.
  package mutating func string(_ text: Name) { writeScalar(YAMLWriter.scalar(text.bytes)) }

  /// Writes an integer.
  package mutating func integer(_ value: Int) { writeScalar(Array(String(value).utf8)) }

  /// Writes a number.
  package mutating func number(_ value: DecimalNumber) {
    writeScalar(Array(value.description.utf8))
  }

  /// Writes `true` or `false`.
  package mutating func bool(_ value: Bool) {
    writeScalar(Array((value ? "true" : "false").utf8))
  }

  /// Writes `null`.
  package mutating func null() { writeScalar(Array("null".utf8)) }

  // MARK: Layout

  private mutating func begin(isObject: Bool) {
    let isItem = beginValue()
    let indentation = frames.last.map { $0.indentation + 2 } ?? 0
    frames.append(
      Frame(
        isObject: isObject, indentation: indentation, beginsInLine: isItem || frames.isEmpty))
  }

  private mutating func end(_ empty: String) {
    guard let frame = frames.popLast(), !frame.isFilled else { return }
    separate()
    bytes.append(contentsOf: empty.utf8)
  }

  private mutating func writeKey(_ key: [UInt8]) {
    beginLine()
    let text = YAMLWriter.scalar(key)
    // Readers look for the ':' of a key in 1024 characters only (YAML 1.2.2, section 7.4.2).
    if text.count > 1000 {
      bytes.append(contentsOf: "? ".utf8)
      bytes.append(contentsOf: text)
      beginLine()
    } else {
      bytes.append(contentsOf: text)
    }
    bytes.append(UInt8(ascii: ":"))
    followsKey = true
  }

  private mutating func writeScalar(_ text: [UInt8]) {
    _ = beginValue()
    separate()
    bytes.append(contentsOf: text)
  }

  /// Writes the dash of an item.
  ///
  /// - Returns: whether there is one.
  private mutating func beginValue() -> Bool {
    if followsKey {
      followsKey = false
      return false
    }
    guard frames.last?.isObject == false else { return false }
    beginLine()
    bytes.append(UInt8(ascii: "-"))
    return true
  }

  /// Begins a member or item of the innermost container.
  private mutating func beginLine() {
    guard let last = frames.indices.last else { return }
    if frames[last].isFilled || !frames[last].beginsInLine {
      bytes.append(0x0A)
      bytes.append(contentsOf: repeatElement(0x20, count: frames[last].indentation))
    } else {
      separate()
    }
    frames[last].isFilled = true
  }

  /// Sets text apart from the `-` or `:` before it.
  private mutating func separate() {
    if !bytes.isEmpty { bytes.append(0x20) }
  }

  // MARK: Quoting

  /// A scalar that reads as the string that it is.
  private static func scalar(_ text: [UInt8]) -> [UInt8] {
    if isPlain(text) { return text }
    var output = [UInt8(ascii: "\"")]
    QuotedText.append(text, to: &output, target: .yaml)
    output.append(UInt8(ascii: "\""))
    return output
  }

  /// Tells whether text needs no quotes in block style: letters, digits and `_` first, printable
  /// text of one line, and nothing that has a meaning.
  private static func isPlain(_ text: [UInt8]) -> Bool {
    guard let first = text.first, let last = text.last,
      (first | 0x20) &- UInt8(ascii: "a") < 26 || first == UInt8(ascii: "_")
        || first == UInt8(ascii: "/") || first == UInt8(ascii: "$"),
      last != 0x20, last != UInt8(ascii: ":"),
      text.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
    else { return false }
    for (byte, next) in zip(text, text.dropFirst()) {
      if byte == UInt8(ascii: ":"), next == 0x20 { return false }
      if byte == 0x20, next == UInt8(ascii: "#") { return false }
    }
    return text.count > 5
      || !wordsWithMeaning.contains(String(decoding: text, as: UTF8.self).lowercased())
  }

  /// What YAML 1.1 or 1.2 takes for a bool or null, in lower case.
  private static let wordsWithMeaning: Set = [
    "null", "true", "false", "yes", "no", "on", "off", "y", "n",
  ]
}
