package import DataTrees
internal import Digests
package import SourceModel

/// What a migration of stores wrote down: for each store its digests, its counts and its backup.
package struct MigrationManifest: Hashable, Sendable {
  /// The stores, by name.
  package var stores: [EvidenceStatement.Store]
  /// Where it ran, if it says so.
  package var environment: String?
  /// How it ended, if it says so: `passed`, `failed`.
  package var result: String?
  /// Why nothing was migrated, if nothing was.
  package var nothingMigrated: String?

  /// The digest that names it: of its stores in canonical form, so that layout and order do not
  /// matter.
  package var digest: String {
    var writer = JSONWriter(.compact)
    ShapedWriter.list(StatementSchema.store.writer).write(
      stores.sorted { Name($0.name) < Name($1.name) }, &writer)
    return SHA256.hexDigest(of: writer.bytes)
  }

  /// Makes a manifest.
  package init(
    stores: [EvidenceStatement.Store], environment: String? = nil, result: String? = nil,
    nothingMigrated: String? = nil
  ) {
    self.stores = stores
    self.environment = environment
    self.result = result
    self.nothingMigrated = nothingMigrated
  }

  /// Reads a manifest, or the output of a verification, a snapshot of counts, a harness's summary.
  ///
  /// An object with a list `stores`, which only a summary may lack, or that list alone; other keys
  /// are passed over. A copy that stands beside `stores` is one of all stores that name none.
  package static func read(
    _ source: SourceText
  ) -> (manifest: MigrationManifest?, problems: [ShapeProblem]) {
    let reading = DataTree.read(source, syntax: .json)
    var problems = reading.problems.map { ShapeProblem($0.message, at: $0.range, hint: $0.hint) }
    var manifest: MigrationManifest?
    if let tree = reading.tree, problems.isEmpty {
      if tree.kind(of: tree.root) == .array {
        manifest = storeList.reader.read(tree, tree.root, &problems).map {
          MigrationManifest(stores: $0)
        }
      } else {
        manifest = document.reader.read(tree, tree.root, &problems)
      }
      problems += repeatedStores(in: manifest, tree)
    }
    return (problems.isEmpty ? manifest : nil, problems)
  }

  private static func repeatedStores(
    in manifest: MigrationManifest?, _ tree: DataTree
  ) -> [ShapeProblem] {
    var seen: Set<String> = []
    let repeated = (manifest?.stores ?? []).filter { !seen.insert($0.name).inserted }
    return repeated.prefix(1).map {
      ShapeProblem("the store '\($0.name)' stands twice", at: tree.range(of: tree.root))
    }
  }

  private static let storeList = ShapedCodec<[EvidenceStatement.Store]>.list(StatementSchema.store)

  private static let document = ShapedCodec<MigrationManifest>.record(
    "What a migration of stores wrote down.",
    [
      .optional("stores", "The stores.", storeList, \.stores, absent: []),
      .optional("environment", "Where it ran.", .string, \.environment),
      .optional("result", "How it ended.", .string, \.result),
      .optional("verdict", "How it ended, in a summary of relgate.", .string, \.verdict),
      .optional("nothing_migrated", "Why nothing was migrated.", .string, \.nothingMigrated),
      .optional("backup", "The copy of all stores.", StatementSchema.backup, \.commonBackup),
    ]
  ) { parts in
    let backup = try parts[\.commonBackup]
    let stores = try parts[\.stores].map { store in
      var store = store
      store.backup = store.backup ?? backup
      return store
    }
    return MigrationManifest(
      stores: stores, environment: try parts[\.environment],
      result: try parts[\.result] ?? parts[\.verdict],
      nothingMigrated: try parts[\.nothingMigrated])
  }

  private var commonBackup: EvidenceStatement.Backup? { nil }
  private var verdict: String? { nil }
}
