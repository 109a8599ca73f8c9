import CommandLines
import FormatKit
import GateEngine
import OpenAPI
import PolicyPacks
import ReleaseModel
import SQLDumps
import SQLMigrations

/// The formats that this program reads, in the order in which files are offered to them.
let builtinFormats: [any Format.Type] = [
  OpenAPIFormat.self, CommandLineFormat.self, SQLDumpFormat.self,
]

/// The chains that this program reads.
let builtinChains: [any ChainFormat.Type] = [MigrationFormat.self]

/// The rules of all formats by their ids; made when first asked for.
let builtinRules: [RuleID: Rule] = Dictionary(
  Gate.builtin.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })

/// What can be missing or wrong in a release, by id; made when first asked for.
let builtinFindingRules: [RuleID: FindingRule] = Dictionary(
  Gate.findingRules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })

/// What a machine is told of a finding or a problem that is about no change; nil if nothing is known.
func describedRule(_ id: RuleID) -> ProblemRule? {
  builtinProblemRules[id] ?? builtinFindingRules[id]?.described
}

/// What can be wrong with the input, by id; made when first asked for.
let builtinProblemRules: [RuleID: ProblemRule] = Dictionary(
  (Gate.problemRules + Policy.problemRules + builtinFormats.flatMap { $0.problemRules }
    + builtinChains.flatMap { $0.problemRules }).map { ($0.id, $0) },
  uniquingKeysWith: { first, _ in first })
