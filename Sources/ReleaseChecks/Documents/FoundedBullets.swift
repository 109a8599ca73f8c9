import Markdown
import ReleaseModel
import SourceModel

/// Items of plans: what is done, what shows it, and what comes of it.
enum FoundedBullets {
  static let rules = [unfounded, dangling]

  private static let unfounded = FindingRule(
    "release/bullet-unfounded", "An item of a plan did not say what shows it and what comes of it",
    severity: .info,
    rationale:
      "A noun behind a dot is read by each in another way; an action with its evidence and "
      + "its output can be carried out and checked by anyone.",
    remedy:
      "Write 'Action: …', 'Evidence: …' and 'Output: …' in the item, or a full sentence of twelve "
      + "words or more that names a path, a link or a command.",
    example: DocumentTrials.trial(.migration, "# Plan\n\n- Backfill\n"),
    nearMiss: DocumentTrials.trial(
      .migration,
      "# Plan\n\n- Action: run the backfill. Evidence: `release.yaml`. Output: no row without total.\n"
    ))

  private static let dangling = FindingRule(
    "release/bullet-evidence-dangling", "The evidence that an item of a plan names was not there",
    severity: nil,
    rationale: "Evidence that cannot be opened shows nothing.",
    remedy: "Name a file of the repository, relative to the document or from the root.",
    example: DocumentTrials.trial(
      .migration, "# Plan\n\n- Action: backfill. Evidence: `logs/run.txt`. Output: totals.\n"),
    nearMiss: DocumentTrials.trial(
      .migration, "# Plan\n\n- Action: backfill. Evidence: `release.yaml`. Output: totals.\n"))

  static func facts(in documents: DocumentScene) -> [ReleaseFact] {
    documents.documents.filter(\.kind.listsActions).flatMap { document in
      document.markdown.blocks.indices.compactMap { index -> ReleaseFact? in
        let block = document.markdown.blocks[index]
        guard case .item(isTicked: nil) = block.kind, block.depth == 0 else { return nil }
        return fact(of: [block] + document.markdown.blocks[inside: index], in: document, documents)
      }
    }
  }

  private static func fact(
    of blocks: [MarkdownDocument.Block], in document: ReleaseDocument, _ documents: DocumentScene
  ) -> ReleaseFact? {
    let text = blocks.map(\.text).joined(separator: "\n")
    let item = blocks[0]
    let labels = ["Action", "Evidence", "Output"]
    let values = Labels.values(of: labels, in: text)
    let missing = labels.filter { values[$0, default: ""].isEmpty }
    if missing.isEmpty {
      let evidence = values["Evidence", default: ""]
      let named = blocks.flatMap { References.candidates(in: $0) }.filter { reference in
        References.isPathLike(reference) && evidence.contains(reference)
      }
      guard !named.isEmpty,
        !named.contains(where: { documents.resolve($0, from: document.path) != nil })
      else { return nil }
      return document.fact(
        dangling, "the evidence '\(named[0])' was not in the tree", element: named[0],
        at: item.range)
    }
    if isSentence(blocks) { return nil }
    return document.fact(
      unfounded,
      "'\(item.text.shortened)' did not say its \(missing.joined(separator: ", ").lowercased())",
      element: item.text.shortened, at: item.range,
      remedy: "Write '\(missing.map { "\($0): …" }.joined(separator: " "))' in the item.")
  }

  /// A sentence of twelve words or more that ends and names something.
  private static func isSentence(_ blocks: [MarkdownDocument.Block]) -> Bool {
    guard let item = blocks.first, Words.of(item.text).count >= 12,
      item.text.hasSuffix(".")
    else { return false }
    return blocks.contains { $0.hasPointer || !References.candidates(in: $0).isEmpty }
  }
}
