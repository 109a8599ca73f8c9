package import ReleaseModel
package import SourceModel

/// A kind of contract that grows by files, each of which changes what the files before it made:
/// migrations.
///
/// What a range adds to such a chain is judged against what stands, and against what releases have
/// already carried. Reading and comparing are total.
package protocol ChainFormat: Sendable {
  /// The name that users write, and the prefix of the rules.
  static var name: String { get }

  /// Every rule that the comparison can fire.
  static var rules: [Rule] { get }

  /// Every kind of trouble that reading can tell of.
  static var problemRules: [ProblemRule] { get }

  /// Lower-case extensions of files that can be a part of such a chain.
  static var fileExtensions: [String] { get }

  /// The surface that such a contract describes.
  static var surface: Report.Surface { get }

  /// Finds the chains that changed files belong to and states what changed in them.
  static func compare(_ scene: ChainScene) -> ChainComparison
}

/// The revisions that chains are compared over.
package struct ChainScene {
  /// A release that tells what was shipped.
  package struct Release {
    /// The tag.
    package let tag: Name
    /// Its files.
    package let tree: any FileTree

    /// Names a release.
    package init(tag: Name, tree: any FileTree) {
      self.tag = tag
      self.tree = tree
    }
  }

  /// The revision compared from.
  package var before: any FileTree
  /// The revision compared to.
  package var after: any FileTree
  /// The files that differ and may be judged, on either side, in path order.
  package var changed: [RepositoryPath]
  /// The newest release that `before` holds; nil if none does: then `before` itself counts as one,
  /// since what is merged may be running.
  package var precedingRelease: Release?
  /// Whether `before` is that release itself.
  package var isBeforeReleased = false
  /// The releases between the two revisions, from the oldest on; `after` is not among them.
  package var releasesBetween: [Release]
  /// Whether each migration is judged as a release of its own: the whole tree is looked at, and no
  /// history says what was shipped.
  package var isWholeTree = false
  /// Whether old and new versions of the code are running side by side.
  package var isMixedVersion = false
  /// The version of the target system, by its name: `postgresql` to 15.
  package var targets: [String: Int] = [:]
  /// Whether the user says which files are code, whatever their extensions are.
  package var isCodeNamed = false
  /// Whether a file is code that may use what the chain makes.
  package var isCode: (RepositoryPath) -> Bool

  /// Describes revisions.
  package init(
    before: any FileTree, after: any FileTree, changed: [RepositoryPath],
    precedingRelease: Release? = nil, releasesBetween: [Release] = [],
    isCode: @escaping (RepositoryPath) -> Bool = { _ in false }
  ) {
    self.before = before
    self.after = after
    self.changed = changed
    self.precedingRelease = precedingRelease
    self.releasesBetween = releasesBetween
    self.isCode = isCode
  }
}

/// What came of the chains of two revisions.
package struct ChainComparison: Sendable {
  /// The chains that changed, in path order.
  package var chains: [ChainOutcome] = []
  /// Every changed file that belongs to a chain, judged or not.
  package var claimed: Set<RepositoryPath> = []
  /// Changed files of chains that nobody here can read, with the reason.
  package var notJudged: [Report.NotJudged] = []

  /// Found nothing.
  package init() {}
}

/// What came of one chain.
package struct ChainOutcome: Sendable {
  /// The folder, by which reports name the chain.
  package let root: RepositoryPath
  /// The files that changed, on either side, in path order.
  package var files: [RepositoryPath]
  /// Whether the chain stood at `before`, and stands at `after`.
  package var stood: (before: Bool, after: Bool)
  /// The changes.
  package var changes: [DetectedChange] = []
  /// What is wrong with its files at `before`.
  package var problemsBefore: [LocatedProblem] = []
  /// What is wrong with its files at `after`.
  package var problemsAfter: [LocatedProblem] = []

  /// Found nothing yet.
  package init(
    root: RepositoryPath, files: [RepositoryPath], stood: (before: Bool, after: Bool)
  ) {
    self.root = root
    self.files = files
    self.stood = stood
  }
}
