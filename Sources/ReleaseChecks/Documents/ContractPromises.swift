import DataTrees
import Markdown
import ReleaseModel
import ReleaseRecords
import SourceModel

/// What the contract and the guides of a release promise to those who use it.
enum ContractPromises {
  static let rules = [
    windowShort, preservedBroken, pairMissing, exampleUnparsable, guideMissing,
  ]

  static func facts(in documents: DocumentScene) -> [ReleaseFact] {
    let contract = documents.document(.contract).map { contract in
      window(in: contract, documents) + pairs(in: contract, documents)
    }
    let promising = documents.documents.filter { $0.kind == .contract || $0.kind == .guide }
    return (contract ?? []) + promising.flatMap { broken(in: $0, documents) }
      + promising.flatMap(unparsable) + guides(in: documents)
  }

  // MARK: Windows

  private static func window(
    in contract: ReleaseDocument, _ documents: DocumentScene
  ) -> [ReleaseFact] {
    let wanted = documents.scene.terms.deprecationDays
    let demand = SectionDemand("Deprecation policy", "deprecation")
    guard let section = contract.section(demand) else { return [] }
    let stated = section.blocks.compactMap { block in
      Durations.days(in: block.text).max().map { (days: $0, block: block) }
    }
    guard let longest = stated.max(by: { $0.days < $1.days }), longest.days < wanted else {
      return []
    }
    return [
      contract.fact(
        windowShort,
        "the deprecation policy promised \(longest.days) days, and \(wanted) are demanded",
        element: section.title, at: longest.block.range,
        remedy: "Announce the end \(wanted) days before, and write that.")
    ]
  }

  // MARK: What is preserved

  private static func broken(
    in document: ReleaseDocument, _ documents: DocumentScene
  ) -> [ReleaseFact] {
    let demand =
      document.kind == .guide
      ? SectionDemand("Preserved")
      : SectionDemand("Must stay compatible", "must remain compatible", "must stay")
    guard let section = document.section(demand) else { return [] }
    return section.blocks.flatMap { block in
      block.pointers.filter { !$0.isLink }.compactMap { pointer in
        let name = pointer.target
        guard
          let change = documents.breaking.filter({ change in
            [change.element, change.formerElement].contains { element in
              element.map { Selector.names(name, in: $0) } == true
            } || change.contract.text == name
          }).min()
        else { return nil }
        return document.fact(
          preservedBroken, "'\(name)' was promised to stay, and broke: \(change.message)",
          element: name, at: block.range,
          related: change.primary.map {
            [
              Finding.RelatedPlace(
                path: $0.path, line: $0.line, column: $0.column, message: "what broke it")
            ]
          } ?? [])
      }
    }
  }

  // MARK: Examples

  /// Surfaces that the contract shows no example of.
  private static func pairs(
    in contract: ReleaseDocument, _ documents: DocumentScene
  ) -> [ReleaseFact] {
    let shown: Set<Substring> = ["openapi", "cli"]
    let changes = documents.noticed.filter { shown.contains($0.rule.prefix) }.sorted()
    let pairs = ExamplePair.read(from: contract)
    var told: Set<RepositoryPath> = []
    return changes.compactMap { change in
      guard told.insert(change.contract).inserted else { return nil }
      let all = changes.filter { $0.contract == change.contract }
      if all.contains(where: { change in pairs.contains { $0.names(change) } }) { return nil }
      return contract.fact(
        pairMissing, "no example of before and after named what changed in '\(change.contract)'",
        element: change.contract.text, at: contract.sections.first?.range ?? SourceRange(0, 0),
        related: change.primary.map {
          [
            Finding.RelatedPlace(
              path: $0.path, line: $0.line, column: $0.column, message: "the first change")
          ]
        } ?? [])
    }
  }

  private static func unparsable(in document: ReleaseDocument) -> [ReleaseFact] {
    document.markdown.blocks.compactMap { block in
      guard case .code(let info) = block.kind, Words.of(info).first == "json" else { return nil }
      let reading = DataTree.read(
        SourceText(path: document.path, bytes: Array(block.text.utf8)), syntax: .json)
      guard let problem = reading.problems.first else { return nil }
      return document.fact(
        exampleUnparsable, "an example was no JSON: \(problem.message)", at: block.range)
    }
  }

  // MARK: Guides

  private static func guides(in documents: DocumentScene) -> [ReleaseFact] {
    let guides = documents.documents.filter { $0.kind == .guide }
    let declared = documents.record?.breaking.all ?? []
    return documents.breaking.sorted().compactMap { change in
      let named = declared.filter { $0.selector.matches(change) }.compactMap { $0.guide?.value }
      if named.contains(where: documents.isThere) { return nil }
      if guides.contains(where: { $0.names(change) }) { return nil }
      let path = documents.folder.appending(DocumentKind.guidesName.utf8)
      return ReleaseFact(
        guideMissing, "no guide told what to do about it: \(change.message)",
        element: change.element, facts: change.fingerprint, path: path, place: change.primary,
        related: [Finding.RelatedPlace(path: path, message: "where the guide belongs")])
    }
  }
}

extension ReleaseDocument {
  /// Whether the document names what changed.
  fileprivate func names(_ change: Change) -> Bool {
    let words = Set(markdown.blocks.flatMap { Words.of($0.text) })
    return !change.telling.isEmpty && change.telling.allSatisfy(words.contains)
  }
}

/// Two blocks of code that show one thing before and after.
struct ExamplePair {
  private let words: Set<String>

  /// Whether the pair names what changed.
  func names(_ change: Change) -> Bool {
    !change.telling.isEmpty && change.telling.allSatisfy(words.contains)
  }

  /// The pairs of a document: two blocks of code of one section, the first of which is said to be of
  /// before, and the second of after, by their info or by the words above them.
  static func read(from document: ReleaseDocument) -> [ExamplePair] {
    var pairs: [ExamplePair] = []
    var above: [String] = []
    var before: [String]?
    for block in document.markdown.blocks {
      switch block.kind {
      case .code(let info):
        let told = Words.of(info) + above
        let content = Words.of(block.text) + above
        if told.contains(where: ["before", "old"].contains) {
          before = content
        } else if told.contains(where: ["after", "new"].contains), let first = before {
          pairs.append(ExamplePair(words: Set(first + content)))
          before = nil
        }
        above = []
      case .heading: above = Words.of(block.text)
      default: above += Words.of(block.text)
      }
    }
    return pairs
  }
}

extension Change {
  /// The words of the last step of what changed, by which a text can name it.
  fileprivate var telling: [String] {
    let step = element.lastStep
    return Words.of((step.isEmpty ? element : step).text)
  }
}

/// Spans of time in prose.
enum Durations {
  /// The days of each span that a text names: `90 days`, `3 months`, `T-90`.
  static func days(in text: String) -> [Int] {
    let words = Words.of(text)
    return words.indices.compactMap { index in
      guard let count = Int(words[index]), (0...10_000).contains(count) else { return nil }
      let next = index + 1 < words.count ? words[index + 1] : ""
      switch next {
      case "day", "days", "d": return count
      case "week", "weeks": return count * 7
      case "month", "months": return count * 30
      case "year", "years": return count * 365
      default: return index > 0 && words[index - 1] == "t" ? count : nil
      }
    }
  }
}
