import PostgresSchema
import SourceModel

// Views, routines, triggers, policies.

extension StatementReader {
  static let codeStatements: [Name: Handler] = [
    "ViewStmt": { $0.readView($1) },
    "CreateFunctionStmt": { $0.readRoutine($1) },
    "DoStmt": { $0.readBlock($1) },
    "CreateTrigStmt": { $0.readTrigger($1) },
    "CreatePolicyStmt": { reader, node in
      reader.add(.createPolicy(reader.policy(node)))
    },
    "AlterPolicyStmt": { reader, node in
      reader.add(.alterPolicy(reader.policy(node)))
    },
  ]

  // MARK: Views

  private mutating func readView(_ node: NodeID) {
    guard let query = tree.value(of: node, "query") else { return }
    var view = ViewDefinition(tree.relation(node, "view"))
    view.orReplace = tree.flag(node, "replace")
    view.isTemporary = persistence(node, "view") == .temporary
    view.options = options(node, "options")
    describe(&view, query, aliases: tree.strings(node, "aliases"))
    add(.createView(view))
  }

  mutating func readMaterializedView(_ node: NodeID, into: NodeID, query: NodeID) {
    var view = ViewDefinition(tree.relation(into, "rel"))
    view.isMaterialized = true
    view.options = options(into, "options")
    describe(&view, query, aliases: tree.strings(into, "colNames"))
    add(.createView(view))
  }

  private func describe(_ view: inout ViewDefinition, _ query: NodeID, aliases: [Name]) {
    if var names = columnNames(of: query) {
      names.replaceSubrange(..<min(aliases.count, names.count), with: aliases)
      view.columns = names
    } else {
      view.columns = nil
    }
    view.reads = TreeFacts(query, of: source).tables.filter { $0 != view.name }
    let word = text.firstAtTop(in: piece) { text.isWord($0, "as") } ?? piece.lowerBound
    view.text = text.text(of: (word + 1)..<max(word + 1, piece.upperBound))
  }

  /// The names of a query's columns; nil if they do not show.
  func columnNames(of query: NodeID) -> [Name]? {
    tree.value(of: query, "SelectStmt").flatMap(targetNames)
  }

  /// The names of a `SelectStmt`'s columns; of a union, those of its first part.
  func targetNames(_ select: NodeID) -> [Name]? {
    var select = select
    while let left = tree.value(of: select, "larg") { select = left }
    let targets = tree.list(select, "targetList").compactMap { tree.value(of: $0, "ResTarget") }
    guard !targets.isEmpty else { return nil }
    var names: [Name] = []
    for target in targets {
      let name = tree.name(target, "name")
      guard let value = tree.value(of: target, "val"),
        let shown = name.isEmpty ? ownName(of: value) : name
      else { return nil }
      names.append(shown)
    }
    return names
  }

  /// The name that a column gets from its expression; nil if it has none or is a star.
  private func ownName(of expression: NodeID) -> Name? {
    var node = expression
    while true {
      guard let (kind, content) = tree.content(node) else { return nil }
      switch kind {
      case "ColumnRef": return tree.list(content, "fields").last.flatMap(tree.stringValue)
      case "FuncCall": return tree.strings(content, "funcname").last
      case "TypeCast", "CollateClause":
        guard let argument = tree.value(of: content, "arg") else { return nil }
        node = argument
      case "CoalesceExpr": return "coalesce"
      case "CaseExpr": return "case"
      default: return nil
      }
    }
  }

  /// Options as `name=value`, sorted.
  func options(_ node: NodeID, _ key: StaticString) -> [Name] {
    tree.list(node, key).compactMap { tree.value(of: $0, "DefElem") }.map { option in
      let value = tree.value(of: option, "arg").map(optionText) ?? ""
      return tree.name(option, "defname") + "=" + value
    }.sorted()
  }

  private func optionText(_ node: NodeID) -> Name {
    guard let (kind, content) = tree.content(node) else { return "" }
    switch kind {
    case "String": return tree.name(content, "sval")
    case "Integer": return Name(String(tree.integer(content, "ival") ?? 0))
    case "Float": return tree.name(content, "fval")
    case "Boolean": return tree.flag(content, "boolval") ? "true" : "false"
    case "TypeName": return tree.type(content).name
    case "List":
      let parts = tree.strings(content, "items")
      return parts.dropFirst().reduce(parts.first ?? "") { $0 + "." + $1 }
    default: return ""
    }
  }

  // MARK: Routines

  private mutating func readRoutine(_ node: NodeID) {
    var routine = RoutineDefinition(ObjectName(parts: tree.strings(node, "funcname")))
    routine.isProcedure = tree.flag(node, "is_procedure")
    routine.orReplace = tree.flag(node, "replace")
    var bodyStart: Int?
    for parameter in tree.list(node, "parameters") {
      guard let parameter = tree.value(of: parameter, "FunctionParameter"),
        let type = tree.value(of: parameter, "argType")
      else { continue }
      let mode = tree.name(parameter, "mode")
      if mode == "FUNC_PARAM_TABLE" || (mode == "FUNC_PARAM_OUT" && !routine.isProcedure) {
        continue
      }
      routine.argumentTypes.append(tree.type(type))
      routine.argumentNames.append(tree.name(parameter, "name"))
      if tree.value(of: parameter, "defexpr") != nil { routine.defaultedArguments += 1 }
    }
    for option in tree.list(node, "options") {
      guard let option = tree.value(of: option, "DefElem") else { continue }
      if tree.word(option, "defname") == "as" {
        bodyStart = token(of: option)
      } else {
        apply(option, to: &routine)
      }
    }
    if !routine.isProcedure { routine.result = resultText() }
    if let body = tree.value(of: node, "sql_body") {
      if routine.language.isEmpty { routine.language = "sql" }
      readSQLBody(body, of: &routine)
    } else if let start = bodyStart {
      readQuotedBody(of: &routine, from: start)
    }
    add(.createRoutine(routine))
  }

  private func apply(_ option: NodeID, to routine: inout RoutineDefinition) {
    guard let value = tree.value(of: option, "arg") else { return }
    let isTrue = tree.value(of: value, "Boolean").map { tree.flag($0, "boolval") } ?? false
    switch tree.word(option, "defname") {
    case "language": routine.language = (tree.stringValue(value) ?? "").asciiLowercased
    case "volatility":
      let words: [Name: Expression.Volatility] = ["immutable": .immutable, "stable": .stable]
      routine.volatility = tree.stringValue(value).flatMap { words[$0] } ?? .volatile
    case "security": routine.isSecurityDefiner = isTrue
    case "strict": routine.isStrict = isTrue
    default: break
    }
  }

  /// What stands behind `RETURNS`, up to the first option.
  private func resultText() -> Name {
    guard let start = text.firstAtTop(in: piece, where: { text.isWord($0, "returns") }) else {
      return ""
    }
    let options: [StaticString] = [
      "language", "as", "immutable", "stable", "volatile", "strict", "called", "security",
      "external", "leakproof", "not", "parallel", "cost", "rows", "support", "set", "window",
      "transform", "return", "begin", "returns",
    ]
    let rest = (start + 1)..<piece.upperBound
    let end = text.firstAtTop(in: rest) { token in
      options.contains { text.isWord(token, $0) }
    }
    return text.text(of: (start + 1)..<(end ?? piece.upperBound))
  }

  // MARK: Triggers and policies

  private mutating func readTrigger(_ node: NodeID) {
    var trigger = TriggerDefinition(
      tree.name(node, "trigname"), on: tree.relation(node, "relation"),
      calls: ObjectName(parts: tree.strings(node, "funcname")))
    switch tree.integer(node, "timing") ?? 0 {
    case 2: trigger.timing = "BEFORE"
    case 64: trigger.timing = "INSTEAD OF"
    default: trigger.timing = "AFTER"
    }
    let events = tree.integer(node, "events") ?? 0
    let names: [(Int, Name)] = [(8, "DELETE"), (4, "INSERT"), (32, "TRUNCATE"), (16, "UPDATE")]
    trigger.events = names.filter { events & $0.0 != 0 }.map(\.1)
    trigger.isForEachRow = tree.flag(node, "row")
    trigger.orReplace = tree.flag(node, "replace")
    let word = piece.first { text.isWord($0, "trigger") } ?? piece.lowerBound
    trigger.text = text.text(of: min(word + 2, piece.upperBound)..<piece.upperBound)
    add(.createTrigger(trigger))
  }

  private func policy(_ node: NodeID) -> PolicyDefinition {
    var policy = PolicyDefinition(
      tree.name(node, "policy_name"), on: tree.relation(node, "table"))
    policy.isPermissive = !text.areWords(from: piece, anywhere: "as", "restrictive")
    let command = tree.name(node, "cmd_name")
    if !command.isEmpty { policy.command = command.asciiUppercased }
    let roles = tree.roles(node, "roles")
    if !roles.isEmpty { policy.roles = roles }
    let word = text.firstAtTop(in: piece) { text.isWord($0, "using") || text.isWord($0, "with") }
    if let word { policy.text = text.text(of: word..<piece.upperBound) }
    return policy
  }
}

extension TokenizedText {
  /// Whether two words stand one behind the other outside of parentheses.
  fileprivate func areWords(
    from range: Range<Int>, anywhere first: StaticString, _ second: StaticString
  ) -> Bool {
    firstAtTop(in: range) { isWord($0, first) && isWord($0 + 1, second) } != nil
  }
}
