import ReleaseModel
import SourceModel

extension PlanInput {
  /// Who hears of the release, when, and by whom.
  var communicationDocument: DocumentDraft {
    DocumentDraft(
      name: "COMMUNICATION.md", title: "Communication",
      sections: [
        DocumentDraft.Section(
          "Internal",
          [.people("TBD: the roles that hear of it before and during the rollout, and where")]),
        DocumentDraft.Section("External", externalParts),
        DocumentDraft.Section(
          "Stakeholders", [.people("TBD: who decides, who is asked, and who is told")]),
        DocumentDraft.Section(
          "Customers", [.people("TBD: what customers must do, by when, and where they get help")]),
      ])
  }

  /// What breaks, of which those outside must hear, and how they do.
  private var externalParts: [DocumentDraft.Part] {
    let rows = breaking.map { [MarkdownText.code($0.element.text), $0.message] }
    let table = MarkdownText.table(["What changes", "How"], rows)
    return [
      .generated("announced", table ?? "Nothing that breaks has to be announced.\n"),
      .people("TBD: the channel, the day and the text of each notice"),
    ]
  }
}
