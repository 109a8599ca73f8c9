import MigrationLayouts
import PostgresSchema
import PostgresSyntax
import SourceModel

/// One way of a migration, up or down, with what it does.
struct ReadScript: Sendable {
  /// Something that nobody can tell without running the migration.
  struct Gap: Hashable, Sendable {
    /// Why not, lower case.
    let reason: String
    /// Where.
    let range: SourceRange
  }

  /// The file.
  let path: RepositoryPath
  /// The parts of the file that are SQL; empty for migrations in other languages.
  var parts: [SourceRange] = []
  /// Marks of the tool inside the parts, which are no SQL.
  var marks: [SourceRange] = []
  /// The statements in the order in which they run.
  var statements: [Statement] = []
  /// How they run.
  var transaction: TransactionMode
  /// The statements, as indices, that run outside the transaction of the others.
  var outside: Set<Int> = []
  /// The statements, as indices, before which the tool opens another transaction.
  var beginnings: Set<Int> = []
  /// What could not even be split into statements.
  var flaws: [SQLScript.Flaw] = []
  /// What is not literal.
  var gaps: [Gap] = []
  /// Calls that are known as statements, but may not run, or not so.
  var doubts: [Gap] = []
  /// Where to point when the script as a whole is meant.
  var spot: SourceRange

  /// The operations that run when the script does: those of `DO` blocks too, those of routines not.
  var operations: [Operation] {
    statements.flatMap { statement in
      statement.operations + statement.blocks.flatMap(\.operations)
    }
  }

  /// Whether it does nothing at all, as far as anyone can tell.
  var isEmpty: Bool {
    gaps.isEmpty && flaws.isEmpty
      && statements.allSatisfy { statement in
        statement.inner.isEmpty
          && statement.operations.allSatisfy { operation in
            switch operation.action {
            case .begin, .commit, .rollback, .savepoint, .set: true
            // `SELECT 1` is what people write where a tool demands a statement.
            case .select(let functions): functions.isEmpty
            default: false
            }
          } && statement.reading == .whole
      }
  }
}

extension SourceText {
  /// The bytes with blanks where marks stand, so that all offsets stay.
  func bytes(without marks: [SourceRange]) -> [UInt8] {
    var bytes = bytes
    for index in marks.flatMap(\.indices) where bytes[index] != 0x0A { bytes[index] = 0x20 }
    return bytes
  }

  /// Python or Elixir without its layout: blanks, comments, which quotes a text has, and commas that
  /// end a list on a line of their own.
  fileprivate func code(in range: SourceRange) -> Name {
    var code: [UInt8] = []
    var quote: UInt8?
    var (isEscaped, isComment, isAfterBlank) = (false, false, false)
    for byte in bytes[range.indices.clamped(to: bytes.indices)] {
      if let open = quote {
        let isClosing = byte == open && !isEscaped
        code.append(isClosing ? UInt8(ascii: "\"") : byte)
        if isClosing { quote = nil }
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      } else if isComment {
        isComment = byte != UInt8(ascii: "\n")
      } else if byte <= 0x20 || byte == UInt8(ascii: "#") {
        isComment = byte == UInt8(ascii: "#")
        isAfterBlank = true
      } else {
        let isQuote = byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"")
        if isAfterBlank, let last = code.last {
          if last == UInt8(ascii: ","), ")]}".utf8.contains(byte) { code.removeLast() }
          // Without the blank, two words would be one.
          if last.isWord, byte.isWord { code.append(0x20) }
        }
        code.append(isQuote ? UInt8(ascii: "\"") : byte)
        quote = isQuote ? byte : nil
        isAfterBlank = false
      }
    }
    return Name(code)
  }
}

extension UInt8 {
  fileprivate var isWord: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}

/// What a script does, without its layout.
struct ScriptMeaning: Hashable {
  /// The tokens of each part.
  private var tokens: [Name] = []
  private var actions: [[Action]] = []
  private var gaps: [Name] = []
  private var transaction: TransactionMode

  /// Takes what matters of a script out of its file.
  init(_ script: ReadScript, in source: SourceText) {
    transaction = script.transaction
    if script.parts.isEmpty {
      actions = script.statements.map { $0.operations.map(\.action) }
      gaps = script.gaps.map { source.code(in: $0.range) }
    } else {
      let bytes = source.bytes(without: script.marks)
      tokens = script.parts.map { SQLScript.tokens(of: bytes, in: $0.indices) }
    }
  }
}

extension ScriptMeaning {
  /// The same, run in the transactions of another one.
  func ran(as other: ScriptMeaning?) -> ScriptMeaning {
    var copy = self
    copy.transaction = other?.transaction ?? transaction
    return copy
  }

  /// The parts of a script that another one did not have; nil if one of the other's is gone or was
  /// edited.
  func parts(appendedTo other: ScriptMeaning, in script: ReadScript) -> [SourceRange]? {
    guard transaction == other.transaction, tokens.count == script.parts.count else { return nil }
    var left = other.tokens[...]
    var appended: [SourceRange] = []
    for (part, text) in zip(script.parts, tokens) {
      if text == left.first { left.removeFirst() } else { appended.append(part) }
    }
    return left.isEmpty && !other.tokens.isEmpty ? appended : nil
  }
}

extension ReadScript {
  /// The script with only the statements inside, or outside, of some parts.
  func limited(to parts: [SourceRange], inside: Bool) -> ReadScript {
    var script = self
    script.statements = statements.filter { statement in
      parts.contains {
        $0.lower <= statement.range.lower && statement.range.upper <= $0.upper
      } == inside
    }
    script.outside = []
    // Each part has a transaction of its own.
    script.beginnings = Set(
      parts.compactMap { part in
        script.statements.firstIndex {
          part.lower <= $0.range.lower && $0.range.upper <= part.upper
        }
      })
    return script
  }

  /// The first statements in which two scripts differ; nil if all that both have are alike.
  func firstDifference(from other: ReadScript) -> (before: SourceRange, after: SourceRange)? {
    for (a, b) in zip(statements, other.statements)
    where a.operations.map(\.action) != b.operations.map(\.action) || a.inner.count != b.inner.count
    {
      return (a.range, b.range)
    }
    let count = min(statements.count, other.statements.count)
    if statements.count != other.statements.count {
      return (
        statements.count > count ? statements[count].range : spot,
        other.statements.count > count ? other.statements[count].range : other.spot
      )
    }
    return nil
  }
}

/// A migration with what its files say.
struct ReadMigration: Sendable {
  /// The migration.
  let migration: Migration
  /// The way up.
  var up: ReadScript
  /// The way down; nil if there is none.
  let down: ReadScript?
  /// The revisions before it, by the names that its tool gives them; empty where files are ordered
  /// by name.
  var predecessors: [Name] = []
  /// The name that its tool gives it in a graph of revisions.
  var revision: Name = ""
  /// The revisions that it stands for: what Django squashed into it.
  var replaces: [Name] = []
  /// The branches that it says it is on.
  var branches: [Name] = []
  /// The phases that comments at its head declare.
  var phases: [DeclaredPhase] = []
  /// The comments in which it says that it cannot be undone, lower case.
  var irreversible: [Name] = []
  /// Whether it holds the function by which OpenStack's projects document an exception to the phase
  /// of its branch.
  var hasDocumentedException = false
}

extension Statement {
  /// The statements of its `DO` block, and of the blocks inside that, in the order in which they run.
  var blocks: [Statement] {
    inner.filter { $0.place == .block }.flatMap { [$0] + $0.blocks }
  }
}
