import ReleaseModel
import ReleaseRecords
import SourceModel

/// What a record is to say, as far as the range tells.
struct RecordDraft {
  private let input: PlanInput
  /// The record that is there; nil if none is.
  private let present: ReleaseRecord?
  private let guides: [[Name]: RepositoryPath]

  init(_ input: PlanInput, besides present: ReleaseRecord?) {
    self.input = input
    guides = input.guidePaths
    self.present = present
  }

  /// The whole record where none is, and what one lacks where one is.
  var part: RecordPart {
    .record([
      ("schema", .text(ReleaseRecord.schemaIdentifier)),
      ("version", .text(input.version ?? "next")),
      ("state", .text(ReleaseRecord.State.draft.rawValue)),
      ("type", kind.map { .text($0.rawValue) }),
      ("inputs", inputs),
      ("breaking", breaking),
      ("risks", risks),
      ("strategies", strategies),
      ("backfills", backfills),
      ("rollback", rollback),
      ("triggers", triggers),
      ("rollout", rollout),
    ])
  }

  /// The text of the whole record.
  var text: [UInt8] {
    var text: [UInt8] = []
    for member in part.members {
      // An empty line between the parts, so that people find theirs.
      if member.value.isContainer || member.value.isOpen { text.append(0x0A) }
      text += RecordPart.object([member]).block.flatMap { $0 + [0x0A] }
    }
    return text
  }

  private var kind: ReleaseRecord.Kind? {
    switch input.step {
    case .major: .major
    case .minor: .minor
    case .patch: .patch
    case .none: nil
    }
  }

  private var inputs: RecordPart {
    .record([
      ("change", .text("TBD: what is changing, in a sentence")),
      ("from", input.from.map { .text($0) }),
      ("to", .text(input.version ?? "next")),
      ("consumers", .open("who uses what changes, such as [{id: shop, about: the web shop}]")),
      ("volume", .text("TBD: how many rows and requests it touches")),
      ("latency", .text("TBD: how long requests and migrations may take")),
      ("environment", .text("TBD: where it runs")),
    ])
  }

  // MARK: What breaks

  private var breaking: RecordPart {
    let stated = present?.breaking.all ?? []
    let unstated = input.breaking.filter { change in
      !stated.contains { $0.selector.matches(change) }
    }
    func items(_ changes: [Change]) -> RecordPart {
      var seen: Set<[String]> = []
      return .list(
        changes.filter { seen.insert([$0.rule.text, $0.element.text]).inserted }.map { change in
          .record([
            ("rule", .text(change.rule.text)),
            ("element", change.element.isEmpty ? nil : .text(change.element.text)),
            ("change", .text(change.message)),
            ("migration", .text("TBD: what its users do")),
            ("guide", guides[[Name(change.rule.text), change.element]].map { .text($0.text) }),
            ("consumers", .open("the ids of the consumers; or no_consumers_because, and why")),
            ("rollback", .text(grade(of: change).rawValue)),
          ])
        })
    }
    return .record([
      ("api", items(unstated.filter { !$0.isStored })),
      ("schema", items(unstated.filter(\.isStored))),
    ])
  }

  private func grade(of change: Change) -> ReleaseRecord.Grade {
    switch input.lever(of: change)?.reversibility {
    case .full: .low
    case .reduced: .high
    case .some(.none): .veryHigh
    case nil: .medium
    }
  }

  private var risks: RecordPart? {
    if present?.risks.isEmpty == false || input.noticed.isEmpty { return nil }
    return .list([
      .record([
        ("level", .text("medium")), ("text", .text("TBD: what may go wrong")),
        ("mitigation", .text("TBD: what is done against it")),
      ])
    ])
  }

  private var strategies: RecordPart? {
    Backfilled.tables(of: input.changes).isEmpty
      ? nil : .list([.text(ReleaseRecord.Strategy.backfill.rawValue)])
  }

  private var backfills: RecordPart? {
    let tables = Backfilled.tables(of: input.changes)
    if tables.isEmpty { return nil }
    return .list(
      tables.map { table in
        .record([
          ("table", .text(table)),
          ("batch", .open("how many rows at a time")),
          ("idempotent", .text("TBD: why it may run twice")),
          ("verify", .open("the path of the query that checks the outcome")),
          ("counts", .open("the names of the counts that the query gives")),
        ])
      })
  }

  // MARK: How it is taken back

  private var rollback: RecordPart {
    .record([
      ("types", rollbackTypes),
      ("irreversible", irreversible),
    ])
  }

  private var rollbackTypes: RecordPart {
    let stated = present?.rollback.types ?? []
    let open = input.noticed.filter { change in
      !stated.contains { type in type.appliesTo.contains { $0.matches(change) } }
    }
    let kinds = ReleaseRecord.RollbackType.Kind.allCases
    return .list(
      kinds.compactMap { kind in
        let own = open.filter { self.kind(of: $0) == kind }
        if own.isEmpty { return nil }
        return .record([
          ("kind", .text(kind.rawValue)),
          ("complexity", .open("low, medium or high")),
          ("minutes", .open("how long it takes at most")),
          ("risk", .open("low, medium or high")),
          ("confidence", .open("how sure you are, from 0 to 1")),
          ("prerequisites", .open("what must hold for it, such as [{fact: down_migrations}]")),
          ("procedure", .list(procedure(for: own))),
          ("applies_to", .list(selectors(for: own))),
          ("data_loss", .open("what data is lost, or 'none, because' and the reason")),
          ("tested", .open("the date, seconds, participants and evidence of a drill")),
        ])
      })
  }

  private func kind(of change: Change) -> ReleaseRecord.RollbackType.Kind {
    switch input.lever(of: change)?.approach {
    case .flag: .flag
    case .index: .infrastructure
    case .expand, .migrate, .contract: .database
    case .code: .application
    case nil: change.isStored ? .database : .application
    }
  }

  /// The steps that flip what was found, each once, in the reverse order of the changes.
  private func procedure(for changes: [Change]) -> [RecordPart] {
    var steps: [RecordPart] = []
    for change in changes.reversed() {
      guard let lever = input.lever(of: change), lever.isFound else { continue }
      let step = self.step(for: lever)
      if !steps.contains(step) { steps.append(step) }
    }
    return steps.isEmpty
      ? [.record([("text", .text("TBD: what is done, in order"))])] : steps
  }

  private func step(for lever: Lever) -> RecordPart {
    if lever.approach == .code, let tag = input.from, lever.path == nil {
      return .record([("lever", .text("tag:\(tag)"))])
    }
    if let path = lever.path, lever.approach != .flag, path != input.recordPath {
      return .record([("lever", .text("down:\(path.text)"))])
    }
    return .record([("text", .text(lever.lever))])
  }

  /// One selector for each rule and file.
  private func selectors(for changes: [Change]) -> [RecordPart] {
    var seen: Set<[String]> = []
    return changes.compactMap { change in
      let path = PathGlob.escaping((change.primary?.path ?? change.contract).text)
      guard seen.insert([change.rule.text, path]).inserted else { return nil }
      return .record([("rule", .text(change.rule.text)), ("path", .text(path))])
    }
  }

  private var irreversible: RecordPart? {
    if input.lost.isEmpty { return nil }
    return .list(
      input.lost.map { object in
        .record([
          ("object", .text(object.text)),
          ("lost", .text("TBD: the data that is lost")),
          ("restore", .open("the command that brings it back from a backup")),
          ("backup", .open("the path of the evidence of the backup")),
          ("minutes", .open("how long that takes")),
          ("decides", .open("the role that decides")),
        ])
      })
  }

  private var triggers: RecordPart? {
    if present?.triggers.isEmpty == false || input.noticed.isEmpty { return nil }
    return .open("when it is taken back, such as [{metric: error_rate > 3%, for: 5m}]")
  }

  // MARK: How it goes out

  private var rollout: RecordPart? {
    if input.noticed.isEmpty || present?.rollout?.stages.isEmpty == false { return nil }
    return .record([
      ("approach", .text(ReleaseRecord.Rollout.Approach.canary.rawValue)),
      ("preset", .text(input.preset.rawValue)),
      ("stages", input.stages),
    ])
  }
}

extension PlanInput {
  /// The record's file.
  var recordPath: RepositoryPath { folder.appending("release.yaml".utf8) }
}

/// The tables whose rows a range writes.
enum Backfilled {
  private static let rules: Set<RuleID> = [
    "sql/backfill-unbatched", "sql/backfill-unverified", "sql/backfill-with-ddl",
    "sql/bulk-copy-in-migration", "sql/delete-without-where", "sql/rows-written",
    "sql/update-without-where",
  ]

  /// The tables, each once, in the order of the changes.
  static func tables(of changes: [Change]) -> [String] {
    var seen: Set<Name> = []
    return changes.filter { rules.contains($0.rule) && !$0.element.isEmpty }
      .map(\.element).filter { seen.insert($0).inserted }.map(\.text)
  }
}
