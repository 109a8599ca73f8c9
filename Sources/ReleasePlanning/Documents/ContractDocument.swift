import FormatKit
import ReleaseModel
import SourceModel

extension PlanInput {
  /// What others may rely on, with examples of what changes.
  var contractDocument: DocumentDraft {
    DocumentDraft(
      name: "COMPATIBILITY_CONTRACT.md", title: "Compatibility contract",
      sections: [
        DocumentDraft.Section(
          "What changes",
          [.generated("changes", changesTable ?? "None, because the range changes no contract.\n")]),
        DocumentDraft.Section(
          "Must stay compatible",
          [.people("TBD: name what must go on working without an update, and for whom")]),
        DocumentDraft.Section("May change", mayChange),
        DocumentDraft.Section(
          "Deprecation policy",
          [.people("TBD: say how long an end is announced, where, and what happens after it")]),
        DocumentDraft.Section(
          "Examples", [.generated("examples", examples.isEmpty ? noExamples : someExamples)]),
      ] + examples)
  }

  private var noExamples: String {
    "None, because no request, response or command line of the range breaks.\n"
  }

  private var someExamples: String {
    "What is asked of users stands below, as the contracts said it before and say it after.\n"
  }

  private static let rowLimit = 500

  private var changesTable: String? {
    let table = MarkdownText.table(
      ["Change", "Element", "Rule", "Weight", "Place"],
      noticed.prefix(PlanInput.rowLimit).map { change in
        [
          change.message, MarkdownText.code(change.element.text),
          MarkdownText.code(change.rule.text), change.classification.rawValue,
          MarkdownText.code(change.placeText),
        ]
      })
    let rest = noticed.count - PlanInput.rowLimit
    return table.map { rest > 0 ? $0 + "\nThere are \(rest) more: see `relgate diff`.\n" : $0 }
  }

  private var mayChange: [DocumentDraft.Part] {
    let table = MarkdownText.table(
      ["Element", "What its users see"],
      breaking.prefix(PlanInput.rowLimit).map {
        [MarkdownText.code($0.element.text), $0.message]
      })
    guard let table else {
      return [
        .generated("breaking", "None, because what the range changes breaks nobody.\n")
      ]
    }
    return [
      .generated("breaking", table),
      .people("TBD: say why this may change, and what its users do"),
    ]
  }

  // MARK: Examples

  private static let exampleLimit = 20
  private static let lineLimit = 12

  /// A section for each change that users of an API or a command line see.
  private var examples: [DocumentDraft.Section] {
    var seen: Set<Name> = []
    return noticed.filter { change in
      !change.isStored && change.classification >= .risky && seen.insert(change.element).inserted
    }.prefix(PlanInput.exampleLimit).map { change in
      DocumentDraft.Section(
        change.element.isEmpty ? change.message : MarkdownText.code(change.element.text), level: 3,
        [.generated("example-\(change.token)", example(of: change))])
    }
  }

  /// The lines of a change before and after.
  func example(of change: Change) -> String {
    let sides = [
      ("Before", change.before, before), ("After", change.after, after),
    ]
    return sides.map { title, place, tree in
      guard let place, let text = excerpt(at: place, in: tree) else {
        return "\(title):\n\n"
          + MarkdownText.block("# there is no \(change.element.text)", "text")
      }
      return "\(title), at \(MarkdownText.code("\(place.path.text):\(place.line)")):\n\n"
        + MarkdownText.block(text, PlanInput.language(of: place.path))
    }.joined(separator: "\n")
  }

  /// The lines of a place; a long one is cut.
  private func excerpt(at place: Place, in tree: any FileTree) -> String? {
    guard place.line > 0, case .file(let source) = tree.read(place.path) else { return nil }
    let lines = LineTable(source.bytes)
    let last = min(place.endLine, lines.count, place.line + PlanInput.lineLimit - 1)
    guard place.line <= last else { return nil }
    let rows = (place.line...last).map { line in
      String(decoding: lines.content(ofLine: line).prefix(400), as: UTF8.self)
    }
    let margin =
      rows.filter { $0.contains { $0 != " " } }
      .map { $0.prefix { $0 == " " }.count }.min() ?? 0
    let cut = last < place.endLine ? ["…"] : []
    return (rows.map { String($0.dropFirst(margin)) } + cut).joined(separator: "\n")
  }

  private static func language(of path: RepositoryPath) -> String {
    switch path.fileExtension {
    case "yaml", "yml": "yaml"
    case "sql": "sql"
    // A part of a JSON document is no JSON.
    default: "text"
    }
  }
}
