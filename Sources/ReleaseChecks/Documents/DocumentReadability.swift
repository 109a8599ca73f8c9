import Markdown
import ReleaseModel
import SourceModel

/// Documents that cannot be read as what they are meant to be.
enum DocumentReadability {
  static let rules = [unreadable, headerUnreadable, headingDuplicated]

  static let unreadable = FindingRule(
    "release/document-unreadable", "A document could not be read", severity: .error,
    rationale: "What cannot be read cannot be judged, and must not pass for that.",
    remedy: "Write the document as Markdown of less than 1 MiB that closes its front matter.",
    example: DocumentTrials.trial(.runbook, "---\nstatus: ready\n\n# Runbook\n"),
    nearMiss: DocumentTrials.trial(.runbook, "---\nstatus: ready\n---\n\n# Runbook\n"))

  static let headerUnreadable = FindingRule(
    "release/header-unreadable", "The front matter of a document could not be read",
    severity: .error,
    rationale: "Dates, owners and states in a header that cannot be read say nothing.",
    remedy: "Write the front matter as YAML with one key on each line.",
    example: DocumentTrials.trial(.runbook, "---\nstatus: [ready\n---\n\n# Runbook\n"),
    nearMiss: DocumentTrials.trial(.runbook, "---\nstatus: ready\n---\n\n# Runbook\n"))

  private static let headingDuplicated = FindingRule(
    "release/heading-duplicated", "A heading stood twice in the same part of a document",
    severity: .error,
    rationale:
      "Of two sections with one heading, readers and links see the first, and the other may "
      + "say the opposite.",
    remedy: "Join the two sections, or give one of them another heading.",
    example: DocumentTrials.trial(
      .rollback, "# Plan\n\n## Restore\n\nOne.\n\n## Restore\n\nTwo.\n"),
    nearMiss: DocumentTrials.trial(
      .rollback, "# Plan\n\n## Code\n\n### Steps\n\n## Data\n\n### Steps\n"))

  static func facts(in documents: DocumentScene) -> [ReleaseFact] {
    documents.unopened.map { path, reason in
      ReleaseFact(
        unreadable,
        "'\(String(decoding: path.lastSegment, as: UTF8.self))' could not be read: \(reason)",
        path: path)
    } + documents.documents.flatMap(facts)
  }

  private static func facts(of document: ReleaseDocument) -> [ReleaseFact] {
    if let problem = document.markdown.problem {
      return [
        document.fact(
          unreadable, "'\(document.name)' could not be read: \(problem.message)", at: problem.range)
      ]
    }
    let header = (document.header?.problems ?? []).map { problem in
      document.fact(
        headerUnreadable,
        "the front matter of '\(document.name)' could not be read: \(problem.message)",
        at: problem.range)
    }
    return header + duplicates(in: document)
  }

  private static func duplicates(in document: ReleaseDocument) -> [ReleaseFact] {
    struct Key: Hashable {
      let parent: Int?
      let title: [String]
    }
    var first: [Key: MarkdownDocument.Section] = [:]
    return document.sections.compactMap { section in
      let key = Key(parent: section.parent, title: Words.of(section.title))
      guard let earlier = first[key] else {
        first[key] = section
        return nil
      }
      return document.fact(
        headingDuplicated, "the heading '\(section.title)' stood twice", element: section.title,
        at: section.range,
        related: [
          Finding.RelatedPlace(path: document.path, line: earlier.line, message: "the first one")
        ])
    }
  }
}
