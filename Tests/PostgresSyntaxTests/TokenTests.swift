import PostgresSyntax
import SourceModel
import Testing

/// Tokens as text, and comments.
struct TokenTests {
  @Test(arguments: [
    ("SELECT  1;", "select 1 ;"), ("select/*a/*b*/c*/1--x\n;", "select 1 ;"),
    ("a.\"B c\" = 'It''s'", "a . \"B c\" = 'It''s'"), ("E'a\\'b' c", "E'a\\'b' c"),
    ("U&'x' U&\"Y\" B'01' x'1F'", "U&'x' U&\"Y\" B'01' x'1F'"),
    ("$$a ; b$$ $x$ $$ $x$", "$$a ; b$$ $x$ $$ $x$"), ("$1 + 2.5e-3", "$1 + 2.5e-3"),
    ("a::int[1:2] := b", "a :: int [ 1 : 2 ] := b"), ("1..10", "1 . .10"),
    ("a$b <> 1_000", "a$b <> 1_000"), ("a-- x\r\n-b", "a - b"), ("a<--b\nc", "a < c"),
    ("a<@b", "a <@ b"), ("é", "é"), ("'a\r\nb'", "'a\nb'"),
    ("{{ .X }}.t ${a} {b}", "{{ .X }} . t ${a} {b}"),
    ("", ""),
  ])
  func joins(_ sql: String, _ expected: String) {
    #expect(SQLScript.tokens(of: Array(sql.utf8)) == Name(expected))
  }

  @Test(arguments: [
    ("a b", "ab"), ("'a'", "\"a\""), ("'a b'", "a b"), ("1", "2"), ("\"A\"", "\"a\""),
    ("COPY t FROM stdin;\n1\n\\.\n", "COPY t FROM stdin;\n2\n\\.\n"), ("\\a", "\\b"),
    ("'a", "'b"), ("$$ a $$", "$$ a  $$"),
  ])
  func tellsApart(_ one: String, _ other: String) {
    #expect(SQLScript.tokens(of: Array(one.utf8)) != SQLScript.tokens(of: Array(other.utf8)))
  }

  @Test func readsAPart() {
    let sql = Array("a; b; c".utf8)
    #expect(SQLScript.tokens(of: sql, in: 3..<5) == "b ;")
    #expect(SQLScript.tokens(of: sql, in: 3..<500) == "b ; c")
  }

  @Test func findsComments() {
    let sql = "a -- irreversible: x \r\n'--' /* b\n */ $$ -- no $$ --"
    let comments = SQLScript.markers(of: Array(sql.utf8))
    #expect(comments.map(\.text) == ["irreversible: x", "b", ""])
    #expect(
      comments.map { text($0.range, of: sql) } == ["-- irreversible: x ", "/* b\n */", "--"])
  }

  @Test func namesItsGrammar() {
    #expect(SQLScript.grammarVersion.hasPrefix("PostgreSQL 1"))
  }
}
