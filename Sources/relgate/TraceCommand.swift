import CommandKit
import GateEngine
import SourceModel

/// `relgate trace`: the life of one element over all releases.
enum TraceCommand {
  private static let element = Positional(
    required: ValueKind.text("ELEMENT"),
    help: "The element as reports name it, such as 'GET /pets' or 'schema Pet > name'")
  private static let contract = Option(
    "--contract", ValueKind.glob, help: "The contract that has the element")
  private static let component = Option(
    "--component", ValueKind.text("NAME"),
    help: "The component of '.relgate.yaml' whose releases count")
  private static let format = Option(
    ["--format", "-f"], ValueKind<TraceFormat>.choice("FORMAT"), default: .text,
    help: "How the answer is written")

  static let command = Command<Action>(
    "trace", "Follow an element over all releases: added, deprecated, removed",
    discussion: """
      Every line is a release that changed something about the element. The last line is what \
      history proves about its deprecation: the release that announced it, the last one that \
      served it, and the days between the announcement and the end, or --as-of.
      """,
    parameters: [
      element, contract, component, RangeOptions.repository, RangeOptions.asOf, CacheFolder.option,
      format, RangeOptions.quiet,
    ],
    examples: [
      Example("since when an operation is deprecated", "relgate trace 'GET /pets'"),
      Example("a property of a component", "relgate trace 'schema Pet > name'"),
    ], action: .trace)

  static func run(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let asked = Name(invocation[element])
    if !invocation[RangeOptions.quiet] { Progress.start() }
    var gate = Gate.builtin
    gate.component = invocation[component]
    gate.asOf = invocation[RangeOptions.asOf]?.day
    let cache = try CacheFolder.cache(invocation)
    let (directory, environment) = RangeOptions.place(invocation)
    let trace = try gate.inRepository(at: directory, environment) {
      before, after throws(GateError) in
      try gate.trace(
        asked, in: invocation[contract], handles: (before, after), cache: cache)
    }
    switch invocation[format] {
    case .text: try Channel.output.write(text: TraceText.text(of: trace))
    case .json: try Channel.output.write(TraceText.json(of: trace))
    }
    return trace.isUndecided ? 3 : 0
  }
}

/// How a trace is written.
enum TraceFormat: String, CaseIterable, Sendable {
  case text, json
}
