import FormatKit
package import GitHistory
package import PolicyPacks
package import ReleaseModel
import SourceModel

extension Gate {
  /// What the policy of a revision says of every rule.
  ///
  /// - Parameter packs: Packs beside those of the configuration, as the command line names them.
  package func effectiveSettings(
    at spelling: String, packs: [String], in repository: Repository
  ) throws(GateError) -> [EffectiveSetting] {
    let revision = try git { () throws(GitError) in try repository.revision(spelling) }
    var request = CheckRequest(.between(before: spelling, after: spelling), .release)
    request.packs = packs
    let source = try policy(at: revision, request, in: repository)
    let formatOfRule = Dictionary(
      formats.flatMap { format in format.rules.map { ($0.id, format.name) } }
        + chains.flatMap { chain in chain.rules.map { ($0.id, chain.name) } },
      uniquingKeysWith: { first, _ in first })
    return source.policy.effectiveSettings(
      of: rules, format: { formatOfRule[$0.id] ?? "" },
      others: OtherFindings.severities(of: formats))
  }

  /// The examples of a revision's packs, builtin ones aside, each with where the policy finds
  /// something else than it says.
  ///
  /// - Parameter packs: Packs beside those of the configuration, as the command line names them.
  package func trials(
    at spelling: String, packs: [String], in repository: Repository
  ) throws(GateError) -> [(example: PackExample, violations: [String])] {
    let revision = try git { () throws(GitError) in try repository.revision(spelling) }
    var request = CheckRequest(.between(before: spelling, after: spelling), .release)
    request.packs = packs
    let policy = try policy(at: revision, request, in: repository).policy
    let rules = Dictionary(
      self.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return policy.examples.filter { !$0.isBuiltin }.map { example in
      (example, example.violations(of: policy, rules: { rules[$0] }, compare: changes))
    }
  }

  /// What changed between two texts of a contract; nil if one cannot be read.
  private func changes(_ format: String, _ before: String, _ after: String) -> [Change]? {
    if ExampleTree.isTree(after) || ExampleTree.isTree(before),
      let chain = chains.first(where: { $0.name == format })
    {
      return ChainSearch.changes(chain, before, after)
    }
    guard let index = formats.firstIndex(where: { $0.name == format }) else { return nil }
    let path: RepositoryPath = "contract.yaml"
    func root(_ text: String) -> ContractPair.Root {
      ContractPair.Root(path: path, unknownVersion: nil, text: SourceText(path: path, text))
    }
    let trees = ComparedTrees(
      before: MemorySnapshot(texts: [path: before]), after: MemorySnapshot(texts: [path: after]),
      deltas: [], areNamedFiles: true)
    let outcomes = ContractComparison(trees: trees, formats: formats).outcomes(of: [
      ContractPair(format: index, before: root(before), after: root(after))
    ])
    guard outcomes.allSatisfy({ !$0.problems.contains(where: \.hides) }) else { return nil }
    return outcomes.flatMap(\.changes)
  }

  /// The version that the changes of a range call for.
  package func bump(
    _ request: CheckRequest, before: Repository, after: Repository
  ) throws(GateError) -> (range: RevisionRange, bumps: [Judgement.Bump]) {
    let (range, source) = try policy(for: request, in: after)
    let compared = try compare(pair(range, before, after), source.configuration)
    let checked = CheckedRange(
      gate: self, request: request, range: range, source: source, compared: compared,
      repositories: (before, after), asOf: asOf ?? range.after.date)
    return (range, try checked.versions().bumps)
  }

  /// The components that have release tags of their own, as the configuration of a revision names
  /// them.
  package func components(
    at spelling: String, in repository: Repository
  ) throws(GateError) -> [String] {
    let revision = try git { () throws(GitError) in try repository.revision(spelling) }
    return try configuration(at: revision, in: repository).components
      .filter { $0.tags != nil }.map(\.name)
  }
}
