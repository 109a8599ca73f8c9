import ReleaseModel
import SourceModel

extension PlanInput {
  /// What is done on the day, step by step.
  var runbookDocument: DocumentDraft {
    let scope = Array(Set(noticed.map(\.contract))).sorted().prefix(20)
      .map { MarkdownText.code($0.text) }.joined(separator: ", ")
    return DocumentDraft(
      name: "RUNBOOK.md", title: "Runbook",
      sections: [
        DocumentDraft.Section(
          "Scope",
          [
            .generated("scope", scope.isEmpty ? "No contract changes.\n" : scope + "\n"),
            .people("TBD: the date, the status and the role that owns the runbook"),
          ]),
        DocumentDraft.Section("Steps", [.people(runbookSteps)]),
      ])
  }

  /// A table that people complete: a backup first where data changes.
  private var runbookSteps: String {
    let open = "TBD: the role"
    var rows: [[String]] = []
    var minutes = 0
    func add(_ command: String, _ verify: String, lasting span: Int) {
      rows.append(["T+\(minutes)m", open, command, verify])
      minutes += span
    }
    if noticed.contains(where: \.isStored) {
      add("TBD: the command that takes the backup", "TBD: what shows that it is whole", lasting: 30)
      add("TBD: the command that migrates", "TBD: the query that shows the outcome", lasting: 30)
    }
    add("TBD: the command that deploys", "TBD: the check of health", lasting: 15)
    add("TBD: the command that opens the first stage", "TBD: the metric", lasting: 15)
    return (MarkdownText.table(["Offset", "Role", "Command", "Verify"], rows) ?? "")
      .trimmingLineEnd
  }
}

extension String {
  /// The text without the line end at its end.
  var trimmingLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
