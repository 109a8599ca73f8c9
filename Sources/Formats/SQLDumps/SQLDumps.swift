package import FormatKit
import PostgresSchema
package import ReleaseModel
package import SourceModel

/// Dumps of a PostgreSQL schema: what the code of a release finds in its database.
package enum SQLDumpFormat: Format {
  package typealias Model = DumpModel

  package static let name = "sql"
  package static let fileExtensions = ["sql"]
  package static let isVersioned = false
  package static let surface = Report.Surface.schema
  package static let rules = DumpRules.all
  package static let problemRules = DumpProblems.all

  /// A dump is one file.
  package static func couldBeFragment(_ path: RepositoryPath) -> Bool { false }

  /// A dump is one file.
  package static func couldReferToFiles(_ root: SourceText) -> Bool { false }

  package static func recognize(_ source: SourceText) -> Recognition { recognition(of: source) }

  package static func read(
    _ root: SourceText, from files: any FileSource
  ) -> Reading<DumpModel> {
    read(dump: root)
  }

  package static func compare(before: DumpModel, after: DumpModel) -> Comparison {
    var comparer = Comparer(before: before, after: after)
    return Comparison(changes: comparer.run())
  }

  package static func elements(of model: DumpModel) -> [Name] {
    (model.schema.tables.map(\.name) + model.schema.views.map(\.name)).map(\.shown).sorted()
  }

  package static func lives(of elements: [Name], in model: DumpModel) -> [Name: ElementLife] {
    let places = model.places
    return Dictionary(
      elements.compactMap { element in places[element].map { (element, ElementLife($0)) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// A dump tells the version of the server that wrote it, not its own.
  package static func declaredVersion(of model: DumpModel) -> DeclaredVersion? { nil }
}
