import DataTrees
import ReleaseModel
package import SourceModel

/// What can happen to the announced life of an element: deprecation, sunset, stability.
package struct LifecycleRules: Sendable {
  let deprecated: Rule
  let deprecationWithdrawn: Rule
  let sunsetAnnounced: Rule
  let sunsetMovedEarlier: Rule
  let sunsetMovedLater: Rule
  let sunsetWithdrawn: Rule
  let stabilityLowered: Rule
  let unstableLowered: Rule
  let stabilityRaised: Rule

  var all: [Rule] {
    [
      deprecated, deprecationWithdrawn, sunsetAnnounced, sunsetMovedEarlier, sunsetMovedLater,
      sunsetWithdrawn, stabilityLowered, unstableLowered, stabilityRaised,
    ]
  }

  private static func object(_ property: String) -> String {
    "type: object\nproperties:\n  a: {type: string\(property)}"
  }

  init(_ book: SchemaRuleBook) {
    let object = LifecycleRules.object
    let clause = "9.3 deprecated"
    let ended = ", deprecated: true, x-sunset: '2030-01-01'"
    let endedLater = ", deprecated: true, x-sunset: '2031-01-01'"
    deprecated = book.rule(
      "element-deprecated", "Element deprecated", is: .always(.deprecation), phase: .migrate,
      inverse: "deprecation-withdrawn", clause: clause,
      why: "Those who rely on the element are told to leave it.",
      fix: "Say what takes its place and when it ends.",
      fires: (object(""), object(", deprecated: true")),
      silent: (object(""), object(", deprecated: false")))
    deprecationWithdrawn = book.rule(
      "deprecation-withdrawn", "Deprecation withdrawn", is: .always(.neutral),
      inverse: "element-deprecated", clause: clause,
      why: "The element stays; an announcement that is made again starts its time anew.",
      fix: "Nothing has to be done.",
      fires: (object(", deprecated: true"), object("")),
      silent: (object(", deprecated: false"), object("")))
    sunsetAnnounced = book.rule(
      "sunset-announced", "Sunset announced", is: .always(.deprecation), phase: .migrate,
      inverse: "sunset-withdrawn", clause: "x-sunset",
      why: "Those who rely on the element know until when they can.",
      fix: "Nothing has to be done.",
      fires: (object(", deprecated: true"), object(ended)),
      silent: (object(ended), object(endedLater)))
    sunsetMovedEarlier = book.rule(
      "sunset-moved-earlier", "Sunset moved to an earlier day", is: .always(.breaking),
      inverse: "sunset-moved-later", clause: "x-sunset",
      why: "Those who planned to move by the announced day lose time that they were promised.",
      fix: "Keep the announced day, or move it later.",
      fires: (object(endedLater), object(ended)), silent: (object(ended), object(endedLater)))
    sunsetMovedLater = book.rule(
      "sunset-moved-later", "Sunset moved to a later day", is: .always(.neutral),
      inverse: "sunset-moved-earlier", clause: "x-sunset",
      why: "Those who rely on the element have more time.",
      fix: "Nothing has to be done.",
      fires: (object(ended), object(endedLater)), silent: (object(endedLater), object(ended)))
    sunsetWithdrawn = book.rule(
      "sunset-withdrawn", "Sunset deleted", is: .always(.breaking), inverse: "sunset-announced",
      clause: "x-sunset",
      why: "The element is still deprecated, and may now end on any day.",
      fix: "Keep the announced day, or withdraw the deprecation as well.",
      fires: (object(ended), object(", deprecated: true")), silent: (object(ended), object("")))
    stabilityLowered = book.rule(
      "stability-lowered", "Stability lowered from stable", is: .always(.breaking),
      inverse: "stability-raised", clause: "x-stability-level",
      why: "What was promised to stay may change without notice.",
      fix: "Keep the level; describe what is unfinished as a new element.",
      fires: (object(""), object(", x-stability-level: beta")),
      silent: (object(""), object(", x-stability-level: stable")))
    unstableLowered = book.rule(
      "unstable-stability-lowered", "Stability lowered below stable", is: .always(.risky),
      inverse: "stability-raised", clause: "x-stability-level",
      why: "Those who tried the element may meet changes that its former level excluded.",
      fix: "Tell those who use the element.",
      fires: (object(", x-stability-level: beta"), object(", x-stability-level: alpha")),
      silent: (object(", x-stability-level: alpha"), object(", x-stability-level: beta")))
    stabilityRaised = book.rule(
      "stability-raised", "Stability raised", is: .always(.additive), inverse: "stability-lowered",
      clause: "x-stability-level",
      why: "More is promised than before.",
      fix: "Nothing has to be done.",
      fires: (object(", x-stability-level: beta"), object("")),
      silent: (object(", x-stability-level: stable"), object("")))
  }
}

/// What one side says about the life of an element.
struct LifecycleState {
  var deprecated: NodeRef?
  var sunset: NodeRef?
  var stability: NodeRef?
  let documents: DocumentSet

  /// Levels from the least promise to the greatest; an element without level is stable.
  static let levels: [Name] = ["draft", "alpha", "beta", "stable"]

  init(of element: NodeRef, _ documents: DocumentSet) {
    self.documents = documents
    deprecated = documents.value(of: element, "deprecated")
    sunset = documents.value(of: element, "x-sunset")
    stability = documents.value(of: element, "x-stability-level")
  }

  init(_ form: SchemaForm, _ documents: DocumentSet) {
    self.documents = documents
    deprecated = form.first(.deprecated)?.value
    sunset = form.first(.sunset)?.value
    stability = form.first(.stability)?.value
  }

  var isDeprecated: Bool { deprecated.flatMap(documents.bool) ?? false }
  /// What is announced, for output; empty if nothing is.
  var state: String {
    isDeprecated ? "deprecated" + (sunsetDay.map { " with sunset \($0)" } ?? "") : ""
  }
  var sunsetDay: CalendarDate? {
    sunset.flatMap(documents.string).flatMap { CalendarDate($0.text) }
  }

  /// The index of the level; nil if the level does not exist, which the reader reports.
  var level: Int? {
    guard let stability else { return LifecycleState.levels.count - 1 }
    return documents.string(of: stability).flatMap { LifecycleState.levels.firstIndex(of: $0) }
  }
}

extension SchemaComparer {
  /// Compares what the two sides of a format's own element announce about its life.
  ///
  /// - Parameters:
  ///   - base: The way from the unit's element to the element.
  ///   - subject: What messages call the element.
  package mutating func compareLifecycle(
    _ elementBefore: NodeRef, _ elementAfter: NodeRef, in unit: Int32, at base: Name,
    subject: String, passage: Passage
  ) {
    enter(unit, base: base, subject: subject, passage: passage)
    compareLifecycle(
      LifecycleState(of: elementBefore, before.documents),
      LifecycleState(of: elementAfter, after.documents), holders: (elementBefore, elementAfter))
  }

  mutating func compareLifecycle(_ pair: inout FormPair) {
    guard pair.mustCompare("lifecycle", .deprecated, .sunset, .stability) else { return }
    compareLifecycle(
      LifecycleState(pair.before, before.documents), LifecycleState(pair.after, after.documents),
      holders: pair.holders)
  }

  private mutating func compareLifecycle(
    _ x: LifecycleState, _ y: LifecycleState, holders: (before: NodeRef, after: NodeRef)
  ) {
    if x.isDeprecated != y.isDeprecated {
      let (stateBefore, stateAfter) = (x.state, y.state)
      note(
        y.isDeprecated ? rules.lifecycle.deprecated : rules.lifecycle.deprecationWithdrawn,
        y.isDeprecated
          ? "\(subjectText) was \(stateAfter)"
          : "the deprecation of \(subjectText) was withdrawn",
        aspect: "lifecycle",
        (x.deprecated ?? holders.before, y.deprecated ?? holders.after),
        values: (Name(stateBefore), Name(stateAfter)))
    }
    compareSunsets(x, y, holders)
    if let from = x.level, let to = y.level, from != to {
      let (nameBefore, nameAfter) = (LifecycleState.levels[from], LifecycleState.levels[to])
      let rule =
        to > from
        ? rules.lifecycle.stabilityRaised
        : nameBefore == "stable"
          ? rules.lifecycle.stabilityLowered : rules.lifecycle.unstableLowered
      note(
        rule,
        "stability of \(subjectText) was \(to > from ? "raised" : "lowered") from "
          + "'\(nameBefore)' to '\(nameAfter)'",
        aspect: "lifecycle", (x.stability ?? holders.before, y.stability ?? holders.after),
        values: (nameBefore, nameAfter))
    }
  }

  private mutating func compareSunsets(
    _ x: LifecycleState, _ y: LifecycleState, _ holders: (before: NodeRef, after: NodeRef)
  ) {
    let (dayBefore, dayAfter) = (x.sunsetDay, y.sunsetDay)
    let places = (x.sunset ?? holders.before, y.sunset ?? holders.after)
    let values = (
      Name(dayBefore.map { "\($0)" } ?? ""), Name(dayAfter.map { "\($0)" } ?? "")
    )
    switch (dayBefore, dayAfter) {
    case (let a?, let b?) where a != b:
      note(
        b < a ? rules.lifecycle.sunsetMovedEarlier : rules.lifecycle.sunsetMovedLater,
        "sunset of \(subjectText) was moved \(b < a ? "earlier" : "later"), from \(a) to \(b)",
        aspect: "lifecycle", places, values: values)
    case (nil, let day?) where x.sunset == nil && (x.isDeprecated || !y.isDeprecated):
      // A sunset alone announces the end as well.
      note(
        x.isDeprecated ? rules.lifecycle.sunsetAnnounced : rules.lifecycle.deprecated,
        "sunset of \(subjectText) was announced for \(day)",
        aspect: "lifecycle", places, values: values)
    case (let day?, nil) where y.sunset == nil && (y.isDeprecated || !x.isDeprecated):
      // Without a sunset that stood alone, nothing announces the end any more.
      note(
        y.isDeprecated
          ? rules.lifecycle.sunsetWithdrawn : rules.lifecycle.deprecationWithdrawn,
        "sunset \(day) of \(subjectText) was deleted", aspect: "lifecycle", places,
        values: values)
    default: break
    }
  }
}
