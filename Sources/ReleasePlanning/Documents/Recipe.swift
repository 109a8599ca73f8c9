import ReleaseModel
import SourceModel

/// How a change goes out so that old and new versions of the code both run at every moment.
struct Recipe {
  /// One step of it.
  struct Step {
    /// In which release, such as `this release` or `the next release`.
    let release: String
    /// What is done, on what.
    let action: String
    /// What shows that it was done.
    let evidence: String
    /// What it leaves behind.
    let output: String

    init(_ release: String, _ action: String, evidence: String, output: String) {
      self.release = release
      self.action = action
      self.evidence = evidence
      self.output = output
    }
  }

  /// What it is called.
  let title: String
  /// Its steps in order.
  let steps: [Step]
  /// Whether it is made for changes of the kind, rather than the rule's remedy alone.
  var isOwn = true

  /// The table of the steps.
  var table: String {
    MarkdownText.table(
      ["Step", "Release", "Action", "Evidence", "Output"],
      steps.enumerated().map { index, step in
        ["\(index + 1)", step.release, step.action, step.evidence, step.output]
      }) ?? ""
  }

  /// The recipe for a change; that of its rule's remedy where none is known.
  init(for change: Change, _ rule: Rule?) {
    let subject = Subject(change)
    switch change.rule.text {
    case "sql/column-renamed", "sql/schema-column-renamed": self = .columnRename(subject)
    case "sql/table-renamed", "sql/object-renamed": self = .tableRename(subject)
    case "sql/column-added", "sql/column-required", "sql/schema-column-added",
      "sql/schema-required-column-added", "sql/column-volatile-default":
      self = .columnAdded(subject)
    case "sql/index-blocking", "sql/index-added", "sql/unique-index-blocking":
      self = .index(subject)
    case let id
    where id.hasPrefix("sql/column-type") || id == "sql/column-rewrite"
      || id.hasPrefix("sql/schema-column-type"):
      self = .typeChange(subject)
    case "sql/not-null-set", "sql/set-not-null-scan", "sql/schema-column-became-required":
      self = .notNull(subject)
    case "sql/column-dropped", "sql/table-dropped", "sql/object-dropped",
      "sql/schema-column-removed", "sql/schema-table-removed":
      self = .drop(subject)
    case let id
    where change.rule.prefix != "sql" && id.hasSuffix("-removed")
      && change.classification >= .risky:
      self = .removal(subject)
    default: self = .remedy(change, rule)
    }
  }

  private init(_ title: String, _ steps: [Step]) {
    self.title = title
    self.steps = steps
  }

  /// What a change is about, by its parts.
  struct Subject {
    /// The whole: `orders.total`, `GET /orders`.
    let element: String
    /// The table; the whole where there is none.
    let table: String
    /// The column; the whole where there is none.
    let column: String
    /// The new name of what was renamed.
    let newName: String
    /// Where it stands.
    let place: String

    init(_ change: Change) {
      element = change.element.text
      let parts = element.split(separator: ".").map(String.init)
      table = parts.count > 1 ? parts.dropLast().joined(separator: ".") : element
      column = parts.last ?? element
      place = change.placeText
      newName = Subject.quoted(behind: "renamed to ", in: change.message) ?? "the new name"
    }

    /// What stands in quotes behind some words.
    private static func quoted(behind words: String, in text: String) -> String? {
      guard let range = text.firstRange(of: words + "'") else { return nil }
      let name = text[range.upperBound...].prefix { $0 != "'" }
      return name.isEmpty ? nil : String(name)
    }
  }
}

extension Recipe {
  private static let now = "this release"
  private static let next = "the next release"
  private static let third = "the release after that"

  private static func code(_ text: String) -> String { MarkdownText.code(text) }

  private static func columnRename(_ it: Subject) -> Recipe {
    Recipe(
      "rename of a column over three releases",
      [
        Step(
          now, "add \(code(it.newName)) to \(code(it.table)) beside \(code(it.column)), nullable",
          evidence: "the migration at \(code(it.place)) adds, and renames no column",
          output: "both columns stand"),
        Step(
          now, "write both columns from the code, and read \(code(it.column))",
          evidence: "the commit that writes both", output: "new rows have both values"),
        Step(
          next, "fill \(code(it.newName)) of old rows in batches, and count what is left",
          evidence: "a query that counts rows in which the two differ gives 0",
          output: "all rows have both values"),
        Step(
          next, "read \(code(it.newName)) from the code", evidence: "the commit that reads it",
          output: "\(code(it.column)) is out of use"),
        Step(
          third, "stop writing \(code(it.column)), and drop it",
          evidence: "`relgate trace` finds no reader of \(code(it.element))",
          output: "\(code(it.newName)) stands alone"),
      ])
  }

  private static func tableRename(_ it: Subject) -> Recipe {
    Recipe(
      "rename over three releases",
      [
        Step(
          now, "rename \(code(it.element)) and leave a view under the old name, in one transaction",
          evidence: "the migration at \(code(it.place)) makes the view",
          output: "both names answer"),
        Step(
          next, "use \(code(it.newName)) in all code", evidence: "the commit that uses it",
          output: "\(code(it.element)) is out of use"),
        Step(
          third, "drop the view", evidence: "`relgate trace` finds no use of the old name",
          output: "\(code(it.newName)) stands alone"),
      ])
  }

  private static func columnAdded(_ it: Subject) -> Recipe {
    Recipe(
      "column added as nullable",
      [
        Step(
          now, "add \(code(it.element)) without NOT NULL, or with a constant default",
          evidence: "the migration at \(code(it.place)) leaves rows as they are",
          output: "old code goes on writing rows"),
        Step(
          now, "write it from the code, and read it as one that may be missing",
          evidence: "the commit that writes it", output: "new rows have a value"),
        Step(
          next,
          "fill old rows in batches, and demand a value by a constraint that is validated "
            + "after it was added",
          evidence: "a query that counts rows without a value gives 0",
          output: "\(code(it.element)) may be relied on"),
      ])
  }

  private static func index(_ it: Subject) -> Recipe {
    Recipe(
      "index built beside writes",
      [
        Step(
          now, "build \(code(it.element)) with CONCURRENTLY, in a migration without a transaction",
          evidence: "the migration at \(code(it.place)) says CONCURRENTLY",
          output: "writes go on while it is built"),
        Step(
          now, "check that the index is valid, and drop and build it again if it is not",
          evidence: "`pg_index.indisvalid` is true", output: "the index is used"),
      ])
  }

  private static func typeChange(_ it: Subject) -> Recipe {
    Recipe(
      "change of a type over three releases",
      [
        Step(
          now, "add a column of the new type beside \(code(it.element)), and write both",
          evidence: "the migration at \(code(it.place)) alters no type",
          output: "both columns stand"),
        Step(
          next, "fill the new column in batches, compare the values, and read it",
          evidence: "a query that counts rows in which the two differ gives 0",
          output: "the old column is out of use"),
        Step(
          third, "drop the old column", evidence: "`relgate trace` finds no reader of it",
          output: "the new column stands alone"),
      ])
  }

  private static func notNull(_ it: Subject) -> Recipe {
    Recipe(
      "value demanded in three steps",
      [
        Step(
          now, "write a value for \(code(it.element)) from all code",
          evidence: "the commit that writes it", output: "no new row lacks it"),
        Step(
          next, "fill old rows in batches, and add a CHECK with NOT VALID",
          evidence: "a query that counts rows without a value gives 0",
          output: "new rows are checked"),
        Step(
          next, "validate the constraint, then set NOT NULL, in a migration of its own",
          evidence: "the migration at \(code(it.place)) scans without a lock",
          output: "the column may be relied on"),
      ])
  }

  private static func drop(_ it: Subject) -> Recipe {
    Recipe(
      "drop as the last step",
      [
        Step(
          "a release before", "stop reading and writing \(code(it.element)) in all code",
          evidence: "`relgate trace` finds no use of it", output: "its readers are gone"),
        Step(
          now, "take a backup of what it holds", evidence: "`relgate evidence record backup`",
          output: "a statement that names the backup"),
        Step(
          now, "drop it in the migration at \(code(it.place))",
          evidence: "the migration ran in staging", output: "it is gone"),
      ])
  }

  private static func removal(_ it: Subject) -> Recipe {
    Recipe(
      "removal after an announced end",
      [
        Step(
          now,
          "mark \(code(it.element)) as deprecated, serve its replacement beside it, and add "
            + "an entry to `deprecations/`",
          evidence: "the contract at \(code(it.place)) says deprecated",
          output: "its users are told"),
        Step(
          next, "watch who still uses it, until the window is over",
          evidence: "the metric of its use falls to 0", output: "its users are gone"),
        Step(
          third, "remove it", evidence: "`relgate check` finds the announcement in the releases",
          output: "it is gone"),
      ])
  }

  private static func remedy(_ change: Change, _ rule: Rule?) -> Recipe {
    let remedy = rule?.remedy ?? "Say how those who rely on it move over."
    var recipe = Recipe(
      rule.map { $0.title.lowercased() } ?? "own steps",
      [
        Step(
          now, remedy, evidence: "`relgate explain \(change.rule)`",
          output: "the change at \(code(change.placeText)) is safe to run")
      ])
    recipe.isOwn = false
    return recipe
  }
}
