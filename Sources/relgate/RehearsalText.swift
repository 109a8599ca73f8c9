import Rehearsals
import Reporting
import SourceModel

/// Writes the result of a rehearsal for people.
enum RehearsalText {
  /// A line for each migration, below it what it blocked, what failed and what differs.
  static func text(of result: RehearsalResult) -> String {
    let place = result.server.isEphemeral ? ", started for this and removed" : ""
    var lines = ["PostgreSQL \(visible(result.server.version))\(place)"]
    for chain in result.chains { lines += self.lines(of: chain) }
    lines += ["", summary(of: result)]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of chain: RehearsedChain) -> [String] {
    let base =
      switch chain.base {
      case .built: "on the schema of \(counted(chain.baseFiles.count, "script"))"
      case .found: "on the schema that was there"
      case .failed: "the schema before could not be made"
      }
    var lines = ["", "\(visible(chain.folder.text)) (\(chain.layout)), \(base)"]
    if let failure = chain.failure { lines.append("  \(sentence(failure))") }
    let names = chain.migrations.map { visible($0.title) }
    let width = min(names.map { $0.unicodeScalars.count }.max() ?? 0, 60)
    for (migration, name) in zip(chain.migrations, names) {
      let gap = String(repeating: " ", count: max(0, width - name.unicodeScalars.count))
      lines.append("  \(name)\(gap)  \(migration.sentence)")
      lines += details(of: migration).map { "      \($0)" }
    }
    return lines
  }

  private static func details(of migration: RehearsedMigration) -> [String] {
    var lines = migration.failure.map { [sentence($0)] } ?? []
    lines += work(of: migration.up)
    lines += migration.differences.map(sentence)
    if let failure = migration.againFailure { lines.append("again: \(sentence(failure))") }
    lines += migration.againDifferences.map { "again: \(sentence($0))" }
    return lines
  }

  /// What the statements of a script kept others from, by line.
  private static func work(of script: RehearsedScript) -> [String] {
    script.statements.compactMap { statement in
      let locks = blocking(statement).map { mode, relations in
        let blocked = mode.blocksReaders ? "reads and writes" : "writes"
        return "\(mode.rawValue) on \(relations.joined(separator: ", ")) blocks \(blocked)"
      }
      let rewritten = statement.rewritten.map { "\(visible($0.text)) is rewritten" }
      let unseen = statement.isObserved ? [] : ["its locks could not be seen"]
      let facts = locks + rewritten + unseen
      return facts.isEmpty ? nil : "line \(statement.line): \(facts.joined(separator: ", "))"
    }
  }

  /// The relations that a statement kept others from, each under its strongest mode.
  private static func blocking(
    _ statement: RehearsedStatement
  ) -> [(mode: RelationLock.Mode, relations: [String])] {
    let strongest = Dictionary(
      statement.locks.map { ($0.relation, $0) }, uniquingKeysWith: { max($0, $1) })
    return RelationLock.Mode.allCases.reversed().filter(\.blocksWriters).compactMap { mode in
      let relations = strongest.values.filter { $0.mode == mode }.sorted()
      return relations.isEmpty ? nil : (mode, relations.map { visible($0.relation.text) })
    }
  }

  private static func sentence(_ failure: RehearsalFailure) -> String {
    "\(visible(failure.path.text)):\(failure.line): \(visible(failure.message))"
  }

  private static func sentence(_ difference: SchemaDifference) -> String {
    let subject = "\(visible(difference.kind.text)) '\(visible(difference.name.text))'"
    switch (difference.before, difference.after) {
    case (let before?, let after?):
      let (was, now) = parted(before, after)
      return "\(subject) was \(was), is \(now)"
    case (_, nil): return "\(subject) is missing"
    case (nil, _): return "\(subject) was left behind"
    }
  }

  /// Of two definitions of several lines, the first lines that differ.
  private static func parted(_ before: Name, _ after: Name) -> (String, String) {
    let was = before.text.split(separator: "\n", omittingEmptySubsequences: false)
    let now = after.text.split(separator: "\n", omittingEmptySubsequences: false)
    let index =
      zip(was, now).enumerated().first { $1.0 != $1.1 }?.offset ?? min(was.count, now.count)
    func line(_ lines: [Substring]) -> String {
      guard index < lines.count else { return "at its end" }
      return "'\(visible(String(lines[index].drop { $0 == " " })))'"
    }
    return (line(was), line(now))
  }

  private static func summary(of result: RehearsalResult) -> String {
    let counts = result.counts
    let parts = RehearsedMigration.Outcome.allCases.compactMap { outcome in
      counts[outcome].map { "\($0) \(outcome.words)" }
    }
    let total = counts.values.reduce(0, +)
    return "\(counted(total, "migration")): \(parts.joined(separator: ", "))"
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}

extension RehearsedMigration {
  /// Its version and name.
  fileprivate var title: String {
    name.isEmpty ? version.text : "\(version.text)_\(name.text)"
  }

  /// What came of it.
  fileprivate var sentence: String {
    let reason = obstacle.map { ": \($0.words)" } ?? ""
    let again =
      switch self.again {
      case .failed: "; did not run a second time"
      case .differs: "; left another schema the second time"
      case .same, nil: ""
      }
    return outcome.words + reason + again
  }
}

extension RehearsedMigration.Outcome {
  fileprivate var words: String {
    switch self {
    case .restored: "restored exactly"
    case .restoredUpToColumnOrder: "restored up to column order"
    case .differs: "differs"
    case .upFailed: "up failed"
    case .downFailed: "down failed"
    case .noDown: "no down"
    case .notRehearsable: "not rehearsable"
    }
  }
}

extension RehearsedMigration.Obstacle {
  fileprivate var words: String {
    switch self {
    case .serverTooOld: "the server is too old"
    case .extensionMissing: "an extension is missing"
    case .baseFailed: "the schema before could not be made"
    case .earlierFailed: "an earlier migration is missing"
    case .notRunnable: "its file cannot be run"
    }
  }
}
