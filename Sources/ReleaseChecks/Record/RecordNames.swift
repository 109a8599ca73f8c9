import DataTrees
import ReleaseModel
import ReleaseRecords
import SourceModel

/// Names in a record that lead to something: roles, stages, consumers, files.
enum RecordNames {
  static let role = FindingRule(
    "release/role-unknown", "Role that nobody holds", severity: .error,
    rationale: """
      A decision that falls to a role without people falls to nobody. Roles are held in the \
      configuration, so that signatures can be checked against them.
      """,
    remedy: "Write the role and its people under `roles` of `.relgate.yaml`, or name another one.",
    example: RecordTrials.record(
      "rollout: {stages: [{name: all, traffic: 100, decides: release-manager}]}"),
    nearMiss: FindingRule.Trial(
      before: """
        -- file: .relgate.yaml
        schema: relgate/config/1
        roles: {release-manager: [a@example.com]}

        """,
      after: RecordTrials.text(
        "rollout: {stages: [{name: all, traffic: 100, decides: release-manager}]}")))

  static let reference = FindingRule(
    "release/reference-dangling", "Name of nothing in the record", severity: .error,
    rationale: """
      A stage, a consumer or a way back that is named and not described is a part of the plan that \
      was dropped or renamed.
      """,
    remedy: "Describe what is named, or name what is described.",
    example: RecordTrials.record(
      "timeline: [{name: first users, date: 2026-06-10, stage: canary}]"),
    nearMiss: RecordTrials.record(
      """
      timeline: [{name: first users, date: 2026-06-10, stage: canary}]
      rollout: {stages: [{name: canary, traffic: 5}, {name: all, traffic: 100}]}
      """))

  static let repeated = FindingRule(
    "release/id-repeated", "Id that stands twice", severity: .error,
    rationale: "Whoever names the id means one of the two, and is read as meaning the other.",
    remedy: "Give each its own id.",
    example: RecordTrials.record(
      "features: [{id: search, batch: must}, {id: search, batch: nice}]"),
    nearMiss: RecordTrials.record(
      "features: [{id: search, batch: must}, {id: menu, batch: nice}]"))

  static let file = FindingRule(
    "release/file-missing", "Named file that is not in the tree", severity: .error,
    rationale: "A guide, a query or a runbook that is not there cannot be followed.",
    remedy: "Write the file, or name the one that is meant by its path from the root.",
    example: RecordTrials.record("breaking: {configuration: [{key: A, guide: guides/a.md}]}"),
    nearMiss: RecordTrials.record(
      "breaking: {configuration: [{key: A, guide: guides/a.md}]}",
      "-- file: guides/a.md\n# A\n"))

  static let oneWay = FindingRule(
    "release/link-one-way", "Link to a release that does not link back", severity: .warning,
    rationale: """
      Who reads the other release must find this one too: its way back may no longer hold once this \
      one is out.
      """,
    remedy: "Write a link back into the record of the other release, while it may still change.",
    example: RecordTrials.record(
      "links: [{role: follows, to: releases/1.2.0/release.yaml}]",
      RecordTrials.text("", state: "draft", version: "1.2.0")),
    nearMiss: RecordTrials.record(
      "links: [{role: follows, to: releases/1.2.0/release.yaml}]",
      RecordTrials.text(
        "links: [{role: precedes, to: releases/1.1.0/release.yaml}]", state: "draft",
        version: "1.2.0")))

  static let share = FindingRule(
    "release/confidence-out-of-range", "Confidence that is no share", severity: .error,
    rationale:
      "Confidence is a number from 0 to 1; another one says nothing, or was meant in percent.",
    remedy: "Write a number from 0 to 1.",
    example: RecordTrials.record("confidence: 95"),
    nearMiss: RecordTrials.record("confidence: 0.95"))

  static let disableMissing = FindingRule(
    "release/disable-missing", "Rollout by flag without a command to turn it off", severity: nil,
    isCompleteness: true,
    rationale:
      "Whoever is called at night needs the one command, not the place where to look for it.",
    remedy: "Write the command that takes all of it back under `rollout.controls.disable`.",
    example: RecordTrials.record(
      "rollout: {approach: flag-percentage, flag: checkout, stages: [{name: all, traffic: 100}]}"),
    nearMiss: RecordTrials.record(
      """
      rollout:
        approach: flag-percentage
        flag: checkout
        controls: {disable: scripts/flag off checkout}
        stages: [{name: all, traffic: 100}]
      """))

  static let groupOrder = FindingRule(
    "release/group-disordered", "Column dropped with the API that shows it", severity: .error,
    rationale: """
      Members of one thing go in order: the API is deprecated and no longer read, then reads are \
      switched, then the column is dropped, each in a release of its own. In one release, the code \
      before it fails as soon as the column is gone.
      """,
    remedy: "Leave the drop to a later release.",
    example: RecordTrials.record(
      "elements: [{name: user-list, columns: [users.name], api: [GET /b]}]",
      before: RecordTrials.shipped + RecordTrials.api("/a", "/b"),
      RecordTrials.api("/a") + """
        -- file: db/migrations/0002_b.up.sql
        ALTER TABLE users DROP COLUMN name;
        -- file: db/migrations/0002_b.down.sql
        ALTER TABLE users ADD COLUMN name text;

        """),
    nearMiss: RecordTrials.record(
      "elements: [{name: user-list, columns: [users.name], api: [GET /b]}]",
      before: RecordTrials.shipped + RecordTrials.api("/a", "/b"), RecordTrials.api("/a")))

  static let rules = [
    role, reference, repeated, file, oneWay, share, disableMissing, groupOrder,
  ]

  /// What is found of a record.
  static func facts(_ ground: RecordGround) -> [ReleaseFact] {
    roles(ground) + references(ground) + repetitions(ground) + files(ground) + links(ground)
      + shares(ground) + controls(ground) + groups(ground)
  }

  // MARK: Roles

  private static func roles(_ ground: RecordGround) -> [ReleaseFact] {
    let record = ground.record
    let stages = record.rollout?.stages ?? []
    let conditions = stages.flatMap { $0.entry + $0.success + $0.abort }
    let named =
      stages.compactMap(\.decides) + conditions.compactMap(\.role)
      + (record.triggers + (record.rollout?.alerts ?? [])).compactMap(\.detector)
      + record.decisions.map(\.role) + record.rollback.irreversible.compactMap(\.decides)
      + (record.rollout?.controls?.access ?? [])
    return named.filter { ground.scene.roles[$0.value] == nil }.map { stated in
      ground.fact(
        role, "the role '\(stated.value)' was named, and nobody holds it", at: stated.range,
        of: stated.value)
    }
  }

  // MARK: Names

  private static func references(_ ground: RecordGround) -> [ReleaseFact] {
    let record = ground.record
    let stages = Set((record.rollout?.stages ?? []).map(\.name.value))
    let consumers = Set((record.inputs?.consumers ?? []).map(\.id.value))
    let kinds = Set(record.rollback.types.map(\.kind.value))
    func dangling(_ what: String, _ names: [Stated<String>], _ known: Set<String>) -> [ReleaseFact]
    {
      names.filter { !known.contains($0.value) }.map { name in
        ground.fact(
          reference, "the \(what) '\(name.value)' was named, and the record describes none",
          at: name.range, of: name.value, what)
      }
    }
    let preferred = record.rollback.preferred.flatMap { stated in
      kinds.contains(stated.value) ? nil : Stated(stated.value.rawValue, at: stated.range)
    }
    return dangling(
      "stage", record.timeline.compactMap(\.stage) + record.decisions.map(\.stage), stages)
      + dangling("consumer", record.breaking.all.flatMap(\.consumers), consumers)
      + dangling("way back", [preferred].compactMap(\.self), [])
  }

  private static func repetitions(_ ground: RecordGround) -> [ReleaseFact] {
    let record = ground.record
    let lists: [(String, [Stated<String>])] = [
      ("feature", record.features.map(\.id)), ("milestone", record.milestones.map(\.id)),
      ("stage", (record.rollout?.stages ?? []).map(\.name)),
      ("consumer", (record.inputs?.consumers ?? []).map(\.id)),
      ("dependency", record.dependencies.internalOnes.map(\.id)),
      ("group", record.elements.map(\.name)),
      ("way back", record.rollback.types.map { Stated($0.kind.value.rawValue, at: $0.kind.range) }),
    ]
    return lists.flatMap { what, names in
      var first: [String: SourceRange] = [:]
      return names.compactMap { name -> ReleaseFact? in
        guard let former = first.updateValue(name.range, forKey: name.value) else { return nil }
        return ground.fact(
          repeated, "the \(what) '\(name.value)' was described twice", at: name.range,
          of: name.value, what, related: [ground.related(former, "the other one")])
      }
    }
  }

  // MARK: Files

  private static func files(_ ground: RecordGround) -> [ReleaseFact] {
    let record = ground.record
    let named =
      record.backfills.compactMap(\.verify) + record.breaking.all.compactMap(\.guide)
      + record.rollback.types.compactMap(\.runbook) + record.decisions.compactMap(\.evidence)
    let linked = record.links.compactMap { link in
      path(of: link).map { Stated($0, at: link.target.range) }
    }
    return (named + linked).filter { ground.scene.after.object(at: $0.value) == nil }.map {
      stated in
      ground.fact(
        file, "'\(stated.value.text)' was named, and is not in the tree", at: stated.range,
        of: stated.value.text)
    }
  }

  /// The path that a link leads to; nil if it is the id of a task or an address.
  private static func path(of link: ReleaseRecord.Link) -> RepositoryPath? {
    let text = link.target.value
    guard text.contains("/"), !text.contains("://") else { return nil }
    return RepositoryPath(String(text.prefix { $0 != "#" }))
  }

  private static func links(_ ground: RecordGround) -> [ReleaseFact] {
    ground.record.links.compactMap { link in
      guard let path = path(of: link), path != ground.folder.recordPath,
        Name(path.lastSegment) == Name(ReleaseFolder.recordName),
        path.parent.parent == ground.scene.folder,
        let other = ReleaseFolder(path.parent, in: ground.scene.after).value,
        !other.links.contains(where: { self.path(of: $0) == ground.folder.recordPath })
      else { return nil }
      return ground.fact(
        oneWay, "'\(path.text)' was linked to, and does not link back", at: link.target.range,
        of: path.text)
    }
  }

  // MARK: The rest

  private static func shares(_ ground: RecordGround) -> [ReleaseFact] {
    let record = ground.record
    let stated =
      [record.confidence, record.rollback.confidence].compactMap(\.self)
      + record.rollback.types.compactMap(\.confidence)
    return stated.filter { $0.value < DecimalNumber(0) || $0.value > DecimalNumber(1) }.map {
      ground.fact(
        share, "the confidence '\($0.value)' was stated, and is not between 0 and 1", at: $0.range,
        of: "confidence", "\($0.value)")
    }
  }

  private static func controls(_ ground: RecordGround) -> [ReleaseFact] {
    guard let rollout = ground.record.rollout,
      let flag = rollout.flag ?? rollout.controls?.flags.first,
      RecordIdentity.isPlaceholder(rollout.controls?.disable?.value ?? "")
    else { return [] }
    return [
      ground.fact(
        disableMissing, "the flag '\(flag.value)' was named without a command to turn it off",
        at: flag.range, of: flag.value)
    ]
  }

  private static func groups(_ ground: RecordGround) -> [ReleaseFact] {
    ground.record.elements.compactMap { group in
      func change(_ names: [Stated<String>], where isMeant: (Change) -> Bool) -> Change? {
        ground.scene.changes.first { change in
          isMeant(change) && names.contains { Selector.names($0.value, in: change.element) }
        }
      }
      guard
        let dropped = change(
          group.columns, where: { $0.format.hasPrefix("sql") && $0.isRemoval }),
        let shown = change(
          group.api,
          where: {
            !$0.format.hasPrefix("sql") && ($0.isRemoval || $0.classification == .deprecation)
          })
      else { return nil }
      return ground.fact(
        groupOrder,
        "the group '\(group.name.value)' lost '\(dropped.element.text)' together with "
          + "'\(shown.element.text)'",
        at: group.name.range, of: group.name.value,
        "\(dropped.fingerprint) \(shown.fingerprint)",
        related: [ground.related(dropped), ground.related(shown)])
    }
  }
}
