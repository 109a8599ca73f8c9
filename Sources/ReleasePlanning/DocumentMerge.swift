import Markdown
package import SourceModel

/// Brings a document that people have worked on up to date with the facts.
///
/// Parts made from facts are made again where nobody edited them; sections that are new are added
/// behind the section that they follow. Nothing else changes by a byte.
package struct DocumentMerge: Sendable {
  /// The document with what is new.
  package let bytes: [UInt8]
  /// The sections and parts that were added, in order.
  package let added: [String]
  /// The parts that were made again, in order.
  package let updated: [String]
  /// The parts that people edited, which say something else than the facts now do.
  package let edited: [String]
  /// The parts that nothing in the range calls for any more.
  package let leftOver: [String]
  /// Why nothing could be merged; nil if it was.
  package let obstacle: String?

  private struct Edit {
    let range: Range<Int>
    let text: String
  }

  /// Merges.
  package init(_ draft: DocumentDraft, into source: SourceText) {
    let document = MarkdownDocument.read(source)
    if let problem = document.problem {
      bytes = source.bytes
      (added, updated, edited, leftOver) = ([], [], [], [])
      obstacle = problem.message
      return
    }
    let parts = GeneratedPart.all(in: source.bytes)
    var edits: [Edit] = []
    (updated, edited) = DocumentMerge.renew(draft, parts, &edits)
    let names = Set(draft.sections.flatMap(\.names))
    leftOver = parts.map(\.name).filter { !names.contains($0) }
    var insertion = Insertion(document, parts, source.bytes)
    for section in draft.sections {
      if let edit = insertion.edit(for: section) { edits.append(edit) }
    }
    added = insertion.added
    obstacle = nil
    bytes = DocumentMerge.applying(edits, to: source.bytes)
  }

  private static func renew(
    _ draft: DocumentDraft, _ parts: [GeneratedPart], _ edits: inout [Edit]
  ) -> (updated: [String], edited: [String]) {
    var (updated, edited): ([String], [String]) = ([], [])
    for case .generated(let name, let content) in draft.sections.flatMap(\.parts) {
      let body = Array((content.hasSuffix("\n") ? content : content + "\n").utf8)
      for part in parts where part.name == name && part.content != body {
        if part.isUntouched {
          updated.append(name)
          edits.append(Edit(range: part.range, text: GeneratedPart.text(name, content)))
        } else if !part.isMade(from: body) {
          edited.append(name)
        }
      }
    }
    return (updated, edited)
  }

  private static func applying(_ edits: [Edit], to bytes: [UInt8]) -> [UInt8] {
    let usesCarriageReturns = bytes.firstIndex(of: 0x0A).map { $0 > 0 && bytes[$0 - 1] == 0x0D }
    var result: [UInt8] = []
    var position = 0
    // What is put in at one place stays in the order of the draft.
    for (_, edit) in edits.enumerated().sorted(by: { a, b in
      (a.element.range.lowerBound, a.offset) < (b.element.range.lowerBound, b.offset)
    }) {
      result += bytes[position..<edit.range.lowerBound]
      for byte in edit.text.utf8 {
        if byte == 0x0A, usesCarriageReturns == true { result.append(0x0D) }
        result.append(byte)
      }
      position = edit.range.upperBound
    }
    return result + bytes[position...]
  }

  /// Finds where what is new goes.
  private struct Insertion {
    let document: MarkdownDocument
    let sections: [MarkdownDocument.Section]
    let present: Set<String>
    let partStarts: [String: Int]
    let bytes: [UInt8]
    var added: [String] = []
    /// Whether the section before was added.
    var isAdding = false
    /// The last section of each level that was met: where its content and where all of it ends.
    var last: [Int: (inner: Int, outer: Int)] = [:]

    init(_ document: MarkdownDocument, _ parts: [GeneratedPart], _ bytes: [UInt8]) {
      self.document = document
      sections = document.sections
      present = Set(parts.map(\.name))
      partStarts = Dictionary(
        parts.map { ($0.name, $0.range.lowerBound) }, uniquingKeysWith: { first, _ in first })
      self.bytes = bytes
    }

    mutating func edit(for draft: DocumentDraft.Section) -> Edit? {
      defer { if draft.level == 2 { last[3] = nil } }
      if let index = place(of: draft) {
        let ends = ends(of: index)
        last[draft.level] = ends
        isAdding = false
        let missing = draft.parts.filter {
          if case .generated(let name, _) = $0 { !present.contains(name) } else { false }
        }
        if missing.isEmpty { return nil }
        added += missing.compactMap { if case .generated(let name, _) = $0 { name } else { nil } }
        return insert(missing.map(\.text).joined(separator: "\n"), at: ends.inner)
      }
      // A section of people's words alone is theirs to take away; it comes with the one before.
      if draft.names.isEmpty, !isAdding { return nil }
      isAdding = true
      added.append(draft.heading)
      let end =
        if draft.level == 3 { last[3]?.outer ?? last[2]?.inner ?? bytes.count } else {
          last[2]?.outer ?? bytes.count
        }
      last[draft.level] = (end, end)
      return insert(draft.text, at: end)
    }

    /// The section that a draft is about: by the parts in it, else by its heading.
    private func place(of draft: DocumentDraft.Section) -> Int? {
      for name in draft.names {
        if let start = partStarts[name],
          let index = sections.lastIndex(where: { Int($0.range.lower) < start })
        {
          return index
        }
      }
      let title = draft.heading.replacing("`", with: "")
      return sections.firstIndex { $0.title.replacing("`", with: "") == title }
    }

    private func ends(of index: Int) -> (inner: Int, outer: Int) {
      let later = sections[(index + 1)...]
      let outer = later.first { $0.level <= sections[index].level }
      return (
        later.first.map { Int($0.range.lower) } ?? bytes.count,
        outer.map { Int($0.range.lower) } ?? bytes.count
      )
    }

    private func insert(_ text: String, at offset: Int) -> Edit {
      var text = text
      let before = bytes[..<offset].filter { $0 != 0x0D }.suffix(2)
      if before.last != 0x0A {
        text = "\n\n" + text
      } else if before.count == 2, before.first != 0x0A {
        text = "\n" + text
      }
      if offset < bytes.count { text += "\n" }
      return Edit(range: offset..<offset, text: text)
    }
  }
}
