/// A token of SQL: what it is and where it stands.
struct Token: Hashable {
  /// What a token is.
  enum Kind: UInt8 {
    /// A keyword or a name without quotes.
    case word
    /// A name in double quotes.
    case quotedWord
    /// A string in single quotes, with or without a prefix.
    case string
    /// A string in dollars.
    case dollarString
    case number
    /// `$1`.
    case parameter
    /// A run of operator characters.
    case symbol
    /// One of `( ) [ ] , ; .` and `:`, `::`, `:=`.
    case punctuation
    /// A placeholder of a template: `{{ … }}`, `${…}`, `{name}`.
    case placeholder
    /// An order to a template, as `{{ if … }}`, which stands for no text of its own.
    case directive
  }

  let kind: Kind
  let start: UInt32
  let end: UInt32

  init(_ kind: Kind, _ start: Int, _ end: Int) {
    self.kind = kind
    self.start = UInt32(clamping: start)
    self.end = UInt32(clamping: end)
  }

  /// The offsets as indices.
  var range: Range<Int> { Int(start)..<Int(end) }
}

/// What a byte can be part of.
enum ByteClass {
  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  @inline(__always)
  static func startsWord(_ byte: UInt8) -> Bool {
    (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
      || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  @inline(__always)
  static func continuesWord(_ byte: UInt8) -> Bool {
    startsWord(byte) || isDigit(byte) || byte == UInt8(ascii: "$")
  }

  static func isSymbol(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"),
      UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "~"),
      UInt8(ascii: "!"), UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "%"),
      UInt8(ascii: "^"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "`"),
      UInt8(ascii: "?"):
      true
    default: false
    }
  }

  @inline(__always)
  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }

  @inline(__always)
  static func uppercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte & 0xDF : byte
  }
}
