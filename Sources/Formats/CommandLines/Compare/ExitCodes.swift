import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to exit codes.
enum ExitCodeRules {
  static let all = [added, removed, renumbered, meaningChanged]

  private static let norm = Norm.openCLI("ExitCode")
  private static func codes(_ list: String) -> String {
    Sample.tool(rest: "exitCodes: [\(list)]\n")
  }
  private static let one = codes("{code: 0, meaning: done}")
  private static let two = codes("{code: 0, meaning: done}, {code: 1, meaning: failed}")

  static let added = Rule.cli(
    "exit-code-added", "Exit code added", is: .always(.risky), phase: .expand,
    inverse: "exit-code-removed", norm: norm,
    why: "Scripts that tell outcomes apart by code meet one that they do not know.",
    fix: "Return a known code where the outcome belongs to its class.", fires: (one, two),
    silent: (two, codes("{code: 1, meaning: failed}, {code: 0, meaning: done}")))

  static let removed = Rule.cli(
    "exit-code-removed", "Exit code removed", is: .always(.breaking), phase: .contract,
    inverse: "exit-code-added", norm: norm,
    why: "Scripts that wait for this code no longer see what it told them.",
    fix: "Keep returning the code for what it meant.", fires: (two, one),
    silent: (two, codes("{code: 0, meaning: done}, {code: 2, meaning: failed}")))

  static let renumbered = Rule.cli(
    "exit-code-renumbered", "Exit code renumbered", is: .always(.breaking),
    inverse: "exit-code-renumbered", norm: norm,
    why: "Scripts take the outcome for another one, or for an unknown one.",
    fix: "Keep the number.",
    fires: (two, codes("{code: 0, meaning: done}, {code: 2, meaning: failed}")),
    silent: (two, codes("{code: 1, meaning: failed}, {code: 0, meaning: done}")))

  static let meaningChanged = Rule.cli(
    "exit-code-meaning-changed", "Meaning of an exit code changed", is: .always(.risky),
    inverse: "exit-code-meaning-changed", norm: norm,
    why: "The text may only be better, or the code may now be returned for something else.",
    fix: "Say in the release notes whether the code is returned in other cases.",
    fires: (one, codes("{code: 0, meaning: all is well}")),
    silent: (one, codes("{code: 0.0, meaning: done}")))
}

extension Comparer {
  mutating func compareExitCodes(_ pair: Pair) {
    let matched = KeyedDiff(
      pair.before.exitCodes.map { ($0.code.value, $0) },
      pair.after.exitCodes.map { ($0.code.value, $0) })
    for (code, old, new) in matched.kept where old != new {
      let name = "exit code \(code)"
      let subject = pair.subject.inner(Name(name), name, old.code.location, new.code.location)
      if old.meaning != new.meaning {
        tell(
          ExitCodeRules.meaningChanged, subject, "had its meaning changed", old.meaning,
          new.meaning)
      }
      compareExtras(old.extras, new.extras, subject)
    }
    var added = matched.added.map(\.value)
    for (code, old) in matched.removed {
      let name = "exit code \(code)"
      let subject = pair.subject.inner(Name(name), name)
      if let meaning = old.meaning, let index = added.firstIndex(where: { $0.meaning == meaning }) {
        let new = added.remove(at: index)
        tell(
          ExitCodeRules.renumbered,
          pair.subject.inner(
            Name("exit code \(new.code.value)"), former: subject.tail, name, old.code.location,
            new.code.location),
          "was renumbered to \(new.code.value)", old.code, new.code)
      } else {
        tell(
          ExitCodeRules.removed, subject, "was removed",
          before: Sighting(old.code.location, value: code), after: nil, content: old)
      }
    }
    for new in added {
      let name = "exit code \(new.code.value)"
      tell(
        ExitCodeRules.added, pair.subject.inner(Name(name), name), "was added", before: nil,
        after: Sighting(new.code.location, value: new.code.value), content: new)
    }
  }
}
