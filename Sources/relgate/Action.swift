import CommandKit

/// What a command of this program does.
enum Action: Sendable {
  case diff, check, checklist, bump, trace, render, merge, rules, explain, schema
  case waiversList, waiversNew, waiversPrune, packsTest
  case evidenceRecord, evidenceVerify
  case plan, releaseList, releaseShow, releaseStatus, releaseGraph, releaseFreeze
  case historyNote, historyLesson, historyAdjust, historyRepeats
  case completions, man, dump, demo, rehearse
  case hook(HookCommand.Hook)

  func run(_ invocation: Invocation) throws(Failure) -> UInt8 {
    for notice in invocation.notices {
      Channel.errors.write(
        "relgate: \(notice.message)\n" + (notice.hint.map { "hint: \($0)\n" } ?? ""))
    }
    switch self {
    case .diff: return try DiffCommand(invocation).run()
    case .check: return try CheckCommand(invocation).run()
    case .checklist: return try ChecklistCommand.run(invocation)
    case .bump: return try BumpCommand.run(invocation)
    case .waiversList: return try WaiversCommand.list(invocation)
    case .waiversNew: return try WaiversCommand.new(invocation)
    case .waiversPrune: return try WaiversCommand.prune(invocation)
    case .evidenceRecord: return try EvidenceRecording.run(invocation)
    case .evidenceVerify: return try EvidenceCommand.verify(invocation)
    case .packsTest: return try PacksCommand.test(invocation)
    case .plan: return try PlanCommand.run(invocation)
    case .releaseList: return try ReleaseCommand.list(invocation)
    case .releaseShow: return try ReleaseCommand.show(invocation)
    case .releaseStatus: return try ReleaseStatus.run(invocation)
    case .releaseGraph: return try ReleaseCommand.graph(invocation)
    case .releaseFreeze: return try ReleaseCommand.freeze(invocation)
    case .historyNote: return try HistoryCommand.note(invocation)
    case .historyLesson: return try HistoryCommand.lesson(invocation)
    case .historyAdjust: return try HistoryCommand.adjust(invocation)
    case .historyRepeats: return try HistoryCommand.repeats(invocation)
    case .trace: return try TraceCommand.run(invocation)
    case .render: try RenderCommand.run(invocation)
    case .merge: return try MergeCommand.run(invocation)
    case .rules: try RulesCommand.list(invocation)
    case .explain: try RulesCommand.explain(invocation)
    case .schema: try SchemaCommand.run(invocation)
    case .completions:
      try Channel.output.write(text: Action.tool.completion(for: invocation[ToolOptions.shell]))
    case .man: try Channel.output.write(text: Action.tool.manPage)
    case .dump: try Channel.output.write(text: Action.tool.dump + "\n")
    case .demo: return try DemoCommand.run(invocation)
    case .rehearse: return try RehearseCommand.run(invocation)
    case .hook(let hook): return try HookCommand(hook, invocation).run()
    }
    return 0
  }
}

/// The parameters of the commands about this program itself.
enum ToolOptions {
  static let shell = Positional(required: ValueKind<Shell>.choice("SHELL"), help: "The shell")
}

extension Action {
  /// The command line of this program.
  static let tool = Tool(
    version: relgateVersion,
    root: Command(
      "relgate", "Tell what a change of API contracts breaks, from Git history",
      discussion: """
        relgate compares the contracts in two revisions of a repository and tells which changes \
        break those who rely on them. It reads Git objects only: no work tree, no network, no \
        other program.
        """,
      commands: [
        DiffCommand.command, CheckCommand.command, ChecklistCommand.command,
        BumpCommand.command, WaiversCommand.command, EvidenceCommand.command,
        PacksCommand.command, PlanCommand.command, ReleaseCommand.command, HistoryCommand.command,
        RehearseCommand.command, TraceCommand.command, RenderCommand.command, MergeCommand.command,
        RulesCommand.listCommand, RulesCommand.explainCommand,
        SchemaCommand.command, HookCommand.command, DemoCommand.command,
        Command(
          "completions", "Print the completions of a shell", parameters: [ToolOptions.shell],
          action: .completions),
        Command("man", "Print the man page", action: .man),
        Command("dump-cli", "Print this command line as JSON", action: .dump),
      ]),
    exitCodes: [
      ExitCode(0, "nothing blocks, or nothing was asked to block"),
      ExitCode(1, "blocked, or a change is as grave as --fail-on says"),
      ExitCode(2, "nothing was judged: wrong command line, revision, configuration or output file"),
      ExitCode(3, "undecided: something could not be read, and may hide a difference"),
      ExitCode(70, "internal error"),
    ],
    environment: [
      EnvironmentVariable("NO_COLOR", "no colors if set to anything"),
      EnvironmentVariable("GIT_DIR", "the repository, set by Git for a hook; --repo goes first"),
      EnvironmentVariable(
        "GIT_OBJECT_DIRECTORY", "the objects of a push in quarantine, set by Git for a hook"),
      EnvironmentVariable(
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "more objects, set by Git for a hook"),
      EnvironmentVariable("GIT_INDEX_FILE", "the index for --staged, set by Git for a hook"),
      EnvironmentVariable("GITHUB_ACTIONS", "GitHub's variables are read for --ci if 'true'"),
      EnvironmentVariable("GITLAB_CI", "GitLab's variables are read for --ci if 'true'"),
    ],
    seeAlso: ["git-diff(1)", "gitrevisions(7)"])
}
