package import SourceModel

/// A Markdown document as a list of blocks in source order, with the bytes where each stands.
///
/// CommonMark 0.29 with the tables, task lists and struck text of GitHub's dialect. Blocks are flat: a
/// list is its items, each with its depth; what stands inside an item follows it with a greater depth.
package struct MarkdownDocument: Hashable, Sendable {
  /// The front matter between two lines `---` at the document's beginning, without them; nil if it
  /// has none.
  package let frontMatter: SourceRange?
  /// The blocks in source order.
  package let blocks: [Block]
  /// All links and images in source order.
  package let links: [Link]
  /// Why the document, or the rest of it, was not read; nil if it was.
  package let problem: Problem?

  /// Why a document was not read.
  package struct Problem: Hashable, Sendable {
    /// The reason as a sentence: lower case, past tense, no full stop.
    package let message: String
    /// The line at fault, from 1.
    package let line: Int
    /// Where it stands.
    package let range: SourceRange

    /// Makes a problem.
    package init(_ message: String, line: Int, range: SourceRange) {
      self.message = message
      self.line = line
      self.range = range
    }
  }

  /// One block.
  package struct Block: Hashable, Sendable {
    /// What it is.
    package let kind: Kind
    /// Its text without marks, as a reader sees it; code is literal.
    package let text: String
    /// How many items and quotes it stands in.
    package let depth: Int
    /// Its first line, from 1, counted from the file's beginning.
    package let line: Int
    /// Where it stands in the file.
    package let range: SourceRange
    /// What it points to, in source order.
    package let pointers: [Pointer]

    /// Whether it holds a code span or a link.
    package var hasPointer: Bool { !pointers.isEmpty }

    /// Makes a block.
    package init(
      _ kind: Kind, _ text: String, depth: Int, line: Int, range: SourceRange,
      pointers: [Pointer] = []
    ) {
      self.kind = kind
      self.text = text
      self.depth = depth
      self.line = line
      self.range = range
      self.pointers = pointers
    }
  }

  /// Something in a text that names a thing rather than saying something of it.
  package enum Pointer: Hashable, Sendable {
    /// The text of a code span.
    case code(String)
    /// Where a link leads.
    case link(String)
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
    /// A comment of HTML; the text is what it says.
    case comment
    /// Other HTML, without the comments in it.
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

  /// Makes a document of its parts.
  package init(
    frontMatter: SourceRange?, blocks: [Block], links: [Link], problem: Problem? = nil
  ) {
    self.frontMatter = frontMatter
    self.blocks = blocks
    self.links = links
    self.problem = problem
  }
}
