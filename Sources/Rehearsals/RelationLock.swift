package import SourceModel

/// A lock on a table, an index or another relation.
package struct RelationLock: Hashable, Sendable, Comparable {
  /// The modes of PostgreSQL's table-level locks, weakest first (Explicit Locking, 13.3.1).
  package enum Mode: String, Hashable, Sendable, CaseIterable {
    case accessShare = "ACCESS SHARE"
    case rowShare = "ROW SHARE"
    case rowExclusive = "ROW EXCLUSIVE"
    case shareUpdateExclusive = "SHARE UPDATE EXCLUSIVE"
    case share = "SHARE"
    case shareRowExclusive = "SHARE ROW EXCLUSIVE"
    case exclusive = "EXCLUSIVE"
    case accessExclusive = "ACCESS EXCLUSIVE"

    /// Reads a mode as `pg_locks` spells it: `AccessShareLock`.
    package init?(catalogSpelling spelling: String) {
      guard
        let mode = Mode.allCases.first(where: {
          $0.rawValue.split(separator: " ").map { $0.prefix(1) + $0.dropFirst().lowercased() }
            .joined() + "Lock" == spelling
        })
      else { return nil }
      self = mode
    }

    /// Whether it conflicts with the lock of a `SELECT`.
    package var blocksReaders: Bool { self == .accessExclusive }

    /// Whether it conflicts with the lock of an `INSERT`, `UPDATE` or `DELETE`.
    package var blocksWriters: Bool { strength >= Mode.share.strength }

    /// The place in the order of modes, from 0.
    var strength: Int { Mode.allCases.firstIndex(of: self) ?? 0 }
  }

  /// The relation, qualified by its schema.
  package let relation: Name
  /// How it is locked.
  package let mode: Mode

  /// Names a lock.
  package init(relation: Name, mode: Mode) {
    self.relation = relation
    self.mode = mode
  }

  package static func < (a: RelationLock, b: RelationLock) -> Bool {
    (a.relation, a.mode.strength) < (b.relation, b.mode.strength)
  }
}
