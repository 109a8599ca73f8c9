import Foundation
import GitHistory
import HistoryBuilding
import SourceModel

/// A history of an API of a few operations, told by release: what each served and announced.
struct Timeline {
  /// One commit.
  struct Step {
    /// The release tag; nil for a commit between releases.
    var tag: String?
    /// The committer's day.
    let day: String
    let files: [RepositoryPath: BuiltFile]
  }

  var steps: [Step] = []

  /// Adds a commit with an API and further files.
  mutating func add(
    _ tag: String?, on day: String, _ api: String, _ others: [RepositoryPath: BuiltFile] = [:]
  ) {
    var files = others
    files["api.yaml"] = .text(api)
    steps.append(Step(tag: tag, day: day, files: files))
  }

  /// Builds the repository, bare, for as long as the body runs.
  func build<Answer>(_ body: (String) throws -> Answer) throws -> Answer {
    try withTemporaryDirectory { temporary in
      let directory = temporary + "/repository.git"
      var builder = try HistoryBuilder(at: directory)
      for (index, step) in steps.enumerated() {
        guard let day = CalendarDate(step.day) else { preconditionFailure(step.day) }
        // Noon, one second later with every commit, so that equal files make different commits.
        let commit = try builder.commit(
          step.files, message: "Commit \(index)",
          seconds: Int64(day.dayNumber) * 86_400 + 43_200 + Int64(index))
        // Annotated and loose: the two ways in which tags are stored must not differ.
        if let tag = step.tag { try builder.tag(tag, at: commit, message: "Release \(tag)") }
      }
      return try body(directory)
    }
  }

  /// An API with operations, each a path with words behind: `deprecated`, `sunset 2030-01-01`.
  static func api(_ operations: String..., version: String = "1") -> String {
    var text = "openapi: 3.1.0\ninfo: {title: Shop, version: '\(version)'}\npaths:\n"
    for operation in operations {
      let words = operation.split(separator: " ").map(String.init)
      var marks = words.contains("deprecated") ? "deprecated: true, " : ""
      if let index = words.firstIndex(of: "sunset") {
        marks += "x-sunset: '\(words[index + 1])', "
      }
      text += "  \(words[0]): {get: {\(marks)responses: {'200': {description: ok}}}}\n"
    }
    return operations.isEmpty ? text.replacingOccurrences(of: "paths:", with: "paths: {}") : text
  }
}

extension Program.Outcome {
  /// The report that was printed as JSON.
  var report: [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(output.utf8))) as? [String: Any] ?? [:]
  }

  /// The findings, one short line each: severity, rule, element, and whether it was waived.
  var findings: [String] {
    (report["findings"] as? [[String: Any]] ?? []).map { finding in
      let words = ["severity", "rule", "element"].compactMap { finding[$0] as? String }
      return words.joined(separator: " ") + (finding["waiver"] == nil ? "" : " waived")
    }
  }

  /// The proofs of the requirements that were not met.
  var unmet: [String] {
    (report["findings"] as? [[String: Any]] ?? []).flatMap { finding in
      (finding["unmet"] as? [[String: Any]] ?? []).compactMap { $0["proof"] as? String }
    }
  }

  var verdict: String { report["verdict"] as? String ?? "" }
}
