import DataTrees
import FormatKit
package import ReleaseModel
package import SourceModel

/// The configuration as YAML: its reader and its schema, from one description.
package struct ConfigurationSchema: Sendable {
  /// The version that stands in every configuration.
  package static let identifier = "relgate/config/1"

  private let reader: ShapedReader<Configuration>

  /// Describes configurations that may name these formats.
  package init(formats: [String]) {
    reader = .record(
      "What relgate judges in this repository.", from: Configuration(),
      [
        .key(
          "schema", "The version of this schema.", .word([Self.identifier], "schema"),
          isRequired: true
        ) { _, _ in },
        .key(
          "components", "Parts of the repository that are released by themselves.",
          .list(Self.component)
        ) { $0.components = $1 },
        .key(
          "contracts",
          "Where contracts are; a format that is not named here is found by content.",
          .list(Self.contractPaths(formats))
        ) { $0.contracts = $1 },
        .key("exclude", "Files that are no contracts.", .list(Self.glob)) { $0.exclude = $1 },
      ])
  }

  /// The schema of a configuration (JSON Schema, draft-07).
  package var schema: [UInt8] {
    reader.shape.schema(id: Self.identifier, title: "The configuration of relgate")
  }

  /// Reads a configuration; problems are returned instead if there is any.
  package func read(_ source: SourceText) -> Result<Configuration, ConfigurationError> {
    let reading = DataTree.read(source, syntax: .yaml)
    let lines = LineTable(source.bytes)
    func problem(_ message: String, _ range: SourceRange, _ hint: String?) -> Problem {
      Problem(
        rule: "config/invalid", message: message, path: source.path, side: .after,
        line: lines.line(at: Int(range.lower)), column: lines.column(at: Int(range.lower)),
        hint: hint, hides: true)
    }
    var problems = reading.problems.map { problem($0.message, $0.range, $0.hint) }
    var configuration: Configuration?
    if let tree = reading.tree {
      var shapeProblems: [ShapeProblem] = []
      configuration = reader.read(tree, tree.root, &shapeProblems)
      problems += shapeProblems.map { problem($0.message, $0.range, $0.hint) }
    }
    guard var configuration, problems.isEmpty else {
      return .failure(ConfigurationError(problems: problems.sorted()))
    }
    if let tree = reading.tree { configuration.places = Self.places(in: tree, lines) }
    return .success(configuration)
  }

  /// The patterns that should match a file, in source order.
  private static func places(in tree: DataTree, _ lines: LineTable) -> [Configuration.Place] {
    ["components", "contracts"].flatMap { (key: StaticString) in
      tree.value(of: tree.root, key).map { Array(tree.items(of: $0)) } ?? []
    }.flatMap { entry in
      tree.value(of: entry, "paths").map { Array(tree.items(of: $0)) } ?? []
    }.compactMap { node in
      guard let text = tree.string(of: node)?.text,
        case .success(let glob) = PathGlob.readingPlaces(text)
      else { return nil }
      let start = Int(tree.range(of: node).lower)
      return Configuration.Place(
        glob: glob, line: lines.line(at: start), column: lines.column(at: start))
    }
  }

  private static var component: ShapedReader<Configuration.Component> {
    .record(
      "A part of the repository that is released by itself.", from: Configuration.Component(),
      [
        .key("name", "The name for --component.", .string, isRequired: true) { $0.name = $1 },
        .key("paths", "Its files.", .list(glob), isRequired: true) { $0.paths = $1 },
        .key("tags", "The pattern of its release tags.", tagGlob) { $0.tags = $1 },
      ])
  }

  private static func contractPaths(
    _ formats: [String]
  ) -> ShapedReader<Configuration.ContractPaths> {
    .record(
      "The contracts of one format.", from: Configuration.ContractPaths(),
      [
        .key("format", "The format.", .word(formats, "format"), isRequired: true) {
          $0.format = $1
        },
        .key("paths", "The root files.", .list(glob), isRequired: true) { $0.paths = $1 },
      ])
  }

  private static var tagGlob: ShapedReader<PathGlob> {
    ShapedReader<String>.string.map { pattern in
      PathGlob.reading(pattern).mapError { ShapeProblem.Reason($0.reason) }
    }
  }

  private static var glob: ShapedReader<PathGlob> {
    ShapedReader<String>.string.map { pattern in
      PathGlob.readingPlaces(pattern).mapError { ShapeProblem.Reason($0.reason) }
    }
  }
}

/// A configuration that cannot be used.
package struct ConfigurationError: Error, Hashable, Sendable {
  /// What is wrong with it, at least one problem, in report order.
  package let problems: [Problem]
}
