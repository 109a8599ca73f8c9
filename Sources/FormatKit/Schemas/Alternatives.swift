import DataTrees
import ReleaseModel
import SourceModel

/// What can happen to alternatives: oneOf, anyOf and the discriminator that tells them apart.
struct AlternativeRules: Sendable {
  let branchAdded: Rule
  let branchRemoved: Rule
  let introduced: Rule
  let lifted: Rule
  let becameExclusive: Rule
  let becameInclusive: Rule
  let discriminatorIntroduced: Rule
  let discriminatorLifted: Rule
  let discriminatorChanged: Rule
  let mappingAdded: Rule
  let mappingRemoved: Rule
  let mappingChanged: Rule

  var all: [Rule] {
    [
      branchAdded, branchRemoved, introduced, lifted, becameExclusive, becameInclusive,
      discriminatorIntroduced, discriminatorLifted, discriminatorChanged, mappingAdded,
      mappingRemoved, mappingChanged,
    ]
  }

  private static let cat = "{type: object, required: [meow], properties: {meow: {type: string}}}"
  private static let dog = "{type: object, required: [bark], properties: {bark: {type: string}}}"

  private static func tagged(_ discriminator: String) -> String {
    "oneOf: [\(cat), \(dog)]\n\(discriminator)"
  }

  init(_ book: SchemaRuleBook) {
    typealias Text = AlternativeRules
    let both = "oneOf: [\(Text.cat), \(Text.dog)]"
    let swapped = "oneOf: [\(Text.dog), \(Text.cat)]"
    let clause = "10.2.1 oneOf, anyOf"
    branchAdded = book.rule(
      "alternative-added", "Alternative added",
      is: .row(accepted: .additive, returned: .breaking), phase: .expand,
      inverse: "alternative-removed", clause: clause,
      why: "Readers that handle the known alternatives meet one that they do not know.",
      fix: "Return the new alternative only to those who asked for it.",
      fires: (Text.cat, both), silent: (both, swapped))
    branchRemoved = book.rule(
      "alternative-removed", "Alternative removed",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "alternative-added", clause: clause,
      why: "Those who send this alternative are refused.",
      fix: "Accept the alternative until nobody sends it.",
      fires: (both, Text.cat), silent: (swapped, both))
    introduced = book.rule(
      "alternatives-introduced", "Alternatives introduced",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "alternatives-lifted", clause: clause,
      why: "What fits none of the alternatives was accepted and is refused.",
      fix: "Accept what fits none of them until nobody sends it.",
      fires: (
        "type: object", "type: object\noneOf: [{required: [a]}, {required: [b]}]"
      ),
      silent: (both, swapped))
    lifted = book.rule(
      "alternatives-lifted", "Alternatives lifted",
      is: .row(accepted: .additive, returned: .breaking), phase: .expand,
      inverse: "alternatives-introduced", clause: clause,
      why: "Readers relied on meeting one of the alternatives.",
      fix: "Keep to the alternatives in what is returned.",
      fires: (
        "type: object\noneOf: [{required: [a]}, {required: [b]}]", "type: object"
      ),
      silent: (swapped, both))
    let any = "anyOf: [\(Text.cat), \(Text.dog)]"
    becameExclusive = book.rule(
      "alternatives-became-exclusive", "Alternatives exclude each other",
      is: .row(accepted: .risky, returned: .additive), phase: .contract,
      inverse: "alternatives-became-inclusive", clause: clause,
      why: "What fits several of the alternatives is refused; whether anything does is not told.",
      fix: "Make sure that nothing fits two of them, or keep anyOf.",
      fires: (any, both), silent: (both, swapped))
    becameInclusive = book.rule(
      "alternatives-became-inclusive", "Alternatives no longer exclude each other",
      is: .row(accepted: .additive, returned: .risky), phase: .expand,
      inverse: "alternatives-became-exclusive", clause: clause,
      why: "Readers that expect exactly one of the alternatives may meet what fits several.",
      fix: "Keep oneOf where exactly one fits.",
      fires: (both, any), silent: (swapped, both))
    discriminatorIntroduced = book.rule(
      "discriminator-introduced", "Discriminator introduced",
      is: .row(accepted: .risky, returned: .additive), inverse: "discriminator-lifted",
      clause: "discriminator",
      why: "Senders that leave the discriminating property out may be refused.",
      fix: "Accept values without the property until everybody sends it.",
      fires: (both, Text.tagged("discriminator: {propertyName: kind}")), silent: (both, swapped))
    discriminatorLifted = book.rule(
      "discriminator-lifted", "Discriminator lifted",
      is: .row(accepted: .additive, returned: .risky), inverse: "discriminator-introduced",
      clause: "discriminator",
      why: "Readers that choose by the property have nothing that promises it any more.",
      fix: "Keep the discriminator.",
      fires: (Text.tagged("discriminator: {propertyName: kind}"), both), silent: (swapped, both))
    discriminatorChanged = book.rule(
      "discriminator-changed", "Discriminating property changed", is: .always(.breaking),
      strictness: .wire, inverse: "discriminator-changed", clause: "discriminator",
      why: "Both sides choose the alternative by another property than before.",
      fix: "Send and read both properties until the former is gone.",
      fires: (
        Text.tagged("discriminator: {propertyName: kind}"),
        Text.tagged("discriminator: {propertyName: type}")
      ),
      silent: (
        Text.tagged("discriminator: {propertyName: kind}"),
        Text.tagged("discriminator: {propertyName: kind, mapping: {}}")
      ))
    let mapped = "discriminator: {propertyName: kind, mapping: {cat: Cat}}"
    let mappedMore = "discriminator: {propertyName: kind, mapping: {cat: Cat, dog: Dog}}"
    let mappedSwapped = "discriminator: {propertyName: kind, mapping: {dog: Dog, cat: Cat}}"
    mappingAdded = book.rule(
      "discriminator-mapping-added", "Discriminator value added",
      is: .row(accepted: .additive, returned: .risky), phase: .expand,
      inverse: "discriminator-mapping-removed", clause: "discriminator, mapping",
      why: "Readers that choose by the listed values meet one that they do not know.",
      fix: "Announce the value before it is sent.",
      fires: (Text.tagged(mapped), Text.tagged(mappedMore)),
      silent: (Text.tagged(mappedMore), Text.tagged(mappedSwapped)))
    mappingRemoved = book.rule(
      "discriminator-mapping-removed", "Discriminator value removed",
      is: .row(accepted: .breaking, returned: .additive), phase: .contract,
      inverse: "discriminator-mapping-added", clause: "discriminator, mapping",
      why: "Those who send the value are refused, or read as another alternative.",
      fix: "Accept the value until nobody sends it.",
      fires: (Text.tagged(mappedMore), Text.tagged(mapped)),
      silent: (Text.tagged(mappedSwapped), Text.tagged(mappedMore)))
    mappingChanged = book.rule(
      "discriminator-mapping-changed", "Discriminator value changed", is: .always(.breaking),
      strictness: .wire, inverse: "discriminator-mapping-changed",
      clause: "discriminator, mapping",
      why: "One value now stands for another alternative.",
      fix: "Give the new meaning a new value.",
      fires: (
        Text.tagged(mapped), Text.tagged("discriminator: {propertyName: kind, mapping: {cat: Dog}}")
      ),
      silent: (Text.tagged(mappedMore), Text.tagged(mappedSwapped)))
  }
}

extension SchemaComparer {
  /// Compares the alternatives and the discriminators of two forms.
  mutating func compareAlternatives(_ pair: inout FormPair) {
    var claimed: Set<Name> = []
    if pair.mustCompare("alternatives", .oneOf, .anyOf) {
      let branchwise = comparesBranchwise(pair)
      let x = pair.before.alternatives(before, evenSimple: branchwise)
      let y = pair.after.alternatives(after, evenSimple: branchwise)
      for index in 0..<max(x.count, y.count) {
        switch (index < x.count, index < y.count) {
        case (true, true):
          compareExclusion(x[index], y[index])
          claimed.formUnion(compareBranches(pair.holders, x[index].branches, y[index].branches))
        case (false, _):
          note(
            rules.alternatives.introduced, "alternatives were introduced for \(subjectText)",
            aspect: "alternatives", (pair.holders.before, y[index].spot),
            values: ("", after.documents.canonical(y[index].spot)))
        default:
          note(
            rules.alternatives.lifted, "alternatives of \(subjectText) were lifted",
            aspect: "alternatives", (x[index].spot, pair.holders.after),
            values: (before.documents.canonical(x[index].spot), ""))
        }
      }
    }
    if pair.mustCompare("discriminator", .discriminator) {
      compareDiscriminators(pair, claimed: claimed)
    }
  }

  private mutating func compareExclusion(_ x: AlternativeGroup, _ y: AlternativeGroup) {
    guard x.keyword != y.keyword else { return }
    let isExclusive = y.keyword == .oneOf
    note(
      isExclusive ? rules.alternatives.becameExclusive : rules.alternatives.becameInclusive,
      "\(x.keyword.rawValue) of \(subjectText) became \(y.keyword.rawValue)",
      aspect: "alternatives", (x.spot, y.spot),
      values: (Name(x.keyword.rawValue), Name(y.keyword.rawValue)))
  }

  /// Reads a schema that became one of several alternatives as a list of one, and the other way
  /// round; false if that is not what happened.
  mutating func compareWrapped(
    _ schemasBefore: [NodeRef], _ schemasAfter: [NodeRef], _ pair: FormPair
  ) -> Bool {
    guard schemasBefore.count == 1, schemasAfter.count == 1 else { return false }
    let (holderBefore, holderAfter) = (schemasBefore[0], schemasAfter[0])
    let x = pair.before.soleAlternatives(before)
    let y = pair.after.soleAlternatives(after)
    if x == nil, let y, !pair.before.hasAlternatives(before) {
      guard y.contains(where: { matches(holderBefore, $0) }) else { return false }
      _ = compareBranches(pair.holders, [holderBefore], y)
      return true
    }
    if y == nil, let x, !pair.after.hasAlternatives(after) {
      guard x.contains(where: { matches($0, holderAfter) }) else { return false }
      _ = compareBranches(pair.holders, x, [holderAfter])
      return true
    }
    return false
  }

  /// Pairs branches and compares the pairs; gives the names of those that were added or removed.
  private mutating func compareBranches(
    _ holders: (before: NodeRef, after: NodeRef), _ branchesBefore: [NodeRef],
    _ branchesAfter: [NodeRef]
  ) -> Set<Name> {
    var open = branchesAfter
    var left: [NodeRef] = []
    for x in branchesBefore {
      if let index = open.firstIndex(where: { isSame(x, $0) }) {
        stepIntoBranch(x, open.remove(at: index), branchesBefore, branchesAfter)
      } else {
        left.append(x)
      }
    }
    var names: Set<Name> = []
    for x in left {
      if let index = mostSimilar(to: x, in: open) {
        stepIntoBranch(x, open.remove(at: index), branchesBefore, branchesAfter)
        continue
      }
      let name = before.label(of: x, among: branchesBefore)
      names.insert(name)
      note(
        rules.alternatives.branchRemoved, "alternative \(name) of \(subjectText) was removed",
        aspect: "alternatives", (x, holders.after), values: (before.documents.canonical(x), ""),
        at: .branch(name))
    }
    for y in open {
      let name = after.label(of: y, among: branchesAfter)
      names.insert(name)
      note(
        rules.alternatives.branchAdded, "alternative \(name) was added to \(subjectText)",
        aspect: "alternatives", (holders.before, y), values: ("", after.documents.canonical(y)),
        at: .branch(name))
    }
    return names
  }

  private mutating func stepIntoBranch(
    _ x: NodeRef, _ y: NodeRef, _ branchesBefore: [NodeRef], _ branchesAfter: [NodeRef]
  ) {
    step(
      .branch(
        after.label(of: y, among: branchesAfter), was: before.label(of: x, among: branchesBefore)),
      [x],
      [y])
  }

  private func matches(_ x: NodeRef, _ y: NodeRef) -> Bool {
    isSame(x, y) || similarity(x, y) != nil
  }

  /// The candidate that has most in common with a branch; nil if none is a version of it.
  private func mostSimilar(to x: NodeRef, in candidates: [NodeRef]) -> Int? {
    var best: (index: Int, score: Int)?
    for (index, candidate) in candidates.enumerated() {
      guard let score = similarity(x, candidate) else { continue }
      if best.map({ score > $0.score }) ?? true { best = (index, score) }
    }
    return best?.index
  }

  /// Whether two branches are the same thing for sure: the same component, or equal content.
  private func isSame(_ x: NodeRef, _ y: NodeRef) -> Bool {
    let targetBefore = before.pureTarget(of: x)
    let targetAfter = after.pureTarget(of: y)
    if let targetBefore, let targetAfter {
      if before.documents.identity(of: targetBefore) == after.documents.identity(of: targetAfter) {
        return true
      }
      return DocumentSet.equal(before.documents, targetBefore, after.documents, targetAfter)
    }
    return DocumentSet.equal(
      before.documents, targetBefore ?? x, after.documents, targetAfter ?? y)
  }

  /// How much two branches have in common; nil if they are not versions of one thing.
  ///
  /// Versions of one thing have the same title, or at least half of their properties in common, or
  /// the same type where there are no properties. Properties of equal content count most.
  private func similarity(_ x: NodeRef, _ y: NodeRef) -> Int? {
    let targetBefore = before.pureTarget(of: x)
    let targetAfter = after.pureTarget(of: y)
    let (x, y) = (targetBefore ?? x, targetAfter ?? y)
    let formBefore = SchemaForm([x], in: before)
    let formAfter = SchemaForm([y], in: after)
    let tableBefore = PropertyTable(formBefore, before)
    let tableAfter = PropertyTable(formAfter, after)
    let common = tableBefore.names.filter { tableAfter.properties[$0] != nil }
    if common.contains(where: { areDisjoint(tableBefore, tableAfter, at: $0) }) { return nil }
    let equal = common.filter { name in
      guard let a = tableBefore.properties[name]?.schemas.first,
        let b = tableAfter.properties[name]?.schemas.first
      else { return false }
      return before.documents.hash(of: a) == after.documents.hash(of: b)
    }
    let score = common.count + equal.count
    if let title = before.documents.string(of: x, "title"),
      title == after.documents.string(of: y, "title")
    {
      return score
    }
    if tableBefore.names.isEmpty, tableAfter.names.isEmpty {
      // Two named components without properties are two things.
      let isSameType = formBefore.types(before).types == formAfter.types(after).types
      return isSameType && (targetBefore == nil || targetAfter == nil) ? 0 : nil
    }
    let most = max(tableBefore.names.count, tableAfter.names.count)
    return common.count * 2 >= most && !common.isEmpty ? score : nil
  }

  /// Whether a property lists values on both sides and has none in common: the mark by which
  /// alternatives are told apart.
  private func areDisjoint(
    _ tableBefore: PropertyTable, _ tableAfter: PropertyTable, at name: Name
  ) -> Bool {
    guard
      let x = SchemaForm(tableBefore.properties[name]?.schemas ?? [], in: before)
        .listedValues(before),
      let y = SchemaForm(tableAfter.properties[name]?.schemas ?? [], in: after).listedValues(after)
    else { return false }
    return x.keys.isDisjoint(with: y.keys)
  }

  // MARK: Discriminators

  private mutating func compareDiscriminators(_ pair: FormPair, claimed: Set<Name>) {
    let x = pair.before.first(.discriminator)?.value
    let y = pair.after.first(.discriminator)?.value
    switch (x, y) {
    case (nil, nil): break
    case (nil, let added?):
      note(
        rules.alternatives.discriminatorIntroduced,
        "a discriminator was introduced for \(subjectText)", aspect: "discriminator",
        (pair.holders.before, added), values: ("", after.documents.canonical(added)))
    case (let removed?, nil):
      note(
        rules.alternatives.discriminatorLifted, "the discriminator of \(subjectText) was lifted",
        aspect: "discriminator", (removed, pair.holders.after),
        values: (before.documents.canonical(removed), ""))
    case (let x?, let y?):
      let nameBefore =
        before.documents.string(of: x) ?? before.documents.string(of: x, "propertyName")
      let nameAfter = after.documents.string(of: y) ?? after.documents.string(of: y, "propertyName")
      if nameBefore != nameAfter {
        note(
          rules.alternatives.discriminatorChanged,
          "the discriminating property of \(subjectText) was changed from "
            + "'\(nameBefore ?? "")' to '\(nameAfter ?? "")'",
          aspect: "discriminator", (x, y), values: (nameBefore ?? "", nameAfter ?? ""))
      }
      compareMappings(x, y, claimed: claimed)
    }
  }

  private mutating func compareMappings(_ x: NodeRef, _ y: NodeRef, claimed: Set<Name>) {
    func mapping(_ node: NodeRef, _ side: SchemaDocuments) -> [Name: (target: Name, node: NodeRef)]
    {
      guard let map = side.documents.value(of: node, "mapping") else { return [:] }
      return Dictionary(
        side.documents.members(of: map).map {
          ($0.key, (side.documents.string(of: $0.value) ?? "", $0.value))
        },
        uniquingKeysWith: { first, _ in first })
    }
    func component(_ target: Name) -> Name {
      Name(target.bytes.split(separator: UInt8(ascii: "/")).last ?? [])
    }
    let mapBefore = mapping(x, before)
    let mapAfter = mapping(y, after)
    for value in Set(mapBefore.keys).union(mapAfter.keys).sorted() {
      switch (mapBefore[value], mapAfter[value]) {
      case (nil, let added?) where !claimed.contains(component(added.target)):
        note(
          rules.alternatives.mappingAdded,
          "discriminator value '\(value)' was added to \(subjectText)", aspect: "discriminator",
          (x, added.node), values: ("", Name("\(value): \(added.target)")))
      case (let removed?, nil) where !claimed.contains(component(removed.target)):
        note(
          rules.alternatives.mappingRemoved,
          "discriminator value '\(value)' of \(subjectText) was removed",
          aspect: "discriminator", (removed.node, y),
          values: (Name("\(value): \(removed.target)"), ""))
      case (let x?, let y?) where component(x.target) != component(y.target):
        note(
          rules.alternatives.mappingChanged,
          "discriminator value '\(value)' of \(subjectText) was changed", aspect: "discriminator",
          (x.node, y.node),
          values: (Name("\(value): \(x.target)"), Name("\(value): \(y.target)")))
      default: break
      }
    }
  }
}

/// One `oneOf` or `anyOf`.
struct AlternativeGroup {
  let keyword: SchemaKeyword
  let spot: NodeRef
  let branches: [NodeRef]
}

extension SchemaForm {
  /// The groups of alternatives, without the branches that only admit null.
  ///
  /// - Parameter evenSimple: Whether groups count that say no more than their types.
  func alternatives(
    _ side: SchemaDocuments, evenSimple: Bool = false
  ) -> [AlternativeGroup] {
    entries.compactMap { entry in
      guard entry.keyword == .anyOf || entry.keyword == .oneOf,
        evenSimple || SchemaForm.typesOfSimpleBranches(entry.value, side) == nil
      else { return nil }
      let branches = side.documents.items(of: entry.value)
      return AlternativeGroup(
        keyword: entry.keyword, spot: entry.value,
        branches: branches.filter { !SchemaForm.admitsOnlyNull($0, side) })
    }
  }

  /// The branches of a form that is one group of alternatives and says nothing else that counts.
  func soleAlternatives(_ side: SchemaDocuments) -> [NodeRef]? {
    let groups = alternatives(side)
    guard groups.count == 1 else { return nil }
    let says = entries.contains { entry in
      switch entry.keyword {
      case .anyOf, .oneOf, .type, .discriminator: false
      default: entry.keyword.content != .annotation
      }
    }
    return says ? nil : groups[0].branches
  }
}

extension SchemaDocuments {
  /// What a branch is called: its component, its title, its content if that is short, else its
  /// number among the branches.
  func label(of branch: NodeRef, among branches: [NodeRef]) -> Name {
    if let target = pureTarget(of: branch), let identity = documents.identity(of: target) {
      return identity.lastToken
    }
    if let title = documents.string(of: branch, "title") { return title }
    let content = documents.canonical(branch, limit: 41)
    if content.bytes.count <= 41 { return content }
    return Name("\((branches.firstIndex(of: branch) ?? 0) + 1)")
  }
}
