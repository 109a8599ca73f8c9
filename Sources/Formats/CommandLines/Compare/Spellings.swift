import ReleaseModel
import SourceModel

/// What can happen to the spellings of an option that is kept.
enum SpellingRules {
  static let all = [added, removed, caseChanged]

  private static let norm = Norm.openCLI("Option")
  private static let long = Sample.options("{spellings: [--quiet]}")
  private static let both = Sample.options("{spellings: [--quiet, -q]}")

  static let added = Rule.cli(
    "spelling-added", "Spelling of an option added", is: .always(.additive), phase: .expand,
    inverse: "spelling-removed", norm: norm,
    why: "The option can be given by one more spelling. An option that got a new name and keeps "
      + "the old one breaks nobody.",
    fix: "Nothing has to be done.", fires: (long, both),
    silent: (both, Sample.options("{spellings: [-q, --quiet]}")))

  static let removed = Rule.cli(
    "spelling-removed", "Spelling of an option removed",
    is: .always(.breaking, announced: .risky), phase: .contract, inverse: "spelling-added",
    norm: norm,
    why: "Scripts that use this spelling fail, although the option is still there under another.",
    fix: "Keep the spelling beside the others; help does not have to show it.",
    fires: (both, long),
    silent: (
      Sample.options("{spellings: [-q, --quiet]}"), Sample.options("{spellings: [--quiet, -q]}")
    ))

  static let caseChanged = Rule.cli(
    "spelling-case-changed", "Spelling changed in upper and lower case only", is: .always(.risky),
    inverse: "spelling-case-changed", norm: norm,
    why: "Whether the old letters are still accepted depends on the parser; the description does "
      + "not tell.",
    fix: "List both spellings if both are accepted.",
    fires: (
      Sample.options("{spellings: [--no-TTY]}"), Sample.options("{spellings: [--no-tty]}")
    ),
    silent: (Sample.options("{spellings: [--no-TTY]}"), Sample.tool()))
}

extension Comparer {
  mutating func compareSpellings(_ old: Option, _ new: Option, _ subject: Subject) {
    let (wordsBefore, wordsAfter) = (Set(old.words), Set(new.words))
    var lost = old.spellings.filter { !wordsAfter.contains($0.value) }
    var gained = new.spellings.filter { !wordsBefore.contains($0.value) }
    for spelling in lost where spelling.value.hasPrefix("--") {
      guard let index = gained.firstIndex(where: { $0.value.folded == spelling.value.folded })
      else { continue }
      tell(
        SpellingRules.caseChanged, subject,
        "was spelled \(quoted(gained[index].value)) in place of \(quoted(spelling.value))",
        spelling, gained[index])
      gained.remove(at: index)
      lost.removeAll { $0 == spelling }
    }
    for spelling in lost {
      tell(
        SpellingRules.removed, subject, "lost the spelling \(quoted(spelling.value))", spelling,
        nil, announced: old.life.isDeprecated)
    }
    for spelling in gained {
      tell(
        SpellingRules.added, subject, "got the spelling \(quoted(spelling.value))", nil, spelling)
    }
  }
}
