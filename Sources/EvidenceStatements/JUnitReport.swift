package import DataTrees
package import SourceModel

/// The cases of a JUnit report, by how they ended.
///
/// Only tags, names and the nesting of cases are looked at: there is no standard that all writers keep.
package enum JUnitReport {
  /// Reads a report; total: any bytes give tests or a located problem.
  ///
  /// Of cases with equal names each counts; skipped ones are warned of.
  package static func read(
    _ source: SourceText
  ) -> Result<EvidenceStatement.Tests, ShapeProblem> {
    var reader = XMLTags(source.bytes)
    var tests = EvidenceStatement.Tests()
    var open: [Name] = []
    var isReport = false
    var current: (name: String, depth: Int, hasFailed: Bool, isSkipped: Bool)?
    do throws(ShapeProblem) {
      while let tag = try reader.next() {
        if open.isEmpty {
          guard !isReport, !tag.isEnd, tag.name == "testsuites" || tag.name == "testsuite" else {
            throw ShapeProblem("the file is no JUnit report", at: tag.range)
          }
          isReport = true
        }
        if !tag.isEnd {
          if tag.name == "testcase", current == nil {
            current = (tag.caseName, open.count, false, false)
          } else if tag.name == "failure" || tag.name == "error" {
            current?.hasFailed = true
          } else if tag.name == "skipped" {
            current?.isSkipped = true
          }
          if open.count >= 256 { throw ShapeProblem("the tags nest too deep", at: tag.range) }
          open.append(tag.name)
        }
        if tag.isEnd || tag.isEmpty {
          guard open.popLast() == tag.name else {
            throw ShapeProblem("a tag closes that is not open", at: tag.range)
          }
          if let ended = current, ended.depth == open.count {
            if ended.hasFailed {
              tests.failed.append(ended.name)
            } else if ended.isSkipped {
              tests.warned.append(ended.name)
            } else {
              tests.passed.append(ended.name)
            }
            current = nil
          }
        }
      }
      guard isReport, open.isEmpty else {
        throw ShapeProblem(
          "the report ends before its last tag",
          at: SourceRange(source.bytes.count, source.bytes.count)
        )
      }
    } catch {
      return .failure(error)
    }
    return .success(tests)
  }
}

/// The tags of an XML document one after the other, with what stands between them passed over.
private struct XMLTags {
  struct Tag {
    let name: Name
    let isEnd: Bool
    let isEmpty: Bool
    let attributes: [Name: String]
    let range: SourceRange

    /// What a test case is called: its class, a slash and its name.
    var caseName: String {
      [attributes["classname"], attributes["name"]].compactMap { $0 }.filter { !$0.isEmpty }
        .joined(separator: "/")
    }
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The next tag; nil at the end.
  mutating func next() throws(ShapeProblem) -> Tag? {
    while let start = bytes[position...].firstIndex(of: UInt8(ascii: "<")) {
      position = start
      if try skip("<!--", to: "-->") { continue }
      if try skip("<![CDATA[", to: "]]>") { continue }
      if try skip("<?", to: "?>") { continue }
      if bytes[position...].starts(with: "<!".utf8) {
        // Entities could make anything of anything.
        throw problem("the file declares a document type")
      }
      return try tag()
    }
    position = bytes.count
    return nil
  }

  private mutating func tag() throws(ShapeProblem) -> Tag {
    let start = position
    position += 1
    let isEnd = take(UInt8(ascii: "/"))
    let name = word()
    if name.isEmpty { throw problem("a tag has no name") }
    var attributes: [Name: String] = [:]
    while true {
      skipSpace()
      if take(UInt8(ascii: ">")) {
        return Tag(
          name: name, isEnd: isEnd, isEmpty: false, attributes: attributes,
          range: SourceRange(start, position))
      }
      if take(UInt8(ascii: "/")) {
        guard take(UInt8(ascii: ">")), !isEnd else { throw problem("a tag is damaged") }
        return Tag(
          name: name, isEnd: false, isEmpty: true, attributes: attributes,
          range: SourceRange(start, position))
      }
      let key = word()
      skipSpace()
      guard !key.isEmpty, take(UInt8(ascii: "=")) else { throw problem("a tag is damaged") }
      skipSpace()
      attributes[key] = try value()
    }
  }

  private mutating func value() throws(ShapeProblem) -> String {
    guard position < bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(bytes[position])
    else { throw problem("an attribute has no quotes") }
    let quote = bytes[position]
    let rest = bytes[(position + 1)...]
    guard let end = rest.firstIndex(of: quote) else { throw problem("a quote does not close") }
    defer { position = end + 1 }
    return XMLTags.unescaped(String(decoding: rest[..<end], as: UTF8.self))
  }

  /// A text with the five entities that every document has; others stay as they are.
  private static func unescaped(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    let entities = ["lt;": "<", "gt;": ">", "quot;": "\"", "apos;": "'", "amp;": "&"]
    let parts = text.split(separator: "&", omittingEmptySubsequences: false)
    return parts.dropFirst().reduce(into: String(parts.first ?? "")) { made, part in
      if let entity = entities.first(where: { part.hasPrefix($0.key) }) {
        made += entity.value + part.dropFirst(entity.key.count)
      } else {
        made += "&" + part
      }
    }
  }

  private mutating func skip(
    _ opening: String, to closing: String
  ) throws(ShapeProblem) -> Bool {
    guard bytes[position...].starts(with: opening.utf8) else { return false }
    let end = Array(closing.utf8)
    var index = position + opening.utf8.count
    while index + end.count <= bytes.count {
      if bytes[index..<(index + end.count)].elementsEqual(end) {
        position = index + end.count
        return true
      }
      index += 1
    }
    throw problem("'\(opening)' does not close")
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  private mutating func word() -> Name {
    let word = bytes[position...].prefix { byte in
      byte > 0x20 && !"/>=\"'<".utf8.contains(byte)
    }
    position = word.endIndex
    return Name(word)
  }

  private func problem(_ message: String) -> ShapeProblem {
    ShapeProblem(message, at: SourceRange(position, min(position + 1, bytes.count)))
  }
}
