package import FormatKit
package import ReleaseModel
package import SourceModel

/// Descriptions of command lines: relgate's own dump, the dump of swift-argument-parser, OpenCLI.
package enum CommandLineFormat: Format {
  package typealias Model = CommandLineModel

  package static let name = "cli"
  package static let fileExtensions = ["json", "yaml", "yml"]
  package static let surface = Report.Surface.cli
  package static let rules = CommandLineRules.all
  package static let problemRules = CommandLineProblems.all

  /// A description is one file.
  package static func couldBeFragment(_ path: RepositoryPath) -> Bool { false }

  /// A description is one file.
  package static func couldReferToFiles(_ root: SourceText) -> Bool { false }

  package static func recognize(_ source: SourceText) -> Recognition { recognition(of: source) }

  package static func read(
    _ root: SourceText, from files: any FileSource
  ) -> Reading<CommandLineModel> {
    read(description: root)
  }

  package static func compare(
    before: CommandLineModel, after: CommandLineModel
  ) -> Comparison {
    var comparer = Comparer(before: before, after: after)
    return Comparison(changes: comparer.run())
  }

  package static func elements(of model: CommandLineModel) -> [Name] {
    model.commands.map { model.element(of: $0.path) }.sorted()
  }

  package static func lives(
    of elements: [Name], in model: CommandLineModel
  ) -> [Name: ElementLife] {
    Dictionary(
      elements.compactMap { element in model.life(of: element).map { (element, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  package static func declaredVersion(of model: CommandLineModel) -> DeclaredVersion? {
    model.version.value.map { DeclaredVersion($0.value, at: $0.location) }
  }
}
