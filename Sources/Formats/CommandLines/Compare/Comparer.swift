import FormatKit
import ReleaseModel
import SourceModel

/// Compares two tools: pairs their commands from the top, then compares each pair.
struct Comparer {
  let before: CommandLineModel
  let after: CommandLineModel
  var ledger = Ledger()
  var homes = Homes([])

  /// Two sides of one command.
  struct Pair {
    let before: Command
    let after: Command
    /// The command in messages.
    let subject: Subject
  }

  init(before: CommandLineModel, after: CommandLineModel) {
    if before.dialect == after.dialect {
      self.before = before
      self.after = after
    } else {
      let facets = before.dialect.tells.intersection(after.dialect.tells)
      self.before = before.limited(to: facets)
      self.after = after.limited(to: facets)
    }
  }

  mutating func run() -> [DetectedChange] {
    let tool = Subject(
      command: CommandName(
        element: after.label.value, former: before.label.value, isRoot: true),
      noun: "tool \(quoted(after.label.value))",
      places: (before.spot.value, after.spot.value))
    compareDescriptions(tool)
    compareEnvironment(tool)
    let pairs = pairCommands()
    homes = Homes(pairs)
    for pair in pairs {
      compareCommand(pair)
      compareOptions(pair)
      comparePositionals(pair)
      compareExitCodes(pair)
      compareOutputs(pair)
    }
    return ledger.changes
  }
}

/// The spellings that a command with global options accepts on the other side, by its path.
struct Homes {
  /// The path at `before`, the spellings at `after`.
  private(set) var before: [[Name]: Set<Name>] = [:]
  /// The path at `after`, the spellings at `before`.
  private(set) var after: [[Name]: Set<Name>] = [:]

  init(_ pairs: [Comparer.Pair]) {
    for pair in pairs {
      let (old, new) = (pair.before, pair.after)
      if old.options.contains(where: \.isGlobal.value) { before[old.path] = new.spellings }
      if new.options.contains(where: \.isGlobal.value) { after[new.path] = old.spellings }
    }
  }
}

/// What reports call a command on both sides.
struct CommandName: Hashable {
  let element: Name
  let former: Name
  let isRoot: Bool

  /// The place among the commands that share a fact, the same in both directions.
  var rank: (Int, Name, Name) { (isRoot ? 0 : 1, min(element, former), max(element, former)) }
}

/// What a fact is about.
struct Subject {
  let command: CommandName
  /// The element inside the command; empty if the command itself is meant.
  let tail: Name
  /// The tail at `before`.
  let formerTail: Name
  /// The element in messages.
  let noun: String
  /// Where it stands on both sides.
  let places: (before: Location, after: Location)

  /// A command itself.
  init(command: CommandName, noun: String, places: (before: Location, after: Location)) {
    self.init(command: command, tail: "", formerTail: "", noun: noun, places: places)
  }

  private init(
    command: CommandName, tail: Name, formerTail: Name, noun: String,
    places: (before: Location, after: Location)
  ) {
    self.command = command
    self.tail = tail
    self.formerTail = formerTail
    self.noun = noun
    self.places = places
  }

  /// An element of the same command that is on both sides.
  func inner(
    _ tail: Name, former: Name? = nil, _ noun: String, _ before: Location, _ after: Location
  ) -> Subject {
    Subject(
      command: command, tail: tail, formerTail: former ?? tail, noun: noun,
      places: (before, after))
  }

  /// An element of the same command that is on one side only.
  func inner(_ tail: Name, _ noun: String) -> Subject {
    inner(tail, noun, places.before, places.after)
  }

  /// The element inside the contract.
  var element: Name { command.isRoot && !tail.isEmpty ? tail : command.element.step(to: tail) }
  var formerElement: Name {
    command.isRoot && !tail.isEmpty ? formerTail : command.former.step(to: formerTail)
  }
}

// MARK: Facets

extension Comparer {
  /// Tells of something that was added or removed whole.
  mutating func tell(
    _ rule: Rule, _ subject: Subject, _ predicate: String, before: Sighting?, after: Sighting?,
    announced: Bool = false, content: AnyHashable? = nil, affected: [Name] = []
  ) {
    ledger.add(
      Fact(
        rule: rule, subject: subject, predicate: predicate, before: before, after: after,
        announced: announced, content: content, affected: affected))
  }

  /// Tells of a part of an element that is on both sides; a part that is missing is seen where the
  /// element stands.
  mutating func tell(
    _ rule: Rule, _ subject: Subject, _ predicate: String, _ before: Located<Name>?,
    _ after: Located<Name>?, announced: Bool = false
  ) {
    tell(
      rule, subject, predicate,
      before: Sighting(
        before?.location ?? subject.places.before, value: before.map { canonical($0.value) } ?? ""),
      after: Sighting(
        after?.location ?? subject.places.after, value: after.map { canonical($0.value) } ?? ""),
      announced: announced)
  }

  mutating func compare(
    _ before: Located<Bool>, _ after: Located<Bool>, _ subject: Subject, gained: Rule, lost: Rule,
    say: (gained: String, lost: String)
  ) {
    if before.value == after.value { return }
    tell(
      after.value ? gained : lost, subject, after.value ? say.gained : say.lost,
      before: Sighting(before.location, value: before.value ? "true" : "false"),
      after: Sighting(after.location, value: after.value ? "true" : "false"))
  }

  mutating func compare(
    _ before: Located<Name>?, _ after: Located<Name>?, _ subject: Subject, noun: String,
    added: Rule, changed: Rule, removed: Rule
  ) {
    switch (before, after) {
    case (nil, let new?): tell(added, subject, "got the \(noun) \(quoted(new.value))", nil, new)
    case (let old?, nil): tell(removed, subject, "lost the \(noun) \(quoted(old.value))", old, nil)
    case (let old?, let new?) where old != new:
      tell(
        changed, subject,
        "had its \(noun) changed from \(quoted(old.value)) to \(quoted(new.value))", old, new)
    default: break
    }
  }

  /// Compares words whose order has no meaning.
  mutating func compare(
    _ before: [Located<Name>], _ after: [Located<Name>], _ subject: Subject, added: Rule,
    removed: Rule, say: (added: String, removed: String)
  ) {
    let (oldWords, newWords) = (Set(before), Set(after))
    for old in before where !newWords.contains(old) {
      tell(removed, subject, "\(say.removed) \(quoted(old.value))", old, nil)
    }
    for new in after where !oldWords.contains(new) {
      tell(added, subject, "\(say.added) \(quoted(new.value))", nil, new)
    }
  }

  /// Tells once that members differ, at the first one that does.
  mutating func compare(
    _ before: Members, _ after: Members, _ subject: Subject, changed: Rule, noun: String
  ) {
    let keys = Set(before.keys).union(after.keys).sorted()
    if let key = keys.first(where: { before[$0] != after[$0] }) {
      tell(changed, subject, "had its \(noun) changed", before[key], after[key])
    }
  }
}

/// A name for a message, quoted; a long one is cut.
func quoted(_ name: Name) -> String {
  let text = name.text
  return text.count > 60 ? "'\(text.prefix(60))…'" : "'\(text)'"
}
