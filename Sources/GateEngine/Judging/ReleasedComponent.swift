package import GitHistory
import SourceModel

extension Gate {
  /// The first component of which a tag is a release, by the configuration of a revision; nil if it
  /// is one of the whole repository.
  package func component(
    releasedBy tag: String, accordingTo revision: String, in repository: Repository
  ) throws(GateError) -> String? {
    let revision = try git { () throws(GitError) in try repository.revision(revision) }
    let path = RepositoryPath(unchecked: Name(tag))
    return try configuration(at: revision, in: repository).components
      .first { $0.tags?.matches(path) == true }?.name
  }
}
