import ReleaseModel
import SourceModel

/// What a gate adds to a report for a comment.
extension MarkdownRenderer {
  mutating func writeFindings(of judged: JudgedReport) {
    if judged.open.isEmpty, judged.waived.isEmpty { return }
    line("### Findings")
    line("")
    for entry in judged.open { add(listItem(entry)) }
    for entry in judged.waived { add(waivedItem(entry.finding)) }
    line("")
  }

  private func listItem(_ entry: JudgedReport.Entry) -> String {
    let finding = entry.finding
    var text = "- **\(finding.severity.rawValue)** \(prose(finding.message))"
    if let position = entry.change?.position { text += " (\(position.rawValue))" }
    text += located(finding) + ", \(code(finding.rule.text))\n"
    if let change = entry.change {
      text += sources(of: change)
    } else if let place = finding.place, !place.excerpt.isEmpty {
      text += finding.side == .before ? difference(place, nil) : difference(nil, place)
    }
    for place in finding.related {
      let line = place.line > 0 ? ":\(place.line)" : ""
      text += "  see \(code(place.path.text + line)): \(prose(place.message))<br>\n"
    }
    if let introduction = finding.introducedBy {
      let commit = code(String(introduction.commit.prefix(10)))
      text +=
        "  introduced by \(commit) (\(introduction.date)) \(prose(introduction.subject))<br>\n"
    }
    for requirement in finding.unmet {
      text += "  needs \(prose(requirement.requirement)): \(prose(requirement.proof))<br>\n"
    }
    if !finding.remedy.isEmpty { text += "  _\(prose(finding.remedy))_\n" }
    return text
  }

  private func waivedItem(_ finding: Finding) -> String {
    let phrase = finding.waiver.map { prose($0.phrase) } ?? ""
    return "- \(phrase): \(prose(finding.message))\(located(finding)), \(code(finding.rule.text))\n"
  }

  private func located(_ finding: Finding) -> String {
    let path = finding.place == nil ? finding.path.map { ", \(code($0.text))" } ?? "" : ""
    return context(element: finding.element, beside: finding.message, at: finding.place) + path
  }

  mutating func writeChecklist(of judgement: Judgement) {
    if judgement.checklist.isEmpty { return }
    line("### Checklist")
    line("")
    line("| group | question | answer | proof |")
    line("|---|---|---|---|")
    for item in judgement.checklist {
      let place = item.path.map { " " + cell($0.text + (item.line > 0 ? ":\(item.line)" : "")) }
      let answer =
        item.answer == .no || item.answer == .cannotTell
        ? "**\(item.answer.rawValue)**" : item.answer.rawValue
      add(
        "| \(prose(item.group)) | \(prose(item.question)) | \(answer) "
          + "| \(prose(item.proof))\(place ?? "") |\n")
    }
    line("")
  }
}
