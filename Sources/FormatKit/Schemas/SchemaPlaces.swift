import DataTrees
package import SourceModel

/// A place of a contract where schemas stand that apply together.
package struct SchemaPlace: Hashable, Sendable {
  /// The schemas; none where one could stand and does not.
  package let schemas: [NodeRef]
  /// What holds them.
  package let holder: NodeRef

  /// Names a place.
  package init(_ schemas: [NodeRef], in holder: NodeRef) {
    self.schemas = schemas
    self.holder = holder
  }

  /// What stands for the place in reports.
  package var node: NodeRef { schemas.first ?? holder }
}

extension SchemaDocuments {
  /// The places one step inside another, by the step's name as changes spell it; several if the
  /// name can be read in several ways.
  ///
  /// References and `allOf` branches are followed as by the comparison. Properties, entries and
  /// alternatives are there if they are described; what a keyword such as `items` speaks of is
  /// always there.
  package func places(inside place: SchemaPlace, named step: Name) -> [SchemaPlace] {
    if place.schemas.isEmpty { return [] }
    let form = SchemaForm(place.schemas, in: self)
    var found: [SchemaPlace] = []
    if let property = PropertyTable(form, self).properties[step] {
      found.append(SchemaPlace(property.schemas, in: property.required ?? place.node))
    }
    if step == "[]" { found.append(SchemaPlace(ArrayShape(form, self).rest, in: place.node)) }
    guard step.bytes.count > 2, step.hasPrefix("("), step.hasSuffix(")") else { return found }
    let word = Name(step.bytes.dropFirst().dropLast())
    return found + places(inside: form, of: place, behind: word)
  }

  /// The places behind a step in brackets.
  private func places(
    inside form: SchemaForm, of place: SchemaPlace, behind word: Name
  ) -> [SchemaPlace] {
    var found: [SchemaPlace] = []
    func add(_ schemas: [NodeRef]?) {
      if let schemas { found.append(SchemaPlace(schemas, in: place.node)) }
    }
    if let keyword = SchemaKeyword(rawValue: word.text), keyword.content == .schema {
      add(form.entries(keyword).map(\.value).filter { documents.bool(of: $0) == nil })
    }
    if let number = word.dropping("item ").flatMap({ Int($0.text) }) {
      let prefix = ArrayShape(form, self).prefix
      if number > 0, number <= prefix.count { add([prefix[number - 1]]) }
    }
    if let name = word.quoted(behind: "dependentRequired") {
      add(form.dependencies(self)[name].map { $0.values.sorted(by: precedes) })
    }
    for keyword in [SchemaKeyword.patternProperties, .dependentSchemas] {
      let map = form.schemaMap(keyword, self)
      // Where a schema is equal on both sides, its comparison names the entry alone.
      add(word.quoted(behind: keyword.rawValue).flatMap { map[$0] } ?? map[word])
    }
    var groups = form.alternatives(self, evenSimple: true).map(\.branches)
    // A schema that becomes one of several alternatives is compared as a list of one.
    if !form.hasAlternatives(self) { groups.append(place.schemas) }
    for branches in groups {
      for branch in branches where label(of: branch, among: branches) == word { add([branch]) }
    }
    return found
  }

  private func precedes(_ a: NodeRef, _ b: NodeRef) -> Bool {
    a.document != b.document ? a.document < b.document : a.node < b.node
  }

  /// The announcement of the end of what stands at a place; nil if there is none.
  package func announcement(at place: SchemaPlace) -> ElementLife.Announcement? {
    if place.schemas.isEmpty { return nil }
    let form = SchemaForm(place.schemas, in: self)
    let mark = form.entries(.deprecated).first { documents.bool(of: $0.value) == true }
    let sunset = form.first(.sunset)
    guard let spot = mark ?? sunset else { return nil }
    return ElementLife.Announcement(
      documents.spot(of: spot.value),
      sunset: sunset.flatMap { documents.string(of: $0.value) }.flatMap { CalendarDate($0.text) })
  }
}

extension Name {
  /// What stands in quotes behind a word and a blank.
  fileprivate func quoted(behind word: String) -> Name? {
    let start = Array((word + " '").utf8)
    guard bytes.count > start.count, bytes.starts(with: start), hasSuffix("'") else { return nil }
    return Name(bytes[start.count...].dropLast())
  }
}
