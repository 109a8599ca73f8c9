internal import SourceModel

/// How a language writes comments and strings.
struct CodeLanguage: Hashable {
  /// What a line comment begins with.
  enum LineComment: Hashable {
    case slashes, hash, slashesAndHash, hyphens, none
  }

  let lineComment: LineComment
  /// Whether `/* … */` is a comment.
  var hasBlockComments = true
  /// Whether a string may run over the end of a line.
  var stringsRunOn = false
  /// Whether three quotes open a string.
  var hasTripleQuotes = false
  /// Whether a backtick opens a string.
  var hasBackticks = false
  /// Whether `'` opens a string; else it opens one character, if anything.
  var hasSingleQuotes = true
  /// Whether `<<NAME` opens a string.
  var hasHeredocs = false
  /// Whether `<!-- … -->` is a comment.
  var hasMarkup = false
  /// Whether the file is SQL from end to end.
  var isSQL = false

  /// The language of a file; nil if it is no code.
  init?(_ path: RepositoryPath) {
    switch path.fileExtension {
    case "sql", "psql", "pgsql", "plpgsql":
      self.init(lineComment: .hyphens, stringsRunOn: true, isSQL: true)
    case "py", "pyi", "pyx":
      self.init(lineComment: .hash, hasBlockComments: false, hasTripleQuotes: true)
    case "rb", "rake", "cr":
      self.init(
        lineComment: .hash, hasBlockComments: false, stringsRunOn: true, hasBackticks: true,
        hasHeredocs: true)
    case "ex", "exs":
      self.init(
        lineComment: .hash, hasBlockComments: false, stringsRunOn: true, hasTripleQuotes: true)
    case "sh", "bash", "zsh", "pl", "pm", "r", "nix", "tf":
      self.init(
        lineComment: .hash, hasBlockComments: false, stringsRunOn: true, hasHeredocs: true)
    case "php":
      self.init(
        lineComment: .slashesAndHash, stringsRunOn: true, hasHeredocs: true, hasMarkup: true)
    case "js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts":
      self.init(lineComment: .slashes, hasBackticks: true)
    case "vue", "svelte", "astro":
      self.init(lineComment: .slashes, hasBackticks: true, hasMarkup: true)
    case "go", "v": self.init(lineComment: .slashes, hasBackticks: true, hasSingleQuotes: false)
    case "rs", "c", "h", "cc", "cpp", "cxx", "hpp", "hh", "zig", "m", "mm":
      self.init(lineComment: .slashes, stringsRunOn: true, hasSingleQuotes: false)
    case "java", "kt", "kts", "scala", "swift", "cs", "fs":
      self.init(lineComment: .slashes, hasTripleQuotes: true, hasSingleQuotes: false)
    case "groovy", "gradle", "dart":
      self.init(lineComment: .slashes, hasTripleQuotes: true)
    case "prisma": self.init(lineComment: .slashes)
    case "lua", "hs", "elm", "adb": self.init(lineComment: .hyphens, hasBlockComments: false)
    case "clj", "cljs", "erl", "ml", "vb", "jl", "nim":
      self.init(lineComment: .none, hasBlockComments: false, hasSingleQuotes: false)
    case "html", "htm", "erb", "haml", "slim", "eex", "heex", "leex", "ejs", "hbs", "j2", "jinja",
      "jinja2", "tmpl", "gohtml", "twig", "liquid", "mustache", "cshtml", "jsp":
      self.init(lineComment: .none, hasMarkup: true)
    default: return nil
    }
  }

  /// A language without comments and strings.
  static let plain = CodeLanguage(
    lineComment: .none, hasBlockComments: false, hasSingleQuotes: false)

  private init(
    lineComment: LineComment, hasBlockComments: Bool = true, stringsRunOn: Bool = false,
    hasTripleQuotes: Bool = false, hasBackticks: Bool = false, hasSingleQuotes: Bool = true,
    hasHeredocs: Bool = false, hasMarkup: Bool = false, isSQL: Bool = false
  ) {
    self.lineComment = lineComment
    self.hasBlockComments = hasBlockComments
    self.stringsRunOn = stringsRunOn
    self.hasTripleQuotes = hasTripleQuotes
    self.hasBackticks = hasBackticks
    self.hasSingleQuotes = hasSingleQuotes
    self.hasHeredocs = hasHeredocs
    self.hasMarkup = hasMarkup
    self.isSQL = isSQL
  }
}
