import Rehearsals
import SourceModel

/// The relations that stand there before a migration, and what its statements do to them.
struct Observation {
  private struct Relation {
    let name: Name
    /// The table of an index.
    let table: Name?
    var storage: Name
  }

  private var relations: [Name: Relation] = [:]
  /// The locks that the open transaction was seen to hold.
  private var held: Set<RelationLock> = []

  /// Takes down all relations.
  init(of connection: borrowing Connection) throws(Stop) {
    for row in try connection.run(Observation.inventory).rows where row.count == 4 {
      guard let id = row[0], let name = row[1] else { continue }
      relations[id] = Relation(name: name, table: row[2], storage: row[3] ?? "")
    }
  }

  /// The tables to which others could write.
  var tables: [Name] {
    relations.values.filter { $0.table == nil && $0.storage != "0" }.map(\.name).sorted()
  }

  /// Begins a transaction: no lock is held.
  mutating func begin() { held = [] }

  /// What the session's open transaction did since it was looked at last.
  mutating func look(
    at line: Int, in connection: borrowing Connection
  ) throws(Stop) -> RehearsedStatement {
    let query = Observation.locks("pg_catalog.pg_backend_pid()") + " UNION ALL " + Observation.files
    let answer = try connection.run(query)
    let locks = locks(in: answer)
    let taken = locks.subtracting(held)
    held.formUnion(locks)
    return RehearsedStatement(
      line: line, locks: taken.sorted(), rewritten: rewritten(in: answer), isObserved: true)
  }

  /// The locks that another session holds or waits for.
  func locks(of process: Int, in connection: borrowing Connection) throws(Stop) -> [RelationLock] {
    locks(in: try connection.run(Observation.locks(Name("\(process)")))).sorted()
  }

  /// The relations that were written anew since they were looked at last.
  mutating func rewritten(in connection: borrowing Connection) throws(Stop) -> [Name] {
    rewritten(in: try connection.run(Observation.files))
  }

  private func locks(in answer: Connection.Answer) -> Set<RelationLock> {
    var found: Set<RelationLock> = []
    for row in answer.rows where row.count == 3 && row[0] == "lock" {
      guard let id = row[1], let relation = relations[id],
        let mode = row[2].flatMap({ RelationLock.Mode(catalogSpelling: $0.text) })
      else { continue }
      found.insert(RelationLock(relation: relation.name, mode: mode))
    }
    return found
  }

  private mutating func rewritten(in answer: Connection.Answer) -> [Name] {
    var changed: [Relation] = []
    for row in answer.rows where row.count == 3 && row[0] == "file" {
      guard let id = row[1], let storage = row[2], let relation = relations[id],
        relation.storage != storage
      else { continue }
      relations[id]?.storage = storage
      changed.append(relation)
    }
    let tables = Set(changed.filter { $0.table == nil }.map(\.name))
    return changed.filter { $0.table.map { !tables.contains($0) } ?? true }.map(\.name).sorted()
  }

  /// Everything with a name of its own that can be locked or stored.
  private static let inventory: Name = """
    SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname),
      (SELECT pg_catalog.format('%I.%I', m.nspname, t.relname) FROM pg_catalog.pg_index i
        JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
        JOIN pg_catalog.pg_namespace m ON m.oid = t.relnamespace WHERE i.indexrelid = c.oid),
      c.relfilenode
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'i', 'I')
      AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    """

  private static let files: Name = """
    SELECT 'file', c.oid::text, c.relfilenode::text FROM pg_catalog.pg_class c
    WHERE c.relkind IN ('r', 'm', 'i') AND c.oid >= 16384 AND c.relfilenode <> 0
    """

  private static func locks(_ process: Name) -> Name {
    "SELECT 'lock', relation::text, mode FROM pg_catalog.pg_locks WHERE locktype = 'relation' AND pid = "
      + process
  }
}
