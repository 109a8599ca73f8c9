internal import PostgresSchema
internal import SourceModel

/// A table that is created or altered, with what stands in its block.
struct EctoTable {
  /// The table as it is created.
  var definition: TableDefinition
  /// What of it is not literal.
  var doubt: String?
  /// What an `alter` does, in its order.
  private(set) var operations: [Operation] = []
  private var back: [Operation?] = []
  private let isAltered: Bool
  /// The columns of the key, which Ecto declares beside them.
  private var keys: [Name] = []

  /// A table that is created; Ecto adds a key unless it is told otherwise.
  init(_ name: ObjectName, _ options: [Shape.Argument]) {
    definition = TableDefinition(name)
    isAltered = false
    let key = options.value("primary_key")
    if key?.boolean == false { return }
    var column: Name = "id"
    var type: TypeName? = TypeName("serial8")
    if case .pairs(let pairs)? = key?.kind {
      for pair in pairs {
        if pair.key.text == "name" { column = pair.value.text ?? column }
        if pair.key.text == "type" { type = EctoType.read(pair.value, []) }
      }
    } else if key != nil, key?.boolean != true {
      doubt = Doubt.notLiteral
    }
    definition.columns = [ColumnDefinition(column, type: type, isNotNull: true)]
    keys = [column]
    if options.value("modifiers")?.text?.asciiUppercased == "UNLOGGED" {
      definition.persistence = .unlogged
    }
  }

  /// A table that is altered.
  init(altering name: ObjectName, _ options: [Shape.Argument]) {
    definition = TableDefinition(name)
    isAltered = true
  }

  /// The table as it is created, with its key.
  var completed: TableDefinition {
    var table = definition
    if !keys.isEmpty {
      table.constraints = [ConstraintDefinition(.primaryKey(columns: keys, usingIndex: nil))]
    }
    return table
  }

  /// What Ecto does to go back; nil if it cannot.
  var inverse: [Operation]? {
    let known = back.compactMap { $0 }
    return known.count == back.count ? known.reversed() : nil
  }

  /// Takes a statement of the block; false if it is none that is known.
  mutating func take(_ shape: Shape, at range: SourceRange) -> Bool {
    guard let word = shape.lastName, shape.path != nil || shape.isPlainCall else { return false }
    switch word {
    case "timestamps":
      timestamps(shape.arguments.spread, range)
      return true
    case "add", "add_if_not_exists", "modify", "remove", "remove_if_exists": break
    default: return false
    }
    guard let column = EctoColumn(shape.arguments, table: definition.name) else { return false }
    doubt = doubt ?? column.doubt
    switch word {
    case "add":
      if column.isKey { keys.append(column.name) }
      add(column.definition, ifNotExists: false, range)
    case "add_if_not_exists": add(column.definition, ifNotExists: true, range)
    case "modify": modify(column, range)
    default: remove(column, shape, ifExists: word == "remove_if_exists", range)
    }
    return true
  }

  private mutating func alter(
    _ actions: [TableAction], back: [TableAction]?, _ range: SourceRange
  ) {
    for action in actions {
      operations.append(Operation(.alterTable(definition.name, action), at: range))
    }
    guard let back else { return self.back.append(nil) }
    for action in back.reversed() {
      self.back.append(Operation(.alterTable(definition.name, action), at: range))
    }
  }

  private mutating func add(
    _ column: ColumnDefinition, ifNotExists: Bool, _ range: SourceRange
  ) {
    guard isAltered else { return definition.columns.append(column) }
    alter(
      [.addColumn(column, ifNotExists: ifNotExists)],
      back: [.dropColumn(column.name, isCascade: false, ifExists: ifNotExists)], range)
  }

  private mutating func remove(
    _ column: EctoColumn, _ shape: Shape, ifExists: Bool, _ range: SourceRange
  ) {
    // Without a type there is nothing to add again.
    let isKnown = shape.arguments.spread.positional.count > 1
    alter(
      [.dropColumn(column.name, isCascade: false, ifExists: ifExists)],
      back: isKnown && !ifExists ? [.addColumn(column.definition, ifNotExists: false)] : nil, range)
  }

  /// Changes a column: Ecto names the type always, the rest if it is written.
  private mutating func modify(_ column: EctoColumn, _ range: SourceRange) {
    let from = column.options.value("from")
    var before: EctoColumn?
    if let from {
      let parts = from.list ?? [from]
      let options = parts.dropFirst().first.map { options -> [Shape.Argument] in
        [Shape.Argument(label: nil, value: options, range: options.range)].spread
      }
      let name = Shape(.symbol(column.name), at: from.range)
      let positional = ([name] + parts.prefix(1)).map {
        Shape.Argument(label: nil, value: $0, range: $0.range)
      }
      before = EctoColumn(positional + (options ?? []), table: definition.name)
    }
    if column.type == nil { doubt = doubt ?? "the type is not known" }
    alter(
      Self.changes(column, since: before),
      back: before.map { Self.changes($0, since: column) }, range)
  }

  private static func changes(_ column: EctoColumn, since before: EctoColumn?) -> [TableAction] {
    let name = column.name
    var actions: [TableAction] = []
    if let old = before?.reference?.name {
      actions.append(.dropConstraint(old, isCascade: false, ifExists: false))
    }
    if let type = column.type, before == nil || before?.type != type {
      actions.append(.setType(name, type, collation: nil, using: nil))
    }
    if let reference = column.reference { actions.append(.addConstraint(reference)) }
    switch column.options.value("null")?.boolean {
    case true?: actions.append(.dropNotNull(name))
    case false?: actions.append(.setNotNull(name))
    case nil: break
    }
    if column.options.labelled("default") != nil {
      actions.append(column.defaultValue.map { .setDefault(name, $0) } ?? .dropDefault(name))
    }
    return actions
  }

  private mutating func timestamps(_ arguments: [Shape.Argument], _ range: SourceRange) {
    let type = arguments.value("type").map { EctoType.read($0, arguments) }
    for label: Name in ["inserted_at", "updated_at"] {
      let option = arguments.value(label)
      if option?.boolean == false { continue }
      let column = ColumnDefinition(
        option?.text ?? label, type: type ?? TypeName("timestamp", modifiers: [0]),
        isNotNull: arguments.value("null")?.boolean != true,
        defaultValue: arguments.value("default").flatMap {
          $0.isNone ? nil : EctoType.expression($0)
        })
      add(column, ifNotExists: false, range)
    }
  }
}

extension Shape {
  /// Whether it is a call of a name without anything before it.
  var isPlainCall: Bool {
    guard case .call(let callee, _) = kind, case .name = callee.kind else { return false }
    return true
  }
}
