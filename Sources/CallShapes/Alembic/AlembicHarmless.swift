internal import SourceModel

/// Calls that do nothing to the database.
enum AlembicHarmless {
  /// Words of the language that may stand before a parenthesis.
  static let words: Set<Name> = [
    "and", "or", "not", "in", "is", "if", "else", "elif", "for", "while", "with", "return", "raise",
    "yield", "lambda", "as", "assert", "del", "except", "await", "from", "import",
  ]

  /// Functions that every program has.
  static let builtins: Set<Name> = [
    "print", "len", "str", "int", "bool", "float", "dict", "list", "set", "tuple", "sorted", "zip",
    "enumerate", "range", "isinstance", "getattr", "hasattr", "min", "max", "any", "all", "repr",
    "map", "filter", "reversed", "type", "iter", "next", "frozenset", "NotImplementedError",
    "Exception", "ValueError", "RuntimeError",
  ]

  /// Methods of texts, lists and dictionaries, and those that only look at the database.
  static let members: Set<Name> = [
    "get_bind", "get_context", "f", "has_table", "get_table_names", "get_columns", "get_indexes",
    "get_foreign_keys", "get_unique_constraints", "get_check_constraints", "get_pk_constraint",
    "get_schema_names", "get_view_names", "get_enums", "from_engine", "append", "extend", "items",
    "keys", "values", "get", "format", "join", "lower", "upper", "strip", "split", "replace",
    "startswith", "endswith", "info", "debug", "warning", "error", "getLogger", "connect",
    "fetchall", "fetchone", "scalar", "scalars", "first", "all", "one", "one_or_none", "mappings",
    "where", "select_from", "in_", "is_", "isnot", "is_not", "label", "c", "columns", "order_by",
    "limit", "select", "dedent", "add", "as_sql", "get_offset", "autocommit_block",
    "is_offline_mode",
  ]

  /// Modules whose functions only make values.
  static let modules: Set<Name> = [
    "sqlalchemy", "datetime", "uuid", "logging", "json", "typing", "textwrap", "enum", "re",
    "collections", "itertools", "functools", "hashlib", "time", "oslo_log", "oslo_utils", "os",
  ]
}

/// Conditions that the dialect decides.
enum AlembicDialect {
  /// Whether a condition holds with PostgreSQL; nil if it is about something else.
  ///
  /// Known are `….dialect.name == '…'` and `!=`, with `engine` for `dialect`, too.
  static func decides(
    _ list: TokenList, _ tokens: Range<Int>.SubSequence, constants: [Name: Shape]
  ) -> Bool? {
    var tokens = tokens
    var isNegated = false
    while let first = tokens.first, let last = tokens.last {
      if list.isToken(first, "not") {
        isNegated.toggle()
        tokens = tokens.dropFirst()
      } else if list.isToken(first, "("), list.closing(of: first) == last {
        tokens = tokens.dropFirst().dropLast()
      } else {
        break
      }
    }
    let isCompound = tokens.contains { list.isToken($0, "and") || list.isToken($0, "or") }
    guard tokens.count >= 5, let last = tokens.last, !isCompound else { return nil }
    let isEqual = list.isToken(last - 1, "==")
    guard isEqual || list.isToken(last - 1, "!="), list.isToken(last - 2, "name"),
      list.isToken(last - 3, "."),
      list.isToken(last - 4, "dialect") || list.isToken(last - 4, "engine"),
      let value = PythonShapes.read(list, last..<last + 1, constants: constants).text
    else { return nil }
    return ((value == "postgresql") == isEqual) != isNegated
  }
}
