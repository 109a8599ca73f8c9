package import FormatKit
package import GitHistory
package import ReleaseModel
package import ReleaseRecords
package import Signatures
package import SourceModel

/// What release documents and evidence are held against: a range, its changes, its tree, the
/// releases before it, and what the policy's revision says of roles and signers.
package struct ReleaseScene {
  /// The files before.
  package let before: any ObjectTree
  /// The files after.
  package let after: any ObjectTree
  /// The files that the range changed, added or took away, in path order.
  package let deltas: [Delta]
  /// What changed in the contracts.
  package let changes: [Change]
  /// The rule of a change; nil if it is none that is known.
  package let rule: (RuleID) -> Rule?
  /// The contracts of the range.
  package let contracts: [Report.Contract]
  /// The changed files by surface.
  package let surfaces: [String: [RepositoryPath]]
  /// The release tags up to `before`, oldest version first.
  package let releases: [PastRelease]
  /// The release tag that `after` is; nil if it is none.
  package let released: PastRelease?
  /// The version that the range goes out with, as a tag or the folder says; nil if unknown.
  package let afterVersion: ReleaseVersion?
  /// The day against which windows are judged.
  package let asOf: CalendarDate
  /// The folder of releases, by default `releases`.
  package let folder: RepositoryPath
  /// The folder of run notes and lessons, by default `knowledge`.
  package let knowledge: RepositoryPath
  /// What the clauses of the policy say of themselves, which names the failures that they answer.
  package let motivations: [String]
  /// The terms of the packs.
  package let terms: ReleaseTerms
  /// Who holds which role: the principals by role's name.
  package let roles: [String: [Name]]
  /// Who may sign; nil if nobody is named.
  package let signers: AllowedSigners?
  /// The signature of the commit that last wrote a file of `after`, verified; nil if there is none.
  package let commitSigner: (RepositoryPath) -> SignatureVerdict?
  /// The rows of the ladder: whether something that a pattern names is used by code at a revision.
  package let isMixedVersion: Bool

  /// The files of the commit of the range that last changed a file; nil if none did.
  package var lastChange: (RepositoryPath) -> (any ObjectTree)? = { _ in nil }

  /// What the range calls for of a version, as declared versions are judged; nil if it calls for
  /// none.
  package var demand: VersionDemand?

  /// Gathers what is known.
  package init(
    before: any ObjectTree, after: any ObjectTree, deltas: [Delta], changes: [Change],
    rule: @escaping (RuleID) -> Rule?, contracts: [Report.Contract],
    surfaces: [String: [RepositoryPath]], releases: [PastRelease], released: PastRelease?,
    afterVersion: ReleaseVersion?, asOf: CalendarDate, folder: RepositoryPath,
    knowledge: RepositoryPath, motivations: [String], terms: ReleaseTerms, roles: [String: [Name]],
    signers: AllowedSigners?,
    commitSigner: @escaping (RepositoryPath) -> SignatureVerdict?, isMixedVersion: Bool
  ) {
    self.before = before
    self.after = after
    self.deltas = deltas
    self.changes = changes
    self.rule = rule
    self.contracts = contracts
    self.surfaces = surfaces
    self.releases = releases
    self.released = released
    self.afterVersion = afterVersion
    self.asOf = asOf
    self.folder = folder
    self.knowledge = knowledge
    self.motivations = motivations
    self.terms = terms
    self.roles = roles
    self.signers = signers
    self.commitSigner = commitSigner
    self.isMixedVersion = isMixedVersion
  }

  /// The step of a version that changes call for, beyond doubt.
  package struct VersionDemand {
    /// The step.
    package let step: Judgement.Bump.Step
    /// The gravest change, which calls for it.
    package let change: Change

    /// Makes a demand.
    package init(_ step: Judgement.Bump.Step, for change: Change) {
      self.step = step
      self.change = change
    }
  }

  /// A file that the range changed, added or took away.
  package struct Delta: Hashable, Sendable {
    /// Its path before; nil if it was added.
    package let before: RepositoryPath?
    /// Its path after; nil if it was taken away.
    package let after: RepositoryPath?

    /// Makes a delta.
    package init(before: RepositoryPath?, after: RepositoryPath?) {
      self.before = before
      self.after = after
    }

    /// The path after, else before.
    package var path: RepositoryPath { after ?? before ?? .root }
  }

  /// A release that is tagged.
  package struct PastRelease {
    /// The tag's name.
    package let tag: String
    /// The version.
    package let version: ReleaseVersion
    /// The id of the tag object, or of the commit where the tag has none, in hex.
    package let object: String
    /// Whether the tag has an object of its own.
    package let isAnnotated: Bool
    /// Whether the tag carries a signature.
    package let isSigned: Bool
    /// The first line of the tag's message; nil if it has none.
    package let title: String?
    /// The day of its commit.
    package let date: CalendarDate
    /// Its files.
    package let tree: any ObjectTree

    /// Makes a release.
    package init(
      tag: String, version: ReleaseVersion, object: String, isAnnotated: Bool, isSigned: Bool,
      title: String?, date: CalendarDate, tree: any ObjectTree
    ) {
      self.tag = tag
      self.version = version
      self.object = object
      self.isAnnotated = isAnnotated
      self.isSigned = isSigned
      self.title = title
      self.date = date
      self.tree = tree
    }
  }
}

/// All files of a revision, with the names of their objects and of their folders' objects.
package protocol ObjectTree: FileTree {
  /// What stands at a path: a file or a folder; nil if nothing does, or a link or submodule.
  func object(at path: RepositoryPath) -> TreeObject?
}

/// A file or folder of a revision.
package struct TreeObject: Hashable, Sendable {
  /// What it is.
  package enum Kind: Hashable, Sendable {
    case file, executable, folder
  }

  /// What it is.
  package let kind: Kind
  /// The name of the object in hex.
  package let id: String

  /// Makes an object.
  package init(_ kind: Kind, id: String) {
    self.kind = kind
    self.id = id
  }
}

extension ReleaseScene {
  /// The folder of the registry of deprecations.
  package static let deprecations: RepositoryPath = "deprecations"
  /// The folder of the windows in which old and new run side by side.
  package static let windows: RepositoryPath = "windows"
}
