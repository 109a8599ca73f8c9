import FormatKit
import ReleaseModel
import SourceModel

/// What can happen to the promise that an element stays: the same for commands, options and values.
enum LifeRules {
  static let all = [
    hidden, shown, stabilityLowered, stabilityRaised, deprecated, deprecationWithdrawn,
    removalAnnounced, removalWithdrawn, removalMovedEarlier, removalMovedLater,
    deprecationDetailChanged,
  ]

  private static let norm = Norm.dump("deprecated")
  private static func option(_ members: String) -> String {
    Sample.options("{spellings: [--all]\(members)}")
  }
  private static func announced(_ members: String) -> String {
    option(", deprecated: {since: '1.1'\(members)}")
  }
  private static let plain = option("")
  private static let stable = Sample.openCLIOption("metadata: []")
  private static let experimental = Sample.openCLIOption(
    "metadata: [{name: experimental, value: true}]")

  static let hidden = Rule.cli(
    "element-hidden", "Element left out of help", is: .always(.neutral), inverse: "element-shown",
    norm: .openCLI("Option"),
    why: "Whoever calls the element goes on as before; fewer will find it.",
    fix: "Deprecate the element if it is going to be removed.",
    fires: (plain, option(", hidden: true")), silent: (plain, option(", hidden: false")))

  static let shown = Rule.cli(
    "element-shown", "Hidden element shown in help", is: .always(.neutral),
    inverse: "element-hidden", norm: .openCLI("Option"),
    why: "What was accepted before is promised from here on.",
    fix: "Make sure that the element is meant to be relied upon.",
    fires: (option(", hidden: true"), plain), silent: (option(", hidden: false"), plain))

  static let stabilityLowered = Rule.cli(
    "stability-lowered", "Element became experimental", is: .always(.risky),
    inverse: "stability-raised", norm: .openCLI("Metadata"),
    why: "What was promised to stay may change without notice.",
    fix: "Keep the element stable; offer what is unfinished as a new one.",
    fires: (stable, experimental),
    silent: (stable, Sample.openCLIOption("metadata: [{name: experimental, value: false}]")))

  static let stabilityRaised = Rule.cli(
    "stability-raised", "Element no longer experimental", is: .always(.additive),
    inverse: "stability-lowered", norm: .openCLI("Metadata"),
    why: "More is promised than before.", fix: "Nothing has to be done.",
    fires: (experimental, stable),
    silent: (Sample.openCLIOption("metadata: [{name: experimental, value: false}]"), stable))

  static let deprecated = Rule.cli(
    "element-deprecated", "Element deprecated", is: .always(.deprecation), phase: .migrate,
    inverse: "deprecation-withdrawn", norm: norm,
    why: "Those who call the element are told to leave it.",
    fix: "Say what takes its place and when it ends.", fires: (plain, announced("")),
    silent: (announced(""), announced(", use: --every")))

  static let deprecationWithdrawn = Rule.cli(
    "deprecation-withdrawn", "Deprecation withdrawn", is: .always(.neutral),
    inverse: "element-deprecated", norm: norm,
    why: "The element stays; an announcement that is made again starts its time anew.",
    fix: "Nothing has to be done.", fires: (announced(""), plain),
    silent: (announced(""), announced(", use: --every")))

  static let removalAnnounced = Rule.cli(
    "removal-announced", "Version of the removal announced", is: .always(.deprecation),
    phase: .migrate, inverse: "removal-withdrawn", norm: norm,
    why: "Those who call the deprecated element know until when they can.",
    fix: "Nothing has to be done.", fires: (announced(""), announced(", removal: '2.0'")),
    silent: (plain, announced(", removal: '2.0'")))

  static let removalWithdrawn = Rule.cli(
    "removal-withdrawn", "Version of the removal deleted", is: .always(.breaking),
    inverse: "removal-announced", norm: norm,
    why: "The element is still deprecated, and may now end in any version.",
    fix: "Keep the announced version, or withdraw the deprecation as well.",
    fires: (announced(", removal: '2.0'"), announced("")),
    silent: (announced(", removal: '2.0'"), plain))

  static let removalMovedEarlier = Rule.cli(
    "removal-moved-earlier", "Removal moved to an earlier version", is: .always(.breaking),
    inverse: "removal-moved-later", norm: norm,
    why: "Those who planned to move by the announced version lose time that they were promised.",
    fix: "Keep the announced version, or name a later one.",
    fires: (announced(", removal: '10.0'"), announced(", removal: '9.0'")),
    silent: (announced(", removal: '9.0'"), announced(", removal: '10.0'")))

  static let removalMovedLater = Rule.cli(
    "removal-moved-later", "Removal moved to a later version", is: .always(.neutral),
    inverse: "removal-moved-earlier", norm: norm,
    why: "Those who call the element have more time.", fix: "Nothing has to be done.",
    fires: (announced(", removal: '9.0'"), announced(", removal: '10.0'")),
    silent: (announced(", removal: '10.0'"), announced(", removal: '9.0'")))

  static let deprecationDetailChanged = Rule.cli(
    "deprecation-detail-changed", "Text of a deprecation changed", is: .always(.neutral),
    inverse: "deprecation-detail-changed", norm: norm,
    why: "The element is as deprecated as before; its callers are told something else.",
    fix: "Nothing has to be done.", fires: (announced(""), announced(", use: --every")),
    silent: (announced(""), announced(", removal: '2.0'")))
}

extension Comparer {
  /// Compares what two sides promise about the future of an element.
  mutating func compare(_ old: Life, _ new: Life, _ subject: Subject) {
    compare(
      old.isHidden, new.isHidden, subject, gained: LifeRules.hidden, lost: LifeRules.shown,
      say: ("was left out of help", "was shown in help"))
    compare(
      old.isExperimental, new.isExperimental, subject, gained: LifeRules.stabilityLowered,
      lost: LifeRules.stabilityRaised, say: ("became experimental", "became stable"))
    switch (old.deprecation, new.deprecation) {
    case (nil, nil): break
    case (nil, let announcement?):
      let removal = announcement.removal.map { ", to be removed in \(quoted($0.value))" } ?? ""
      tell(
        LifeRules.deprecated, subject, "was deprecated\(removal)",
        before: Sighting(subject.places.before),
        after: Sighting(announcement.spot.value, value: "deprecated"))
    case (let announcement?, nil):
      tell(
        LifeRules.deprecationWithdrawn, subject, "was no longer deprecated",
        before: Sighting(announcement.spot.value, value: "deprecated"),
        after: Sighting(subject.places.after))
    case (let first?, let second?):
      compareRemovals(first.removal, second.removal, subject)
      compare(
        first.details, second.details, subject, changed: LifeRules.deprecationDetailChanged,
        noun: "deprecation notice")
    }
  }

  private mutating func compareRemovals(
    _ old: Located<Name>?, _ new: Located<Name>?, _ subject: Subject
  ) {
    let isEarlier = old.flatMap { old in new.map { $0.value.precedes(asVersion: old.value) } }
    compare(
      old, new, subject, noun: "removal version", added: LifeRules.removalAnnounced,
      changed: isEarlier == true ? LifeRules.removalMovedEarlier : LifeRules.removalMovedLater,
      removed: LifeRules.removalWithdrawn)
  }
}

extension Name {
  /// Whether a version comes before another: part by part, numbers by their value.
  fileprivate func precedes(asVersion other: Name) -> Bool {
    let (parts, others) = (versionParts, other.versionParts)
    for (part, other) in zip(parts, others) where part != other {
      if let number = Int(part.text), let second = Int(other.text), number != second {
        return number < second
      }
      return part < other
    }
    return parts.count < others.count
  }

  private var versionParts: [Name] {
    bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Name($0) }
  }
}
