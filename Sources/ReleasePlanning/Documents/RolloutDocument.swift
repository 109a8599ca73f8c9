import ReleaseModel
import ReleaseRecords
import SourceModel

extension PlanInput {
  /// How the release reaches its users.
  ///
  /// - Parameter record: The record, whose stages count; nil if none can be read.
  func rolloutDocument(_ record: ReleaseRecord?) -> DocumentDraft {
    DocumentDraft(
      name: "ROLLOUT_PLAN.md", title: "Rollout plan",
      sections: [
        DocumentDraft.Section(
          "Stages",
          [
            .generated("stages", stageTable(record)),
            .people("TBD: say who watches each stage, on which dashboard, and who is told"),
          ])
      ])
  }

  private func stageTable(_ record: ReleaseRecord?) -> String {
    let stages = record?.rollout?.stages ?? []
    func list(_ conditions: [ReleaseRecord.StageCondition]) -> String {
      conditions.compactMap { condition in
        condition.measured?.value ?? condition.judged?.value ?? condition.evidence?.value
      }.filter { !$0.hasPrefix("TBD") }.joined(separator: "; ")
    }
    func said(_ text: String) -> String { text.isEmpty ? "see `release.yaml`" : text }
    let rows = stages.map { stage in
      [
        stage.name.value, stage.traffic.map { "\($0.value) %" } ?? "see `release.yaml`",
        said(list(stage.entry)), said(list(stage.success)), said(list(stage.abort)),
      ]
    }
    return MarkdownText.table(["Stage", "Traffic", "Entry", "Success", "Abort"], rows)
      ?? "The stages stand under `rollout` of `release.yaml`.\n"
  }
}
