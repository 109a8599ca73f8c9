import Digests
import SourceModel

/// A part of a document that was made from facts, between the comments that mark it.
///
/// The opening comment carries a digest of what was made: `<!-- relgate:begin NAME 1a2b3c4d -->`.
/// What people edited has another, and is theirs from then on.
struct GeneratedPart {
  /// Its name.
  let name: String
  /// The lines from the opening to the closing comment, line end included.
  let range: Range<Int>
  /// The bytes between the comments, with line feeds alone.
  let content: [UInt8]
  /// The digest of what was made.
  let digest: String

  /// Whether the content is what was made.
  var isUntouched: Bool { GeneratedPart.digest(of: content) == digest }

  /// Whether the same would be made again.
  func isMade(from content: [UInt8]) -> Bool { GeneratedPart.digest(of: content) == digest }

  /// The text of a part with its comments; a line end follows the last one.
  static func text(_ name: String, _ content: String) -> String {
    let body = content.hasSuffix("\n") ? content : content + "\n"
    return
      "\(opening)\(name) \(digest(of: Array(body.utf8))) \(end)\n\(body)\(closing)\(name) \(end)\n"
  }

  private static let opening = "<!-- relgate:begin "
  private static let closing = "<!-- relgate:end "
  private static let end = "-->"

  /// Eight hex digits that tell a content from others.
  private static func digest(of content: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(content)
    return Base16.encode(hash.digest.prefix(4))
  }

  /// The parts of a document, in order; one that is not closed is none.
  static func all(in bytes: [UInt8]) -> [GeneratedPart] {
    let lines = LineTable(bytes)
    var parts: [GeneratedPart] = []
    var open: (name: String, digest: String, line: Int)?
    for line in stride(from: 1, through: lines.count, by: 1) {
      let text = lines.content(ofLine: line)
      if let words = words(of: text, behind: opening), let name = words.first {
        open = (name, words.count > 1 ? words[1] : "", line)
      } else if let words = words(of: text, behind: closing), let begin = open,
        words.first == begin.name, let start = lines.start(ofLine: begin.line),
        let from = lines.start(ofLine: begin.line + 1), let to = lines.start(ofLine: line)
      {
        let content = bytes[from..<to].filter { $0 != 0x0D }
        parts.append(
          GeneratedPart(
            name: begin.name, range: start..<(lines.start(ofLine: line + 1) ?? bytes.count),
            content: content, digest: begin.digest))
        open = nil
      }
    }
    return parts
  }

  /// The words of a comment behind its beginning; nil if the line is none of that kind.
  private static func words(of line: ArraySlice<UInt8>, behind mark: String) -> [String]? {
    guard line.starts(with: mark.utf8) else { return nil }
    let words = String(decoding: line.dropFirst(mark.utf8.count), as: UTF8.self)
      .split { $0 == " " || $0 == "\r" || $0 == "\t" }.map(String.init)
    return words.last == end ? Array(words.dropLast()) : nil
  }
}
