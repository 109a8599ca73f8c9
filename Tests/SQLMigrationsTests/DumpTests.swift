import FormatKit
import ReleaseModel
import SQLMigrations
import SourceModel
import Testing

/// Dumps beside chains of migrations.
struct DumpTests {
  private static let base = """
    -- file: db/migrations/20260101000000_base.sql
    CREATE TABLE orders (id serial PRIMARY KEY, note text DEFAULT 'none');

    """
  private static let next = """
    -- file: db/migrations/20260201000000_change.sql
    ALTER TABLE orders ADD COLUMN hint varchar(20);

    """
  /// What pg_dump prints of the first migration, with more columns.
  private static func dump(_ columns: String = "", at path: String = "db/schema.sql") -> String {
    """
    -- file: \(path)
    -- PostgreSQL database dump
    SELECT pg_catalog.set_config('search_path', '', false);
    CREATE TABLE public.orders (id integer NOT NULL, note text DEFAULT 'none'::text\(columns));
    CREATE SEQUENCE public.orders_id_seq AS integer START WITH 1 INCREMENT BY 1;
    ALTER SEQUENCE public.orders_id_seq OWNED BY public.orders.id;
    CREATE TABLE public.schema_migrations (version character varying(128) NOT NULL);
    ALTER TABLE ONLY public.orders
      ALTER COLUMN id SET DEFAULT nextval('public.orders_id_seq'::regclass);
    ALTER TABLE ONLY public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

    """
  }

  private func compare(_ before: String, _ after: String) -> ChainComparison {
    MigrationFormat.compare(ChainScene(example: before, after))
  }

  private func said(_ before: String, _ after: String) -> [String] {
    compare(before, after).chains.flatMap(\.changes).filter { $0.rule.text.contains("dump") }
      .map(\.message)
  }

  @Test func aDumpThatWasLeftBehindIsTold() {
    #expect(
      said(Self.base + Self.dump(), Self.base + Self.next + Self.dump()) == [
        "dump 'db/schema.sql' fell behind its migrations: it lacks column 'orders.hint'"
      ])
  }

  @Test func aDumpThatFollowsIsExplainedByTheChain() {
    let comparison = compare(
      Self.base + Self.dump(),
      Self.base + Self.next + Self.dump(",\n hint character varying(20)"))
    #expect(
      !comparison.chains.flatMap(\.changes).contains { $0.rule.text.hasPrefix("sql/dump") })
    #expect(comparison.claimed.contains("db/schema.sql"))
  }

  @Test func whatWasOtherwiseBeforeIsNotToldAgain() {
    #expect(
      said(
        Self.base + Self.dump(", old text"),
        Self.base + Self.next + Self.dump(", old text, hint character varying(20)")
      ).isEmpty)
  }

  @Test func aDumpThatCatchesUpIsNotTold() {
    #expect(
      said(
        Self.base + Self.next + Self.dump(),
        Self.base + Self.next + Self.dump(", hint character varying(20)")
      ).isEmpty)
  }

  @Test func aDumpThatChangesAloneIsToldAndComparedByItself() {
    let (before, after) = (Self.base + Self.dump(), Self.base + Self.dump(", extra integer"))
    #expect(
      said(before, after) == [
        "dump 'db/schema.sql' changed, and none of its migrations did: it has column"
          + " 'orders.extra' that nothing makes"
      ])
    #expect(!compare(before, after).claimed.contains("db/schema.sql"))
  }

  @Test(arguments: [
    // Nobody can tell what the statement makes.
    "DO $$ BEGIN EXECUTE 'ALTER TABLE ' || 'orders ADD COLUMN x int'; END $$;",
    // A function of the chain's own, or of an extension, may make anything.
    "SELECT add_columns('orders');",
    // The table was made before the chain begins.
    "ALTER TABLE invoices ADD COLUMN paid bool;",
  ])
  func ofAChainThatIsNotWholeNothingIsSaid(_ statement: String) {
    let more = "-- file: db/migrations/20260115000000_more.sql\n\(statement)\n"
    let comparison = compare(
      Self.base + more + Self.dump(), Self.base + more + Self.next + Self.dump())
    #expect(
      !comparison.chains.flatMap(\.changes).contains { $0.rule.text.hasPrefix("sql/dump") })
    #expect(!comparison.claimed.contains("db/schema.sql"))
  }

  @Test func ofADumpOfTwoChainsNothingIsSaid() {
    let other = """
      -- file: db/other/20260101000000_base.sql
      CREATE TABLE lines (id int);
      -- file: db/other/20260102000000_more.sql
      CREATE TABLE more (id int);

      """
    let first = Self.base.replacingPath("db/migrations", "db/main")
    let next = Self.next.replacingPath("db/migrations", "db/main")
    let ahead = "CREATE TABLE public.lines (id integer); CREATE TABLE public.more (id integer);\n"
    #expect(
      said(first + other + Self.dump() + ahead, first + next + other + Self.dump() + ahead).isEmpty)
  }

  @Test(arguments: ["db/migrations/schema.sql", "db/schemas/generated_schema.sql", "structure.sql"])
  func dumpsAreFoundNearTheChain(_ path: String) {
    #expect(
      said(Self.base + Self.dump(at: path), Self.base + Self.next + Self.dump(at: path)).count == 1)
  }
}

extension String {
  fileprivate func replacingPath(_ path: String, _ other: String) -> String {
    split(separator: path, omittingEmptySubsequences: false).joined(separator: other)
  }
}
