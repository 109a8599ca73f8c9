internal import PostgresSchema
internal import SourceModel

/// What names mean at a place of a function.
struct AlembicScope {
  /// The literals that names stand for.
  var constants: [Name: Shape]
  /// The tables of `batch_alter_table`, by the names that are given to them.
  var batches: [Name: ObjectName] = [:]
  /// Why what stands here may not run.
  var doubt: String?
  /// How many blocks and calls are around it.
  var depth = 0

  /// What it costs to begin one like it.
  var cost: Int { 1 + constants.count / 4 }
}

/// Follows the statements of a function, without running any.
struct AlembicWalk {
  let module: PythonModule
  private(set) var steps: [CallShapeReading.Step] = []
  private(set) var isInTransaction = true
  private var effort: Effort

  /// What becomes of the lines behind a statement.
  private enum Flow { case goesOn, ends }

  init(_ module: PythonModule) {
    self.module = module
    effort = Effort(bytes: module.list.bytes.count)
  }

  private var list: TokenList { module.list }

  /// Takes off what it costs to follow something; false if that is too much, which is told once.
  private mutating func spend(_ cost: Int, _ range: SourceRange) -> Bool {
    if effort.spend(cost) { steps.append(.partlyRead(reason: Doubt.repetitions, range: range)) }
    return !effort.isSpent
  }

  private mutating func add(_ step: CallShapeReading.Step, _ range: SourceRange) {
    if spend(step.cost, range) { steps.append(step) }
  }

  private mutating func addUnread(_ reason: String, _ range: SourceRange) {
    if case .partlyRead(reason, range)? = steps.last { return }
    add(.partlyRead(reason: reason, range: range), range)
  }

  // MARK: Blocks

  /// Follows the body of a function.
  mutating func function(_ function: PythonModule.Function, scope: AlembicScope) {
    var scope = scope
    scope.depth += 1
    _ = lines(module.block(after: function.line), &scope)
  }

  private mutating func lines(_ range: Range<Int>, _ scope: inout AlembicScope) -> Flow {
    guard scope.depth <= 40 else {
      if let first = range.first {
        addUnread("it is nested too deep", list.range(module.lines[first].tokens))
      }
      return .goesOn
    }
    var index = range.lowerBound
    var decided: Bool? = false
    while index < range.upperBound {
      let tokens = module.lines[index].tokens
      guard spend(tokens.count, list.range(tokens)) else { return .ends }
      let body = module.block(after: index).clamped(to: range)
      let flow = line(index, body, &scope, &decided)
      if flow == .ends { return .ends }
      index = max(body.upperBound, index + 1)
    }
    return .goesOn
  }

  private func starts(_ line: PythonLine, _ words: [StaticString]) -> Bool {
    words.contains { module.isWord(line, 0, $0) }
  }

  /// Follows a line with its body; `decided` tells of the `if` before whether a branch was taken,
  /// nil if that is not known.
  private mutating func line(
    _ index: Int, _ body: Range<Int>, _ scope: inout AlembicScope, _ decided: inout Bool?
  ) -> Flow {
    let line = module.lines[index]
    if starts(line, ["if", "elif", "else"]) {
      return condition(line, body, &scope, &decided)
    }
    if starts(line, ["for", "while"]) {
      loop(line, body, scope)
    } else if starts(line, ["with"]) {
      return with(line, body, &scope)
    } else if starts(line, ["try", "finally"]) {
      return inner(body, &scope, doubt: nil)
    } else if starts(line, ["except", "match", "case"]) {
      check(line.tokens, scope)
      _ = inner(body, &scope, doubt: Doubt.condition)
    } else if starts(line, ["async"]) {
      addUnread(Doubt.notLiteral, list.range(line.tokens))
    } else if starts(line, ["return", "raise"]) {
      return leave(line, scope)
    } else if !starts(line, ["def", "class", "pass", "import", "from", "global", "assert"]),
      !list.isToken(line.tokens.lowerBound, "@")
    {
      simple(line, &scope)
    }
    return .goesOn
  }

  /// Follows a block; what it learns of names is known behind it, too.
  private mutating func inner(
    _ body: Range<Int>, _ scope: inout AlembicScope, doubt: String?
  ) -> Flow {
    let outer = (scope.doubt, scope.depth)
    scope.doubt = scope.doubt ?? doubt
    scope.depth += 1
    let flow = lines(body, &scope)
    let learned = scope.doubt
    (scope.doubt, scope.depth) = outer
    // A branch that may leave makes all behind it doubtful.
    if doubt == nil, scope.doubt == nil { scope.doubt = learned }
    return flow
  }

  private mutating func leave(_ line: PythonLine, _ scope: AlembicScope) -> Flow {
    if starts(line, ["return"]) {
      let value = line.tokens.dropFirst()
      if !value.isEmpty { expression(value, scope) }
    } else if scope.doubt == nil {
      addUnread("it raises an error", list.range(line.tokens))
    }
    return .ends
  }

  private mutating func condition(
    _ line: PythonLine, _ body: Range<Int>, _ scope: inout AlembicScope, _ decided: inout Bool?
  ) -> Flow {
    let before = starts(line, ["if"]) ? false : decided
    var holds: Bool? = true
    if !starts(line, ["else"]) {
      holds = AlembicDialect.decides(
        list, line.tokens.dropFirst(), constants: scope.constants)
      if holds == nil, before != true { check(line.tokens.dropFirst(), scope) }
    }
    if before == true || holds == false {
      decided = before
      return .goesOn
    }
    let isSure = before == false && holds == true
    decided = isSure ? true : nil
    if isSure { return inner(body, &scope, doubt: nil) }
    let raises = body.last.map { starts(module.lines[$0], ["raise"]) } ?? false
    if inner(body, &scope, doubt: Doubt.condition) == .ends, !raises {
      scope.doubt = scope.doubt ?? Doubt.condition
    }
    return .goesOn
  }

  private mutating func loop(_ line: PythonLine, _ body: Range<Int>, _ scope: AlembicScope) {
    var scope = scope
    scope.depth += 1
    guard let header = forHeader(line, scope) else {
      check(line.tokens.dropFirst(), scope)
      scope.doubt = scope.doubt ?? Doubt.loop
      _ = lines(body, &scope)
      return
    }
    for element in header.elements {
      guard spend(header.names.count + scope.cost, list.range(line.tokens)) else { return }
      for name in header.names { scope.constants[name] = nil }
      if header.names.count == 1 {
        scope.constants[header.names[0]] = element.asConstant
      } else if let parts = element.list, parts.count == header.names.count {
        for (name, part) in zip(header.names, parts) { scope.constants[name] = part.asConstant }
      }
      _ = lines(body, &scope)
    }
  }

  /// The names and the literal elements of `for a, b in …`.
  private func forHeader(
    _ line: PythonLine, _ scope: AlembicScope
  ) -> (names: [Name], elements: [Shape])? {
    guard starts(line, ["for"]),
      let split = line.tokens.first(where: { list.isToken($0, "in") })
    else { return nil }
    let names = (line.tokens.lowerBound + 1..<split).filter { list.isKind($0, .name) }
    let value = PythonShapes.read(
      list, (split + 1)..<line.tokens.upperBound, constants: scope.constants)
    return value.list.map { (names.map(list.name), $0) }
  }

  private mutating func with(
    _ line: PythonLine, _ body: Range<Int>, _ scope: inout AlembicScope
  ) -> Flow {
    var tokens = line.tokens.dropFirst()
    var name: Name?
    if tokens.count > 2, list.isToken(tokens.endIndex - 2, "as") {
      name = list.name(tokens.endIndex - 1)
      tokens = tokens.dropLast(2)
    }
    let shape = PythonShapes.read(
      list, tokens.startIndex..<tokens.endIndex, constants: scope.constants)
    if isOperation(shape, "batch_alter_table"), let name {
      guard let table = shape.arguments.value("table_name", 0)?.text else {
        addUnread(Doubt.notLiteral, shape.range)
        return .goesOn
      }
      let schema = shape.arguments.value("schema", 1)?.text ?? ""
      let outer = scope.batches[name]
      scope.batches[name] = ObjectName(schema: schema, table)
      defer { scope.batches[name] = outer }
      return inner(body, &scope, doubt: nil)
    }
    if shape.lastName == "autocommit_block" {
      isInTransaction = false
    } else {
      check(tokens, scope)
    }
    return inner(body, &scope, doubt: nil)
  }

  // MARK: Statements

  private mutating func simple(_ line: PythonLine, _ scope: inout AlembicScope) {
    guard let assignment = module.assignment(line) else {
      return expression(line.tokens[...], scope)
    }
    expression(assignment.value[...], scope)
    let value = PythonShapes.read(list, assignment.value, constants: scope.constants)
    scope.constants[assignment.name] = scope.doubt == nil ? value.asConstant : nil
  }

  private mutating func expression(_ tokens: Range<Int>.SubSequence, _ scope: AlembicScope) {
    let shape = PythonShapes.read(
      list, tokens.startIndex..<tokens.endIndex, constants: scope.constants)
    guard spend(shape.size, shape.range) else { return }
    guard case .call(let callee, let arguments) = shape.kind else { return check(tokens, scope) }
    if let table = batch(callee, scope), let method = callee.lastName {
      operation(method, arguments, shape, on: table, scope)
    } else if isOperation(shape, nil), let method = callee.lastName {
      operation(method, arguments, shape, on: nil, scope)
    } else if case .member(let base, let method) = callee.kind,
      AlembicOperation.runsSQL.contains(method), base.lastName != nil
    {
      execute(shape, arguments, scope)
    } else if case .member(let base, let method) = callee.kind,
      method == "create" || method == "drop",
      let name = AlchemyType(base).name, let labels = AlchemyType(base).enumLabels
    {
      let action: Action =
        method == "create"
        ? .createEnum(name.objectName, labels: labels) : .drop(Drop(.type, name.objectName))
      add(
        .statement(
          Statement(
            [Operation(action, at: shape.range)], at: shape.range,
            doubt: scope.doubt)), shape.range)
      return
    } else {
      return check(tokens, scope)
    }
    checkArguments(tokens, scope)
  }

  /// The table of a call on the name of a batch.
  private func batch(_ callee: Shape, _ scope: AlembicScope) -> ObjectName? {
    guard let path = callee.path, path.count == 2 else { return nil }
    return scope.batches[path[0]]
  }

  /// Whether it is a call of Alembic's `op`, of one method or of any.
  private func isOperation(_ shape: Shape, _ method: Name?) -> Bool {
    guard case .call(let callee, _) = shape.kind, let path = callee.path, path.count >= 2 else {
      return false
    }
    let base =
      path.count == 2
      ? module.imports[path[0]]
      : path.count == 3 && module.imports[path[0]] == "alembic" ? "alembic." + path[1] : nil
    return base == "alembic.op" && (method == nil || method == path.last)
  }

  private mutating func operation(
    _ method: Name, _ arguments: [Shape.Argument], _ shape: Shape, on table: ObjectName?,
    _ scope: AlembicScope
  ) {
    if AlembicOperation.isHarmless(method) { return }
    if AlembicOperation.runsSQL.contains(method) { return execute(shape, arguments, scope) }
    var operation = AlembicOperation(arguments, range: shape.range, batch: table)
    guard operation.read(method) else {
      return addUnread(operation.doubt ?? Doubt.call("op." + method), shape.range)
    }
    guard !operation.operations.isEmpty else { return }
    add(
      .statement(
        Statement(
          operation.operations, at: shape.range,
          doubt: operation.doubt ?? scope.doubt)), shape.range)
  }

  private mutating func execute(
    _ shape: Shape, _ arguments: [Shape.Argument], _ scope: AlembicScope
  ) {
    if let doubt = scope.doubt { addUnread(doubt, shape.range) }
    let sql = arguments.value("sqltext") ?? arguments.value("statement", 0)
    guard let sql else { return addUnread(Doubt.notLiteral, shape.range) }
    add(.sql(sql), shape.range)
  }

  // MARK: Calls that are not read

  private mutating func checkArguments(
    _ tokens: Range<Int>.SubSequence, _ scope: AlembicScope
  ) {
    for index in tokens.dropFirst() where isNameOfCall(index) && !list.isToken(index - 1, ".") {
      if let function = module.functions[list.name(index)] { call(function, [], index, scope) }
    }
  }

  private func isNameOfCall(_ index: Int) -> Bool {
    list.isKind(index, .name) && list.isToken(index + 1, "(")
      && !AlembicHarmless.words.contains(list.name(index))
  }

  /// Looks at all calls of a statement: follows those of the file's own functions, and names those
  /// whose effect is not known.
  private mutating func check(_ tokens: Range<Int>.SubSequence, _ scope: AlembicScope) {
    for index in tokens where isNameOfCall(index) {
      guard let path = pathOfCall(index, in: tokens) else { continue }
      if path.count == 1, let function = module.functions[path[0]] {
        let closing = list.closing(of: index + 1).map { min($0 + 1, tokens.endIndex) }
        let written = index..<(closing ?? index + 1)
        guard spend(written.count + scope.cost, list.tokens[index].range) else { return }
        let shape = PythonShapes.read(list, written, constants: scope.constants)
        call(function, shape.arguments, index, scope)
      } else if !isHarmless(path, scope) {
        let first = tokens.first ?? index
        return addUnread(
          Doubt.call(Name(Array(path.map(\.bytes).joined(separator: [UInt8(ascii: ".")])))),
          list.range(first..<tokens.endIndex))
      }
    }
  }

  /// The dotted names before the parenthesis of a call; nil where they hang on another call, which
  /// is looked at itself.
  private func pathOfCall(_ index: Int, in tokens: Range<Int>.SubSequence) -> [Name]? {
    var names = [list.name(index)]
    var cursor = index
    while cursor - 1 >= tokens.startIndex, list.isToken(cursor - 1, ".") {
      guard cursor - 2 >= tokens.startIndex, list.isKind(cursor - 2, .name), names.count < 12 else {
        return AlembicHarmless.members.contains(names[0]) ? nil : names.reversed()
      }
      cursor -= 2
      names.append(list.name(cursor))
    }
    return names.reversed()
  }

  private func isHarmless(_ path: [Name], _ scope: AlembicScope) -> Bool {
    guard let first = path.first, let last = path.last else { return true }
    if path.count == 1 {
      if AlembicHarmless.builtins.contains(first) { return true }
    } else if AlembicHarmless.members.contains(last) {
      return true
    }
    if module.imports[first] == "alembic.op" { return AlembicOperation.isHarmless(last) }
    guard let imported = module.imports[first] else { return false }
    let root = imported.bytes.prefix { $0 != UInt8(ascii: ".") }
    return AlembicHarmless.modules.contains(Name(root)) && last != "Session" && last != "execute"
  }

  private mutating func call(
    _ function: PythonModule.Function, _ arguments: [Shape.Argument], _ index: Int,
    _ scope: AlembicScope
  ) {
    if effort.isSpent { return }
    guard scope.depth < 12 else {
      return addUnread(Doubt.call(list.name(index)), list.tokens[index].range)
    }
    var inside = AlembicScope(constants: module.constants)
    inside.doubt = scope.doubt
    inside.depth = scope.depth
    for (position, parameter) in function.parameters.enumerated() {
      let value = arguments.value(parameter.name, position) ?? parameter.value
      inside.constants[parameter.name] = value?.asConstant
      if let batch = value?.path, batch.count == 1 {
        inside.batches[parameter.name] = scope.batches[batch[0]]
      }
    }
    self.function(function, scope: inside)
  }
}
