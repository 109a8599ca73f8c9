package import SourceModel

/// Names of a database that are searched for in code.
///
/// Made once, then asked about every file; asking is thread-safe and total on any bytes.
package struct CodeQuery: Sendable {
  /// An object of the database.
  package enum Target: Hashable, Sendable {
    /// A table, view or another relation, without its schema.
    case table(Name)
    /// A column of a table; shared if other tables have one of the same name, so that the name alone
    /// does not tell whose it is.
    case column(table: Name, Name, isShared: Bool = false)
    /// A function, a type or any other object.
    case other(Name)

    /// The name that is searched for.
    var name: Name {
      switch self {
      case .table(let name), .column(_, let name, _), .other(let name): name
      }
    }

    /// Whether the name proves nothing without the table.
    var needsTable: Bool {
      if case .column(_, _, isShared: true) = self { true } else { name.isWeak }
    }
  }

  let targets: [Target]
  let spellings: Spellings

  /// Prepares a search; `NameUse.name` is an index into the targets.
  package init(_ targets: [Target]) {
    self.targets = targets
    self.spellings = Spellings(targets)
  }

  /// The places of a file that use the names, in the order of the file, then of the targets.
  ///
  /// Comments are not uses. Names that say little (`id`, `status`, fewer than four letters) are found
  /// only where the shape around them is sure.
  package func uses(in source: SourceText) -> [NameUse] {
    let hits = spellings.hits(in: source.bytes)
    guard hits.contains(where: { spellings.target(of: $0) != nil }) else { return [] }
    let shapes = UseShapes(query: self, source: source, hits: hits)
    var uses: [NameUse] = []
    for hit in hits {
      guard let target = spellings.target(of: hit) else { continue }
      let location = Location(source.path, SourceRange(hit.lower, hit.upper))
      // `Users` is the name of a table and of its class.
      if let last = uses.last, last.location == location, last.name == target { continue }
      guard let certainty = shapes.certainty(of: hit, target) else { continue }
      uses.append(NameUse(name: target, location: location, certainty: certainty))
    }
    return uses
  }

  /// Tells whether a file holds code that could use a database: by its extension.
  ///
  /// Documents, data, lock files, images and minified scripts do not.
  package static func isCode(_ path: RepositoryPath) -> Bool {
    if path.name.hasSuffix(".min.js") || path.name.hasSuffix(".d.ts") { return false }
    return CodeLanguage(path) != nil
  }
}
