import DataTrees
import FormatKit
import PolicyPacks
package import ReleaseModel
import ShapedDocuments
package import SourceModel

/// The configuration as YAML: its reader and its schema, from one description.
package struct ConfigurationSchema: Sendable {
  /// The version that stands in every configuration.
  package static let identifier = "relgate/config/1"

  private let reader: ShapedReader<Configuration>

  /// Describes configurations that may name these formats and rules.
  package init(formats: [String], rules: [RuleID] = []) {
    let severities = Self.severities(rules)
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
          .list(Self.contract(formats))
        ) { configuration, entries in
          configuration.contracts = entries.compactMap(\.paths)
          configuration.dumps = entries.compactMap(\.dump)
        },
        .key(
          "surfaces", "Which files matter to whom, beside the contracts.", Self.surfaces
        ) { $0.surfaces = $1 },
        .key("exclude", "Files that are no contracts.", .list(Self.glob)) { $0.exclude = $1 },
        .key(
          "packs", "The packs to judge by: builtin:NAME, or paths from the root.",
          .list(ShapedReader<String>.string.located).map { packs in
            // A gate without packs would pass everything.
            packs.isEmpty
              ? .failure(
                ShapeProblem.Reason(
                  "the list of packs is empty",
                  hint: "Name 'builtin:core', or leave the key out."))
              : .success(packs)
          }
        ) { configuration, packs in
          // Lines are known when the whole document is read.
          configuration.packs = packs.map {
            Pack.Reference($0.value, line: Int($0.range.lower), column: 0)
          }
        },
        .key("rules", "The severities of rules, which have the last word.", severities) {
          $0.rules = $1
        },
        .key("roles", "Who may do what: principals of the allowed signers.", Self.roles) {
          $0.roles = $1
        },
        .key("releases", "The folder of the releases.", Self.path) { $0.releases = $1 },
        .key("knowledge", "The folder of run notes and lessons.", Self.path) { $0.knowledge = $1 },
        .key("code", "The code that may use what migrations make.", .list(Self.glob)) {
          $0.code = $1
        },
        .key("targets", "The major versions of the systems that run it.", Self.targets) {
          $0.targets = $1
        },
        .key("signers", "The file of the allowed signers.", Self.path) { $0.signers = $1 },
      ])
  }

  /// The schema of a configuration (JSON Schema, draft-07).
  package var schema: [UInt8] {
    reader.shape.schema(id: Self.identifier, title: "The configuration of relgate")
  }

  /// Reads a configuration; problems are returned instead if there is any.
  package func read(_ source: SourceText) -> Result<Configuration, ConfigurationError> {
    let reading = DocumentReading(source, as: .yaml, rule: "config/invalid", reader)
    let lines = reading.lines
    guard var configuration = reading.value else {
      return .failure(ConfigurationError(problems: reading.problems))
    }
    if let tree = reading.tree { configuration.places = Self.places(in: tree, lines) }
    configuration.packs = configuration.packs?.map { pack in
      // The reader left the offset in the place of the line.
      Pack.Reference(
        pack.spelling, line: lines.line(at: pack.line), column: lines.column(at: pack.line))
    }
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

  /// An entry under `contracts`: files of a format, or a file that is derived from code.
  private struct ContractEntry {
    var format: String?
    var files: [PathGlob]?
    var sources: [PathGlob]?
    var dumpPath: RepositoryPath?

    var paths: Configuration.ContractPaths? {
      guard let format, let files else { return nil }
      var paths = Configuration.ContractPaths()
      paths.format = format
      paths.paths = files
      return paths
    }

    var dump: Configuration.Dump? {
      guard let sources, let dumpPath else { return nil }
      var dump = Configuration.Dump()
      dump.sources = sources
      dump.path = dumpPath
      return dump
    }
  }

  private static func contract(_ formats: [String]) -> ShapedReader<ContractEntry> {
    ShapedReader<ContractEntry>.record(
      "The contracts of one format, or one that is derived from code.", from: ContractEntry(),
      [
        .key("format", "The format of 'paths'.", .word(formats, "format")) { $0.format = $1 },
        .key("paths", "The root files.", .list(glob)) { $0.files = $1 },
        .key("source", "The code that the contract in 'dump' is derived from.", .list(glob)) {
          $0.sources = $1
        },
        .key("dump", "The file that holds the derived contract.", path) { $0.dumpPath = $1 },
      ]
    ).map { entry in
      if (entry.format == nil) != (entry.files == nil) {
        return .failure(ShapeProblem.Reason("'format' and 'paths' were not given together"))
      }
      if (entry.sources == nil) != (entry.dumpPath == nil) {
        return .failure(ShapeProblem.Reason("'source' and 'dump' were not given together"))
      }
      if entry.format == nil, entry.dumpPath == nil {
        return .failure(
          ShapeProblem.Reason("'format' and 'paths', or 'source' and 'dump', were expected"))
      }
      return .success(entry)
    }
  }

  private static func severities(
    _ rules: [RuleID]
  ) -> ShapedReader<[RuleID: SeveritySetting]> {
    let words = SeveritySetting.allCases.map(\.rawValue)
    return ShapedReader<[Entry<RuleID, String>]>.entries(.word(words, "severity")) { name in
      rules.contains(RuleID(name.text))
        ? .success(RuleID(name.text)) : .failure(.unknown("rule", name, among: rules.map(\.text)))
    }.map { entries in
      .success(
        Dictionary(
          entries.compactMap { entry in
            SeveritySetting(rawValue: entry.value).map { (entry.key.value, $0) }
          }, uniquingKeysWith: { first, _ in first }))
    }
  }

  private static var roles: ShapedReader<[String: [Name]]> {
    ShapedReader<[Entry<String, [String]>]>.entries(.list(.string)) { .success($0.text) }
      .map { entries in
        .success(
          Dictionary(
            entries.map { ($0.key.value, $0.value.map { Name($0) }) },
            uniquingKeysWith: { first, _ in first }))
      }
  }

  private static var targets: ShapedReader<[String: Int]> {
    ShapedReader<[String: Int]>.record(
      "The major versions of systems.", from: [:],
      [
        .key("postgresql", "The lowest major version of PostgreSQL.", .integer(in: 9...99)) {
          $0["postgresql"] = $1
        }
      ])
  }

  private static var surfaces: ShapedReader<[Report.Surface: [PathGlob]]> {
    ShapedReader<[Report.Surface: [PathGlob]]>.record(
      "Which files matter to whom.", from: [:],
      Report.Surface.allCases.map { surface in
        .key(surface.rawValue, "Files of the surface '\(surface.rawValue)'.", .list(glob)) {
          $0[surface] = $1
        }
      })
  }

  private static var path: ShapedReader<RepositoryPath> {
    ShapedReader<String>.string.map { text in
      RepositoryPath(text).map { .success($0) }
        ?? .failure(ShapeProblem.Reason("'\(text)' is no path from the root"))
    }
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
