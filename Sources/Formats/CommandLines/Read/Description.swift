import DataTrees
import FormatKit
import ReleaseModel
import SourceModel

extension CommandLineFormat {
  /// Reads a description in whatever dialect it is written.
  static func read(description source: SourceText) -> Reading<CommandLineModel> {
    let reading = source.tree
    let subject = reading.problems.isEmpty ? "" : source.contentDigest
    let problems = reading.problems.map { problem in
      LocatedProblem(
        rule: problem.code == .duplicateKey ? "cli/duplicate-key" : "cli/unreadable",
        message: problem.message, location: Location(source.path, problem.range),
        hint: problem.hint, subject: subject)
    }
    guard let tree = reading.tree else {
      return Reading(model: nil, problems: problems, dependencies: [])
    }
    guard case .known(let dialect) = dialect(of: tree) else {
      let problem = LocatedProblem(
        rule: "cli/version-unknown", message: "the dialect was not recognized",
        location: Location(source.path, SourceRange(UInt32(0), 0)),
        hint: "Name a dialect and version that relgate reads.", subject: source.contentDigest)
      return Reading(model: nil, problems: problems + [problem], dependencies: [])
    }
    var reader = TreeReader(tree)
    var model =
      switch dialect {
      case .relgate: reader.readRelgateDump()
      case .argumentParser: reader.readArgumentParserDump()
      case .openCLI: reader.readOpenCLI()
      }
    model.commands = Assembly.assemble(model.commands, of: source, &reader.problems)
    return Reading(model: model, problems: problems + reader.problems, dependencies: [])
  }
}
