import GitHistory
import ReleaseModel
import ReleaseRecords
import SourceModel

/// How rows are brought over, and how long two places are written at once.
enum Backfills {
  static let undeclared = FindingRule(
    "release/backfill-undeclared", "Rows changed without a plan for it", severity: nil,
    rationale: """
      A statement that writes the rows of a table in use locks them, may stop half-way, and may be \
      run twice. Somebody must have thought of each.
      """,
    remedy: """
      Write an entry under `backfills` for the table: `table`, `batch`, `idempotent` (why it may \
      run twice), `verify` (a query file) and `counts`.
      """,
    example: RecordTrials.record(
      "title: Names", before: RecordTrials.shipped, RecordTrials.update),
    nearMiss: RecordTrials.record(
      "backfills: [{table: users}]", before: RecordTrials.shipped, RecordTrials.update))

  static let incomplete = FindingRule(
    "release/backfill-incomplete", "Backfill without batch, repetition or check", severity: nil,
    isCompleteness: true,
    rationale: """
      A backfill is done when a query says so. Without batches it blocks, without a reason why it \
      may run twice it cannot be resumed, without counts nobody knows whether it was whole.
      """,
    remedy: """
      Write `batch` above 0, `idempotent`, `verify` with the path of a query at `after`, and the \
      names of its `counts`.
      """,
    example: RecordTrials.record("backfills: [{table: users, batch: 1000}]"),
    nearMiss: RecordTrials.record(
      """
      backfills:
        - table: users
          batch: 1000
          idempotent: only rows without a name are written
          verify: db/verify.sql
          counts: [rows_without_name]
      """, "-- file: db/verify.sql\nSELECT count(*) FROM users WHERE name IS NULL;\n"))

  static let exceeded = FindingRule(
    "release/dual-write-exceeded", "Two places written for longer than planned", severity: .error,
    rationale: """
      Each release in which two places are written is one in which they can come to differ. It was \
      meant to be short.
      """,
    remedy: "Switch the reads and stop the second write, or plan it anew with a reason.",
    example: RecordTrials.record("dual_write: {from_tag: v0.9.0, max_releases: 1}"),
    nearMiss: RecordTrials.record("dual_write: {from_tag: v1.0.0, max_releases: 1}"))

  static let rules = [undeclared, incomplete, exceeded]

  /// The rules of statements that write rows which a release has carried.
  private static let writing: Set<RuleID> = [
    "sql/update-without-where", "sql/delete-without-where", "sql/backfill-unbatched",
    "sql/backfill-with-ddl", "sql/bulk-copy-in-migration", "sql/rows-written",
  ]

  /// What is found of a record.
  static func facts(_ ground: RecordGround) -> [ReleaseFact] {
    statements(ground) + entries(ground) + dualWrite(ground)
  }

  private static func statements(_ ground: RecordGround) -> [ReleaseFact] {
    ground.scene.changes.filter { change in
      writing.contains(change.rule)
        && !ground.record.backfills.contains { Selector.names($0.table.value, in: change.element) }
    }.map { change in
      ReleaseFact(
        undeclared,
        "rows of '\(change.element.text)' were written, and no backfill was declared for them",
        element: change.element, facts: change.fingerprint, path: change.primary?.path,
        place: change.primary)
    }
  }

  private static func entries(_ ground: RecordGround) -> [ReleaseFact] {
    ground.record.backfills.compactMap { entry in
      var keys: [String] = []
      if (entry.batch?.value ?? 0) <= 0 { keys.append("batch") }
      if RecordIdentity.isPlaceholder(entry.idempotent?.value ?? "") { keys.append("idempotent") }
      if entry.verify == nil { keys.append("verify") }
      if entry.counts.isEmpty { keys.append("counts") }
      guard !keys.isEmpty else { return nil }
      let list = keys.map { "'\($0)'" }.joined(separator: ", ")
      return ground.fact(
        incomplete, "the backfill of '\(entry.table.value)' was planned without \(list)",
        at: entry.range, of: entry.table.value, keys.joined(separator: " "))
    }
  }

  private static func dualWrite(_ ground: RecordGround) -> [ReleaseFact] {
    guard let dualWrite = ground.record.dualWrite,
      let from = ReleaseVersion(tag: dualWrite.from.value)
    else { return [] }
    // The release that began it does not count, and the one that is judged does.
    let count = ground.scene.releases.count { release in
      !release.version.isPreRelease && !release.version.precedes(from)
    }
    let begins = ground.scene.releases.contains { $0.tag == dualWrite.from.value }
    if begins, count <= dualWrite.maxReleases.value { return [] }
    let what =
      begins
      ? "for \(count) releases, and at most \(dualWrite.maxReleases.value) were planned"
      : "from '\(dualWrite.from.value)' on, and no such tag is before the range"
    return [
      ground.fact(
        exceeded, "two places were written \(what)", at: dualWrite.from.range, of: "dual_write",
        "\(count) \(begins)")
    ]
  }
}
