import ReleaseModel
import SourceModel

/// A contract on its two sides; at least one is there.
struct ContractPair {
  /// A contract's root on one side.
  struct Root {
    /// The root file.
    let path: RepositoryPath
    /// The version that the format does not understand, if it does not.
    let unknownVersion: String?
    /// The root's bytes, if they were kept.
    let text: SourceText?
  }

  /// The format, as an index into the run's list.
  let format: Int
  let before: Root?
  let after: Root?

  /// The root's path at `after`, else at `before`.
  var path: RepositoryPath { (after ?? before)?.path ?? .root }

  var isRenamed: Bool {
    guard let before, let after else { return false }
    return before.path != after.path
  }
}
