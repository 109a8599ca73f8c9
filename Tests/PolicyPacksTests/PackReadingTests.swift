import DataTrees
import PolicyPacks
import ReleaseModel
import SourceModel
import Testing

@Suite("Reading packs")
struct PackReadingTests {
  private func read(_ text: String) -> Result<Pack, PolicyError> {
    PackSchema(Notes.vocabulary).read(SourceText(path: "pack.yaml", text))
  }

  /// What is wrong with a pack whose clauses begin on line 4.
  private func problems(inClause clause: String) -> [String] {
    troubles(read("schema: relgate/pack/1\nname: ours\nclauses:\n  - \(clause)\n"))
  }

  @Test("All keys are read")
  func everything() throws {
    let pack = try read(
      """
      schema: relgate/pack/1
      name: ours
      about: What we promise.
      extends: [builtin:core, policies/base.yaml]
      strictness: source
      waivers: {max_days: 30, ticket: required, signed_in_range: allowed}
      demand: [everything-judged]
      clauses:
        - id: window
          when:
            rule: "*/*-removed"
            classification: [breaking, risky]
            phase: contract
            position: [returned, both]
            party: consumers
            path: "api/**"
            component: api
            announced: false
            format: notes
          require:
            - deprecated_for: {days: 90, releases: 2}
            - introduced_before: {releases: 1}
            - version_bump: true
          unless: []
          inline: refused
          severity: off
        - {id: second, severity: info, inline: allowed}
      checklist:
        - {id: all, group: G, question: "Q?", formats: [notes], clauses: [window], rules: "notes/*"}
      examples:
        - name: e
          format: notes
          before: "1"
          after: "2"
          as_of: 2026-04-01
          releases: [{tag: v1, date: "2026-01-01", says: announced, sunset: 2026-03-01}]
          expected: {notes/line-removed: error}
        - {name: p, format: notes, before: "", after: "", expected: passes}
      """
    ).get()
    #expect(pack.extends.map(\.spelling) == ["builtin:core", "policies/base.yaml"])
    #expect(pack.extends.map(\.line) == [4, 4])
    #expect(pack.extends.map(\.column) == [11, 25])
    #expect(pack.strictness == .source)
    #expect(pack.waivers.maxDays == 30)
    #expect(pack.waivers.isTicketRequired == true)
    #expect(pack.waivers.countsSignedInRange == true)
    #expect(pack.demands == [.everythingJudged])
    let clause = try #require(pack.clauses.first)
    #expect(clause.name == "ours/window")
    #expect(clause.line == 9)
    #expect(clause.severity == .off)
    #expect(!clause.isWaivable)
    #expect(clause.criteria.phases == [.contract])
    #expect(clause.criteria.positions == [.returned, .both])
    #expect(clause.criteria.isAnnounced == false)
    #expect(
      clause.requirements.map(\.words) == [
        "deprecated_for: 90 days, 2 releases", "introduced_before: 1 release", "version_bump",
      ])
    #expect(pack.clauses[1].isWaivable && pack.clauses[1].isInlineWaivable)
    #expect(pack.checklist.map(\.name) == ["ours/all"])
    #expect(pack.examples[0].asOf == CalendarDate("2026-04-01"))
    #expect(pack.examples[0].releases[0].sunset == CalendarDate("2026-03-01"))
    #expect(pack.examples[0].expected == ["notes/line-removed": .error])
    #expect(pack.examples[1].expected == [:])
  }

  @Test(
    "What is wrong with a clause is said at its place, with what was probably meant",
    arguments: [
      (
        "{id: a, severity: error, abuot: x}",
        "4:30 the key 'abuot' is unknown | Did you mean 'about'?"
      ),
      (
        "{id: a, severity: eror}",
        "4:23 the severity 'eror' is unknown | Did you mean 'error'?"
      ),
      (
        "{id: a, severity: error, when: {rule: notes/line-remved}}",
        "4:43 the rule 'notes/line-remved' is unknown | Did you mean 'notes/line-removed'?"
      ),
      (
        "{id: a, severity: error, when: {rule: \"note/*\"}}",
        "4:43 no rule matches 'note/*' | Did you mean 'notes/*'?"
      ),
      (
        "{id: a, severity: error, when: {rule: \"notes/*-x\"}}",
        "4:43 no rule matches 'notes/*-x' | List the rules with 'relgate rules'."
      ),
      (
        "{id: a, severity: error, when: {classification: braking}}",
        "4:53 the classification 'braking' is unknown | Did you mean 'breaking'?"
      ),
      ("{id: a, severity: error, when: {classification: []}}", "4:53 the list is empty"),
      (
        "{id: a, severity: error, when: {component: aip}}",
        "4:48 the component 'aip' is unknown | Did you mean 'api'?"
      ),
      (
        "{id: a, severity: error, when: {announced: soon}}",
        "4:48 true or false was expected"
      ),
      (
        "{id: a, severity: error, when: {path: /api}}",
        "4:43 patterns are anchored at the root: drop the first '/'"
      ),
      (
        "{id: a, severity: error, require: [{deprecated_for: {days: soon}}]}",
        "4:64 an integer from 1 to 36500 was expected"
      ),
      (
        "{id: a, severity: error, require: [{deprecated_for: {days: 1e9}}]}",
        "4:64 an integer from 1 to 36500 was expected"
      ),
      (
        "{id: a, severity: error, require: [{deprecated_for: {}}]}",
        "4:57 days, releases, or both were expected"
      ),
      (
        "{id: a, severity: error, require: [{version_bump: false}]}",
        "4:55 only true can be required | Take the key out."
      ),
      (
        "{id: a, severity: error, require: [{version_bump: true, flag: {}}]}",
        "4:40 exactly one requirement was expected | Write one item for each requirement."
      ),
      (
        "{id: a, severity: error, unless: [], inline: allowed}",
        "4:5 a comment cannot excuse what a waiver cannot"
      ),
      ("{id: A b, severity: error}", "4:10 lower-case letters, digits and hyphens were expected"),
      ("{id: a}", "4:5 the key 'severity' is missing"),
    ])
  func clauseProblems(_ clause: String, _ problem: String) {
    #expect(
      problems(inClause: clause) == [
        "pack.yaml:" + problem.replacing(" ", with: " policy/pack-invalid ", maxReplacements: 1)
      ])
  }

  @Test("A requirement that cannot be judged is refused, and named")
  func unsupported() {
    #expect(
      problems(inClause: "{id: a, severity: error, require: [{flag: {}}]}") == [
        "pack.yaml:4:5 policy/requirement-unsupported the requirement 'flag' of clause 'a'"
          + " cannot be judged by this version | Update relgate, or take the requirement out."
      ])
    let requirements = [
      "document: {name: ROLLBACK_PLAN.md}", "lever: {kind: flag}", "lever: {}",
      "evidence: {kind: rollback-drill, max_age_days: 30, signed_by: ops}", "flag: {}",
    ]
    let all = Vocabulary(
      rules: Notes.vocabulary.rules, formats: ["notes"], judged: Set(Requirement.Kind.allCases))
    let text =
      "schema: relgate/pack/1\nname: a\nclauses:\n"
      + requirements.enumerated().map {
        "- {id: a\($0), severity: error, require: [{\($1)}]}\n"
      }.joined()
    #expect(troubles(PackSchema(all).read(SourceText(path: "p", text))) == [])
  }

  @Test(
    "A document that is no pack is a problem",
    arguments: [
      ("", "1:1 policy/pack-invalid an object was expected"),
      ("a: b: c", "1:5 policy/pack-invalid"),
      (
        "schema: relgate/pack/2\nname: a\n",
        "1:9 policy/pack-invalid the schema 'relgate/pack/2' is unknown"
      ),
      ("schema: relgate/pack/1\n", "1:1 policy/pack-invalid the key 'name' is missing"),
      ("schema: relgate/pack/1\nname: a\nname: b\n", "3:1 policy/pack-invalid"),
      (
        "schema: relgate/pack/1\nname: a\n---\nname: b\n",
        "4:1 policy/pack-invalid the file holds several documents"
      ),
      (
        "schema: relgate/pack/1\nname: a\nwaivers: {max_days: 0}\n",
        "3:21 policy/pack-invalid an integer from 1 to 3650 was expected"
      ),
      (
        "schema: relgate/pack/1\nname: a\nclauses:\n- {id: a, severity: info}\n"
          + "- {id: a, severity: info}\n",
        "5:3 policy/pack-invalid two clauses have the id 'a'"
      ),
      (
        "schema: relgate/pack/1\nname: a\nchecklist: [{id: a, group: g, question: q}]\n",
        "3:13 policy/pack-invalid a question names clauses, rules, or both"
      ),
      (
        "schema: relgate/pack/1\nname: a\nchecklist:\n"
          + "- {id: a, group: g, question: q, clauses: a}\n"
          + "- {id: a, group: g, question: q, clauses: a}\n",
        "5:8 policy/pack-invalid two questions have the id 'a'"
      ),
      (
        "schema: relgate/pack/1\nname: a\nexamples:\n"
          + "- {name: a, format: notes, before: a, after: b, expected: passes,"
          + " as_of: 2026-04-01T00:00:00Z}\n",
        "4:74 policy/pack-invalid a date like 2026-03-31 was expected"
          + " | Write the day alone, without a time."
      ),
      (
        "schema: relgate/pack/1\nname: a\nexamples:\n"
          + "- {name: a, format: notes, before: a, after: b, expected: passes, as_of: 20260401}\n",
        "4:74 policy/pack-invalid a date like 2026-03-31 was expected"
      ),
      (
        "schema: relgate/pack/1\nname: a\nexamples:\n"
          + "- {name: a, format: notes, before: a, after: b, expected: pases}\n",
        "4:59 policy/pack-invalid the word 'pases' is unknown | Did you mean 'passes'?"
      ),
      (
        "schema: relgate/pack/1\nname: a\nexamples:\n"
          + "- {name: a, format: notes, before: a, after: b, expected: {notes/line: error}}\n",
        "4:60 policy/pack-invalid the rule 'notes/line' is unknown"
      ),
    ])
  func documentProblems(_ text: String, _ problem: String) {
    let found = troubles(read(text))
    #expect(found.first?.hasPrefix("pack.yaml:\(problem)") == true, "\(found)")
  }

  @Test("The schema is JSON, and knows every key of a clause")
  func schema() throws {
    let bytes = PackSchema(Notes.vocabulary).schema
    let tree = try #require(
      DataTree.read(SourceText(path: "schema.json", bytes: bytes), syntax: .json).tree)
    #expect(tree.value(of: tree.root, "$id").flatMap { tree.string(of: $0) } == "relgate/pack/1")
    let text = String(decoding: bytes, as: UTF8.self)
    for key in ["deprecated_for", "strictness", "unless", "inline", "max_days", "expected"] {
      #expect(text.contains("\"\(key)\""))
    }
  }
}
