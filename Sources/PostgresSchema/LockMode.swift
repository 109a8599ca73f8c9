/// The modes in which PostgreSQL locks a table, from the weakest to the strongest (Explicit Locking,
/// 13.3.1).
package enum LockMode: Int, Hashable, Sendable, CaseIterable {
  case accessShare, rowShare, rowExclusive, shareUpdateExclusive, share, shareRowExclusive
  case exclusive, accessExclusive

  /// The mode as SQL writes it.
  package var sql: String {
    switch self {
    case .accessShare: "ACCESS SHARE"
    case .rowShare: "ROW SHARE"
    case .rowExclusive: "ROW EXCLUSIVE"
    case .shareUpdateExclusive: "SHARE UPDATE EXCLUSIVE"
    case .share: "SHARE"
    case .shareRowExclusive: "SHARE ROW EXCLUSIVE"
    case .exclusive: "EXCLUSIVE"
    case .accessExclusive: "ACCESS EXCLUSIVE"
    }
  }

  /// Whether `SELECT` has to wait.
  package var blocksReads: Bool { self == .accessExclusive }

  /// Whether `INSERT`, `UPDATE` and `DELETE` have to wait.
  package var blocksWrites: Bool { rawValue >= LockMode.share.rawValue }
}

extension LockMode: Comparable {
  package static func < (a: LockMode, b: LockMode) -> Bool { a.rawValue < b.rawValue }
}
