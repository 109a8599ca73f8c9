import CommandKit
import Digests
import EvidenceStatements
import GitHistory
import Glibc
import SourceModel

/// The files that hold the content of stores, outside of the repository.
enum StoreFiles {
  /// A store whose file is not what its manifest says.
  struct Mismatch {
    let path: RepositoryPath
    let store: String
    let reason: String
  }

  /// Computes the digests of the stores that statements of a commit name, and holds them against
  /// what they were after the migration.
  static func mismatches(
    of statements: [RepositoryPath], at commit: String, _ invocation: Invocation,
    below folder: String
  ) throws(Failure) -> [Mismatch] {
    var found: [Mismatch] = []
    for path in statements {
      guard let source = try content(of: path, at: commit, invocation),
        let statement = EvidenceFile(source, signature: nil).statement,
        statement.kind == .migrationManifest
      else { continue }
      for store in statement.stores {
        if let reason = try flaw(of: store, below: folder) {
          found.append(Mismatch(path: path, store: store.name, reason: reason))
        }
      }
    }
    return found
  }

  private static func flaw(
    of store: EvidenceStatement.Store, below folder: String
  ) throws(Failure) -> String? {
    guard let name = store.file else { return "the manifest names no file" }
    // A path that leaves the folder is none that a manifest of it may name.
    guard let path = RepositoryPath(name) else { return "'\(name)' is no path below the folder" }
    let file = "\(folder)/\(path.text)"
    guard access(file, R_OK) == 0 else { return "'\(name)' was not found" }
    return SHA256.hexDigest(of: try readFile(file)) == store.after
      ? nil : "'\(name)' has another SHA-256 than the manifest says"
  }

  private static func content(
    of path: RepositoryPath, at commit: String, _ invocation: Invocation
  ) throws(Failure) -> SourceText? {
    let (directory, environment) = RangeOptions.place(invocation)
    do throws(GitError) {
      let repository = try Repository(at: directory, environment: environment)
      let files = try repository.snapshot(of: repository.revision(commit))
      guard case .text(let source) = try files.content(at: path) else { return nil }
      return source
    } catch {
      throw Failure(error)
    }
  }
}
