import PostgresSchema
import ReleaseModel
import SourceModel

/// What can happen to columns, their types left out.
enum ColumnRules {
  static let all = [
    added, requiredAdded, removed, renamed, becameRequired, becameNullable, defaultAdded,
    defaultRemoved, requiredDefaultRemoved, defaultChanged, becameGenerated, becamePlain,
    orderChanged,
  ]

  private static let base = Sample.column("name text")
  private static let required = Sample.column("name text NOT NULL")
  private static let filled = Sample.column("name text DEFAULT 'none'::text NOT NULL")
  private static let preset = Sample.column("name text DEFAULT 'none'::text")

  static let added = Rule.dump(
    "column-added", "Column in the schema added", is: .additive, phase: .expand,
    inverse: "column-removed", norm: "ALTER TABLE, ADD COLUMN",
    why: "The code of the release before leaves the column out, which is allowed.",
    fix: "Nothing has to be done.", fires: (base, Sample.column("name text,\n  age integer")),
    silent: (base, Sample.column("name text,\n  age integer NOT NULL")))

  static let requiredAdded = Rule.dump(
    "required-column-added", "Column that must be given added", is: .breaking,
    inverse: "column-removed", norm: "ALTER TABLE, ADD COLUMN",
    why: "The code of the release before leaves the column out, and its inserts fail.",
    fix: "Add the column with a default or without NOT NULL, and tighten it a release later.",
    fires: (base, Sample.column("name text,\n  age integer NOT NULL")),
    silent: (base, Sample.column("name text,\n  age integer DEFAULT 0 NOT NULL")))

  static let removed = Rule.dump(
    "column-removed", "Column in the schema removed", is: .breaking, phase: .contract,
    inverse: "column-added", norm: "ALTER TABLE, DROP COLUMN",
    why: "While both releases run, the older one still names the column, and fails.",
    fix: "Release code that no longer names the column first, and drop it a release later.",
    fires: (Sample.column("name text,\n  age integer"), base),
    silent: (Sample.column("age integer, name text"), Sample.column("name text, age integer")))

  static let renamed = Rule.dump(
    "column-renamed", "Column in the schema renamed", is: .breaking, phase: .contract,
    inverse: "column-renamed", norm: "ALTER TABLE, RENAME COLUMN",
    why: "While both releases run, one of them names a column that is not there.",
    fix: "Add the new column, write both, move the readers over, and drop the old one later.",
    fires: (base, Sample.column("title text")), silent: (base, Sample.column("title integer")))

  static let becameRequired = Rule.dump(
    "column-became-required", "Column began to refuse null", is: .breaking, phase: .contract,
    inverse: "column-became-nullable", norm: "ALTER TABLE, SET NOT NULL",
    why: "Code of the release before that writes null, or leaves the column out, fails.",
    fix: "Release code that always writes the column first, and tighten it a release later.",
    fires: (base, required), silent: (required, Sample.column("\"name\" text NOT NULL")))

  static let becameNullable = Rule.dump(
    "column-became-nullable", "Column began to allow null", is: .risky, phase: .expand,
    inverse: "column-became-required", norm: "ALTER TABLE, DROP NOT NULL",
    why: "Code of the release before may not expect null where it reads the column.",
    fix: "Write null only once all code that reads the column takes it.",
    fires: (required, base), silent: (base, Sample.column("name TEXT NULL")))

  static let defaultAdded = Rule.dump(
    "default-added", "Default of a column added", is: .additive, inverse: "default-removed",
    norm: "ALTER TABLE, SET DEFAULT",
    why: "Inserts that leave the column out store the default where they stored null, or failed.",
    fix: "Nothing has to be done.", fires: (base, preset),
    silent: (base, Sample.column("name text DEFAULT NULL")))

  static let defaultRemoved = Rule.dump(
    "default-removed", "Default of a column removed", is: .risky, phase: .contract,
    inverse: "default-added", norm: "ALTER TABLE, DROP DEFAULT",
    why: "Inserts of the release before that leave the column out store null now.",
    fix: "Release code that always writes the column first.", fires: (preset, base),
    silent: (filled, required))

  static let requiredDefaultRemoved = Rule.dump(
    "required-default-removed", "Default of a column that must be given removed", is: .breaking,
    phase: .contract, inverse: "default-added", norm: "ALTER TABLE, DROP DEFAULT",
    why: "Inserts of the release before that leave the column out fail.",
    fix: "Release code that always writes the column first.", fires: (filled, required),
    silent: (preset, base))

  static let defaultChanged = Rule.dump(
    "default-changed", "Default of a column changed", is: .risky, inverse: "default-changed",
    norm: "ALTER TABLE, SET DEFAULT",
    why: "Inserts that leave the column out store something else.",
    fix: "Make sure that both releases understand both values.",
    fires: (preset, Sample.column("name text DEFAULT 'some'::text")),
    silent: (
      Sample.column("name text DEFAULT public.first_name()"),
      Sample.column("name text DEFAULT first_name()")
    ))

  static let becameGenerated = Rule.dump(
    "column-became-generated", "Column began to make its own values", is: .breaking,
    phase: .contract, inverse: "column-became-plain", norm: "CREATE TABLE, GENERATED",
    why: "Statements of the release before that write the column fail.",
    fix: "Release code that leaves the column out first.",
    fires: (base, Sample.column("name text GENERATED ALWAYS AS ('none'::text) STORED")),
    silent: (base, preset))

  static let becamePlain = Rule.dump(
    "column-became-plain", "Column ceased to make its own values", is: .risky,
    inverse: "column-became-generated", norm: "ALTER TABLE, DROP EXPRESSION",
    why: "Inserts of the release before leave the column out, and nothing fills it.",
    fix: "Give the column a default, or fill it by a trigger, until all code writes it.",
    fires: (Sample.column("name text GENERATED ALWAYS AS ('none'::text) STORED"), base),
    silent: (preset, base))

  static let orderChanged = Rule.dump(
    "column-order-changed", "Columns in another order", is: .neutral,
    inverse: "column-order-changed", norm: "CREATE TABLE",
    why: "Only inserts and copies without a list of columns, and code that reads by position, can "
      + "notice.",
    fix: "Name the columns in such statements.",
    fires: (
      Sample.column("age integer,\n  name text"), Sample.column("name text,\n  age integer")
    ), silent: (base, Sample.column("name text,\n  age integer")))
}

extension Comparer {
  mutating func compareColumns(_ old: Table, _ new: Table, _ matched: ColumnMatching) {
    for column in matched.removed {
      let element = old.name.element(column.name)
      tellRemoved(ColumnRules.removed, element, "column \(quoted(element))", column.origin)
    }
    for column in matched.added {
      let element = new.name.element(column.name)
      tellAdded(
        column.canBeLeftOut ? ColumnRules.added : ColumnRules.requiredAdded, element,
        "column \(quoted(element))", column.origin)
    }
    for (first, second) in matched.renamed {
      tellChanged(
        ColumnRules.renamed, new.name.element(second.name), former: old.name.element(first.name),
        "column \(quoted(old.name.element(first.name))) was renamed to \(quoted(second.name))",
        (first.origin, second.origin), (first.name, second.name))
      compareColumn(new.name, first, second)
    }
    for (first, second) in matched.kept where first != second {
      compareColumn(new.name, first, second)
    }
    let orders = matched.orders
    if orders.before != orders.after {
      tellChanged(
        ColumnRules.orderChanged, new.name.shown,
        "table \(quoted(new.name.shown)) had its columns reordered", (old.origin, new.origin),
        (joined(orders.before), joined(orders.after)))
    }
  }

  private mutating func compareColumn(_ table: ObjectName, _ old: Column, _ new: Column) {
    let element = table.element(new.name)
    let noun = "column \(quoted(element))"
    let former = table.element(old.name)
    func tell(_ rule: Rule, _ predicate: String, _ values: (before: Name, after: Name)) {
      tellChanged(
        rule, element, former: former, "\(noun) \(predicate)", (old.origin, new.origin), values)
    }
    compareTypes(table, old, new)
    if old.isNotNull != new.isNotNull {
      let (rule, predicate) =
        new.isNotNull
        ? (ColumnRules.becameRequired, "began to refuse null")
        : (ColumnRules.becameNullable, "began to allow null")
      tell(
        rule, predicate,
        (old.isNotNull ? "not null" : "null", new.isNotNull ? "not null" : "null"))
    }
    let (first, second) = (old.makes, new.makes)
    if old.isMadeAlways != new.isMadeAlways {
      let (rule, predicate) =
        new.isMadeAlways
        ? (ColumnRules.becameGenerated, "began to make its own values")
        : (ColumnRules.becamePlain, "ceased to make its own values")
      tell(rule, predicate, (first, second))
    } else if first != second {
      if first.isEmpty {
        tell(ColumnRules.defaultAdded, "got the default \(quoted(second))", (first, second))
      } else if second.isEmpty {
        tell(
          old.isNotNull && new.isNotNull
            ? ColumnRules.requiredDefaultRemoved : ColumnRules.defaultRemoved,
          "lost its default \(quoted(first))", (first, second))
      } else {
        tell(
          ColumnRules.defaultChanged,
          "had its default changed from \(quoted(first)) to \(quoted(second))", (first, second))
      }
    }
  }
}

/// The columns of a table on both sides, matched by name, then by place and type.
struct ColumnMatching {
  private(set) var kept: [(before: Column, after: Column)] = []
  private(set) var renamed: [(before: Column, after: Column)] = []
  private(set) var removed: [Column] = []
  private(set) var added: [Column] = []
  /// The names of the columns on both sides, those of `after`, in the order of each side.
  private(set) var orders: (before: [Name], after: [Name]) = ([], [])

  init(_ old: Table, _ new: Table) {
    var names: [Name: Name] = [:]
    for (index, column) in old.columns.enumerated() {
      if let other = new.column(column.name) {
        kept.append((column, other))
        names[column.name] = column.name
      } else if index < new.columns.count, old.column(new.columns[index].name) == nil,
        new.columns[index].type == column.type
      {
        renamed.append((column, new.columns[index]))
        names[column.name] = new.columns[index].name
      } else {
        removed.append(column)
      }
    }
    let taken = Set(names.values)
    added = new.columns.filter { !taken.contains($0.name) }
    orders = (
      old.columns.compactMap { names[$0.name] },
      new.columns.map(\.name).filter(taken.contains)
    )
  }
}

extension Column {
  /// Whether nobody may write the column.
  fileprivate var isMadeAlways: Bool {
    switch generation {
    case .identityAlways, .stored, .virtual: true
    case .identityByDefault, nil: false
    }
  }

  /// What fills the column if nobody does; empty if nothing does.
  fileprivate var makes: Name {
    switch generation {
    case .identityAlways: "identity, always"
    case .identityByDefault: "identity"
    case .stored(let value): "stored " + value.text
    case .virtual(let value): "virtual " + value.text
    case nil: defaultValue?.text ?? ""
    }
  }
}

/// Names for output, joined by commas.
func joined(_ names: [Name]) -> Name { Name(names.map(\.text).joined(separator: ", ")) }
