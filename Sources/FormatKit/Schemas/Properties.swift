import DataTrees
import ReleaseModel
package import SourceModel

/// The properties of one form, by name.
struct PropertyTable {
  /// What a form says of one property.
  struct Property {
    var schemas: [NodeRef] = []
    var vias: [NodeRef?] = []
    /// Where `required` names it.
    var required: NodeRef?
    var requiredVias: [NodeRef?] = []
  }

  private(set) var properties: [Name: Property] = [:]
  /// Names in source order, the ones that only `required` knows last.
  private(set) var names: [Name] = []

  init(_ form: SchemaForm, _ side: SchemaDocuments) {
    for entry in form.entries where entry.keyword == .properties {
      for (name, schema) in side.documents.members(of: entry.value) {
        update(name) {
          $0.schemas.append(schema)
          $0.vias.append(entry.via)
        }
      }
    }
    for entry in form.entries where entry.keyword == .required {
      for item in side.documents.items(of: entry.value) {
        guard let name = side.documents.string(of: item) else { continue }
        update(name) {
          $0.required = $0.required ?? item
          $0.requiredVias.append(entry.via)
        }
      }
    }
  }

  private mutating func update(_ name: Name, _ body: (inout Property) -> Void) {
    if properties[name] == nil { names.append(name) }
    body(&properties[name, default: Property()])
  }
}

extension SchemaDocuments {
  /// Whether a schema names a property; false if there is no schema.
  package func namesProperty(_ name: Name, in schema: NodeRef?) -> Bool {
    guard let schema else { return false }
    return PropertyTable(SchemaForm([schema], in: self), self).properties[name] != nil
  }
}

extension SchemaComparer {
  /// Compares properties, their presence and their direction.
  mutating func compareProperties(_ pair: inout FormPair) {
    let tableBefore = PropertyTable(pair.before, before)
    let tableAfter = PropertyTable(pair.after, after)
    var removed: [Name] = []
    var added: [Name] = []
    for name in tableBefore.names {
      guard let x = tableBefore.properties[name] else { continue }
      guard let y = tableAfter.properties[name] else {
        if mustCompare(&pair, name, x, nil) { removed.append(name) }
        continue
      }
      compareProperty(&pair, name, x, y)
    }
    for name in tableAfter.names where tableBefore.properties[name] == nil {
      guard let y = tableAfter.properties[name] else { continue }
      if mustCompare(&pair, name, nil, y) { added.append(name) }
    }
    // Closed objects judge what goes and what comes apart: they have rules of their own.
    if refusesOthers(pair.before, before) == nil, refusesOthers(pair.after, after) == nil {
      claimRenames(&removed, &added, tableBefore, tableAfter)
    }
    for name in removed { noteRemoved(pair, name, tableBefore, tableAfter) }
    for name in added { noteAdded(pair, name, tableBefore, tableAfter) }
    compareAdditional(&pair)
  }

  private func mustCompare(
    _ pair: inout FormPair, _ name: Name, _ x: PropertyTable.Property?,
    _ y: PropertyTable.Property?
  ) -> Bool {
    pair.mustCompare(
      FormPair.aspect(ofProperty: name), (x?.vias ?? []) + (x?.requiredVias ?? []),
      (y?.vias ?? []) + (y?.requiredVias ?? []))
  }

  // MARK: Kept

  private mutating func compareProperty(
    _ pair: inout FormPair, _ name: Name, _ x: PropertyTable.Property, _ y: PropertyTable.Property
  ) {
    guard mustCompare(&pair, name, x, y) else { return }
    let readOnly = (isSet(.readOnly, x.schemas, before), isSet(.readOnly, y.schemas, after))
    let writeOnly = (isSet(.writeOnly, x.schemas, before), isSet(.writeOnly, y.schemas, after))
    let mask = mask(readOnly: readOnly.0 && readOnly.1, writeOnly: writeOnly.0 && writeOnly.1)
    let spots = (x.schemas.first, y.schemas.first)
    if (x.required == nil) != (y.required == nil) {
      let places = (
        x.required ?? spots.0 ?? pair.holders.before,
        y.required ?? spots.1 ?? pair.holders.after
      )
      let isRequired = y.required != nil
      note(
        isRequired ? rules.properties.becameRequired : rules.properties.becameOptional,
        "property '\(name)' became \(isRequired ? "required" : "optional")",
        aspect: FormPair.aspect(ofProperty: name), places,
        values: (isRequired ? "optional" : "required", isRequired ? "required" : "optional"),
        mask: mask, at: .property(name))
    }
    switch (x.schemas.isEmpty, y.schemas.isEmpty) {
    case (true, true): break
    case (true, false):
      noteIntroduced(y.schemas, name.text, holders: pair.holders, at: .property(name))
    case (false, true):
      noteLifted(x.schemas, name.text, holders: pair.holders, at: .property(name))
    case (false, false):
      noteDirection(name, readOnly, writeOnly, isRequired: y.required != nil, spots)
      let start = graph.factCount
      step(.property(name), x.schemas, y.schemas, mask: mask)
      // The direction is written in the schema: nothing else may have changed there.
      if readOnly != (readOnly.1, readOnly.0) || writeOnly != (writeOnly.1, writeOnly.0),
        graph.factCount == start + 1, graph.lastRule == rules.notation.notationChanged.id
      {
        graph.withdrawFacts(from: start)
      }
    }
  }

  private func isSet(
    _ keyword: SchemaKeyword, _ schemas: [NodeRef], _ side: SchemaDocuments
  ) -> Bool {
    schemas.contains { side.isSet(keyword, on: $0) }
  }

  /// Whether the end of a property was announced at `before`: by deprecation, or by a sunset alone.
  private func isAnnounced(_ schemas: [NodeRef]) -> Bool {
    isSet(.deprecated, schemas, before)
      || SchemaForm(schemas, in: before).first(.sunset) != nil
  }

  /// A read-only property is never accepted and a write-only one never returned.
  private func mask(readOnly: Bool, writeOnly: Bool) -> PositionSet {
    switch (readOnly, writeOnly) {
    case (true, false): .returned
    case (false, true): .accepted
    default: .both
    }
  }

  private mutating func noteDirection(
    _ name: Name, _ readOnly: (Bool, Bool), _ writeOnly: (Bool, Bool), isRequired: Bool,
    _ spots: (NodeRef?, NodeRef?)
  ) {
    func state(_ only: Bool, _ word: String) -> Name { only ? Name(word) : "" }
    let aspect = FormPair.aspect(ofProperty: name)
    if readOnly.0 != readOnly.1 {
      let rule =
        readOnly.1
        ? rules.properties.becameReadOnly
        : isRequired
          ? rules.properties.requiredBecameWritable : rules.properties.becameWritable
      note(
        rule, "property '\(name)' \(readOnly.1 ? "became read-only" : "is no longer read-only")",
        aspect: aspect, spots,
        values: (state(readOnly.0, "readOnly"), state(readOnly.1, "readOnly")),
        at: .property(name))
    }
    if writeOnly.0 != writeOnly.1 {
      let rule =
        !writeOnly.1
        ? rules.properties.becameReadable
        : isRequired
          ? rules.properties.requiredBecameWriteOnly : rules.properties.becameWriteOnly
      note(
        rule,
        "property '\(name)' \(writeOnly.1 ? "became write-only" : "is no longer write-only")",
        aspect: aspect, spots,
        values: (state(writeOnly.0, "writeOnly"), state(writeOnly.1, "writeOnly")),
        at: .property(name))
    }
  }

  // MARK: Removed and added

  private mutating func noteRemoved(
    _ pair: FormPair, _ name: Name, _ tableBefore: PropertyTable, _ tableAfter: PropertyTable
  ) {
    guard let x = tableBefore.properties[name] else { return }
    let isRequired = x.required != nil
    let isRefused = refusesOthers(pair.after, after) != nil
    let rule =
      switch (isRequired, isRefused) {
      case (false, false): rules.properties.removed
      case (true, false): rules.properties.requiredRemoved
      case (false, true): rules.properties.refused
      case (true, true): rules.properties.requiredRefused
      }
    if x.schemas.isEmpty {
      // Only `required` named it: nothing but the demand is gone.
      note(
        rules.properties.becameOptional, "property '\(name)' became optional",
        aspect: FormPair.aspect(ofProperty: name), (x.required, pair.holders.after),
        values: ("required", "optional"), at: .property(name))
      return
    }
    let mask = mask(
      readOnly: isSet(.readOnly, x.schemas, before), writeOnly: isSet(.writeOnly, x.schemas, before)
    )
    note(
      rule, "\(isRequired ? "required " : "")property '\(name)' was removed",
      aspect: FormPair.aspect(ofProperty: name), (x.schemas.first, nil),
      values: (valueText(x.schemas, before), ""),
      announced: isAnnounced(x.schemas), mask: mask, at: .property(name))
  }

  private mutating func noteAdded(
    _ pair: FormPair, _ name: Name, _ tableBefore: PropertyTable, _ tableAfter: PropertyTable
  ) {
    guard let y = tableAfter.properties[name] else { return }
    let isRequired = y.required != nil
    if y.schemas.isEmpty {
      note(
        rules.properties.becameRequired, "property '\(name)' became required",
        aspect: FormPair.aspect(ofProperty: name), (pair.holders.before, y.required),
        values: ("optional", "required"), at: .property(name))
      return
    }
    let wasRefused = refusesOthers(pair.before, before) != nil
    let rule =
      switch (isRequired, wasRefused) {
      case (false, false): rules.properties.added
      case (true, false): rules.properties.requiredAdded
      case (false, true): rules.properties.admitted
      case (true, true): rules.properties.requiredAdmitted
      }
    let mask = mask(
      readOnly: isSet(.readOnly, y.schemas, after), writeOnly: isSet(.writeOnly, y.schemas, after))
    note(
      rule, "\(isRequired ? "required" : "optional") property '\(name)' was added",
      aspect: FormPair.aspect(ofProperty: name), (nil, y.schemas.first),
      values: ("", valueText(y.schemas, after)), mask: mask, at: .property(name))
  }

  private func valueText(_ schemas: [NodeRef], _ side: SchemaDocuments) -> Name {
    schemas.first.map { side.documents.canonical($0) } ?? ""
  }

  /// Where a form refuses properties that it does not name; nil if it admits them.
  func refusesOthers(_ form: SchemaForm, _ side: SchemaDocuments) -> NodeRef? {
    form.entries.first {
      ($0.keyword == .additionalProperties || $0.keyword == .unevaluatedProperties)
        && side.documents.bool(of: $0.value) == false
    }?.value
  }

  // MARK: Renamed

  /// Reads the one removed and the one added property with the same schema as a rename, if their
  /// names or descriptions tell that they are the same thing.
  ///
  /// A rename is as grave as the removal and the addition that it explains. The end of a deprecated
  /// property was announced, so that it is told as such.
  private mutating func claimRenames(
    _ removed: inout [Name], _ added: inout [Name], _ tableBefore: PropertyTable,
    _ tableAfter: PropertyTable
  ) {
    guard !removed.isEmpty, !added.isEmpty else { return }
    for name in removed {
      guard let x = tableBefore.properties[name], x.schemas.count == 1,
        !isAnnounced(x.schemas)
      else { continue }
      let twins = added.filter { other in
        guard let y = tableAfter.properties[other], y.schemas.count == 1 else { return false }
        return (x.required == nil) == (y.required == nil)
          && DocumentSet.equal(before.documents, x.schemas[0], after.documents, y.schemas[0])
      }
      guard twins.count == 1, let twin = twins.first,
        let y = tableAfter.properties[twin],
        isSameThing(name, twin, x.schemas[0])
      else { continue }
      removed.removeAll { $0 == name }
      added.removeAll { $0 == twin }
      note(
        x.required == nil ? rules.properties.renamed : rules.properties.requiredRenamed,
        "property '\(name)' was renamed to '\(twin)'",
        aspect: FormPair.aspect(ofProperty: name), (x.schemas[0], y.schemas[0]),
        values: (name, twin),
        mask: mask(
          readOnly: isSet(.readOnly, x.schemas, before),
          writeOnly: isSet(.writeOnly, x.schemas, before)),
        at: .property(twin, was: name))
      // What the two refer to is still compared.
      step(.property(twin, was: name), x.schemas, y.schemas)
    }
  }

  /// Whether two names with equal schemas mean one thing: the same letters in another case or with
  /// other separators, or a description that both carry.
  private func isSameThing(_ name: Name, _ other: Name, _ schema: NodeRef) -> Bool {
    func letters(_ name: Name) -> String {
      String(name.text.lowercased().filter { $0.isLetter || $0.isNumber })
    }
    if letters(name) == letters(other) { return true }
    guard let description = before.documents.string(of: schema, "description") else { return false }
    return description.bytes.count >= 16
  }
}
