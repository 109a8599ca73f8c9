package import SourceModel

/// What the catalog of a database says about the schema: every object with its definition.
package struct CatalogSnapshot: Hashable, Sendable {
  /// An object, or a part of one.
  package struct Element: Hashable, Sendable, Comparable {
    /// What it is: `table`, `column`, `index`.
    package let kind: Name
    /// Its name, qualified by all that it stands in.
    package let name: Name

    /// Names an object.
    package init(kind: Name, name: Name) {
      self.kind = kind
      self.name = name
    }

    package static func < (a: Element, b: Element) -> Bool {
      (a.name, a.kind) < (b.name, b.kind)
    }
  }

  /// What is known of an object.
  struct Entry: Hashable, Sendable {
    /// The relation or function that it stands in or belongs to; empty if none.
    let owner: Name
    let definition: Name
  }

  /// The kind of the entry that tells a table's order of columns.
  package static let columnOrder: Name = "column order"

  private(set) var entries: [Element: Entry] = [:]

  /// Begins with an empty catalog.
  package init() {}

  /// All objects, in no order.
  package var elements: some Collection<Element> { entries.keys }

  /// Adds an object; the owner is the object that takes it along when it goes, empty if none.
  package mutating func add(_ element: Element, owner: Name, definition: Name) {
    entries[element] = Entry(owner: owner, definition: definition)
  }

  /// How a schema differs from this one, by name and kind.
  ///
  /// Of an object that only one side has, its parts are not named; the order of columns counts only
  /// for tables that have the same columns.
  package func differences(to other: CatalogSnapshot) -> [SchemaDifference] {
    let lost = names(missingIn: other)
    let extra = other.names(missingIn: self)
    var found: [SchemaDifference] = []
    for (element, entry) in entries where !lost.contains(entry.owner) {
      let now = other.entries[element]
      if let now, entry.means(now, as: element.kind) { continue }
      if element.kind == CatalogSnapshot.columnOrder,
        now.map({ !entry.hasSameNames(as: $0) }) ?? true
      {
        continue
      }
      let isOrder = element.isView && now.map { entry.hasSameLines(as: $0) } ?? false
      found.append(
        SchemaDifference(
          kind: isOrder ? CatalogSnapshot.columnOrder : element.kind, name: element.name,
          before: entry.definition, after: now?.definition))
    }
    for (element, entry) in other.entries
    where entries[element] == nil && !extra.contains(entry.owner) {
      if element.kind == CatalogSnapshot.columnOrder { continue }
      found.append(
        SchemaDifference(
          kind: element.kind, name: element.name, before: nil, after: entry.definition))
    }
    return found.sorted()
  }

  /// The names of objects that another schema lacks.
  private func names(missingIn other: CatalogSnapshot) -> Set<Name> {
    let facets: Set<Name> = [CatalogSnapshot.columnOrder, "privileges"]
    return Set(
      entries.keys.lazy.filter { other.entries[$0] == nil && !facets.contains($0.kind) }
        .map(\.name))
  }
}

extension CatalogSnapshot.Element {
  /// Whether it lists columns as its tables have them: of `SELECT *`, the server stores a list.
  fileprivate var isView: Bool { kind == "view" || kind == "materialized view" }
}

extension CatalogSnapshot.Entry {
  /// Whether two definitions say the same.
  fileprivate func means(_ other: CatalogSnapshot.Entry, as kind: Name) -> Bool {
    if definition == other.definition { return true }
    return (kind == "function" || kind == "procedure")
      && definition.withoutLayout == other.definition.withoutLayout
  }

  /// Whether two lists hold the same names.
  fileprivate func hasSameNames(as other: CatalogSnapshot.Entry) -> Bool {
    pieces(by: ",") == other.pieces(by: ",")
  }

  /// Whether two texts hold the same lines, of which the server gives each column one.
  fileprivate func hasSameLines(as other: CatalogSnapshot.Entry) -> Bool {
    pieces(by: "\n") == other.pieces(by: "\n")
  }

  /// The parts between separators, without blanks and commas around them, sorted.
  private func pieces(by separator: Unicode.Scalar) -> [Name] {
    let edges: Set<UInt8> = [0x20, UInt8(ascii: ","), UInt8(ascii: ";")]
    return definition.bytes.split(separator: UInt8(ascii: separator)).map { piece in
      let start = piece.drop { edges.contains($0) }
      guard let end = start.lastIndex(where: { !edges.contains($0) }) else { return "" }
      return Name(start[...end])
    }.sorted()
  }
}

/// How one object of two schemas differs.
package struct SchemaDifference: Hashable, Sendable, Comparable {
  /// What it is: `table`, `column`, `index`.
  package let kind: Name
  /// Its name, qualified by all that it stands in.
  package let name: Name
  /// What it was; nil if it was not there.
  package let before: Name?
  /// What it is; nil if it is not there any more.
  package let after: Name?

  /// States a difference; one of the two is there.
  package init(kind: Name, name: Name, before: Name?, after: Name?) {
    self.kind = kind
    self.name = name
    self.before = before
    self.after = after
  }

  /// Whether only the order of a table's columns differs.
  package var isColumnOrder: Bool { kind == CatalogSnapshot.columnOrder }

  package static func < (a: SchemaDifference, b: SchemaDifference) -> Bool {
    CatalogSnapshot.Element(kind: a.kind, name: a.name)
      < CatalogSnapshot.Element(kind: b.kind, name: b.name)
  }
}
