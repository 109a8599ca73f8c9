import ReleaseModel
import SourceModel

/// How a change is taken back, as people read it.
struct LeverRow {
  /// The element that changed.
  let element: Name
  /// The rule of its change.
  let rule: RuleID
  /// The way back, with its time: `contract, 20 minutes (measured)`.
  let way: String
  /// What is flipped; `missing` if nothing was found.
  let lever: String
  /// What shows it.
  let proof: String

  /// The rows of a report: missing levers first, then in the order of the changes.
  static func rows(of report: Report) -> [LeverRow] {
    guard let levers = report.judgement?.levers, !levers.isEmpty else { return [] }
    let changes = Dictionary(
      report.changes.map { ($0.fingerprint, $0) }, uniquingKeysWith: { first, _ in first })
    return (levers.filter { !$0.isFound } + levers.filter(\.isFound)).compactMap { lever in
      changes[lever.change].map { LeverRow(lever, of: $0) }
    }
  }

  private init(_ lever: Lever, of change: Change) {
    element = change.element
    rule = change.rule
    let time = lever.minutes.map {
      ", \(counted($0, "minute")) (\(lever.isMeasured ? "measured" : "declared"))"
    }
    way = lever.approach.rawValue + (time ?? "")
    self.lever = lever.isFound ? lever.lever : "missing"
    proof = lever.proof
  }
}

extension EvidenceState {
  /// Whether it counts, and who signed it: `valid, signed by ops@shop.example`.
  var words: String { state.rawValue + (signer.map { ", signed by \($0)" } ?? "") }
}

extension TextRenderer {
  /// How many ways back are written; reports for programs have all.
  private static let longestTable = 20

  /// Writes how changes are taken back, and the evidence.
  mutating func writeRelease(of judgement: Judgement) {
    let rows = LeverRow.rows(of: report)
    if !rows.isEmpty { writeHeading("ways back") }
    for row in rows.prefix(TextRenderer.longestTable) {
      let name = row.element.bytes.isEmpty ? "" : visible(row.element.text) + ": "
      line("  \(name)\(row.way): \(visible(row.lever))")
      if row.lever == "missing" { line(view.style.paint("    " + visible(row.proof), .note)) }
    }
    if rows.count > TextRenderer.longestTable {
      line("  and \(rows.count - TextRenderer.longestTable) more, see --format json")
    }
    if !judgement.evidence.isEmpty { writeHeading("evidence") }
    for evidence in judgement.evidence {
      line("  \(visible(evidence.path.text)): \(evidence.kind): \(visible(evidence.words))")
      if evidence.state != .valid {
        line(view.style.paint("    " + visible(evidence.proof), .note))
      }
    }
  }

  private mutating func writeHeading(_ text: String) {
    line("")
    line(view.style.paint(text, .heading))
  }
}

extension MarkdownRenderer {
  /// Writes how changes are taken back, and the evidence.
  mutating func writeRelease(of judgement: Judgement) {
    let rows = LeverRow.rows(of: report)
    if !rows.isEmpty {
      line("### Ways back")
      line("")
      line("| element | way | lever | proof |")
      line("|---|---|---|---|")
      for row in rows {
        add(
          "| \(cell(row.element.text)) | \(row.way) | \(cell(row.lever)) | \(cell(row.proof)) |\n")
      }
      line("")
    }
    if judgement.evidence.isEmpty { return }
    line("### Evidence")
    line("")
    line("| file | kind | state | proof |")
    line("|---|---|---|---|")
    for evidence in judgement.evidence {
      add(
        "| \(cell(evidence.path.text)) | \(evidence.kind) | \(cell(evidence.words)) "
          + "| \(cell(evidence.proof)) |\n")
    }
    line("")
  }
}
