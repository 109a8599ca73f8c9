import DataTrees
import ReleaseModel
import ShapedDocuments
package import SourceModel

/// A waiver file as YAML: its reader and its schema, from one description.
package struct WaiverSchema: Sendable {
  /// The version that stands in every waiver file.
  package static let identifier = "relgate/waiver/1"

  private let terms: WaiverTerms
  private let reader: ShapedReader<Draft>

  /// A waiver with the places of its parts.
  private struct Draft {
    var rule: Located<RuleID>?
    var path: Located<PathGlob>?
    var element: Located<String>?
    var fingerprint: String?
    var isBroad = false
    var owner = ""
    var reason: Located<String>?
    var ticket: String?
    var created: Located<CalendarDate>?
    var expires: Located<CalendarDate>?
  }

  /// Describes waivers of these rules under the terms of a policy.
  package init(_ vocabulary: Vocabulary, terms: WaiverTerms = WaiverTerms()) {
    self.terms = terms
    reader = .record(
      "An exception: what it excuses, who answers for it, and until when.", from: Draft(),
      [
        .key(
          "schema", "The version of this schema.", .word([Self.identifier], "schema"),
          isRequired: true
        ) { _, _ in },
        .key(
          "rule", "The rule of the finding.",
          ShapedReader<String>.string.map(vocabulary.rule).located, isRequired: true
        ) { $0.rule = $1 },
        .key(
          "path", "The contract or the file of the finding; a pattern only of a broad waiver.",
          ShapedReader<String>.string.map {
            PathGlob.reading($0).mapError { ShapeProblem.Reason($0.reason) }
          }.located
        ) { $0.path = $1 },
        .key(
          "element", "The element as reports name it; a pattern only of a broad waiver.",
          ShapedReader<String>.string.located
        ) { $0.element = $1 },
        .key("fingerprint", "The fingerprint of the finding or of its change.", Self.fingerprint) {
          $0.fingerprint = $1
        },
        .key("broad", "Whether it may excuse several findings.", .boolean) { $0.isBroad = $1 },
        .key("owner", "Who answers for it.", .text, isRequired: true) { $0.owner = $1 },
        .key(
          "reason", "Why it is granted, in \(Waiver.shortestReason) characters or more.",
          ShapedReader<String>.text.located, isRequired: true
        ) { $0.reason = $1 },
        .key(
          "created", "The day on which it is granted.", ShapedReader<CalendarDate>.date.located,
          isRequired: true
        ) { $0.created = $1 },
        .key(
          "expires", "The last day on which it counts.", ShapedReader<CalendarDate>.date.located,
          isRequired: true
        ) { $0.expires = $1 },
        .key("ticket", "Where it is discussed.", .text) { $0.ticket = $1 },
      ])
  }

  /// The schema of a waiver file (JSON Schema, draft-07).
  package var schema: [UInt8] {
    reader.shape.schema(id: Self.identifier, title: "A waiver of relgate")
  }

  /// Reads a waiver file.
  package func read(_ source: SourceText, side: Side = .after) -> Result<Waiver, PolicyError> {
    let reading = DocumentReading(source, as: .yaml, side: side, rule: "waiver/invalid", reader)
    guard let draft = reading.value, let rule = draft.rule, let reason = draft.reason,
      let created = draft.created, let expires = draft.expires
    else { return .failure(PolicyError(problems: reading.problems)) }
    let flaws =
      scopeFlaws(of: draft, rule)
      + WaiverSchema.reasonFlaws(of: reason) + termFlaws(of: draft, created, expires)
    guard flaws.isEmpty else {
      let problems = flaws.map {
        Problem($0, rule: "waiver/invalid", path: source.path, side: side, lines: reading.lines)
      }
      return .failure(PolicyError(problems: problems.sorted()))
    }
    var waiver = Waiver()
    waiver.rule = rule.value
    waiver.path = draft.path?.value
    waiver.element = draft.element.map { Name($0.value) }
    waiver.fingerprint = draft.fingerprint
    waiver.isBroad = draft.isBroad
    waiver.owner = draft.owner
    waiver.reason = reason.value
    waiver.ticket = draft.ticket
    waiver.created = created.value
    waiver.expires = expires.value
    waiver.file = source.path
    waiver.line = reading.lines.line(at: Int(rule.range.lower))
    return .success(waiver)
  }

  private func scopeFlaws(of draft: Draft, _ rule: Located<RuleID>) -> [ShapeProblem] {
    var flaws: [ShapeProblem] = []
    if !Waiver.canExcuse(rule.value) {
      flaws.append(ShapeProblem("'\(rule.value)' cannot be waived", at: rule.range))
    }
    if draft.path == nil, draft.fingerprint == nil {
      flaws.append(
        ShapeProblem(
          "the scope is missing", at: rule.range,
          hint: "Name 'path' and 'element', or 'fingerprint', as the report prints them."))
    }
    if let path = draft.path, path.value.literal == nil, !draft.isBroad {
      flaws.append(
        ShapeProblem(
          "the path '\(path.value.pattern)' is a pattern", at: path.range,
          hint: "Name one path, or say 'broad: true'."))
    }
    if let element = draft.element, draft.isBroad,
      case .failure(let error) = PathGlob.reading(element.value)
    {
      flaws.append(
        ShapeProblem("the element is no pattern: \(error.reason)", at: element.range))
    }
    return flaws
  }

  /// What is wrong with a reason.
  static func reasonFlaws(of reason: Located<String>) -> [ShapeProblem] {
    let length = reason.value.trimmed.count
    if length >= Waiver.shortestReason { return [] }
    return [
      ShapeProblem(
        "the reason has \(count(length, "character")), under \(Waiver.shortestReason)",
        at: reason.range, hint: "Say why the finding may stand until the waiver expires.")
    ]
  }

  private func termFlaws(
    of draft: Draft, _ created: Located<CalendarDate>, _ expires: Located<CalendarDate>
  ) -> [ShapeProblem] {
    var flaws: [ShapeProblem] = []
    let days = expires.value.dayNumber - created.value.dayNumber
    if days < 0 {
      flaws.append(ShapeProblem("the waiver expires before it was created", at: expires.range))
    }
    if days > terms.maxDays {
      let latest = CalendarDate(dayNumber: created.value.dayNumber + terms.maxDays)
      flaws.append(
        ShapeProblem(
          "the waiver runs for \(count(days, "day")), over the policy's \(terms.maxDays)",
          at: expires.range, hint: "Let it expire on \(latest) or before."))
    }
    if terms.isTicketRequired, draft.ticket == nil {
      flaws.append(
        ShapeProblem(
          "the key 'ticket' is missing, which the policy demands", at: created.range,
          hint: "Name where the exception is discussed."))
    }
    return flaws
  }

  private static var fingerprint: ShapedReader<String> {
    ShapedReader<String>.string.map { text in
      let isHex = text.utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
      return isHex && text.utf8.count == 32
        ? .success(text) : .failure(ShapeProblem.Reason("32 hex digits were expected"))
    }
  }
}

extension String {
  /// The text without white space at its ends.
  var trimmed: Substring {
    guard let start = firstIndex(where: { !$0.isWhitespace }),
      let end = lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return self[start...end]
  }
}
