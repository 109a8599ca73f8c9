import ReleaseModel
import SourceModel

/// What can happen to the bonds of an option with other options and with the environment.
enum RelationRules {
  static let all = [
    conflictAdded, conflictRemoved, requirementAdded, requirementRemoved, variableAdded,
    variableRemoved, variablesReordered,
  ]

  private static let norm = Norm.openCLI("Metadata")
  private static func option(_ key: String, _ words: String) -> String {
    Sample.openCLIOption("metadata: [{name: \(key), value: [\(words)]}]")
  }

  static let conflictAdded = Rule.cli(
    "conflict-added", "Options excluded each other", is: .always(.breaking),
    inverse: "conflict-removed", norm: norm,
    why: "Calls that give both options fail.",
    fix: "Let one option win and warn, until callers have moved.",
    fires: (option("conflicts", "--all"), option("conflicts", "--all, --one")),
    silent: (option("conflicts", "--all, --one"), option("conflicts", "--one, --all")))

  static let conflictRemoved = Rule.cli(
    "conflict-removed", "Options no longer excluded each other", is: .always(.additive),
    inverse: "conflict-added", norm: norm,
    why: "Both options can be given together.", fix: "Nothing has to be done.",
    fires: (option("conflicts", "--all, --one"), option("conflicts", "--all")),
    silent: (option("conflicts", "--all, --one"), option("conflicts", "--one, --all")))

  static let requirementAdded = Rule.cli(
    "requirement-added", "Option required another option", is: .always(.breaking),
    inverse: "requirement-removed", norm: norm,
    why: "Calls that give the option alone fail.",
    fix: "Assume a value for the other option, until callers have moved.",
    fires: (option("requires", "--all"), option("requires", "--all, --one")),
    silent: (option("requires", "--all, --one"), option("requires", "--one, --all")))

  static let requirementRemoved = Rule.cli(
    "requirement-removed", "Option no longer required another option", is: .always(.additive),
    inverse: "requirement-added", norm: norm,
    why: "The option can be given alone.", fix: "Nothing has to be done.",
    fires: (option("requires", "--all, --one"), option("requires", "--all")),
    silent: (option("requires", "--all, --one"), option("requires", "--one, --all")))

  static let variableAdded = Rule.cli(
    "option-variable-added", "Option read from a variable", is: .always(.additive),
    phase: .expand, inverse: "option-variable-removed", norm: norm,
    why: "The option can be set in the environment.", fix: "Nothing has to be done.",
    fires: (option("environment", "MODE"), option("environment", "MODE, TOOL_MODE")),
    silent: (option("environment", "MODE, TOOL_MODE"), option("environment", "TOOL_MODE, MODE")))

  static let variableRemoved = Rule.cli(
    "option-variable-removed", "Option no longer read from a variable",
    is: .always(.breaking, announced: .risky), phase: .contract,
    inverse: "option-variable-added", norm: norm,
    why: "Where the option was set in the environment, the default takes its place in silence.",
    fix: "Keep reading the variable, and warn when it is set.",
    fires: (option("environment", "MODE, TOOL_MODE"), option("environment", "MODE")),
    silent: (option("environment", "MODE, TOOL_MODE"), option("environment", "TOOL_MODE, MODE")))

  static let variablesReordered = Rule.cli(
    "option-variables-reordered", "Order of an option's variables changed", is: .always(.breaking),
    inverse: "option-variables-reordered", norm: norm,
    why: "Where several variables are set, another one counts now.",
    fix: "Keep the order; add a new variable at the end.",
    fires: (option("environment", "MODE, TOOL_MODE"), option("environment", "TOOL_MODE, MODE")),
    silent: (option("environment", "MODE"), option("environment", "MODE, TOOL_MODE")))
}

extension Comparer {
  mutating func compareRelations(_ old: Option, _ new: Option, _ subject: Subject) {
    compare(
      old.conflicts, new.conflicts, subject, added: RelationRules.conflictAdded,
      removed: RelationRules.conflictRemoved,
      say: ("could no longer be given with", "could be given with"))
    compare(
      old.companions, new.companions, subject, added: RelationRules.requirementAdded,
      removed: RelationRules.requirementRemoved,
      say: ("required the option", "no longer required the option"))
    compare(
      old.variables, new.variables, subject, added: RelationRules.variableAdded,
      removed: RelationRules.variableRemoved,
      say: ("was read from the variable", "was no longer read from the variable"))
    let (oldWords, newWords) = (Set(old.variables), Set(new.variables))
    let kept = (
      old.variables.filter(newWords.contains), new.variables.filter(oldWords.contains)
    )
    if kept.0 != kept.1 {
      tell(
        RelationRules.variablesReordered, subject, "had the order of its variables changed",
        kept.0.first, kept.1.first)
    }
  }
}
