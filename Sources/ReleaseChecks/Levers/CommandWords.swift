import SourceModel

/// The words of shell commands, as a shell would split them, without running anything.
///
/// What only a run can tell, such as a variable, stays in its word, which then is not literal.
struct CommandWords {
  /// A word of a command.
  struct Word: Hashable {
    /// The word without its quotes.
    var text = Name("")
    /// Whether it says all that the command gets: no variable, no substitution, no pattern.
    var isLiteral = true
    /// Where it begins in the text, in bytes.
    var offset = 0
  }

  /// The words of each simple command, in order; the program comes first.
  private(set) var commands: [[Word]] = []

  private let bytes: [UInt8]
  private var position = 0
  private var words: [Word] = []

  /// Splits a text.
  init(_ text: String) {
    bytes = Array(text.utf8)
    while position < bytes.count { step() }
    endCommand()
  }

  private var next: UInt8? { position + 1 < bytes.count ? bytes[position + 1] : nil }

  private mutating func step() {
    switch bytes[position] {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
    case UInt8(ascii: "\\") where next == UInt8(ascii: "\n"): position += 2
    case UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "&"), UInt8(ascii: "|"),
      UInt8(ascii: "("), UInt8(ascii: ")"):
      endCommand()
      position += 1
    case UInt8(ascii: "#"): skipLine()
    case UInt8(ascii: "<"), UInt8(ascii: ">"): skipRedirection()
    default:
      let word = readWord()
      // The number of a redirected stream is no word.
      let isStream =
        position < bytes.count && [UInt8(ascii: "<"), UInt8(ascii: ">")].contains(bytes[position])
        && word.text.bytes.allSatisfy { (0x30...0x39).contains($0) }
      if !isStream { words.append(word) }
    }
  }

  private mutating func endCommand() {
    // Assignments before a program are no words of it.
    let command = words.drop { $0.text.isAssignment }
    if !command.isEmpty { commands.append(Array(command)) }
    words = []
  }

  private mutating func skipLine() {
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
  }

  /// Passes a redirection with its target, or the text that stands below it.
  private mutating func skipRedirection() {
    let isHere = bytes[position...].starts(with: "<<".utf8)
    let isHereWord = bytes[position...].starts(with: "<<<".utf8)
    while position < bytes.count, "<>&-".utf8.contains(bytes[position]) { position += 1 }
    while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
    guard position < bytes.count, !CommandWords.endsWord(bytes[position]) else { return }
    let target = readWord()
    if isHere, !isHereWord { skipText(until: target.text) }
  }

  private mutating func skipText(until end: Name) {
    skipLine()
    while position < bytes.count {
      position += 1
      let start = position
      skipLine()
      if bytes[start..<position].drop(while: { $0 == UInt8(ascii: "\t") })
        .elementsEqual(end.bytes)
      {
        return
      }
    }
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    " \t\r\n;&|()<>".utf8.contains(byte)
  }

  private mutating func readWord() -> Word {
    var word = Word(offset: position)
    var text: [UInt8] = []
    while position < bytes.count, !CommandWords.endsWord(bytes[position]) {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "'"): readQuoted(until: byte, into: &text)
      case UInt8(ascii: "\""):
        if readQuoted(until: byte, into: &text) { word.isLiteral = false }
      case UInt8(ascii: "\\"):
        if let next, next != UInt8(ascii: "\n") { text.append(next) }
        position = min(position + 2, bytes.count)
      case UInt8(ascii: "$"), UInt8(ascii: "`"):
        word.isLiteral = false
        readSubstitution(into: &text)
      case UInt8(ascii: "*"), UInt8(ascii: "?"):
        // No file is named like the address of a page.
        if !text.starts(with: "http".utf8) { word.isLiteral = false }
        text.append(byte)
        position += 1
      default:
        text.append(byte)
        position += 1
      }
    }
    word.text = Name(text)
    return word
  }

  /// Reads what stands in quotes; tells whether it holds what only a run can tell.
  @discardableResult private mutating func readQuoted(
    until quote: UInt8, into text: inout [UInt8]
  ) -> Bool {
    var isOpen = false
    position += 1
    while position < bytes.count, bytes[position] != quote {
      let byte = bytes[position]
      if quote == UInt8(ascii: "\""), byte == UInt8(ascii: "\\"), let next {
        text.append(next)
        position += 2
        continue
      }
      if byte == UInt8(ascii: "$") || byte == UInt8(ascii: "`") { isOpen = true }
      text.append(byte)
      position += 1
    }
    position = min(position + 1, bytes.count)
    return isOpen
  }

  /// Passes `$NAME`, `${…}`, `$(…)` or what stands between grave accents.
  private mutating func readSubstitution(into text: inout [UInt8]) {
    let opening = bytes[position]
    text.append(opening)
    position += 1
    if opening == UInt8(ascii: "`") {
      while position < bytes.count, bytes[position] != opening { position += 1 }
      position = min(position + 1, bytes.count)
      return
    }
    guard position < bytes.count, "({".utf8.contains(bytes[position]) else { return }
    var depth = 0
    while position < bytes.count {
      if "({".utf8.contains(bytes[position]) { depth += 1 }
      if ")}".utf8.contains(bytes[position]) { depth -= 1 }
      position += 1
      if depth == 0 { return }
    }
  }
}

extension Name {
  /// Whether the word is `NAME=value`.
  fileprivate var isAssignment: Bool {
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")), equals > 0 else { return false }
    return bytes[..<equals].allSatisfy { $0 == UInt8(ascii: "_") || $0.isLetterOrDigit }
  }

  /// The name's bytes from an offset on.
  func dropFirst(_ count: Int) -> Name { Name(bytes.dropFirst(count)) }

  /// What stands before and behind the first byte of a kind; nil if there is none.
  func split(at byte: UInt8) -> (before: Name, behind: Name)? {
    bytes.firstIndex(of: byte).map { (Name(bytes[..<$0]), Name(bytes[($0 + 1)...])) }
  }

  /// The number that the name spells; nil if it spells none.
  var number: Int? { Int(text) }
}

extension UInt8 {
  /// Whether it is a letter or a digit of ASCII.
  var isLetterOrDigit: Bool {
    (0x30...0x39).contains(self) || (0x61...0x7A).contains(self | 0x20)
  }
}
