package import SourceModel

/// A Markdown document as a list of blocks in source order, with the bytes where each stands.
///
/// CommonMark 0.29 with the tables and task lists of GitHub's dialect. Blocks are flat: a list is its
/// items, each with its depth; what stands inside an item follows it with a greater depth.
package struct MarkdownDocument: Hashable, Sendable {
  /// The front matter between two lines `---` at the document's beginning, without them; nil if it
  /// has none.
  package let frontMatter: SourceRange?
  /// The blocks in source order.
  package let blocks: [Block]
  /// All links and images in source order.
  package let links: [Link]

  /// One block.
  package struct Block: Hashable, Sendable {
    /// What it is.
    package let kind: Kind
    /// Its text without marks, as a reader sees it; code is literal.
    package let text: String
    /// How many lists and quotes are around it.
    package let depth: Int
    /// Its first line, from 1, counted from the file's beginning.
    package let line: Int
    /// Where it stands in the file.
    package let range: SourceRange
    /// Whether it holds a code span or a link.
    package let hasPointer: Bool

    /// Makes a block.
    package init(
      _ kind: Kind, _ text: String, depth: Int, line: Int, range: SourceRange, hasPointer: Bool
    ) {
      self.kind = kind
      self.text = text
      self.depth = depth
      self.line = line
      self.range = range
      self.hasPointer = hasPointer
    }
  }

  /// What a block is.
  package enum Kind: Hashable, Sendable {
    /// A heading of a level from 1 to 6.
    case heading(Int)
    case paragraph
    /// An item of a list; whether its box is ticked, if it has one.
    case item(isTicked: Bool?)
    /// A code block with its info string.
    case code(info: String)
    /// The cells of a table's row.
    case row(cells: [String], isHeader: Bool)
    /// A comment of HTML.
    case comment
    /// Other HTML.
    case html
    case rule
  }

  /// A link or an image.
  package struct Link: Hashable, Sendable {
    /// Where it leads.
    package let target: String
    /// What a reader sees.
    package let text: String
    /// Its line, from 1.
    package let line: Int

    /// Makes a link.
    package init(target: String, text: String, line: Int) {
      self.target = target
      self.text = text
      self.line = line
    }
  }

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
  }

  /// Makes a document of its parts.
  package init(frontMatter: SourceRange?, blocks: [Block], links: [Link]) {
    self.frontMatter = frontMatter
    self.blocks = blocks
    self.links = links
  }

  /// All sections in source order, those within others too.
  package var sections: [Section] {
    blocks.enumerated().compactMap { index, block in
      guard case .heading(let level) = block.kind else { return nil }
      let below = blocks[(index + 1)...].prefix { other in
        if case .heading(let otherLevel) = other.kind { return otherLevel > level }
        return true
      }
      return Section(
        title: block.text, level: level, line: block.line, range: block.range,
        blocks: Array(below))
    }
  }
}
