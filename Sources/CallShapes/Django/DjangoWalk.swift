internal import PostgresSchema
internal import SourceModel

/// Follows the operations of a migration of Django and the models that they change.
///
/// [Operation reference](https://docs.djangoproject.com/en/stable/ref/migration-operations/).
struct DjangoWalk {
  let app: Name
  let bytes: [UInt8]
  var fields: DjangoFields
  private(set) var up: [CallShapeReading.Step] = []
  /// The ways back, one for each operation.
  private var downs: [[CallShapeReading.Step]] = []
  /// Whether only the models change, as with `state_operations`.
  private var isStateOnly = false
  private var depth = 0
  private var effort: Effort

  init(app: Name, bytes: [UInt8], fields: DjangoFields) {
    self.app = app
    self.bytes = bytes
    self.fields = fields
    effort = Effort(bytes: bytes.count)
  }

  /// The way down.
  var down: [CallShapeReading.Step] { downs.reversed().flatMap { $0 } }

  // MARK: Steps

  /// Notes what cannot be told, up and down.
  mutating func take(unread reason: String, _ range: SourceRange) {
    let step = CallShapeReading.Step.partlyRead(reason: reason, range: range)
    add(up: [step], down: [step], range)
  }

  /// Takes off what it costs to follow something; false if that is too much, which is told once.
  private mutating func spend(_ cost: Int, _ range: SourceRange) -> Bool {
    if effort.spend(cost) {
      let step = CallShapeReading.Step.partlyRead(reason: Doubt.repetitions, range: range)
      up.append(step)
      downs.append([step])
    }
    return !effort.isSpent
  }

  /// Adds the steps of an operation, and those of its way back.
  mutating func add(
    up: [CallShapeReading.Step], down: [CallShapeReading.Step], _ range: SourceRange
  ) {
    guard !isStateOnly, spend((up + down).reduce(0) { $0 + $1.cost }, range) else { return }
    self.up += up
    downs.append(down)
  }

  /// Adds the statements of an operation; there is no way back if `down` is nil.
  mutating func did(
    _ actions: [Action], down: [Action]?, at range: SourceRange, doubt: String? = nil
  ) {
    func steps(_ actions: [Action]) -> [CallShapeReading.Step] {
      if actions.isEmpty { return [] }
      let operations = actions.map { Operation($0, at: range) }
      return [.statement(Statement(operations, at: range, doubt: doubt))]
    }
    let irreversible = CallShapeReading.Step.partlyRead(
      reason: "what was there before is not known", range: range)
    add(up: steps(actions), down: down.map(steps) ?? [irreversible], range)
  }

  // MARK: Operations

  /// Follows an operation.
  mutating func take(_ operation: Shape) {
    guard case .call(_, let arguments) = operation.kind, let kind = operation.lastName else {
      return take(unread: Doubt.notLiteral, operation.range)
    }
    let range = operation.range
    guard spend(operation.size, range) else { return }
    switch kind {
    case "RunSQL": runSQL(arguments, range)
    case "RunPython": runPython(arguments, range)
    case "SeparateDatabaseAndState": separate(arguments, range)
    // The last one speaks to a checker of migrations.
    case "AlterModelOptions", "AlterModelManagers", "IgnoreMigration": break
    case _ where Self.extensions[kind] != nil || kind == "CreateExtension":
      guard let name = Self.extensions[kind] ?? arguments.value("name", 0)?.text else {
        return take(unread: Doubt.notLiteral, range)
      }
      let object = ObjectName(name)
      did(
        [.create(.extension, object, ifNotExists: true, text: "")],
        down: [.drop(Drop(.extension, object))], at: range)
    case "CreateCollation", "RemoveCollation":
      guard let name = arguments.value("name", 0)?.text else {
        return take(unread: Doubt.notLiteral, range)
      }
      let make = Action.create(.collation, ObjectName(name), ifNotExists: false, text: "")
      let drop = Action.drop(Drop(.collation, ObjectName(name)))
      let isMade = kind == "CreateCollation"
      did([isMade ? make : drop], down: [isMade ? drop : make], at: range)
    default:
      let isRead =
        takeModel(kind, arguments, range) ?? takeField(kind, arguments, range)
        ?? takeIndex(kind, arguments, range)
      if isRead == nil { take(unread: Doubt.call(kind), range) }
      if isRead == false { take(unread: Doubt.notLiteral, range) }
    }
  }

  private static let extensions: [Name: Name] = [
    "TrigramExtension": "pg_trgm", "BtreeGinExtension": "btree_gin",
    "BtreeGistExtension": "btree_gist", "HStoreExtension": "hstore",
    "CITextExtension": "citext", "CryptoExtension": "pgcrypto", "UnaccentExtension": "unaccent",
    "BloomExtension": "bloom",
  ]

  private mutating func runSQL(_ arguments: [Shape.Argument], _ range: SourceRange) {
    guard let sql = arguments.value("sql", 0) else {
      return take(unread: Doubt.notLiteral, range)
    }
    let reverse = arguments.value("reverse_sql", 1)
    let back =
      reverse.flatMap { $0.isNone ? nil : sqlSteps($0) }
      ?? [.partlyRead(reason: CallShapeReading.noWayBack, range: range)]
    add(up: sqlSteps(sql), down: back, range)
    for operation in arguments.value("state_operations", 2)?.list ?? [] { takeState(operation) }
  }

  /// The statements of a text, of a list of texts, or of pairs of a text and its parameters.
  private func sqlSteps(_ shape: Shape) -> [CallShapeReading.Step] {
    if shape.lastName == "noop" || shape.text?.isEmpty == true { return [] }
    guard let list = shape.list else { return [.sql(shape)] }
    return list.map { .sql($0.list?.first ?? $0) }
  }

  private mutating func runPython(_ arguments: [Shape.Argument], _ range: SourceRange) {
    func step(_ code: Shape?, _ missing: String) -> [CallShapeReading.Step] {
      if code?.lastName == "noop" { return [] }
      let isMissing = code.map(\.isNone) ?? true
      let name = code?.lastName ?? "RunPython"
      return [.partlyRead(reason: isMissing ? missing : Doubt.call(name), range: range)]
    }
    add(
      up: step(arguments.value("code", 0), Doubt.notLiteral),
      down: step(arguments.value("reverse_code", 1), CallShapeReading.noWayBack), range)
  }

  private mutating func separate(_ arguments: [Shape.Argument], _ range: SourceRange) {
    guard depth < 8 else { return take(unread: Doubt.notLiteral, range) }
    depth += 1
    let before = fields
    if let operations = arguments.value("database_operations", 0), !operations.isNone {
      if let list = operations.list {
        for operation in list { take(operation) }
      } else {
        take(unread: Doubt.notLiteral, operations.range)
      }
    }
    fields = before
    for operation in arguments.value("state_operations", 1)?.list ?? [] { takeState(operation) }
    depth -= 1
  }

  private mutating func takeState(_ operation: Shape) {
    let outer = isStateOnly
    isStateOnly = true
    take(operation)
    isStateOnly = outer
  }

  // MARK: Models

  /// Changes a model.
  mutating func change(_ name: Name, _ body: (inout DjangoFields.Model) -> Void) {
    let key = DjangoFields.key(app, name)
    var model = fields.models.removeValue(forKey: key) ?? fields.model(app, name)
    body(&model)
    fields.models[key] = model
  }

  /// Follows an operation on a model; nil if it is none, false if it is not literal.
  private mutating func takeModel(
    _ kind: Name, _ arguments: [Shape.Argument], _ range: SourceRange
  ) -> Bool? {
    switch kind {
    case "CreateModel":
      guard let name = arguments.value("name", 0)?.text else { return false }
      return createModel(name, arguments, range)
    case "DeleteModel":
      guard let name = arguments.value("name", 0)?.text else { return false }
      deleteModel(name, range)
    case "RenameModel":
      guard let old = arguments.value("old_name", 0)?.text,
        let new = arguments.value("new_name", 1)?.text
      else { return false }
      renameModel(old, new, range)
    case "AlterModelTable":
      guard let name = arguments.value("name", 0)?.text,
        let table = arguments.value("table", 1), table.text != nil || table.isNone
      else { return false }
      alterTable(name, table.text, range)
    case "AlterModelTableComment":
      guard let name = arguments.value("name", 0)?.text else { return false }
      let table = fields.model(app, name).table
      did([.comment(.table, table)], down: [.comment(.table, table)], at: range)
    case "AlterOrderWithRespectTo":
      guard let name = arguments.value("name", 0)?.text else { return false }
      order(name, isOn: arguments.value("order_with_respect_to", 1)?.text != nil, range)
    default: return nil
    }
    return true
  }

  private mutating func createModel(
    _ name: Name, _ arguments: [Shape.Argument], _ range: SourceRange
  ) -> Bool {
    guard let list = arguments.value("fields", 1)?.list else { return false }
    guard list.count <= DjangoFields.Model.mostFields else {
      take(unread: Doubt.tooManyColumns, range)
      return true
    }
    var model = DjangoFields.Model(table: DjangoFields.table(app, name))
    var doubt: String?
    let options = Self.options(arguments.value("options", 2))
    if let table = options["db_table"]?.text {
      model.table = Self.table(table)
      model.isTableNamed = true
    }
    model.isWithoutTable =
      options["managed"]?.boolean == false || options["proxy"]?.boolean == true
    let reader = DjangoFieldReader(app: app, model: name, state: fields)
    for element in list {
      guard let pair = element.list, pair.count == 2, let field = pair[0].text,
        let read = reader.read(field, pair[1])
      else {
        doubt = Doubt.notLiteral
        continue
      }
      model.fields.append(read)
    }
    let key = DjangoFields.key(app, name)
    fields.models[key] = model
    // Fields that refer to the model itself need its key.
    let again = DjangoFieldReader(app: app, model: name, state: fields)
    for (index, element) in list.enumerated() where index < model.fields.count && doubt == nil {
      if let pair = element.list, let read = again.read(model.fields[index].name, pair[1]) {
        model.fields[index] = read
      }
    }
    let table = DjangoTable(model: model, name: name)
    var actions = table.creation
    model.uniqueTogether = Self.together(options["unique_together"])
    model.indexTogether = Self.together(options["index_together"])
    actions += model.uniqueTogether.sorted { $0.lexicographicallyPrecedes($1) }.map {
      table.addUnique($0)
    }
    actions += model.indexTogether.sorted { $0.lexicographicallyPrecedes($1) }.map {
      .createIndex(table.index($0))
    }
    fields.models[key] = model
    if !model.isWithoutTable {
      did(actions, down: table.removal, at: range, doubt: doubt)
    }
    for item in options["indexes"]?.list ?? [] { addIndexOption(name, item) }
    for item in options["constraints"]?.list ?? [] { addConstraintOption(name, item) }
    return true
  }

  private static func options(_ shape: Shape?) -> [Name: Shape] {
    guard case .pairs(let pairs)? = shape?.kind else { return [:] }
    return Dictionary(
      pairs.compactMap { pair in pair.key.text.map { ($0, pair.value) } },
      uniquingKeysWith: { $1 })
  }

  /// `schema"."table` is how projects smuggle a schema in.
  static func table(_ text: Name) -> ObjectName {
    let parts = text.bytes.filter { $0 != UInt8(ascii: "\"") }
      .split(separator: UInt8(ascii: "."), maxSplits: 1)
    guard text.bytes.contains(UInt8(ascii: "\"")), parts.count == 2 else { return ObjectName(text) }
    return ObjectName(schema: Name(parts[0]), Name(parts[1]))
  }

  /// The groups of `unique_together`, which may be one group alone.
  static func together(_ shape: Shape?) -> Set<[Name]> {
    guard let list = shape?.list, !list.isEmpty else { return [] }
    if let single = shape?.texts { return [single] }
    return Set(list.compactMap(\.texts))
  }

  private mutating func deleteModel(_ name: Name, _ range: SourceRange) {
    let key = DjangoFields.key(app, name)
    let model = fields.model(app, name)
    let table = DjangoTable(model: model, name: name)
    if !model.isWithoutTable {
      did(
        table.removal, down: fields.models[key] == nil ? nil : table.creation, at: range)
    }
    fields.models[key] = nil
  }

  private mutating func renameModel(_ old: Name, _ new: Name, _ range: SourceRange) {
    let model = fields.model(app, old)
    var renamed = model
    if !model.isTableNamed { renamed.table = DjangoFields.table(app, new) }
    let before = DjangoTable(model: model, name: old)
    let after = DjangoTable(model: renamed, name: new)
    if !model.isWithoutTable {
      did(before.renaming(to: after), down: after.renaming(to: before), at: range)
    }
    let oldKey = DjangoFields.key(app, old)
    let newKey = DjangoFields.key(app, new)
    fields.models[oldKey] = nil
    fields.models[newKey] = renamed
  }

  private mutating func alterTable(_ name: Name, _ table: Name?, _ range: SourceRange) {
    let model = fields.model(app, name)
    var renamed = model
    renamed.table = table.map(Self.table) ?? DjangoFields.table(app, name)
    renamed.isTableNamed = table != nil
    let before = DjangoTable(model: model, name: name)
    let after = DjangoTable(model: renamed, name: name)
    did(before.renaming(to: after), down: after.renaming(to: before), at: range)
    fields.models[DjangoFields.key(app, name)] = renamed
  }

  private mutating func order(_ name: Name, isOn: Bool, _ range: SourceRange) {
    var field = DjangoField(name: "_order", column: "_order", spelling: "OrderWrt")
    field.type = TypeName("int4")
    field.fillValue = Expression(volatility: .immutable, text: "0")
    let model = fields.model(app, name)
    let table = DjangoTable(model: model, name: name)
    let adding = table.addField(field)
    let removing = table.removeField(field)
    did(isOn ? adding : removing, down: isOn ? removing : adding, at: range)
    change(name) { model in
      model.fields.removeAll { $0.name == field.name }
      if isOn { model.fields.append(field) }
    }
  }

  // MARK: Options that are operations of their own

  private mutating func addIndexOption(_ name: Name, _ item: Shape) {
    _ = addIndex(name, item, isConcurrent: false, item.range)
  }

  private mutating func addConstraintOption(_ name: Name, _ item: Shape) {
    if !addConstraint(name, item, isNotValid: false, item.range) {
      take(unread: Doubt.notLiteral, item.range)
    }
  }
}
