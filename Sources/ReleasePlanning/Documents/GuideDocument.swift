import ReleaseModel
import SourceModel

extension PlanInput {
  private static let guideLimit = 20

  /// The guides for the users of what breaks, by the changes' rules and elements; none unless asked.
  private var guides: [(change: Change, name: String)] {
    if !hasGuides { return [] }
    var seen: Set<[Name]> = []
    var names: Set<String> = []
    return breaking.filter { seen.insert([Name($0.rule.text), $0.element]).inserted }
      .prefix(PlanInput.guideLimit).map { change in
        let slug = PlanInput.slug(of: change)
        let name = names.insert(slug).inserted ? slug : "\(slug)-\(change.token)"
        return (change, "guides/\(name).md")
      }
  }

  /// The files of the guides by the rule and the element that they are about.
  var guidePaths: [[Name]: RepositoryPath] {
    Dictionary(
      guides.map {
        ([Name($0.change.rule.text), $0.change.element], folder.appending($0.name.utf8))
      },
      uniquingKeysWith: { first, _ in first })
  }

  /// The guides, in the order of the changes.
  var guideDocuments: [DocumentDraft] {
    guides.map { change, name in
      func open(_ heading: String, _ question: String) -> DocumentDraft.Section {
        DocumentDraft.Section(heading, [.people("TBD: \(question)")])
      }
      return DocumentDraft(
        name: name, title: change.message.firstUppercased,
        sections: [
          DocumentDraft.Section(
            "What",
            [
              .generated(
                "what",
                "\(change.message.firstUppercased): \(MarkdownText.code(change.element.text)) in "
                  + "\(MarkdownText.code(change.placeText)).\n")
            ]),
          open("Why", "say why it changes"),
          open("Affected", "name who is affected, and how they can tell"),
          open("Steps", "write what they do, in order"),
          DocumentDraft.Section(
            "Before and after", [.generated("example", example(of: change))]),
          open("Sandbox", "say where they can try it"),
          open("Support", "say whom they can ask, and until when"),
          open("Preserved", "say what goes on working as it is"),
          open("Not preserved", "say what does not"),
        ])
    }
  }

  /// A name of a file: `column-renamed-orders-total`.
  private static func slug(of change: Change) -> String {
    let words = "\(change.rule.text.dropFirst(change.rule.prefix.count + 1)) \(change.element.text)"
      .lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
    return String(words.joined(separator: "-").prefix(60))
  }
}
