import PolicyPacks
import ReleaseModel
import SourceModel
import Testing

@Suite("Putting packs together")
struct PolicyTests {
  private func read(
    _ packs: [RepositoryPath: String], _ names: [String] = ["a.yaml"]
  ) -> Result<Policy, PolicyError> {
    PolicyReader(Notes.vocabulary, builtins: ["core", "strict"]).read(
      names.map { Pack.Reference($0, line: 7, column: 3) }, naming: ".relgate.yaml"
    ) { location in
      let text: String? =
        switch location {
        case .file(let path): packs[path]
        case .builtin(let name):
          name == "core" ? "name: core\nclauses: [{id: x, severity: info}]" : nil
        }
      return text.map { Array("schema: relgate/pack/1\n\($0)".utf8) }
    }
  }

  @Test("Extended packs come first, each once, and later clauses take the place of earlier ones")
  func order() throws {
    let policy = try read(
      [
        "a.yaml": "name: a\nextends: [builtin:core, b.yaml]\nclauses: [{id: y, severity: error}]",
        "b.yaml": "name: b\nextends: [builtin:core]\nclauses: [{id: x, severity: warning},"
          + " {id: y, severity: info}]",
      ], ["a.yaml", "builtin:core"]
    ).get()
    #expect(policy.packs.map(\.name) == ["builtin:core", "b.yaml", "a.yaml"])
    #expect(policy.clauses.map(\.name) == ["b/x", "a/y"])
    #expect(Set(policy.packs.map(\.digest.utf8.count)) == [64])
    #expect(policy.clause(named: "a/y")?.line == 4)
  }

  @Test("A pack's strictness holds for the packs that it extends, and for no others")
  func strictness() throws {
    let policy = try read(
      [
        "a.yaml": "name: a\nextends: [b.yaml]\nstrictness: source",
        "b.yaml": "name: b\nstrictness: wire\nclauses: [{id: b, severity: info}]",
        "c.yaml": "name: c\nclauses: [{id: c, severity: info}]",
      ], ["a.yaml", "c.yaml"]
    ).get()
    #expect(policy.clauses.map(\.strictness) == [.source, .contract])
  }

  @Test("What packs say of waivers is said last by the last, demands add up")
  func terms() throws {
    let policy = try read([
      "a.yaml": "name: a\nextends: [b.yaml]\nwaivers: {max_days: 10}",
      "b.yaml": "name: b\nwaivers: {max_days: 90, ticket: required}\ndemand: [everything-judged]",
    ]).get()
    #expect(policy.terms.maxDays == 10)
    #expect(policy.terms.isTicketRequired)
    #expect(!policy.terms.countsSignedInRange)
    #expect(policy.demands == [.everythingJudged])
    #expect(try read(["a.yaml": "name: a"]).get().terms == WaiverTerms())
  }

  @Test("Packs that are absent, or extend each other, are told at the place that names them")
  func references() {
    #expect(
      troubles(read([:], ["builtin:coer"])) == [
        ".relgate.yaml:7:3 policy/pack-missing there is no pack 'builtin:coer'"
          + " | Did you mean 'builtin:core'?"
      ])
    #expect(
      troubles(read(["a.yaml": "name: a\nextends: [c.yaml]"])) == [
        "a.yaml:3:11 policy/pack-missing there is no pack 'c.yaml' | Paths are read from the root"
          + " of the repository, in the policy's revision."
      ])
    #expect(
      troubles(read([:], ["../x"])) == [
        ".relgate.yaml:7:3 policy/pack-missing '../x' names no pack | Name 'builtin:NAME', or a"
          + " path from the root of the repository."
      ])
    #expect(
      troubles(
        read(["a.yaml": "name: a\nextends: [./b.yaml]", "b.yaml": "name: b\nextends: [a.yaml]"])
      ) == [
        "b.yaml:3:11 policy/extends-cycle the packs extend each other: a.yaml > b.yaml > a.yaml"
          + " | Take one of the packs out of 'extends'."
      ])
    #expect(
      troubles(read(["a.yaml": "name: core"], ["builtin:core", "a.yaml"])) == [
        "a.yaml:1:1 policy/pack-invalid 'builtin:core' and 'a.yaml' have the name 'core'"
          + " | Give the pack another name."
      ])
  }

  @Test("A long chain of packs ends with a problem")
  func chain() {
    var packs: [RepositoryPath: String] = [:]
    for index in 0..<200 {
      packs[RepositoryPath(stringLiteral: "p\(index).yaml")] =
        "name: p\(index)\nextends: [p\(index + 1).yaml]"
    }
    #expect(
      troubles(read(packs, ["p0.yaml"])) == [
        "p31.yaml:3:11 policy/pack-invalid more than 32 packs extend each other in a row"
          + " | Name the packs in the configuration instead."
      ])
  }

  @Test("A question names clauses that some pack has")
  func questions() {
    let question = "{id: q, group: G, question: 'Q?', clauses: [x, windo]}"
    let asking = "name: a\nclauses: [{id: window, severity: error}]\nchecklist:\n  - \(question)\n"
    #expect(
      troubles(read(["a.yaml": asking], ["builtin:core", "a.yaml"])) == [
        "a.yaml:5:10 policy/pack-invalid the question 'q' names the clause 'windo', which no pack"
          + " has | Did you mean 'window'?"
      ])
    let later = "name: b\nclauses: [{id: windo, severity: error}]"
    #expect(
      troubles(read(["a.yaml": asking, "b.yaml": later], ["builtin:core", "a.yaml", "b.yaml"]))
        == [])
  }

  @Test("All problems of all packs are told")
  func together() {
    let result = read(
      ["a.yaml": "name: a\nbad: 1", "b.yaml": "name: b\nbad: 1"], ["a.yaml", "b.yaml"])
    #expect(troubles(result).map { $0.prefix(10) } == ["a.yaml:3:1", "b.yaml:3:1"])
  }
}
