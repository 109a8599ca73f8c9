import FormatKit
import PostgresSchema
import ReleaseModel
import SourceModel

/// What can happen to types: enumerated and composite ones, domains.
enum TypeRules {
  static let all = [
    added, removed, valueAdded, valueRemoved, valuesReordered, compositeChanged, domainTightened,
    domainLoosened, domainChanged,
  ]

  private static let none = Sample.users()
  private static func enumeration(_ labels: String) -> String {
    Sample.users("CREATE TYPE color AS ENUM (\(labels));")
  }
  private static func domain(_ rest: String) -> String {
    Sample.users("CREATE DOMAIN email AS \(rest);")
  }
  private static let two = enumeration("'red', 'green'")

  static let added = Rule.dump(
    "type-added", "Type in the schema added", is: .additive, phase: .expand,
    inverse: "type-removed", norm: "CREATE TYPE",
    why: "The code of the release before knows nothing of the type.",
    fix: "Nothing has to be done.", fires: (none, two),
    silent: (two, enumeration("'red', 'green', 'blue'")))

  static let removed = Rule.dump(
    "type-removed", "Type in the schema removed", is: .breaking, phase: .contract,
    inverse: "type-added", norm: "DROP TYPE",
    why: "Statements of the release before that name the type, in casts and arguments, fail.",
    fix: "Release code that does not name the type first.", fires: (two, none),
    silent: (enumeration("'red', 'green', 'blue'"), two))

  static let valueAdded = Rule.dump(
    "enum-value-added", "Value of an enumerated type added", is: .risky, phase: .expand,
    inverse: "enum-value-removed", norm: "ALTER TYPE, ADD VALUE",
    why: "Code of the release before that reads the value may not know it.",
    fix: "Write the value only once all code that reads it knows it.",
    fires: (two, enumeration("'red', 'green', 'blue'")), silent: (none, two))

  static let valueRemoved = Rule.dump(
    "enum-value-removed", "Value of an enumerated type removed", is: .breaking,
    phase: .contract, inverse: "enum-value-added", norm: "ALTER TYPE, RENAME VALUE",
    why: "Statements of the release before that name the value fail.",
    fix: "Keep the value; one that nobody writes does no harm.",
    fires: (enumeration("'red', 'green', 'blue'"), two), silent: (two, none))

  static let valuesReordered = Rule.dump(
    "enum-values-reordered", "Values of an enumerated type in another order", is: .risky,
    inverse: "enum-values-reordered", norm: "Enumerated Types, Ordering",
    why: "Values are compared and sorted by their order.",
    fix: "Keep the order, and place new values with BEFORE and AFTER.",
    fires: (two, enumeration("'green', 'red'")),
    silent: (two, enumeration("'red', 'blue', 'green'")))

  static let compositeChanged = Rule.dump(
    "composite-type-changed", "Composite type changed", is: .breaking,
    inverse: "composite-type-changed", norm: "ALTER TYPE, ATTRIBUTE",
    why: "Code of the release before builds and takes apart values by the former attributes.",
    fix: "Create a type under another name, and move over to it.",
    fires: (
      Sample.users("CREATE TYPE point2 AS (x integer);"),
      Sample.users("CREATE TYPE point2 AS (x integer, y integer);")
    ),
    silent: (
      Sample.users("CREATE TYPE point2 AS (x integer);"),
      Sample.users("CREATE TYPE public.point2 AS (x int4);")
    ))

  static let domainTightened = Rule.dump(
    "domain-tightened", "Domain refuses more values", is: .breaking, phase: .contract,
    inverse: "domain-loosened", norm: "ALTER DOMAIN",
    why: "Code of the release before can write what the domain refuses.",
    fix: "Release code that keeps to the domain first.",
    fires: (domain("text"), domain("text NOT NULL")),
    silent: (domain("text NOT NULL"), domain("text")))

  static let domainLoosened = Rule.dump(
    "domain-loosened", "Domain refuses fewer values", is: .risky, phase: .expand,
    inverse: "domain-tightened", norm: "ALTER DOMAIN",
    why: "Code of the release before may read values that it does not expect.",
    fix: "Write such values only once all code that reads them takes them.",
    fires: (domain("text NOT NULL"), domain("text")),
    silent: (domain("text"), domain("text NOT NULL")))

  static let domainChanged = Rule.dump(
    "domain-changed", "Type, default or checks of a domain changed", is: .risky,
    inverse: "domain-changed", norm: "ALTER DOMAIN",
    why: "Values are taken, filled in or decoded in another way than before.",
    fix: "Make sure that both releases keep to both forms.",
    fires: (domain("text"), domain("varchar(90)")), silent: (domain("int"), domain("int4")))
}

extension Comparer {
  mutating func compareTypes() {
    let (old, new) = (types(before), types(after))
    let matched = KeyedDiff(old, new)
    for (name, type) in matched.removed {
      tellRemoved(TypeRules.removed, name.shown, "type \(quoted(name.shown))", type.origin)
    }
    for (name, type) in matched.added {
      tellAdded(TypeRules.added, name.shown, "type \(quoted(name.shown))", type.origin)
    }
    for (_, old, new) in matched.kept {
      switch (old, new) {
      case (.enumerated(let old), .enumerated(let new)): compareLabels(old, new)
      case (.composite(let old), .composite(let new)): compareAttributes(old, new)
      case (.domain(let old), .domain(let new)): compareDomains(old, new)
      default:
        // A type of another kind is another type.
        tellChanged(
          TypeRules.compositeChanged, new.name.shown,
          "type \(quoted(new.name.shown)) became one of another kind", (old.origin, new.origin),
          (old.kind, new.kind))
      }
    }
  }

  private enum UserType: Equatable {
    case enumerated(EnumType)
    case composite(CompositeType)
    case domain(Domain)

    var name: ObjectName {
      switch self {
      case .enumerated(let type): type.name
      case .composite(let type): type.name
      case .domain(let type): type.name
      }
    }

    var origin: Origin? {
      switch self {
      case .enumerated(let type): type.origin
      case .composite(let type): type.origin
      case .domain(let type): type.origin
      }
    }

    var kind: Name {
      switch self {
      case .enumerated: "enumerated type"
      case .composite: "composite type"
      case .domain: "domain"
      }
    }
  }

  private func types(_ model: DumpModel) -> [(key: ObjectName, value: UserType)] {
    model.schema.enumTypes.map { ($0.name, .enumerated($0)) }
      + model.schema.composites.map { ($0.name, .composite($0)) }
      + model.schema.domains.map { ($0.name, .domain($0)) }
  }

  private mutating func compareLabels(_ old: EnumType, _ new: EnumType) {
    let (first, second) = (old.labels.map(\.name), new.labels.map(\.name))
    if first == second { return }
    let (firstSet, secondSet) = (Set(first), Set(second))
    for label in old.labels where !secondSet.contains(label.name) {
      let element = old.name.element(label.name)
      tellRemoved(
        TypeRules.valueRemoved, element,
        "value \(quoted(label.name)) of the type \(quoted(old.name.shown))", label.origin)
    }
    for label in new.labels where !firstSet.contains(label.name) {
      let element = new.name.element(label.name)
      tellAdded(
        TypeRules.valueAdded, element,
        "value \(quoted(label.name)) of the type \(quoted(new.name.shown))", label.origin)
    }
    let (kept, keptAfter) = (first.filter(secondSet.contains), second.filter(firstSet.contains))
    if kept != keptAfter {
      tellChanged(
        TypeRules.valuesReordered, new.name.shown,
        "type \(quoted(new.name.shown)) had its values reordered", (old.origin, new.origin),
        (joined(kept), joined(keptAfter)))
    }
  }

  private mutating func compareAttributes(_ old: CompositeType, _ new: CompositeType) {
    if old == new { return }
    tellChanged(
      TypeRules.compositeChanged, new.name.shown,
      "composite type \(quoted(new.name.shown)) had its attributes changed",
      (old.origin, new.origin), (old.shown, new.shown))
  }

  private mutating func compareDomains(_ old: Domain, _ new: Domain) {
    let (first, second) = (old.demands, new.demands)
    let rule =
      if old.base != new.base || old.defaultValue?.text != new.defaultValue?.text
        || !(first.isSubset(of: second) || second.isSubset(of: first))
      {
        TypeRules.domainChanged
      } else if first != second {
        second.count > first.count ? TypeRules.domainTightened : TypeRules.domainLoosened
      } else if old != new {
        TypeRules.domainChanged
      } else {
        Rule?.none
      }
    guard let rule else { return }
    tellChanged(
      rule, new.name.shown,
      "domain \(quoted(new.name.shown)) changed from \(quoted(old.shown)) to \(quoted(new.shown))",
      (old.origin, new.origin), (old.shown, new.shown))
  }
}

extension CompositeType {
  fileprivate var shown: Name {
    joined(attributes.map { $0.name + " " + ($0.type?.shown ?? "unknown") })
  }
}

extension Domain {
  /// What values must keep to.
  fileprivate var demands: Set<Name> {
    var demands = Set(
      constraints.map { constraint in
        if case .check(let condition) = constraint.kind { return condition.text }
        return constraint.name
      })
    if isNotNull { demands.insert("not null") }
    return demands
  }

  fileprivate var shown: Name {
    let value: Name = defaultValue.map { " default " + $0.text } ?? ""
    let demands = demands.sorted().map { " " + $0.text }.joined(separator: ",")
    return base.shown + value + Name(demands)
  }
}
