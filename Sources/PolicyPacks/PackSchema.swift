import DataTrees
package import ReleaseModel
import ReleaseRecords
import ShapedDocuments
package import SourceModel

/// The words that packs and waivers may use.
package struct Vocabulary: Sendable {
  /// The ids of everything that can be found: changes, problems, and what else findings are about.
  package let rules: [RuleID]
  /// The names of the formats.
  package let formats: [String]
  /// The names of the components.
  package let components: [String]
  /// The requirements that can be judged; a pack that makes another one is refused.
  package let judged: Set<Requirement.Kind>
  /// Whether rules and formats that are not known here are slips of the pen.
  let isClosed: Bool

  /// Gathers the words.
  package init(
    rules: [RuleID], formats: [String], components: [String] = [],
    judged: Set<Requirement.Kind> = Policy.judgedRequirements
  ) {
    self.init(
      rules: rules, formats: formats, components: components, judged: judged, isClosed: true)
  }

  private init(
    rules: [RuleID], formats: [String], components: [String], judged: Set<Requirement.Kind>,
    isClosed: Bool
  ) {
    self.rules = rules.sorted()
    self.formats = formats
    self.components = components
    self.judged = judged
    self.isClosed = isClosed
  }

  /// The words of packs that ship with relgate, which may speak of formats that a run does not have.
  var open: Vocabulary {
    Vocabulary(
      rules: rules, formats: formats, components: components, judged: judged, isClosed: false)
  }

  /// The name of a format.
  var format: ShapedReader<String> { isClosed ? .word(formats, "format") : .identity }

  /// Reads the id of a rule.
  func rule(_ id: String) -> Result<RuleID, ShapeProblem.Reason> {
    if !isClosed || rules.contains(RuleID(id)) { return .success(RuleID(id)) }
    return .failure(unknownRule(id))
  }

  /// Reads a pattern over ids, at least one of which it matches.
  func rules(_ pattern: String) -> Result<PathGlob, ShapeProblem.Reason> {
    PathGlob.reading(pattern).mapError { ShapeProblem.Reason($0.reason) }.flatMap { glob in
      if let only = glob.literal { return rule(only.text).map { _ in glob } }
      if !isClosed || rules.contains(where: glob.matches) { return .success(glob) }
      return .failure(
        ShapeProblem.Reason(
          "no rule matches '\(pattern)'",
          hint: nearest(to: pattern).map { "Did you mean '\($0)'?" }
            ?? "List the rules with 'relgate rules'."))
    }
  }

  /// The pattern with the part before its slash set right.
  private func nearest(to pattern: String) -> String? {
    guard let slash = pattern.firstIndex(of: "/") else { return nil }
    let prefix = String(pattern[..<slash])
    let prefixes = Set(rules.map { String($0.prefix) }).sorted()
    if prefixes.contains(prefix) { return nil }
    return Spelling.nearest(to: prefix, among: prefixes).map { $0 + pattern[slash...] }
  }

  private func unknownRule(_ id: String) -> ShapeProblem.Reason {
    let nearest = Spelling.nearest(to: id, among: rules.map(\.text))
    return ShapeProblem.Reason(
      "the rule '\(id)' is unknown",
      hint: nearest.map { "Did you mean '\($0)'?" } ?? "List the rules with 'relgate rules'.")
  }
}

/// A pack as YAML: its reader and its schema, from one description.
package struct PackSchema: Sendable {
  /// The version that stands in every pack.
  package static let identifier = "relgate/pack/1"

  private let vocabulary: Vocabulary
  private let reader: ShapedReader<Pack>

  /// Describes packs that use these words.
  package init(_ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    reader = .record(
      "What blocks, what is demanded first, and what may excuse it.", from: Pack(),
      [
        .key(
          "schema", "The version of this schema.", .word([Self.identifier], "schema"),
          isRequired: true
        ) { _, _ in },
        .key(
          "name", "The name, which stands before the ids of its clauses.", .identity,
          isRequired: true
        ) { $0.name = $1 },
        .key("about", "What the pack is for.", .text) { $0.about = $1 },
        .key(
          "extends", "Packs that apply before it: builtin:NAME, or paths from the root.",
          .list(ShapedReader<String>.text.located)
        ) { pack, references in
          // Lines are known when the whole document is read.
          pack.extends = references.map {
            Pack.Reference($0.value, line: Int($0.range.lower), column: 0)
          }
        },
        .key(
          "strictness",
          "The weakest promise that clauses look at, also those of the packs it extends.",
          .word("strictness")
        ) { $0.strictness = $1 },
        .key("waivers", "What must hold of waivers.", Self.terms) { $0.waivers = $1 },
        .key(
          "release", "What is demanded of release documents and evidence.",
          ReleaseTerms.Statement.reader
        ) { $0.release = $1 },
        .key("demand", "What must hold of the whole run.", .list(.word("demand"))) {
          $0.demands = $1
        },
        .key(
          "clauses", "What is found; a clause replaces an earlier pack's clause of the same id.",
          .list(ClauseSchema(vocabulary).reader)
        ) { $0.clauses = $1 },
        .key(
          "checklist", "Questions that are answered from findings.",
          .list(Self.question(vocabulary))
        ) {
          $0.checklist = $1
        },
        .key(
          "examples", "Pairs of contracts with what must be found.", .list(Self.example(vocabulary))
        ) { $0.examples = $1 },
      ])
  }

  /// The schema of a pack (JSON Schema, draft-07).
  package var schema: [UInt8] {
    reader.shape.schema(id: Self.identifier, title: "A policy pack of relgate")
  }

  /// Reads a pack without those it extends.
  package func read(_ source: SourceText, side: Side = .after) -> Result<Pack, PolicyError> {
    let reading = DocumentReading(
      source, as: .yaml, side: side, rule: "policy/pack-invalid", reader)
    guard var pack = reading.value else {
      return .failure(PolicyError(problems: reading.problems))
    }
    let lines = reading.lines
    pack.extends = pack.extends.map { reference in
      // The reader left the offset in the place of the line.
      Pack.Reference(
        reference.spelling, line: lines.line(at: reference.line),
        column: lines.column(at: reference.line))
    }
    for index in pack.clauses.indices {
      pack.clauses[index].pack = pack.name
      pack.clauses[index].path = source.path
      pack.clauses[index].line = lines.line(at: Int(pack.clauses[index].range.lower))
    }
    for index in pack.checklist.indices {
      let start = Int(pack.checklist[index].range.lower)
      pack.checklist[index].pack = pack.name
      pack.checklist[index].line = lines.line(at: start)
      pack.checklist[index].column = lines.column(at: start)
    }
    for index in pack.examples.indices { pack.examples[index].pack = source.path.text }
    let problems = flaws(of: pack).map {
      Problem($0.1, rule: $0.0, path: source.path, side: side, lines: lines)
    }
    return problems.isEmpty ? .success(pack) : .failure(PolicyError(problems: problems.sorted()))
  }

  /// What is wrong with a pack beyond the shape of its parts.
  private func flaws(of pack: Pack) -> [(RuleID, ShapeProblem)] {
    var flaws: [(RuleID, ShapeProblem)] = []
    var seen: Set<String> = []
    for clause in pack.clauses {
      if !seen.insert(clause.id).inserted {
        flaws.append(
          (
            "policy/pack-invalid",
            ShapeProblem("two clauses have the id '\(clause.id)'", at: clause.range)
          ))
      }
      for requirement in clause.requirements where !vocabulary.judged.contains(requirement.kind) {
        flaws.append(
          (
            "policy/requirement-unsupported",
            ShapeProblem(
              "the requirement '\(requirement.kind.rawValue)' of clause '\(clause.id)' cannot be"
                + " judged by this version",
              at: clause.range, hint: "Update relgate, or take the requirement out.")
          ))
      }
    }
    seen = []
    for question in pack.checklist where !seen.insert(question.id).inserted {
      flaws.append(
        (
          "policy/pack-invalid",
          ShapeProblem("two questions have the id '\(question.id)'", at: question.range)
        ))
    }
    return flaws
  }

  private static var terms: ShapedReader<WaiverTerms.Statement> {
    .record(
      "What must hold of waivers.", from: WaiverTerms.Statement(),
      [
        .key(
          "max_days", "The longest time from creation, and from the day of use, to expiry.",
          .integer(in: 1...3650)
        ) { $0.maxDays = $1 },
        .key("ticket", "Whether a ticket must be named.", .word(["required", "optional"], "word")) {
          $0.isTicketRequired = $1 == "required"
        },
        .key(
          "signed_in_range",
          "Whether a waiver that was added inside the range counts if an allowed signer signed it.",
          .word(["allowed", "refused"], "word")
        ) { $0.countsSignedInRange = $1 == "allowed" },
      ])
  }

  private static func question(_ vocabulary: Vocabulary) -> ShapedReader<Pack.Question> {
    ShapedReader<Pack.Question>.record(
      "A question that is answered from findings.", from: Pack.Question(),
      [
        .key(
          "id", "The id within the pack.", ShapedReader<String>.identity.located, isRequired: true
        ) {
          $0.id = $1.value
          $0.range = $1.range
        },
        .key("group", "The heading under which it stands.", .text, isRequired: true) {
          $0.group = $1
        },
        .key("question", "The question; yes means that all is well.", .text, isRequired: true) {
          $0.question = $1
        },
        .key(
          "formats", "The formats whose contracts it is about.",
          .some(vocabulary.format)
        ) { $0.formats = $1 },
        .key(
          "clauses", "The ids of the clauses whose findings speak against it.", .some(.identity)
        ) { $0.clauses = $1 },
        .key(
          "rules", "The rules whose findings speak against it.",
          .some(ShapedReader<String>.string.map(vocabulary.rules))
        ) { $0.rules = $1 },
      ]
    ).map { question in
      question.clauses.isEmpty && question.rules.isEmpty
        ? .failure(ShapeProblem.Reason("a question names clauses, rules, or both"))
        : .success(question)
    }
  }

  private static func example(_ vocabulary: Vocabulary) -> ShapedReader<PackExample> {
    .record(
      "Two texts of a contract with what must be found.", from: PackExample(),
      [
        .key("name", "What it shows.", .text, isRequired: true) { $0.name = $1 },
        .key("format", "The format.", vocabulary.format, isRequired: true) {
          $0.format = $1
        },
        .key("before", "The contract before.", .string, isRequired: true) { $0.before = $1 },
        .key("after", "The contract after.", .string, isRequired: true) { $0.after = $1 },
        .key("as_of", "The day against which windows are judged.", .date) { $0.asOf = $1 },
        .key(
          "releases", "What releases said of every element that changed, oldest first.",
          .list(release)
        ) { $0.releases = $1 },
        .key(
          "expected", "The severest finding of each rule, or passes.", expected(vocabulary),
          isRequired: true
        ) { $0.expected = $1 },
      ])
  }

  private static var release: ShapedReader<PackExample.Release> {
    .record(
      "What one release said of the elements that changed.", from: PackExample.Release(),
      [
        .key("tag", "Its tag.", .text, isRequired: true) { $0.tag = $1 },
        .key("date", "Its day.", .date, isRequired: true) { $0.date = $1 },
        .key("says", "What it said.", .word("word"), isRequired: true) { $0.says = $1 },
        .key("sunset", "The last day that it announced.", .date) { $0.sunset = $1 },
      ])
  }

  private static func expected(_ vocabulary: Vocabulary) -> ShapedReader<[RuleID: Severity]> {
    let passes = ShapedReader<String>.word(["passes"], "word")
    let findings = ShapedReader<[Entry<RuleID, Severity>]>.entries(.word("severity")) {
      vocabulary.rule($0.text)
    }
    return ShapedReader(.either([passes.shape, findings.shape])) { tree, node, problems in
      if tree.kind(of: node) == .string {
        return passes.read(tree, node, &problems).map { _ in [:] }
      }
      return findings.read(tree, node, &problems).map { entries in
        Dictionary(
          entries.map { ($0.key.value, $0.value) }, uniquingKeysWith: { first, _ in first })
      }
    }
  }
}

/// A policy that cannot be used.
package struct PolicyError: Error, Hashable, Sendable {
  /// What is wrong with it, at least one problem, in report order.
  package let problems: [Problem]

  /// Gathers problems.
  package init(problems: [Problem]) {
    self.problems = problems
  }
}
