import DataTrees
package import ReleaseModel

/// The ways to write about rules.
package enum RuleFormat: String, Hashable, Sendable, CaseIterable {
  case text, json
}

/// What is said about rules; every word of it stands in the rules.
package enum RulePages {
  /// What can be explained.
  package enum Subject: Sendable {
    /// What can happen to a contract.
    case rule(Rule)
    /// What can be missing or wrong in a release.
    case finding(FindingRule)
    /// What can be wrong with the input.
    case problem(ProblemRule)
  }

  /// Writes the rules, then what is found of releases, then the problems, one line each.
  package static func list(
    _ rules: [Rule], findings: [FindingRule] = [], problems: [ProblemRule], as format: RuleFormat
  ) -> [UInt8] {
    if format == .json {
      return json(
        rules.map(Subject.rule) + findings.map(Subject.finding) + problems.map(Subject.problem))
    }
    func section(_ title: String, _ rows: [(id: RuleID, text: String)]) -> String {
      rows.isEmpty ? "" : "\n\(title):\n" + table(rows)
    }
    let changes = rules.map { ($0.id, "\(words(for: $0.classification)): \($0.title)") }
    let text =
      table(changes)
      + section("Releases", findings.map { ($0.id, "\(word(for: $0.severity)): \($0.title)") })
      + section("Problems", problems.map { ($0.id, $0.title) })
    return Array(text.utf8)
  }

  /// How much something weighs where no pack speaks of it.
  private static func word(for severity: Severity?) -> String { severity?.rawValue ?? "off" }

  private static func table(_ rows: [(id: RuleID, text: String)]) -> String {
    let widest = rows.map(\.id.text.utf8.count).max() ?? 0
    return rows.map { id, text in
      "\(id)\(String(repeating: " ", count: widest - id.text.utf8.count))  \(text)\n"
    }.joined()
  }

  /// Writes all about some rules and problems.
  package static func explain(_ subjects: [Subject], as format: RuleFormat) -> [UInt8] {
    if format == .json { return json(subjects) }
    let pages = subjects.map { subject in
      switch subject {
      case .rule(let rule): page(rule)
      case .finding(let finding): page(finding)
      case .problem(let problem): page(problem)
      }
    }
    return Array(pages.joined(separator: "\n").utf8)
  }

  private static func page(_ problem: ProblemRule) -> String {
    "\(problem.id): \(problem.title)\n\n  kind            problem\n\n"
      + "\(problem.rationale)\n\nRemedy: \(problem.remedy)\n"
  }

  private static func page(_ rule: FindingRule) -> String {
    "\(rule.id): \(rule.title)\n\n  kind            finding about a release\n"
      + "  severity        \(word(for: rule.severity)), unless a pack speaks of it\n"
      + (rule.isCompleteness ? "  draft           may leave it open\n" : "")
      + "\n\(rule.rationale)\n\nRemedy: \(rule.remedy)\n\n"
      + quoted(Example(before: rule.example.before, after: rule.example.after), "Fires")
      + quoted(Example(before: rule.nearMiss.before, after: rule.nearMiss.after), "Does not fire")
  }

  private static func page(_ rule: Rule) -> String {
    var facts: [(String, String)] = [
      ("classification", words(for: rule.classification)),
      ("concerns", rule.parties.map(\.rawValue).joined(separator: ", ")),
      ("breaks", rule.strictness.rawValue),
    ]
    if let phase = rule.phase { facts.append(("phase", phase.rawValue)) }
    facts += [
      ("inverse", rule.inverse.text), ("norm", "\(rule.norm.name), \(rule.norm.clause)"),
      ("lifecycle", rule.lifecycle.word),
    ]
    let rows = facts.map { name, value in
      "  \(name)\(String(repeating: " ", count: 16 - name.utf8.count))\(value)\n"
    }
    return "\(rule.id): \(rule.title)\n\n" + rows.joined() + "\n\(rule.rationale)\n\n"
      + "Remedy: \(rule.remedy)\n\n" + quoted(rule.example, "Fires")
      + quoted(rule.nearMiss, "Does not fire")
  }

  private static func quoted(_ example: Example, _ verdict: String) -> String {
    func block(_ text: String, _ side: String) -> String {
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      if lines.last == "" { lines.removeLast() }
      let block = text.isEmpty ? ["    (no file)\n"] : lines.map { "    \($0)\n" }
      return "  \(side):\n" + block.joined()
    }
    return "\(verdict):\n" + block(example.before, "before") + block(example.after, "after")
  }

  /// One word, or one word per position.
  private static func words(for row: ClassificationRow) -> String {
    var text =
      row.word?.rawValue
      ?? "accepted \(row.accepted.rawValue), returned \(row.returned.rawValue), "
      + "both \(row.both.rawValue)"
    if let announced = row.announced { text += "; \(announced.rawValue) if announced" }
    return text
  }

  private static func json(_ subjects: [Subject]) -> [UInt8] {
    var writer = JSONWriter(.pretty)
    writer.beginArray()
    for subject in subjects {
      switch subject {
      case .rule(let value): rule.write(value, &writer)
      case .finding(let value): finding.write(value, &writer)
      case .problem(let value): problem.write(value, &writer)
      }
    }
    writer.endArray()
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  private static let finding = ShapedWriter<FindingRule>.record(
    "Something that can be missing or wrong in a release.",
    [
      .required("kind", "What is explained.", .string) { _ in "finding" },
      .required("id", "The id, stable across releases.", .string, \.id.text),
      .required("title", "The title.", .string, \.title),
      .optional("severity", "How much it weighs where no pack speaks of it.", .word(), \.severity),
      .required("completeness", "Whether a draft may leave it open.", .boolean, \.isCompleteness),
      .required("rationale", "Why it matters.", .string, \.rationale),
      .required("remedy", "What to do.", .string, \.remedy),
      .required("example", "A repository in which it is found.", trial, \.example),
      .required("nearMiss", "The same, mended.", trial, \.nearMiss),
    ])

  private static let trial = ShapedWriter<FindingRule.Trial>.record(
    "Two revisions of a repository.",
    [
      .required("before", "The files of the release before.", .string, \.before),
      .required("after", "The files that are added or changed.", .string, \.after),
      .required("day", "The day of what stands after.", .string, \.day),
    ])

  private static let problem = ShapedWriter<ProblemRule>.record(
    "A problem.",
    [
      .required("kind", "What is explained.", .string) { _ in "problem" },
      .required("id", "The id, stable across releases.", .string, \.id.text),
      .required("title", "The title.", .string, \.title),
      .required("rationale", "Why it matters.", .string, \.rationale),
      .required("remedy", "What to do.", .string, \.remedy),
    ])

  private static let rule = ShapedWriter<Rule>.record(
    "A rule.",
    [
      .required("kind", "What is explained.", .string) { _ in "rule" },
      .required("id", "The id, stable across releases.", .string, \.id.text),
      .required("title", "The title.", .string, \.title),
      .required("classification", "How grave the fact is, by position.", row, \.classification),
      .required("parties", "Who is touched.", .list(.word()), \.parties),
      .optional("phase", "The place in a parallel change.", .word(), \.phase),
      .required("strictness", "The weakest promise that is touched.", .word(), \.strictness),
      .required("inverse", "The rule that fires the other way round.", .string, \.inverse.text),
      .required("norm", "The clause that the verdict rests on.", norm, \.norm),
      .required("rationale", "Why it matters.", .string, \.rationale),
      .required("remedy", "What to do.", .string, \.remedy),
      .required("lifecycle", "How settled it is.", .string, \.lifecycle.word),
      .required("example", "A pair that fires.", example, \.example),
      .required("nearMiss", "A pair that does not.", example, \.nearMiss),
    ])

  private static let row = ShapedWriter<ClassificationRow>.record(
    "A classification per position.",
    [
      .required("accepted", "Where the element is accepted.", .word(), \.accepted),
      .required("returned", "Where it is returned.", .word(), \.returned),
      .required("both", "Where it is both, or stored.", .word(), \.both),
      .optional("announced", "At most this if the end was announced.", .word(), \.announced),
    ])

  private static let norm = ShapedWriter<Norm>.record(
    "A clause of a norm.",
    [
      .required("name", "The norm and its version.", .string, \.name),
      .required("clause", "The clause.", .string, \.clause),
    ])

  private static let example = ShapedWriter<Example>.record(
    "Two versions of a contract.",
    [
      .required("before", "The contract before; empty if there is none.", .string, \.before),
      .required("after", "The contract after; empty if there is none.", .string, \.after),
    ])
}
