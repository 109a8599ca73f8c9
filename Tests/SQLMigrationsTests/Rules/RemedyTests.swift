import PostgresSchema
import PostgresSyntax
import ReleaseModel
import SQLMigrations
import Testing

/// What remedies write between backticks is SQL that PostgreSQL takes.
struct RemedyTests {
  private static let rules = MigrationFormat.rules

  @Test(arguments: rules)
  func remediesAreSQL(_ rule: Rule) {
    let parts = rule.remedy.split(separator: "`", omittingEmptySubsequences: false)
    #expect(parts.count % 2 == 1, "\(rule.id): a backtick is left open")
    for (index, sql) in parts.enumerated() where index % 2 == 1 && sql.hasSuffix(";") {
      let script = SQLScript.read(Array(sql.utf8))
      #expect(script.flaws.isEmpty, "\(rule.id): \(sql)")
      #expect(!script.statements.isEmpty, "\(rule.id): \(sql)")
      for statement in script.statements {
        #expect(statement.reading == .whole, "\(rule.id): \(sql)")
      }
    }
  }
}
