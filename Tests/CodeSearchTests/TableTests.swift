import CodeSearch
import SourceModel
import Testing

@Suite("Uses of a table and of other objects")
struct TableTests {
  @Test(
    "Shapes that are sure",
    arguments: [
      ("a.go", #"db.Query("SELECT * FROM user_profiles")"#),
      ("a.go", #"db.Query("SELECT * FROM a JOIN public.user_profiles p")"#),
      ("a.go", #"db.Exec("INSERT INTO user_profiles VALUES (1)")"#),
      ("a.go", "q := `UPDATE \"user_profiles\" SET a = 1`"),
      ("q.sql", "DROP TABLE IF EXISTS user_profiles;"),
      ("a.py", "__tablename__ = \"user_profiles\""), ("a.py", "db_table = 'user_profiles'"),
      ("a.prisma", "model A {\n  @@map(\"user_profiles\")\n}"),
      ("A.java", "@Table(name = \"user_profiles\")"), ("a.ts", "@Entity('user_profiles')"),
      ("a.ex", "schema \"user_profiles\" do"), ("a.ts", "supabase.from('user_profiles')"),
      ("a.ts", "export const p = pgTable('user_profiles', {})"), ("a.js", "knex('user_profiles')"),
      ("a.go", "func (P) TableName() string {\n\treturn \"user_profiles\"\n}"),
      ("a.rs", "table! {\n    user_profiles (id) {"), ("a.rs", "use schema::user_profiles::table;"),
      ("a.rs", "#[diesel(table_name = user_profiles)]"),
      ("a.rb", "create_table :user_profiles do |t|"),
      ("a.rb", "self.table_name = \"user_profiles\""),
      ("a.php", "protected $table = 'user_profiles';"),
    ])
  func certain(_ path: String, _ text: String) {
    #expect(found([table], in: path, text) == ["user_profiles:certain"])
  }

  @Test(
    "Words that could mean something else",
    arguments: [
      ("a.go", "user_profiles := 1"), ("a.py", "from user_profiles import x"),
      ("a.ts", "import x from 'user_profiles'"), ("a.go", "f(\"user_profiles\")"),
      ("a.go", #"log("read from disk, user_profiles")"#),
    ])
  func possible(_ path: String, _ text: String) {
    #expect(found([table], in: path, text) == ["user_profiles:possible"])
  }

  @Test("Classes are named in the singular")
  func classes() {
    #expect(found([table], in: "a.rb", "UserProfile.find(1)") == ["UserProfile:possible"])
    #expect(
      found([table], in: "a.rb", "class UserProfile < ApplicationRecord") == ["UserProfile:certain"]
    )
    #expect(found([table], in: "a.rb", "user_profile = 1") == [])
    #expect(found([table], in: "a.rb", "UserProfiles") == ["UserProfiles:possible"])
    #expect(found([.table("categories")], in: "a.rb", "Category.new") == ["Category:possible"])
    #expect(found([.table("addresses")], in: "a.rb", "Address.new") == ["Address:possible"])
    #expect(found([.table("boss")], in: "a.rb", "Bos.new") == [])
  }

  @Test("Other objects count in SQL")
  func others() {
    let function = CodeQuery.Target.other("refresh_totals")
    #expect(
      found([function], in: "a.go", #"db.Exec("SELECT refresh_totals()")"#)
        == ["refresh_totals:certain"])
    #expect(found([function], in: "a.go", "refresh_totals()") == ["refresh_totals:possible"])
    #expect(found([function], in: "q.sql", "CALL refresh_totals();") == ["refresh_totals:certain"])
    #expect(found([function], in: "a.go", "// refresh_totals") == [])
  }

  @Test("Several names, by their index, in the order of the file")
  func several() {
    let source = SourceText(
      path: "q.sql", "SELECT b.avatar_url FROM user_profiles b JOIN legacy_log l;")
    let uses = CodeQuery([table, column, .table("legacy_log")]).uses(in: source)
    #expect(uses.map(\.name) == [1, 0, 2])
    #expect(
      uses.map(\.location.range) == [SourceRange(9, 19), SourceRange(25, 38), SourceRange(46, 56)])
    #expect(CodeQuery([]).uses(in: source).isEmpty)
  }
}
