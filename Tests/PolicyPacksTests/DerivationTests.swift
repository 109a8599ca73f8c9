import DataTrees
import PolicyPacks
import ReleaseModel
import SourceModel
import Testing

@Suite("Why, and where from")
struct DerivationTests {
  private let clauses = """
    strictness: contract
    clauses:
      - {id: a, when: {rule: notes/line-added}, severity: info}
      - id: b
        when: {classification: [breaking]}
        require: [{deprecated_for: {days: 1}}, {version_bump: true}]
        severity: error
      - {id: c, when: {path: "b/**", position: accepted}, severity: warning}
    """

  private func derivation(
    _ change: Change, overrides: [RuleID: SeveritySetting] = [:], fingerprint: String? = nil
  ) throws -> Derivation? {
    let policy = try Policy.reading(clauses, overrides: overrides)
    let facts = Facts(version: { _ in Proof(isMet: true, "2.0.0 is major") })
    let other = Change.note(element: "another")
    let findings = policy.judge([change, other], rules: Notes.rule, facts: facts).findings
    return policy.derivation(
      of: fingerprint ?? change.fingerprint, changes: [change, other], findings: findings,
      rules: Notes.rule, facts: facts)
  }

  @Test("Every step is told: the row, each clause, the demands, the outcome")
  func steps() throws {
    let change = Change.note("notes/line-changed", .breaking, position: .accepted)
    let derivation = try #require(
      try derivation(change, overrides: ["notes/line-changed": .warning]))
    #expect(
      derivation.text == """
        breaking notes/line-changed: 'line 1' was removed
          element     line 1
          fingerprint \(change.fingerprint)

        classification
          accepted breaking, returned additive, both or stored breaking
          position accepted
          this change is breaking
          the rule touches the promise 'contract'

        clauses
          ours/a (pack.yaml:5): does not speak of it, 'rule' does not match
          ours/b (pack.yaml:6): error unless
            not met: deprecated_for: 1 day (the element is still served, so that no deprecation \
        excuses the change)
            met: version_bump (2.0.0 is major)
          ours/c (pack.yaml:10): does not speak of it, 'path' does not match

        outcome
          the configuration sets the rule to warning
          warning by the clause 'ours/b'
          no waiver

        """)
  }

  @Test("A promise that the pack does not look at, and an announcement, are told")
  func promise() throws {
    let reworded = try #require(try derivation(.note("notes/line-reworded", .risky)))
    #expect(reworded.text.contains("risky in every position"))
    #expect(reworded.text.contains("nothing is found"))
    let wide = try Policy.reading("strictness: wire\nclauses: [{id: a, severity: info}]")
    let change = Change.note(isAnnounced: true)
    let text = try #require(
      wide.derivation(
        of: change.fingerprint, changes: [change], findings: [], rules: Notes.rule, facts: Facts())
    ).text
    #expect(
      text.contains(
        "passed over, it looks at promises up to 'wire', the change touches 'contract'"))
    #expect(text.contains("risky at most if the end was announced before, which it was"))
    #expect(text.contains("as the comparison of the whole contract found"))
  }

  @Test("A change is found by its fingerprint, its finding's, or the first digits of one")
  func fingerprints() throws {
    let change = Change.note()
    let digits = String(change.fingerprint.prefix(12))
    #expect(try derivation(change, fingerprint: digits)?.isAbout(change) == true)
    let policy = try Policy.reading(clauses)
    let finding = try #require(
      policy.judge([change], rules: Notes.rule, facts: Facts()).findings.first)
    #expect(try derivation(change, fingerprint: finding.fingerprint)?.isAbout(change) == true)
    #expect(try derivation(change, fingerprint: "") == nil)
    #expect(try derivation(change, fingerprint: "xyz") == nil)
  }

  @Test("What is no change is explained too")
  func noChange() throws {
    let policy = try Policy.reading(
      """
      clauses:
        - {id: a, when: {rule: "waiver/*"}, require: [{version_bump: true}], severity: error}
        - {id: b, when: {rule: waiver/unused}, severity: warning}
      """)
    let finding = Finding(
      "waiver/unused", severity: .warning, clause: "ours/b", message: "unused", remedy: "",
      path: "waivers/w.yaml")
    let derivation = policy.derivation(
      of: finding.fingerprint, changes: [], findings: [finding], rules: Notes.rule, facts: Facts())
    #expect(
      derivation?.text == """
        waiver/unused: unused
          fingerprint \(finding.fingerprint)

        clauses
          ours/a (pack.yaml:4): does not speak of it, its demands are for changes only
          ours/b (pack.yaml:5): warning

        outcome
          warning by the clause 'ours/b'
          no waiver

        """)
  }

  @Test("Settings are told by case, with the clause, its place, its conditions and the override")
  func settings() throws {
    let policy = try Policy.reading(clauses, overrides: ["notes/line-removed": .warning])
    let settings = policy.effectiveSettings(
      of: Notes.rules, format: { _ in "notes" }, others: [("waiver/unused", .warning)])
    #expect(
      EffectiveSetting.text(settings) == """
        notes/line-added
          info    additive  ours/a (pack.yaml:5)
          warning additive, accepted  ours/c (pack.yaml:10); in b/**
        notes/line-changed
          error   breaking, accepted, both, stored  ours/b (pack.yaml:6); unless deprecated_for: \
        1 day; unless version_bump
          warning breaking, accepted  ours/c (pack.yaml:10); in b/**
          -       additive, returned
        notes/line-moved
          -       neutral
          warning neutral, accepted  ours/c (pack.yaml:10); in b/**
        notes/line-removed
          warning breaking  ours/b (pack.yaml:6); unless deprecated_for: 1 day; unless version_bump\
        ; set to warning by 'rules' in the configuration
          warning breaking, accepted  ours/c (pack.yaml:10); in b/**; set to warning by 'rules' in \
        the configuration
          -       risky, announced  set to warning by 'rules' in the configuration
          warning risky, accepted, announced  ours/c (pack.yaml:10); in b/**; set to warning by \
        'rules' in the configuration
        notes/line-reworded
          -       risky
        waiver/unused
          warning

        """)
    let bytes = EffectiveSetting.json(settings)
    let tree = try #require(
      DataTree.read(SourceText(path: "settings.json", bytes: bytes), syntax: .json).tree)
    #expect(Array(tree.items(of: tree.root)).count == settings.count)
  }
}

extension Derivation {
  fileprivate func isAbout(_ other: Change) -> Bool {
    if case .change(let change, _) = subject { change == other } else { false }
  }
}
