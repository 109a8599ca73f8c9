import PostgresSchema
import ReleaseModel
import SourceModel

/// What can happen to the types of columns.
enum ColumnTypeRules {
  static let all = [widened, narrowed, integerWidened, integerNarrowed, changed, collationChanged]

  static let widened = Rule.dump(
    "column-type-widened", "Type of a column widened", is: .additive, phase: .expand,
    inverse: "column-type-narrowed", norm: "ALTER TABLE, TYPE",
    why: "All that was stored still is, and clients read it as the same kind of value.",
    fix: "Make sure that what reads the column has room for longer values.",
    fires: (Sample.column("name varchar(20)"), Sample.column("name varchar(40)")),
    silent: (Sample.column("name varchar(20)"), Sample.column("name character varying(20)")))

  static let narrowed = Rule.dump(
    "column-type-narrowed", "Type of a column narrowed", is: .breaking, phase: .contract,
    inverse: "column-type-widened", norm: "ALTER TABLE, TYPE",
    why: "Code of the release before writes values that no longer fit, and fails.",
    fix: "Release code that writes only what fits first, and narrow the column a release later.",
    fires: (Sample.column("name text"), Sample.column("name varchar(40)")),
    silent: (Sample.column("name varchar(40)"), Sample.column("name text")))

  static let integerWidened = Rule.dump(
    "column-number-widened", "Number of a column became larger", is: .risky, phase: .expand,
    inverse: "column-number-narrowed", norm: "Numeric Types",
    why: "Clients that decode the column as the smaller type fail, some at once, others at the "
      + "first value that does not fit.",
    fix: "Release code that decodes the larger type first.",
    fires: (Sample.column("name integer"), Sample.column("name bigint")),
    silent: (Sample.column("name integer"), Sample.column("name int4")))

  static let integerNarrowed = Rule.dump(
    "column-number-narrowed", "Number of a column became smaller", is: .breaking,
    phase: .contract, inverse: "column-number-widened", norm: "Numeric Types",
    why: "Code of the release before writes values that no longer fit, and fails.",
    fix: "Keep the larger type.",
    fires: (Sample.column("name bigint"), Sample.column("name integer")),
    silent: (Sample.column("name integer"), Sample.column("name bigint")))

  static let changed = Rule.dump(
    "column-type-changed", "Column of another type", is: .breaking,
    inverse: "column-type-changed", norm: "ALTER TABLE, TYPE",
    why: "Values are written, compared and decoded in another way than the release before does it.",
    fix: "Add a column of the new type, write both, and move the readers over.",
    fires: (Sample.column("name timestamp"), Sample.column("name timestamptz")),
    silent: (Sample.column("name timestamp(3)"), Sample.column("name timestamp(6)")))

  static let collationChanged = Rule.dump(
    "column-collation-changed", "Collation of a column changed", is: .risky,
    inverse: "column-collation-changed", norm: "Collation Support",
    why: "Order and equality of texts are others, and unique indexes may refuse what they took.",
    fix: "Check what sorts by the column, and which indexes it has.",
    fires: (Sample.column("name text"), Sample.column("name text COLLATE \"C\"")),
    silent: (
      Sample.column("name text COLLATE \"C\""), Sample.column("\"name\" TEXT COLLATE \"C\"")
    ))
}

extension Comparer {
  mutating func compareTypes(_ table: ObjectName, _ old: Column, _ new: Column) {
    let element = table.element(new.name)
    let former = table.element(old.name)
    if old.type != new.type {
      let values = (before: old.type?.shown ?? "unknown", after: new.type?.shown ?? "unknown")
      let rule =
        if let from = old.type, let to = new.type {
          ColumnTypeRelation(from, to).rule
        } else {
          ColumnTypeRules.changed
        }
      tellChanged(
        rule, element, former: former,
        "column \(quoted(element)) had its type changed from \(quoted(values.before)) to "
          + quoted(values.after), (old.origin, new.origin), values)
    }
    if old.collation?.key != new.collation?.key {
      let values = (
        before: old.collation?.shown ?? "default", after: new.collation?.shown ?? "default"
      )
      tellChanged(
        ColumnTypeRules.collationChanged, element, former: former,
        "column \(quoted(element)) had its collation changed from \(quoted(values.before)) to "
          + quoted(values.after), (old.origin, new.origin), values)
    }
  }
}

/// How the values of one type relate to those of another, for whoever writes and reads them.
enum ColumnTypeRelation {
  case wider, narrower, largerNumber, smallerNumber, other

  init(_ old: TypeName, _ new: TypeName) {
    guard old.dimensions == new.dimensions, old.schema == new.schema else {
      self = .other
      return
    }
    if let from = Self.size(old), let to = Self.size(new) {
      self = from < to ? .largerNumber : .smallerNumber
    } else if Self.isWider(new, than: old) {
      self = .wider
    } else if Self.isWider(old, than: new) {
      self = .narrower
    } else {
      self = .other
    }
  }

  var rule: Rule {
    switch self {
    case .wider: ColumnTypeRules.widened
    case .narrower: ColumnTypeRules.narrowed
    case .largerNumber: ColumnTypeRules.integerWidened
    case .smallerNumber: ColumnTypeRules.integerNarrowed
    case .other: ColumnTypeRules.changed
    }
  }

  /// The bytes of a binary number, whose kinds differ by more than 100; nil of other types.
  private static func size(_ type: TypeName) -> Int? {
    switch type.name {
    case "int2": 2
    case "int4": 4
    case "int8": 8
    default: nil
    }
  }

  /// Whether a type takes all values of another and clients decode both alike.
  private static func isWider(_ new: TypeName, than old: TypeName) -> Bool {
    switch (old.name, new.name) {
    case ("varchar", "text"): true
    case ("varchar", "varchar"), ("bit", "varbit"), ("varbit", "varbit"):
      limit(new) > limit(old) || old.name != new.name && limit(new) >= limit(old)
    case ("numeric", "numeric"):
      // Without modifiers everything fits; else neither side of the point may shrink.
      new.modifiers.isEmpty
        || (!old.modifiers.isEmpty && whole(new) >= whole(old) && scale(new) >= scale(old))
    case ("float4", "float8"): true
    case ("timestamp", "timestamp"), ("timestamptz", "timestamptz"), ("time", "time"),
      ("timetz", "timetz"), ("interval", "interval"):
      old.intervalFields == new.intervalFields
        && (new.modifiers.first ?? 6) > (old.modifiers.first ?? 6)
    case ("cidr", "inet"): true
    default: false
    }
  }

  private static func limit(_ type: TypeName) -> Int { type.modifiers.first ?? .max }
  private static func scale(_ type: TypeName) -> Int {
    type.modifiers.count > 1 ? type.modifiers[1] : 0
  }
  private static func whole(_ type: TypeName) -> Int {
    (type.modifiers.first ?? 0).subtractingReportingOverflow(scale(type)).partialValue
  }
}
