/// The words of a text: letters, digits and all that is no ASCII, without punctuation between.
enum Words {
  /// The words in lower case.
  static func of(_ text: some StringProtocol) -> [String] {
    words(text.utf8, lowercased: true)
  }

  /// The words as they are written.
  static func cased(_ text: some StringProtocol) -> [String] {
    words(text.utf8, lowercased: false)
  }

  /// Whether a byte is a part of a word.
  static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func words(_ text: some Collection<UInt8>, lowercased: Bool) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var skipped = 0
    func isCapital(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
    for byte in text {
      // The dashes, quotes and dots of Unicode begin with this byte.
      if byte == 0xE2 { skipped = 3 }
      if skipped == 0, isWord(byte) {
        word.append(lowercased && isCapital(byte) ? byte + 32 : byte)
        continue
      }
      skipped = max(0, skipped - 1)
      if !word.isEmpty {
        words.append(String(decoding: word, as: UTF8.self))
        word.removeAll(keepingCapacity: true)
      }
    }
    if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
    return words
  }
}
