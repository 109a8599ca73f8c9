import FormatKit
import Markdown
import ReleaseModel
import ReleaseRecords
import SourceModel

/// What the documents of a release say cannot be taken back: the record's list, and the section of
/// the rollback plan about what is not reverted.
struct IrreversibilityStatement {
  /// The record's list.
  let entries: [ReleaseRecord.IrreversibleObject]
  /// The texts of the plan's sections.
  private let texts: [Name]
  /// The line of the plan's section, from 1; nil if it has none.
  let line: Int?
  /// The plan.
  let plan: RepositoryPath?

  /// The file of the plan.
  static let planName = "ROLLBACK_PLAN.md"
  /// What a heading about it says.
  private static let titles = [
    "not reverted", "irreversib", "cannot be reverted", "cannot be undone", "not undone",
    "data loss",
  ]

  /// Reads what a release says; nothing where it has no folder.
  init(_ folder: ReleaseFolder?, in tree: any FileTree) {
    entries = folder?.value?.rollback.irreversible ?? []
    let path = folder?.path.appending(IrreversibilityStatement.planName.utf8)
    guard let path, let source = tree.source(at: path) else {
      (texts, line, plan) = ([], nil, nil)
      return
    }
    let sections = MarkdownDocument.read(source).sections.filter { section in
      let title = section.title.lowercased()
      return IrreversibilityStatement.titles.contains { title.contains($0) }
    }
    texts = sections.flatMap(\.blocks).filter { $0.kind != .comment }.map { Name($0.text) }
    line = sections.first?.line
    plan = path
  }

  /// The record's entry about an object; nil if it has none.
  func entry(naming object: Name) -> ReleaseRecord.IrreversibleObject? {
    let wanted = object.plainObject
    return entries.first { Name($0.object.value).plainObject == wanted }
  }

  /// Whether the record or the plan names an object.
  func names(_ object: Name) -> Bool {
    entry(naming: object) != nil || texts.contains { $0.names(object.plainObject) }
  }
}

extension Stated<String> {
  /// What people wrote; nil if a template's words still stand there.
  var answer: Stated<String>? {
    let word = value.split { !$0.isLetter && !$0.isNumber }.first?.uppercased() ?? ""
    return ["", "TBD", "TODO", "FIXME", "XXX"].contains(word) ? nil : self
  }
}

extension Change {
  /// What is lost, as a statement is to name it.
  var lossObject: Name { element }
}

extension Name {
  /// The object in the spelling by which statements are compared: lower case, without quotes and
  /// without the schema that need not be written.
  fileprivate var plainObject: Name {
    let bare = Name(bytes.filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "`") })
      .asciiLowercased
    return bare.hasPrefix("public.") ? bare.dropFirst(7) : bare
  }

  /// Whether a text names an object as a whole: `orders` is not named by `orders.note`.
  fileprivate func names(_ object: Name) -> Bool {
    let (text, wanted) = (plainTextBytes, object.bytes)
    guard !wanted.isEmpty, wanted.count <= text.count else { return false }
    func isWord(_ index: Int) -> Bool {
      guard text.indices.contains(index) else { return false }
      return text[index].isLetterOrDigit || text[index] == UInt8(ascii: "_") || text[index] >= 0x80
    }
    func joins(_ dot: Int, _ word: Int) -> Bool {
      text.indices.contains(dot) && text[dot] == UInt8(ascii: ".") && isWord(word)
    }
    return (0...(text.count - wanted.count)).contains { start in
      let end = start + wanted.count
      guard text[start..<end].elementsEqual(wanted), !isWord(start - 1), !isWord(end),
        !joins(end, end + 1)
      else { return false }
      return !joins(start - 1, start - 2) || text[..<(start - 1)].ends(with: "public")
    }
  }

  private var plainTextBytes: [UInt8] {
    asciiLowercased.bytes.filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "`") }
  }
}

extension ArraySlice<UInt8> {
  fileprivate func ends(with text: String) -> Bool {
    suffix(text.utf8.count).elementsEqual(text.utf8)
  }
}
