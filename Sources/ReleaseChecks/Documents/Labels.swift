/// Texts of the form `Action: … Evidence: …`.
enum Labels {
  /// What stands behind each label of a text, up to the next one, without white space around it.
  ///
  /// Labels are found whatever the case of their ASCII letters, at the begin of words, before a colon;
  /// of several with one name the first counts. Marks of emphasis are no part of a text here.
  static func values(of labels: [String], in text: String) -> [String: String] {
    let bytes = Array(text.utf8)
    var found: [(label: String, start: Int, value: Int)] = []
    var index = 0
    while index < bytes.count {
      let isBegin = index == 0 || !Words.isWord(bytes[index - 1])
      let hit = isBegin ? labels.lazy.compactMap { at(index, $0, in: bytes) }.first : nil
      if let hit { found.append((hit.label, index, hit.end)) }
      index = hit?.end ?? index + 1
    }
    var values: [String: String] = [:]
    for (position, hit) in found.enumerated() where values[hit.label] == nil {
      let end = position + 1 < found.count ? found[position + 1].start : bytes.count
      var value = bytes[hit.value..<end]
      while let first = value.first, first <= 0x20 { value.removeFirst() }
      while let last = value.last, last <= 0x20 { value.removeLast() }
      values[hit.label] = String(decoding: value, as: UTF8.self)
    }
    return values
  }

  /// Where the value of a label begins that stands at an index.
  private static func at(
    _ index: Int, _ label: String, in bytes: [UInt8]
  ) -> (label: String, end: Int)? {
    var end = index
    for byte in label.utf8 {
      guard end < bytes.count, bytes[end] | 0x20 == byte | 0x20 else { return nil }
      end += 1
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: ":") else { return nil }
    return (label, end + 1)
  }
}
