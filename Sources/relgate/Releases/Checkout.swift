import CommandKit
import GateEngine
import GitHistory
import SourceModel

/// The repository of a command, and its checked-out files.
enum Checkout {
  /// The revision of which commands about releases and knowledge tell.
  static let at = Option(
    "--at", ValueKind.revision(), defaultText: "HEAD", help: "The revision to read")

  /// The repository.
  static func repository(_ invocation: Invocation) throws(Failure) -> Repository {
    let (directory, environment) = RangeOptions.place(invocation)
    do throws(GitError) {
      return try Repository(at: directory, environment: environment)
    } catch {
      throw Failure(error)
    }
  }

  /// The files of the revision that the user named.
  static func tree(_ invocation: Invocation) throws(Failure) -> TreeOfReleases {
    let repository = try repository(invocation)
    do throws(GateError) {
      return try Gate.builtin.releaseTree(at: invocation[at] ?? "HEAD", in: repository)
    } catch {
      throw Failure(error)
    }
  }
}
