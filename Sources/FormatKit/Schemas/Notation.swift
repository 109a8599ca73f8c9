import DataTrees
package import ReleaseModel
package import SourceModel

/// What can happen to a contract without any meaning on the wire, and what no comparison knows.
package struct NotationRules: Sendable {
  package let documentationChanged: Rule
  package let extensionChanged: Rule
  package let notationChanged: Rule
  package let unclassified: Rule

  var all: [Rule] { [documentationChanged, extensionChanged, notationChanged, unclassified] }

  init(_ book: SchemaRuleBook) {
    documentationChanged = book.rule(
      "documentation-changed", "Documentation changed", is: .always(.neutral),
      inverse: "documentation-changed", clause: "9.1 title and description",
      why: "Text for people says something else; what is exchanged stays as it was.",
      fix: "Nothing has to be done.",
      fires: ("type: string\ndescription: a", "type: string\ndescription: b"),
      silent: ("type: string\ndescription: a", "description: a\ntype: string"))
    extensionChanged = book.rule(
      "extension-changed", "Extension changed", is: .always(.neutral),
      inverse: "extension-changed", clause: "specification extensions",
      why: "Extensions speak to tools of their own; relgate knows no meaning on the wire.",
      fix: "Check the tools that read the extension.",
      fires: ("type: string\nx-owner: a", "type: string\nx-owner: b"),
      silent: ("type: string\nx-owner: a", "x-owner: a\ntype: string"))
    notationChanged = book.rule(
      "notation-changed", "Written in another way", is: .always(.neutral), strictness: .source,
      inverse: "notation-changed", clause: "equal by meaning",
      why: "The same is said in other words: what is exchanged stays as it was.",
      fix: "Nothing has to be done.",
      fires: ("type: string", "type: [string]"),
      silent: ("type: string", "'type': 'string'"))
    unclassified = book.rule(
      "unclassified-change", "Change that is not understood", is: .always(.risky),
      inverse: "unclassified-change", clause: "unknown fields",
      why: "Something changed that relgate does not know, so that nothing can be said of it.",
      fix: "Check the spelling, or report what is missing.",
      fires: ("type: string\nunknownWord: 1", "type: string\nunknownWord: 2"),
      silent: ("type: string\nunknownWord: 1", "unknownWord: 1\ntype: string"))
  }
}

extension SchemaComparer {
  /// Compares what has no meaning on the wire, and what is not known.
  mutating func compareNotation(_ pair: inout FormPair) {
    let annotations = SchemaKeyword.allCases.filter { $0.content == .annotation }
    let x = pair.before.entries.filter { annotations.contains($0.keyword) }
    let y = pair.after.entries.filter { annotations.contains($0.keyword) }
    if pair.mustCompare("documentation", x.map(\.via), y.map(\.via)) {
      compareAnnotations(x, y, holders: pair.holders)
    }
    // Which schema a dynamic reference reaches, and what another dialect makes of a schema, is not
    // known here.
    for keyword in [SchemaKeyword.dynamicReference, .dialect, .vocabulary]
    where pair.mustCompare(Name(keyword.rawValue), keyword) {
      compareWhole(pair, keyword, keyword.rawValue, rules.notation.unclassified)
    }
    let keys = Set(pair.before.unknowns.map(\.key)).union(pair.after.unknowns.map(\.key))
    for key in keys.sorted() {
      let before = pair.before.unknowns.filter { $0.key == key }
      let after = pair.after.unknowns.filter { $0.key == key }
      guard pair.mustCompare(key, before.map(\.via), after.map(\.via)) else { continue }
      compareUnknown(key, before.first?.value, after.first?.value, holders: pair.holders)
    }
  }

  /// Compares the members of a format's own element that the format does not compare itself:
  /// documentation, extensions, and what nobody knows.
  ///
  /// - Parameters:
  ///   - known: The keys that the format compares.
  ///   - base: The way from the unit's element to the element.
  package mutating func compareRest(
    _ elementBefore: NodeRef, _ elementAfter: NodeRef, known: Set<Name>, in unit: Int32,
    at base: Name, was formerBase: Name? = nil, subject: String
  ) {
    if DocumentSet.equal(before.documents, elementBefore, after.documents, elementAfter) { return }
    enter(unit, base: base, was: formerBase, subject: subject, passage: .straight)
    let x = Dictionary(
      before.documents.members(of: elementBefore), uniquingKeysWith: { first, _ in first })
    let y = Dictionary(
      after.documents.members(of: elementAfter), uniquingKeysWith: { first, _ in first })
    var texts: [Name] = []
    for key in Set(x.keys).union(y.keys).subtracting(known).sorted() {
      if SchemaKeyword(rawValue: key.text)?.content == .annotation {
        if !isEqual(x[key], y[key]) { texts.append(key) }
      } else {
        compareUnknown(key, x[key], y[key], holders: (elementBefore, elementAfter))
      }
    }
    guard let first = texts.first else { return }
    note(
      rules.notation.documentationChanged,
      "\(texts.map(\.text).joined(separator: ", ")) of \(subjectText) changed", aspect: first,
      (x[first] ?? elementBefore, y[first] ?? elementAfter),
      values: (
        x[first].map { before.documents.canonical($0) } ?? "",
        y[first].map { after.documents.canonical($0) } ?? ""
      ))
  }

  private func isEqual(_ x: NodeRef?, _ y: NodeRef?) -> Bool {
    guard let x, let y else { return x == nil && y == nil }
    return DocumentSet.equal(before.documents, x, after.documents, y)
  }

  private mutating func compareAnnotations(
    _ x: [SchemaForm.Entry], _ y: [SchemaForm.Entry], holders: (before: NodeRef, after: NodeRef)
  ) {
    func own(_ entries: [SchemaForm.Entry], _ documents: DocumentSet) -> [String: Name] {
      Dictionary(
        entries.map { ($0.keyword.rawValue, documents.canonical($0.value, limit: Int.max)) },
        uniquingKeysWith: { first, _ in first })
    }
    let (textsBefore, textsAfter) = (own(x, before.documents), own(y, after.documents))
    guard textsBefore != textsAfter else { return }
    let words = Set(textsBefore.keys).union(textsAfter.keys)
      .filter { textsBefore[$0] != textsAfter[$0] }.sorted {
        $0.utf8.lexicographicallyPrecedes($1.utf8)
      }
    let first = words.first
    let spotBefore = x.first { $0.keyword.rawValue == first }?.value
    let spotAfter = y.first { $0.keyword.rawValue == first }?.value
    note(
      rules.notation.documentationChanged,
      "\(words.joined(separator: ", ")) of \(subjectText) changed", aspect: "documentation",
      (spotBefore ?? holders.before, spotAfter ?? holders.after),
      values: (
        spotBefore.map { before.documents.canonical($0) } ?? "",
        spotAfter.map { after.documents.canonical($0) } ?? ""
      ))
  }

  private mutating func compareUnknown(
    _ key: Name, _ x: NodeRef?, _ y: NodeRef?, holders: (before: NodeRef, after: NodeRef)
  ) {
    if isEqual(x, y) { return }
    let rule =
      key.hasPrefix("x-") ? rules.notation.extensionChanged : rules.notation.unclassified
    let fact =
      x == nil
      ? "was added to \(subjectText)"
      : y == nil ? "of \(subjectText) was removed" : "of \(subjectText) was changed"
    note(
      rule, "'\(key)' \(fact)", aspect: key, (x ?? holders.before, y ?? holders.after),
      values: (
        x.map { key + ": " + before.documents.canonical($0) } ?? "",
        y.map { key + ": " + after.documents.canonical($0) } ?? ""
      ))
  }

  /// A keyword that two schemas write differently and that no other words can stand for: nobody
  /// claimed the difference, so that it is not understood.
  private func unclaimedKeyword(_ schemaBefore: NodeRef, _ schemaAfter: NodeRef) -> String? {
    let keywords: [SchemaKeyword] = [
      .pattern, .defaultValue, .xml, .contentEncoding, .contentMediaType, .format,
    ]
    return keywords.first { keyword in
      let key = Name(keyword.rawValue)
      guard let x = before.documents.value(of: schemaBefore, named: key),
        let y = after.documents.value(of: schemaAfter, named: key)
      else { return false }
      return !isEqual(x, y)
    }?.rawValue
  }

  /// States that two schemas of different notation mean the same, if no fact was found about them
  /// since `start`.
  mutating func noteNotation(from start: Int, _ schemaBefore: NodeRef, _ schemaAfter: NodeRef) {
    guard graph.factCount == start,
      !DocumentSet.equal(before.documents, schemaBefore, after.documents, schemaAfter)
    else { return }
    if let keyword = unclaimedKeyword(schemaBefore, schemaAfter) {
      note(
        rules.notation.unclassified, "'\(keyword)' of \(subjectText) was changed",
        aspect: "notation", (schemaBefore, schemaAfter),
        values: (
          before.documents.canonical(schemaBefore), after.documents.canonical(schemaAfter)
        ))
      return
    }
    note(
      rules.notation.notationChanged, "\(subjectText) was written in another way",
      aspect: "notation", (schemaBefore, schemaAfter),
      values: (
        before.documents.canonical(schemaBefore), after.documents.canonical(schemaAfter)
      ))
  }
}
