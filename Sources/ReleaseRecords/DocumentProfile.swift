package import DataTrees
package import SourceModel

/// How a kind of document that a repository keeps beside its code is judged: proposals, decisions,
/// reviews.
///
/// What the documents must say is the repository's own: its template has the headings and the words
/// that answer nothing.
package struct DocumentProfile: Hashable, Sendable {
  /// The name by which messages tell it from others.
  package var name = ""
  /// The files to begin with: the documents, or the files of data that lie beside them.
  package var files: [PathGlob] = []
  /// Files that are none of them, such as the template's.
  package var except: [PathGlob] = []
  /// The name of the document beside each file of data; nil if the files are the documents, and their
  /// front matter the data.
  package var document: String?
  /// The template of the documents.
  package var template: RepositoryPath?
  /// Keys that the data must have.
  package var keys: [String] = []
  /// The values that keys may have.
  package var values: [KeyValues] = []
  /// Keys whose values are days.
  package var dates: [String] = []
  /// What the documents must answer.
  package var sections: [SectionRule] = []
  /// Who must have agreed.
  package var approvals: [Approval] = []

  /// Says nothing.
  package init() {}

  /// A key and values of it.
  package struct KeyValues: Hashable, Sendable {
    /// The key.
    package var key = ""
    /// The values.
    package var values: [String] = []

    /// Makes a pair.
    package init(_ key: String = "", _ values: [String] = []) {
      self.key = key
      self.values = values
    }
  }

  /// For which documents something counts.
  package struct Condition: Hashable, Sendable {
    /// Each of these keys has one of its values.
    package var values: [KeyValues] = []
    /// The value of each of these keys is that version or a later one.
    package var since: [KeyValues] = []

    /// Counts for all.
    package init() {}
  }

  /// What some documents must answer.
  package struct SectionRule: Hashable, Sendable {
    /// The headings.
    package var headings: [String] = []
    /// Headings of the template, everything below which is a question of its own.
    package var below: [String] = []
    /// For which documents.
    package var condition = Condition()
    /// Whether nothing in the answers may be still to come.
    package var isOfThePast = false

    /// Asks nothing.
    package init() {}
  }

  /// Who must have agreed to a document, and where that is written down.
  package struct Approval: Hashable, Sendable {
    /// The file, `{key}` standing for a value of the document's data.
    package var file = ""
    /// The keys to the one who agreed, outermost first, `{key}` as above.
    package var keys: [String] = []
    /// The file that says who may agree; nil if anyone may.
    package var members: RepositoryPath?
    /// The keys of that file to the lists of those who may, each joined by dots.
    package var lists: [String] = []
    /// A box of the document that is ticked by it: the begin of its text.
    package var box: String?
    /// For which documents.
    package var condition = Condition()

    /// Demands nothing.
    package init() {}
  }
}

extension DocumentProfile {
  /// How a pack states it.
  package static let reader = ShapedReader<DocumentProfile>.record(
    "How documents of one kind are judged.", from: DocumentProfile(),
    [
      .key("name", "The name of the kind.", .text, isRequired: true) { $0.name = $1 },
      .key(
        "files", "The documents, or the files of data beside them.",
        ShapedReader<[PathGlob]>.oneOrMore(.path), isRequired: true
      ) { $0.files = $1 },
      .key("except", "Files that are none of them.", .oneOrMore(.path)) { $0.except = $1 },
      .key(
        "document",
        "The name of the document beside each file of data; without it, the files are "
          + "the documents, and their front matter the data.", .text
      ) { $0.document = $1 },
      .key("template", "The template of the documents.", .file) { $0.template = $1 },
      .key("keys", "Keys that the data must have.", .list(.text)) { $0.keys = $1 },
      .key("values", "The values that keys may have.", keyValues) { $0.values = $1 },
      .key("dates", "Keys whose values are days.", .list(.text)) { $0.dates = $1 },
      .key("sections", "What the documents must answer.", .list(section)) { $0.sections = $1 },
      .key("approvals", "Who must have agreed.", .list(approval)) { $0.approvals = $1 },
    ])

  private static let keyValues = ShapedReader<[Entry<String, [String]>]>.entries(
    ShapedReader<[String]>.oneOrMore(.text), key: { .success($0.text) }
  ).map { entries in
    .success(entries.map { KeyValues($0.key.value, $0.value) })
  }

  private static let condition = ShapedReader<Condition>.record(
    "For which documents: all that is given must hold.", from: Condition(),
    [
      .key("values", "Each key has one of the values.", keyValues) { $0.values = $1 },
      .key("since", "Each key has that version or a later one.", keyValues) { $0.since = $1 },
    ])

  private static let section = ShapedReader<SectionRule>.record(
    "What some documents must answer.", from: SectionRule(),
    [
      .key("headings", "The headings.", .list(.text)) { $0.headings = $1 },
      .key("below", "Headings of the template, all below which are questions.", .list(.text)) {
        $0.below = $1
      },
      .key("when", "For which documents.", condition) { $0.condition = $1 },
      .key("past", "Whether nothing may be still to come.", .boolean) { $0.isOfThePast = $1 },
    ])

  private static let approval = ShapedReader<Approval>.record(
    "Who must have agreed to a document.", from: Approval(),
    [
      .key("file", "The file that says so; {key} stands for a value.", .text, isRequired: true) {
        $0.file = $1
      },
      .key("keys", "The keys to the one who agreed.", .oneOrMore(.text), isRequired: true) {
        $0.keys = $1
      },
      .key("members", "The file that says who may agree.", .file) { $0.members = $1 },
      .key("lists", "The keys of that file to those who may.", .oneOrMore(.text)) {
        $0.lists = $1
      },
      .key("box", "The box of the document that it ticks.", .text) { $0.box = $1 },
      .key("when", "For which documents.", condition) { $0.condition = $1 },
    ])
}
