package import DataTrees
package import SourceModel

/// An entry of the registry of deprecations: what ends, when, what takes its place, and how it is
/// brought back.
package struct Deprecation: Hashable, Sendable {
  /// Its id, the same in every release.
  package var id = Stated("")
  /// What ends.
  package var affects: [Selector] = []
  /// The day on which its users were told.
  package var announced = Stated(CalendarDate(dayNumber: 0))
  /// The shortest time from the announcement to the removal, in days.
  package var days: Stated<Int>?
  /// The day of the transition, around which the other days lie where they are not stated.
  package var transition: Stated<CalendarDate>?
  /// The time in which old and new are both served.
  package var dualSupport = DualSupport()
  /// The day from which warnings become louder.
  package var escalation: Stated<CalendarDate>?
  /// When it is removed.
  package var removal = Removal()
  /// What takes its place: an element as reports print it.
  package var replacement: Stated<String>?
  /// How its users are told.
  package var channels: [Channel] = []
  /// Who may go on for longer.
  package var exemptions: Stated<String>?
  /// How it is brought back after the removal.
  package var restore: Restore?
  /// Where the entry stands.
  package var range = SourceRange(0, 0)

  /// Says nothing.
  package init() {}

  /// The time in which old and new are both served.
  package struct DualSupport: Hashable, Sendable {
    /// The first day.
    package var from: Stated<CalendarDate>?
    /// The last day.
    package var to: Stated<CalendarDate>?

    /// Says nothing.
    package init() {}
  }

  /// When something is removed: not before all that is stated.
  package struct Removal: Hashable, Sendable {
    /// The first day on which it may be gone.
    package var date: Stated<CalendarDate>?
    /// The first version in which it may be gone.
    package var version: Stated<String>?

    /// Says nothing.
    package init() {}
  }

  /// A way in which users are told.
  package struct Channel: Hashable, Sendable {
    /// A known way.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
      case guide
      case responseWarning = "response-warning"
      case headers, dashboard, outreach, documentation
      case gone = "410"
    }

    /// The way.
    package var kind = Stated(Kind.guide)
    /// Where it is seen: a path at `after`, or a link.
    package var pointer: Stated<String>?

    /// Says nothing.
    package init() {}
  }

  /// How something that was removed is brought back.
  package struct Restore: Hashable, Sendable {
    /// What is flipped, as `kind:what`: `flag:users-v1`, `revert:gateway/routes.yaml`.
    package var lever: Stated<String>?
    /// How long it takes, at most.
    package var minutes: Stated<Int>?

    /// Says nothing.
    package init() {}
  }
}

extension Deprecation {
  /// The days of a deprecation, each as it is stated or as the others give it.
  ///
  /// Around a transition T: announced T-90, dual support T-60 to T+30, louder from T+30, removed
  /// T+60. Where no T is stated it is 90 days after the announcement.
  package struct Timeline: Hashable, Sendable {
    /// The day of the announcement.
    package let announced: CalendarDate
    /// The first day of dual support.
    package let dualFrom: CalendarDate
    /// The last day of dual support.
    package let dualTo: CalendarDate
    /// The day from which warnings become louder.
    package let escalation: CalendarDate
    /// The first day on which it may be gone.
    package let removal: CalendarDate
  }

  /// Its days.
  package var timeline: Timeline {
    func day(_ date: CalendarDate, plus days: Int) -> CalendarDate {
      CalendarDate(dayNumber: date.dayNumber + days)
    }
    let transition = transition?.value ?? day(announced.value, plus: 90)
    let earliest = days.map { day(announced.value, plus: $0.value) }
    let stated = [removal.date?.value, earliest].compactMap { $0 }.max()
    return Timeline(
      announced: announced.value, dualFrom: dualSupport.from?.value ?? day(transition, plus: -60),
      dualTo: dualSupport.to?.value ?? day(transition, plus: 30),
      escalation: escalation?.value ?? day(transition, plus: 30),
      removal: stated ?? day(transition, plus: 60))
  }
}

extension Deprecation {
  /// The version that stands in every entry.
  package static let schemaIdentifier = "relgate/deprecation/1"

  /// How an entry is read, and its shape.
  package static let reader = ShapedReader<Deprecation>.record(
    "What ends, when, and what takes its place.", from: Deprecation(),
    [
      .key(
        "schema", "The version of this schema.", .word([schemaIdentifier], "schema"),
        isRequired: true
      ) { _, _ in },
      .key("id", "Its id, the same in every release.", .statedText, isRequired: true) {
        $0.id = $1
      },
      .key("affects", "What ends.", .some(.selector), isRequired: true) { $0.affects = $1 },
      .key("announced", "The day on which its users were told.", day, isRequired: true) {
        $0.announced = $1
      },
      .key(
        "days", "The shortest time from the announcement to the removal.",
        ShapedReader<Int>.integer(in: 0...36_500).stated
      ) { $0.days = $1 },
      .key("transition", "The day around which the other days lie.", day) { $0.transition = $1 },
      .key("dual_support", "The time in which old and new are both served.", dualSupport) {
        $0.dualSupport = $1
      },
      .key("escalation", "The day from which warnings become louder.", day) { $0.escalation = $1 },
      .key("removal", "When it is removed: not before all that is stated.", removal) {
        $0.removal = $1
      },
      .key("replacement", "What takes its place: an element as reports print it.", .statedText) {
        $0.replacement = $1
      },
      .key("channels", "How its users are told.", .list(channel)) { $0.channels = $1 },
      .key("exemptions", "Who may go on for longer.", .statedText) { $0.exemptions = $1 },
      .key("restore", "How it is brought back after the removal.", restore) { $0.restore = $1 },
    ]
  ).placed { $0.range = $1 }

  private static let day = ShapedReader<CalendarDate>.date.stated

  private static let dualSupport = ShapedReader<DualSupport>.record(
    "The time in which old and new are both served.", from: DualSupport(),
    [
      .key("from", "The first day.", day) { $0.from = $1 },
      .key("to", "The last day.", day) { $0.to = $1 },
    ])

  private static let removal = ShapedReader<Removal>.record(
    "When it is removed.", from: Removal(),
    [
      .key("date", "The first day on which it may be gone.", day) { $0.date = $1 },
      .key("version", "The first version in which it may be gone.", .statedScalar) {
        $0.version = $1
      },
    ])

  private static let channel = ShapedReader<Channel>.record(
    "A way in which users are told.", from: Channel(),
    [
      .key(
        "kind", "The way.", ShapedReader<Channel.Kind>.word("channel").stated, isRequired: true
      ) { $0.kind = $1 },
      .key("pointer", "Where it is seen: a path or a link.", .statedText) { $0.pointer = $1 },
    ])

  private static let restore = ShapedReader<Restore>.record(
    "How it is brought back.", from: Restore(),
    [
      .key("lever", "What is flipped, as kind:what.", .statedText) { $0.lever = $1 },
      .key(
        "minutes", "How long it takes, at most.",
        ShapedReader<Int>.integer(in: 0...525_600).stated
      ) { $0.minutes = $1 },
    ])
}
