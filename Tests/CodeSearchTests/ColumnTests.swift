import CodeSearch
import SourceModel
import Testing

@Suite("Uses of a column")
struct ColumnTests {
  @Test(
    "Shapes that are sure",
    arguments: [
      ("a.go", #"db.Query("SELECT avatar_url FROM user_profiles WHERE id = $1")"#),
      ("a.go", "const q = `\n  UPDATE user_profiles\n  SET avatar_url = $1`"),
      ("a.py", #"cur.execute("SELECT avatar_url, "\#n  "name FROM user_profiles")"#),
      ("a.java", #"String q = "SELECT avatar_url " +\#n  "FROM user_profiles";"#),
      ("a.rb", "execute <<~SQL\n  SELECT avatar_url FROM user_profiles\nSQL\n"),
      ("a.php", "$q = <<<SQL\nSELECT avatar_url FROM user_profiles\nSQL;\n"),
      ("q.sql", "SELECT p.avatar_url FROM public.user_profiles p;"),
      ("q.sql", "INSERT INTO \"user_profiles\" (\"avatar_url\") VALUES (1);"),
      ("a.go", "type P struct {\n\tA string `db:\"avatar_url\"`\n}"),
      ("a.go", "type P struct {\n\tA string `gorm:\"column:avatar_url;size:9\"`\n}"),
      ("A.java", "@Column(name = \"avatar_url\")\nString avatar;"),
      ("a.ts", "@Column({ name: 'avatar_url' })\nfoo: string;"),
      ("a.prisma", "model X {\n  a String @map(\"avatar_url\")\n}"),
      ("a.py", "avatar = Column(\"avatar_url\", String)"),
      ("a.py", "class UserProfile(Base):\n    avatar_url = Column(String)\n"),
      ("a.py", "class UserProfile(Base):\n    avatar_url: Mapped[str] = mapped_column()\n"),
      ("a.py", "class UserProfile(models.Model):\n    avatar_url = models.CharField()\n"),
      ("a.ex", "schema \"user_profiles\" do\n  field :avatar_url, :string\nend\n"),
      ("schema.rs", "table! {\n  user_profiles (id) {\n    avatar_url -> Text,\n  }\n}\n"),
      ("a.rs", "user_profiles::avatar_url.eq(1)"),
      ("a.py", "select(user_profiles.c.avatar_url)"),
      ("a.py", "def f(p: UserProfile):\n    return p.avatar_url\n"),
      ("a.ts", "import { UserProfiles } from './m';\nuse(p.avatar_url)\n"),
      ("a.rb", "UserProfile.where(\"avatar_url\" => nil)\n"),
      ("a.php", "UserProfile::query()->select('avatar_url');\n"),
    ])
  func certain(_ path: String, _ text: String) {
    #expect(found([column], in: path, text) == ["avatar_url:certain"])
  }

  @Test(
    "Camel case is the same name for those who map names",
    arguments: ["avatarUrl", "AvatarUrl", "AvatarURL"])
  func camelCase(_ word: String) {
    #expect(found([column], in: "a.ts", "let \(word) = 1") == ["\(word):possible"])
    #expect(
      found([column], in: "a.ts", "const p = new UserProfile(); f(p.\(word))") == [
        "\(word):certain"
      ])
    #expect(
      found([column], in: "a.go", "q := \"SELECT \(word) FROM user_profiles\"") == [
        "\(word):possible"
      ])
  }

  @Test(
    "Words that could mean something else",
    arguments: [
      ("a.go", "avatar_url := 1"), ("a.py", "x.avatar_url"),
      ("a.go", #"db.Query("SELECT avatar_url FROM teams")"#), ("a.rs", "avatar_url -> Text"),
      ("q.sql", "SELECT avatar_url FROM teams; SELECT 1 FROM user_profiles;"),
      ("a.rb", "Team.where(\"avatar_url\" => nil)"), ("a.go", "A string `json:\"avatar_url\"`"),
      ("a.py", "# UserProfile\nx.avatar_url"),
      ("a.py", "def f(p: UserProfile):\n    return Gravatar.avatar_url(p)\n"),
      (
        "a.ex",
        "~H\"\"\"\n<p>from user_profiles, select</p>\n<a href={[sort: \"avatar_url\"]}>\n\"\"\"\n"
      ),
    ])
  func possible(_ path: String, _ text: String) {
    #expect(found([column], in: path, text) == ["avatar_url:possible"])
  }

  @Test(
    "Columns of another table in the same query",
    arguments: [
      ("a.go", "q := `SELECT t.avatar_url FROM teams t JOIN user_profiles u ON u.id = t.id`"),
      ("a.go", #"Select("id").From("user_profiles"); Insert("teams").Columns("avatar_url")"#),
      ("a.go", #"From("user_profiles u").Join("teams t").Where(sq.Eq{"t.avatar_url": 1})"#),
      (
        "a.rs",
        "table! {\n  user_profiles (id) {\n  }\n}\ntable! {\n  t (id) {\n    avatar_url -> Text,"
      ),
      (
        "a.py",
        "class UserProfile(Base):\n    id = Column()\nclass Team(Base):\n    avatar_url = Column()\n"
      ),
    ])
  func others(_ path: String, _ text: String) {
    #expect(found([column], in: path, text) == ["avatar_url:possible"])
  }

  @Test(
    "Columns of the table itself among others",
    arguments: [
      ("a.go", "q := `SELECT u.avatar_url FROM teams t JOIN user_profiles AS u ON u.id = t.id`"),
      ("a.go", "q := `UPDATE user_profiles SET id = 1 RETURNING \"user_profiles\".avatar_url`"),
      ("a.go", #"Delete("teams"); Insert("user_profiles").Columns("id", "avatar_url")"#),
      ("a.go", #"Select("u.avatar_url").From("user_profiles u").Join("teams t")"#),
      (
        "a.rs",
        "table! {\n  t (id) {\n  }\n}\ntable! {\n  user_profiles (id) {\n    avatar_url -> Text,\n"
      ),
    ])
  func own(_ path: String, _ text: String) {
    #expect(found([column], in: path, text) == ["avatar_url:certain"])
  }

  @Test("A name that other tables share proves nothing by itself")
  func shared() {
    let shared = CodeQuery.Target.column(table: "user_profiles", "avatar_url", isShared: true)
    let member = "def f(p: UserProfile):\n    return p.avatar_url\n"
    #expect(found([column], in: "a.py", member) == ["avatar_url:certain"])
    #expect(found([shared], in: "a.py", member) == ["avatar_url:possible"])
    let inner = "q := `SELECT 1 FROM teams WHERE avatar_url IN (SELECT 1 FROM user_profiles)`"
    #expect(found([shared], in: "a.go", inner) == ["avatar_url:possible"])
    let single = "q := `SELECT avatar_url FROM public.user_profiles`"
    #expect(found([shared], in: "a.go", single) == ["avatar_url:certain"])
  }

  @Test("The description of a schema is no use of it")
  func schema() {
    let schema = """
      -- all of it
      CREATE TABLE user_profiles (avatar_url text);
      CREATE INDEX i ON user_profiles (avatar_url);
      COMMENT ON COLUMN user_profiles.avatar_url IS 'x';
      """
    #expect(found([column, table], in: "schema.sql", schema) == [])
  }

  @Test(
    "What is no use",
    arguments: [
      ("a.go", "// SELECT avatar_url FROM user_profiles"), ("a.go", "/* avatar_url */"),
      ("a.py", "# avatar_url"), ("q.sql", "-- SELECT avatar_url FROM user_profiles"),
      ("a.php", "# avatar_url"), ("a.vue", "<!-- avatar_url -->"), ("a.go", "my_avatar_url"),
      ("a.go", "avatar_urls"), ("a.go", "avatarurl"), ("a.html", "<p class='avatar-url'>"),
      ("a.html", "<p class='big-avatar_url'>"), ("a.go", "user_profiles"), ("a.ts", "avatarUrl2"),
    ])
  func none(_ path: String, _ text: String) {
    #expect(found([column], in: path, text) == [])
  }

  @Test("Names that say little count by their shape only")
  func weak() {
    let status = CodeQuery.Target.column(table: "user_profiles", "status")
    #expect(found([status], in: "a.go", "status := 1") == [])
    #expect(found([status], in: "a.py", "UserProfile.status") == [])
    #expect(found([status], in: "a.go", "A int `db:\"status\"`") == [])
    #expect(
      found([status], in: "a.go", "q := `SELECT status FROM user_profiles`") == ["status:certain"])
    #expect(
      found([status], in: "a.go", "q := `SELECT status FROM teams`; w := `user_profiles`") == [])
    #expect(
      found([status], in: "a.go", "type UserProfile struct {\n\tA int `db:\"status\"`\n}")
        == ["status:certain"])
    let id = CodeQuery.Target.column(table: "user_profiles", "id")
    #expect(found([id], in: "a.go", "id") == [])
  }
}
