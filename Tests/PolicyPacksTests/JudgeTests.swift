import PolicyPacks
import ReleaseModel
import SourceModel
import Testing

@Suite("Judging changes")
struct JudgeTests {
  /// What a clause with a requirement says of a change whose own life is known.
  private func proof(
    _ requirement: String, _ lives: Lives, _ change: Change = .note()
  ) throws -> String {
    let policy = try Policy.reading(
      "clauses: [{id: c, require: [{\(requirement)}], severity: error}]")
    let judged = policy.judge([change], rules: Notes.rule, facts: Facts(lives: { _ in lives }))
    let findings = judged.findings.filter { $0.rule == change.rule }
    #expect(findings.count + judged.proven.count == 1)
    return findings.first.map { "unmet: \($0.unmet[0].proof)" }
      ?? "met: \(judged.proven[0].met[0].proof)"
  }

  private func own(_ states: [Ladder.State], asOf: String = "2026-04-01") throws -> Lives {
    Lives(own: [try .life(states, asOf: asOf)])
  }

  @Test("A window in days is proven, or told with what is missing")
  func days() throws {
    let life: [Ladder.State] = [.served, .announced(sunset: nil), .announced(sunset: nil)]
    #expect(
      try proof("deprecated_for: {days: 80}", own(life))
        == "met: deprecated in v2 (2026-01-11), served until v3, 80 days, policy 80: proven")
    #expect(
      try proof("deprecated_for: {days: 90}", own(life))
        == "unmet: deprecated in v2 (2026-01-11), served until v3, 80 days, policy 90:"
        + " 10 days missing")
    #expect(
      try proof("deprecated_for: {days: 90, releases: 3}", own(life, asOf: "2026-04-10"))
        == "unmet: deprecated in v2 (2026-01-11), served until v3, 89 days, 2 releases,"
        + " policy 90 days and 3 releases: 1 day missing, 1 release missing")
    #expect(
      try proof("deprecated_for: {releases: 2}", own(life))
        == "met: deprecated in v2 (2026-01-11), served until v3, 80 days, 2 releases,"
        + " policy 2 releases: proven")
  }

  @Test("A sunset has passed on the day after it, and window and sunset must both hold")
  func sunset() throws {
    let life: [Ladder.State] = [.announced(sunset: try .day("2026-04-01"))]
    #expect(
      try proof("deprecated_for: {days: 1}", own(life))
        == "unmet: deprecated in v1 (2026-01-01) with sunset 2026-04-01, served until v1, 90 days,"
        + " policy 1: sunset 2026-04-01 not reached")
    #expect(try proof("deprecated_for: {days: 1}", own(life, asOf: "2026-04-02")).hasPrefix("met"))
    #expect(
      try proof("deprecated_for: {days: 100}", own(life, asOf: "2026-04-02"))
        .hasSuffix("policy 100: 9 days missing"))
  }

  @Test("A removal waits for its version, which must be known")
  func removal() throws {
    let policy = try Policy.reading(
      "clauses: [{id: c, require: [{deprecated_for: {days: 1}}], severity: error}]")
    func outcome(_ removal: Name, with release: Name?) throws -> String? {
      let lives = try own([
        .announced(sunset: nil, removal: "9"), .announced(sunset: nil, removal: removal),
      ])
      let facts = Facts(
        lives: { _ in lives }, release: { $0 == "a/notes.txt" ? release : nil },
        precedes: Notes.precedes)
      let findings = policy.judge([.note()], rules: Notes.rule, facts: facts).findings
      return findings.first { $0.rule == "notes/line-removed" }?.unmet.first?.proof
    }
    let proof = "deprecated in v1 (2026-01-01), removal in 20, served until v2, 90 days, policy 1: "
    #expect(try outcome("20", with: "19") == proof + "removal in 20 not reached with 19")
    #expect(
      try outcome("20", with: nil) == proof + "the version that it goes out with is not known")
    #expect(try outcome("20", with: "20") == nil)
    #expect(try outcome("20", with: "21") == nil)
    #expect(
      try outcome("soon", with: "21")?.hasSuffix("'soon' and '21' cannot be compared as versions")
        == true)
    #expect(try outcome("20", with: "next")?.hasSuffix("cannot be compared as versions") == true)
  }

  @Test("A deprecation excuses only what is taken away")
  func stillServed() throws {
    let demand = "deprecated_for: {releases: 1}"
    let life = try own([.announced(sunset: nil)])
    let reason = "unmet: the element is still served, so that no deprecation excuses the change"
    #expect(try proof(demand, life, .note("notes/line-changed")) == reason)
    #expect(try proof(demand, life, .note("notes/line-dropped")).hasPrefix("met"))
    #expect(try proof(demand, life, .note("notes/line-dropped", isStanding: true)) == reason)
    let renamed = Change.note(
      "notes/line-dropped", element: "page > line 2", formerElement: "page > line 1",
      isStanding: true)
    #expect(try proof(demand, life, renamed).hasPrefix("met"))
    let inRenamed = Change.note(
      "notes/line-dropped", element: "page 2 > line 1", formerElement: "page 1 > line 1",
      isStanding: true)
    #expect(try proof(demand, life, inRenamed) == reason)
    #expect(
      try proof(demand, life, .note("notes/line-removed", isStanding: true)).hasPrefix("met"))
  }

  @Test("What no release announced is told as it is")
  func unannounced() throws {
    let demand = "deprecated_for: {releases: 1}"
    #expect(
      try proof(demand, own([.served]))
        == "unmet: served until v1, never deprecated")
    #expect(
      try proof(demand, own([]))
        == "unmet: there is no release before")
    #expect(try proof(demand, Lives()) == "unmet: not announced in any release")
    #expect(
      try proof(demand, own([.announced(sunset: nil), .served]))
        == "unmet: no longer announced: served until v2, not deprecated since v2")
    #expect(
      try proof(demand, own([.served]), .note(isAnnounced: true))
        == "unmet: announced, but by no release yet: served until v1, never deprecated")
    #expect(
      try proof(demand, own([.announced(sunset: nil), .unreadable(reason: "it is a link")]))
        == "unmet: not known to be announced: served until v1, v2 could not be read: it is a link")
  }

  @Test("What is proven stays proven whatever stands before it; what is not is open")
  func undecided() throws {
    let life: [Ladder.State] = [.unreadable(reason: "it is a link"), .announced(sunset: nil)]
    #expect(try proof("deprecated_for: {days: 80}", own(life)).hasPrefix("met: "))
    #expect(
      try proof("deprecated_for: {days: 90}", own(life))
        == "unmet: deprecated in v2 (2026-01-11), served until v2, 80 days, perhaps earlier:"
        + " v1 could not be read: it is a link, policy 90: 10 days missing")
  }

  @Test("Users speak for an element if all of them are known")
  func users() throws {
    let told: [Ladder.State] = [.announced(sunset: nil)]
    let a = try Ladder.life(told, of: "a")
    let b = try Ladder.life(told, of: "b")
    let served = try Ladder.life([.served], of: "b")
    let element = try Ladder.life([.served])
    let demand = "deprecated_for: {releases: 1}"
    let change = Change.note(affected: ["a", "b"])
    #expect(
      try proof(demand, Lives(users: [a, b]), change)
        == "met: 'a' deprecated in v1 (2026-01-01), served until v1, 90 days, 1 release,"
        + " policy 1 release: proven; so 1 more")
    #expect(try proof(demand, Lives(own: [element], users: [a, b]), change).hasPrefix("met"))
    #expect(
      try proof(demand, Lives(users: [a, served]), change)
        == "unmet: 'b' served until v1, never deprecated")
    #expect(
      try proof(demand, Lives(users: [a]), change)
        == "unmet: not every element that is affected is known: 2 are")
    #expect(
      try proof(demand, Lives(users: [a, b]), .note(affected: ["a", "b"], affectedCount: 3))
        == "unmet: not every element that is affected is known: 3 are")
    // The same user twice is one user.
    #expect(
      try proof(demand, Lives(users: [a, a]), .note(affected: ["a", "a"], affectedCount: 2))
        .hasPrefix("unmet"))
    #expect(try proof(demand, Lives(users: [a]), .note()).hasPrefix("unmet"))
  }

  @Test("An element itself, or what it is a part of, is enough")
  func own() throws {
    let silent = try Ladder.life([.served])
    let told = try Ladder.life([.announced(sunset: nil)], of: "page 1")
    #expect(
      try proof("deprecated_for: {releases: 1}", Lives(own: [silent, told])).hasPrefix("met"))
  }

  @Test("What was introduced counts from the first release that has it")
  func introduced() throws {
    let life: [Ladder.State] = [.absent, .served, .absent, .announced(sunset: nil)]
    #expect(
      try proof("introduced_before: {days: 80}", own(life))
        == "met: introduced in v2 (2026-01-11), 80 days, policy 80: proven")
    #expect(
      try proof("introduced_before: {releases: 3}", own(life))
        == "unmet: introduced in v2 (2026-01-11), 80 days, 2 releases, policy 3 releases:"
        + " 1 release missing")
    #expect(
      try proof("introduced_before: {days: 1}", own([.absent]))
        == "unmet: not in any release before")
  }

  @Test("A version promises enough, or does not, or is not declared")
  func version() throws {
    let policy = try Policy.reading(
      "clauses: [{id: c, require: [{version_bump: true}], severity: error}]")
    func lines(_ proof: Proof?) -> [String] {
      policy.lines([.note()], Facts(version: { _ in proof }))
    }
    #expect(
      lines(nil) == [
        "error | ours/c | notes/line-removed | version_bump: no version is declared"
      ])
    #expect(lines(Proof(isMet: true, "2.0.0 is major")) == [])
    #expect(
      lines(Proof(isMet: false, "1.1.0 is minor")) == [
        "error | ours/c | notes/line-removed | version_bump: 1.1.0 is minor"
      ])
  }

  @Test("One finding carries all that is not met, by the severest clause, the last of equals")
  func severest() throws {
    let policy = try Policy.reading(
      """
      clauses:
        - {id: a, require: [{deprecated_for: {days: 1}}], severity: error}
        - {id: b, require: [{version_bump: true}], severity: error}
        - {id: c, severity: warning}
        - {id: d, require: [{deprecated_for: {days: 1}}], severity: info}
        - {id: e, severity: "off"}
      """)
    let judged = policy.judge([.note()], rules: Notes.rule, facts: Facts())
    let finding = try #require(judged.findings.first)
    #expect(judged.findings.count == 1)
    #expect(finding.clause == "ours/b")
    #expect(finding.severity == .error)
    #expect(finding.unmet.map(\.requirement) == ["deprecated_for: 1 day", "version_bump"])
    #expect(finding.remedy == "Keep the line.")
    #expect(
      judged.clauses[finding.fingerprint] == ["ours/a", "ours/b", "ours/c", "ours/d"])
  }

  @Test("Of equals, one that no waiver excuses decides")
  func unwaivable() throws {
    let policy = try Policy.reading(
      """
      clauses:
        - {id: a, severity: error, unless: []}
        - {id: b, severity: error}
      """)
    #expect(policy.lines([.note()]) == ["error | ours/a | notes/line-removed"])
  }

  @Test("Met and unmet demands of a clause stand at its finding")
  func met() throws {
    let policy = try Policy.reading(
      """
      clauses:
        - id: a
          require: [{deprecated_for: {days: 1}}, {version_bump: true}]
          severity: error
      """)
    let facts = Facts(version: { _ in Proof(isMet: true, "enough") })
    let finding = try #require(
      policy.judge([.note()], rules: Notes.rule, facts: facts).findings.first)
    #expect(finding.unmet.map(\.requirement) == ["deprecated_for: 1 day"])
    #expect(finding.met == [Finding.Requirement("version_bump", proof: "enough")])
  }

  @Test("The configuration has the last word on severities")
  func overrides() throws {
    let clauses = "clauses: [{id: a, when: {classification: [breaking]}, severity: error}]"
    func lines(_ setting: SeveritySetting, _ change: Change) throws -> [String] {
      try Policy.reading(clauses, overrides: [change.rule: setting]).lines([change])
    }
    #expect(try lines(.warning, .note()) == ["warning | ours/a | notes/line-removed"])
    #expect(try lines(.off, .note()) == [])
    // No clause speaks of it: the rule stands by itself, at its gravest only.
    let added = Change.note("notes/line-added", .additive)
    #expect(try lines(.info, added) == ["info | config/rules | notes/line-added"])
    let milder = Change.note("notes/line-changed", .additive, position: .returned)
    #expect(try lines(.error, milder) == [])
    let proven = Facts(lives: { _ in
      Lives(own: [
        Ladder(
          contract: "a", format: "notes", element: "line 1",
          rungs: [
            .init(
              tag: "v1", commit: "", date: CalendarDate(dayNumber: 0),
              state: .announced(sunset: nil))
          ], asOf: CalendarDate(dayNumber: 9), standsAtAfter: false)
      ])
    })
    let demanding = try Policy.reading(
      "clauses: [{id: a, require: [{deprecated_for: {days: 1}}], severity: error}]",
      overrides: ["notes/line-removed": .error])
    #expect(demanding.lines([.note()], proven) == [])
  }

  @Test(
    "A sunset that releases moved to an earlier day is a finding until the first day has passed")
  func movedSunset() throws {
    var states: [Ladder.State] = [
      .announced(sunset: try .day("2026-06-01")), .announced(sunset: try .day("2026-03-01")),
    ]
    let policy = try Policy.reading(
      """
      clauses:
        - {id: a, require: [{deprecated_for: {days: 1}}], severity: error}
      """)
    func findings(asOf: String, _ policy: Policy) throws -> [Finding] {
      let life = try Ladder.life(states, asOf: asOf)
      let facts = Facts(lives: { _ in Lives(own: [life]) })
      return policy.judge(
        [.note(), .note("notes/line-dropped")], rules: Notes.rule, facts: facts
      ).findings.filter { $0.rule == "history/sunset-moved-earlier" }
    }
    let found = try findings(asOf: "2026-06-01", policy)
    #expect(
      found.map(\.message) == [
        "the sunset of 'line 1' was moved from 2026-06-01 (v1) to 2026-03-01 (v2)"
      ])
    #expect(found.map(\.rule) == ["history/sunset-moved-earlier"])
    #expect(found.map(\.severity) == [.error])
    #expect(try findings(asOf: "2026-06-02", policy).map(\.severity) == [.info])
    states[1] = .announced(sunset: try .day("2026-02-01"))
    let farther = try findings(asOf: "2026-06-01", policy)
    #expect(Set((found + farther).map(\.fingerprint)).count == 2)
    let silenced = try Policy.reading(
      """
      clauses:
        - {id: a, require: [{deprecated_for: {days: 1}}], severity: error}
        - {id: b, when: {rule: history/sunset-moved-earlier}, severity: "off"}
      """)
    #expect(try findings(asOf: "2026-06-01", silenced).isEmpty)
  }

  @Test("A removal that releases moved to an earlier version is a finding until the first one")
  func movedRemoval() throws {
    let life = try Ladder.life([
      .announced(sunset: nil, removal: "8"), .announced(sunset: nil, removal: "12"),
      .announced(sunset: nil, removal: "10"), .announced(sunset: nil, removal: "9"),
    ])
    let policy = try Policy.reading(
      "clauses: [{id: a, require: [{deprecated_for: {days: 1}}], severity: error}]")
    func findings(with release: Name?) -> [Finding] {
      let facts = Facts(
        lives: { _ in Lives(own: [life]) }, release: { _ in release }, precedes: Notes.precedes)
      return policy.judge([.note()], rules: Notes.rule, facts: facts).findings
    }
    let found = findings(with: "9")
    #expect(found.map(\.rule) == ["history/removal-moved-earlier"])
    #expect(
      found.map(\.message) == ["the removal of 'line 1' was moved from 12 (v2) to 10 (v3)"])
    #expect(
      found.map(\.remedy) == ["Keep the element until the version that was announced first."])
    #expect(found.map(\.severity) == [.error])
    #expect(findings(with: "12").map(\.severity) == [.info])
    #expect(
      findings(with: nil).filter { $0.rule == Policy.removalRule }.map(\.severity) == [.error])
  }
}
