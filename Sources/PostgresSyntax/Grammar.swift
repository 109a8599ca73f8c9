import CPgQuery
import Glibc
import SourceModel

/// PostgreSQL's own grammar.
enum Grammar {
  /// What it says about a text.
  enum Answer {
    /// The tree, whose positions count from the begin of the text.
    case tree(ParseTree)
    /// Why there is none.
    case refused(Refusal)
  }

  /// Why there is no tree of a text.
  struct Refusal {
    /// In the words of PostgreSQL.
    let reason: String
    /// Which character of the text it is about, from 1; 0 if it is about all of it.
    var character = 0

    /// Whether all that it lacks is the name of a subquery, which later versions do not ask for.
    var lacksAlias: Bool { reason == "subquery in FROM must have an alias" }

    /// The offset of the byte that it is about; nil if it is about all of the text.
    func offset(in text: ArraySlice<UInt8>) -> Int? {
      var count = 0
      for (offset, byte) in text.enumerated() where byte & 0xC0 != 0x80 {
        count += 1
        if count == character { return offset }
      }
      return nil
    }
  }

  /// The version of PostgreSQL that it is from.
  static let version = "PostgreSQL " + PG_VERSION

  /// Asks about a text.
  static func parse(_ text: ArraySlice<UInt8>) -> Answer {
    guard !text.withUnsafeBytes({ $0.contains(0) }) else {
      return .refused(Refusal(reason: "a zero byte stands in the text"))
    }
    guard UTF8Span.isValid(text) else {
      return .refused(Refusal(reason: "the bytes were not UTF-8"))
    }
    let terminated = [UInt8](unsafeUninitializedCapacity: text.count + 1) { buffer, count in
      _ = UnsafeMutableBufferPointer(rebasing: buffer[..<text.count]).initialize(from: text)
      buffer[text.count] = 0
      count = text.count + 1
    }
    return ask(terminated)
  }

  private static func ask(_ terminated: [UInt8]) -> Answer {
    terminated.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { text in
        guard let start = text.baseAddress else { return .refused(Refusal(reason: "")) }
        let answer = pg_query_parse(start)
        defer { pg_query_free_parse_result(answer) }
        if let error = answer.error {
          let reason = error.pointee.message.map { String(cString: $0) }
          return .refused(
            Refusal(
              reason: reason ?? "a syntax error", character: Int(error.pointee.cursorpos)))
        }
        let tree = answer.parse_tree.flatMap {
          ParseTree.read(UnsafeRawBufferPointer(start: $0, count: strlen($0)))
        }
        return tree.map { .tree($0) } ?? .refused(Refusal(reason: "its tree was not readable"))
      }
    }
  }
}

extension UTF8Span {
  /// Whether bytes are UTF-8.
  fileprivate static func isValid(_ bytes: ArraySlice<UInt8>) -> Bool {
    (try? UTF8Span(validating: bytes.span)) != nil
  }
}
