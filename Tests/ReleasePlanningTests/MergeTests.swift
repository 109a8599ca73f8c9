import ReleaseModel
import ReleasePlanning
import SourceModel
import Testing

@Suite("Plans over what people wrote")
struct MergeTests {
  private let record: RepositoryPath = "releases/next/release.yaml"
  private let contract: RepositoryPath = "releases/next/COMPATIBILITY_CONTRACT.md"

  private func plan(
    _ changes: [Change], over files: [RepositoryPath: String]
  ) -> [RepositoryPath: Plan.File] {
    let plan = Plan(Planning.input(changes)) { files[$0].map { Array($0.utf8) } }
    return Dictionary(plan.files.map { ($0.path, $0) }, uniquingKeysWith: { a, _ in a })
  }

  private func text(_ file: Plan.File?) -> String {
    String(decoding: file?.bytes ?? [], as: UTF8.self)
  }

  @Test("What people wrote stays byte for byte, and what is new is added")
  func additions() throws {
    var files = Planning.files(Planning.input([Planning.removed]))
    let words = "Everything of `GET /orders`  \nbut its total — for the *shops*.\t\n\n### Ours\n\nx"
    files[contract] = files[contract]?.replacing(
      "TBD: name what must go on working without an update, and for whom", with: words)
    let after = plan([Planning.removed, Planning.renamed], over: files)
    let merged = text(after[contract])
    #expect(after[contract]?.state == .changed)
    #expect(merged.contains(words))
    #expect(merged.contains("| column 'total' of 'orders' was renamed to 'amount' |"))
    // Without the parts that are made, nothing but people's words is left, and all of them.
    func people(_ text: String) -> [Substring] {
      var isMade = false
      return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
        if line.hasPrefix("<!-- relgate:begin") { isMade = true }
        defer { if line.hasPrefix("<!-- relgate:end") { isMade = false } }
        return !isMade
      }
    }
    #expect(people(merged) == people(files[contract] ?? ""))
  }

  @Test("A new change brings its section behind those that are there")
  func sections() throws {
    let path: RepositoryPath = "releases/next/MIGRATION_PLAN.md"
    var files = Planning.files(Planning.input([Planning.renamed]))
    files[path] = files[path]?.replacing(
      "## Backfill", with: "### By hand\n\nCall Ada.\n\n## Backfill")
    let after = plan([Planning.renamed, Planning.removed], over: files)
    let headings = text(after[path]).split(separator: "\n").filter { $0.hasPrefix("#") }
    #expect(
      headings == [
        "# Migration plan", "## Steps", "### `sql/column-renamed` of `orders.total`",
        "### `openapi/required-property-removed` of `GET /orders > total`", "### By hand",
        "## Backfill", "## Validation", "## Triggers",
      ])
    #expect(
      after[path]?.added == ["`openapi/required-property-removed` of `GET /orders > total`"])
  }

  @Test("A part that people edited is theirs, and it is said")
  func edited() throws {
    var files = Planning.files(Planning.input([Planning.removed]))
    files[contract] = files[contract]?.replacing(
      "| required property 'total' was removed |", with: "| the total is gone |")
    let after = plan([Planning.removed, Planning.renamed], over: files)
    #expect(after[contract]?.edited == ["changes", "breaking"])
    #expect(text(after[contract]).contains("| the total is gone |"))
    #expect(!text(after[contract]).contains("was renamed to 'amount' | `orders.total` |"))
  }

  @Test("What nothing calls for any more is named and kept")
  func leftOver() throws {
    let path: RepositoryPath = "releases/next/MIGRATION_PLAN.md"
    let files = Planning.files(Planning.input([Planning.renamed, Planning.removed]))
    let after = plan([Planning.removed], over: files)
    #expect(after[path]?.leftOver == ["step-\(Planning.renamed.fingerprint.prefix(8))"])
    #expect(text(after[path]).contains("add `amount` to `orders` beside `total`"))
  }

  @Test("Carriage returns stay, and what is added has them too")
  func carriageReturns() throws {
    let files = Planning.files(Planning.input([Planning.removed])).mapValues {
      $0.replacing("\n", with: "\r\n")
    }
    let same = plan([Planning.removed], over: files)
    #expect(same[contract]?.state == .unchanged)
    #expect(same[record]?.state == .unchanged)
    let after = plan([Planning.removed, Planning.renamed], over: files)
    for path in [contract, record] {
      let merged = text(after[path])
      #expect(merged.utf8.count { $0 == 0x0A } == merged.utf8.count { $0 == 0x0D })
      #expect(after[path]?.state == .changed)
    }
  }

  // MARK: Records

  private static let written = """
    # ours
    schema: relgate/release/1
    version: 2.0.0   # the big one
    state: ready
    breaking:   # as agreed
      api:
        - element: GET /orders > total   # Ada asked for it
          migration: Read the amount.
      schema: []
    rollback:
      types:
      - kind: database
        applies_to:
        - {rule: "sql/index-*"}
        # more to come
      # and others
    labels: [a, b]
    """

  @Test("A record gets only the keys and items that it lacks, at its own layout")
  func records() throws {
    let after = plan(
      [Planning.renamed, Planning.removed], over: [record: MergeTests.written + "\n"])
    let merged = text(after[record])
    let start = """
      # ours
      schema: relgate/release/1
      version: 2.0.0   # the big one
      state: ready
      breaking:   # as agreed
        api:
          - element: GET /orders > total   # Ada asked for it
            migration: Read the amount.
        schema:
          - rule: sql/column-renamed
            element: orders.total
            change: "column 'total' of 'orders' was renamed to 'amount'"
      """
    #expect(
      merged.hasPrefix(start.replacing("\"column", with: "column").replacing("'\"", with: "'")),
      "\(merged)")
    #expect(merged.contains("  - {rule: \"sql/index-*\"}\n"))
    #expect(merged.contains("    - rule: sql/column-renamed\n      path: db/2.up.sql\n"))
    #expect(merged.contains("    # more to come\n"))
    #expect(merged.contains("\nlabels: [a, b]\n"))
    for line in MergeTests.written.split(separator: "\n") where line != "  schema: []" {
      #expect(merged.contains(line), "\(line)")
    }
    let again = plan([Planning.renamed, Planning.removed], over: [record: merged])
    #expect(again[record]?.state == .unchanged, "\(again[record]?.added ?? [])")
  }

  @Test("A record in flow style is added to in flow style")
  func flow() throws {
    let text = "{schema: relgate/release/1, version: 2.0.0, state: draft, breaking: {api: []}}\n"
    let after = plan([Planning.removed], over: [record: text])
    let merged = self.text(after[record])
    #expect(after[record]?.state == .changed)
    #expect(
      merged.hasPrefix(
        "{schema: relgate/release/1, version: 2.0.0, state: draft, breaking: {api: [{\"rule\""))
    #expect(plan([Planning.removed], over: [record: merged])[record]?.state == .unchanged)
  }

  @Test(
    "A record that cannot be read is kept", arguments: ["state: [", "a: 1\n---\nb: 2\n", "x: 1\n"])
  func unreadable(text: String) throws {
    let after = plan([Planning.removed], over: [record: text])
    #expect(after[record]?.state == .kept)
    #expect(self.text(after[record]) == text)
    #expect(after[record]?.obstacle?.hasPrefix("it could not be read as a record") == true)
  }
}
