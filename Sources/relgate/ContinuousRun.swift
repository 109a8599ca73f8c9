import ContinuousIntegration
import GateEngine
import GitHistory
import Glibc
import ReleaseModel

/// What `--ci` asks for.
enum CIMode: String, Sendable, CaseIterable {
  /// The variables of the service, and the file that it writes, tell what is judged.
  case auto
}

extension CIRun {
  /// Finds what the present run of CI is about.
  static func find(in repository: Repository) throws(Failure) -> CIRun {
    let head: CIRun.Head?
    do throws(GitError) {
      head = try repository.checkedOut()
    } catch {
      throw Failure(error)
    }
    do throws(CIError) {
      let event = CIRun.eventFile(variable: environmentVariable).flatMap(contentOfFile)
      return try CIRun(variable: environmentVariable, event: event, head: head) { commit in
        // What a shallow clone lacks is not gone: more depth brings it.
        !repository.isShallow && !(ObjectID(commit).map(repository.contains) ?? true)
      }
    } catch {
      throw Failure(error.message, hint: error.hint, exitCode: 2)
    }
  }

  /// The question to the gate; nil if there is nothing to judge.
  func request() throws(Failure) -> CheckRequest? {
    switch subject {
    case .range(let spelling):
      do throws(GitError) {
        return CheckRequest(try RangeSpelling.reading([spelling]), .merge)
      } catch {
        throw Failure(error)
      }
    case .tree(let revision): return CheckRequest(.tree(revision), .merge)
    case .release(let tag):
      return CheckRequest(.sinceRelease(after: "refs/tags/" + tag, tag: tag), .release)
    case .nothing: return nil
    }
  }

  /// Whether it is a release whose commit the main branch, as it was fetched, does not have.
  func isUnmergedRelease(in repository: Repository) throws(GitError) -> Bool {
    guard case .release(let tag) = subject, let mainBranch else { return false }
    let main = "refs/remotes/origin/" + mainBranch
    guard repository.hasReference(main), let tip = try repository.revision(main).commit,
      let commit = try repository.revision("refs/tags/" + tag).commit
    else { return false }
    return try !repository.isAncestor(commit, of: tip)
  }

  /// What was found, for people.
  var narration: String {
    let answer =
      switch subject {
      case .range(let spelling): "the range is \(spelling)"
      case .tree(let revision): "everything in \(revision) is judged"
      case .release(let tag): "the release '\(tag)' is judged"
      case .nothing: "there is nothing to judge"
      }
    return "\(system.rawValue): \(answer): \(explanation)"
  }
}

extension Repository {
  /// The commit of HEAD as a run of CI needs it; nil before the first.
  fileprivate func checkedOut() throws(GitError) -> CIRun.Head? {
    guard let id = try head() else { return nil }
    return CIRun.Head(id: id.hex, parents: try commit(id).parents.map(\.hex))
  }
}

/// A variable of the environment.
func environmentVariable(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}

/// The bytes of a file; nil if it cannot be read.
private func contentOfFile(_ path: String) -> [UInt8]? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  return Channel.readAll(from: descriptor)
}
