import FormatKit
import GateEngine
import GitHistory
import ReleaseModel
import SourceModel

extension Gate {
  /// A run over this program's formats that names what it reads if it traps.
  static var builtin: Gate {
    var gate = Gate(
      formats: builtinFormats, chains: builtinChains, version: relgateVersion)
    gate.willRead = { side, path in
      TrapReport.willRead(side, path)
      Progress.willRead(side, path)
    }
    return gate
  }

  /// Opens the repository once per side, and compares.
  func diff(
    _ spelling: RangeSpelling, in directory: String, environment: GitEnvironment? = nil
  ) throws(Failure) -> Report {
    try inRepository(at: directory, environment) { before, after throws(GateError) in
      try diff(spelling, before: before, after: after)
    }
  }

  /// Asks about a repository, which is opened once per side.
  func inRepository<Answer>(
    at directory: String, _ environment: GitEnvironment?,
    _ ask: (_ before: Repository, _ after: Repository) throws(GateError) -> Answer
  ) throws(Failure) -> Answer {
    let before: Repository
    let after: Repository
    do throws(GitError) {
      after = try Repository(at: directory, environment: environment)
      before = try Repository(at: directory, environment: environment)
    } catch {
      throw Failure(error)
    }
    defer {
      TrapReport.willRead(.after, .root)
      Progress.end()
    }
    do throws(GateError) { return try ask(before, after) } catch { throw Failure(error) }
  }
}
