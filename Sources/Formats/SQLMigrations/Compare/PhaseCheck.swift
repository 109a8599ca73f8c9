import FormatKit
import MigrationLayouts
import PostgresSchema
import ReleaseModel
import SourceModel

/// Holds what a migration does against the phase that its folder, its branch or a comment declares.
struct PhaseCheck {
  /// A phase and who declares it.
  fileprivate struct Declaration: Hashable {
    let phase: Phase
    /// The end of a sentence: `by folder 'expand'`.
    let source: String
    /// Where, if it is a place of its own: `path:line`.
    var place: Name?
  }

  private let migration: JudgedMigration
  private let declarations: [Declaration]
  /// What contradicts what.
  private(set) var changes: [DetectedChange] = []

  init(_ migration: JudgedMigration, isMixedVersion: Bool) {
    self.migration = migration
    declarations = migration.declarations
    tellOdds()
    for placed in migration.facts {
      tellContraction(placed, isMixedVersion)
      if declarations.contains(where: { $0.phase == .contract }) { tellCreation(of: placed) }
    }
  }

  /// Tells that two declarations do not agree.
  private mutating func tellOdds() {
    guard let first = declarations.first,
      let second = declarations.first(where: { $0.phase != first.phase })
    else { return }
    let range = migration.read.phases.first?.range ?? migration.read.up.spot
    changes.append(
      DetectedChange(
        OverlapRules.phase, migration.place,
        "migration '\(migration.place.text)' was declared as \(first.phase.rawValue) \(first.source)"
          + " and as \(second.phase.rawValue) \(second.source)",
        at: Location(migration.read.up.path, range), in: migration.place,
        affected: [first, second].affected, affectedCount: [first, second].affected.count))
  }

  private mutating func tellContraction(_ placed: PlacedFact, _ isMixedVersion: Bool) {
    let fact = placed.fact
    guard fact.rule.phase == .contract,
      (fact.classification ?? fact.rule.classification.accepted) >= .risky
    else { return }
    if isMixedVersion {
      changes.append(
        DetectedChange(
          OverlapRules.inWindow, fact.element, "\(fact.message) while versions are mixed",
          at: placed.location, in: migration.place))
    }
    let other = declarations.first { $0.phase == .expand || $0.phase == .migrate }
    guard let other else { return }
    let what = other.phase == .expand ? "expansion" : "migration of data"
    tell(placed, "which is no \(what), in a migration declared as", other, .breaking)
  }

  /// What new code needs before it starts, a contraction brings too late: it runs afterwards.
  private mutating func tellCreation(of placed: PlacedFact) {
    let element = placed.fact.element
    let isTold = changes.contains {
      $0.rule == OverlapRules.phase.id && $0.element == element
        && $0.after?.location == placed.location
    }
    guard let contract = declarations.first(where: { $0.phase == .contract }),
      placed.fact.rule.phase == .expand, !isTold, element == placed.operation.action.subject
    else { return }
    switch placed.operation.action {
    case .createTable, .alterTable(_, .addColumn):
      tell(placed, "which is an expansion, in a migration declared as", contract, .risky)
    default: break
    }
  }

  private mutating func tell(
    _ placed: PlacedFact, _ what: String, _ declaration: Declaration,
    _ classification: Classification
  ) {
    let isDocumented = migration.read.hasDocumentedException
    changes.append(
      DetectedChange(
        OverlapRules.phase, placed.fact.element,
        "\(placed.fact.message), \(what) \(declaration.phase.rawValue) \(declaration.source)"
          + (isDocumented ? "; the migration documents an exception" : ""),
        at: placed.location, in: migration.place, as: isDocumented ? .neutral : classification,
        affected: [declaration].affected, affectedCount: [declaration].affected.count))
  }
}

extension [PhaseCheck.Declaration] {
  /// The places of those that have one of their own.
  fileprivate var affected: [AffectedElement] {
    compactMap(\.place).map { AffectedElement(element: $0, position: nil, count: 1) }
  }
}

extension JudgedMigration {
  /// What is declared, the surest first: a folder `migrate` is only where migrations lie.
  fileprivate var declarations: [PhaseCheck.Declaration] {
    let folders = read.migration.up.parent.segments.map { Name($0) }
    let comments = read.phases.compactMap { declared in
      declared.phase.map { phase in
        PhaseCheck.Declaration(
          phase: phase, source: "by the comment in line \(declared.line)",
          place: Name("\(read.up.path.text):\(declared.line)"))
      }
    }
    return comments + Self.declarations(by: "branch", read.branches)
      + Self.declarations(by: "folder", folders)
  }

  private static func declarations(
    by what: String, _ names: [Name]
  ) -> [PhaseCheck.Declaration] {
    names.compactMap { name in
      let phase: Phase? =
        switch name.asciiLowercased {
        case "expand", "expansion": .expand
        case "contract", "contraction": .contract
        default: nil
        }
      return phase.map {
        PhaseCheck.Declaration(phase: $0, source: "by \(what) '\(name.text)'", place: nil)
      }
    }
  }
}
