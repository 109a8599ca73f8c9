import CommandKit
import DataTrees
import GateEngine
import GitHistory
import ReleaseModel
import Reporting

/// `relgate bump`: the version that the changes since the last release call for.
enum BumpCommand {
  private static let format = Option(
    ["--format", "-f"], ValueKind<AnswerFormat>.choice("FORMAT"), default: .text,
    help: "How the answer is written")

  static let command = Command<Action>(
    "bump", "Tell which version the changes of a release call for",
    discussion: """
      A breaking change, or the removal of what was deprecated, calls for a major version, an \
      addition, a deprecation or a risky change for a minor one, anything else for a patch; below \
      1.0.0 each is one place lower. In a repository whose components have release tags of their \
      own, each is told, and so is what belongs to none of them.
      """,
    parameters: JudgingOptions.parameters + [format],
    examples: [Example("the number of the next release", "relgate bump")], action: .bump)

  static func run(_ invocation: Invocation) throws(Failure) -> UInt8 {
    var bumps: [Judgement.Bump] = []
    for component in try components(invocation) {
      bumps +=
        try JudgingOptions.ask(invocation) {
          gate, request, before, after throws(GateError) in
          var gate = gate
          gate.component = component
          return try gate.bump(request, before: before, after: after).bumps
        } ?? []
    }
    switch invocation[format] {
    case .text:
      let rest = bumps.count > 1 ? "no component: " : ""
      try Channel.output.write(
        text: bumps.map { ($0.component == nil ? rest : "") + $0.sentence + "\n" }.joined())
    case .json: try Channel.output.write(json(of: bumps))
    }
    return 0
  }

  /// The components to tell of: the named one, else those with tags of their own, else none.
  private static func components(_ invocation: Invocation) throws(Failure) -> [String?] {
    if let named = invocation[RangeOptions.component] { return [named] }
    let found =
      try JudgingOptions.ask(invocation) {
        gate, request, _, repository throws(GateError) -> [String] in
        guard case .sinceRelease(let after, _) = request.spelling else { return [] }
        return try gate.components(at: after, in: repository)
      } ?? []
    return found.isEmpty ? [nil] : found
  }

  private static func json(of bumps: [Judgement.Bump]) -> [UInt8] {
    var writer = JSONWriter(.pretty)
    writer.beginArray()
    for bump in bumps {
      writer.beginObject()
      let members: [(String, String?)] = [
        ("component", bump.component), ("required", bump.required.rawValue), ("from", bump.from),
        ("lowest", bump.lowest), ("declared", bump.declared),
      ]
      for case (let key, let text?) in members {
        writer.key(key)
        writer.string(text)
      }
      writer.endObject()
    }
    writer.endArray()
    return writer.bytes + [UInt8(ascii: "\n")]
  }
}
