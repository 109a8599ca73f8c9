import DataTrees
import EvidenceStatements
import FormatKit
import ReleaseModel
import ReleaseRecords
import ShapedDocuments
import SourceModel

/// Holds what migrations of stores wrote down against what is declared of the stores, and against each
/// other.
struct ManifestChecks {
  let scene: ReleaseScene
  let shelf: EvidenceShelf
  /// The stores that windows declare; nil if none declares any.
  let declared: Set<String>?
  private let baselines: [CountBaseline]
  private let baselineFacts: [ReleaseFact]

  /// The folder of the counts that are expected.
  static let baselineFolder: RepositoryPath = "baselines/counts"

  init(in scene: ReleaseScene, _ shelf: EvidenceShelf, declared: Set<String>?) {
    self.scene = scene
    self.shelf = shelf
    self.declared = declared
    var baselines: [CountBaseline] = []
    var facts: [ReleaseFact] = []
    for path in scene.after.files(below: ManifestChecks.baselineFolder)
    where path.fileExtension == "json" {
      guard case .file(let source) = scene.after.read(path) else { continue }
      let reading = DocumentReading(
        source, as: .json, rule: ManifestRules.baselineUnreadable.id, CountBaseline.reader)
      if let baseline = reading.value { baselines.append(baseline) }
      facts += reading.problems.prefix(1).map { problem in
        ReleaseFact(
          ManifestRules.baselineUnreadable, "the counts could not be read: \(problem.message)",
          path: path, place: Place(SourceRange(0, 0), in: path, reading.lines),
          remedy: problem.hint)
      }
    }
    self.baselines = baselines
    baselineFacts = facts
  }

  var facts: [ReleaseFact] {
    baselineFacts
      + shelf.items.flatMap { item -> [ReleaseFact] in
        guard let statement = item.statement else { return [] }
        switch statement.kind {
        case .migrationManifest:
          return storeFacts(statement, item) + countFacts(statement, item)
            + backupFacts(statement, item) + repeatFacts(statement, item)
        case .countSnapshot: return countFacts(statement, item) + bindingFacts(statement, item)
        case .checksumParity: return parityFacts(statement, item) + bindingFacts(statement, item)
        case .backup: return backupFacts(statement, item) + bindingFacts(statement, item)
        case .harnessSummary:
          return restoreFacts(statement, item) + issueFacts(statement, item)
            + bindingFacts(statement, item)
        case .rollbackDrill:
          // The harness shows that all came back; a drill may tell of a part.
          let told = statement.stores.filter { $0.restored != nil }
          return restoreFacts(of: told, item) + bindingFacts(statement, item)
        default: return []
        }
      }
  }

  private func fact(
    _ rule: FindingRule, _ message: String, _ element: String, _ item: EvidenceShelf.Item,
    related: [Finding.RelatedPlace] = []
  ) -> ReleaseFact {
    ReleaseFact(
      rule, message, element: Name(element), facts: message, path: item.path,
      place: item.place(), related: related)
  }

  // MARK: Stores

  private func storeFacts(
    _ statement: EvidenceStatement, _ item: EvidenceShelf.Item
  ) -> [ReleaseFact] {
    var facts: [ReleaseFact] = []
    for store in statement.stores {
      if !(store.after.map(HexDigest.isSHA256) ?? false) {
        let what = store.after == nil ? "no 'after_sha256'" : "an 'after_sha256' that is no SHA-256"
        facts.append(
          fact(
            ManifestRules.digestMissing, "the store '\(store.name)' had \(what)", store.name, item))
      }
      if let declared, !declared.contains(store.name) {
        facts.append(
          fact(
            ManifestRules.storeUndeclared, "the store '\(store.name)' was declared by no window",
            store.name, item))
      }
    }
    let isEmptyForReason = statement.stores.isEmpty && statement.notes["nothing-migrated"] != nil
    if isEmptyForReason { return facts }
    let named = Set(statement.stores.map(\.name))
    facts += (declared ?? []).subtracting(named).sorted { Name($0) < Name($1) }.map { store in
      fact(
        ManifestRules.storeMissing, "the manifest did not name the store '\(store)'", store, item)
    }
    if named.isEmpty, declared == nil {
      facts.append(fact(ManifestRules.storeMissing, "the manifest named no store", "", item))
    }
    if MigrationManifest(stores: statement.stores).digest != statement.manifest {
      facts.append(
        fact(
          ManifestRules.contradicted, "the digest of the manifest is not that of its stores", "",
          item))
    }
    return facts
  }

  /// Whether a second run gave the same digests.
  private func repeatFacts(
    _ statement: EvidenceStatement, _ item: EvidenceShelf.Item
  ) -> [ReleaseFact] {
    guard let digest = statement.manifest, statement.repeatOf == nil, !statement.stores.isEmpty
    else { return [] }
    let repeats = shelf.proofs(of: .migrationManifest).filter { $0.statement?.repeatOf == digest }
    guard !repeats.isEmpty else {
      return [
        fact(
          ManifestRules.unrepeated, "no second run showed that the digests are deterministic", "",
          item)
      ]
    }
    let digests = statement.digestsAfter
    return repeats.filter { $0.statement?.digestsAfter != digests }.map { other in
      fact(
        ManifestRules.undeterministic, "a second run gave other digests", "", item,
        related: [.init(path: other.path, message: "the second run")])
    }
  }

  // MARK: Counts

  private func countFacts(
    _ statement: EvidenceStatement, _ item: EvidenceShelf.Item
  ) -> [ReleaseFact] {
    statement.stores.flatMap { store -> [ReleaseFact] in
      let expected = expectations(of: store.name, in: statement.environment)
      let planned = shelf.folder?.value?.backfills.filter { $0.table.value == store.name } ?? []
      let wanted = Set(expected.keys).union(planned.flatMap { $0.counts.map(\.value) })
      let missing = wanted.subtracting(store.counts.keys).sorted { Name($0) < Name($1) }
      var facts = missing.map { key in
        fact(
          ManifestRules.countMissing, "the count '\(key)' of the store '\(store.name)' was missing",
          "\(store.name).\(key)", item)
      }
      for (key, count) in store.counts.sorted(by: { Name($0.key) < Name($1.key) }) {
        let name = "\(store.name).\(key)"
        guard !count.isNegative, let whole = count.integer else {
          facts.append(
            fact(
              ManifestRules.countInvalid,
              "the count '\(key)' of the store '\(store.name)' was \(count)", name, item))
          continue
        }
        guard let bounds = expected[key]?.bounds, !bounds.contains(whole) else { continue }
        facts.append(
          fact(
            ManifestRules.offBaseline,
            "the count '\(key)' of the store '\(store.name)' was \(whole), outside of "
              + "\(bounds.lowerBound) to \(bounds.upperBound)", name, item))
      }
      return facts
    }
  }

  /// What is expected of a store; what is said of its very environment goes first.
  private func expectations(
    of store: String, in environment: String?
  ) -> [String: CountBaseline.Expectation] {
    let fitting = baselines.filter { $0.environment == nil || $0.environment == environment }
    return fitting.sorted { $0.environment != nil && $1.environment == nil }
      .reduce(into: [:]) { found, baseline in
        found.merge(baseline.stores[store] ?? [:]) { first, _ in first }
      }
  }

  // MARK: Backups

  private func backupFacts(
    _ statement: EvidenceStatement, _ item: EvidenceShelf.Item
  ) -> [ReleaseFact] {
    statement.stores.compactMap { store in
      let backup = store.backup
      var lacks: [String] = []
      if backup?.location == nil { lacks.append("location") }
      if !(backup?.sha256.map(HexDigest.isSHA256) ?? false) { lacks.append("digest") }
      if backup?.retainedUntil == nil { lacks.append("date until which it is kept") }
      if !lacks.isEmpty {
        return fact(
          ManifestRules.backupIncomplete,
          "the backup of the store '\(store.name)' had no \(lacks.joined(separator: ", no "))",
          store.name, item)
      }
      guard let until = backup?.retainedUntil, until < scene.asOf else { return nil }
      return fact(
        ManifestRules.backupLapsed,
        "the backup of the store '\(store.name)' was kept until \(until)",
        store.name, item)
    }
  }

  // MARK: What belongs together

  /// Whether a statement is about the manifest of the release, and was made where that was.
  private func bindingFacts(
    _ statement: EvidenceStatement, _ item: EvidenceShelf.Item
  ) -> [ReleaseFact] {
    let manifests = shelf.items.filter { $0.statement?.kind == .migrationManifest }
    guard let digest = statement.manifest, !manifests.isEmpty else { return [] }
    guard let manifest = manifests.first(where: { $0.statement?.manifest == digest }) else {
      return [
        fact(
          ManifestRules.foreign, "the statement was about another manifest than the release's", "",
          item, related: [.init(path: manifests[0].path, message: "the manifest of the release")])
      ]
    }
    guard let environment = manifest.statement?.environment, environment != statement.environment
    else { return [] }
    return [
      fact(
        ManifestRules.environmentDiffers,
        "the statement was made in '\(statement.environment ?? "no environment")', and its manifest "
          + "in '\(environment)'", "", item,
        related: [.init(path: manifest.path, message: "the manifest")])
    ]
  }

  private func parityFacts(
    _ statement: EvidenceStatement, _ item: EvidenceShelf.Item
  ) -> [ReleaseFact] {
    guard
      let manifest = shelf.items.first(where: {
        $0.statement?.kind == .migrationManifest && $0.statement?.manifest == statement.manifest
      }), let wanted = manifest.statement?.digestsAfter
    else { return [] }
    let found = statement.digestsAfter
    return wanted.sorted { Name($0.key) < Name($1.key) }.compactMap { store, digest in
      guard found[store] != digest else { return nil }
      let what = found[store] == nil ? "was not verified" : "was verified with another digest"
      return fact(
        ManifestRules.parityContradicted, "the store '\(store)' \(what)", store, item,
        related: [.init(path: manifest.path, message: "the manifest")])
    }
  }

  /// Whether each store came back: what it was before, and not what the migration made of it.
  private func restoreFacts(
    _ statement: EvidenceStatement, _ item: EvidenceShelf.Item
  ) -> [ReleaseFact] {
    let manifest = shelf.items.first {
      $0.statement?.kind == .migrationManifest && $0.statement?.manifest == statement.manifest
    }
    let wanted = Set(manifest?.statement?.stores.map(\.name) ?? [])
    let missing = wanted.subtracting(statement.stores.map(\.name)).sorted { Name($0) < Name($1) }
    var facts = missing.map { store in
      fact(
        ManifestRules.notRestored, "no rollback of the store '\(store)' was tried", store, item)
    }
    if statement.stores.isEmpty, wanted.isEmpty, statement.notes["nothing-migrated"] == nil {
      facts.append(
        fact(
          ManifestRules.notRestored,
          "the statement named no store, and did not say why nothing was migrated", "", item))
    }
    return facts + restoreFacts(of: statement.stores, item)
  }

  private func restoreFacts(
    of stores: [EvidenceStatement.Store], _ item: EvidenceShelf.Item
  ) -> [ReleaseFact] {
    stores.compactMap { store in
      let isRestored = store.before != nil && store.before == store.restored
      if isRestored, store.after != store.before { return nil }
      let message =
        isRestored
        ? "the migration left the store '\(store.name)' as it was, so that no rollback was tried"
        : "the rollback did not restore the store '\(store.name)'"
      return fact(ManifestRules.notRestored, message, store.name, item)
    }
  }

  private func issueFacts(
    _ statement: EvidenceStatement, _ item: EvidenceShelf.Item
  ) -> [ReleaseFact] {
    guard statement.issues.isEmpty else { return [] }
    return [fact(ManifestRules.issueMissing, "the summary was linked to no issue", "", item)]
  }
}

extension EvidenceStatement {
  /// The digests after the migration, by store.
  var digestsAfter: [String: String] {
    Dictionary(
      stores.compactMap { store in store.after.map { (store.name, $0) } },
      uniquingKeysWith: { first, _ in first })
  }
}
