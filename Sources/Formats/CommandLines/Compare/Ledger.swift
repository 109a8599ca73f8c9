import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

/// One difference, as seen on one command.
struct Fact {
  let rule: Rule
  let subject: Subject
  /// What happened to the subject, as the end of a sentence.
  let predicate: String
  let before: Sighting?
  let after: Sighting?
  /// Whether `before` announced the end of the element.
  let announced: Bool
  /// The whole element, if its excerpt may not tell it from others.
  let content: AnyHashable?
  /// The users of the element.
  let affected: [Name]
}

/// Gathers facts; the same fact about several commands, which inherit an option or share its
/// declaration, becomes one change that names them.
struct Ledger {
  /// What makes facts about different commands the same.
  private struct Cause: Hashable {
    let rule: RuleID
    let tail: Name
    let noun: String
    let predicate: String
    let before: Name?
    let after: Name?
    let announced: Bool
    let content: AnyHashable?
    /// Facts about commands themselves are never the same.
    let command: Name?
  }

  private var order: [Cause] = []
  private var facts: [Cause: [Fact]] = [:]

  var isEmpty: Bool { order.isEmpty }

  mutating func add(_ fact: Fact) {
    let cause = Cause(
      rule: fact.rule.id, tail: fact.subject.tail, noun: fact.subject.noun,
      predicate: fact.predicate, before: fact.before?.value, after: fact.after?.value,
      announced: fact.announced, content: fact.content,
      command: fact.subject.tail.isEmpty ? fact.subject.command.element : nil)
    if facts[cause] == nil { order.append(cause) }
    facts[cause, default: []].append(fact)
  }

  var changes: [DetectedChange] {
    order.compactMap { cause in
      guard let facts = facts[cause],
        let first = facts.min(by: { $0.subject.command.rank < $1.subject.command.rank })
      else { return nil }
      return change(first, in: facts.map(\.subject.command))
    }
  }

  /// The most users of a change that are named.
  private static let namedUsers = 100

  private func change(_ fact: Fact, in commands: [CommandName]) -> DetectedChange {
    let subject = fact.subject
    let affected = commands.count > 1 ? commands.map(\.element) : fact.affected
    var scope = ""
    if commands.count > 1 {
      scope = " of \(commands.count) commands"
    } else if !subject.command.isRoot, !subject.tail.isEmpty {
      scope = " of \(quoted(subject.command.element))"
    }
    return DetectedChange(
      rule: fact.rule.id,
      classification: fact.rule.classification.classification(
        at: .accepted, announced: fact.announced),
      element: subject.element,
      formerElement: subject.formerElement == subject.element ? nil : subject.formerElement,
      message: "\(subject.noun)\(scope) \(fact.predicate)",
      before: fact.before, after: fact.after,
      affected: affected.sorted().prefix(Ledger.namedUsers).map {
        AffectedElement(element: $0, position: nil, count: 1)
      },
      affectedCount: affected.count,
      isAnnounced: fact.announced && fact.rule.classification.announced != nil)
  }
}

/// A text in canonical compact form, cut for output.
func canonical(_ text: Name) -> Name {
  var writer = JSONWriter()
  writer.string(Name(text.bytes.prefix(200)))
  return Name(writer.bytes)
}
