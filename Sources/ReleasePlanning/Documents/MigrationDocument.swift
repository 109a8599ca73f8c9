import ReleaseModel
import SourceModel

extension PlanInput {
  private static let stepLimit = 60

  /// How data and users get from the old to the new.
  var migrationDocument: DocumentDraft {
    let steps = migrationSteps
    return DocumentDraft(
      name: "MIGRATION_PLAN.md", title: "Migration plan",
      sections: [
        DocumentDraft.Section(
          "Steps",
          steps.isEmpty
            ? [.generated("steps", "None, because nothing in the range has to be moved over.\n")]
            : [
              .generated("steps", "Each change is moved over by the steps below.\n"),
              .people("TBD: say who carries the steps out, and in which order"),
            ])
      ] + steps + [
        DocumentDraft.Section("Backfill", backfillParts),
        DocumentDraft.Section(
          "Validation",
          [.people("TBD: name the queries and checks that show that the outcome is right")]),
        DocumentDraft.Section(
          "Triggers",
          [.people("TBD: name the metric and the limit at which the migration is stopped")]),
      ] + adjustmentSections)
  }

  /// A section for each change that has to be moved over.
  private var migrationSteps: [DocumentDraft.Section] {
    var seen: Set<[Name]> = []
    let asked = noticed.filter { change in
      (change.isStored || change.classification >= .risky)
        && seen.insert([Name(change.rule.text), change.element]).inserted
    }.map { (change: $0, recipe: Recipe(for: $0, rule($0.rule))) }.filter { step in
      // What only adds needs no step, unless there is an order to keep.
      step.recipe.isOwn || step.change.classification >= .risky
    }
    let sections = asked.prefix(PlanInput.stepLimit).map { change, recipe in
      let text = """
        \(change.message.firstUppercased): \(recipe.title).

        \(recipe.table)
        """
      let heading = [change.rule.text, change.element.text].filter { !$0.isEmpty }
      return DocumentDraft.Section(
        heading.map { MarkdownText.code($0) }.joined(separator: " of "), level: 3,
        [.generated("step-\(change.token)", text)])
    }
    let rest = asked.count - sections.count
    guard rest > 0 else { return sections }
    return sections + [
      DocumentDraft.Section(
        "The other changes", level: 3,
        [.generated("steps-rest", "There are \(rest) more changes: see `relgate diff`.\n")])
    ]
  }

  private var backfillParts: [DocumentDraft.Part] {
    let tables = Backfilled.tables(of: changes)
    let table = MarkdownText.table(
      ["Table", "Batch, reason why it may run twice, query that checks it"],
      tables.map { [MarkdownText.code($0), "`backfills` of `release.yaml`"] })
    guard let table else {
      return [.generated("backfill", "None, because no statement of the range writes rows.\n")]
    }
    return [
      .generated("backfill", table),
      .people(
        "TBD: say how rows are filled in batches, and what happens to rows that change meanwhile"),
    ]
  }

  /// The section of what history changes about the plan.
  private var adjustmentSections: [DocumentDraft.Section] {
    adjustments.map { [PlanInput.adjustmentSection($0)] } ?? []
  }

  /// The section of what history changes about a plan.
  package static func adjustmentSection(_ text: String) -> DocumentDraft.Section {
    DocumentDraft.Section(
      "PLAN_ADJUSTMENTS_FROM_HISTORY",
      [
        .generated("adjustments", text),
        .people("TBD: say what this plan does differently because of it"),
      ])
  }
}

extension String {
  /// The text with its first letter in upper case.
  var firstUppercased: String { prefix(1).uppercased() + dropFirst() }
}
