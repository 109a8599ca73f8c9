// swift-tools-version: 6.2
import PackageDescription

// RELGATE_STATIC=<directory made by .ci/static-libs> builds one binary that needs no shared library.
let staticLibraries = Context.environment["RELGATE_STATIC"]

// RELGATE_REHEARSE=1 builds relgate-rehearse as well, which needs libpq.
let rehearses = Context.environment["RELGATE_REHEARSE"] == "1"

/// A C library of the system.
///
/// A static build finds its archives through linker scripts instead of pkg-config, whose -L flags
/// would come first.
func system(_ name: String, pkgConfig: String?, apt: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/\(name)",
    pkgConfig: staticLibraries == nil ? pkgConfig : nil, providers: [.apt([apt])])
}

/// The house, ground floor first.
///
/// A target may use only targets of lower floors.
struct Room {
  let floor: Int
  let name: String
  let uses: [String]
  let path: String
  /// Files for people beside the sources.
  let documents: [String]
  /// Files whose bytes are compiled in.
  let embedded: [String]

  init(
    _ floor: Int, _ name: String, path: String? = nil, documents: [String] = [],
    embedded: [String] = [], uses: [String] = []
  ) {
    self.floor = floor
    self.name = name
    self.uses = uses
    self.path = path ?? "Sources/\(name)"
    self.documents = documents
    self.embedded = embedded
  }
}

let clibraries = [
  system("CGit2", pkgConfig: "libgit2", apt: "libgit2-dev"),
  system("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
  system("CCMark", pkgConfig: nil, apt: "libcmark-gfm-extensions-dev"),
  system("CMbedCrypto", pkgConfig: nil, apt: "libmbedtls-dev"),
  system("CPgQuery", pkgConfig: nil, apt: "libpg-query-dev"),
  system("CSodium", pkgConfig: "libsodium", apt: "libsodium-dev"),
]

/// What only the rehearsal on a server links.
let rehearsalLibraries = rehearses ? [system("CPq", pkgConfig: nil, apt: "libpq-dev")] : []

let rooms: [Room] = [
  // Floor 1: bytes, lines, paths, dates; digests.
  Room(1, "SourceModel"),
  Room(1, "Digests", uses: ["CMbedCrypto"]),
  // Floor 2: a command line as a value; trees of data with a range on every node; the vocabulary;
  // the only door to Git; who signed what.
  Room(2, "CommandKit", uses: ["SourceModel"]),
  Room(2, "DataTrees", uses: ["SourceModel", "CYAML"]),
  Room(2, "ReleaseModel", uses: ["SourceModel", "Digests"]),
  Room(2, "GitHistory", uses: ["SourceModel", "CGit2"]),
  Room(2, "PostgresSchema", uses: ["SourceModel"]),
  Room(2, "Signatures", uses: ["SourceModel", "Digests", "CMbedCrypto", "CSodium"]),
  Room(2, "Markdown", uses: ["SourceModel", "CCMark"]),
  // Floor 3: what a format is, and the algebra of comparison; repositories made for tests and demos;
  // what a run of CI is about; what releases write down, and the proofs of it.
  Room(
    3, "FormatKit", documents: ["README.md"],
    uses: ["SourceModel", "Digests", "DataTrees", "ReleaseModel"]),
  Room(3, "HistoryBuilding", uses: ["SourceModel", "GitHistory", "CGit2"]),
  Room(3, "ShapedDocuments", uses: ["SourceModel", "DataTrees", "ReleaseModel"]),
  Room(3, "Criteria", uses: ["SourceModel", "DataTrees"]),
  Room(3, "ReleaseRecords", uses: ["SourceModel", "DataTrees", "ReleaseModel"]),
  Room(
    3, "EvidenceStatements",
    uses: ["SourceModel", "Digests", "DataTrees", "Signatures"]),
  Room(3, "ContinuousIntegration", uses: ["SourceModel", "DataTrees"]),
  Room(3, "PostgresSyntax", uses: ["SourceModel", "PostgresSchema", "CPgQuery"]),
  Room(3, "MigrationLayouts", uses: ["SourceModel", "DataTrees"]),
  Room(3, "CallShapes", uses: ["SourceModel", "PostgresSchema"]),
  Room(3, "CodeSearch", uses: ["SourceModel"]),
  Room(3, "Rehearsals", uses: ["SourceModel", "DataTrees"]),
  // Floor 4: the formats, none of which uses another; the policies that judge; the reports.
  Room(
    4, "OpenAPI", path: "Sources/Formats/OpenAPI", documents: ["README.md", "PEERS.md"],
    uses: ["SourceModel", "DataTrees", "ReleaseModel", "FormatKit"]),
  Room(
    4, "CommandLines", path: "Sources/Formats/CommandLines", documents: ["README.md"],
    uses: ["SourceModel", "DataTrees", "ReleaseModel", "FormatKit"]),
  Room(
    4, "SQLMigrations", path: "Sources/Formats/SQLMigrations",
    documents: ["README.md", "PEERS.md"],
    uses: [
      "SourceModel", "DataTrees", "ReleaseModel", "FormatKit", "PostgresSchema", "PostgresSyntax",
      "MigrationLayouts", "CallShapes", "CodeSearch",
    ]),
  Room(
    4, "SQLDumps", path: "Sources/Formats/SQLDumps", documents: ["README.md"],
    uses: [
      "SourceModel", "Digests", "DataTrees", "ReleaseModel", "FormatKit", "PostgresSchema",
      "PostgresSyntax", "MigrationLayouts",
    ]),
  Room(
    4, "BuiltinPolicies", path: "policies",
    embedded: [
      "core.yaml", "release-safety.yaml", "strict.yaml", "cli.yaml", "postgres.yaml",
      "mixed-version.yaml", "migration-rollout.yaml", "release-planning.yaml", "kep.yaml",
    ]),
  Room(
    4, "PolicyPacks",
    uses: [
      "SourceModel", "Digests", "DataTrees", "ReleaseModel", "ShapedDocuments", "ReleaseRecords",
      "EvidenceStatements",
    ]),
  Room(
    4, "ReleaseChecks",
    uses: [
      "SourceModel", "Digests", "DataTrees", "ReleaseModel", "GitHistory", "Signatures",
      "ShapedDocuments", "FormatKit", "Markdown", "Criteria", "ReleaseRecords",
      "EvidenceStatements", "MigrationLayouts", "CallShapes",
    ]),
  Room(
    4, "ReleasePlanning",
    uses: [
      "SourceModel", "Digests", "DataTrees", "ReleaseModel", "FormatKit", "Markdown",
      "ReleaseRecords",
    ]),
  Room(
    4, "RehearsalPlanning",
    uses: [
      "SourceModel", "FormatKit", "PostgresSchema", "PostgresSyntax", "MigrationLayouts",
      "Rehearsals",
    ]),
  Room(4, "Reporting", uses: ["SourceModel", "DataTrees", "ReleaseModel", "ShapedDocuments"]),
  // Floor 5: the pipeline, which knows no format by name.
  Room(
    5, "GateEngine",
    uses: [
      "SourceModel", "Digests", "DataTrees", "ReleaseModel", "GitHistory", "Signatures",
      "FormatKit", "ShapedDocuments", "BuiltinPolicies", "PolicyPacks", "ReleaseRecords",
      "EvidenceStatements", "ReleaseChecks", "ReleasePlanning",
    ]),
]

let floorOf = Dictionary(
  uniqueKeysWithValues: clibraries.map { ($0.name, 0) } + rooms.map { ($0.name, $0.floor) })
for room in rooms {
  for used in room.uses {
    precondition(
      floorOf[used, default: 99] < room.floor,
      "\(room.name) may not use \(used): it is not on a lower floor")
  }
}

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func dependencies(_ names: [String]) -> [Target.Dependency] { names.map { .byName(name: $0) } }

let upper = rooms.map(\.name)
let formats: [String] = ["OpenAPI", "CommandLines", "SQLDumps", "SQLMigrations"]
let executableUses: [String] =
  [
    "SourceModel", "Digests", "CommandKit", "DataTrees", "ReleaseModel", "GitHistory",
    "HistoryBuilding", "FormatKit", "ContinuousIntegration", "GateEngine", "Reporting",
    "PolicyPacks", "BuiltinPolicies", "Rehearsals", "RehearsalPlanning", "EvidenceStatements",
    "ReleaseRecords", "ReleaseChecks", "ReleasePlanning",
  ] + formats

func tests(_ name: String, uses: [String]) -> Target {
  .testTarget(
    name: name, dependencies: dependencies(uses + ["TestSupport"]), path: "Tests/\(name)",
    swiftSettings: settings)
}

let package = Package(
  name: "relgate",
  targets: clibraries + rehearsalLibraries
    + rooms.map {
      .target(
        name: $0.name, dependencies: dependencies($0.uses), path: $0.path,
        exclude: $0.documents, resources: $0.embedded.map { .embedInCode($0) },
        swiftSettings: settings)
    }
    + [
      // Floor 6: subcommands, terminal, exit codes.
      .executableTarget(
        name: "relgate",
        dependencies: dependencies(executableUses)
          + (staticLibraries == nil ? [] : ["CGit2NoNetwork"]),
        path: "Sources/relgate", exclude: ["Contracts"], swiftSettings: settings,
        linkerSettings: staticLibraries.map {
          [.unsafeFlags(["-static-executable", "-L\($0)", "-Xlinker", "-s"])]
        } ?? []),
      .executableTarget(
        name: "relgate-dev", dependencies: dependencies(executableUses + ["TestSupport"]),
        path: "Sources/relgate-dev", swiftSettings: settings),
      .target(
        name: "TestSupport", dependencies: dependencies(upper), path: "Tests/Support",
        swiftSettings: settings),
      tests("SourceModelTests", uses: ["SourceModel"]),
      tests("DigestsTests", uses: ["Digests"]),
      tests("CommandKitTests", uses: ["CommandKit"]),
      tests("MarkdownTests", uses: ["SourceModel", "Markdown"]),
      tests("DataTreesTests", uses: ["SourceModel", "DataTrees"]),
      tests("ReleaseModelTests", uses: ["SourceModel", "ReleaseModel"]),
      tests("GitHistoryTests", uses: ["SourceModel", "GitHistory", "HistoryBuilding"]),
      tests("PostgresSchemaTests", uses: ["SourceModel", "PostgresSchema"]),
      tests("PostgresSyntaxTests", uses: ["SourceModel", "PostgresSchema", "PostgresSyntax"]),
      tests("MigrationLayoutsTests", uses: ["SourceModel", "MigrationLayouts"]),
      tests("CallShapesTests", uses: ["SourceModel", "PostgresSchema", "CallShapes"]),
      tests("CodeSearchTests", uses: ["SourceModel", "CodeSearch"]),
      tests(
        "RehearsalPlanningTests",
        uses: ["SourceModel", "FormatKit", "Rehearsals", "RehearsalPlanning"]),
      tests(
        "ReleasePlanningTests",
        uses: ["SourceModel", "ReleaseModel", "FormatKit", "ReleaseRecords", "ReleasePlanning"]),
      tests("RehearsalsTests", uses: ["SourceModel", "DataTrees", "Rehearsals"]),
      tests("SignaturesTests", uses: ["SourceModel", "GitHistory", "Signatures"]),
      tests("ContinuousIntegrationTests", uses: ["ContinuousIntegration"]),
      tests("FormatKitTests", uses: ["SourceModel", "DataTrees", "ReleaseModel", "FormatKit"]),
      tests(
        "OpenAPITests", uses: ["SourceModel", "DataTrees", "ReleaseModel", "FormatKit", "OpenAPI"]),
      tests(
        "CommandLinesTests",
        uses: ["SourceModel", "DataTrees", "ReleaseModel", "FormatKit", "CommandLines"]),
      tests(
        "SQLDumpsTests",
        uses: ["SourceModel", "ReleaseModel", "FormatKit", "PostgresSchema", "SQLDumps"]),
      tests(
        "SQLMigrationsTests",
        uses: [
          "SourceModel", "ReleaseModel", "FormatKit", "PostgresSchema", "PostgresSyntax",
          "SQLMigrations",
        ]),
      tests("CriteriaTests", uses: ["SourceModel", "DataTrees", "Criteria"]),
      tests(
        "ReleaseRecordsTests",
        uses: ["SourceModel", "DataTrees", "ReleaseModel", "ReleaseRecords"]),
      tests(
        "EvidenceStatementsTests",
        uses: ["SourceModel", "Digests", "DataTrees", "Signatures", "EvidenceStatements"]),
      tests("ReleaseChecksTests", uses: upper),
      tests("PolicyPacksTests", uses: upper),
      tests("ReportingTests", uses: ["SourceModel", "DataTrees", "ReleaseModel", "Reporting"]),
      tests("GateEngineTests", uses: upper),
      tests("relgateTests", uses: upper + ["relgate"]),
    ]
    + (rehearses
      ? [
        .executableTarget(
          name: "relgate-rehearse",
          dependencies: dependencies([
            "SourceModel", "DataTrees", "CommandKit", "Rehearsals", "CPq",
          ]),
          path: "Sources/relgate-rehearse", swiftSettings: settings),
        tests(
          "RelgateRehearseTests",
          uses: [
            "SourceModel", "GitHistory", "HistoryBuilding", "Rehearsals", "relgate",
            "relgate-rehearse",
          ]),
      ] : [])
    + (staticLibraries == nil
      ? [] : [.target(name: "CGit2NoNetwork", path: "Sources/CGit2NoNetwork")]),
  swiftLanguageModes: [.v6]
)
