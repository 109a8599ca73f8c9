import ReleaseModel
import ReleaseRecords
package import SourceModel

/// Ways of failing that came back, and what is ready to be done about them.
package enum RepeatedFailures {
  /// How often a way of failing may be noted before something must be done.
  package static let limit = 3
  /// The word before the id of a way of failing in what a clause says of itself.
  package static let mark = "motivated_by:"

  static let rule = FindingRule(
    "history/failure-repeated", "Failure repeated", severity: .warning,
    rationale: """
      What went wrong three times in the same way will go wrong again: the runs that follow are \
      not kept from it by memory, but by a rule that a gate applies.
      """,
    remedy: """
      Add a clause to a pack whose `about` says `motivated_by:` and the failure's id, or a waiver \
      for it: `relgate history repeats` prints both.
      """,
    example: FindingRule.Trial(after: notes(3)),
    nearMiss: FindingRule.Trial(
      before: """
        -- file: .relgate.yaml
        schema: relgate/config/1
        packs: [ours.yaml]
        rules:
          history/failure-repeated: error
        -- file: ours.yaml
        schema: relgate/pack/1
        name: ours
        clauses:
          - id: backfill-verified
            about: 'motivated_by: backfill-unverified'
            when: {rule: sql/backfill-unverified}
            severity: error

        """, after: notes(3)))

  private static func notes(_ count: Int) -> String {
    (1...count).map { day in
      """
      -- file: knowledge/runs/2026-05-0\(day)-orders.md
      ---
      outcome: failed
      failure_modes: [backfill-unverified]
      ---

      """
    }.joined()
  }

  static func facts(in scene: ReleaseScene, _ base: KnowledgeBase) -> [ReleaseFact] {
    let answered = Set(scene.motivations.flatMap(modes))
    return base.failures(atLeast: limit).filter { !answered.contains($0.mode) }.compactMap {
      failure in
      guard let newest = failure.notes.first else { return nil }
      return ReleaseFact(
        rule, "failure '\(failure.mode)' was noted in \(failure.notes.count) runs",
        element: Name(failure.mode), path: newest.path.parent,
        place: place(of: failure.mode, in: newest),
        related: failure.notes.dropFirst().prefix(20).map { note in
          let place = place(of: failure.mode, in: note)
          return Finding.RelatedPlace(
            path: note.path, line: place?.line ?? 1, column: place?.column ?? 1,
            message: "it was noted on \(note.date) as well")
        },
        remedy: """
          Add a clause to a pack whose 'about' says '\(mark) \(failure.mode)', or a waiver for the \
          element '\(failure.mode)'; 'relgate history repeats' prints both.
          """)
    }
  }

  private static func place(of mode: String, in note: KnowledgeBase.Note) -> Place? {
    note.value.failureModes.first { $0.value == mode }.map {
      Place($0.range, in: note.path, note.lines)
    }
  }

  /// The ids that stand behind the mark in a text, apart by commas.
  package static func modes(namedIn text: String) -> [String] {
    var words = text.split { $0 == " " || $0 == "\n" || $0 == "," }.map(String.init)[...]
    var found: [String] = []
    while let index = words.firstIndex(of: mark) {
      words = words[(index + 1)...]
      let ids = words.prefix { word in
        word.utf8.allSatisfy { byte in
          byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        }
      }
      found += ids.map { id in id.hasSuffix(".") ? String(id.dropLast()) : id }
    }
    return found
  }

  /// A clause that answers a failure; what it judges is left to people.
  package static func clause(for failure: KnowledgeBase.Failure) -> String {
    """
      - id: \(failure.mode)
        about: >-
          TBD: say what keeps the failure from coming back
          \(mark) \(failure.mode)
        when: {rule: "TBD: the rule that sees it coming"}
        severity: error

    """
  }

  /// A waiver that answers a failure for a time.
  package static func waiver(
    for failure: KnowledgeBase.Failure, asOf: CalendarDate, days: Int
  ) -> String {
    """
    schema: relgate/waiver/1
    rule: \(rule.id.text)
    path: '\(failure.notes.first?.path.parent.text ?? "")'
    element: \(failure.mode)
    owner: TBD
    reason: 'TBD: say why the failure may come back until then'
    created: \(asOf)
    expires: \(CalendarDate(dayNumber: asOf.dayNumber + days))

    """
  }
}
