import ReleaseModel
import SourceModel

extension PlanInput {
  /// How the release is taken back.
  var rollbackDocument: DocumentDraft {
    DocumentDraft(
      name: "ROLLBACK_PLAN.md", title: "Rollback plan",
      sections: [
        DocumentDraft.Section(
          "What is reverted",
          [
            .generated(
              "levers",
              leverTable
                ?? "None, because the range changes no contract that has to be taken back.\n")
          ]),
        DocumentDraft.Section(
          "Code", level: 3, [.people("TBD: say which version is deployed again, and how")]),
        DocumentDraft.Section(
          "Config", level: 3, [.people("TBD: say which settings and flags are turned back")]),
        DocumentDraft.Section(
          "Data", level: 3, [.people("TBD: say which migrations are taken back, and how")]),
        DocumentDraft.Section("What is not reverted", lossParts),
        DocumentDraft.Section(
          "How behavior is restored",
          [.people("TBD: write the commands in order, as they are to be run")]),
        DocumentDraft.Section(
          "How success is validated",
          [.people("TBD: name the check or the metric that shows that it is over")]),
      ])
  }

  private var leverTable: String? {
    MarkdownText.table(
      ["Change", "Approach", "Lever", "Minutes", "Proof"],
      noticed.prefix(500).map { change in
        let subject =
          change.element.isEmpty ? change.message : MarkdownText.code(change.element.text)
        guard let lever = lever(of: change) else {
          return [
            "\(subject), \(MarkdownText.code(change.rule.text))", "not known", "not known",
            "not said", "the range was not held against levers",
          ]
        }
        return [
          "\(subject), \(MarkdownText.code(change.rule.text))", lever.approach.rawValue,
          lever.isFound ? lever.lever : "missing", lever.minutes.map { "\($0)" } ?? "not said",
          lever.proof,
        ]
      })
  }

  private var lossParts: [DocumentDraft.Part] {
    let rows = lost.map { object in
      let change = changes.first { $0.element == object }
      return [
        MarkdownText.code(object.text), change?.message ?? "it is gone",
        change.map { MarkdownText.code($0.placeText) } ?? "",
      ]
    }
    guard let table = MarkdownText.table(["Object", "Why it does not come back", "Place"], rows)
    else {
      return [
        .generated(
          "losses", "None, because nothing in the range drops, renames or cuts what is stored.\n")
      ]
    }
    return [
      .generated("losses", table),
      .people("TBD: say which data is lost, and how it is restored from which backup"),
    ]
  }
}
