internal import PostgresSchema
internal import SourceModel

/// Follows the statements of a function of a migration of Ecto, without running any.
///
/// [Ecto.Migration](https://hexdocs.pm/ecto_sql/Ecto.Migration.html).
struct EctoWalk {
  /// What names mean at a place of a function.
  struct Scope {
    /// The literals that names and attributes stand for.
    var constants: [Name: Shape]
    /// Why what stands here may not run.
    var doubt: String?
    /// How many blocks and calls are around it.
    var depth = 0

    /// What it costs to begin one like it.
    var cost: Int { 1 + constants.count / 4 }
  }

  let module: ElixirModule
  private(set) var up: [CallShapeReading.Step] = []
  private var downs: [[CallShapeReading.Step]] = []
  private var effort: Effort

  init(_ module: ElixirModule) {
    self.module = module
    effort = Effort(bytes: module.list.bytes.count)
  }

  /// The way down, as Ecto draws it.
  var down: [CallShapeReading.Step] { downs.reversed().flatMap { $0 } }

  private var list: TokenList { module.list }

  // MARK: Steps

  /// Takes off what it costs to follow something; false if that is too much, which is told once.
  private mutating func spend(_ cost: Int, _ range: SourceRange) -> Bool {
    if effort.spend(cost) {
      let step = CallShapeReading.Step.partlyRead(reason: Doubt.repetitions, range: range)
      up.append(step)
      downs.append([step])
    }
    return !effort.isSpent
  }

  private mutating func add(
    _ up: [CallShapeReading.Step], down: [CallShapeReading.Step]?, _ range: SourceRange
  ) {
    guard spend((up + (down ?? [])).reduce(0) { $0 + $1.cost }, range) else { return }
    self.up += up
    downs.append(down ?? [.partlyRead(reason: CallShapeReading.noWayBack, range: range)])
  }

  private mutating func addUnread(_ reason: String, _ range: SourceRange) {
    let step = CallShapeReading.Step.partlyRead(reason: reason, range: range)
    if up.last != step { add([step], down: [step], range) }
  }

  private mutating func did(
    _ operations: [Operation], down: [Operation]?, _ range: SourceRange, doubt: String?
  ) {
    func steps(_ operations: [Operation]) -> [CallShapeReading.Step] {
      operations.isEmpty ? [] : [.statement(Statement(operations, at: range, doubt: doubt))]
    }
    add(steps(operations), down: down.map(steps), range)
  }

  private mutating func did(
    _ action: Action, down: Action?, _ range: SourceRange, _ scope: Scope
  ) {
    did(
      [Operation(action, at: range)], down: down.map { [Operation($0, at: range)] }, range,
      doubt: scope.doubt)
  }

  // MARK: Blocks

  /// Follows the body of a function.
  mutating func function(_ function: ElixirModule.Function, _ scope: Scope) {
    block(function.body, scope)
  }

  private mutating func block(_ range: Range<Int>, _ scope: Scope) {
    var scope = scope
    scope.depth += 1
    guard scope.depth <= 40 else { return addUnread("it is nested too deep", list.range(range)) }
    for statement in module.statements(range) {
      guard spend(statement.head.count, list.range(statement.tokens)) else { return }
      self.statement(statement, &scope)
    }
  }

  private func place(_ tokens: Range<Int>) -> SourceRange {
    var end = tokens.upperBound
    while end > tokens.lowerBound + 1, list.isKind(end - 1, .newline) { end -= 1 }
    return list.range(tokens.lowerBound..<end)
  }

  private func shape(_ tokens: Range<Int>, _ scope: Scope) -> Shape {
    ElixirShapes.read(list, tokens, constants: scope.constants)
  }

  private mutating func statement(_ statement: ElixirStatement, _ scope: inout Scope) {
    let start = statement.head.lowerBound
    if list.isKind(start, .name), list.isToken(start + 1, "="), statement.body == nil {
      let value = start + 2..<max(start + 2, statement.head.upperBound)
      scope.constants[list.name(start)] = shape(value, scope).asConstant
      return check(value, scope)
    }
    let heads: [StaticString] = ["if", "unless", "case", "cond", "with", "try", "receive", "Enum"]
    if module.starts(statement, "for"), let body = statement.body {
      loop(statement, body, scope)
    } else if heads.contains(where: { module.starts(statement, $0) }) {
      // Clauses, functions and keywords inside: all that is called there may or may not run.
      check(statement.head, scope)
      guard let body = statement.body else { return }
      var inside = scope
      inside.doubt = scope.doubt ?? Doubt.condition
      block(body, inside)
    } else {
      call(statement, scope)
    }
  }

  private mutating func loop(
    _ statement: ElixirStatement, _ body: Range<Int>, _ scope: Scope
  ) {
    let start = statement.head.lowerBound
    var inside = scope
    guard let arrow = statement.head.first(where: { list.isToken($0, "<-") }),
      let elements = shape(arrow + 1..<statement.head.upperBound, scope).list
    else {
      inside.doubt = scope.doubt ?? Doubt.loop
      check(statement.head, scope)
      return block(body, inside)
    }
    let names = (start + 1..<arrow).filter { list.isKind($0, .name) }.map(list.name)
    for element in elements {
      guard spend(names.count + scope.cost, list.range(statement.head)) else { return }
      let parts = names.count == 1 ? [element] : element.list ?? []
      for name in names { inside.constants[name] = nil }
      for (name, part) in zip(names, parts) { inside.constants[name] = part.asConstant }
      block(body, inside)
    }
  }

  // MARK: Statements

  private mutating func call(_ statement: ElixirStatement, _ scope: Scope) {
    let range = place(statement.tokens)
    let shape = shape(statement.head, scope)
    guard spend(shape.size, range) else { return }
    guard case .call(let callee, let written) = shape.kind else {
      return check(statement.tokens, scope)
    }
    let arguments = written.spread
    guard let path = callee.path, path.count == 1 else {
      if let method = callee.lastName, method == "query" || method == "query!",
        let sql = arguments.positional.first
      {
        return add([.sql(sql)], down: [.sql(sql)], range)
      }
      return check(statement.tokens, scope)
    }
    switch path[0] {
    case "create", "create_if_not_exists":
      create(arguments, statement, ifNotExists: path[0] != "create", range, scope)
    case "drop", "drop_if_exists":
      drop(arguments, ifExists: path[0] != "drop", range, scope)
    case "alter": alter(arguments, statement, range, scope)
    case "rename": rename(arguments, range, scope)
    case "execute": execute(arguments, range, scope)
    case "flush": break
    default: check(statement.tokens, scope)
    }
  }

  private mutating func create(
    _ arguments: [Shape.Argument], _ statement: ElixirStatement, ifNotExists: Bool,
    _ range: SourceRange, _ scope: Scope
  ) {
    guard let object = arguments.positional.first.flatMap(EctoObject.init) else {
      return addUnread(Doubt.notLiteral, range)
    }
    let drop = object.drop([], ifExists: ifNotExists)
    switch object {
    case .table(let name, let options):
      var table = EctoTable(name, options)
      if let body = statement.body { columns(body, &table, scope) }
      table.definition.ifNotExists = ifNotExists
      did(
        [Operation(.createTable(table.completed), at: range)],
        down: [Operation(drop, at: range)], range, doubt: table.doubt ?? scope.doubt)
    case .index(var index):
      index.ifNotExists = ifNotExists
      did(.createIndex(index), down: drop, range, scope)
    case .constraint(let table, let name, let kind, let isNotValid):
      guard let kind else { return addUnread(Doubt.notLiteral, range) }
      let constraint = ConstraintDefinition(name: name, kind, isNotValid: isNotValid)
      did(.alterTable(table, .addConstraint(constraint)), down: drop, range, scope)
    }
  }

  private mutating func drop(
    _ arguments: [Shape.Argument], ifExists: Bool, _ range: SourceRange, _ scope: Scope
  ) {
    guard let object = arguments.positional.first.flatMap(EctoObject.init) else {
      return addUnread(Doubt.notLiteral, range)
    }
    var back: Action?
    if case .index(var index) = object {
      index.ifNotExists = ifExists
      back = .createIndex(index)
    }
    did(object.drop(arguments, ifExists: ifExists), down: back, range, scope)
  }

  private mutating func rename(
    _ arguments: [Shape.Argument], _ range: SourceRange, _ scope: Scope
  ) {
    let positional = arguments.positional
    guard let object = positional.first.flatMap(EctoObject.init), let to = arguments.value("to")
    else { return addUnread(Doubt.notLiteral, range) }
    switch object {
    case .table(let table, _):
      if positional.count > 1, let column = positional[1].text, let new = to.text {
        return did(
          .alterTable(table, .renameColumn(column, to: new)),
          down: .alterTable(table, .renameColumn(new, to: column)), range, scope)
      }
      guard positional.count == 1, case .table(let new, _)? = EctoObject(to) else {
        return addUnread(Doubt.notLiteral, range)
      }
      did(
        .rename(.table, table, to: new.name), down: .rename(.table, new, to: table.name), range,
        scope)
    case .index(let index):
      guard let old = index.name, let new = to.text else {
        return addUnread(Doubt.notLiteral, range)
      }
      let schema = index.table.schema
      did(
        .rename(.index, ObjectName(schema: schema, old), to: new),
        down: .rename(.index, ObjectName(schema: schema, new), to: old), range, scope)
    case .constraint: addUnread(Doubt.notLiteral, range)
    }
  }

  private mutating func execute(
    _ arguments: [Shape.Argument], _ range: SourceRange, _ scope: Scope
  ) {
    let positional = arguments.positional
    guard let first = positional.first else { return addUnread(Doubt.notLiteral, range) }
    var steps = sql(first, scope)
    if let doubt = scope.doubt { steps.insert(.partlyRead(reason: doubt, range: range), at: 0) }
    add(steps, down: positional.count > 1 ? sql(positional[1], scope) : nil, range)
  }

  /// The steps of a text, of a list of texts, or of a captured function of the module.
  private func sql(_ shape: Shape, _ scope: Scope) -> [CallShapeReading.Step] {
    if shape.text?.isEmpty == true { return [] }
    if let list = shape.list { return list.map { .sql($0) } }
    if case .name(let name) = shape.kind, name.hasPrefix("&") {
      let captured = Name(name.bytes.dropFirst())
      guard let function = module.functions[captured], scope.depth < 12 else {
        return [.partlyRead(reason: Doubt.call(captured), range: shape.range)]
      }
      var walk = EctoWalk(module)
      walk.function(function, Scope(constants: module.constants, depth: scope.depth + 1))
      return walk.up
    }
    return [.sql(shape)]
  }

  // MARK: Columns

  private mutating func columns(
    _ body: Range<Int>, _ table: inout EctoTable, _ scope: Scope
  ) {
    guard scope.depth < 40 else { return }
    for statement in module.statements(body) {
      let shape = shape(statement.head, scope)
      guard spend(statement.head.count + shape.size, shape.range) else { return }
      let isRead = table.take(shape, at: place(statement.tokens))
      if isRead { continue }
      let names = (statement.head.lowerBound + 1..<statement.head.upperBound).filter {
        list.isKind($0, .name)
      }
      if module.starts(statement, "for"), let inner = statement.body,
        let arrow = statement.head.first(where: { list.isToken($0, "<-") }), let name = names.first,
        let elements = self.shape(arrow + 1..<statement.head.upperBound, scope).list
      {
        var inside = scope
        inside.depth += 1
        for element in elements {
          guard spend(scope.cost, list.range(statement.head)) else { return }
          inside.constants[list.name(name)] = element.asConstant
          columns(inner, &table, inside)
        }
      } else {
        table.doubt = Doubt.notLiteral
      }
    }
  }

  private mutating func alter(
    _ arguments: [Shape.Argument], _ statement: ElixirStatement, _ range: SourceRange,
    _ scope: Scope
  ) {
    guard case .table(let name, let options)? = arguments.positional.first.flatMap(EctoObject.init),
      let body = statement.body
    else { return addUnread(Doubt.notLiteral, range) }
    var table = EctoTable(altering: name, options)
    columns(body, &table, scope)
    did(
      table.operations, down: table.inverse, range, doubt: table.doubt ?? scope.doubt)
  }

  // MARK: What is not read

  private static let harmless: Set<Name> = [
    "raise", "require", "import", "alias", "use", "table", "index", "constraint", "references",
    "fragment", "direction", "repo", "prefix", "inspect", "to_string", "is_nil", "not", "and",
    "or", "in", "do", "fn", "if", "unless", "case", "when", "length", "Logger", "IO", "String",
    "Application", "System", "Atom", "Integer", "Keyword", "Map", "List", "Code", "DateTime",
    "NaiveDateTime", "Date", "from", "dynamic", "Ecto",
  ]

  /// Looks at all calls of a statement: follows those of the module's own functions, and names those
  /// whose effect is not known.
  private mutating func check(_ tokens: Range<Int>, _ scope: Scope) {
    var index = tokens.lowerBound
    while index < tokens.upperBound {
      defer { index += 1 }
      guard list.isKind(index, .name), !list.isToken(index - 1, "."),
        !list.isToken(index - 1, "@"), !list.isToken(index - 1, "&")
      else { continue }
      let name = list.name(index)
      if Self.operations.contains(name) {
        addUnread(scope.doubt ?? Doubt.condition, place(tokens))
        return
      }
      let isCalled =
        list.isToken(index + 1, "(")
        || (index == tokens.lowerBound && index + 1 < tokens.upperBound)
        || list.isToken(index + 1, ".") || tokens.count == 1
      guard isCalled, !Self.harmless.contains(name) else { continue }
      if let function = module.functions[name] {
        guard scope.depth < 12 else {
          return addUnread(Doubt.call(name), list.tokens[index].range)
        }
        let end = list.closing(of: index + 1).map { $0 + 1 } ?? tokens.upperBound
        let written = index..<min(end, tokens.upperBound)
        guard spend(written.count + scope.cost, list.range(written)) else { return }
        let arguments = shape(written, scope).arguments
        var inside = Scope(constants: module.constants, doubt: scope.doubt, depth: scope.depth)
        for (parameter, argument) in zip(function.parameters, arguments) {
          inside.constants[parameter] = argument.value.asConstant
        }
        self.function(function, inside)
      } else if scope.constants[name] == nil, list.isToken(index + 1, "(") || isRemote(index) {
        var whole = name
        var cursor = index
        while list.isToken(cursor + 1, "."), list.isKind(cursor + 2, .name), cursor < index + 12 {
          cursor += 2
          whole = whole + "." + list.name(cursor)
        }
        return addUnread(Doubt.call(whole), place(tokens))
      }
    }
  }

  /// Whether `Module.function` stands here; `row.field` is no call.
  private func isRemote(_ index: Int) -> Bool {
    let isModule = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(
      list.bytes[list.tokens[index].lower])
    return isModule && list.isToken(index + 1, ".") && list.isKind(index + 2, .name)
  }

  private static let operations: Set<Name> = [
    "create", "create_if_not_exists", "drop", "drop_if_exists", "alter", "rename", "execute",
  ]
}
