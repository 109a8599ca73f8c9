import CommandKit
import DataTrees
import FormatKit
import GateEngine
import GitHistory
import PolicyPacks
import ReleaseChecks
import ReleaseModel
import ReleasePlanning
import ReleaseRecords
import SourceModel

/// `relgate history`: what earlier runs taught, kept in files.
enum HistoryCommand {
  private static let format = Option(
    ["--format", "-f"], ValueKind<AnswerFormat>.choice("FORMAT"), default: .text,
    help: "How the answer is written")
  private static let slug = Positional(
    required: ValueKind<String>.slug, help: "A few words that name the run, such as 'orders-drop'")
  private static let outcome = Option(
    "--outcome", ValueKind<RunNote.Outcome>.choice("OUTCOME"), defaultText: "succeeded",
    help: "How the run ended")
  private static let failureModes = Option(
    repeatable: "--failure-mode", ValueKind<String>.slug,
    help: "The id of what went wrong, the same in every note")
  private static let release = Option(
    "--release", ValueKind.text("VERSION"), help: "The release that was run")
  private static let range = Option(
    "--range", ValueKind.text("RANGE"), help: "The range that was run")
  private static let actions = Option(
    repeatable: "--action", ValueKind.text("TEXT"), help: "What was done, on what")
  private static let evidence = Option(
    repeatable: "--evidence", ValueKind.text("TEXT"), help: "What shows it")
  private static let output = Option(
    repeatable: "--output", ValueKind.text("TEXT"), help: "What came of it")
  private static let fromReport = Option(
    "--from-report", ValueKind.file(),
    help: "Take range, outcome and failure modes from a report that was written as JSON")
  private static let title = Option(
    required: "--title", ValueKind.text("TEXT"), help: "The lesson in a few words")
  private static let action = Option(
    required: "--action", ValueKind.text("TEXT"), help: "What to do from now on, on what")
  private static let proof = Option(
    required: "--evidence", ValueKind.text("TEXT"), help: "The run or the file that taught it")
  private static let result = Option(
    required: "--output", ValueKind.text("TEXT"), help: "What it leaves behind")
  private static let least = Option(
    "--min", ValueKind.number(in: 1...1_000), default: RepeatedFailures.limit,
    help: "From how many notes on a failure is told")
  private static let dryRun = Flag(["--dry-run", "-n"], help: "Print the text, and write nothing")

  static let command = Command<Action>(
    "history", "Keep what runs taught, and plan by it",
    commands: [
      Command(
        "note", "Write a note of a run",
        parameters: [
          slug, outcome, failureModes, release, range, actions, evidence, output, fromReport,
          RangeOptions.asOf, RangeOptions.repository, dryRun,
        ],
        examples: [
          Example(
            "a run that failed",
            "relgate history note orders-backfill --outcome rolled-back "
              + "--failure-mode backfill-unverified --release 2.5.0")
        ], action: .historyNote),
      Command(
        "lesson", "Add a lesson to the end of the registry",
        parameters: [
          title, action, proof, result, RangeOptions.asOf, RangeOptions.repository, dryRun,
        ], action: .historyLesson),
      Command(
        "adjust", "Write into the plan what the newest runs and lessons change about it",
        discussion: """
          The five newest notes count, and the lessons since the preceding release. In a bare \
          repository the section is printed.
          """,
        parameters: [dryRun] + JudgingOptions.parameters, action: .historyAdjust),
      Command(
        "repeats", "Count failures over all notes, and print what answers those that came back",
        parameters: [least, Checkout.at, RangeOptions.repository, format],
        action: .historyRepeats),
    ])

  // MARK: note

  static func note(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let head = try head(invocation)
    var note = RunNote()
    if let path = invocation[fromReport] { note.take(try SavedReport(path).report) }
    if let outcome = invocation[outcome] { note.outcome = Stated(outcome) }
    if let release = invocation[release] { note.release = Stated(release) }
    if let range = invocation[range] { note.range = Stated(range) }
    if !invocation[failureModes].isEmpty {
      note.failureModes = invocation[failureModes].map { Stated($0) }
    }
    note.actions = invocation[actions]
    note.evidence = invocation[evidence]
    note.output = invocation[output]
    let folder = head.tree.knowledge
    let name = "\(head.day)-\(invocation[slug]).md"
    let path = folder.appending(KnowledgeBase.runsName.utf8).appending(name.utf8)
    let template = folder.resolving(RunNote.templatePath.bytes).flatMap { path -> SourceText? in
      if case .file(let source) = head.tree.files.read(path) { source } else { nil }
    }
    let text = note.text(on: head.day, template: template)
    guard let tree = head.workTree, !invocation[dryRun] else {
      try Channel.output.write(text: text)
      return 0
    }
    try tree.add(Array(text.utf8), at: path)
    try Channel.output.write(text: "\(path.text)\n" + open(in: text, at: path))
    return 0
  }

  private static func open(in text: String, at path: RepositoryPath) -> String {
    OpenPlaces.all(in: Array(text.utf8)).map { "  \(path.text):\($0.line): \($0.text)\n" }.joined()
  }

  // MARK: lesson

  static func lesson(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let head = try head(invocation)
    let path = KnowledgeBase.registry(in: head.tree.knowledge)
    var read = head.workTree?.content(of: path)
    if head.workTree == nil, case .file(let source) = head.tree.files.read(path) {
      read = source.bytes
    }
    let entry = Lessons.entry(
      title: invocation[title], on: head.day, action: invocation[action],
      evidence: invocation[proof], output: invocation[result])
    guard let tree = head.workTree, !invocation[dryRun] else {
      try Channel.output.write(text: entry)
      return 0
    }
    var bytes = read ?? Array(Lessons.opening.utf8)
    if let last = bytes.last, last != 0x0A { bytes.append(0x0A) }
    try tree.write(bytes + Array(entry.utf8), at: path, madeFrom: read)
    try Channel.output.write(text: "\(path.text)\n")
    return 0
  }

  // MARK: adjust

  static func adjust(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let answer = try JudgingOptions.ask(invocation) {
      gate, request, before, after throws(GateError) in
      try gate.release(request, before: before, after: after)
    }
    guard let answer else { return 0 }
    let adjustments = Adjustments(
      answer.knowledge, before: answer.before, after: answer.after)
    if adjustments.isEmpty {
      throw Failure(
        "'\(answer.knowledge.text)' has no run notes and no new lessons",
        hint: "Write one with 'relgate history note'.", exitCode: 2)
    }
    let section = PlanInput.adjustmentSection(adjustments.text)
    let folder = answer.judgement?.folder?.path ?? answer.releases.appending("next".utf8)
    let tree = invocation[dryRun] ? nil : WorkTree(of: try Checkout.repository(invocation))
    guard let tree else {
      try Channel.output.write(text: section.text)
      return 0
    }
    // Where the section stands already, it is brought up to date; else the migration plan gets it.
    let names = ["MIGRATION_PLAN.md", "ROLLOUT_PLAN.md", "ROLLBACK_PLAN.md"]
    let paths = names.map { folder.appending($0.utf8) }
    let contents = paths.map { path in (path: path, bytes: tree.content(of: path)) }
    let chosen =
      contents.first { entry in
        entry.bytes.map {
          SourceText(path: entry.path, bytes: $0).contains(Adjustments.heading)
        } ?? false
      } ?? contents.first { $0.bytes != nil } ?? (path: paths[0], bytes: nil)
    let draft = DocumentDraft(
      name: names[0], title: "Migration plan", sections: [section])
    let file = Plan.document(draft, at: chosen.path, chosen.bytes, isPart: true)
    try tree.write(file.bytes, at: file.path, madeFrom: file.origin)
    try Channel.output.write(
      text: "\(file.state.rawValue)  \(file.path.text)\n"
        + (file.edited.isEmpty ? "" : "  edited by people, kept: \(file.edited[0])\n"))
    return 0
  }

  // MARK: repeats

  static func repeats(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let tree = try Checkout.tree(invocation)
    let base = KnowledgeBase(tree.knowledge, in: tree.files)
    let failures = base.failures(atLeast: invocation[least])
    let answers = try answers(invocation)
    switch invocation[format] {
    case .text:
      try Channel.output.write(
        text: failures.isEmpty
          ? "no failure was noted in \(invocation[least]) runs or more\n"
          : failures.map { text(of: $0, answers[$0.mode, default: []], on: tree.day) }
            .joined(separator: "\n"))
    case .json:
      var writer = JSONWriter(.pretty)
      writer.beginArray()
      for failure in failures {
        writer.beginObject()
        writer.key("failureMode")
        writer.string(failure.mode)
        writer.key("runs")
        writer.beginArray()
        for note in failure.notes { writer.string(note.id) }
        writer.endArray()
        if let clauses = answers[failure.mode] {
          writer.key("answeredBy")
          writer.beginArray()
          for clause in clauses { writer.string(clause) }
          writer.endArray()
        } else {
          writer.key("clause")
          writer.string(RepeatedFailures.clause(for: failure))
        }
        writer.endObject()
      }
      writer.endArray()
      try Channel.output.write(writer.bytes + [0x0A])
    }
    return 0
  }

  /// The clauses of the policy that answer failures, as `pack/clause` by the failure's id.
  private static func answers(_ invocation: Invocation) throws(Failure) -> [String: [String]] {
    let repository = try Checkout.repository(invocation)
    do throws(GateError) {
      let clauses = try Gate.builtin.clauses(
        at: invocation[Checkout.at] ?? "HEAD", in: repository)
      return clauses.reduce(into: [:]) { answers, clause in
        for mode in Set(RepeatedFailures.modes(namedIn: clause.about)) {
          answers[mode, default: []].append(clause.name)
        }
      }
    } catch {
      throw Failure(error)
    }
  }

  private static func text(
    of failure: KnowledgeBase.Failure, _ answers: [String], on day: CalendarDate?
  ) -> String {
    let runs = failure.notes.map { "  \($0.path.text)\n" }.joined()
    if !answers.isEmpty {
      return "\(failure.mode): \(failure.notes.count) runs, answered by "
        + answers.map { "'\($0)'" }.joined(separator: ", ") + "\n\(runs)"
    }
    let day = day ?? failure.notes.first?.date ?? CalendarDate(dayNumber: 0)
    return "\(failure.mode): \(failure.notes.count) runs\n\(runs)"
      + "# a clause for a pack\n\(RepeatedFailures.clause(for: failure))"
      + "# or a waiver, as waivers/history-failure-repeated-\(failure.mode).yaml\n"
      + RepeatedFailures.waiver(for: failure, asOf: day, days: 30)
  }

  // MARK: Places

  private struct Head {
    let tree: TreeOfReleases
    let workTree: WorkTree?
    let day: CalendarDate
  }

  private static func head(_ invocation: Invocation) throws(Failure) -> Head {
    let repository = try Checkout.repository(invocation)
    let tree: TreeOfReleases
    do throws(GateError) {
      tree = try Gate.builtin.releaseTree(at: "HEAD", in: repository)
    } catch {
      throw Failure(error)
    }
    guard let day = invocation[RangeOptions.asOf]?.day ?? tree.day else {
      throw Failure("HEAD has no day", hint: "Name one with --as-of.", exitCode: 2)
    }
    return Head(tree: tree, workTree: WorkTree(of: repository), day: day)
  }
}

extension ValueKind where Value == String {
  /// Words joined by hyphens.
  fileprivate static var slug: Self {
    Self(
      "SLUG", expectation: "lower-case letters, digits and hyphens, such as 'backfill-unverified'",
      read: { text in
        let isPlain = text.utf8.allSatisfy { byte in
          (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        return isPlain && !text.isEmpty ? text : nil
      }, write: { $0 })
  }
}

extension RunNote {
  /// Takes over what a report tells: its range, whether it was blocked, and by what.
  fileprivate mutating func take(_ report: Report) {
    range = Stated("\(report.before.spelling)..\(report.after.spelling)")
    guard let judgement = report.judgement else { return }
    outcome = Stated(judgement.verdict == .passed ? .succeeded : .stopped)
    let blocking = judgement.findings.filter { $0.severity == .error && $0.waiver == nil }
    failureModes = Set(blocking.map(\.rule)).sorted().map { rule in
      Stated(String(rule.text.map { $0 == "/" ? "-" : $0 }))
    }
  }
}
