/// The spellings of an option, each with its hyphens; the first names it in messages.
package struct Spellings: Sendable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  /// The spellings in the order declared.
  package let texts: [String]

  package init(stringLiteral text: String) {
    self.texts = [text]
  }

  package init(arrayLiteral texts: String...) {
    self.texts = texts
  }
}

/// The announcement that a command or option will go away.
package struct Deprecation: Hashable, Sendable {
  /// The version that announced it.
  package let since: String
  /// The version that will no longer have it.
  package let removal: String?
  /// The spelling to use instead.
  package let use: String?

  /// Announces a removal.
  package init(since: String, removal: String? = nil, use: String? = nil) {
    self.since = since
    self.removal = removal
    self.use = use
  }
}

/// A parameter without the type of its value: what help, completions and the dump tell.
package struct Declaration: Sendable {
  /// Whether a parameter is known by its spelling or by its place.
  package enum Form: Sendable {
    case option, positional
  }

  /// How it is known.
  package let form: Form
  /// The spellings of an option; the one name of a positional.
  package let spellings: [String]
  /// How its value is written; nil for a flag.
  package let value: ValueForm?
  /// Whether it must be given.
  package let isRequired: Bool
  /// Whether it may be given more than once.
  package let isRepeatable: Bool
  /// The value that holds when it is absent, or a phrase for it.
  package let defaultText: String?
  /// What it does: a fragment without a full stop.
  package let help: String
  /// Whether help and completions leave it out.
  package let isHidden: Bool
  /// The announcement of its removal.
  package let deprecation: Deprecation?

  /// The spelling that names it in messages and in an invocation.
  package var name: String { spellings.first ?? "" }

  /// The spellings, short ones first.
  var orderedSpellings: [String] {
    spellings.filter { !$0.hasPrefix("--") } + spellings.filter { $0.hasPrefix("--") }
  }

  /// The spellings and the value as help shows them: `-o, --output FILE`.
  var term: String {
    let spellings = orderedSpellings.joined(separator: ", ")
    return valueName.map { "\(spellings) \($0)" } ?? spellings
  }

  /// The name and value as one would write them: `--output FILE`.
  var synopsis: String {
    valueName.map { "\(name) \($0)" } ?? name
  }

  /// The placeholder of an option's value; nil for a flag and a positional.
  private var valueName: String? { form == .option ? value?.name : nil }

  /// A positional in a usage line: `FILE`, `[FILE]`, `FILE...`, `[FILE]...`.
  var place: String {
    (isRequired ? name : "[\(name)]") + (isRepeatable ? "..." : "")
  }
}
