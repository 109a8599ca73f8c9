import FormatKit
import ReleaseModel
import SourceModel
import Testing

@testable import SQLMigrations

/// Names that a template makes are shown as the file has them.
struct TemplateTests {
  @Test(arguments: [
    ("{{ index .Options \"Namespace\" }}.users", "{{ index .Options \"Namespace\" }}.users"),
    ("\"{{ index .Options \"Namespace\" }}\".users", "{{ index .Options \"Namespace\" }}.users"),
    ("${schema}.users", "${schema}.users"), ("{{prefix}}users", "{{prefix}}users"),
    ("app_{{ns}}_users", "app_{{ns}}_users"), (":name", ":name"), ("users", "users"),
  ])
  func names(_ written: String, _ shown: String) {
    let changes = Judged.changes(
      shipped: "CREATE TABLE t (id int);", added: ["ALTER TABLE \(written) DROP COLUMN voucher;"])
    let drop = changes.first { $0.rule == "sql/column-dropped" }
    #expect(drop?.element.text == "\(shown).voucher")
    #expect(drop?.message.hasPrefix("column 'voucher' of '\(shown)' was dropped") == true)
  }
}
