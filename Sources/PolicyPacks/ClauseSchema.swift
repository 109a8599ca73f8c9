import DataTrees
import EvidenceStatements
import ReleaseModel
import SourceModel

/// A clause as YAML.
struct ClauseSchema {
  /// Reads one clause.
  let reader: ShapedReader<Clause>

  /// Describes clauses that use these words.
  init(_ vocabulary: Vocabulary) {
    let clause = ShapedReader<Clause>.record(
      "What is found, and how grave it is.", from: Clause(),
      [
        .key("id", "The id within the pack.", .identity, isRequired: true) { $0.id = $1 },
        .key("about", "What it is for.", .text) { $0.about = $1 },
        .key("when", "What it speaks of; everything if nothing is said.", Self.criteria(vocabulary))
        {
          $0.criteria = $1
        },
        .key(
          "require", "What makes it harmless: all of these.", .some(Self.requirement)
        ) { $0.requirements = $1 },
        .key(
          "unless", "What may excuse it: a waiver, if nothing is said.",
          .list(ShapedReader<String>.word(["waiver"], "word"))
        ) { $0.isWaivable = !$1.isEmpty },
        .key(
          "inline", "Whether a comment in the contract may excuse it.",
          .word(["allowed", "refused"], "word")
        ) { $0.isInlineWaivable = $1 == "allowed" },
        .key("severity", "How much weight it has.", .word("severity"), isRequired: true) {
          $0.severity = $1
        },
      ])
    reader = clause.located.map { located in
      var clause = located.value
      clause.range = located.range
      if clause.isInlineWaivable, !clause.isWaivable {
        return .failure(ShapeProblem.Reason("a comment cannot excuse what a waiver cannot"))
      }
      return .success(clause)
    }
  }

  private static func criteria(_ vocabulary: Vocabulary) -> ShapedReader<Criteria> {
    .record(
      "What a clause speaks of: all of these must match.", from: Criteria(),
      [
        .key(
          "rule", "Rules, or patterns over their ids.",
          .some(ShapedReader<String>.string.map(vocabulary.rules))
        ) { $0.rules = $1 },
        .key("classification", "Classifications.", .some(.word("classification"))) {
          $0.classifications = $1
        },
        .key("phase", "What the change does in a parallel change.", .some(.word("phase"))) {
          $0.phases = $1
        },
        .key("position", "Where the element stands.", .some(.word("position"))) {
          $0.positions = $1
        },
        .key("party", "Who is touched.", .some(.word("party"))) { $0.parties = $1 },
        .key("path", "Files, or patterns over their paths.", .some(.path)) { $0.paths = $1 },
        .key(
          "component", "Components of the configuration.", .some(component(vocabulary.components))
        ) { $0.components = $1 },
        .key("announced", "Whether the end was announced before.", .boolean) {
          $0.isAnnounced = $1
        },
        .key("format", "Formats.", .some(vocabulary.format)) {
          $0.formats = $1
        },
      ])
  }

  /// Names of components depend on the repository, so that they are no part of the shape.
  private static func component(_ known: [String]) -> ShapedReader<String> {
    ShapedReader<String>.string.map { name in
      if known.contains(name) { return .success(name) }
      if known.isEmpty {
        return .failure(
          ShapeProblem.Reason(
            "the component '\(name)' is unknown",
            hint: "Define it under 'components' in the configuration."))
      }
      return .failure(.unknown("component", Name(name), among: known))
    }
  }

  /// A requirement with the keys that stand where one is expected.
  private struct Choice {
    var requirements: [Requirement] = []
  }

  private static var requirement: ShapedReader<Requirement> {
    let days = ShapedReader<Int>.integer(in: 1...36_500)
    return ShapedReader<Choice>.record(
      "One requirement, named by its key.", from: Choice(),
      [
        .key(
          "deprecated_for",
          "The releases before announced the end for so long; the sunset has passed, and the "
            + "version of the removal is reached.",
          window("How long an end was announced.")
        ) { $0.requirements.append(.deprecatedFor($1)) },
        .key(
          "introduced_before", "The releases before have had the element for so long.",
          window("How long something has been there.")
        ) { $0.requirements.append(.introducedBefore($1)) },
        .key(
          "document", "A document of the release says what is needed.",
          one("A document of the release.", "name", "Its name.")
        ) { $0.requirements.append(.document(name: $1)) },
        .key(
          "lever", "There is something to flip back.",
          ShapedReader<String?>.record(
            "Something to flip back.", from: nil,
            [
              .key("kind", "What it is.", ShapedReader<Lever.Approach>.word("lever")) {
                $0 = $1.rawValue
              }
            ])
        ) { $0.requirements.append(.lever(kind: $1)) },
        .key("evidence", "A statement is bound to what ships.", evidence(days)) {
          $0.requirements.append($1)
        },
        .key("version_bump", "The version promises no less than the changes call for.", isTrue) {
          choice, _ in choice.requirements.append(.versionBump)
        },
        .key(
          "flag", "A feature flag is around what changed.",
          ShapedReader<Int>.record("A feature flag.", from: 0, [])
        ) { choice, _ in choice.requirements.append(.flag) },
      ]
    ).map { choice in
      guard let only = choice.requirements.first, choice.requirements.count == 1 else {
        return .failure(
          ShapeProblem.Reason(
            "exactly one requirement was expected", hint: "Write one item for each requirement."))
      }
      return .success(only)
    }
  }

  private static func window(_ about: String) -> ShapedReader<Requirement.Window> {
    ShapedReader<Requirement.Window>.record(
      about, from: Requirement.Window(),
      [
        .key("days", "Days in UTC.", .integer(in: 1...36_500)) { $0.days = $1 },
        .key("releases", "Releases in a row.", .integer(in: 1...10_000)) { $0.releases = $1 },
      ]
    ).map { window in
      window.days == nil && window.releases == nil
        ? .failure(ShapeProblem.Reason("days, releases, or both were expected"))
        : .success(window)
    }
  }

  private static func one(_ about: String, _ key: String, _ meaning: String)
    -> ShapedReader<String>
  {
    .record(about, from: "", [.key(key, meaning, .text, isRequired: true) { $0 = $1 }])
  }

  private static func evidence(_ days: ShapedReader<Int>) -> ShapedReader<Requirement> {
    struct Evidence {
      var kind = ""
      var maxAgeDays: Int?
      var signedBy: String?
    }
    return ShapedReader<Evidence>.record(
      "A statement that is bound to what ships.", from: Evidence(),
      [
        .key(
          "kind", "What it states.", ShapedReader<EvidenceStatement.Kind>.word("kind of evidence"),
          isRequired: true
        ) { $0.kind = $1.rawValue },
        .key("max_age_days", "How old it may be.", days) { $0.maxAgeDays = $1 },
        .key("signed_by", "Who must have signed it.", .text) { $0.signedBy = $1 },
      ]
    ).map {
      .success(.evidence(kind: $0.kind, maxAgeDays: $0.maxAgeDays, signedBy: $0.signedBy))
    }
  }

  private static var isTrue: ShapedReader<Bool> {
    ShapedReader<Bool>.boolean.map { value in
      value
        ? .success(true)
        : .failure(ShapeProblem.Reason("only true can be required", hint: "Take the key out."))
    }
  }
}
