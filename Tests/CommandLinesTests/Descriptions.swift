import CommandLines
import FormatKit
import ReleaseModel
import SourceModel
import Testing

/// Descriptions as tests write them.
enum Descriptions {
  static func source(_ text: String, _ path: String = "cli.yaml") -> SourceText {
    SourceText(path: RepositoryPath(unchecked: Name(path)), text)
  }

  static func read(_ text: String, _ path: String = "cli.yaml") -> Reading<CommandLineModel> {
    CommandLineFormat.read(source(text, path), from: NoFiles())
  }

  /// The model of a description without problems.
  static func model(_ text: String) throws -> CommandLineModel {
    let reading = read(text)
    #expect(reading.problems.isEmpty)
    return try #require(reading.model)
  }

  static func changes(_ before: String, _ after: String) throws -> [DetectedChange] {
    CommandLineFormat.compare(before: try model(before), after: try model(after)).changes
  }

  /// Each change as `classification rule element: message`, sorted.
  static func lines(_ before: String, _ after: String) throws -> [String] {
    try changes(before, after).map {
      "\($0.classification.rawValue) \($0.rule) \($0.element): \($0.message)"
    }.sorted()
  }

  /// A tool in relgate's dialect; the members of its commands in flow style.
  static func tool(_ commands: String...) -> String {
    "schema: relgate/cli/1\nname: tool\ncommands:\n" + commands.map { "- \($0)\n" }.joined()
  }
}

/// A revision without other files.
struct NoFiles: FileSource {
  func read(_ path: RepositoryPath) -> FileReading { .missing }
}
