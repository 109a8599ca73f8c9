package import SourceModel

/// Patterns of names, separated by commas, as OpenSSH has them (ssh_config, PATTERNS).
///
/// `*` stands for any bytes and `?` for one; a name that fits a pattern after `!` does not fit the
/// list.
package struct PatternList: Hashable, Sendable {
  /// The patterns as they were written.
  package let text: Name

  /// Takes the patterns as they are.
  package init(_ text: Name) {
    self.text = text
  }

  /// Whether a name fits.
  package func matches(_ name: Name) -> Bool {
    var fits = false
    for pattern in text.bytes.split(separator: UInt8(ascii: ",")) {
      let isNegated = pattern.first == UInt8(ascii: "!")
      guard PatternList.matches(isNegated ? pattern.dropFirst() : pattern, name.bytes[...]) else {
        continue
      }
      if isNegated { return false }
      fits = true
    }
    return fits
  }

  /// Whether the list has an empty pattern, which nothing fits.
  var hasGap: Bool {
    text.bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      .contains { $0.isEmpty || $0.elementsEqual([UInt8(ascii: "!")]) }
  }

  /// Lets only the last `*` give up bytes, so that no pattern costs more than the product of the
  /// lengths.
  private static func matches(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
    var (p, n) = (pattern.startIndex, name.startIndex)
    var retry: (pattern: Int, name: Int)?
    while n < name.endIndex {
      if p < pattern.endIndex, pattern[p] == UInt8(ascii: "*") {
        retry = (p + 1, n)
        p += 1
      } else if p < pattern.endIndex, pattern[p] == UInt8(ascii: "?") || pattern[p] == name[n] {
        p += 1
        n += 1
      } else if let last = retry {
        retry = (last.pattern, last.name + 1)
        (p, n) = (last.pattern, last.name + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
