import CommandKit
import GateEngine
import GitHistory
import Glibc
import HistoryBuilding
import ReleaseModel

/// `relgate demo`: builds a small history in a new directory and judges the last of its releases.
enum DemoCommand {
  private static let scenario = Positional(
    required: ValueKind.directory("SCENARIO"),
    help: "A folder with one folder per revision: 01-v1.0.0, 02-v1.1.0, …")

  static let command = Command<Action>(
    "demo", "Build a repository from folders and judge its last revision",
    parameters: [scenario],
    sections: [Section("Output options", ReportOutput.Options.parameters)], action: .demo)

  static func run(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let folder = invocation[scenario]
    let revisions: [RevisionFolder]
    do { revisions = try HistoryFolders.revisions(at: folder) } catch {
      throw Failure(
        "'\(error.path)' could not be read: \(error.reason)",
        hint: "Name a folder of 'fixtures/histories'.", exitCode: 2)
    }
    let repository = try newDirectory() + "/demo.git"
    let commits: [ObjectID]
    do {
      var builder = try HistoryBuilder(at: repository)
      commits = try builder.commit(revisions)
    } catch {
      throw Failure(error)
    }
    let names = zip(revisions, commits).map { revision, commit in
      ReleaseVersion(tag: revision.label) == nil ? String(commit.hex.prefix(10)) : revision.label
    }
    guard let after = names.last, let before = names.dropLast().last else {
      throw Failure(
        "'\(folder)' has fewer than two revisions",
        hint: "Name a folder of 'fixtures/histories'.", exitCode: 2)
    }
    Channel.errors.write("$ relgate check --release --repo \(repository) \(before)..\(after)\n")
    let request = CheckRequest(.between(before: before, after: after), .release)
    let report = try Gate.builtin.inRepository(at: repository, nil) {
      before, after throws(GateError) in
      try Gate.builtin.check(request, before: before, after: after)
    }
    try ReportOutput(invocation).write(report)
    return report.complete ? 0 : 3
  }

  private static func newDirectory() throws(Failure) -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/relgate-demo.XXXXXX".utf8CString)
    if mkdtemp(&template) == nil {
      throw Failure(
        "no directory could be made in '\(parent)': \(String(cString: strerror(errno)))",
        hint: "Set TMPDIR to a directory that may be written to.", exitCode: 2)
    }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
