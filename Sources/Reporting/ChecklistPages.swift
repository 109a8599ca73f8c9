import DataTrees
package import ReleaseModel
import SourceModel

/// How a checklist is written by itself.
package enum ChecklistFormat: String, Hashable, Sendable, CaseIterable {
  case text, json, markdown
}

/// The checklist of a report by itself.
package enum ChecklistPages {
  /// Writes the items by group, in the order of the packs; the verdict comes last.
  package static func render(_ report: Report, as format: ChecklistFormat) -> [UInt8] {
    switch format {
    case .text: Array(text(of: report).utf8)
    case .markdown: Array(markdown(of: report).utf8)
    case .json: json(of: report)
    }
  }

  private static func groups(
    _ report: Report
  ) -> [(name: String, items: [Judgement.ChecklistItem])] {
    var groups: [(name: String, items: [Judgement.ChecklistItem])] = []
    for item in report.checklist {
      if groups.last?.name != item.group { groups.append((item.group, [])) }
      groups[groups.count - 1].items.append(item)
    }
    return groups
  }

  private static func place(of item: Judgement.ChecklistItem) -> String? {
    item.path.map { $0.text + (item.line > 0 ? ":\(item.line)" : "") }
  }

  private static func text(of report: Report) -> String {
    var lines: [String] = []
    if report.checklist.isEmpty {
      lines.append("no pack asks a question; 'builtin:release-safety' and 'builtin:cli' do")
    }
    for group in groups(report) {
      if !lines.isEmpty { lines.append("") }
      lines.append(visible(group.name))
      for item in group.items {
        lines.append("  \(item.answer.rawValue): \(visible(item.question))")
        lines.append("    \(visible(item.proof))" + (place(of: item).map { " (\($0))" } ?? ""))
        if !item.rules.isEmpty {
          lines.append("    " + item.rules.map(\.text).joined(separator: ", "))
        }
      }
    }
    lines += ["", "verdict: \(report.judgement?.verdict.rawValue ?? "not judged")"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func markdown(of report: Report) -> String {
    var lines = ["**Verdict: \(report.judgement?.verdict.rawValue ?? "not judged")**"]
    for group in groups(report) {
      lines += ["", "### \(escaped(group.name))", "", "| | question | proof |", "|---|---|---|"]
      for item in group.items {
        let place = place(of: item).map { " (`\($0)`)" } ?? ""
        lines.append(
          "| \(item.answer.rawValue) | \(escaped(item.question)) | \(escaped(item.proof))\(place) |"
        )
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text that neither ends a cell nor marks anything up.
  private static func escaped(_ text: String) -> String {
    visible(text).reduce(into: "") { output, character in
      if "\\|<>*_`[]".contains(character) { output += "\\" }
      output.append(character)
    }
  }

  private static func json(of report: Report) -> [UInt8] {
    var writer = JSONWriter(.pretty)
    let codec = ShapedCodec.list(ReportSchema.checklistItem)
    codec.writer.write(report.checklist, &writer)
    return writer.bytes + [UInt8(ascii: "\n")]
  }
}
