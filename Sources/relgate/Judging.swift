import FormatKit
import GateEngine
import GitHistory
import ReleaseModel
import SourceModel

extension Gate {
  /// A run over this program's formats that names what it reads if it traps.
  static var builtin: Gate {
    var gate = Gate(formats: builtinFormats, version: relgateVersion)
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
    let before: Repository
    let after: Repository
    do {
      after = try Repository(at: directory, environment: environment)
      before = try Repository(at: directory, environment: environment)
    } catch {
      throw Failure(error)
    }
    defer {
      TrapReport.willRead(.after, .root)
      Progress.end()
    }
    do { return try diff(spelling, before: before, after: after) } catch { throw Failure(error) }
  }
}
