import GitHistory
import ReleaseModel
import ReleaseRecords
import SourceModel

/// What a release says that it breaks, held against what breaks.
enum DeclaredBreaks {
  static let undeclared = FindingRule(
    "release/break-undeclared", "Breaking change that the record does not list", severity: .error,
    rationale: """
      Who is told what breaks takes the list for the whole. What is missing in it reaches its users \
      as an outage.
      """,
    remedy: """
      List the change under `breaking` with its `element`, what its users do (`migration`) and whom \
      it touches (`consumers`); or take the change back.
      """,
    example: RecordTrials.record(
      "breaking: {api: []}", before: RecordTrials.api("/a", "/b"), RecordTrials.api("/a")),
    nearMiss: RecordTrials.record(
      "breaking: {api: [{element: GET /b}]}", before: RecordTrials.api("/a", "/b"),
      RecordTrials.api("/a")))

  static let unlisted = FindingRule(
    "release/breaks-unlisted", "Release that breaks something and lists nothing", severity: nil,
    isCompleteness: true,
    rationale: "Its users learn from their own errors what changed, and from nobody what to do.",
    remedy: "Write the lists `api`, `schema` and `configuration` under `breaking`.",
    example: RecordTrials.record(
      "title: Less", before: RecordTrials.api("/a", "/b"), RecordTrials.api("/a")),
    nearMiss: RecordTrials.record(
      "breaking: {api: [{element: GET /b}]}", before: RecordTrials.api("/a", "/b"),
      RecordTrials.api("/a")))

  static let absent = FindingRule(
    "release/break-absent", "Listed break that the range does not make", severity: .error,
    rationale: """
      Users prepare for what is listed. Either the change is missing in the release, or the list was \
      written for another one.
      """,
    remedy: "Take the entry out of the list, or make the change.",
    example: RecordTrials.record("breaking: {api: [{element: GET /c}]}"),
    nearMiss: RecordTrials.record("breaking: {api: []}"))

  static let mustStay = FindingRule(
    "release/must-stay-broken", "Break of what must stay", severity: .error,
    rationale:
      "The contract promised that this would stay; its users changed nothing on that word.",
    remedy: "Take the change back, or take the promise back in a release before it.",
    example: RecordTrials.record(
      "must_stay: [GET /b]", before: RecordTrials.api("/a", "/b"), RecordTrials.api("/a")),
    nearMiss: RecordTrials.record(
      "must_stay: [GET /a]", before: RecordTrials.api("/a", "/b"), RecordTrials.api("/a")))

  static let consumerUnnamed = FindingRule(
    "release/consumer-unnamed", "Listed break without those it touches", severity: nil,
    isCompleteness: true,
    rationale: "Nobody can be told of a break that touches nobody in particular.",
    remedy: """
      Name the ids of `inputs.consumers` under `consumers`, or write why there are none under \
      `no_consumers_because`.
      """,
    example: RecordTrials.record("breaking: {configuration: [{key: REGION}]}"),
    nearMiss: RecordTrials.record(
      "breaking: {configuration: [{key: REGION, no_consumers_because: one site runs it}]}"))

  static let typeTooLow = FindingRule(
    "release/type-contradicted", "Type that promises less than the range does", severity: .error,
    rationale: """
      Users decide by the type whether they can update without reading. A patch that adds, or a \
      minor release that breaks, takes them by surprise.
      """,
    remedy: "Raise `type` and the version, or leave the change to a release of that type.",
    example: RecordTrials.record(
      "type: minor", before: RecordTrials.api("/a", "/b"), RecordTrials.api("/a")),
    nearMiss: RecordTrials.record(
      "type: minor", before: RecordTrials.api("/a"), RecordTrials.api("/a", "/b")))

  static let rules = [undeclared, unlisted, absent, mustStay, consumerUnnamed, typeTooLow]

  /// What is found of a record.
  static func facts(_ ground: RecordGround) -> [ReleaseFact] {
    let breaking = ground.scene.changes.filter { $0.classification == .breaking }
    let schema = breaking.filter { $0.format.hasPrefix("sql") }
    let api = breaking.filter { !$0.format.hasPrefix("sql") }
    return lists(ground, "api", ground.record.breaking.api, api)
      + lists(ground, "schema", ground.record.breaking.schema, schema)
      + unlisted(ground, breaking) + promises(ground, breaking) + consumers(ground) + type(ground)
  }

  private static func lists(
    _ ground: RecordGround, _ key: String, _ list: [ReleaseRecord.Break]?, _ changes: [Change]
  ) -> [ReleaseFact] {
    guard let list else { return [] }
    let missing = changes.filter { change in
      !list.contains { $0.selector.matches(change) }
    }.map { change in
      ReleaseFact(
        undeclared,
        "'\(change.element.text)' broke, and 'breaking.\(key)' did not list it: \(change.message)",
        element: change.element, facts: change.fingerprint, path: change.primary?.path,
        place: change.primary,
        related: [ground.related(ground.record.breaking.range, "what was listed")])
    }
    // What was announced is milder to its users, and may be listed for all that.
    let listable = changes + ground.scene.changes.filter(\.isAnnounced)
    return missing
      + list.filter { entry in !listable.contains(where: entry.selector.matches) }.map { entry in
        let name = name(of: entry)
        return ground.fact(
          absent, "'breaking.\(key)' listed '\(name)', and the range did not break it",
          at: entry.range, of: key, name)
      }
  }

  private static func unlisted(
    _ ground: RecordGround, _ breaking: [Change]
  ) -> [ReleaseFact] {
    let lists = ground.record.breaking
    let open = breaking.filter { change in
      (change.format.hasPrefix("sql") ? lists.schema : lists.api) == nil
    }
    guard let first = open.first else { return [] }
    return [
      ground.fact(
        unlisted,
        "the range broke '\(first.element.text)', and 'breaking' listed nothing of the kind",
        at: ground.record.version.range, of: "breaking",
        open.map(\.fingerprint).joined(separator: " "),
        related: open.prefix(20).map(ground.related))
    ]
  }

  private static func promises(
    _ ground: RecordGround, _ breaking: [Change]
  ) -> [ReleaseFact] {
    ground.record.mustStay.flatMap { selector in
      breaking.filter(selector.matches).map { change in
        ground.fact(
          mustStay, "'\(change.element.text)' had to stay, and broke: \(change.message)",
          at: selector.range, of: change.element.text, change.fingerprint,
          related: [ground.related(change)])
      }
    }
  }

  private static func consumers(_ ground: RecordGround) -> [ReleaseFact] {
    ground.record.breaking.all.filter { $0.consumers.isEmpty && $0.noConsumersBecause == nil }
      .map { entry in
        let name = name(of: entry)
        return ground.fact(
          consumerUnnamed, "the break '\(name)' named no consumers", at: entry.range, of: name)
      }
  }

  /// What a listed break is called.
  static func name(of entry: ReleaseRecord.Break) -> String {
    entry.selector.element ?? entry.selector.path?.pattern ?? entry.selector.rule?.pattern
      ?? entry.key?.value ?? entry.change?.value ?? "?"
  }

  private static func type(_ ground: RecordGround) -> [ReleaseFact] {
    guard let type = ground.record.type, let demand = ground.scene.demand else { return [] }
    let change = demand.change
    let isEarly = ReleaseVersion(tag: ground.record.version.value)?.numbers.first == 0
    // Before 1.0.0 a minor release may break (Semantic Versioning 2.0.0, clause 4).
    let least: ReleaseRecord.Kind =
      switch demand.step {
      case .major: isEarly ? .minor : .major
      case .minor: isEarly ? .patch : .minor
      case .patch, .none: .patch
      }
    guard type.value.rank < least.rank else { return [] }
    return [
      ground.fact(
        typeTooLow,
        "the type '\(type.value.rawValue)' was stated, and the range needs '\(least.rawValue)': "
          + change.message,
        at: type.range, of: "type", least.rawValue, related: [ground.related(change)])
    ]
  }
}

extension ReleaseRecord.Kind {
  /// The place in the order of promises, the smallest release first.
  fileprivate var rank: Int {
    switch self {
    case .patch: 0
    case .minor: 1
    case .major: 2
    }
  }
}
