import DataTrees
package import ReleaseModel
package import SourceModel

/// The exceptions that the comments of one file ask for.
///
/// `relgate:allow RULE owner=… until=YYYY-MM-DD [ticket=…] -- reason`, in a comment of any style. It
/// excuses the line on which it stands, or the next line with content if it has a line of its own.
package struct InlineWaivers: Hashable, Sendable {
  /// The exceptions, in source order.
  package private(set) var waivers: [Waiver] = []
  /// What is wrong with others, in source order.
  package private(set) var problems: [Problem] = []

  private static let mark = "relgate:allow"
  /// What begins a comment in the notations of contracts and their sources, the longer before what
  /// it ends with.
  private static let openers = ["<!--", "--", "/*", "*", "#", "//", ";", "%", "\"\"\""]

  /// Reads the comments of a file; a file without the mark costs one search.
  package init(
    _ source: SourceText, _ vocabulary: Vocabulary, terms: WaiverTerms = WaiverTerms(),
    side: Side = .after
  ) {
    guard source.contains(Self.mark) else { return }
    let lines = LineTable(source.bytes)
    let places = CommentPlaces(source)
    for line in 1...lines.count {
      let bytes = lines.content(ofLine: line)
      guard let directive = Directive(bytes),
        places.canHold(bytes.startIndex + directive.offset, inLineFrom: bytes.startIndex)
      else { continue }
      do {
        var waiver = try directive.waiver(vocabulary, terms)
        waiver.file = source.path
        waiver.line = line
        waiver.excusedLine =
          directive.hasOwnLine ? Self.contentLine(after: line, lines) ?? line : line
        waivers.append(waiver)
      } catch {
        problems.append(
          Problem(
            rule: "waiver/invalid", message: error.text, path: source.path, side: side, line: line,
            column: directive.column, hint: error.hint, hides: true))
      }
    }
  }

  /// The next line that is neither blank nor a comment.
  private static func contentLine(after line: Int, _ lines: LineTable) -> Int? {
    guard line < lines.count else { return nil }
    return ((line + 1)...lines.count).first { next in
      let text = String(decoding: lines.content(ofLine: next), as: UTF8.self).trimmed
      return !text.isEmpty && !openers.contains { $0 != "*" && text.hasPrefix($0) }
    }
  }

  /// The comment on one line.
  private struct Directive {
    /// Whether nothing stands before the comment.
    let hasOwnLine: Bool
    /// The column of the mark, in scalars.
    let column: Int
    /// How many bytes stand before what begins the comment.
    let offset: Int
    private let text: String

    /// Finds the mark right behind what begins a comment.
    init?(_ line: ArraySlice<UInt8>) {
      let bytes = Array(line)
      let mark = Array(InlineWaivers.mark.utf8)
      guard bytes.count >= mark.count,
        let start = (0...(bytes.count - mark.count)).first(where: {
          bytes[$0..<($0 + mark.count)].elementsEqual(mark)
        })
      else { return nil }
      let before = String(decoding: bytes[..<start], as: UTF8.self)
      let lead = before.trimmed
      guard let opener = InlineWaivers.openers.first(where: { lead.hasSuffix($0) }) else {
        return nil
      }
      hasOwnLine = String(lead.dropLast(opener.count)).trimmed.isEmpty
      column = before.unicodeScalars.count + 1
      let blanks = bytes[..<start].reversed().prefix { $0 == 0x20 || $0 == 0x09 }.count
      offset = max(0, start - blanks - opener.utf8.count)
      var rest = String(String(decoding: bytes[(start + mark.count)...], as: UTF8.self).trimmed)
      for closer in ["*/", "-->", "\"\"\""] where rest.hasSuffix(closer) {
        rest = String(String(rest.dropLast(closer.count)).trimmed)
      }
      text = rest
    }

    /// The exception that the comment asks for.
    func waiver(
      _ vocabulary: Vocabulary, _ terms: WaiverTerms
    ) throws(ShapeProblem.Reason) -> Waiver {
      let words = text.split(whereSeparator: \.isWhitespace)
      let dash = words.firstIndex(of: "--") ?? words.endIndex
      guard let id = words.first, dash > 0 else {
        throw ShapeProblem.Reason("the comment names no rule", hint: Self.form)
      }
      var waiver = Waiver()
      waiver.rule = try vocabulary.rule(String(id)).get()
      if !Waiver.canExcuse(waiver.rule) {
        throw ShapeProblem.Reason("'\(waiver.rule)' cannot be waived")
      }
      var values: [String: String] = [:]
      for word in words[1..<dash] {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let key = String(parts[0])
        guard parts.count == 2, !parts[1].isEmpty else {
          throw ShapeProblem.Reason("'\(word)' is no KEY=VALUE", hint: Self.form)
        }
        guard ["owner", "until", "ticket"].contains(key) else {
          throw .unknown("key", Name(key), among: ["owner", "until", "ticket"])
        }
        if values.updateValue(String(parts[1]), forKey: key) != nil {
          throw ShapeProblem.Reason("the key '\(key)' stands twice")
        }
      }
      try read(values, terms, into: &waiver)
      waiver.reason = words[dash...].dropFirst().joined(separator: " ")
      let reason = Located(waiver.reason, at: SourceRange(0, 0))
      if let flaw = WaiverSchema.reasonFlaws(of: reason).first {
        throw ShapeProblem.Reason(flaw.message, hint: Self.form)
      }
      return waiver
    }

    private func read(
      _ values: [String: String], _ terms: WaiverTerms, into waiver: inout Waiver
    ) throws(ShapeProblem.Reason) {
      guard let owner = values["owner"] else {
        throw ShapeProblem.Reason("the key 'owner' is missing", hint: Self.form)
      }
      guard let until = values["until"] else {
        throw ShapeProblem.Reason("the key 'until' is missing", hint: Self.form)
      }
      guard until.utf8.count == 10, let expires = CalendarDate(until) else {
        throw ShapeProblem.Reason("'\(until)' is no day like 2026-03-31", hint: Self.form)
      }
      if terms.isTicketRequired, values["ticket"] == nil {
        throw ShapeProblem.Reason(
          "the key 'ticket' is missing, which the policy demands", hint: Self.form)
      }
      waiver.owner = owner
      waiver.expires = expires
      waiver.ticket = values["ticket"]
    }

    private static let form =
      "Write 'relgate:allow RULE owner=NAME until=YYYY-MM-DD -- why it may stand'."
  }
}
