import PostgresSchema
import SourceModel

extension Action {
  /// The action with texts from which is left out what says nothing: the schema `public`, and
  /// `IF NOT EXISTS`; and with one form for what can be written in several.
  var withoutNoise: Action {
    switch self {
    case .createTable(var table):
      table.columns = table.columns.map(\.withoutNoise)
      table.constraints = table.constraints.map(\.withoutNoise)
      for column in table.constraints.compactMap(\.columnNotNull) {
        for index in table.columns.indices where table.columns[index].name == column {
          table.columns[index].isNotNull = true
        }
      }
      table.constraints.removeAll { $0.columnNotNull != nil }
      return .createTable(table)
    case .alterTable(let name, let part): return .alterTable(name, part.withoutNoise)
    case .createIndex(var index):
      index.text = index.text.withoutPublic
      return .createIndex(index)
    case .createComposite(let name, let attributes):
      return .createComposite(name, attributes: attributes.map(\.withoutNoise))
    case .createDomain(var domain):
      domain.defaultValue = domain.defaultValue?.withoutNoise
      domain.checks = domain.checks.map(\.withoutNoise)
      return .createDomain(domain)
    case .alterDomain(let name, .addConstraint(let constraint)):
      return .alterDomain(name, .addConstraint(constraint.withoutNoise))
    case .alterDomain(let name, .setDefault(let value)):
      return .alterDomain(name, .setDefault(value.withoutNoise))
    case .createView(var view):
      view.text = view.text.withoutPublic
      return .createView(view)
    case .createRoutine(var routine):
      routine.result = routine.result.withoutPublic
      routine.body = routine.body.withoutPublic
      return .createRoutine(routine)
    case .createTrigger(var trigger):
      trigger.text = trigger.text.withoutPublic.callingFunction
      return .createTrigger(trigger)
    case .createPolicy(var policy):
      policy.text = policy.text.withoutPublic
      return .createPolicy(policy)
    case .createSequence(var sequence):
      sequence.dropDefaults()
      return .createSequence(sequence)
    case .create(let kind, let name, let ifNotExists, let text):
      return .create(kind, name, ifNotExists: ifNotExists, text: text.withoutNoise)
    case .alter(let kind, let name, let text):
      return .alter(kind, name, text: text.withoutNoise)
    default: return self
    }
  }
}

extension TableAction {
  fileprivate var withoutNoise: TableAction {
    switch self {
    case .addColumn(let column, let ifNotExists):
      .addColumn(column.withoutNoise, ifNotExists: ifNotExists)
    case .setDefault(let name, let value): .setDefault(name, value.withoutNoise)
    case .addConstraint(let constraint):
      if let column = constraint.columnNotNull {
        .setNotNull(column)
      } else {
        .addConstraint(constraint.withoutNoise)
      }
    default: self
    }
  }
}

extension ColumnDefinition {
  fileprivate var withoutNoise: ColumnDefinition {
    var column = self
    column.defaultValue = defaultValue.flatMap { $0.isNull ? nil : $0.withoutNoise }
    switch generation {
    case .stored(let value): column.generation = .stored(value.withoutNoise)
    case .virtual(let value): column.generation = .virtual(value.withoutNoise)
    case .identityAlways, .identityByDefault, nil: break
    }
    column.constraints = constraints.map(\.withoutNoise).filter { $0.columnNotNull == nil }
    column.isNotNull = isNotNull || constraints.contains { $0.columnNotNull == name }
    return column
  }
}

extension ConstraintDefinition {
  /// The column of a `NOT NULL`, which is a property of the column if all rows keep to it.
  fileprivate var columnNotNull: Name? {
    if case .notNull(let column) = kind, !isNotValid { return column }
    return nil
  }

  fileprivate var withoutNoise: ConstraintDefinition {
    var constraint = self
    switch kind {
    case .check(let condition): constraint.kind = .check(condition.withoutNoise)
    case .exclusion(let text): constraint.kind = .exclusion(text: text.withoutPublic)
    case .primaryKey, .unique, .foreignKey, .notNull: break
    }
    return constraint
  }
}

extension Expression {
  fileprivate var withoutNoise: Expression {
    let functions = Set(functions.map(\.key)).sorted()
    return Expression(
      volatility: volatility, isNull: isNull, columns: columns, functions: functions,
      columnsNotNull: columnsNotNull, plainCast: plainCast, text: text.withoutPublic)
  }
}

extension SequenceDefinition {
  /// Leaves out what holds if nothing is written.
  fileprivate mutating func dropDefaults() {
    if type == TypeName("int8") { type = nil }
    let defaults: Set<Name> = [
      "start=1", "increment=1", "minvalue=", "maxvalue=", "cache=1", "cycle=false",
    ]
    options.removeAll(where: defaults.contains)
  }
}

extension Name {
  fileprivate var withoutNoise: Name {
    let words: [[UInt8]] = ["if", "not", "exists"].map { Array($0.utf8) }
    var tokens = withoutPublic.bytes.split(
      separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    if let start = tokens.indices.first(where: { index in
      index + words.count <= tokens.count
        && words.indices.allSatisfy { tokens[index + $0].elementsEqual(words[$0]) }
    }) {
      tokens.removeSubrange(start..<(start + words.count))
    }
    return Name(Array(tokens.joined(separator: [UInt8(ascii: " ")])))
  }

  /// The tokens without the schema `public` before a name, also inside a literal that names an
  /// object: `'public.users_id_seq' :: regclass`.
  fileprivate var withoutPublic: Name {
    guard hasPublic else { return self }
    let tokens = bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    var kept: [ArraySlice<UInt8>] = []
    var index = 0
    while index < tokens.count {
      let isSchema =
        tokens[index].elementsEqual("public".utf8) && index + 2 < tokens.count
        && tokens[index + 1].elementsEqual(".".utf8)
      if isSchema {
        index += 2
        continue
      }
      let token = tokens[index]
      let isCast =
        index + 2 < tokens.count && tokens[index + 1].elementsEqual("::".utf8)
        && tokens[index + 2].starts(with: "reg".utf8)
      if isCast, token.starts(with: "'public.".utf8) {
        kept.append([UInt8(ascii: "'")] + token.dropFirst(8))
      } else {
        kept.append(token)
      }
      index += 1
    }
    return Name(Array(kept.joined(separator: [UInt8(ascii: " ")])))
  }

  /// The tokens of a trigger with `EXECUTE FUNCTION`, which was `EXECUTE PROCEDURE` up to version 10.
  fileprivate var callingFunction: Name {
    var tokens = bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    for index in tokens.indices.dropFirst()
    where tokens[index].elementsEqual("procedure".utf8)
      && tokens[index - 1].elementsEqual("execute".utf8)
    {
      tokens[index] = Array("function".utf8)[...]
    }
    return Name(Array(tokens.joined(separator: [UInt8(ascii: " ")])))
  }

  private var hasPublic: Bool {
    let word = Array("public".utf8)
    guard bytes.count >= word.count else { return false }
    return (0...(bytes.count - word.count)).contains { start in
      bytes[start] == word[0] && bytes[start..<(start + word.count)].elementsEqual(word)
    }
  }
}
