import SourceModel
import Testing

@testable import Rehearsals

@Suite("Schemas are compared object by object")
struct CatalogSnapshotTests {
  private func snapshot(
    _ rows: [(kind: Name, name: Name, owner: Name, definition: Name)]
  ) -> CatalogSnapshot {
    var snapshot = CatalogSnapshot()
    for row in rows {
      snapshot.add(
        CatalogSnapshot.Element(kind: row.kind, name: row.name), owner: row.owner,
        definition: row.definition)
    }
    return snapshot
  }

  private var users: [(kind: Name, name: Name, owner: Name, definition: Name)] {
    [
      ("table", "public.users", "", "OWNER postgres"),
      ("column", "public.users.id", "public.users", "integer NOT NULL"),
      ("column", "public.users.name", "public.users", "text"),
      ("column order", "public.users", "public.users", "id, name"),
    ]
  }

  @Test("Equal schemas do not differ")
  func equal() {
    #expect(snapshot(users).differences(to: snapshot(users.reversed())).isEmpty)
  }

  @Test("What changed, went and came is named with both definitions, by name")
  func differences() {
    var after = users
    after[2].definition = "character varying(20)"
    after.append(("index", "public.by_name", "public.users", "CREATE INDEX"))
    after.remove(at: 1)
    after[2].definition = "name"
    #expect(
      snapshot(users).differences(to: snapshot(after)) == [
        SchemaDifference(kind: "index", name: "public.by_name", before: nil, after: "CREATE INDEX"),
        SchemaDifference(
          kind: "column", name: "public.users.id", before: "integer NOT NULL", after: nil),
        SchemaDifference(
          kind: "column", name: "public.users.name", before: "text",
          after: "character varying(20)"),
      ])
  }

  @Test("Of a table that is missing, its parts are not named")
  func parts() {
    let missing = SchemaDifference(
      kind: "table", name: "public.users", before: "OWNER postgres", after: nil)
    #expect(snapshot(users).differences(to: snapshot([])) == [missing])
    #expect(
      snapshot([]).differences(to: snapshot(users)) == [
        SchemaDifference(
          kind: "table", name: "public.users", before: nil, after: "OWNER postgres")
      ])
  }

  @Test("Nor are the parts of its parts")
  func partsOfParts() {
    let before = snapshot(
      users + [
        ("sequence", "public.users_id_seq", "public.users", "bigint"),
        ("privileges", "public.users_id_seq", "public.users_id_seq", "postgres USAGE"),
      ])
    #expect(before.differences(to: snapshot([])).map(\.name) == ["public.users"])
    #expect(
      before.differences(to: snapshot(users)).map(\.kind) == ["sequence"])
  }

  @Test("The order of columns counts where the columns are the same")
  func columnOrder() {
    var after = users
    after[3].definition = "name, id"
    let differences = snapshot(users).differences(to: snapshot(after))
    #expect(
      differences == [
        SchemaDifference(
          kind: "column order", name: "public.users", before: "id, name", after: "name, id")
      ])
    #expect(differences.map(\.isColumnOrder) == [true])
  }

  @Test("A view whose columns stand in another order differs by that alone")
  func viewOrder() {
    func orders(_ kind: Name, _ before: Name, _ after: Name) -> [Bool] {
      snapshot([(kind, "public.v", "", before)])
        .differences(to: snapshot([(kind, "public.v", "", after)])).map(\.isColumnOrder)
    }
    let before: Name = "AS  SELECT t.a,\n    t.b,\n    t.c\n   FROM t;"
    let moved: Name = "AS  SELECT t.a,\n    t.c,\n    t.b\n   FROM t;"
    #expect(orders("view", before, moved) == [true])
    #expect(orders("materialized view", before, moved) == [true])
    #expect(orders("function", before, moved) == [false])
    #expect(orders("view", before, "AS  SELECT t.a,\n    t.b,\n    t.b\n   FROM t;") == [false])
    #expect(orders("view", "SELECT f(a, b),\n ,\n", "SELECT f(b, a),\n ,\n") == [false])
  }

  @Test(
    "The layout of a routine's body does not matter, what it says does",
    arguments: [
      ("plpgsql", "BEGIN\n  RETURN 1; -- one\nEND", "begin return 1;\tend", true),
      ("sql", "SELECT 'A'", "select 'a'", false), ("sql", "SELECT \"A\"", "SELECT \"a\"", false),
      ("plpgsql", "EXECUTE $x$ A  B $x$", "EXECUTE $x$ A B $x$", false),
      ("plpgsql", "RETURN /* a /* b */ c */ 1", "RETURN 1", true),
      ("sql", "SELECT f( 1 ,2 )", "SELECT f(1, 2)", true),
      ("sql", "SELECT 1 - -1", "SELECT 1 --1", false),
      ("plpgsql", "RETURN 1", "RETURN 2", false),
      ("plpython3u", "if x:\n  y", "if x:\ny", false),
    ])
  func bodies(_ language: String, _ before: String, _ after: String, _ isSame: Bool) {
    func routine(_ body: String) -> CatalogSnapshot {
      let head = "CREATE OR REPLACE FUNCTION public.f()\n LANGUAGE \(language)\nAS "
      let definition = Name(head + "$function$\(body) $function$\n")
      return snapshot([("function", "public.f()", "", definition)])
    }
    #expect(routine(before).differences(to: routine(after)).isEmpty == isSame)
  }

  @Test("Names in two normal forms are two names")
  func normalForms() {
    let composed: Name = "public.caf\u{E9}"
    let decomposed: Name = "public.cafe\u{301}"
    let differences = snapshot([("table", composed, "", "")])
      .differences(to: snapshot([("table", decomposed, "", "")]))
    #expect(Set(differences.map(\.name)) == [composed, decomposed])
  }
}

@Suite("Modes of locks")
struct RelationLockTests {
  @Test(
    "The catalog's spellings are read",
    arguments: [
      ("AccessShareLock", RelationLock.Mode.accessShare), ("RowShareLock", .rowShare),
      ("RowExclusiveLock", .rowExclusive), ("ShareUpdateExclusiveLock", .shareUpdateExclusive),
      ("ShareLock", .share), ("ShareRowExclusiveLock", .shareRowExclusive),
      ("ExclusiveLock", .exclusive), ("AccessExclusiveLock", .accessExclusive),
    ])
  func spelling(_ spelling: String, _ mode: RelationLock.Mode) {
    #expect(RelationLock.Mode(catalogSpelling: spelling) == mode)
  }

  @Test("Another spelling is none", arguments: ["", "SIReadLock", "ShareLocks", "SHARE"])
  func others(_ spelling: String) {
    #expect(RelationLock.Mode(catalogSpelling: spelling) == nil)
  }

  @Test("Readers wait for one mode, writers for the four strongest")
  func conflicts() {
    #expect(RelationLock.Mode.allCases.filter(\.blocksReaders) == [.accessExclusive])
    #expect(
      RelationLock.Mode.allCases.filter(\.blocksWriters) == [
        .share, .shareRowExclusive, .exclusive, .accessExclusive,
      ])
  }

  @Test("Locks are in order of relations, then of strength")
  func order() {
    let locks = [
      RelationLock(relation: "b", mode: .accessShare), RelationLock(relation: "a", mode: .share),
      RelationLock(relation: "a", mode: .rowShare),
    ]
    #expect(locks.sorted() == [locks[2], locks[1], locks[0]])
  }
}
