import DataTrees
import ReleaseModel
import SourceModel

/// What can happen to constraints: bounds, patterns, formats, encodings.
struct ConstraintRules: Sendable {
  let introduced: Rule
  let lifted: Rule
  let tightened: Rule
  let loosened: Rule
  let changed: Rule
  let patternChanged: Rule
  let formatWidened: Rule
  let formatNarrowed: Rule
  let formatIntroduced: Rule
  let formatLifted: Rule
  let formatChanged: Rule
  let contentEncodingChanged: Rule
  let xmlChanged: Rule

  var all: [Rule] {
    [
      introduced, lifted, tightened, loosened, changed, patternChanged, formatWidened,
      formatNarrowed, formatIntroduced, formatLifted, formatChanged, contentEncodingChanged,
      xmlChanged,
    ]
  }

  init(_ book: SchemaRuleBook) {
    introduced = book.rule(
      "constraint-introduced", "Constraint introduced",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "constraint-lifted", clause: "6.2 to 6.5",
      why: "Values that were accepted are refused, where nothing had warned of a limit.",
      fix: "Measure what is sent, and refuse only what nobody sends.",
      fires: ("type: string", "type: string\nmaxLength: 10"),
      silent: ("type: string", "type: string\nminLength: 0"))
    lifted = book.rule(
      "constraint-lifted", "Constraint lifted",
      is: .row(accepted: .additive, returned: .breaking), phase: .expand,
      inverse: "constraint-introduced", clause: "6.2 to 6.5",
      why: "Readers relied on the limit: for the size of a column, a buffer, a loop.",
      fix: "Keep to the limit in what is returned, or announce the new one.",
      fires: ("type: string\nmaxLength: 10", "type: string"),
      silent: ("type: string\nminLength: 0", "type: string"))
    tightened = book.rule(
      "constraint-tightened", "Constraint tightened",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "constraint-loosened", clause: "6.2 to 6.5",
      why: "Values between the former and the new limit are refused.",
      fix: "Measure what is sent, and refuse only what nobody sends.",
      fires: ("type: string\nmaxLength: 10", "type: string\nmaxLength: 5"),
      silent: ("type: number\nmaximum: 10", "type: number\nmaximum: 10.0"))
    loosened = book.rule(
      "constraint-loosened", "Constraint loosened",
      is: .row(accepted: .additive, returned: .breaking), phase: .expand,
      inverse: "constraint-tightened", clause: "6.2 to 6.5",
      why: "Readers meet values beyond the limit that they relied on.",
      fix: "Keep to the limit in what is returned, or announce the new one.",
      fires: ("type: string\nmaxLength: 5", "type: string\nmaxLength: 10"),
      silent: ("type: number\nmaximum: 10.0", "type: number\nmaximum: 10"))
    changed = book.rule(
      "constraint-changed", "Constraint changed", is: .always(.breaking),
      inverse: "constraint-changed", clause: "6.2.1 multipleOf",
      why: "Some values that were right are wrong now, and the other way round.",
      fix: "Accept what satisfied the former constraint.",
      fires: ("type: integer\nmultipleOf: 4", "type: integer\nmultipleOf: 6"),
      silent: ("type: integer\nmultipleOf: 4", "type: integer\nmultipleOf: 4.0"))
    patternChanged = book.rule(
      "pattern-changed", "Pattern changed", is: .always(.risky), inverse: "pattern-changed",
      clause: "6.3.3 pattern",
      why: "Whether the new pattern admits what the former did cannot be decided from the two.",
      fix: "Test the new pattern on the values in use.",
      fires: ("type: string\npattern: '^a'", "type: string\npattern: '^b'"),
      silent: ("type: string\npattern: '^a'", "pattern: \"^a\"\ntype: string"))
    formatWidened = book.rule(
      "format-widened", "Number format widened",
      is: .row(accepted: .additive, returned: .breaking), phase: .expand,
      inverse: "format-narrowed", clause: "7.3 format",
      why: "A reader that was written for the smaller number overflows or loses digits.",
      fix: "Keep the numbers in what is returned within the former format.",
      fires: ("type: integer\nformat: int32", "type: integer\nformat: int64"),
      silent: ("type: integer\nformat: int64", "format: int64\ntype: integer"))
    formatNarrowed = book.rule(
      "format-narrowed", "Number format narrowed",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "format-widened", clause: "7.3 format",
      why: "Numbers that were accepted no longer fit.",
      fix: "Accept the former format until nobody sends the larger numbers.",
      fires: ("type: integer\nformat: int64", "type: integer\nformat: int32"),
      silent: ("type: integer\nformat: int32", "format: int32\ntype: integer"))
    formatIntroduced = book.rule(
      "format-introduced", "Format introduced",
      is: .row(accepted: .risky, returned: .additive), inverse: "format-lifted",
      clause: "7.2 format",
      why: """
        A format is an annotation unless a validator is told otherwise, and it changes the types \
        that code generators write.
        """,
      fix: "Check whether values outside the format were accepted, and are still.",
      fires: ("type: string", "type: string\nformat: uuid"),
      silent: ("type: string\nformat: uuid", "format: uuid\ntype: string"))
    formatLifted = book.rule(
      "format-lifted", "Format lifted", is: .row(accepted: .additive, returned: .risky),
      inverse: "format-introduced", clause: "7.2 format",
      why: "Readers parse the value by its format; nothing promises the format any more.",
      fix: "Keep the format where the values still have it.",
      fires: ("type: string\nformat: date", "type: string"),
      silent: ("format: date\ntype: string", "type: string\nformat: date"))
    formatChanged = book.rule(
      "format-changed", "Format changed", is: .always(.breaking), inverse: "format-changed",
      clause: "7.3 format",
      why: "What was written in the former format cannot be read in the new one.",
      fix: "Add a property in the new format, and deprecate the old one.",
      fires: ("type: string\nformat: date", "type: string\nformat: date-time"),
      silent: ("type: string\nformat: date", "type: string\nformat: 'date'"))
    contentEncodingChanged = book.rule(
      "content-encoding-changed", "Encoding of the content changed", is: .always(.breaking),
      strictness: .wire, inverse: "content-encoding-changed", clause: "8.3, 8.4",
      why: "What the string holds is decoded by the announced encoding and media type.",
      fix: "Offer the new encoding under another property.",
      fires: (
        "type: string\ncontentEncoding: base64", "type: string\ncontentEncoding: base64url"
      ),
      silent: (
        "type: string\ncontentEncoding: base64", "contentEncoding: base64\ntype: string"
      ))
    xmlChanged = book.rule(
      "xml-changed", "XML representation changed", is: .always(.risky), strictness: .wire,
      inverse: "xml-changed", clause: "xml",
      why: "Names and places in XML messages change; JSON messages stay as they are.",
      fix: "Keep the XML names where XML is exchanged.",
      fires: ("type: string\nxml: {name: a}", "type: string\nxml: {name: b}"),
      silent: ("type: string\nxml: {name: a}", "xml: {name: a}\ntype: string"))
  }
}

extension SchemaComparer {
  /// Compares everything that limits values of one type.
  mutating func compareConstraints(_ pair: inout FormPair) {
    if pair.mustCompare("minimum", .minimum, .exclusiveMinimum) {
      compareBound(pair, "minimum", pair.before.lowerBound(before), pair.after.lowerBound(after))
    }
    if pair.mustCompare("maximum", .maximum, .exclusiveMaximum) {
      compareBound(pair, "maximum", pair.before.upperBound(before), pair.after.upperBound(after))
    }
    for (keyword, isLower) in [
      (SchemaKeyword.minLength, true), (.maxLength, false), (.minItems, true), (.maxItems, false),
      (.minProperties, true), (.maxProperties, false), (.minContains, true),
      (.maxContains, false),
    ] where pair.mustCompare(Name(keyword.rawValue), keyword) {
      compareBound(
        pair, keyword.rawValue, pair.before.countBound(keyword, isLower: isLower, before),
        pair.after.countBound(keyword, isLower: isLower, after))
    }
    if pair.mustCompare("multipleOf", .multipleOf) { compareMultiples(pair) }
    if pair.mustCompare("uniqueItems", .uniqueItems) { compareUniqueness(pair) }
    if pair.mustCompare("pattern", .pattern) { comparePatterns(pair) }
    if pair.mustCompare("format", .format) { compareFormats(pair) }
    compareContent(&pair)
  }

  private mutating func compareBound(
    _ pair: FormPair, _ word: String, _ boundBefore: Bound?, _ boundAfter: Bound?
  ) {
    switch (boundBefore, boundAfter) {
    case (nil, nil): break
    case (nil, let bound?):
      note(
        rules.constraints.introduced, "\(word) \(bound.text) was introduced for \(subjectText)",
        aspect: Name(word), (pair.holders.before, bound.spot),
        values: ("", Name("\(word) \(bound.text)")))
    case (let bound?, nil):
      note(
        rules.constraints.lifted, "\(word) \(bound.text) of \(subjectText) was lifted",
        aspect: Name(word), (bound.spot, pair.holders.after),
        values: (Name("\(word) \(bound.text)"), ""))
    case (let x?, let y?):
      guard let isTighter = y.isTighter(than: x) else { return }
      note(
        isTighter ? rules.constraints.tightened : rules.constraints.loosened,
        "\(word) of \(subjectText) was \(isTighter ? "tightened" : "loosened") "
          + "from \(x.text) to \(y.text)",
        aspect: Name(word), (x.spot, y.spot),
        values: (Name("\(word) \(x.text)"), Name("\(word) \(y.text)")))
    }
  }

  private mutating func compareMultiples(_ pair: FormPair) {
    // Several that apply together are compared by the ones that the sides do not share.
    let (x, y) = unshared(pair, .multipleOf)
    let textBefore = x.map { before.documents.canonical($0) } ?? ""
    let textAfter = y.map { after.documents.canonical($0) } ?? ""
    let numberBefore = x.flatMap { before.documents.number(of: $0) }
    let numberAfter = y.flatMap { after.documents.number(of: $0) }
    guard numberBefore != numberAfter else { return }
    let places = (x ?? pair.holders.before, y ?? pair.holders.after)
    let values = (
      x == nil ? "" : Name("multipleOf \(textBefore)"),
      y == nil ? "" : Name("multipleOf \(textAfter)")
    )
    let (rule, fact): (Rule, String) =
      switch (numberBefore, numberAfter) {
      case (nil, _):
        (rules.constraints.introduced, "\(textAfter) was introduced for \(subjectText)")
      case (_, nil): (rules.constraints.lifted, "\(textBefore) of \(subjectText) was lifted")
      case (let a?, let b?):
        if b.isMultiple(of: a) {
          (
            rules.constraints.tightened,
            "of \(subjectText) was tightened from \(textBefore) to \(textAfter)"
          )
        } else if a.isMultiple(of: b) {
          (
            rules.constraints.loosened,
            "of \(subjectText) was loosened from \(textBefore) to \(textAfter)"
          )
        } else {
          (
            rules.constraints.changed,
            "of \(subjectText) was changed from \(textBefore) to \(textAfter)"
          )
        }
      }
    note(rule, "multipleOf \(fact)", aspect: "multipleOf", places, values: values)
  }

  /// The first value of a keyword on each side that the other side does not have.
  private func unshared(
    _ pair: FormPair, _ keyword: SchemaKeyword
  ) -> (before: NodeRef?, after: NodeRef?) {
    let x = pair.before.entries(keyword).map(\.value)
    let y = pair.after.entries(keyword).map(\.value)
    return (
      x.first { a in
        !y.contains { DocumentSet.equal(before.documents, a, after.documents, $0) }
      },
      y.first { b in
        !x.contains { DocumentSet.equal(before.documents, $0, after.documents, b) }
      }
    )
  }

  private mutating func compareUniqueness(_ pair: FormPair) {
    let entryBefore = pair.before.first(.uniqueItems)
    let entryAfter = pair.after.first(.uniqueItems)
    let x = pair.before.entries(.uniqueItems).contains {
      before.documents.bool(of: $0.value) == true
    }
    let y = pair.after.entries(.uniqueItems).contains { after.documents.bool(of: $0.value) == true }
    guard x != y else { return }
    note(
      y ? rules.constraints.introduced : rules.constraints.lifted,
      "uniqueItems of \(subjectText) was \(y ? "introduced" : "lifted")", aspect: "uniqueItems",
      (entryBefore?.value ?? pair.holders.before, entryAfter?.value ?? pair.holders.after),
      values: (x ? "uniqueItems" : "", y ? "uniqueItems" : ""))
  }

  private mutating func comparePatterns(_ pair: FormPair) {
    let x = Set(pair.before.entries(.pattern).map { before.documents.canonical($0.value) })
    let y = Set(pair.after.entries(.pattern).map { after.documents.canonical($0.value) })
    guard x != y else { return }
    let spotBefore = pair.before.first(.pattern)?.value ?? pair.holders.before
    let spotAfter = pair.after.first(.pattern)?.value ?? pair.holders.after
    let values = (
      x.isEmpty ? "" : Name("pattern \(x.min() ?? "")"),
      y.isEmpty ? "" : Name("pattern \(y.min() ?? "")")
    )
    if x.isSubset(of: y) {
      note(
        rules.constraints.introduced, "a pattern was introduced for \(subjectText)",
        aspect: "pattern", (spotBefore, spotAfter), values: values)
    } else if y.isSubset(of: x) {
      note(
        rules.constraints.lifted, "a pattern of \(subjectText) was lifted", aspect: "pattern",
        (spotBefore, spotAfter), values: values)
    } else {
      note(
        rules.constraints.patternChanged, "pattern of \(subjectText) was changed",
        aspect: "pattern", (spotBefore, spotAfter), values: values)
    }
  }

  private mutating func compareFormats(_ pair: FormPair) {
    let (nodeBefore, nodeAfter) = unshared(pair, .format)
    let x = nodeBefore.flatMap { before.documents.string(of: $0) }
    let y = nodeAfter.flatMap { after.documents.string(of: $0) }
    guard x != y else { return }
    let (rule, fact): (Rule, String) =
      switch (x, y) {
      case (nil, let y?):
        (rules.constraints.formatIntroduced, "'\(y)' was introduced for \(subjectText)")
      case (let x?, nil): (rules.constraints.formatLifted, "'\(x)' of \(subjectText) was lifted")
      case (let x?, let y?):
        if Self.widerFormats[x]?.contains(y) == true {
          (
            rules.constraints.formatWidened, "of \(subjectText) was widened from '\(x)' to '\(y)'"
          )
        } else if Self.widerFormats[y]?.contains(x) == true {
          (
            rules.constraints.formatNarrowed,
            "of \(subjectText) was narrowed from '\(x)' to '\(y)'"
          )
        } else {
          (
            rules.constraints.formatChanged,
            "of \(subjectText) was changed from '\(x)' to '\(y)'"
          )
        }
      default: (rules.constraints.formatChanged, "of \(subjectText) was changed")
      }
    note(
      rule, "format \(fact)", aspect: "format",
      (
        nodeBefore ?? pair.holders.before, nodeAfter ?? pair.holders.after
      ), values: (x ?? "", y ?? ""))
  }

  /// Formats of numbers, with the formats that hold all their values (OpenAPI format registry).
  private static let widerFormats: [Name: Set<Name>] = [
    "int8": ["int16", "int32", "int64"], "int16": ["int32", "int64"], "int32": ["int64"],
    "uint8": ["int16", "int32", "int64", "uint16", "uint32", "uint64"],
    "uint16": ["int32", "int64", "uint32", "uint64"], "uint32": ["int64", "uint64"],
    "float": ["double"],
  ]

  private mutating func compareContent(_ pair: inout FormPair) {
    for (keyword, word) in [
      (SchemaKeyword.contentEncoding, "contentEncoding"), (.contentMediaType, "contentMediaType"),
    ] where pair.mustCompare(Name(word), keyword) {
      compareWhole(pair, keyword, word, rules.constraints.contentEncodingChanged)
    }
    if pair.mustCompare("xml", .xml) {
      compareWhole(pair, .xml, "xml", rules.constraints.xmlChanged)
    }
  }

  /// Compares values that have no inner order: equal or not.
  mutating func compareWhole(
    _ pair: FormPair, _ keyword: SchemaKeyword, _ word: String, _ rule: Rule
  ) {
    let x = pair.before.first(keyword)?.value
    let y = pair.after.first(keyword)?.value
    if let x, let y, DocumentSet.equal(before.documents, x, after.documents, y) { return }
    if x == nil, y == nil { return }
    note(
      rule, "\(word) of \(subjectText) was changed", aspect: Name(word),
      (x ?? pair.holders.before, y ?? pair.holders.after),
      values: (
        x.map { before.documents.canonical($0) } ?? "",
        y.map { after.documents.canonical($0) } ?? ""
      ))
  }
}
