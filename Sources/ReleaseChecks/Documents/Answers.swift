import Markdown
import SourceModel

/// What is wrong with a text that should answer something.
enum AnswerFault: Hashable {
  /// Words that stand for an answer that nobody gave: `TBD`, `[date]`, `<name>`.
  case placeholder(String)
  /// `None` or `N/A` without a reason.
  case unreasoned(String)
  /// Something is still to come although all is said to be done.
  case future(String)
}

/// Tells answers from texts that stand in their place.
struct AnswerReading {
  /// Whether words in brackets are placeholders; in some texts they are links that lead nowhere.
  var takesBrackets = true
  /// Whether what is still to come is a fault.
  var isOfThePast = false
  /// Texts of a template, as `AnswerReading.canonical` makes them, which answer nothing.
  var template: Set<String> = []

  /// What is wrong with a block; nil if nothing is.
  func fault(of block: MarkdownDocument.Block) -> AnswerFault? {
    switch block.kind {
    case .paragraph, .item: fault(of: AnswerReading.prose(of: block))
    case .row(let cells, isHeader: false): cells.lazy.compactMap(fault(of:)).first
    default: nil
    }
  }

  /// What is wrong with a text; nil if nothing is.
  func fault(of text: String) -> AnswerFault? {
    if let words = Placeholders.first(in: text, takesBrackets: takesBrackets) {
      return .placeholder(words)
    }
    if AnswerReading.isUnreasoned(text) { return .unreasoned(text) }
    if isOfThePast, let words = Tense.future(in: text) { return .future(words) }
    return nil
  }

  /// How much some blocks say.
  enum Substance: Comparable {
    /// Nothing, or only what stands for an answer.
    case none
    /// A few words.
    case thin
    /// An item of a list, a row of a table, some code, or a sentence.
    case full
  }

  /// How much some blocks say, once comments, lines of the template and placeholders are taken away.
  func substance(of blocks: some Sequence<MarkdownDocument.Block>) -> Substance {
    var best = Substance.none
    for block in blocks {
      best = max(best, substance(of: block))
      if best == .full { return .full }
    }
    return best
  }

  private func substance(of block: MarkdownDocument.Block) -> Substance {
    if template.contains(AnswerReading.canonical(block)) { return .none }
    switch block.kind {
    case .heading, .comment, .rule, .row(_, isHeader: true): return .none
    case .code: return block.text.contains { !$0.isWhitespace } ? .full : .none
    case .row(let cells, isHeader: false):
      return cells.contains { fault(of: $0) == nil && !Words.of($0).isEmpty }
        ? .full : .none
    case .item:
      let text = AnswerReading.prose(of: block)
      if case .placeholder = fault(of: text) { return .none }
      let words = Words.of(text)
      // A label alone announces an answer.
      if text.last == ":" || words.isEmpty { return .none }
      return AnswerReading.isUnreasoned(text) ? .thin : .full
    case .paragraph, .html:
      let text = AnswerReading.prose(of: block)
      if case .placeholder = fault(of: text) { return .none }
      let count = Words.of(text).count
      if block.pointers.contains(where: { $0.isLink }), count > 0 { return .full }
      return count >= 6 ? .full : count > 0 ? .thin : .none
    }
  }

  /// The text of a block without the tags of HTML, and with a word in the place of code whose signs
  /// mean something else than in prose.
  static func prose(of block: MarkdownDocument.Block) -> String {
    if block.kind == .html { return HTMLTags.removed(from: block.text) }
    var text = block.text
    for case .code(let code) in block.pointers
    where Placeholders.first(in: code, takesBrackets: true) != nil {
      if let range = text.firstRange(of: code) { text.replaceSubrange(range, with: "code") }
    }
    return text
  }

  /// A block's text as it is compared with a template: its words alone.
  static func canonical(_ block: MarkdownDocument.Block) -> String {
    Words.of(block.text).joined(separator: " ")
  }

  private static let nothings = [
    "n/a", "n.a.", "none", "nothing", "not applicable", "not relevant",
  ]

  /// What may stand behind "none" and makes no sentence of it.
  private static let delays: Set<[String]> = [["yet"], ["known"], ["so", "far"]]

  /// Whether a text says that there is nothing, and not why.
  static func isUnreasoned(_ text: String) -> Bool {
    var rest = Substring(text)
    // A label: "Data: none".
    if let colon = text.utf8.prefix(40).firstIndex(of: UInt8(ascii: ":")) {
      let after = rest[rest.index(after: colon)...].drop(while: \.isWhitespace)
      if !after.isEmpty { rest = after }
    }
    let begin = rest.prefix(16).lowercased()
    guard let word = nothings.first(where: { begin.hasPrefix($0) }) else { return false }
    let behind = rest.dropFirst(word.count)
    if let next = behind.first, next.isLetter || next.isNumber { return false }
    // "None of the endpoints" and "nothing changes" begin sentences; "n/a for alpha" does not.
    let words = Words.of(behind)
    if word.hasPrefix("no"), !word.hasPrefix("not "),
      behind.drop(while: \.isWhitespace).first?.isLetter == true
    {
      return delays.contains(words)
    }
    if words.contains(where: { ["because", "since", "reason", "due", "as"].contains($0) }) {
      return false
    }
    return words.count < 4
  }
}

extension MarkdownDocument.Pointer {
  var isLink: Bool {
    if case .link = self { true } else { false }
  }

  /// What it names.
  var target: String {
    switch self {
    case .code(let text), .link(let text): text
    }
  }
}

/// Words that say that something is still to be done.
enum Tense {
  private static let phrases: [[String]] = [
    "to be done", "to be tested", "to be added", "to be written", "not yet", "is planned",
    "are planned", "planned for", "going to test", "going to be",
  ].map { Words.of($0) }

  /// What people do for a release; what software "will" do is how it behaves.
  private static let deeds: Set<String> = [
    "add", "added", "announced", "backfilled", "check", "checked", "completed", "conducted",
    "created", "deployed", "document", "documented", "done", "enabled", "executed", "measure",
    "measured", "migrated", "monitor", "monitored", "perform", "performed", "provided", "released",
    "removed", "rolled", "run", "taken", "test", "tested", "update", "updated", "validate",
    "validated", "verified", "verify", "watch", "watched", "written",
  ]

  /// The first words of a text that are about what is to come; nil if there are none.
  static func future(in text: String) -> String? {
    let words = Words.of(text)
    for start in words.indices {
      for phrase in phrases where words[start...].starts(with: phrase) {
        return phrase.joined(separator: " ")
      }
      guard words[start] == "will" || words[start] == "shall" else { continue }
      let next = words[(start + 1)...].prefix(3)
      if let deed = next.firstIndex(where: deeds.contains) {
        return words[start...deed].joined(separator: " ")
      }
    }
    return nil
  }
}
