import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to options as a whole.
enum OptionRules {
  static let all =
    [
      added, removed, requiredAdded, requiredRemoved, unpromisedAdded, unpromisedRemoved,
      globalAdded, globalRemoved, becameRequired, becameOptional, repeatableGranted,
      repeatableLifted,
    ] + SpellingRules.all + RelationRules.all

  private static let norm = Norm.openCLI("Option")
  private static let none = Sample.tool()
  private static let plain = Sample.options("{spellings: [--all]}")
  private static let hidden = Sample.options("{spellings: [--all], hidden: true}")
  private static let required = Sample.options(
    "{spellings: [--owner], arity: 1, required: true}")
  private static let optional = Sample.options("{spellings: [--owner], arity: 1}")
  private static let many = Sample.options("{spellings: [--owner], arity: 1, repeatable: true}")

  private static func onRoot(global: Bool) -> String {
    Sample.tool(
      "{path: [], options: [{spellings: [--all], global: \(global)}]}", "{path: [list]}")
  }

  static let added = Rule.cli(
    "option-added", "Option added", is: .always(.additive), phase: .expand,
    inverse: "option-removed", norm: norm,
    why: "Callers can ask for something more. Nobody has to act.", fix: "Nothing has to be done.",
    fires: (none, plain), silent: (none, required))

  static let removed = Rule.cli(
    "option-removed", "Option removed", is: .always(.breaking, announced: .risky),
    phase: .contract, inverse: "option-added", norm: norm,
    why: "Scripts that pass the option fail: no spelling of it is accepted any more.",
    fix: "Keep the option without effect, or announce its end and keep it until its callers have "
      + "moved.",
    fires: (plain, none), silent: (plain, Sample.options("{spellings: [--every, --all]}")))

  static let requiredAdded = Rule.cli(
    "required-option-added", "Required option added", is: .always(.breaking),
    inverse: "required-option-removed", norm: norm,
    why: "Every call that was complete before lacks the option now.",
    fix: "Make the option optional, with a value that keeps what happened without it.",
    fires: (none, required), silent: (none, optional))

  static let requiredRemoved = Rule.cli(
    "required-option-removed", "Required option removed",
    is: .always(.breaking, announced: .risky), phase: .contract,
    inverse: "required-option-added", norm: norm,
    why: "Every call passed the option, so that every call fails now.",
    fix: "Accept the option without effect until its callers have moved.",
    fires: (required, none), silent: (optional, none))

  static let unpromisedAdded = Rule.cli(
    "unpromised-option-added", "Hidden or experimental option added", is: .always(.neutral),
    inverse: "unpromised-option-removed", norm: norm,
    why: "An option that help leaves out, or that is marked experimental, is promised to nobody.",
    fix: "Nothing has to be done.", fires: (none, hidden), silent: (none, plain))

  static let unpromisedRemoved = Rule.cli(
    "unpromised-option-removed", "Hidden or experimental option removed", is: .always(.risky),
    phase: .contract, inverse: "unpromised-option-added", norm: norm,
    why: "The option was promised to nobody, but whoever found it and passes it fails.",
    fix: "Ask those who may have been told of the option.", fires: (hidden, none),
    silent: (plain, none))

  static let globalAdded = Rule.cli(
    "global-added", "Option accepted by the commands below", is: .always(.additive),
    phase: .expand, inverse: "global-removed", norm: norm,
    why: "The option may stand after more commands. Nobody has to act.",
    fix: "Nothing has to be done.", fires: (onRoot(global: false), onRoot(global: true)),
    silent: (Sample.tool(), onRoot(global: true)))

  static let globalRemoved = Rule.cli(
    "global-removed", "Option no longer accepted by the commands below",
    is: .always(.breaking, announced: .risky), phase: .contract, inverse: "global-added",
    norm: norm,
    why: "Scripts that pass the option to a command below the one that declares it fail.",
    fix: "Keep the option global, or declare it on every command below.",
    fires: (onRoot(global: true), onRoot(global: false)),
    silent: (onRoot(global: true), Sample.tool("{path: []}", "{path: [list]}")))

  static let becameRequired = Rule.cli(
    "option-became-required", "Option became required", is: .always(.breaking),
    inverse: "option-became-optional", norm: norm,
    why: "Calls that leave the option out fail.",
    fix: "Keep the option optional, with a value that keeps what happened without it.",
    fires: (optional, required),
    silent: (optional, Sample.options("{spellings: [--owner], arity: 1, required: false}")))

  static let becameOptional = Rule.cli(
    "option-became-optional", "Option became optional", is: .always(.additive),
    inverse: "option-became-required", norm: norm,
    why: "Calls that pass the option go on as before.", fix: "Nothing has to be done.",
    fires: (required, optional),
    silent: (Sample.options("{spellings: [--owner], arity: 1, required: false}"), optional))

  static let repeatableGranted = Rule.cli(
    "repeatable-granted", "Option may be given more than once", is: .always(.additive),
    inverse: "repeatable-lifted", norm: .dump("repeatable"),
    why: "Calls that give the option once go on as before. A call that gave it twice to override "
      + "the first value now gives both.",
    fix: "Say in the release notes that values add up.", fires: (optional, many),
    silent: (optional, Sample.options("{spellings: [--owner], arity: 1, repeatable: false}")))

  static let repeatableLifted = Rule.cli(
    "repeatable-lifted", "Option may be given only once", is: .always(.breaking),
    inverse: "repeatable-granted", norm: .dump("repeatable"),
    why: "Calls that give the option more than once fail, or only one value counts.",
    fix: "Keep the option repeatable.", fires: (many, optional),
    silent: (Sample.options("{spellings: [--owner], arity: 1, repeatable: false}"), optional))
}

extension Comparer {
  /// Compares the options that a command accepts, inherited ones included.
  mutating func compareOptions(_ pair: Pair) {
    let (old, new) = (pair.before.options, pair.after.options)
    var matches = WordMatching(old.map(\.words), new.map(\.words))
    // What is spelled in other letters only was not removed and added.
    let folded = WordMatching(
      matches.removed.map { old[$0].foldedWords }, matches.added.map { new[$0].foldedWords })
    matches.join(folded)
    for (first, second) in matches.pairs { compareOption(old[first], new[second], pair) }
    for index in matches.removed { tellRemoved(old[index], pair) }
    for index in matches.added { tellAdded(new[index], pair) }
  }

  private mutating func tellRemoved(_ option: Option, _ pair: Pair) {
    let isKeptAtHome =
      option.home.value != pair.before.path
      && homes.before[option.home.value]?.isDisjoint(with: option.words) == false
    let rule =
      option.isRequired.value
      ? OptionRules.requiredRemoved
      : option.life.isUnpromised
        ? OptionRules.unpromisedRemoved
        : isKeptAtHome ? OptionRules.globalRemoved : OptionRules.removed
    tell(
      rule, pair.subject.inner(option.name, "option \(quoted(option.name))"),
      isKeptAtHome ? "was no longer inherited" : "was removed",
      before: Sighting(option.nameLocation, value: option.excerpt.value), after: nil,
      announced: option.life.isDeprecated, content: option)
  }

  private mutating func tellAdded(_ option: Option, _ pair: Pair) {
    let wasAtHome =
      option.home.value != pair.after.path
      && homes.after[option.home.value]?.isDisjoint(with: option.words) == false
    let rule =
      option.isRequired.value
      ? OptionRules.requiredAdded
      : option.life.isUnpromised
        ? OptionRules.unpromisedAdded : wasAtHome ? OptionRules.globalAdded : OptionRules.added
    tell(
      rule, pair.subject.inner(option.name, "option \(quoted(option.name))"),
      wasAtHome ? "was inherited" : "was added", before: nil,
      after: Sighting(option.nameLocation, value: option.excerpt.value), content: option)
  }

  private mutating func compareOption(_ old: Option, _ new: Option, _ pair: Pair) {
    // Most options did not change, and equality is cheap.
    if old == new { return }
    let subject = pair.subject.inner(
      new.name, former: old.name, "option \(quoted(new.name))", old.nameLocation,
      new.nameLocation)
    compareSpellings(old, new, subject)
    compare(
      old.isRequired, new.isRequired, subject, gained: OptionRules.becameRequired,
      lost: OptionRules.becameOptional, say: ("became required", "became optional"))
    compare(
      old.isRepeatable, new.isRepeatable, subject, gained: OptionRules.repeatableGranted,
      lost: OptionRules.repeatableLifted,
      say: ("could be given more than once", "could no longer be given more than once"))
    compareValues(old, new, subject)
    compareDefault(old.defaultValue, new.defaultValue, subject)
    compareRelations(old, new, subject)
    compareParsing((old.strategy, old.completion), (new.strategy, new.completion), subject)
    compare(old.life, new.life, subject)
    compareProse(old.help, new.help, old.metadata, new.metadata, old.extras, new.extras, subject)
  }
}

extension Option {
  var words: [Name] { spellings.map(\.value) }

  /// The long spellings in lower case; short ones that differ in case are different options.
  var foldedWords: [Name] { words.filter { $0.hasPrefix("--") }.map(\.folded) }
}

extension Command {
  /// Every spelling that the command accepts.
  var spellings: Set<Name> { Set(options.flatMap(\.words)) }
}

extension Name {
  /// The name with ASCII letters in lower case.
  var folded: Name {
    Name(bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 })
  }
}
