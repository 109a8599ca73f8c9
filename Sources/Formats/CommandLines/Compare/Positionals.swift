import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to positional arguments as a whole.
enum PositionalRules {
  static let all = [
    added, removed, requiredAdded, requiredRemoved, leadingAdded, leadingRemoved, reordered,
    becameRequired, becameOptional,
  ]

  private static let norm = Norm.openCLI("Argument")
  private static let none = Sample.tool()
  private static let optional = Sample.positionals("{name: FILE}")
  private static let required = Sample.positionals("{name: FILE, required: true}")
  private static let two = Sample.positionals("{name: MODE}", "{name: FILE}")

  static let added = Rule.cli(
    "positional-added", "Optional positional added at the end", is: .always(.additive),
    phase: .expand, inverse: "positional-removed", norm: norm,
    why: "Callers can pass one more argument. Nobody has to act.", fix: "Nothing has to be done.",
    fires: (none, optional), silent: (none, required))

  static let removed = Rule.cli(
    "positional-removed", "Optional positional removed from the end",
    is: .always(.breaking, announced: .risky), phase: .contract, inverse: "positional-added",
    norm: norm,
    why: "Calls that pass the argument fail.", fix: "Accept the argument without effect.",
    fires: (optional, none), silent: (required, none))

  static let requiredAdded = Rule.cli(
    "required-positional-added", "Required positional added at the end", is: .always(.breaking),
    inverse: "required-positional-removed", norm: norm,
    why: "Every call that was complete before lacks the argument now.",
    fix: "Make the argument optional.", fires: (none, required), silent: (none, optional))

  static let requiredRemoved = Rule.cli(
    "required-positional-removed", "Required positional removed from the end",
    is: .always(.breaking, announced: .risky), phase: .contract,
    inverse: "required-positional-added", norm: norm,
    why: "Every call passed the argument, so that every call fails now.",
    fix: "Accept the argument without effect until callers have moved.",
    fires: (required, none), silent: (optional, none))

  static let leadingAdded = Rule.cli(
    "leading-positional-added", "Positional added before others", is: .always(.breaking),
    inverse: "leading-positional-removed", norm: norm,
    why: "The arguments that calls pass slip to other places and mean something else.",
    fix: "Add the argument at the end, or as an option.", fires: (optional, two),
    silent: (optional, Sample.positionals("{name: FILE}", "{name: MODE}")))

  static let leadingRemoved = Rule.cli(
    "leading-positional-removed", "Positional removed before others",
    is: .always(.breaking, announced: .risky), phase: .contract,
    inverse: "leading-positional-added", norm: norm,
    why: "The arguments that calls pass slip to other places and mean something else.",
    fix: "Keep the place, and accept what stands there without effect.", fires: (two, optional),
    silent: (Sample.positionals("{name: FILE}", "{name: MODE}"), optional))

  static let reordered = Rule.cli(
    "positionals-reordered", "Positionals reordered", is: .always(.breaking),
    inverse: "positionals-reordered", norm: norm,
    why: "Calls still work and do something else: each argument is taken for another.",
    fix: "Keep the order.", fires: (two, Sample.positionals("{name: FILE}", "{name: MODE}")),
    silent: (two, Sample.positionals("{name: MODE}", "{name: PATH}")))

  static let becameRequired = Rule.cli(
    "positional-became-required", "Positional became required", is: .always(.breaking),
    inverse: "positional-became-optional", norm: norm,
    why: "Calls that leave the argument out fail.",
    fix: "Keep the argument optional, with a value that keeps what happened without it.",
    fires: (optional, required),
    silent: (optional, Sample.positionals("{name: FILE, required: false}")))

  static let becameOptional = Rule.cli(
    "positional-became-optional", "Positional became optional", is: .always(.additive),
    inverse: "positional-became-required", norm: norm,
    why: "Calls that pass the argument go on as before.", fix: "Nothing has to be done.",
    fires: (required, optional),
    silent: (Sample.positionals("{name: FILE, required: false}"), optional))
}

extension Comparer {
  /// Compares positionals: by name where a name is kept, else by the place between kept ones.
  mutating func comparePositionals(_ pair: Pair) {
    let matching = PositionalMatching(pair.before.positionals, pair.after.positionals)
    if matching.isReordered {
      let names = pair.after.positionals.map { quoted($0.label) }.joined(separator: ", ")
      tell(
        PositionalRules.reordered, pair.subject, "had its positionals reordered to \(names)",
        pair.before.positionals.first?.name, pair.after.positionals.first?.name)
    }
    for (first, second) in matching.pairs {
      let (old, new) = (pair.before.positionals[first], pair.after.positionals[second])
      let subject = pair.subject.inner(
        new.label, former: old.label, "positional \(quoted(new.label))", old.place, new.place)
      compare(
        old.isRequired, new.isRequired, subject, gained: PositionalRules.becameRequired,
        lost: PositionalRules.becameOptional, say: ("became required", "became optional"))
      compareArgument(old, new, subject)
    }
    let lastKept = (
      matching.pairs.map(\.before).max() ?? -1, matching.pairs.map(\.after).max() ?? -1
    )
    for index in matching.removed {
      let old = pair.before.positionals[index]
      let rule =
        index < lastKept.0
        ? PositionalRules.leadingRemoved
        : old.isRequired.value ? PositionalRules.requiredRemoved : PositionalRules.removed
      tell(
        rule, pair.subject.inner(old.label, "positional \(quoted(old.label))"), "was removed",
        before: Sighting(old.place, value: old.excerpt.value), after: nil,
        announced: old.life.isDeprecated, content: old)
    }
    for index in matching.added {
      let new = pair.after.positionals[index]
      let rule =
        index < lastKept.1
        ? PositionalRules.leadingAdded
        : new.isRequired.value ? PositionalRules.requiredAdded : PositionalRules.added
      tell(
        rule, pair.subject.inner(new.label, "positional \(quoted(new.label))"), "was added",
        before: nil, after: Sighting(new.place, value: new.excerpt.value), content: new)
    }
  }
}

extension Argument {
  /// What reports call the positional.
  var label: Name { name?.value ?? "argument" }
  var place: Location { name?.location ?? location }
}

/// Pairs the positionals of two sides.
struct PositionalMatching {
  private(set) var pairs: [(before: Int, after: Int)] = []
  private(set) var removed: [Int] = []
  private(set) var added: [Int] = []
  /// Whether two kept positionals changed places.
  private(set) var isReordered = false

  init(_ before: [Argument], _ after: [Argument]) {
    let old = PositionalMatching.keyed(before)
    let new = PositionalMatching.keyed(after)
    let matched = KeyedDiff(old, new)
    pairs = matched.kept.map { ($0.before, $0.after) }
    isReordered = zip(pairs, pairs.dropFirst()).contains { $0.after > $1.after }
    removed = matched.removed.map(\.value)
    added = matched.added.map(\.value)
    if !isReordered { pairRenamed() }
  }

  private static func keyed(_ arguments: [Argument]) -> [(key: Name, value: Int)] {
    arguments.enumerated().map { ($1.name?.value ?? "", $0) }
  }

  /// Pairs what has another name but the same place between two kept positionals.
  private mutating func pairRenamed() {
    var renamed: [(before: Int, after: Int)] = []
    var (old, new) = (removed[...], added[...])
    for kept in pairs + [(before: Int.max, after: Int.max)] {
      let gaps = (old.prefix { $0 < kept.before }, new.prefix { $0 < kept.after })
      renamed += zip(gaps.0, gaps.1).map { ($0, $1) }
      old = old.dropFirst(gaps.0.count)
      new = new.dropFirst(gaps.1.count)
    }
    let paired = (Set(renamed.map(\.before)), Set(renamed.map(\.after)))
    removed.removeAll { paired.0.contains($0) }
    added.removeAll { paired.1.contains($0) }
    pairs = (pairs + renamed).sorted { $0.before < $1.before }
  }
}
