/// A document as it is proposed: sections, in which parts made from facts stand beside places for
/// people.
package struct DocumentDraft: Hashable, Sendable {
  /// The name of its file.
  package let name: String
  /// Its title.
  package let title: String
  /// Its sections in order, subsections behind the section that they belong to.
  package let sections: [Section]

  /// A section, up to the next heading.
  package struct Section: Hashable, Sendable {
    /// Its heading.
    package let heading: String
    /// 2, or 3 for a part of the section before.
    package let level: Int
    /// What stands in it, in order.
    package let parts: [Part]

    /// Proposes a section.
    package init(_ heading: String, level: Int = 2, _ parts: [Part]) {
      self.heading = heading
      self.level = level
      self.parts = parts
    }

    /// The names of the parts that are made from facts.
    var names: [String] {
      parts.compactMap { if case .generated(let name, _) = $0 { name } else { nil } }
    }
  }

  /// A part of a section.
  package enum Part: Hashable, Sendable {
    /// Made from facts, and made again when they change; the name is one of a kind in the document.
    case generated(String, String)
    /// Proposed once, and then theirs.
    case people(String)
  }

  /// Proposes a document.
  package init(name: String, title: String, sections: [Section]) {
    self.name = name
    self.title = title
    self.sections = sections
  }

  /// The whole document where none is.
  package var text: String {
    sections.reduce("# \(title)\n") { $0 + "\n" + $1.text }
  }
}

extension DocumentDraft.Section {
  /// The section with its heading; a line end follows the last line.
  package var text: String {
    parts.reduce(String(repeating: "#", count: level) + " \(heading)\n") { $0 + "\n" + $1.text }
  }
}

extension DocumentDraft.Part {
  /// The part; a line end follows the last line.
  var text: String {
    switch self {
    case .generated(let name, let content): GeneratedPart.text(name, content)
    case .people(let text): text + "\n"
    }
  }
}
