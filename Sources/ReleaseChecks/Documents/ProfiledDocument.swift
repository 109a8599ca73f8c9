import DataTrees
import FormatKit
import Markdown
import ReleaseModel
import ReleaseRecords
import SourceModel

/// A document of a kind that a pack describes, with the data about it.
struct ProfiledDocument {
  /// The file of data, or the document with its front matter.
  let dataPath: RepositoryPath
  /// The document.
  let path: RepositoryPath
  /// The data; nil if there is none.
  let header: DocumentHeader?
  /// The bytes of the file of data.
  private let data: SourceText

  init(_ data: SourceText, of profile: DocumentProfile) {
    dataPath = data.path
    self.data = data
    if let name = profile.document {
      path = data.path.parent.appending(name.utf8)
      header = DocumentHeader(data)
    } else {
      path = data.path
      header = MarkdownDocument.read(data).frontMatter.map { DocumentHeader($0, in: data) }
    }
  }

  /// A fact about the data.
  func fact(
    _ rule: FindingRule, _ message: String, element: String, at range: SourceRange?,
    related: [Finding.RelatedPlace] = [], remedy: String? = nil
  ) -> ReleaseFact {
    ReleaseFact(
      rule, message, element: Name(element), path: dataPath,
      place: Place(range ?? SourceRange(0, 0), in: dataPath, LineTable(data.bytes)),
      related: related, remedy: remedy)
  }

  /// Whether something counts for the document.
  func fulfills(_ condition: DocumentProfile.Condition) -> Bool {
    condition.values.allSatisfy { entry in
      header?.text(entry.key).map { entry.values.contains($0.text) } == true
    }
      && condition.since.allSatisfy { entry in
        guard let stated = header?.text(entry.key), let least = entry.values.first else {
          return false
        }
        return !ProfiledDocument.numbers(stated.text)
          .lexicographicallyPrecedes(ProfiledDocument.numbers(least))
      }
  }

  /// The numbers of a version: 1 and 21 of `v1.21`.
  private static func numbers(_ version: String) -> [Int] {
    version.split { !$0.isNumber }.compactMap { Int($0) }
  }

  /// A text with the document's values in the place of `{key}`; nil if one is not there, or would
  /// lead elsewhere.
  func filled(_ text: String) -> String? {
    var result = ""
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "{") {
      result += rest[..<open]
      let inside = rest[rest.index(after: open)...]
      guard let close = inside.firstIndex(of: "}"),
        let value = header?.text(String(inside[..<close]))?.text, !value.isEmpty,
        !value.contains("/"), !value.hasPrefix(".")
      else { return nil }
      result += value
      rest = inside[inside.index(after: close)...]
    }
    return result + rest
  }
}

/// The headings of a template, and the texts in it that answer nothing.
struct DocumentTemplate {
  /// The texts of its blocks, as answers are compared with them.
  let texts: Set<String>
  /// The words of its headings.
  let headings: Set<[String]>
  private let sections: [MarkdownDocument.Section]

  /// Reads a template; an empty one if there is none.
  init(_ path: RepositoryPath?, in tree: any FileTree) {
    guard let path, case .file(let source) = tree.read(path) else {
      (texts, headings, sections) = ([], [], [])
      return
    }
    let document = MarkdownDocument.read(source)
    texts = Set(document.blocks.map(AnswerReading.canonical)).subtracting([""])
    sections = document.sections
    headings = Set(sections.map { Words.of($0.title) })
  }

  /// The headings below one of them that have none below themselves, without those that are optional.
  func questions(below heading: String) -> [String] {
    guard let top = sections.firstIndex(where: { Words.of($0.title) == Words.of(heading) }) else {
      return []
    }
    let parents = Set(sections.compactMap(\.parent))
    return sections.indices.filter { index in
      var ancestor = sections[index].parent
      while let step = ancestor, step != top { ancestor = sections[step].parent }
      return ancestor == top && !parents.contains(index)
    }.map { sections[$0].title }.filter { !Words.of($0).contains("optional") }
  }
}
