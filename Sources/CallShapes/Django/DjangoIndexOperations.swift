internal import PostgresSchema
internal import SourceModel

extension DjangoWalk {
  /// Follows an operation on an index or a constraint; nil if it is none, false if it is not literal.
  mutating func takeIndex(
    _ kind: Name, _ arguments: [Shape.Argument], _ range: SourceRange
  ) -> Bool? {
    let name = arguments.value("model_name", 0)?.text ?? arguments.value("name", 0)?.text
    switch kind {
    case "AddIndex", "AddIndexConcurrently":
      guard let name, let index = arguments.value("index", 1) else { return false }
      return addIndex(name, index, isConcurrent: kind == "AddIndexConcurrently", range)
    case "RemoveIndex", "RemoveIndexConcurrently":
      guard let name, let index = arguments.value("name", 1)?.text else { return false }
      removeIndex(name, index, isConcurrent: kind == "RemoveIndexConcurrently", range)
    case "RenameIndex":
      guard let name, let new = arguments.value("new_name", 1)?.text else { return false }
      return renameIndex(name, arguments.value("old_name", 2)?.text, new, arguments, range)
    case "AddConstraint", "AddConstraintNotValid":
      guard let name, let constraint = arguments.value("constraint", 1) else { return false }
      return addConstraint(
        name, constraint, isNotValid: kind == "AddConstraintNotValid", range)
    case "RemoveConstraint":
      guard let name, let constraint = arguments.value("name", 1)?.text else { return false }
      removeConstraint(name, constraint, range)
    case "ValidateConstraint":
      guard let name, let constraint = arguments.value("name", 1)?.text else { return false }
      did(
        [.alterTable(fields.model(app, name).table, .validateConstraint(constraint))], down: [],
        at: range)
    case "AlterUniqueTogether":
      guard let name else { return false }
      alterUniqueTogether(name, Self.together(arguments.value("unique_together", 1)), range)
    case "AlterIndexTogether":
      guard let name else { return false }
      alterIndexTogether(name, Self.together(arguments.value("index_together", 1)), range)
    default: return nil
    }
    return true
  }

  // MARK: Indexes

  /// Adds an index; false if it is not literal.
  mutating func addIndex(
    _ name: Name, _ shape: Shape, isConcurrent: Bool, _ range: SourceRange
  ) -> Bool {
    let model = fields.model(app, name)
    let arguments = shape.arguments
    guard case .call = shape.kind, let indexName = arguments.value("name")?.text else {
      return false
    }
    var index = IndexDefinition(name: indexName, on: model.table)
    fill(&index, arguments, model)
    index.isConcurrent = isConcurrent
    index.method = Self.methods[shape.lastName ?? ""] ?? "btree"
    var drop = Drop(.index, ObjectName(indexName))
    drop.isConcurrent = isConcurrent
    drop.ifExists = true
    if !model.isWithoutTable {
      did([.createIndex(index)], down: [.drop(drop)], at: range)
    }
    change(name) { $0.indexes[indexName] = index }
    return true
  }

  private static let methods: [Name: Name] = [
    "GinIndex": "gin", "GistIndex": "gist", "BrinIndex": "brin", "HashIndex": "hash",
    "SpGistIndex": "spgist", "BloomIndex": "bloom", "OpClass": "btree",
  ]

  /// Takes the fields, expressions and condition of an index or of a unique constraint.
  private func fill(
    _ index: inout IndexDefinition, _ arguments: [Shape.Argument], _ model: DjangoFields.Model
  ) {
    var parts: [Name] = []
    for field in arguments.value("fields")?.texts ?? [] {
      let isDescending = field.hasPrefix("-")
      let column = model.column(isDescending ? Name(field.bytes.dropFirst()) : field)
      index.columns.append(column)
      parts.append(isDescending ? column + " desc" : column)
    }
    for expression in arguments.positional {
      if let field = expression.text {
        index.columns.append(model.column(field))
        parts.append(model.column(field))
      } else {
        index.hasExpressions = true
        parts.append(spelling(expression))
      }
    }
    index.text = IndexDefinition.text(of: parts)
    if let condition = arguments.value("condition"), !condition.isNone {
      index.isPartial = true
      index.text = index.text + " where " + spelling(condition)
    }
  }

  /// What is written in Python, with single blanks.
  private func spelling(_ shape: Shape) -> Name {
    let range = shape.range.indices.clamped(to: 0..<bytes.count)
    let words = bytes[range].split { $0 <= 0x20 }
    return Name(Array(words.joined(separator: [0x20])))
  }

  private mutating func removeIndex(
    _ name: Name, _ index: Name, isConcurrent: Bool, _ range: SourceRange
  ) {
    let model = fields.model(app, name)
    var drop = Drop(.index, ObjectName(index))
    drop.isConcurrent = isConcurrent
    drop.ifExists = true
    var known = model.indexes[index]
    known?.isConcurrent = isConcurrent
    if !model.isWithoutTable {
      did([.drop(drop)], down: known.map { [.createIndex($0)] }, at: range)
    }
    change(name) { $0.indexes[index] = nil }
  }

  private mutating func renameIndex(
    _ name: Name, _ old: Name?, _ new: Name, _ arguments: [Shape.Argument], _ range: SourceRange
  ) -> Bool {
    let group = arguments.value("old_fields", 3)?.texts
    guard let old else {
      guard let group else { return false }
      take(unread: "django chose the name of what is renamed", range)
      change(name) { model in
        model.indexTogether.remove(group)
        model.indexes[new] = DjangoTable(model: model, name: name).index(group)
      }
      return true
    }
    did(
      [.rename(.index, ObjectName(old), to: new)],
      down: [.rename(.index, ObjectName(new), to: old)],
      at: range)
    change(name) { model in
      model.indexes[new] = model.indexes.removeValue(forKey: old)
    }
    return true
  }

  // MARK: Constraints

  /// Adds a constraint; false if it is not literal.
  mutating func addConstraint(
    _ name: Name, _ shape: Shape, isNotValid: Bool, _ range: SourceRange
  ) -> Bool {
    let model = fields.model(app, name)
    let arguments = shape.arguments
    guard case .call = shape.kind, let constraint = arguments.value("name")?.text else {
      return false
    }
    let kind: ConstraintDefinition.Kind
    switch shape.lastName {
    case "UniqueConstraint":
      if Self.isIndex(arguments) {
        var index = IndexDefinition(name: constraint, on: model.table)
        fill(&index, arguments, model)
        index.isUnique = true
        var drop = Drop(.index, ObjectName(constraint))
        drop.ifExists = true
        add(constraint, to: name, .createIndex(index), down: .drop(drop), range)
        return true
      }
      guard let fields = arguments.value("fields")?.texts else { return false }
      kind = .unique(
        columns: fields.map(model.column), usingIndex: nil,
        nullsNotDistinct: arguments.value("nulls_distinct")?.boolean == false)
    case "CheckConstraint":
      guard let check = arguments.value("condition") ?? arguments.value("check") else {
        return false
      }
      kind = .check(expression(check, model))
    case "ExclusionConstraint": kind = .exclusion(text: spelling(shape))
    default: return false
    }
    let definition = ConstraintDefinition(
      name: constraint, kind, isNotValid: isNotValid,
      isDeferrable: arguments.value("deferrable").map { !$0.isNone } ?? false)
    let drop = TableAction.dropConstraint(constraint, isCascade: false, ifExists: false)
    add(
      constraint, to: name, .alterTable(model.table, .addConstraint(definition)),
      down: .alterTable(model.table, drop), range)
    return true
  }

  /// Whether Django makes a unique index of a constraint.
  private static func isIndex(_ arguments: [Shape.Argument]) -> Bool {
    !arguments.positional.isEmpty
      || ["condition", "include", "opclasses"].contains { label in
        arguments.value(label).map { !$0.isNone } ?? false
      }
  }

  private mutating func add(
    _ constraint: Name, to name: Name, _ action: Action, down: Action, _ range: SourceRange
  ) {
    if !fields.model(app, name).isWithoutTable { did([action], down: [down], at: range) }
    change(name) { $0.constraints[constraint] = action }
  }

  /// What a condition in Python tells: the columns, and those that it wants to be not null.
  private func expression(_ shape: Shape, _ model: DjangoFields.Model) -> Expression {
    var columns: Set<Name> = []
    var notNull: Set<Name> = []
    if shape.lastName == "Q" {
      for argument in shape.arguments {
        guard let label = argument.label else { continue }
        let field = Self.field(of: label)
        let column = model.column(field)
        columns.insert(column)
        let isTest = label == field + "__isnull"
        if isTest, argument.value.boolean == false { notNull.insert(column) }
      }
    }
    return Expression(
      volatility: .immutable, columns: columns.sorted(), columnsNotNull: notNull.sorted(),
      text: spelling(shape))
  }

  /// What stands before the first `__` of a lookup.
  private static func field(of lookup: Name) -> Name {
    let bytes = lookup.bytes
    let end = bytes.indices.dropFirst().first { index in
      bytes[index] == UInt8(ascii: "_") && bytes[index - 1] == UInt8(ascii: "_")
    }
    return Name(bytes[..<(end.map { $0 - 1 } ?? bytes.count)])
  }

  private mutating func removeConstraint(
    _ name: Name, _ constraint: Name, _ range: SourceRange
  ) {
    let model = fields.model(app, name)
    let known = model.constraints[constraint]
    var action = Action.alterTable(
      model.table, .dropConstraint(constraint, isCascade: false, ifExists: false))
    if case .createIndex? = known {
      var drop = Drop(.index, ObjectName(constraint))
      drop.ifExists = true
      action = .drop(drop)
    }
    if !model.isWithoutTable {
      did([action], down: known.map { [$0] }, at: range)
    }
    change(name) { $0.constraints[constraint] = nil }
  }

  // MARK: Groups

  private mutating func alterUniqueTogether(
    _ name: Name, _ groups: Set<[Name]>, _ range: SourceRange
  ) {
    let model = fields.model(app, name)
    alterGroups(name, from: model.uniqueTogether, to: groups, range) { table, group in
      table.addUnique(group)
    }
    change(name) { $0.uniqueTogether = groups }
  }

  private mutating func alterIndexTogether(
    _ name: Name, _ groups: Set<[Name]>, _ range: SourceRange
  ) {
    let model = fields.model(app, name)
    alterGroups(name, from: model.indexTogether, to: groups, range) { table, group in
      .createIndex(table.index(group))
    }
    change(name) { $0.indexTogether = groups }
  }

  private mutating func alterGroups(
    _ name: Name, from old: Set<[Name]>, to new: Set<[Name]>, _ range: SourceRange,
    _ making: (DjangoTable, [Name]) -> Action
  ) {
    let model = fields.model(app, name)
    if model.isWithoutTable { return }
    let table = DjangoTable(model: model, name: name)
    func actions(_ groups: Set<[Name]>) -> [Action] {
      groups.sorted { $0.lexicographicallyPrecedes($1) }.map { making(table, $0) }
    }
    let added = actions(new.subtracting(old))
    let removed = actions(old.subtracting(new))
    func steps(_ added: [Action], _ removed: [Action]) -> [CallShapeReading.Step] {
      var steps: [CallShapeReading.Step] = []
      if !removed.isEmpty {
        let reason = "django chose the name of what is dropped"
        steps.append(.partlyRead(reason: reason, range: range))
      }
      if !added.isEmpty {
        steps.append(.statement(Statement(added.map { Operation($0, at: range) }, at: range)))
      }
      return steps
    }
    self.add(up: steps(added, removed), down: steps(removed, added), range)
  }
}
