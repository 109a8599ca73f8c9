import ReleaseModel
import SourceModel

extension PlanInput {
  private static let itemLimit = 60

  /// What must be shown before the release goes out, in five groups.
  var checklistDocument: DocumentDraft {
    func items(_ group: String, _ texts: String...) -> [DocumentDraft.Part] {
      [.people(texts.map(item).joined(separator: "\n"))]
    }
    return DocumentDraft(
      name: "VALIDATION_CHECKLIST.md", title: "Validation checklist",
      sections: [
        DocumentDraft.Section(
          "Functional", items("Functional", "The test suite passed on the commit that is released.")
        ),
        DocumentDraft.Section(
          "Performance",
          items("Performance", "Response times in staging are within the limits of the plan.")),
        DocumentDraft.Section("Compatibility", compatibilityParts),
        DocumentDraft.Section(
          "Security",
          items("Security", "No new secret, permission or dependency went unreviewed.")),
        DocumentDraft.Section(
          "Operations",
          items("Operations", "Dashboards and alerts show every metric of the stages.")
            + items(
              "Operations", "The way back was tried, and took no longer than \(minutes) minutes.")),
      ])
  }

  private func item(_ text: String) -> String {
    "- [ ] \(text) Evidence: TBD: the path or the statement that shows it"
  }

  /// An item for each change that breaks; each its own part, so that ticking one keeps it.
  private var compatibilityParts: [DocumentDraft.Part] {
    var seen: Set<[Name]> = []
    let asked = breaking.filter { seen.insert([Name($0.rule.text), $0.element]).inserted }
    let items = asked.prefix(PlanInput.itemLimit).map { change in
      DocumentDraft.Part.generated(
        "check-\(change.token)",
        item("\(MarkdownText.code(change.element.text)): its users go on after the change."))
    }
    return items.isEmpty
      ? [.people(item("Clients that are in use go on without an update."))] : items
  }
}
