import Markdown
import ReleaseModel
import SourceModel

/// Runbooks: who does what when, and how one sees that it worked.
enum Runbooks {
  static let rules =
    [
      headerKeyMissing, headerValueUnknown, headerDateImpossible, scopeAbsent, stepIncomplete,
      offsetsUnordered,
      stepUnverified, backupMissing,
    ]

  static func facts(in documents: DocumentScene) -> [ReleaseFact] {
    let dates = documents.documents.flatMap(impossibleDates)
    guard let runbook = documents.document(.runbook), runbook.markdown.problem == nil else {
      return dates
    }
    return dates + header(of: runbook, documents) + steps(of: runbook)
  }

  // MARK: Header

  private static let keys = ["date", "status", "owner", "scope"]
  private static let states = [
    "draft", "reviewed", "approved", "ready", "rolling", "active", "complete", "rolled-back",
    "superseded", "retired",
  ]

  private static func header(
    of runbook: ReleaseDocument, _ documents: DocumentScene
  ) -> [ReleaseFact] {
    let header = RunbookHeader(of: runbook)
    var facts: [ReleaseFact] = []
    for key in keys where header.values[key, default: []].isEmpty {
      facts.append(
        runbook.fact(
          headerKeyMissing, "'\(runbook.name)' did not name its \(key)", element: key,
          at: runbook.markdown.frontMatter ?? runbook.sections.first?.range ?? SourceRange(0, 0),
          remedy: "Write '\(key): …' in the front matter of '\(runbook.path)'."))
    }
    for (status, range) in header.values["status", default: []]
    where !states.contains(status.lowercased()) {
      let nearest = Spelling.nearest(to: status.lowercased(), among: states)
      facts.append(
        runbook.fact(
          headerValueUnknown, "the status '\(status)' is unknown", element: status, at: range,
          remedy: nearest.map { "Did you mean '\($0)'?" }
            ?? "Write one of \(states.joined(separator: ", "))."))
    }
    for (path, range) in header.values["scope", default: []]
    where documents.resolve(path, from: runbook.path) == nil {
      facts.append(
        runbook.fact(
          scopeAbsent, "'\(path)' of the runbook's scope was not in the tree", element: path,
          at: range))
    }
    return facts
  }

  /// Dates of front matters that no calendar has.
  private static func impossibleDates(in document: ReleaseDocument) -> [ReleaseFact] {
    ["date", "created", "target", "last-updated"].compactMap { key in
      guard let (text, range) = document.header?.text(key), CalendarDate(text) == nil else {
        return nil
      }
      return document.fact(
        headerDateImpossible, "the \(key) '\(text)' was no day as YYYY-MM-DD", element: key,
        at: range,
        remedy: "Write the day as YYYY-MM-DD.")
    }
  }

  // MARK: Steps

  private static func steps(of runbook: ReleaseDocument) -> [ReleaseFact] {
    let steps = RunbookStep.read(from: runbook)
    var facts: [ReleaseFact] = []
    var latest: RunbookStep?
    var hasBackup = false
    for step in steps {
      let lacking = step.lacking
      if !lacking.isEmpty {
        facts.append(
          runbook.fact(
            stepIncomplete,
            "the step '\(step.title)' did not name its \(lacking.joined(separator: ", "))",
            element: step.title, at: step.range))
      }
      if let offset = step.offset {
        if let before = latest?.offset, let latest, before >= offset {
          facts.append(
            runbook.fact(
              offsetsUnordered,
              "the step '\(step.title)' did not come after '\(latest.title)', which stands before it",
              element: step.title, at: step.range,
              related: [
                Finding.RelatedPlace(
                  path: runbook.path, line: latest.line, message: "the step before")
              ]))
        }
        latest = step
      }
      if step.isMutating, !step.hasVerification {
        facts.append(
          runbook.fact(
            stepUnverified, "the step '\(step.title)' changes something and was not verified",
            element: step.title, at: step.range))
      }
      if step.changesDatabase, !hasBackup, !step.backsUpFirst {
        facts.append(
          runbook.fact(
            backupMissing, "no backup was taken before the step '\(step.title)'",
            element: step.title, at: step.range))
      }
      hasBackup = hasBackup || step.backsUp
    }
    return facts
  }
}

/// What a runbook says of itself: in its front matter, or in lines `Status: …` above its sections.
struct RunbookHeader {
  /// The values of each key with their places.
  let values: [String: [(text: String, range: SourceRange)]]

  init(of runbook: ReleaseDocument) {
    var values: [String: [(text: String, range: SourceRange)]] = [:]
    let keys = ["Date", "Status", "Owner", "Scope"]
    for key in keys {
      let texts = runbook.header?.texts(key.lowercased()) ?? []
      values[key.lowercased()] = texts.filter { !$0.text.isEmpty && $0.text != "~" }
    }
    let blocks = runbook.markdown.blocks
    let opening = blocks.prefix { block in
      if case .heading(let level) = block.kind { return level == 1 }
      return true
    }
    for block in opening {
      for (key, value) in Labels.values(of: keys, in: block.text).sorted(by: { $0.key < $1.key })
      where !value.isEmpty && values[key.lowercased(), default: []].isEmpty {
        values[key.lowercased()] = [(value, block.range)]
      }
    }
    if values["scope", default: []].isEmpty,
      let section = runbook.section(SectionDemand("Scope"))
    {
      values["scope"] = section.blocks.flatMap { block in
        block.pointers.filter { References.isPathLike($0.target) }.map { ($0.target, block.range) }
      }
    }
    self.values = values
  }
}
