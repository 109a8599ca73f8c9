import CallShapes
import SourceModel
import TestSupport
import Testing

/// Whatever stands in a file, reading ends soon, and each range lies inside.
@Suite struct HostileTests {
  /// A language with a small migration in it.
  enum Language: CaseIterable {
    case alembic, django, ecto

    var sample: String {
      switch self {
      case .alembic: HostileTests.alembic
      case .django: HostileTests.django
      case .ecto: HostileTests.ecto
      }
    }

    /// A migration around an expression, or around statements.
    func migration(_ inside: String) -> String {
      switch self {
      case .alembic: "revision = 'a'\ndef upgrade():\n  x(\(inside))\n"
      case .django: "class Migration(m.Migration):\n  operations = [\(inside)]\n"
      case .ecto: "defmodule A do\nuse Ecto.Migration\ndef up do\nx(\(inside))\nend\nend\n"
      }
    }

    /// Reads, and looks at every range; nil if the file is no migration.
    @discardableResult
    func read(_ bytes: [UInt8]) -> CallShapeReading? {
      let source = SourceText(path: "x/migrations/1_a.py", bytes: bytes)
      let reading =
        switch self {
        case .alembic: CallShapeReading.alembic(source)
        case .django: CallShapeReading.django(source, app: "x")
        case .ecto: CallShapeReading.ecto(source)
        }
      for range in reading?.ranges ?? [] where Int(range.upper) > bytes.count {
        Issue.record("\(range) is not inside \(bytes.count) bytes")
      }
      return reading
    }

    @discardableResult
    func read(_ text: String) -> CallShapeReading? { read(Array(text.utf8)) }
  }

  private static let alembic = """
    '''doc'''
    from alembic import op
    import sqlalchemy as sa
    revision: str = "a"
    down_revision = ('b', "c")
    T = 'tab' 'le'
    def helper(t, *, n=None):
        for x, y in [('a', 1), ("b", -2)]:
            op.add_column(t, sa.Column(x, sa.String(length=36), nullable=False))
    def upgrade():
        with op.batch_alter_table(T, schema=None) as batch_op:
            batch_op.alter_column('c', type_=sa.Integer(), server_default=sa.text("now()"))
        if x: op.execute(f"drop {T}"); op.execute(r'''a\\d''' % {'k': 1})
        helper(T, n=lambda a: a[1:2])
    def downgrade():
        raise NotImplementedError()
    """

  private static let django = """
    class Migration(migrations.Migration):
        atomic = False
        dependencies = [('a', '0001')]
        operations = [
            migrations.CreateModel(name='M', fields=[('id', models.AutoField(primary_key=True)),
                ('o', models.ForeignKey(to='self', on_delete=models.CASCADE))],
                options={'unique_together': {('id', 'o')}}),
            migrations.AddField('m', 'x', models.CharField(max_length=9, default='')),
            migrations.AlterField('m', 'x', models.TextField(null=True)),
            migrations.RenameModel('M', 'N'),
            migrations.RunSQL(["a", ("b", None)], reverse_sql='c'),
        ]
    """

  private static let ecto = """
    defmodule A do
      use Ecto.Migration
      @t "t"
      def change do
        create table(:t, primary_key: false) do
          add :a, {:array, :string}, default: [], null: false
          timestamps(type: :utc_datetime)
        end
        create index(:t, [:a, "lower(b)"], where: "x > 1", concurrently: true)
        for x <- ~w(a b)a do
          execute "drop #{x} #{@t}", ~S\"\"\"
          a
          \"\"\"
        end
        if true, do: flush(), else: (fn -> :ok end)
      end
    end
    """

  @Test(arguments: Language.allCases) func piecesOfAFile(_ language: Language) {
    let bytes = Array(language.sample.utf8)
    #expect(language.read(bytes) != nil)
    for end in bytes.indices {
      language.read(Array(bytes[..<end]))
      language.read(Array(bytes[end...]))
    }
  }

  @Test(arguments: Language.allCases) func mutations(_ language: Language) {
    var random = SplitMix64(seed: 7)
    let marks = Array("\"'()[]{}#:,\\\n %f@~&=.".utf8) + [0, 0xC3, 0xFF]
    for _ in 0..<600 {
      var bytes = Array(language.sample.utf8)
      for _ in 0..<3 {
        let index = Int.random(in: bytes.indices, using: &random)
        bytes[index] = marks[Int.random(in: marks.indices, using: &random)]
      }
      language.read(bytes)
    }
  }

  @Test(arguments: Language.allCases) func filesOfAnotherLanguage(_ language: Language) {
    for other in Language.allCases { language.read(other.sample) }
  }

  @Test(
    arguments: [
      (
        Language.alembic,
        ["(", "[", "{", "f(", "a.", "-", "not ", "[(", "lambda: ", "{a: ", "a = "]
      ),
      (.django, ["[", "{", "f(", "[("]),
      (.ecto, ["(", "[", "{", "f(", "a.", "%{a: ", "f a, ", "if "]),
    ])
  func depth(_ language: Language, _ openings: [String]) {
    let pairs: [Character: Character] = ["(": ")", "[": "]", "{": "}"]
    for open in openings {
      let nest = String(repeating: open, count: 20_000)
      let closing = String(open.reversed().compactMap { pairs[$0] })
      let close = String(repeating: closing, count: 20_000)
      #expect(language.read(language.migration(nest + "a" + close)) != nil)
      language.read(language.migration(nest))
    }
  }

  @Test func depthOfBlocks() throws {
    let ifs = (2..<600).map { String(repeating: " ", count: $0) + "if x:\n" }.joined()
    let python = try #require(Language.alembic.read("revision = 'a'\ndef upgrade():\n\(ifs)"))
    #expect(python.up.hasGap("it is nested too deep"))
    let inside =
      "x()\n" + String(repeating: "if x do\n", count: 20_000) + "create index(:t, [:a])\n"
    let ends = String(repeating: "end\n", count: 20_000)
    let text = "defmodule A do\nuse Ecto.Migration\ndef up do\n\(inside)\(ends)end\nend\n"
    let elixir = try #require(Language.ecto.read(text))
    #expect(elixir.up.hasGap("it is nested too deep"))
  }

  @Test(arguments: Language.allCases) func longRuns(_ language: Language) {
    for piece in [
      "\n", ",", ",\n", " ", "\t\n", "a", "a,", "'a' ", "'a' + ", "a\n", ";", "#\n", ":a, ",
    ] {
      let run = String(repeating: piece, count: 20_000)
      language.read(language.migration("a,\n" + run + "|> a"))
      language.read(run + language.sample)
    }
  }

  @Test(arguments: Language.allCases) func textsWithoutEnd(_ language: Language) {
    for quote in [
      "'", "\"", "'''", "\"\"\"", "f'{", "f\"\"\"{{{", "r'\\", "~S(", "~s\"\"\"", ":\"", "\"#{",
    ] {
      let text = String(repeating: "a \(quote)\n", count: 2_000)
      language.read(language.migration(quote))
      language.read(language.migration(text))
      language.read(text)
    }
  }

  @Test(arguments: Language.allCases) func otherEncodings(_ language: Language) {
    let text = language.sample
    let wide: [UInt8] = [0xFE, 0xFF] + Array(text.utf8.map { [0, $0] }.joined())
    #expect(language.read(wide) == nil)
    #expect(language.read([0xEF, 0xBB, 0xBF] + Array(text.utf8)) != nil)
    for byte: UInt8 in [0, 0x80, 0xFF] {
      language.read([UInt8](repeating: byte, count: 50_000))
      language.read(Array(text.utf8) + [UInt8](repeating: byte, count: 1_000) + Array(text.utf8))
    }
  }

  // MARK: Repetitions

  private static let tooMany = "too many repetitions"

  @Test func loopsInLoops() throws {
    let elements = (0..<50).map { "'a\($0)'" }.joined(separator: ", ")
    let fors = (1...10).map { String(repeating: " ", count: $0) + "for x\($0) in (\(elements)):\n" }
    let python = try #require(
      Language.alembic.read(
        "from alembic import op\nrevision = 'a'\ndef upgrade():\n\(fors.joined())"
          + "           op.drop_table(x9)\n op.drop_table('b')\n"))
    #expect(python.up.gaps == [Self.tooMany])
    #expect(python.up.steps.count > 1_000)

    let words = (0..<50).map { "a\($0)" }.joined(separator: " ")
    let opens = (1...10).map { "for x\($0) <- ~w(\(words))a do\n" }.joined()
    let elixir = try #require(
      Language.ecto.read(
        "defmodule A do\nuse Ecto.Migration\ndef change do\n\(opens)drop table(x9)\n"
          + String(repeating: "end\n", count: 12)))
    #expect(elixir.up.gaps == [Self.tooMany])
    #expect(elixir.down?.steps.count ?? 0 > 1_000)
  }

  @Test func columnsInLoops() throws {
    let words = (0..<50).map { "a\($0)" }.joined(separator: " ")
    let opens = (1...10).map { "for x\($0) <- ~w(\(words))a do\n" }.joined()
    let elixir = try #require(
      Language.ecto.read(
        "defmodule A do\nuse Ecto.Migration\ndef change do\ncreate table(:t) do\n\(opens)"
          + "add x9, :text\n" + String(repeating: "end\n", count: 13)))
    #expect(elixir.up.gaps == [Self.tooMany])
  }

  @Test func namesOfNames() throws {
    var doubling = "from alembic import op\nrevision = 'a'\na0 = ['x', 'y']\nt0 = 'xy'\n"
    for index in 1..<60 {
      doubling += "a\(index) = a\(index - 1) + a\(index - 1)\n"
      doubling += "t\(index) = [t\(index - 1), t\(index - 1), t\(index - 1), t\(index - 1)]\n"
      doubling += "s\(index) = '''\(index)''' + f'{s\(index - 1)}{s\(index - 1)}'\n"
    }
    for name in ["a9", "t5", "s9", "a59", "t59", "s59"] {
      let use = "def upgrade():\n  op.create_index('i', 't', \(name))\n"
      let reading = try #require(Language.alembic.read(doubling + use))
      #expect(reading.up.steps.count == 1)
    }
  }

  @Test func longTextUsedOften() throws {
    let sql = "S = '''select \(String(repeating: "1, ", count: 5_000)) 1'''\n"
    let calls = String(repeating: "  op.execute(S)\n", count: 1_000)
    let python = try #require(
      Language.alembic.read(
        "from alembic import op\nrevision = 'a'\n\(sql)def upgrade():\n\(calls)"))
    #expect(python.up.gaps == [Self.tooMany])
    let django = try #require(
      Language.django.read(
        "\(sql)A = [m.RunSQL(S)\(String(repeating: ", m.RunSQL(S)", count: 1_000))]\n"
          + "class Migration(m.Migration):\n  operations = A\n"))
    #expect(django.up.gaps == [Self.tooMany])
  }

  @Test func listsUsedOften() throws {
    let columns = (0..<1_000).map { "'c\($0)'" }.joined(separator: ", ")
    let calls = String(repeating: "  op.create_index('i', 't', A)\n", count: 1_000)
    let python = try #require(
      Language.alembic.read(
        "from alembic import op\nrevision = 'a'\nA = [\(columns)]\ndef upgrade():\n\(calls)"))
    #expect(python.up.gaps == [Self.tooMany])
  }

  @Test func operationsOfOperations() throws {
    var text = "A0 = [m.RunSQL('a')]\n"
    for index in 1..<6 {
      let inner = "m.SeparateDatabaseAndState(A\(index - 1), [])"
      text += "A\(index) = [\(inner)\(String(repeating: ", \(inner)", count: 20))]\n"
    }
    let reading = try #require(
      Language.django.read("\(text)class Migration(m.Migration):\n  operations = A3 * 2\n"))
    #expect(!reading.up.gaps.isEmpty)
    let nested = try #require(
      Language.django.read(
        "\(text)class Migration(m.Migration):\n  operations = [\(String(repeating: "*A2,", count: 9))"
          + String(repeating: "m.SeparateDatabaseAndState(A2, []),", count: 1_000) + "]\n"))
    #expect(nested.up.gaps.contains(Self.tooMany))
  }

  @Test func manyFieldsOfAModel() throws {
    let fields = (0..<3_000).map { "m.AddField('m', 'f\($0)', m.TextField())" }
    let reading = try #require(
      Language.django.read(
        "class Migration(m.Migration):\n  operations = [\(fields.joined(separator: ","))]\n"))
    #expect(reading.up.steps.count == 3_000)
    #expect(reading.up.gaps == ["a table cannot have so many columns"])
  }

  @Test func circles() throws {
    let calls = (0..<20).map { "def f\($0)():\n  f\(($0 + 1) % 20)()\n  f\(($0 + 2) % 20)()\n" }
    let python = try #require(
      Language.alembic.read("revision = 'a'\n\(calls.joined())def upgrade():\n  f0()\n"))
    #expect(!python.up.gaps.isEmpty)
    let wide = "  f(\(String(repeating: "f(), ", count: 500)))\n"
    let again = try #require(
      Language.alembic.read("revision = 'a'\ndef f():\n\(wide)def upgrade():\n\(wide)"))
    #expect(again.up.gaps.contains(Self.tooMany))
    let functions = (0..<20).map {
      "def f\($0) do\n  f\(($0 + 1) % 20)()\n  f\(($0 + 2) % 20)()\nend\n"
    }
    let elixir = try #require(
      Language.ecto.read(
        "defmodule A do\nuse Ecto.Migration\n\(functions.joined())def up do\n  f0()\n  execute &f0/0\n"
          + "end\ndef f20, do: execute(&f20/0)\nend\n"))
    #expect(!elixir.up.gaps.isEmpty)
  }
}

extension CallShapeReading.Script {
  /// The reasons why steps are not read, each once, in the order in which they first occur.
  fileprivate var gaps: [String] {
    var gaps: [String] = []
    for case .partlyRead(let reason, _) in steps where !gaps.contains(reason) {
      gaps.append(reason)
    }
    return gaps
  }

  fileprivate func hasGap(_ reason: String) -> Bool { gaps.contains(reason) }
}
