import DataTrees
import ReleaseModel
import ReleaseRecords
import SourceModel
import TestSupport
import Testing

@testable import ReleaseChecks

/// Documents of a kind that a pack describes.
struct ProfileTests {
  static let profile = """
    name: proposal
    files: proposals/**/meta.yaml
    except: proposals/template/**
    document: README.md
    template: proposals/template/README.md
    keys: [title, status]
    values:
      status: [draft, accepted, done]
      stage: [alpha, beta, stable]
    dates: [created]
    sections:
      - headings: [Summary]
      - below: [Readiness]
        when: {values: {status: [accepted, done]}, since: {milestone: v1.21}}
      - headings: [Was the way back tested?]
        when: {values: {status: done}}
        past: true
    approvals:
      - file: approvals/{team}/{id}.yaml
        keys: ["{stage}", approver]
        members: OWNERS
        lists: [aliases.reviewers, aliases.former]
        box: Review approved
        when: {values: {status: [accepted, done]}}
    """

  static let template = """
    -- file: proposals/template/README.md
    # Title

    ## Summary

    ## Readiness

    ### Enablement

    #### How can this be enabled, and how disabled?

    <!-- Name the flag. -->

    - [ ] Flag
      - Name of the flag in the registry:

    #### Was the way back tested?

    #### Anything else (Optional)

    -- file: proposals/template/meta.yaml
    status: draft|accepted|done
    -- file: OWNERS
    aliases:
      reviewers: [ann, bob]
      former: [Cid]
    """

  static let meta = """
    -- file: proposals/team/1/meta.yaml
    title: One
    status: accepted
    stage: beta
    milestone: v1.30
    team: team
    id: 1
    created: 2026-03-01
    """

  static let readme = """
    -- file: proposals/team/1/README.md
    # One

    - [x] (R) Review approved

    ## Summary

    It makes carts expire after thirty days.

    ## Readiness

    ### Enablement

    #### How can this be enabled, and how disabled?

    - [x] Flag
      - Name of the flag in the registry: carts

    #### Was the way back tested?

    By hand on the staging cluster, twice.
    """

  static let approval = """
    -- file: approvals/team/1.yaml
    beta: {approver: "@ann"}
    """

  private func facts(
    meta: String = Self.meta, readme: String = Self.readme, approval: String = Self.approval,
    before: String = ""
  ) throws -> [ReleaseFact] {
    let source = SourceText(path: "pack.yaml", Self.profile)
    let tree = try #require(DataTree.read(source, syntax: .yaml).tree)
    var problems: [ShapeProblem] = []
    let profile = try #require(DocumentProfile.reader.read(tree, tree.root, &problems))
    #expect(problems.isEmpty)
    var terms = ReleaseTerms()
    terms.profiles = [profile]
    let scene = ReleaseScene(
      before: before, after: [Self.template, meta, readme, approval].joined(separator: "\n"),
      terms: terms)
    return DocumentChecks.facts(in: scene, ReleaseFolder(of: scene))
  }

  private func told(_ facts: [ReleaseFact]) -> [String] {
    facts.map { "\($0.rule.id.text.dropFirst(8)) \($0.place?.line ?? 0) \($0.element)" }
      .sorted()
  }

  @Test("an answered document is silent")
  func answered() throws {
    #expect(try told(facts()) == [])
  }

  @Test("documents that the range does not touch are not judged")
  func untouched() throws {
    let all = [Self.template, Self.meta, "", Self.approval].joined(separator: "\n")
    #expect(try told(facts(readme: "", before: all)) == [])
    #expect(try told(facts(readme: "")) == ["document-missing 1 proposal"])
  }

  @Test(
    "a misspelt state, a month 13 and a missing key are told at their lines",
    arguments: [
      ("status: accepted", "status: acepted", "header-value-unknown 2 status"),
      ("stage: beta", "stage: betta", "header-value-unknown 3 stage"),
      ("created: 2026-03-01", "created: 2026-13-01", "header-date-impossible 7 created"),
      ("title: One", "title:", "header-key-missing 1 title"),
      ("title: One", "title: [", "header-unreadable 3 proposal"),
    ])
  func data(_ old: String, _ new: String, _ expected: String) throws {
    let meta = Self.meta.replacing(old, with: new)
    #expect(try told(facts(meta: meta)).contains(expected))
  }

  @Test("questions are answered below their headings, and from a milestone on")
  func questions() throws {
    let question = "How can this be enabled, and how disabled?"
    let unanswered = Self.readme.replacing(
      "- [x] Flag\n  - Name of the flag in the registry: carts", with: "- [x] Flag")
    #expect(try told(facts(readme: unanswered)) == ["section-empty 13 \(question)"])
    let early = Self.meta.replacing("v1.30", with: "v1.9")
    #expect(try told(facts(meta: early, readme: unanswered)) == [])
    let absent = Self.readme.replacing("#### \(question)", with: "#### Other")
    #expect(try told(facts(readme: absent)) == ["section-missing 1 \(question)"])
    let older = absent.replacing(
      "#### Other",
      with:
        "* **How can this be enabled, and how disabled?**\n  By its flag, at once and everywhere.")
    #expect(try told(facts(readme: older)) == [])
  }

  @Test(
    "answers that are none are told by what is wrong with them",
    arguments: [
      ("TBD", "placeholder-left"), ("N/A", "reason-missing"), ("Yes.", "answer-thin"),
      ("It will be tested before the release.", ""),
    ])
  func answers(_ text: String, _ rule: String) throws {
    let readme = Self.readme.replacing("By hand on the staging cluster, twice.", with: text)
    let found = try facts(readme: readme).map { $0.rule.id.text }
    #expect(found == (rule.isEmpty ? [] : ["release/\(rule)"]))
  }

  @Test("nothing may be still to come in what is done")
  func past() throws {
    let readme = Self.readme.replacing("By hand on", with: "It will be tested on")
    let done = Self.meta.replacing("accepted", with: "done")
    #expect(
      try told(facts(meta: done, readme: readme)) == ["outcome-pending 20 Was the way back tested?"]
    )
  }

  @Test("an agreement must be there, of one who may, and as the box says")
  func approvals() throws {
    #expect(
      try told(facts(approval: "")) == [
        "approval-missing 2 beta.approver", "signoff-contradicted 3 Review approved",
      ])
    let alpha = Self.approval.replacing("beta", with: "alpha")
    #expect(try told(facts(approval: alpha)).first == "approval-missing 2 beta.approver")
    let stranger = Self.approval.replacing("ann", with: "eve")
    #expect(try told(facts(approval: stranger)) == ["approver-unknown 2 @eve"])
    let former = Self.approval.replacing("@ann", with: "cid")
    #expect(try told(facts(approval: former)) == [])
    let open = Self.readme.replacing("[x] (R)", with: "[ ] (R)")
    #expect(try told(facts(readme: open)) == ["signoff-contradicted 3 Review approved"])
  }

  @Test("a value may not lead out of the folder of approvals")
  func traversal() throws {
    let meta = Self.meta.replacing("team: team", with: "team: ../..")
    #expect(try told(facts(meta: meta)) == [])
  }
}
