import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to the values of options and to positionals.
enum ValueRules {
  static let all = [
    nowTaken, dropped, becameRequired, becameOptional, arityWidened, arityNarrowed, arityChanged,
    typeWidened, typeNarrowed, typeChanged, choiceAdded, choiceRemoved, choicesIntroduced,
    choicesLifted, suggestionsChanged, defaultAdded, defaultRemoved, defaultChanged,
    placeholderChanged, parsingChanged, completionChanged,
  ]

  private static let norm = Norm.openCLI("Argument")
  private static let arity = Norm.openCLI("Arity")
  private static let kind = Norm.dump("valueKind")
  private static let flag = Sample.options("{spellings: [--mode]}")
  private static func option(_ members: String) -> String {
    Sample.options("{spellings: [--mode], arity: 1\(members)}")
  }
  private static func values(_ members: String) -> String {
    Sample.openCLIOption("arguments: [{name: MODE\(members)}]")
  }
  private static func arity(_ bounds: String) -> String { values(", arity: {\(bounds)}") }
  private static let any = option("")
  private static let twoChoices = option(", choices: [all, one], strict: true")
  private static let threeChoices = option(", choices: [all, one, none], strict: true")
  private static func parsing(_ member: String) -> String {
    Sample.argumentParser(
      "arguments: [{kind: option, isOptional: true, isRepeating: false, shouldDisplay: true, "
        + "names: [{kind: long, name: mode}]\(member)}]")
  }

  static let nowTaken = Rule.cli(
    "value-now-taken", "Flag became an option with a value", is: .always(.breaking),
    inverse: "value-dropped", norm: norm,
    why: "A call that gives the flag alone fails, or the word after it is swallowed as its value.",
    fix: "Keep the flag, and add an option under another spelling.", fires: (flag, any),
    silent: (flag, Sample.options("{spellings: [--mode], arity: 0}")))

  static let dropped = Rule.cli(
    "value-dropped", "Option with a value became a flag", is: .always(.breaking),
    inverse: "value-now-taken", norm: norm,
    why: "The value that a call gives is refused, or taken as a positional.",
    fix: "Keep taking the value, even if nothing comes of it.", fires: (any, flag),
    silent: (any, option(", valueName: MODE")))

  static let becameRequired = Rule.cli(
    "value-became-required", "Value of an option became required", is: .always(.breaking),
    inverse: "value-became-optional", norm: norm,
    why: "A call that gives the option without a value fails.",
    fix: "Keep a value that holds when none is given.",
    fires: (values(""), values(", required: true")),
    silent: (values(""), values(", required: false")))

  static let becameOptional = Rule.cli(
    "value-became-optional", "Value of an option became optional", is: .always(.additive),
    inverse: "value-became-required", norm: norm,
    why: "Calls that give a value go on as before.", fix: "Nothing has to be done.",
    fires: (values(", required: true"), values("")),
    silent: (values(""), values(", required: false")))

  static let arityWidened = Rule.cli(
    "arity-widened", "More numbers of values accepted", is: .always(.additive),
    inverse: "arity-narrowed", norm: arity,
    why: "Every number of values that was accepted still is.", fix: "Nothing has to be done.",
    fires: (arity("minimum: 1, maximum: 2"), arity("minimum: 1, maximum: 3")),
    silent: (values(""), arity("minimum: 1, maximum: 1")))

  static let arityNarrowed = Rule.cli(
    "arity-narrowed", "Fewer numbers of values accepted", is: .always(.breaking),
    inverse: "arity-widened", norm: arity,
    why: "Calls that give as many values as were accepted fail.",
    fix: "Keep accepting the numbers of values that were accepted.",
    fires: (arity("minimum: 1, maximum: 3"), arity("minimum: 1, maximum: 2")),
    silent: (arity("minimum: 1, maximum: 1"), values("")))

  static let arityChanged = Rule.cli(
    "arity-changed", "Other numbers of values accepted", is: .always(.breaking),
    inverse: "arity-changed", norm: arity,
    why: "Some numbers of values that were accepted no longer are.",
    fix: "Keep accepting the numbers of values that were accepted.",
    fires: (arity("minimum: 1, maximum: 2"), arity("minimum: 2, maximum: 3")),
    silent: (arity("minimum: 1, maximum: 2"), arity("minimum: 1, maximum: 3")))

  static let typeWidened = Rule.cli(
    "value-type-widened", "Any text accepted", is: .always(.additive),
    inverse: "value-type-narrowed", norm: kind,
    why: "Every value that was accepted still is.", fix: "Nothing has to be done.",
    fires: (option(", valueKind: number"), option(", valueKind: text")),
    silent: (option(""), option(", valueKind: text")))

  static let typeNarrowed = Rule.cli(
    "value-type-narrowed", "Only one kind of text accepted", is: .always(.breaking),
    inverse: "value-type-widened", norm: kind,
    why: "Calls that give another kind of text fail.",
    fix: "Keep accepting any text, and warn about values of another kind.",
    fires: (option(", valueKind: text"), option(", valueKind: number")),
    silent: (option(", valueKind: text"), option("")))

  static let typeChanged = Rule.cli(
    "value-type-changed", "Another kind of value accepted", is: .always(.breaking),
    inverse: "value-type-changed", norm: kind,
    why: "A value that was accepted is refused, or means something else.",
    fix: "Add an option for the other kind of value.",
    fires: (option(", valueKind: number"), option(", valueKind: date")),
    silent: (option(", valueKind: text"), option(", valueKind: choice")))

  static let choiceAdded = Rule.cli(
    "choice-added", "Value added to a closed list", is: .always(.additive), phase: .expand,
    inverse: "choice-removed", norm: norm,
    why: "Callers can give one more value.", fix: "Nothing has to be done.",
    fires: (twoChoices, threeChoices),
    silent: (
      twoChoices,
      option(
        ", choices: [one, all], strict: true")
    ))

  static let choiceRemoved = Rule.cli(
    "choice-removed", "Value removed from a closed list",
    is: .always(.breaking, announced: .risky), phase: .contract, inverse: "choice-added",
    norm: norm,
    why: "Calls that give the value fail.", fix: "Keep the value as another word for what it did.",
    fires: (threeChoices, twoChoices),
    silent: (
      twoChoices,
      option(
        ", choices: [one, all], strict: true")
    ))

  static let choicesIntroduced = Rule.cli(
    "choices-introduced", "Values restricted to a closed list", is: .always(.breaking),
    inverse: "choices-lifted", norm: norm,
    why: "Values that are not on the list were accepted and fail now.",
    fix: "Accept other values with a warning until callers have moved.",
    fires: (any, twoChoices), silent: (any, option(", choices: [all, one]")))

  static let choicesLifted = Rule.cli(
    "choices-lifted", "Closed list of values opened", is: .always(.additive),
    inverse: "choices-introduced", norm: norm,
    why: "Every value that was accepted still is.", fix: "Nothing has to be done.",
    fires: (twoChoices, any), silent: (option(", choices: [all, one]"), any))

  static let suggestionsChanged = Rule.cli(
    "suggestions-changed", "Suggested values changed", is: .always(.neutral),
    inverse: "suggestions-changed", norm: norm,
    why: "The list only suggests; other values are accepted on both sides.",
    fix: "Nothing has to be done.", fires: (any, option(", choices: [all, one]")),
    silent: (any, twoChoices))

  static let defaultAdded = Rule.cli(
    "default-added", "Default stated", is: .always(.additive), inverse: "default-removed",
    norm: .dump("default"),
    why: "Callers learn what holds if nothing is given. Whether it held before, the description "
      + "did not say.",
    fix: "Nothing has to be done.", fires: (any, option(", default: all")),
    silent: (option(", default: all"), option(", default: one")))

  static let defaultRemoved = Rule.cli(
    "default-removed", "Default no longer stated", is: .always(.risky), inverse: "default-added",
    norm: .dump("default"),
    why: "What holds if nothing is given may be something else now.",
    fix: "State the default, or say in the release notes what holds.",
    fires: (option(", default: all"), any),
    silent: (option(", default: all"), option(", default: one")))

  static let defaultChanged = Rule.cli(
    "default-changed", "Default changed", is: .always(.risky), inverse: "default-changed",
    norm: .dump("default"),
    why: "Calls that leave the value out still work and do something else.",
    fix: "Keep the default, or announce the change in a release before it.",
    fires: (option(", default: all"), option(", default: one")),
    silent: (option(", default: 1"), option(", default: '1'")))

  static let placeholderChanged = Rule.cli(
    "placeholder-changed", "Name of a value changed", is: .always(.neutral),
    inverse: "placeholder-changed", norm: norm,
    why: "Nobody writes the name; help shows it.", fix: "Nothing has to be done.",
    fires: (option(", valueName: FILE"), option(", valueName: PATH")),
    silent: (option(", valueName: FILE"), option(", valueName: FILE, help: A file")))

  static let parsingChanged = Rule.cli(
    "parsing-changed", "Way of taking the words after an option changed", is: .always(.risky),
    inverse: "parsing-changed", norm: .argumentParser("ArgumentInfoV0"),
    why: "Which of the words that follow belong to the option may be others than before.",
    fix: "Keep the strategy, or try the calls that scripts make.",
    fires: (parsing(""), parsing(", parsingStrategy: upToNextOption")),
    silent: (parsing(""), parsing(", parsingStrategy: default")))

  static let completionChanged = Rule.cli(
    "completion-changed", "Completion changed", is: .always(.neutral),
    inverse: "completion-changed", norm: .argumentParser("ArgumentInfoV0"),
    why: "Shells offer other words; what is accepted is the same.",
    fix: "Nothing has to be done.",
    fires: (parsing(""), parsing(", completionKind: {directory: {}}")),
    silent: (parsing(""), parsing(", completionKind: null")))
}

extension Comparer {
  /// Compares the values that two sides of an option take.
  mutating func compareValues(_ old: Option, _ new: Option, _ subject: Subject) {
    let (first, second) = (old.arguments.first, new.arguments.first)
    switch (old.arguments.count, new.arguments.count) {
    case (0, 0): break
    case (0, _):
      tell(ValueRules.nowTaken, subject, "took no value before and takes one", nil, second?.name)
    case (_, 0):
      tell(ValueRules.dropped, subject, "took a value before and takes none", first?.name, nil)
    case (let count, let other) where count != other:
      tell(
        other > count ? ValueRules.arityWidened : ValueRules.arityNarrowed, subject,
        "took \(count) values before and takes \(other)", first?.name, second?.name)
    default:
      for (index, (old, new)) in zip(old.arguments, new.arguments).enumerated() where old != new {
        // Of several values each needs a name; the only one is the option's.
        let value =
          index == 0
          ? subject
          : subject.inner(
            subject.tail.step(to: Name("value \(index + 1)")),
            "value \(index + 1) of \(subject.noun)", old.location, new.location)
        compareOptionValue(old, new, value)
      }
    }
  }

  private mutating func compareOptionValue(_ old: Argument, _ new: Argument, _ subject: Subject) {
    compare(
      old.isRequired, new.isRequired, subject, gained: ValueRules.becameRequired,
      lost: ValueRules.becameOptional,
      say: ("could no longer be given without a value", "could be given without a value"))
    compareArgument(old, new, subject)
  }

  /// Compares what a value of an option and a positional have in common.
  mutating func compareArgument(_ old: Argument, _ new: Argument, _ subject: Subject) {
    compare(
      old.name, new.name, subject, noun: "placeholder", added: ValueRules.placeholderChanged,
      changed: ValueRules.placeholderChanged, removed: ValueRules.placeholderChanged)
    compareArity(old.arity, new.arity, subject)
    compareTypes(old.type, new.type, subject)
    compareChoices(old, new, subject)
    compareDefault(old.defaultValue, new.defaultValue, subject)
    compareParsing((old.strategy, old.completion), (new.strategy, new.completion), subject)
    compare(old.life, new.life, subject)
    compareProse(old.help, new.help, old.metadata, new.metadata, old.extras, new.extras, subject)
  }

  private mutating func compareArity(
    _ old: Located<Arity>, _ new: Located<Arity>, _ subject: Subject
  ) {
    if old.value == new.value { return }
    let rule =
      new.value.includes(old.value)
      ? ValueRules.arityWidened
      : old.value.includes(new.value) ? ValueRules.arityNarrowed : ValueRules.arityChanged
    tell(
      rule, subject, "took \(new.value) in place of \(old.value) values",
      before: Sighting(old.location, value: Name("\(old.value)")),
      after: Sighting(new.location, value: Name("\(new.value)")))
  }

  /// Compares what values are made of; where nothing is said, any text is taken.
  private mutating func compareTypes(
    _ old: Located<Name>?, _ new: Located<Name>?, _ subject: Subject
  ) {
    if old == new { return }
    let rule =
      old == nil
      ? ValueRules.typeNarrowed : new == nil ? ValueRules.typeWidened : ValueRules.typeChanged
    let (from, to) = (old?.value ?? "text", new?.value ?? "text")
    tell(
      rule, subject, "took values of the kind \(quoted(to)) in place of \(quoted(from))", old, new)
  }

  private mutating func compareChoices(_ old: Argument, _ new: Argument, _ subject: Subject) {
    switch (old.isClosed.value, new.isClosed.value) {
    case (true, true):
      compare(
        old.choices, new.choices, subject, added: ValueRules.choiceAdded,
        removed: ValueRules.choiceRemoved,
        say: ("accepted the value", "no longer accepted the value"))
    case (false, true):
      tell(
        ValueRules.choicesIntroduced, subject, "accepted only \(new.choiceList)",
        old.choices.first, new.choices.first)
    case (true, false):
      tell(
        ValueRules.choicesLifted, subject, "accepted more than \(old.choiceList)",
        old.choices.first, new.choices.first)
    case (false, false):
      if old.choices != new.choices {
        tell(
          ValueRules.suggestionsChanged, subject, "had its suggested values changed",
          old.choices.first, new.choices.first)
      }
    }
  }

  mutating func compareDefault(
    _ old: Located<Name>?, _ new: Located<Name>?, _ subject: Subject
  ) {
    compare(
      old, new, subject, noun: "default", added: ValueRules.defaultAdded,
      changed: ValueRules.defaultChanged, removed: ValueRules.defaultRemoved)
  }

  mutating func compareParsing(
    _ old: (strategy: Located<Name>?, completion: Located<Name>?),
    _ new: (strategy: Located<Name>?, completion: Located<Name>?), _ subject: Subject
  ) {
    if old.strategy != new.strategy {
      let (from, to) = (old.strategy?.value ?? "default", new.strategy?.value ?? "default")
      tell(
        ValueRules.parsingChanged, subject,
        "had its parsing strategy changed from \(quoted(from)) to \(quoted(to))", old.strategy,
        new.strategy)
    }
    if old.completion != new.completion {
      tell(
        ValueRules.completionChanged, subject, "had its completion changed", old.completion,
        new.completion)
    }
  }
}

extension Argument {
  /// The listed values for a message; of a long list the first ones.
  fileprivate var choiceList: String {
    let shown = choices.prefix(5).map { quoted($0.value) }.joined(separator: ", ")
    return choices.count > 5 ? "\(shown) and \(choices.count - 5) more" : shown
  }
}
