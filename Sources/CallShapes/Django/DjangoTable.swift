internal import PostgresSchema
internal import SourceModel

/// The tables of a model, and how Django makes and changes them.
struct DjangoTable {
  let model: DjangoFields.Model
  let name: Name

  private var table: ObjectName { model.table }

  /// Creates the table with its foreign keys and indexes, and the tables between.
  var creation: [Action] {
    var definition = TableDefinition(table)
    definition.columns = model.fields.filter { $0.link == nil }.map {
      $0.definition(filling: false)
    }
    var actions: [Action] = [.createTable(definition)]
    for field in model.fields {
      if let link = linkTable(field) { actions += link }
      if let key = field.referenceConstraint {
        actions.append(.alterTable(table, .addConstraint(key)))
      }
      if let index = field.index(on: table) { actions.append(.createIndex(index)) }
    }
    return actions
  }

  /// Drops what creation makes.
  var removal: [Action] {
    let links = model.fields.compactMap(linkName).map { drop($0) }
    return links + [drop(table)]
  }

  private func drop(_ table: ObjectName) -> Action {
    var drop = Drop(.table, table)
    drop.isCascade = true
    return .drop(drop)
  }

  // MARK: Tables between

  /// The table between; nil if the field needs none.
  private func linkName(_ field: DjangoField) -> ObjectName? {
    guard let link = field.link, !link.isThrough else { return nil }
    return link.table.map(DjangoWalk.table)
      ?? ObjectName(schema: table.schema, table.name + "_" + field.name)
  }

  /// The columns that point to this model and to the other one.
  private func linkColumns(_ link: DjangoField.Link) -> (from: Name, to: Name) {
    let own = name.asciiLowercased
    let target = Name(
      link.target.bytes.split(separator: UInt8(ascii: ".")).last.map(Array.init) ?? [])
    if own == target { return ("from_" + own + "_id", "to_" + own + "_id") }
    return (own + "_id", target + "_id")
  }

  private func linkTable(_ field: DjangoField) -> [Action]? {
    guard let link = field.link, let between = linkName(field) else { return nil }
    let columns = linkColumns(link)
    var definition = TableDefinition(between)
    definition.columns = [
      ColumnDefinition(
        "id", type: TypeName("int8"), isNotNull: true, generation: .identityByDefault,
        constraints: [ConstraintDefinition(.primaryKey(columns: ["id"], usingIndex: nil))]),
      ColumnDefinition(columns.from, type: model.key?.type, isNotNull: true),
      ColumnDefinition(columns.to, type: link.targetType, isNotNull: true),
    ]
    let keys = [(columns.from, table), (columns.to, link.targetTable)].map { column, target in
      Action.alterTable(
        between,
        .addConstraint(
          ConstraintDefinition(
            .foreignKey(
              columns: [column], references: target, referencedColumns: [], onDelete: "",
              onUpdate: ""), isDeferrable: true)))
    }
    let unique = ConstraintDefinition(
      .unique(columns: [columns.from, columns.to], usingIndex: nil, nullsNotDistinct: false))
    return [.createTable(definition)] + keys + [.alterTable(between, .addConstraint(unique))]
  }

  // MARK: Fields

  /// Adds a field: with the value for the rows that exist, which is dropped at once.
  func addField(_ field: DjangoField) -> [Action] {
    if field.link != nil { return linkTable(field) ?? [] }
    var column = field.definition(filling: true)
    if let key = field.referenceConstraint { column.constraints.append(key) }
    var actions: [Action] = [.alterTable(table, .addColumn(column, ifNotExists: false))]
    if field.databaseDefault == nil, field.fillValue != nil, field.generation == nil {
      actions.append(.alterTable(table, .dropDefault(field.column)))
    }
    if let index = field.index(on: table) { actions.append(.createIndex(index)) }
    return actions
  }

  /// Removes a field.
  func removeField(_ field: DjangoField) -> [Action] {
    if field.link != nil { return linkName(field).map { [drop($0)] } ?? [] }
    return [.alterTable(table, .dropColumn(field.column, isCascade: true, ifExists: false))]
  }

  /// Turns a field into another one.
  ///
  /// - Returns: what is done, and why some of it is not known.
  func alterField(_ old: DjangoField, _ new: DjangoField) -> (actions: [Action], doubt: String?) {
    if old.link != nil || new.link != nil {
      return old.link != nil && new.link != nil
        ? ([], nil) : (removeField(old) + addField(new), nil)
    }
    var changes: [TableAction] = []
    var doubt: String?
    if old.column != new.column { changes.append(.renameColumn(old.column, to: new.column)) }
    if let type = new.type, old.type != nil {
      if type != old.type { changes.append(.setType(new.column, type, collation: nil, using: nil)) }
    } else if old.spelling != new.spelling {
      doubt = "the type is not known"
    }
    let isFilled = old.isNull && !new.isNull && new.databaseDefault == nil
    if old.databaseDefault != new.databaseDefault {
      changes.append(
        new.databaseDefault.map { .setDefault(new.column, $0) } ?? .dropDefault(new.column))
    }
    let fill = isFilled ? new.fillValue : nil
    if let fill { changes.append(.setDefault(new.column, fill)) }
    var actions = changes.map { Action.alterTable(table, $0) }
    if fill != nil { actions.append(.update(filling(new.column))) }
    if old.isNull != new.isNull, !new.isPrimaryKey {
      actions.append(
        .alterTable(table, new.isNull ? .dropNotNull(new.column) : .setNotNull(new.column)))
    }
    if fill != nil { actions.append(.alterTable(table, .dropDefault(new.column))) }
    actions += alterConstraints(old, new, &doubt)
    return (actions, doubt)
  }

  private func alterConstraints(
    _ old: DjangoField, _ new: DjangoField, _ doubt: inout String?
  ) -> [Action] {
    var actions: [Action] = []
    let nameless = "django chose the name of what is dropped"
    if new.isUnique, !old.isUnique {
      actions.append(.alterTable(table, .addConstraint(new.uniqueConstraint)))
    }
    if new.isPositive, !old.isPositive,
      let check = new.definition(filling: false).constraints.last
    {
      actions.append(.alterTable(table, .addConstraint(check)))
    }
    if old.isUnique && !new.isUnique || old.isPositive && !new.isPositive { doubt = nameless }
    if let key = new.referenceConstraint, old.reference?.table != new.reference?.table {
      actions.append(.alterTable(table, .addConstraint(key)))
    }
    if old.reference != nil, old.reference?.table != new.reference?.table { doubt = nameless }
    if let index = new.index(on: table) {
      if old.index(on: table) == nil { actions.append(.createIndex(index)) }
    } else if old.index(on: table) != nil, !new.isUnique {
      doubt = nameless
    }
    return actions
  }

  private func filling(_ column: Name) -> RowChange {
    var change = RowChange(table)
    change.columns = [column]
    change.hasWhere = true
    change.conditionColumns = [column]
    return change
  }

  // MARK: Names

  /// Renames the tables of the model.
  func renaming(to other: DjangoTable) -> [Action] {
    var actions: [Action] = []
    if table != other.table {
      actions.append(.rename(.table, table, to: other.table.name))
    }
    for (old, new) in zip(model.fields, other.model.fields) {
      guard let link = old.link, let newLink = new.link, let before = linkName(old),
        let after = other.linkName(new)
      else { continue }
      if before != after { actions.append(.rename(.table, before, to: after.name)) }
      let columns = (linkColumns(link), other.linkColumns(newLink))
      if columns.0.from != columns.1.from {
        actions.append(.alterTable(after, .renameColumn(columns.0.from, to: columns.1.from)))
      }
    }
    return actions
  }

  // MARK: Groups of fields

  func addUnique(_ fields: [Name]) -> Action {
    .alterTable(
      table,
      .addConstraint(
        ConstraintDefinition(
          .unique(columns: fields.map(model.column), usingIndex: nil, nullsNotDistinct: false))))
  }

  func index(_ fields: [Name]) -> IndexDefinition {
    var index = IndexDefinition(name: nil, on: table)
    index.columns = fields.map(model.column)
    index.text = IndexDefinition.text(of: index.columns)
    return index
  }
}
