import FormatKit
import Markdown
import ReleaseModel
import ReleaseRecords
import SourceModel

/// Boxes in the documents of a release: what is ticked must be shown, and what is not must be done.
enum Checklists {
  static let rules = [unevidenced, unticked]

  private static let unevidenced = FindingRule(
    "release/box-unevidenced", "A box was ticked without evidence", severity: nil,
    isCompleteness: true,
    rationale:
      "A tick costs nothing. What was checked leaves a file: a report, a log, a statement.",
    remedy: "Name the file that shows it, as a link or in backquotes, or the id of its evidence.",
    example: DocumentTrials.trial(.checklist, "# Checks\n\n- [x] Load test passed\n"),
    nearMiss: DocumentTrials.trial(
      .checklist, "# Checks\n\n- [x] Load test passed: [record](release.yaml)\n"))

  private static let unticked = FindingRule(
    "release/box-unticked", "A box was left open in a release that is under way", severity: nil,
    rationale: "A release that rolls with open checks has decided that they do not matter.",
    remedy: "Do what the box says and tick it with its evidence, or take it out and say why.",
    example: FindingRule.Trial(
      after: DocumentTrials.record("rolling")
        + DocumentTrials.file(.checklist, "# Checks\n\n- [ ] Load test passed\n")),
    nearMiss: DocumentTrials.trial(.checklist, "# Checks\n\n- [ ] Load test passed\n"))

  static func facts(in documents: DocumentScene) -> [ReleaseFact] {
    documents.documents.flatMap { document in
      document.markdown.blocks.indices.compactMap { index in
        fact(at: index, in: document, documents)
      }
    }
  }

  private static func fact(
    at index: Int, in document: ReleaseDocument, _ documents: DocumentScene
  ) -> ReleaseFact? {
    let block = document.markdown.blocks[index]
    switch block.kind {
    case .item(isTicked: true):
      let belonging = [block] + document.markdown.blocks[inside: index]
      let references = belonging.flatMap { References.candidates(in: $0) }
      if references.contains(where: { isEvidence($0, document, documents) }) { return nil }
      let why =
        references.isEmpty
        ? "without evidence" : "and nothing that it names is in the tree"
      return document.fact(
        unevidenced, "'\(block.text.shortened)' was ticked \(why)", element: block.text.shortened,
        at: block.range)
    case .item(isTicked: false):
      let isUnderWay = [.rolling, .complete, .rolledBack].contains(documents.state)
      return isUnderWay
        ? document.fact(
          unticked,
          "'\(block.text.shortened)' was left open in a release that is '\(documents.state.rawValue)'",
          element: block.text.shortened, at: block.range) : nil
    default: return nil
    }
  }

  /// Whether a reference names something in the tree, or a statement of evidence by its id.
  private static func isEvidence(
    _ reference: String, _ document: ReleaseDocument, _ documents: DocumentScene
  ) -> Bool {
    let path = String(reference.prefix { $0 != "#" })
    if !path.isEmpty, documents.resolve(path, from: document.path) != nil { return true }
    return ["json", "intoto.json"].contains { ending in
      documents.resolve("evidence/\(reference).\(ending)", from: document.path) != nil
    }
  }
}

/// What a text may refer to by a path.
enum References {
  /// The links, code spans and words of a block that may be paths or ids, in source order.
  static func candidates(in block: MarkdownDocument.Block) -> [String] {
    let words = block.text.split { $0.isWhitespace || "(),;\"'`".contains($0) }.map { word in
      var word = word
      while let last = word.last, ".:!?".contains(last) { word = word.dropLast() }
      return String(word)
    }
    return block.pointers.map(\.target).filter { !isAddress($0) } + words.filter(isPathLike)
  }

  /// Whether a reference leads out of the repository.
  static func isAddress(_ reference: String) -> Bool {
    if reference.hasPrefix("//") { return true }
    guard let colon = reference.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let scheme = reference.utf8[..<colon]
    return scheme.count > 1 && scheme.first.map { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A } == true
      && scheme.allSatisfy { Words.isWord($0) || "+-.".utf8.contains($0) }
  }

  /// Whether a word looks like the path of a file: `a/b`, `a.json`; not `1.5` or `and/or`.
  static func isPathLike(_ word: String) -> Bool {
    guard !isAddress(word), word.count > 3 else { return false }
    let last = word.split(separator: "/").last.map(String.init) ?? ""
    guard let dot = last.lastIndex(of: "."), dot > last.startIndex else { return false }
    let ending = last[last.index(after: dot)...]
    return (1...6).contains(ending.count) && ending.allSatisfy { $0.isASCII && $0.isLetter }
      && word.contains { $0.isLetter }
  }
}

extension [MarkdownDocument.Block] {
  /// The blocks that stand inside the one at an index.
  subscript(inside index: Int) -> ArraySlice<MarkdownDocument.Block> {
    let depth = self[index].depth
    return self[(index + 1)...].prefix { $0.depth > depth }
  }
}

extension String {
  /// The first words of a text, for messages.
  var shortened: String {
    count <= 60 ? self : String(prefix(57)) + "…"
  }
}
