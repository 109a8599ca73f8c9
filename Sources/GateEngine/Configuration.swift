package import PolicyPacks
package import ReleaseModel
package import SourceModel

/// What `.relgate.yaml` says; without it relgate finds contracts by their content.
package struct Configuration: Hashable, Sendable {
  /// A part of the repository that is released by itself.
  package struct Component: Hashable, Sendable {
    /// The name for `--component`.
    package var name = ""
    /// Its files.
    package var paths: [PathGlob] = []
    /// Its release tags; nil for all.
    package var tags: PathGlob?

    /// Makes a component without a name and files.
    package init() {}

    /// Tells whether a file belongs to the component.
    package func contains(_ path: RepositoryPath) -> Bool {
      paths.contains { $0.matches(path) }
    }
  }

  /// Where the contracts of one format are.
  package struct ContractPaths: Hashable, Sendable {
    /// The format's name.
    package var format = ""
    /// The root files.
    package var paths: [PathGlob] = []

    /// Names nothing.
    package init() {}
  }

  /// A contract that is derived from source code, and committed beside it.
  package struct Dump: Hashable, Sendable {
    /// The code that the contract is derived from.
    package var sources: [PathGlob] = []
    /// The file that holds the contract.
    package var path = RepositoryPath.root
    /// The line of the entry in the configuration.
    package var line = 0

    /// Names nothing.
    package init() {}
  }

  /// A pattern that should match a file, and where it is written.
  struct Place: Hashable {
    let glob: PathGlob
    let line: Int
    let column: Int
  }

  /// The path of the configuration in a revision.
  package static let path: RepositoryPath = ".relgate.yaml"
  /// A path at which people put it by mistake.
  static let misspelledPath: RepositoryPath = ".relgate.yml"

  /// The parts that are released by themselves.
  package var components: [Component] = []
  /// The contracts; a format that is not named is found by content.
  package var contracts: [ContractPaths] = []
  /// The contracts that are derived from code.
  package var dumps: [Dump] = []
  /// The files of each surface, beside those of contracts.
  package var surfaces: [Report.Surface: [PathGlob]] = [:]
  /// The packs to judge by, in the order in which they apply; nil for `builtin:core`.
  package var packs: [Pack.Reference]?
  /// The severities of rules, which have the last word.
  package var rules: [RuleID: SeveritySetting] = [:]
  /// Who may do what, by role: principals of the allowed signers.
  package var roles: [String: [Name]] = [:]
  /// The file of the allowed signers.
  package var signers: RepositoryPath = "allowed_signers"
  /// The folder of the releases.
  package var releases: RepositoryPath = "releases"
  /// The folder of run notes and lessons.
  package var knowledge: RepositoryPath = "knowledge"
  /// The code that may use what migrations make; empty for every file that is no test, example or
  /// other people's.
  package var code: [PathGlob] = []
  /// The major versions of the systems that run what is released: `postgresql` to 15.
  package var targets: [String: Int] = [:]
  /// Files that are no contracts, whatever they hold.
  package var exclude: [PathGlob] = []
  /// The patterns of `components` and `contracts`.
  var places: [Place] = []

  /// Says nothing.
  package init() {}
}
