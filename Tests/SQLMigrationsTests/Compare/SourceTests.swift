import FormatKit
import ReleaseModel
import SourceModel
import Testing

@testable import SQLMigrations

/// Files of which migrations are made are no migrations.
struct SourceTests {
  private func compared(_ files: [String: String]) -> (told: Set<String>, aside: Set<String>) {
    func tree(_ files: [String: String]) -> String {
      files.sorted { $0.key < $1.key }.map { "-- file: \($0.key)\n\($0.value)\n" }.joined()
    }
    let base = ["go.mod": "module a"]
    let outcome = MigrationFormat.compare(
      ChainScene(example: tree(base), tree(base.merging(files) { $1 })))
    return (
      Set(outcome.chains.map { $0.root.text }), Set(outcome.notJudged.map { $0.path.text })
    )
  }

  private let table = "CREATE TABLE a (id int);"

  @Test("What is numbered within the moment of another file was made of it")
  func templates() {
    let (source, made) = ("db/src/20220301102701_a.up.sql", "db/sql/20220301102701000000_a.up.sql")
    let (told, aside) = compared([source: table, made: table])
    #expect(told == ["db/sql"])
    #expect(aside == [source])
    // Other moments, and what nothing was made of, are migrations.
    #expect(compared([source: table]).told == ["db/src"])
    let other = "db/sql/20220301102702000000_b.up.sql"
    #expect(compared([source: table, other: table]).told == ["db/src", "db/sql"])
  }

  @Test("So was what stands in a folder of its moment, beside all that were made")
  func foldersOfMoments() {
    let folder = "db/src/20220210000001_nid"
    let files = [
      "\(folder)/20220210000001000000_nid.up.sql": table,
      "db/sql/20220210000001000000_nid.up.sql": table,
      "db/sql/20220210000001000001_nid.up.sql": "ALTER TABLE a ADD b int;",
    ]
    let (told, aside) = compared(files)
    #expect(told == ["db/sql"])
    #expect(aside == ["\(folder)/20220210000001000000_nid.up.sql"])
  }
}
