import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to the variables that the tool reads.
enum EnvironmentRules {
  static let all = [added, removed, meaningChanged]

  private static let norm = Norm.dump("environment")
  private static func variables(_ list: String) -> String {
    Sample.tool(rest: "environment: [\(list)]\n")
  }
  private static let one = variables("{name: PAGER}")
  private static let two = variables("{name: PAGER}, {name: NO_COLOR}")

  static let added = Rule.cli(
    "environment-variable-added", "Environment variable read", is: .always(.additive),
    phase: .expand, inverse: "environment-variable-removed", norm: norm,
    why: "The tool can be steered by one more variable.",
    fix: "Make sure that the variable is not set for another purpose already.",
    fires: (one, two), silent: (two, variables("{name: NO_COLOR}, {name: PAGER}")))

  static let removed = Rule.cli(
    "environment-variable-removed", "Environment variable no longer read", is: .always(.breaking),
    phase: .contract, inverse: "environment-variable-added", norm: norm,
    why: "Where the variable is set, the tool changes its ways in silence.",
    fix: "Keep reading the variable, and warn when it is set.", fires: (two, one),
    silent: (two, variables("{name: NO_COLOR}, {name: PAGER}")))

  static let meaningChanged = Rule.cli(
    "environment-variable-meaning-changed", "Description of a variable changed",
    is: .always(.neutral), inverse: "environment-variable-meaning-changed", norm: norm,
    why: "The variable is read as before; its description is another.",
    fix: "Nothing has to be done.",
    fires: (one, variables("{name: PAGER, meaning: Page output through this}")),
    silent: (one, two))
}

extension Comparer {
  mutating func compareEnvironment(_ tool: Subject) {
    let matched = KeyedDiff(
      before.environment.map { ($0.name.value, $0) }, after.environment.map { ($0.name.value, $0) })
    for (name, old, new) in matched.kept where old != new {
      let subject = tool.inner(
        name, "environment variable \(quoted(name))", old.name.location, new.name.location)
      if old.meaning != new.meaning {
        tell(
          EnvironmentRules.meaningChanged, subject, "had its description changed", old.meaning,
          new.meaning)
      }
      compareExtras(old.extras, new.extras, subject)
    }
    for (name, old) in matched.removed {
      tell(
        EnvironmentRules.removed, tool.inner(name, "environment variable \(quoted(name))"),
        "was no longer read", before: Sighting(old.name.location, value: canonical(name)),
        after: nil)
    }
    for (name, new) in matched.added {
      tell(
        EnvironmentRules.added, tool.inner(name, "environment variable \(quoted(name))"),
        "was read", before: nil, after: Sighting(new.name.location, value: canonical(name)))
    }
  }
}
