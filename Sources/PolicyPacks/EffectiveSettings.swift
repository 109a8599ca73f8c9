import DataTrees
package import ReleaseModel
import SourceModel

/// What a policy says of one rule in one case, and where it says it.
package struct EffectiveSetting: Hashable, Sendable {
  /// The rule.
  package let rule: RuleID
  /// The classification of the case; nil for what is no change.
  package let classification: Classification?
  /// The positions of the case; empty for all.
  package let positions: [Position]
  /// Whether the case is that the end was announced before; nil if that makes no difference.
  package let isAnnounced: Bool?
  /// What the severity is; nil if nothing is found.
  package let severity: Severity?
  /// The clause that sets it, as `pack/clause-id`; empty if none does.
  package let clause: String
  /// The file and line of the clause; empty if no clause sets it.
  package let source: String
  /// What a change must have, or lack, beside that, in words.
  package let conditions: [String]
  /// The severity that the configuration sets in place of the clause's.
  package let override: SeveritySetting?
}

extension Policy {
  /// What the policy says of every rule.
  ///
  /// A rule has one setting for each case in which something else is said. Clauses that look at
  /// paths or components have a setting of their own behind the general one.
  ///
  /// - Parameter others: What else can be found, with its severity where no clause speaks.
  package func effectiveSettings(
    of rules: [Rule], format: (Rule) -> String, others: [(rule: RuleID, severity: Severity?)]
  ) -> [EffectiveSetting] {
    rules.sorted { $0.id < $1.id }.flatMap { settings(of: $0, format: format($0)) }
      + others.sorted { $0.rule < $1.rule }.map { other in
        let ruling = ruling(on: other.rule, at: nil, default: other.severity)
        return EffectiveSetting(
          rule: other.rule, classification: nil, positions: [], isAnnounced: nil,
          severity: ruling.severity, clause: ruling.clause,
          source: clause(named: ruling.clause)?.source ?? "", conditions: [],
          override: overrides[other.rule])
      }
  }

  private func settings(of rule: Rule, format: String) -> [EffectiveSetting] {
    let row = rule.classification
    // A position makes a difference by the row, or by a clause that looks at it.
    let looksAtPositions = clauses.contains { !$0.criteria.positions.isEmpty }
    let positions: [Position?] =
      row.word != nil && !looksAtPositions ? [nil] : Position.allCases
    var settings: [EffectiveSetting] = []
    for isAnnounced in row.announced == nil ? [false] : [false, true] {
      for position in positions {
        let cell = row.classification(at: position, announced: isAnnounced)
        for setting in self.settings(of: rule, format, cell, position, isAnnounced) {
          if let index = settings.firstIndex(where: { $0.saysTheSame(as: setting) }) {
            settings[index] = settings[index].adding(setting.positions)
          } else {
            settings.append(setting)
          }
        }
      }
    }
    return settings.map { $0.positions.count == Position.allCases.count ? $0.everywhere : $0 }
  }

  private func settings(
    of rule: Rule, _ format: String, _ cell: Classification, _ position: Position?,
    _ isAnnounced: Bool
  ) -> [EffectiveSetting] {
    let speaking = clauses.filter {
      $0.strictness.rank >= rule.strictness.rank
        && $0.criteria.speaks(of: rule, format, cell, position, isAnnounced)
    }
    func setting(
      _ severity: Severity?, _ clause: String, _ source: String = "", _ conditions: [String] = []
    ) -> EffectiveSetting {
      EffectiveSetting(
        rule: rule.id, classification: cell, positions: position.map { [$0] } ?? [],
        isAnnounced: rule.classification.announced == nil ? nil : isAnnounced, severity: severity,
        clause: clause, source: source, conditions: conditions, override: overrides[rule.id])
    }
    func settings(_ clauses: [Clause]) -> [EffectiveSetting] {
      clauses.map {
        setting((overrides[rule.id] ?? $0.severity).severity, $0.name, $0.source, $0.conditions)
      }
    }
    let general = speaking.filter(\.isGeneral).sorted { $0.severity > $1.severity }
    let special = speaking.filter { !$0.isGeneral }
    // The configuration's severity stands alone where the rule is at its gravest.
    let gravest = rule.classification.classification(at: nil, announced: false)
    let own = cell >= gravest ? overrides[rule.id]?.severity : nil
    let fallback = setting(own, own == nil ? "" : Self.overrideClause)
    return (general.isEmpty ? [fallback] : settings(general)) + settings(special)
  }
}

extension Criteria {
  /// Tells whether the clause speaks of changes of a rule in some file.
  fileprivate func speaks(
    of rule: Rule, _ format: String, _ classification: Classification, _ position: Position?,
    _ isAnnounced: Bool
  ) -> Bool {
    matches(rule.id) && (formats.isEmpty || formats.contains(format))
      && (classifications.isEmpty || classifications.contains(classification))
      && (phases.isEmpty || rule.phase.map(phases.contains) == true)
      && (positions.isEmpty || position.map(positions.contains) == true)
      && (parties.isEmpty || rule.parties.contains(where: parties.contains))
      && (self.isAnnounced == nil || self.isAnnounced == isAnnounced)
  }
}

extension Clause {
  /// Whether the clause speaks of all files alike.
  fileprivate var isGeneral: Bool { criteria.paths.isEmpty && criteria.components.isEmpty }

  /// The place of the clause.
  fileprivate var source: String { "\(path):\(line)" }

  /// What a change must have, or lack, beside its rule and classification.
  fileprivate var conditions: [String] {
    var conditions: [String] = []
    if !criteria.paths.isEmpty {
      conditions.append("in " + criteria.paths.map(\.pattern).joined(separator: ", "))
    }
    if !criteria.components.isEmpty {
      conditions.append("of " + criteria.components.joined(separator: ", "))
    }
    return conditions + requirements.map { "unless \($0.words)" }
  }
}

extension EffectiveSetting {
  fileprivate func saysTheSame(as other: EffectiveSetting) -> Bool {
    adding(other.positions) == other.adding(positions)
  }

  fileprivate func adding(_ more: [Position]) -> EffectiveSetting {
    with(Position.allCases.filter { positions.contains($0) || more.contains($0) })
  }

  fileprivate var everywhere: EffectiveSetting { with([]) }

  private func with(_ positions: [Position]) -> EffectiveSetting {
    EffectiveSetting(
      rule: rule, classification: classification, positions: positions, isAnnounced: isAnnounced,
      severity: severity, clause: clause, source: source, conditions: conditions,
      override: override)
  }

  /// The case in words: `breaking, returned, announced`.
  fileprivate var situation: String {
    var words = [classification?.rawValue].compactMap { $0 } + positions.map(\.rawValue)
    if isAnnounced == true { words.append("announced") }
    return words.joined(separator: ", ")
  }

  /// Where the severity comes from: the clause with its place, and the configuration.
  fileprivate var origin: String {
    let clause = source.isEmpty ? [] : ["\(clause) (\(source))"]
    let changed = override.map { ["set to \($0.rawValue) by 'rules' in the configuration"] } ?? []
    return (clause + conditions + changed).joined(separator: "; ")
  }

  /// The settings in lines, a line end at the end of each.
  package static func text(_ settings: [EffectiveSetting]) -> String {
    var text = ""
    var last: RuleID?
    for setting in settings {
      if setting.rule != last { text += "\(setting.rule)\n" }
      last = setting.rule
      let severity = setting.severity?.rawValue ?? "-"
      let rest = [setting.situation, setting.origin].filter { !$0.isEmpty }
        .joined(separator: "  ")
      let gap = rest.isEmpty ? 0 : max(1, 8 - severity.utf8.count)
      text += "  \(severity)\(String(repeating: " ", count: gap))\(rest)\n"
    }
    return text
  }

  /// The settings as a JSON array, a line end at its end.
  package static func json(_ settings: [EffectiveSetting]) -> [UInt8] {
    var writer = JSONWriter(.pretty)
    ShapedWriter<[EffectiveSetting]>.list(codec).write(settings, &writer)
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private static var codec: ShapedWriter<EffectiveSetting> {
    .record(
      "What a policy says of one rule in one case.",
      [
        .required("rule", "The rule.", .string) { $0.rule.text },
        .optional("classification", "The classification of the case.", .word()) {
          $0.classification
        },
        .optional("positions", "The positions of the case; all if absent.", .list(.word())) {
          $0.positions.isEmpty ? nil : $0.positions
        },
        .optional("announced", "Whether the end was announced before.", .boolean) {
          $0.isAnnounced
        },
        .optional("severity", "The severity; nothing is found if absent.", .word()) {
          $0.severity
        },
        .optional("clause", "The clause that sets it.", .string) {
          $0.clause.isEmpty ? nil : $0.clause
        },
        .optional("source", "The file and line of the clause.", .string) {
          $0.source.isEmpty ? nil : $0.source
        },
        .optional("conditions", "What must hold beside that.", .list(.string)) {
          $0.conditions.isEmpty ? nil : $0.conditions
        },
        .optional("override", "The severity that the configuration sets.", .word()) {
          $0.override
        },
      ])
  }
}
