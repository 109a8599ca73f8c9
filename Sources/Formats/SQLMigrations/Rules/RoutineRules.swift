import PostgresSchema
import PostgresSyntax
import ReleaseModel
import SourceModel

/// What is defined anew under the same name: views, functions, procedures, triggers, policies.
enum RoutineRules {
  static let replaced = Rule(
    migration: "sql/definition-replaced", "Definition replaced", is: .risky,
    for: [.consumers, .producers], phase: .expand, norm: "CREATE VIEW, CREATE FUNCTION, OR REPLACE",
    rationale: """
      The code before the release uses the new definition from now on. Columns and arguments that \
      are added behind the others disturb nobody; a column, argument or result that is gone or has \
      changed breaks what uses it; whether another body does the same, no file tells.
      """,
    remedy: """
      Give the new definition another name, and drop the old one a release after nothing uses it: \
      `CREATE VIEW active_users_2 AS SELECT id, name FROM users;`.
      """,
    example: .migration(
      shipped: "CREATE VIEW active_users AS SELECT 1 AS id;",
      added: "CREATE OR REPLACE VIEW active_users AS SELECT 2 AS id;"),
    nearMiss: .migration(
      shipped: "CREATE TABLE users (id int);",
      added: """
        CREATE VIEW active_users AS SELECT 1 AS id;
        CREATE OR REPLACE VIEW active_users AS SELECT 2 AS id;
        """))

  static let callUnchecked = Rule(
    migration: "sql/routine-call-unchecked", "Routine called that no migration makes", is: .risky,
    for: [.storedData, .operators], phase: nil, norm: "CALL; SELECT",
    rationale: """
      What the routine does, no migration says, so nothing was judged about it: it may delete rows as \
      well as do nothing.
      """,
    remedy: """
      Look at the routine by hand, or make it in a migration, where it is judged with the call: \
      `CREATE PROCEDURE fill() LANGUAGE sql AS 'INSERT INTO plans VALUES (3)'; CALL fill();`.
      """,
    example: .migration(shipped: "CREATE TABLE plans (id int);", added: "CALL fill();"),
    nearMiss: .migration(
      shipped: """
        CREATE TABLE plans (id int);
        CREATE PROCEDURE fill() LANGUAGE sql AS 'INSERT INTO plans VALUES (3)';
        """, added: "CALL fill();"))

  static let all = [replaced, callUnchecked]

  /// What an operation defines anew, or calls.
  static func facts(about it: Situation) -> [Fact] {
    switch it.action {
    case .call(let routine): return unchecked([routine], it)
    case .select(let functions):
      return unchecked(functions.filter { !FunctionVolatility.isKnown($0) }, it)
    case .createView(let view):
      guard view.orReplace, !view.isTemporary, it.isUsed(view.name) else { return [] }
      let old = it.schema.view(view.name)?.definition
      if old == nil, it.isFolded { return [] }
      let word = view.isMaterialized ? "materialized view" : "view"
      return [fact(word, view.name, old.map { view.difference(from: $0) }, it)]
    case .createRoutine(let routine):
      let kind: ObjectKind = routine.isProcedure ? .procedure : .function
      guard routine.orReplace, it.isOld(kind, routine.name) else { return [] }
      let old = it.schema.routines(named: routine.name).map(\.definition)
        .first { $0.argumentTypes == routine.argumentTypes }
      if old == nil, it.isFolded { return [] }
      return [fact(kind.rawValue, routine.name, old.map { routine.difference(from: $0) }, it)]
    case .createTrigger(let trigger):
      guard it.isUsed(trigger.table),
        it.schema.trigger(trigger.name, on: trigger.table) != nil
      else { return [] }
      return [
        Fact(
          rule: replaced, element: trigger.table.member(trigger.name),
          message: "trigger \(trigger.name.quoted) of \(trigger.table.quoted) was replaced",
          locks: it.blockingLocks)
      ]
    case .drop(let drop): return madeAgain(drop, it).map { [$0] } ?? []
    default: return []
    }
  }

  /// That routines are called of which the migrations know nothing.
  private static func unchecked(_ routines: [ObjectName], _ it: Situation) -> [Fact] {
    routines.filter { it.schema.routines(named: $0).isEmpty }.map { routine in
      Fact(
        rule: callUnchecked, element: routine.shown,
        message: "routine \(routine.quoted) was called, which no migration makes")
    }
  }

  /// A drop after which the file makes an object of the same name.
  private static func madeAgain(_ drop: Drop, _ it: Situation) -> Fact? {
    guard it.isOld(drop), !it.isAbsent(drop), it.isMadeAgain(drop),
      drop.table.map(it.isUsed) ?? true
    else { return nil }
    for operation in it.rest {
      switch operation.action {
      case .createView(let view) where view.name.key == drop.object.key:
        let old = it.schema.view(drop.object)?.definition
        return fact(drop.kind.rawValue, drop.object, old.map { view.difference(from: $0) }, it)
      case .createRoutine(let routine)
      where routine.name.key == drop.object.key && drop.matches(routine):
        let all = it.schema.routines(named: drop.object).map(\.definition)
        let old = all.count == 1 ? all[0] : all.first(where: drop.matches)
        return fact(drop.kind.rawValue, drop.object, old.map { routine.difference(from: $0) }, it)
      default: continue
      }
    }
    return Fact(
      rule: replaced, element: drop.element,
      message: "\(drop.kind.rawValue) \(drop.object.quoted) was dropped and made again",
      locks: it.blockingLocks)
  }

  private static func fact(
    _ word: String, _ name: ObjectName, _ difference: Difference?, _ it: Situation
  ) -> Fact {
    let said = difference?.said.map { ": \($0)" } ?? ""
    return Fact(
      rule: replaced, element: name.shown,
      message: "\(word) \(name.quoted) was replaced\(said)", locks: it.blockingLocks,
      classification: difference?.classification)
  }

  /// What a new definition changes for those who use the object.
  fileprivate struct Difference {
    let classification: Classification
    /// What changed, as the end of a sentence.
    let said: String?
  }
}

extension Drop {
  /// Whether a routine has the arguments that are written.
  fileprivate func matches(_ routine: RoutineDefinition) -> Bool {
    argumentTypes.map { $0 == routine.argumentTypes } ?? true
  }
}

extension ViewDefinition {
  fileprivate func difference(from old: ViewDefinition) -> RoutineRules.Difference {
    if options != old.options {
      return .init(classification: .risky, said: "its options changed")
    }
    guard let columns, let before = old.columns else {
      let isEqual = text == old.text && reads == old.reads
      return .init(classification: isEqual ? .neutral : .risky, said: nil)
    }
    if let gone = before.first(where: { !columns.contains($0) }) {
      return .init(classification: .breaking, said: "column \(gone.quoted) is gone")
    }
    if Array(columns.prefix(before.count)) != before {
      return .init(classification: .risky, said: "the order of its columns changed")
    }
    let added = columns.dropFirst(before.count)
    if !added.isEmpty {
      return .init(
        classification: .additive,
        said: "column \(added.map(\.quoted).joined(separator: ", ")) was added at its end")
    }
    return .init(
      classification: text == old.text ? .neutral : .risky,
      said: text == old.text ? "nothing changed" : "its query changed")
  }
}

extension RoutineDefinition {
  fileprivate func difference(from old: RoutineDefinition) -> RoutineRules.Difference {
    if result != old.result {
      return .init(
        classification: .breaking,
        said: "it returned '\(old.result.text)', and returns '\(result.text)' now")
    }
    if argumentTypes != old.argumentTypes {
      let isLonger =
        argumentTypes.starts(with: old.argumentTypes)
        && defaultedArguments >= argumentTypes.count - old.argumentTypes.count
      return .init(
        classification: isLonger ? .risky : .breaking,
        said: isLonger ? "arguments with a default were added" : "its arguments changed")
    }
    let renamed = zip(old.argumentNames, argumentNames).first { $0 != $1 && !$0.isEmpty }
    if let renamed {
      return .init(
        classification: .breaking, said: "argument \(renamed.0.quoted) is gone")
    }
    if defaultedArguments < old.defaultedArguments {
      return .init(classification: .breaking, said: "an argument lost its default")
    }
    if isSecurityDefiner != old.isSecurityDefiner {
      return .init(
        classification: .risky,
        said: "it runs with the rights of its \(isSecurityDefiner ? "owner" : "caller") now")
    }
    if volatility != old.volatility || isStrict != old.isStrict {
      return .init(classification: .risky, said: "its properties changed")
    }
    let isEqual = body == old.body && language == old.language
    return .init(
      classification: isEqual ? .neutral : .risky,
      said: isEqual ? "nothing changed" : "its body changed")
  }
}
