import FormatKit
import GitHistory
import ReleaseModel
import SourceModel

/// Tells which changed files matter to whom, so that nothing falls out of view in silence.
struct SurfaceSearch {
  let compared: ComparedContracts
  let configuration: Configuration

  /// What looking at the changed files found.
  struct Result {
    /// The changed files of each surface, in path order.
    var surfaces: [Report.Surface: [RepositoryPath]] = [:]
    /// Files of a declared surface that no format reads.
    var notJudged: [Report.NotJudged] = []
    /// Files that look like contracts and belong to none.
    var unclaimed: [(path: RepositoryPath, side: Side, kind: String)] = []
  }

  /// Sorts the changed files by surface.
  func search() -> Result {
    var result = Result()
    if compared.trees.areNamedFiles { return result }
    let claimed = compared.claimed
    let surfaceOfContract = self.surfaceOfContract
    let told = Set(compared.problems.compactMap(\.path))
    for delta in compared.trees.deltas {
      guard (delta.after ?? delta.before)?.mode.isFile == true,
        compared.scope.isInScope(delta.path)
      else { continue }
      let paths = Side.allCases.compactMap { delta.path(on: $0) }
      var surfaces = Set(
        configuration.surfaces.filter { entry in
          entry.value.contains { glob in paths.contains(where: glob.matches) }
        }.keys)
      let isClaimed = paths.contains(where: claimed.contains)
      if let surface = paths.compactMap({ surfaceOfContract[$0] }).first {
        surfaces.insert(surface)
      }
      for surface in surfaces { result.surfaces[surface, default: []].append(delta.path) }
      if isClaimed || paths.contains(where: told.contains) { continue }
      if let surface = surfaces.sorted(by: { $0.rawValue < $1.rawValue }).first {
        result.notJudged.append(
          Report.NotJudged(
            path: delta.path, reason: "of the surface '\(surface.rawValue)', not read by any format"
          ))
      } else if !compared.scope.isSetAside(delta.path), let kind = looksLike(delta) {
        result.unclaimed.append((delta.path, delta.after == nil ? .before : .after, kind))
      }
    }
    return result
  }

  /// The surface that the format of a contract stands for, by the contract's files.
  private var surfaceOfContract: [RepositoryPath: Report.Surface] {
    var surfaces: [RepositoryPath: Report.Surface] = [:]
    for outcome in compared.outcomes {
      let surface = compared.scope.formats[outcome.pair.format].surface
      for path in outcome.files { surfaces[path] = surface }
    }
    for chain in compared.chains.contracts {
      for path in chain.files { surfaces[path] = .schema }
    }
    return surfaces
  }

  // MARK: What looks like a contract

  /// Extensions that only contracts have, with what they stand for.
  private static let kinds = [
    "sql": "SQL", "proto": "protobuf", "graphql": "GraphQL", "graphqls": "GraphQL",
    "gql": "GraphQL",
    "avsc": "Avro",
  ]

  private func looksLike(_ delta: FileDelta) -> String? {
    let ending = delta.path.fileExtension
    if let kind = SurfaceSearch.kinds[ending] { return kind }
    guard ["json", "yaml", "yml"].contains(ending) else { return nil }
    let side: Side = delta.after == nil ? .before : .after
    let files = compared.trees.files(of: side)
    guard let path = delta.path(on: side),
      case .success(let source?) = files.content(of: path, entry: delta.entry(on: side))
    else { return nil }
    return kind(of: source)
  }

  /// What the members at the top of a JSON or YAML file say about its kind.
  private func kind(of source: SourceText) -> String? {
    let marks = ["openapi", "swagger", "apiVersion", "json-schema.org"]
    guard marks.contains(where: source.contains) else { return nil }
    var scanner = TopLevelScanner(source.bytes)
    var isVersioned = false
    var isNamed = false
    while let member = scanner.next() {
      switch Name(member.key) {
      case "openapi", "swagger": return "OpenAPI"
      case "$schema" where Name(member.value).text.contains("json-schema.org"):
        return "JSON Schema"
      case "apiVersion": isVersioned = true
      case "kind": isNamed = true
      default: break
      }
      if isVersioned, isNamed { return "Kubernetes" }
    }
    return nil
  }
}
