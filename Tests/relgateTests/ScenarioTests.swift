import Foundation
import GitHistory
import HistoryBuilding
import SourceModel
import Testing

/// The histories under `fixtures/histories` that tell how a practice is kept, each with twins in which
/// one thing is broken.
///
/// `scenario.txt` holds a line for each trial, `COMMAND => EXIT RULE…`: the exit code and the rules of
/// all findings that are errors, waived ones aside. `@label` in a command is the commit of the
/// revision of that label. A line that begins with `twin NAME:` is run on the history whose last
/// revision has the files of `twins/NAME` in the place of its own; the paths in its file `REMOVED`
/// are gone.
struct ScenarioTests {
  @Test("a history is judged as its scenario says", arguments: Trial.all)
  func trial(_ trial: Trial) throws {
    let outcome = try trial.run()
    let found = Set(
      outcome.findings.filter { $0.hasPrefix("error ") && !$0.hasSuffix(" waived") }
        .map { String($0.split(separator: " ")[1]) })
    #expect(outcome.exitCode == trial.exitCode, "\(outcome.errors)\(found.sorted())")
    #expect(found.sorted() == trial.rules.sorted())
  }

  @Test("every twin is tried")
  func twins() throws {
    for scenario in Trial.scenarios {
      let folder = sourcePath("fixtures/histories/\(scenario)/twins")
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let tried = Trial.all.filter { $0.scenario == scenario }.compactMap(\.twin)
      #expect(Set(names) == Set(tried))
    }
  }
}

/// One command of a scenario, and what comes of it.
struct Trial: CustomStringConvertible, Sendable {
  let scenario: String
  let twin: String?
  let command: [String]
  let exitCode: Int32
  let rules: [String]

  var description: String {
    "\(scenario)\(twin.map { ", twin \($0)" } ?? ""): \(command.joined(separator: " "))"
  }

  static let scenarios: [String] = {
    let folder = sourcePath("fixtures/histories")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)/scenario.txt")
    }.sorted()
  }()

  static let all: [Trial] = scenarios.flatMap { scenario in
    let text = (try? sourceFile("fixtures/histories/\(scenario)/scenario.txt")) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      Trial(String($0), of: scenario)
    }
  }

  private init(_ line: String, of scenario: String) {
    let halves = line.components(separatedBy: " => ")
    precondition(halves.count == 2, "no ' => ' in '\(line)' of \(scenario)")
    var command = halves[0]
    if command.hasPrefix("twin "), let colon = command.firstIndex(of: ":") {
      twin = String(command[..<colon].dropFirst(5))
      command = String(command[colon...].dropFirst(2))
    } else {
      twin = nil
    }
    self.scenario = scenario
    self.command = command.split(separator: " ").map(String.init)
    let answer = halves[1].split(separator: " ").map(String.init)
    exitCode = answer.first.flatMap { Int32($0) } ?? -1
    rules = Array(answer.dropFirst())
  }

  /// Runs the command on the built history.
  func run() throws -> Program.Outcome {
    try withTemporaryDirectory { temporary in
      let folder = sourcePath("fixtures/histories/\(scenario)")
      var revisions = try HistoryFolders.revisions(at: folder)
      if let twin, let last = revisions.popLast() {
        var files = last.files
        for (path, file) in try HistoryFolders.files(at: "\(folder)/twins/\(twin)") {
          if path == "REMOVED", case .file(let bytes) = file {
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
              files[RepositoryPath(String(line)) ?? .root] = nil
            }
          } else {
            files[path] = file
          }
        }
        revisions.append(RevisionFolder(label: last.label, day: last.day, files: files))
      }
      let directory = temporary + "/repository.git"
      var builder = try HistoryBuilder(at: directory)
      let commits = try builder.commit(revisions)
      let arguments = command.map { word in
        zip(revisions, commits).reduce(word) { word, entry in
          word.replacingOccurrences(of: "@" + entry.0.label, with: entry.1.hex)
        }
      }
      return try Program.run(arguments + ["--repo", directory, "--format", "json"])
    }
  }
}
