package import SourceModel

extension MarkdownDocument {
  /// A heading with all that stands below it, up to the next heading of its level or above.
  package struct Section: Hashable, Sendable {
    /// The heading's text.
    package let title: String
    /// The heading's level, from 1 to 6.
    package let level: Int
    /// The heading's line, from 1.
    package let line: Int
    /// The heading's place.
    package let range: SourceRange
    /// What stands below it, subsections included.
    package let blocks: [Block]
    /// The place of the section that it is a part of among all sections; nil if it is part of none.
    package let parent: Int?
  }

  /// All sections in source order, those within others too.
  package var sections: [Section] {
    var sections: [Section] = []
    // The sections that are open, outermost first, by their place in the list.
    var open: [(section: Int, level: Int)] = []
    for (index, block) in blocks.enumerated() {
      guard case .heading(let level) = block.kind else { continue }
      while let last = open.last, last.level >= level { open.removeLast() }
      let below = blocks[(index + 1)...].prefix { other in
        if case .heading(let otherLevel) = other.kind { return otherLevel > level }
        return true
      }
      open.append((sections.count, level))
      sections.append(
        Section(
          title: block.text, level: level, line: block.line, range: block.range,
          blocks: Array(below), parent: open.dropLast().last?.section))
    }
    return sections
  }

  /// The anchors that a link may name behind `#`: those that GitHub gives to headings, and the names
  /// that the document's HTML gives.
  package var anchors: Set<String> {
    var anchors: Set<String> = []
    var seen: [String: Int] = [:]
    for block in blocks {
      switch block.kind {
      case .heading:
        let anchor = MarkdownDocument.anchor(of: block.text)
        let count = seen[anchor, default: 0]
        seen[anchor] = count + 1
        anchors.insert(count == 0 ? anchor : "\(anchor)-\(count)")
      default: break
      }
      if block.text.utf8.contains(UInt8(ascii: "<")) {
        anchors.formUnion(MarkdownDocument.namedAnchors(in: block.text))
      }
    }
    return anchors
  }

  /// The anchor of a heading: lower case, without punctuation, with hyphens for spaces.
  package static func anchor(of heading: String) -> String {
    var anchor = String.UnicodeScalarView()
    for scalar in heading.lowercased().unicodeScalars {
      if scalar == " " {
        anchor.append("-")
      } else if scalar == "-" || scalar == "_" || scalar.properties.isAlphabetic
        || scalar.properties.numericType != nil
        || scalar.properties.generalCategory == .nonspacingMark
      {
        anchor.append(scalar)
      }
    }
    return String(anchor)
  }

  /// The values of `id` and `name` in HTML.
  private static func namedAnchors(in html: String) -> [String] {
    let bytes = Array(html.utf8)
    var found: [String] = []
    for key in ["id=\"", "name=\"", "id='", "name='"] {
      let key = Array(key.utf8)
      var index = 0
      while index + key.count < bytes.count {
        guard bytes[index..<(index + key.count)].elementsEqual(key) else {
          index += 1
          continue
        }
        let start = index + key.count
        let end = bytes[start...].firstIndex(of: key[key.count - 1]) ?? bytes.count
        found.append(String(decoding: bytes[start..<end], as: UTF8.self))
        index = end
      }
    }
    return found
  }
}
