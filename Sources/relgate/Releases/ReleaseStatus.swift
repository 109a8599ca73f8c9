import CommandKit
import DataTrees
import GateEngine
import GitHistory
import PolicyPacks
import ReleaseChecks
import ReleaseModel
import ReleasePlanning
import ReleaseRecords
import SourceModel

/// `relgate release status`: whether a release is complete, and what it lacks.
enum ReleaseStatus {
  private static let format = Option(
    ["--format", "-f"], ValueKind<AnswerFormat>.choice("FORMAT"), default: .text,
    help: "How the answer is written")
  private static let release = Positional(
    ValueKind.text("VERSION"), defaultText: "the release that the revision belongs to",
    help: "The version, or the name of the folder")

  static let command = Command<Action>(
    "status", "Tell whether a release is complete, and exactly what it lacks",
    discussion: """
      All since the preceding release is looked at. What documents leave open is missing, whether \
      or not a pack asks; what else a pack demands is unmet. The exit code is 0 if nothing is \
      missing or unmet, else 1.
      """,
    parameters: [
      release, Checkout.at, RangeOptions.repository, RangeOptions.component, RangeOptions.asOf,
      JudgingOptions.packs, format,
    ],
    examples: [Example("what is still to be written", "relgate release status")],
    action: .releaseStatus)

  static func run(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let repository = try Checkout.repository(invocation)
    let name = invocation[release]
    let revision = try revision(of: name, invocation, in: repository)
    var request = CheckRequest(.sinceRelease(after: revision), .release)
    request.packs = invocation[JudgingOptions.packs]
    let (directory, environment) = RangeOptions.place(invocation)
    var gate = Gate.builtin
    gate.component = invocation[RangeOptions.component]
    gate.asOf = invocation[RangeOptions.asOf]?.day
    let (chosen, asked) = (gate, request)
    let answer = try gate.inRepository(at: directory, environment) {
      before, after throws(GateError) in
      try chosen.release(asked, before: before, after: after)
    }
    guard let judgement = answer.judgement else { return 0 }
    if let name, judgement.folder.map({ names(name, $0.path, answer) }) != true {
      let found = judgement.folder.map { "'\($0.path.text)'" } ?? "no folder"
      throw Failure(
        "'\(revision)' belongs to \(found), not to release '\(name)'",
        hint: "Name a revision of that release with --at.", exitCode: 2)
    }
    let status = Status(answer, judgement)
    switch invocation[format] {
    case .text: try Channel.output.write(text: status.text)
    case .json: try Channel.output.write(status.json)
    }
    return status.isComplete ? 0 : 1
  }

  /// The revision to look at: what the user named, the tag of the version, or HEAD.
  private static func revision(
    of name: String?, _ invocation: Invocation, in repository: Repository
  ) throws(Failure) -> String {
    if let revision = invocation[Checkout.at] { return revision }
    guard let name, let version = ReleaseVersion(tag: name) else { return "HEAD" }
    do throws(GitError) {
      return try repository.releaseTagNames().last {
        ReleaseVersion(tag: $0)?.numbers == version.numbers
      } ?? "HEAD"
    } catch {
      throw Failure(error)
    }
  }

  private static func names(
    _ name: String, _ folder: RepositoryPath, _ answer: ReleaseAnswer
  ) -> Bool {
    ReleaseCatalog(answer.releases, in: answer.after).entry(named: name)?.folder == folder
  }

}

/// What a release lacks.
private struct Status {
  let folder: ReleaseFolder?
  /// What its documents leave open.
  let missing: [ReleaseFact]
  /// What else the policy demands, or forbids.
  let unmet: [ReleaseFact]

  init(_ answer: ReleaseAnswer, _ judgement: ReleaseJudgement) {
    folder = judgement.folder
    let findings = answer.report.judgement?.findings ?? []
    func told(_ fact: ReleaseFact) -> Finding? {
      findings.first { $0.rule == fact.rule.id && $0.message == fact.message }
    }
    missing = judgement.facts.filter { $0.rule.isCompleteness && told($0)?.waiver == nil }
    unmet = judgement.facts.filter { fact in
      guard !fact.rule.isCompleteness, let finding = told(fact) else { return false }
      return finding.severity > .info && finding.waiver == nil
    }
  }

  var isComplete: Bool { folder?.value != nil && missing.isEmpty && unmet.isEmpty }

  var text: String {
    let facts = lines("missing", missing) + lines("unmet", unmet)
    guard let folder else {
      return "incomplete: no folder of a release was found\n" + facts
        + "hint: Run 'relgate plan' to begin one.\n"
    }
    let state = folder.value?.state.value.rawValue ?? "the record cannot be read"
    return "\(folder.path.text): \(isComplete ? "complete" : "incomplete"), \(state)\n" + facts
  }

  private func lines(_ word: String, _ facts: [ReleaseFact]) -> String {
    facts.map { fact in
      let related = fact.related.map { related in
        "  \(related.path.text)\(related.line > 0 ? ":\(related.line)" : ""): \(related.message)\n"
      }
      return "\(word)  \(place(of: fact)): \(fact.message) (\(fact.rule.id))\n" + related.joined()
        + "  \(fact.remedy ?? fact.rule.remedy)\n"
    }.joined()
  }

  private func place(of fact: ReleaseFact) -> String {
    if let place = fact.place { return "\(place.path.text):\(place.line)" }
    return fact.path?.text ?? "release"
  }

  var json: [UInt8] {
    var writer = JSONWriter(.pretty)
    func put(_ key: String, _ text: String?) {
      guard let text else { return }
      writer.key(key)
      writer.string(text)
    }
    writer.beginObject()
    put("folder", folder?.path.text)
    put("version", folder?.value?.version.value)
    put("state", folder?.value?.state.value.rawValue)
    writer.key("complete")
    writer.bool(isComplete)
    for (key, facts) in [("missing", missing), ("unmet", unmet)] {
      writer.key(key)
      writer.beginArray()
      for fact in facts {
        writer.beginObject()
        put("rule", fact.rule.id.text)
        put("message", fact.message)
        put("remedy", fact.remedy ?? fact.rule.remedy)
        put("path", (fact.place?.path ?? fact.path)?.text)
        if let place = fact.place {
          writer.key("line")
          writer.integer(place.line)
        }
        put("element", fact.element.isEmpty ? nil : fact.element.text)
        writer.endObject()
      }
      writer.endArray()
    }
    writer.endObject()
    return writer.bytes + [0x0A]
  }
}
