package import FormatKit
import ReleaseModel
package import SourceModel

/// The proof that every rule of a format carries.
package enum RuleExamples {
  /// What breaks the promises of the rules, which are these.
  ///
  /// - Its id has the format's prefix and is its own; its inverse is a rule.
  /// - On its example it fires exactly once, and beside it fire only rules that are neutral in
  ///   every position: a version, a component or a text that had to change as well.
  /// - It is silent on its near miss, whose two texts differ, so that silence proves something.
  /// - Its inverse fires on the swapped example.
  ///
  /// Rules about a contract as a whole are the engine's to fire, and are only checked for their ids.
  ///
  /// - Parameter path: The path at which an example stands, for formats that look at extensions.
  package static func violations<F: Format>(
    of format: F.Type, at path: RepositoryPath = "contract.yaml"
  ) -> [Violation] {
    let rules = Dictionary(F.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let events = Set(ContractEvent.allCases.map { $0.rule(of: F.name) })
    var seen: Set<RuleID> = []
    var violations: [Violation] = []
    for rule in F.rules {
      func add(_ fact: String) {
        violations.append(Violation(law: "rule examples", sample: rule.id.text, fact: fact))
      }
      if !seen.insert(rule.id).inserted { add("the id stands twice") }
      if rule.id.prefix != F.name[...] { add("the id has another format's prefix") }
      if rules[rule.inverse] == nil { add("the inverse '\(rule.inverse)' is no rule") }
      if events.contains(rule.id) { continue }
      let before = Sample("example, before", rule.example.before, at: path)
      let after = Sample("example, after", rule.example.after, at: path)
      for sample in [before, after] + nearMiss(of: rule, at: path) {
        let problems = F.read(sample.source, from: sample).problems
        for problem in problems { add("\(sample.name) has a problem: \(problem.message)") }
      }
      let fired = Trial<F>(before, after).changes
      let own = fired.count { $0.rule == rule.id }
      if own != 1 { add("fires \(own) times on its example") }
      for other in fired where other.rule != rule.id {
        if rules[other.rule]?.classification.word == .neutral { continue }
        add("\(other.rule) fires on its example too: \(other.message)")
      }
      let swapped = Trial<F>(after, before).changes.map(\.rule)
      if !swapped.contains(rule.inverse) {
        let facts = swapped.map(\.text).joined(separator: ", ")
        add("the swapped example fires \(facts), not '\(rule.inverse)'")
      }
      let miss = nearMiss(of: rule, at: path)
      if rule.nearMiss.before == rule.nearMiss.after { add("the near miss has one text only") }
      if Trial<F>(miss[0], miss[1]).changes.contains(where: { $0.rule == rule.id }) {
        add("fires on its near miss")
      }
    }
    return violations
  }

  private static func nearMiss(of rule: Rule, at path: RepositoryPath) -> [Sample] {
    [
      Sample("near miss, before", rule.nearMiss.before, at: path),
      Sample("near miss, after", rule.nearMiss.after, at: path),
    ]
  }
}
