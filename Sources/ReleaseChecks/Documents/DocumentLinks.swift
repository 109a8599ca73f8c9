import FormatKit
import Markdown
import ReleaseModel
import SourceModel

/// Links between the documents of a release and to files of the repository.
enum DocumentLinks {
  static let rules = [dangling]

  private static let dangling = FindingRule(
    "release/link-dangling", "A link led to nothing", severity: .error,
    rationale: "A plan that points to a runbook that is not there sends its reader away empty.",
    remedy:
      "Name a file of the repository, relative to the document or from the root, and a heading "
      + "that it has.",
    example: DocumentTrials.trial(.rollout, "# Plan\n\nSee [the way back](ROLLBACK_PLAN.md).\n"),
    nearMiss: DocumentTrials.trial(
      .rollout, "# Plan\n\nSee [the record](release.yaml) and [below](#stages).\n\n## Stages\n"))

  static func facts(in documents: DocumentScene) -> [ReleaseFact] {
    var anchors: [RepositoryPath: Set<String>] = [:]
    return documents.documents.flatMap { document in
      anchors[document.path] = document.markdown.anchors
      return document.markdown.links.compactMap { link in
        reason(for: link.target, in: document, documents, &anchors).map { reason in
          fact(link, reason, in: document)
        }
      }
    }
  }

  private static func fact(
    _ link: MarkdownDocument.Link, _ reason: String, in document: ReleaseDocument
  ) -> ReleaseFact {
    let range =
      document.markdown.blocks.last { $0.line <= link.line }?.range ?? SourceRange(0, 0)
    return document.fact(
      dangling, "the link to '\(link.target)' led to nothing: \(reason)", element: link.target,
      at: range)
  }

  /// Why a link leads to nothing; nil if it leads to something, or out of the repository.
  private static func reason(
    for target: String, in document: ReleaseDocument, _ documents: DocumentScene,
    _ anchors: inout [RepositoryPath: Set<String>]
  ) -> String? {
    if target.isEmpty { return "it names nothing" }
    if References.isAddress(target) { return nil }
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let file = decoded(parts[0].prefix { $0 != "?" })
    var path = document.path
    if !file.isEmpty {
      guard let found = documents.resolve(file, from: document.path) else {
        return "no such file is in the tree"
      }
      path = found
    }
    guard parts.count == 2, !parts[1].isEmpty, path.fileExtension == "md" else { return nil }
    if anchors[path] == nil {
      guard case .file(let source) = documents.scene.after.read(path) else { return nil }
      let read = MarkdownDocument.read(source)
      // What cannot be read is told elsewhere.
      if read.problem != nil { return nil }
      anchors[path] = read.anchors
    }
    let anchor = decoded(parts[1])
    return anchors[path]?.contains(anchor) == true
      ? nil : "'\(path)' has no heading '#\(anchor)'"
  }

  /// A part of an address with its `%XX` as bytes.
  private static func decoded(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
