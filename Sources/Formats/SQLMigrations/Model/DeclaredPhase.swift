import PostgresSyntax
import ReleaseModel
import SourceModel

/// A phase that a comment at the head of a migration declares: `-- relgate:phase expand`.
struct DeclaredPhase: Hashable, Sendable {
  /// What it declares; nil if it is no phase.
  let phase: Phase?
  /// The word, as it is written.
  let word: Name
  let range: SourceRange
  /// The line, from 1.
  let line: Int

  fileprivate init(_ word: Name, at range: SourceRange, line: Int) {
    phase = Phase(rawValue: word.asciiLowercased.text)
    self.word = word
    self.range = range
    self.line = line
  }
}

extension SourceText {
  /// The phases that comments before the first statement declare.
  func declaredPhases(before statement: SourceRange?) -> [DeclaredPhase] {
    guard contains("relgate:phase") else { return [] }
    let end = min(statement.map { Int($0.lower) } ?? bytes.count, bytes.count)
    if path.fileExtension == "sql" {
      return SQLScript.markers(of: bytes, in: 0..<end).compactMap {
        phase(in: $0.text, at: $0.range)
      }
    }
    var found: [DeclaredPhase] = []
    var start = 0
    for line in bytes[..<end].split(separator: 0x0A, omittingEmptySubsequences: false) {
      let text = line.drop { $0 == 0x20 || $0 == 0x09 }
      if text.first == UInt8(ascii: "#") {
        let range = SourceRange(start, start + line.count)
        let content = Name(text.drop { $0 == UInt8(ascii: "#") || $0 == 0x20 })
        found += phase(in: content, at: range).map { [$0] } ?? []
      }
      start += line.count + 1
    }
    return found
  }

  private func phase(in comment: Name, at range: SourceRange) -> DeclaredPhase? {
    let words = comment.bytes.split { $0 <= 0x20 }
    guard let mark = words.first, mark.elementsEqual("relgate:phase".utf8) else { return nil }
    let line = bytes[..<Int(range.lower)].count { $0 == 0x0A } + 1
    return DeclaredPhase(words.dropFirst().first.map { Name($0) } ?? "", at: range, line: line)
  }
}
