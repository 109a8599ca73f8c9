import Markdown
import ReleaseModel
import ReleaseRecords
import SourceModel

/// The sections that a document must have, and whether they say something.
enum DocumentSections {
  static let rules = [missing, empty, thin]

  static let missing = FindingRule(
    "release/section-missing", "A section was missing from a document", severity: nil,
    isCompleteness: true,
    rationale: "A question that a document leaves out is a question that nobody asked.",
    remedy: "Add the heading, and answer what it asks.",
    example: DocumentTrials.trial(.rollback, "# Plan\n"),
    nearMiss: DocumentTrials.trial(
      .rollback,
      """
      # Plan

      ## What is reverted

      - Code: the merge commit.
      - Config: none, because it did not change.
      - Data: the column that was added.

      ## What is not reverted

      - Rows that were written meanwhile.

      ## How behavior is restored

      1. Deploy the image of the release before.

      ## How success is validated

      - The error rate is that of the day before.
      """))

  static let empty = FindingRule(
    "release/section-empty", "A section said nothing", severity: nil, isCompleteness: true,
    rationale:
      "A heading with nothing below it, or only a template's words, looks like an answer and "
      + "is none.",
    remedy: "Write at least one item, row or sentence of six words below the heading.",
    example: DocumentTrials.trial(.rollout, "# Plan\n\n## Stages\n\n<!-- List the stages. -->\n"),
    nearMiss: DocumentTrials.trial(.rollout, "# Plan\n\n## Stages\n\n- Canary of five percent.\n"))

  static let thin = FindingRule(
    "release/answer-thin", "A section said next to nothing", severity: nil, isCompleteness: true,
    rationale: "An answer of a few words cannot be carried out by somebody else.",
    remedy: "Write at least one item, row or sentence of six words below the heading.",
    example: DocumentTrials.trial(.rollout, "# Plan\n\n## Stages\n\nAs usual.\n"),
    nearMiss: DocumentTrials.trial(
      .rollout, "# Plan\n\n## Stages\n\nFive percent on Monday, all on Friday.\n"))

  static func facts(in documents: DocumentScene) -> [ReleaseFact] {
    documents.documents.filter { $0.markdown.problem == nil }.flatMap { document in
      demands(on: document, in: documents).flatMap { demand in
        facts(of: demand, in: document, below: nil)
      } + (document.kind == .migration ? strategies(in: document, documents) : [])
    }
  }

  private static func demands(
    on document: ReleaseDocument, in documents: DocumentScene
  ) -> [SectionDemand] {
    let isFull = documents.scene.terms.isFull
    return document.kind.sections + (isFull ? document.kind.fullSections : [])
  }

  /// What is wrong with the section that a demand asks for, in the document or in one of its parts.
  private static func facts(
    of demand: SectionDemand, in document: ReleaseDocument, below part: MarkdownDocument.Section?
  ) -> [ReleaseFact] {
    let section =
      part.map { part in
        document.sections.first { inner in
          inner.range.lower > part.range.lower && demand.matches(inner.title)
            && part.blocks.contains { $0.range == inner.range }
        }
      } ?? document.section(demand)
    let whole = part.map { "'\($0.title)' of '\(document.name)'" } ?? "'\(document.name)'"
    guard let section else {
      return [
        document.fact(
          missing, "\(whole) had no section '\(demand.title)'", element: demand.title,
          at: part?.range ?? document.sections.first?.range ?? SourceRange(0, 0),
          remedy: "Add a heading '\(demand.title)' to '\(document.path)', and answer it.")
      ]
    }
    switch AnswerReading().substance(of: section.blocks) {
    case .none:
      return [
        document.fact(
          empty, "the section '\(section.title)' of '\(document.name)' said nothing",
          element: section.title, at: section.range)
      ]
    case .thin where !section.blocks.contains(where: { AnswerReading.isUnreasoned($0.text) }):
      return [
        document.fact(
          thin, "the section '\(section.title)' of '\(document.name)' said next to nothing",
          element: section.title, at: section.range)
      ]
    case .thin, .full: return parts(of: demand, in: section, document)
    }
  }

  /// The parts of a section of which nothing is said: each is a heading, or begins an item or a row.
  private static func parts(
    of demand: SectionDemand, in section: MarkdownDocument.Section, _ document: ReleaseDocument
  ) -> [ReleaseFact] {
    demand.parts.filter { part in
      !section.blocks.contains { block in
        switch block.kind {
        case .heading, .item, .row(_, isHeader: false), .paragraph:
          Words.of(block.text).prefix(3).contains { $0.hasPrefix(part.lowercased()) }
        default: false
        }
      }
    }.map { part in
      document.fact(
        missing, "'\(section.title)' of '\(document.name)' did not speak of '\(part)'",
        element: "\(section.title) > \(part)", at: section.range,
        remedy: "Add an item '\(part): …', or '\(part): none, because …'.")
    }
  }

  /// What is missing for each strategy that has a part of its own.
  private static func strategies(
    in document: ReleaseDocument, _ documents: DocumentScene
  ) -> [ReleaseFact] {
    let strategies = documents.record?.strategies.map(\.value) ?? []
    return strategies.flatMap { strategy -> [ReleaseFact] in
      let demand = SectionDemand(strategy.rawValue)
      guard strategies.count > 1, let part = document.section(demand),
        part.blocks.contains(where: { block in
          if case .heading = block.kind { return true }
          return false
        })
      else { return [] }
      return document.kind.sections.flatMap { facts(of: $0, in: document, below: part) }
    }
  }
}
