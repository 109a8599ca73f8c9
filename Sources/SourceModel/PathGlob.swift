/// A pattern over repository paths: the one glob dialect of relgate.
///
/// Anchored at the root, case-sensitive, over bytes: `*` and `?` stay within a segment, `**` crosses
/// segments, `{a,b}` offers alternatives, `\` takes the next byte literally.
package struct PathGlob: Hashable, Sendable {
  /// The pattern as the user wrote it.
  package let pattern: String

  private let alternatives: [[Token]]

  private enum Token: Hashable, Sendable {
    case byte(UInt8)
    case anyByte
    case anySegmentPart
    case anyPath

    var literal: UInt8? {
      if case .byte(let byte) = self { byte } else { nil }
    }
  }

  /// Reads a pattern, or says in a sentence why it is none.
  package static func reading(_ pattern: String) -> Result<PathGlob, PathGlobError> {
    if pattern.isEmpty { return .failure(PathGlobError(reason: "the pattern is empty")) }
    // The expansion of braces recurses, once for each group.
    if pattern.utf8.count > 1000 {
      return .failure(PathGlobError(reason: "the pattern is longer than 1000 bytes"))
    }
    if pattern.utf8.first == UInt8(ascii: "/") {
      return .failure(
        PathGlobError(reason: "patterns are anchored at the root: drop the first '/'"))
    }
    var expanded: [[UInt8]] = []
    guard expand(Array(pattern.utf8)[...], into: &expanded) else {
      return .failure(PathGlobError(reason: "the braces do not close, or offer over 1000 choices"))
    }
    return .success(PathGlob(pattern: pattern, alternatives: expanded.map(tokens)))
  }

  /// Reads a pattern as people write paths: a leading `./` says nothing, and a folder stands for
  /// everything in it.
  package static func readingPlaces(_ pattern: String) -> Result<PathGlob, PathGlobError> {
    var text = pattern[...]
    while text.hasPrefix("./") { text = text.dropFirst(2) }
    if text.isEmpty ? !pattern.isEmpty : text.hasSuffix("/") { text += "**" }
    return reading(String(text)).map { glob in
      let folders = glob.alternatives.filter { $0.allSatisfy { $0.literal != nil } }
        .map { $0 + [.byte(UInt8(ascii: "/")), .anyPath] }
      return PathGlob(pattern: pattern, alternatives: glob.alternatives + folders)
    }
  }

  /// The deepest folders that hold everything that can match, one for each alternative; a path
  /// itself where nothing in it is variable.
  package var origins: [RepositoryPath] {
    alternatives.map { tokens in
      let literal = tokens.prefix { $0.literal != nil }.compactMap(\.literal)
      let path = RepositoryPath(unchecked: Name(literal))
      return literal.count == tokens.count ? path : path.parent
    }
  }

  /// The only path that can match; nil if something in the pattern is variable.
  package var literal: RepositoryPath? {
    guard alternatives.count == 1 else { return nil }
    let bytes = alternatives[0].compactMap(\.literal)
    return bytes.count == alternatives[0].count ? RepositoryPath(unchecked: Name(bytes)) : nil
  }

  /// The pattern that a text alone matches.
  package static func escaping(_ text: String) -> String {
    var pattern = ""
    for scalar in text.unicodeScalars {
      if ["*", "?", "{", "}", ",", "\\"].contains(scalar) { pattern.append("\\") }
      pattern.unicodeScalars.append(scalar)
    }
    return pattern
  }

  /// Tells whether a path matches.
  package func matches(_ path: RepositoryPath) -> Bool {
    alternatives.contains { tokens in
      // Most paths differ in what comes before the first variable part.
      let fixed = tokens.prefix { $0.literal != nil }
      guard zip(fixed, path.bytes).allSatisfy({ $0.literal == $1 }),
        path.bytes.count >= fixed.count
      else { return false }
      if fixed.count == tokens.count { return path.bytes.count == fixed.count }
      return PathGlob.matches(
        Array(tokens[fixed.count...])[...], path.bytes[fixed.count...],
        startsSegment: fixed.last.map { $0.literal == UInt8(ascii: "/") } ?? true)
    }
  }

  /// Expands the first brace group and recurses; false if braces do not close or there are too many.
  private static func expand(_ bytes: ArraySlice<UInt8>, into output: inout [[UInt8]]) -> Bool {
    var index = bytes.startIndex
    while index < bytes.endIndex {
      switch bytes[index] {
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "}"): return false
      case UInt8(ascii: "{"): return expandGroup(bytes, at: index, into: &output)
      default: index += 1
      }
    }
    output.append(Array(bytes))
    return output.count <= 1000
  }

  private static func expandGroup(
    _ bytes: ArraySlice<UInt8>, at open: Int, into output: inout [[UInt8]]
  ) -> Bool {
    var depth = 0
    var starts = [open + 1]
    var index = open
    var close: Int?
    scan: while index < bytes.endIndex {
      switch bytes[index] {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: ","): if depth == 1 { starts.append(index + 1) }
      case UInt8(ascii: "}"):
        depth -= 1
        if depth == 0 {
          close = index
          break scan
        }
      default: break
      }
      index += 1
    }
    guard let close else { return false }
    starts.append(close + 1)
    for (start, next) in zip(starts, starts.dropFirst()) {
      let choice =
        bytes[bytes.startIndex..<open] + bytes[start..<(next - 1)]
        + bytes[(close + 1)..<bytes.endIndex]
      if !expand(Array(choice)[...], into: &output) { return false }
    }
    return true
  }

  private static func tokens(_ bytes: [UInt8]) -> [Token] {
    var tokens: [Token] = []
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\\") where index + 1 < bytes.count:
        tokens.append(.byte(bytes[index + 1]))
        index += 1
      case UInt8(ascii: "?"): tokens.append(.anyByte)
      case UInt8(ascii: "*"):
        if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "*") {
          tokens.append(.anyPath)
          index += 1
        } else {
          tokens.append(.anySegmentPart)
        }
      default: tokens.append(.byte(bytes[index]))
      }
      index += 1
    }
    return tokens
  }

  /// Matches by keeping the set of reachable pattern positions, so that no pattern costs more than
  /// its length times the path's.
  private static func matches(
    _ tokens: ArraySlice<Token>, _ path: ArraySlice<UInt8>, startsSegment: Bool
  ) -> Bool {
    let slash = UInt8(ascii: "/")
    var reached = [Bool](repeating: false, count: tokens.count + 1)
    var atSegmentStart = startsSegment
    reached[0] = true
    close(&reached, tokens, atSegmentStart: atSegmentStart)
    for byte in path {
      var next = [Bool](repeating: false, count: tokens.count + 1)
      for (index, token) in tokens.enumerated() where reached[index] {
        switch token {
        case .byte(let expected): if expected == byte { next[index + 1] = true }
        case .anyByte: if byte != slash { next[index + 1] = true }
        case .anySegmentPart: if byte != slash { next[index] = true }
        case .anyPath: next[index] = true
        }
      }
      atSegmentStart = byte == slash
      close(&next, tokens, atSegmentStart: atSegmentStart)
      reached = next
    }
    return reached[tokens.count]
  }

  /// Adds the positions that are reached without reading a byte; `**/` also stands for nothing.
  private static func close(
    _ reached: inout [Bool], _ tokens: ArraySlice<Token>, atSegmentStart: Bool
  ) {
    for (index, token) in tokens.enumerated() where reached[index] {
      switch token {
      case .anySegmentPart: reached[index + 1] = true
      case .anyPath:
        reached[index + 1] = true
        if atSegmentStart, index + 1 < tokens.count, tokens[index + 1] == .byte(UInt8(ascii: "/")) {
          reached[index + 2] = true
        }
      default: break
      }
    }
  }
}

/// Why a pattern could not be read.
package struct PathGlobError: Error, Hashable, Sendable {
  /// The reason, a lower-case sentence without a full stop.
  package let reason: String
}
