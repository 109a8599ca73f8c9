/// Addresses that stand in a text without marks around them.
enum BareAddresses {
  /// The addresses in source order, without the punctuation that ends a sentence.
  ///
  /// - Parameter marked: Parts to pass over, in the order of their ends.
  static func found(in text: [UInt8], outside marked: [Range<Int>]) -> [String] {
    var found: [String] = []
    var index = 0
    var mark = 0
    while let colon = text[index...].firstIndex(of: UInt8(ascii: ":")) {
      index = colon + 1
      guard text[index...].starts(with: "//".utf8), let start = scheme(in: text, before: colon)
      else { continue }
      while mark < marked.count, marked[mark].upperBound <= start { mark += 1 }
      if mark < marked.count, marked[mark].contains(start) { continue }
      var end = text[colon...].firstIndex { $0 <= 0x20 || $0 == UInt8(ascii: "<") } ?? text.count
      while end > index + 2, ".,;:!?)'\"*_~".utf8.contains(text[end - 1]) { end -= 1 }
      index = max(index, end)
      if end > colon + 3 { found.append(String(decoding: text[start..<end], as: UTF8.self)) }
    }
    return found
  }

  private static func scheme(in text: [UInt8], before colon: Int) -> Int? {
    for scheme in ["https", "http"]
    where text[..<colon].suffix(scheme.utf8.count)
      .elementsEqual(scheme.utf8)
    {
      return colon - scheme.utf8.count
    }
    return nil
  }
}

/// The comments of a block of HTML.
enum HTMLComments {
  /// What the comments say, and what stands beside them.
  static func separated(
    _ html: UnsafeBufferPointer<UInt8>
  ) -> (comments: [UInt8], rest: [UInt8]) {
    let (open, close) = (Array("<!--".utf8), Array("-->".utf8))
    var comments: [UInt8] = []
    var rest: [UInt8] = []
    var index = 0
    while let start = html.firstIndex(of: open, from: index) {
      rest += html[index..<start]
      let body = start + open.count
      let end = html.firstIndex(of: close, from: body) ?? html.count
      if !comments.isEmpty { comments.append(0x0A) }
      comments += html[body..<end]
      // An empty comment is still one.
      if comments.isEmpty { comments.append(0x20) }
      index = min(end + close.count, html.count)
    }
    return (comments, rest + html[index...])
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Where some bytes stand first, at or behind an index.
  fileprivate func firstIndex(of needle: [UInt8], from start: Int) -> Int? {
    var index = start
    while index + needle.count <= count {
      guard let next = self[index...].firstIndex(of: needle[0]) else { return nil }
      if self[next...].starts(with: needle) { return next }
      index = next + 1
    }
    return nil
  }
}
