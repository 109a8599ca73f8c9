internal import Digests
internal import SourceModel

/// A line that a file of allowed signers cannot have.
package struct AllowedSignersFlaw: Hashable, Sendable {
  /// The line, from 1.
  package let line: Int
  /// The column in Unicode scalars, from 1.
  package let column: Int
  /// What is wrong: lower case, no full stop.
  package let message: String
  /// What to do, an imperative sentence.
  package let hint: String
}

/// Why a file of allowed signers could not be read: every flaw, in the order of the lines.
package struct AllowedSignersError: Error, Hashable, Sendable {
  /// At least one.
  package let flaws: [AllowedSignersFlaw]
}

extension AllowedSigners {
  /// Reads a file; one line that is wrong refuses it whole, since a skipped line could be the one
  /// that keeps somebody out.
  package init(_ bytes: [UInt8]) throws(AllowedSignersError) {
    var entries: [Entry] = []
    var flaws: [LocatedFlaw] = []
    let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for (index, line) in bytes[mark...].split(separator: 0x0A, omittingEmptySubsequences: false)
      .enumerated()
    {
      do throws(LocatedFlaw) {
        var reader = SignerLine(line.last == 0x0D ? line.dropLast() : line)
        if let entry = try reader.entry(line: index + 1) { entries.append(entry) }
      } catch {
        flaws.append(error)
      }
    }
    guard flaws.isEmpty else {
      let table = LineTable(bytes)
      throw AllowedSignersError(
        flaws: flaws.map { flaw in
          AllowedSignersFlaw(
            line: table.line(at: flaw.offset), column: table.column(at: flaw.offset),
            message: flaw.message, hint: flaw.hint)
        })
    }
    self.init(entries: entries)
  }
}

/// A flaw at a byte offset of the file.
private struct LocatedFlaw: Error {
  let offset: Int
  let message: String
  let hint: String
}

/// One line of the file, read from its start: `principals [options] type key [comment]`.
private struct SignerLine {
  private var rest: ArraySlice<UInt8>

  init(_ line: ArraySlice<UInt8>) {
    rest = line
  }

  /// Nil for a blank line or a comment.
  mutating func entry(line: Int) throws(LocatedFlaw) -> AllowedSigners.Entry? {
    skipSpace()
    guard let first = rest.first, first != UInt8(ascii: "#") else { return nil }
    if let index = rest.firstIndex(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) {
      throw LocatedFlaw(
        offset: index, message: "the line has a control character",
        hint: "Write one signer per line, as text.")
    }
    let principals = try principals()
    let withoutKey = LocatedFlaw(
      offset: rest.startIndex, message: "the line has no key",
      hint: "Write 'principal ssh-ed25519 AAAA…', as in the file of the public key.")
    if rest.isEmpty { throw withoutKey }
    let options = beginsWithKey ? AllowedSigners.Options() : try readOptions()
    if rest.isEmpty { throw withoutKey }
    return AllowedSigners.Entry(
      line: line, principals: principals, options: options, key: try key())
  }

  private mutating func principals() throws(LocatedFlaw) -> PatternList {
    let offset = rest.startIndex
    let list: PatternList
    if rest.first == UInt8(ascii: "\"") {
      guard let text = quoted() else { throw SignerLine.unclosedQuote(offset) }
      list = PatternList(Name(text))
    } else {
      list = PatternList(Name(word()))
    }
    skipSpace()
    if list.hasGap {
      throw LocatedFlaw(
        offset: offset, message: "a principal is empty",
        hint: "Separate principals by single commas, without spaces.")
    }
    return list
  }

  /// Whether the next word is the type of a key, so that there are no options.
  private var beginsWithKey: Bool {
    let word = Name(rest.prefix { !SignerLine.isSpace($0) })
    let prefixes: [StaticString] = ["ssh-", "ecdsa-", "sk-"]
    return prefixes.contains { word.hasPrefix($0) }
  }

  private mutating func key() throws(LocatedFlaw) -> PublicKey {
    let offset = rest.startIndex
    let type = Name(word())
    skipSpace()
    let blobOffset = rest.startIndex
    let text = String(decoding: word(), as: UTF8.self)
    let hint = "Copy the type and the key from the file of the public key."
    guard !text.isEmpty else {
      throw LocatedFlaw(offset: offset, message: "the key is missing", hint: hint)
    }
    guard let key = Base64.decode(text).flatMap({ PublicKey(blob: $0) }) else {
      throw LocatedFlaw(offset: blobOffset, message: "the key is damaged", hint: hint)
    }
    guard key.type == type else {
      throw LocatedFlaw(
        offset: offset, message: "the key is not of the type '\(type.text)'", hint: hint)
    }
    guard key.isKnown else {
      throw LocatedFlaw(
        offset: offset, message: "'\(type.text)' is not a type of key that OpenSSH has",
        hint: hint)
    }
    return key
  }

  // MARK: Options

  private mutating func readOptions() throws(LocatedFlaw) -> AllowedSigners.Options {
    var options = AllowedSigners.Options()
    let start = rest.startIndex
    var seen: Set<Name> = []
    while true {
      let offset = rest.startIndex
      let name = Name(rest.prefix { !SignerLine.endsOptionName($0) }).asciiLowercased
      rest = rest.dropFirst(name.bytes.count)
      guard seen.insert(name).inserted else {
        throw LocatedFlaw(
          offset: offset, message: "the option '\(name.text)' stands twice",
          hint: "Give each option once.")
      }
      try readOption(name, at: offset, into: &options)
      guard rest.first == UInt8(ascii: ",") else { break }
      rest = rest.dropFirst()
    }
    guard rest.first.map(SignerLine.isSpace) ?? true else {
      throw LocatedFlaw(
        offset: rest.startIndex, message: "something follows an option without a comma",
        hint: "Separate options by commas, without spaces.")
    }
    if let first = options.validAfter, let last = options.validBefore, last <= first {
      throw LocatedFlaw(
        offset: start, message: "'valid-before' is not later than 'valid-after'",
        hint: "Correct the two times.")
    }
    skipSpace()
    return options
  }

  private mutating func readOption(
    _ name: Name, at offset: Int, into options: inout AllowedSigners.Options
  ) throws(LocatedFlaw) {
    switch name {
    case "cert-authority": options.isAuthority = true
    case "namespaces":
      let list = PatternList(Name(try value(of: name, at: offset)))
      if list.hasGap {
        throw LocatedFlaw(
          offset: offset, message: "a namespace is empty",
          hint: "Separate namespaces by single commas, as in namespaces=\"git,file\".")
      }
      options.namespaces = list
    case "valid-after": options.validAfter = try time(of: name, at: offset)
    case "valid-before": options.validBefore = try time(of: name, at: offset)
    default:
      let known = ["cert-authority", "namespaces", "valid-after", "valid-before"]
      let nearest = Spelling.nearest(to: name.text, among: known)
      throw LocatedFlaw(
        offset: offset,
        message: name.isEmpty ? "an option is empty" : "'\(name.text)' is no option of a signer",
        hint: nearest.map { "Did you mean '\($0)'?" }
          ?? "Options are: \(known.joined(separator: ", ")).")
    }
  }

  /// Reads `="value"`.
  private mutating func value(
    of name: Name, at offset: Int
  ) throws(LocatedFlaw) -> ArraySlice<UInt8> {
    guard rest.starts(with: [UInt8(ascii: "="), UInt8(ascii: "\"")]) else {
      throw LocatedFlaw(
        offset: offset, message: "the option '\(name.text)' has no value in double quotes",
        hint: "Write \(name.text)=\"…\".")
    }
    rest = rest.dropFirst()
    let quote = rest.startIndex
    guard let text = quoted() else { throw SignerLine.unclosedQuote(quote) }
    return text
  }

  private mutating func time(of name: Name, at offset: Int) throws(LocatedFlaw) -> Int64 {
    guard let seconds = SignerLine.seconds(try value(of: name, at: offset)) else {
      throw LocatedFlaw(
        offset: offset, message: "the time of '\(name.text)' is none",
        hint: "Write YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, with 'Z' for UTC.")
    }
    return seconds
  }

  /// Seconds since 1970-01-01T00:00:00Z of `YYYYMMDD[HHMM[SS]][Z]`; nil if it is anything else.
  private static func seconds(_ text: ArraySlice<UInt8>) -> Int64? {
    let digits = Array(text.last == UInt8(ascii: "Z") ? text.dropLast() : text)
    guard [8, 12, 14].contains(digits.count),
      digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    func number(_ range: Range<Int>) -> Int {
      digits[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
    let hour = digits.count > 8 ? number(8..<10) : 0
    let minute = digits.count > 8 ? number(10..<12) : 0
    let second = digits.count > 12 ? number(12..<14) : 0
    guard hour < 24, minute < 60, second < 60,
      let date = CalendarDate(year: number(0..<4), month: number(4..<6), day: number(6..<8))
    else { return nil }
    return Int64(date.dayNumber * 86_400 + hour * 3_600 + minute * 60 + second)
  }

  // MARK: Words

  private mutating func skipSpace() {
    rest = rest.drop(while: SignerLine.isSpace)
  }

  private mutating func word() -> ArraySlice<UInt8> {
    let word = rest.prefix { !SignerLine.isSpace($0) }
    rest = rest[word.endIndex...]
    return word
  }

  /// What stands in double quotes, which are next; nil if they do not close.
  private mutating func quoted() -> ArraySlice<UInt8>? {
    let inner = rest.dropFirst()
    guard let close = inner.firstIndex(of: UInt8(ascii: "\"")) else { return nil }
    rest = rest[(close + 1)...]
    return inner[..<close]
  }

  private static func unclosedQuote(_ offset: Int) -> LocatedFlaw {
    LocatedFlaw(
      offset: offset, message: "a double quote does not close",
      hint: "Close it on the same line.")
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func endsOptionName(_ byte: UInt8) -> Bool {
    isSpace(byte) || [UInt8(ascii: "="), UInt8(ascii: ",")].contains(byte)
  }
}
