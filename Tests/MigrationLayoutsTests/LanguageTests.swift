import MigrationLayouts
import SourceModel
import Testing

@Suite("Migrations in other languages")
struct LanguageTests {
  private let revision = "\"\"\"x\"\"\"\nrevision = \"a1\"\ndown_revision = None\n"

  @Test("Alembic, with folders for phases below its versions")
  func alembic() throws {
    let base = "db/alembic_migrations/versions"
    let tree = SampleTree([
      "\(base)/b.py": revision, "\(base)/2024.1/expand/a.py": revision,
      "\(base)/2024.1/contract/c.py": revision, "\(base)/__init__.py": "",
      "db/cli.py": "print('down_revision')\n", "db/alembic_migrations/env.py": "",
    ])
    let chain = try #require(tree.chain)
    #expect(chain.layout == .alembic)
    #expect(chain.language == .alembic)
    #expect(chain.folder.name.text == base)
    #expect(chain.migrations.count == 3)
    #expect(chain.migrations.allSatisfy { $0.up == $0.down })
  }

  @Test("Folders called versions hold other things too")
  func noAlembic() {
    let tree = SampleTree(["api/versions/v1.py": "class V1: pass\n"])
    #expect(tree.search().chains.isEmpty)
  }

  @Test("Django: a chain for each app")
  func django() throws {
    let text = "from django.db import migrations\nclass Migration(migrations.Migration):\n"
    let tree = SampleTree([
      "a/migrations/0001_initial.py": text, "a/migrations/0002_more.py": text,
      "a/migrations/unnumbered.py": text, "a/migrations/helpers.py": "x = 1\n",
      "a/migrations/__init__.py": "", "b/migrations/0001_initial.py": text,
      "b/migrations/__init__.py": "",
    ])
    let chains = tree.search().chains
    #expect(chains.map(\.folder) == ["a/migrations", "b/migrations"])
    #expect(chains.allSatisfy { $0.layout == .django && $0.language == .django })
    let first = try #require(chains.first)
    #expect(first.migrations.map(\.version) == ["0001_initial", "0002_more", "unnumbered"])
  }

  @Test("Ecto")
  func ecto() {
    let text = "defmodule A do\n  use Ecto.Migration\nend\n"
    let tree = SampleTree([
      "priv/repo/migrations/20240102000000_b.exs": text,
      "priv/repo/migrations/20240101000000_a.exs": text,
      "priv/repo/migrations/.formatter.exs": "[]\n",
    ])
    #expect(tree.chain?.layout == .ecto)
    #expect(tree.chain?.migrations.map(\.version) == ["20240101000000", "20240102000000"])
  }

  @Test(
    "What is not read is claimed and named",
    arguments: [
      ("db/migrate/20240101000000_a.rb", "", "Ruby migration (Rails)"),
      ("database/migrations/2014_10_12_000000_a.php", "", "PHP migration (Laravel)"),
      ("migrations/Version20240101000000.php", "", "PHP migration (Doctrine)"),
      ("src/migrations/1600000000000-A.ts", "queryRunner", "JavaScript migration"),
      ("server/migration/postgres/1600000000000-A.ts", "queryRunner", "JavaScript migration"),
      ("Data/Migrations/20240101000000_A.cs", "", "C# migration (Entity Framework)"),
      ("db/changelog/master.xml", "<databaseChangeLog>", "Liquibase change log"),
      ("migrations/01_a.yaml", "operations:\n", "pgroll migration"),
    ])
  func notRead(_ path: String, _ text: String, _ reason: String) {
    let search = SampleTree([path: text]).search()
    #expect(search.notJudged.map(\.reason) == [reason])
    #expect(search.notJudged.allSatisfy { $0.remedy != nil })
    #expect(search.claimed.count == 1)
    #expect(search.chains.isEmpty)
  }

  @Test(
    "Near misses",
    arguments: [
      ("app/models/001_user.rb", ""), ("src/settings/migrations/0001_a.ts", "rename(host)"),
      ("db/changelog/notes.yaml", "- fixed\n"), ("migrations/01_a.json", "{}"),
      ("changelog/Version1.php", ""),
    ])
  func nearMisses(_ path: String, _ text: String) {
    #expect(SampleTree([path: text]).search() == MigrationSearch())
  }
}
