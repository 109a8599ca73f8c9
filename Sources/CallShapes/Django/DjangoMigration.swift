package import SourceModel

extension CallShapeReading {
  /// Reads a migration of Django by itself; nil if the file is none.
  ///
  /// Without the migrations before it, a field that is altered is partly read.
  package static func django(_ source: SourceText, app: Name) -> CallShapeReading? {
    var fields = DjangoFields()
    return django(source, app: app, fields: &fields)
  }

  /// Reads a migration of Django after those that come before it, whose models it takes and changes;
  /// nil if the file is none: no class `Migration` in it.
  ///
  /// The app is the folder above `migrations`. The way down is what Django itself draws from the way
  /// up; names of constraints and indexes that Django makes are nil.
  package static func django(
    _ source: SourceText, app: Name, fields: inout DjangoFields
  ) -> CallShapeReading? {
    let module = PythonModule(source)
    guard let body = DjangoClass(module) else { return nil }
    var walk = DjangoWalk(app: app, bytes: source.bytes, fields: fields)
    for step in body.unread { walk.take(unread: step.reason, step.range) }
    for operation in body.operations { walk.take(operation) }
    fields = walk.fields
    let isInTransaction = body.values["atomic"]?.boolean != false
    let name = source.path.lastSegment.prefix { $0 != UInt8(ascii: ".") }
    func script(_ steps: [Step]) -> Script {
      Script(steps: steps, range: body.name, isInTransaction: isInTransaction)
    }
    return CallShapeReading(
      up: script(walk.up), down: script(walk.down), revision: app + "." + Name(name),
      predecessors: revisions(body.values["dependencies"]),
      replaces: revisions(body.values["replaces"]))
  }

  /// The names of `('app', 'name')` in a list.
  private static func revisions(_ shape: Shape?) -> [Name] {
    (shape?.list ?? []).compactMap { element in
      guard let pair = element.texts, pair.count == 2 else { return nil }
      return pair[0] + "." + pair[1]
    }
  }
}

/// The class of a migration.
struct DjangoClass {
  /// The name of the class.
  let name: SourceRange
  /// What its attributes are.
  private(set) var values: [Name: Shape] = [:]
  /// Parts of it that do something of their own.
  private(set) var unread: [(reason: String, range: SourceRange)] = []

  /// Finds the class `Migration`.
  init?(_ module: PythonModule) {
    let found = module.lines.indices.first { index in
      let line = module.lines[index]
      return line.indent == 0 && module.isWord(line, 0, "class")
        && module.isWord(line, 1, "Migration") && module.isWord(line, 2, "(")
        && line.tokens.dropFirst(3).contains {
          module.list.isKind($0, .name) && module.list.name($0).hasSuffix("Migration")
        }
    }
    guard let found else { return nil }
    let line = module.lines[found]
    name = module.list.tokens[line.tokens.lowerBound + 1].range
    var constants = module.constants
    var index = found + 1
    let end = module.block(after: found).upperBound
    while index < end {
      let line = module.lines[index]
      if let assignment = module.assignment(line) {
        let value = PythonShapes.read(module.list, assignment.value, constants: constants)
        values[assignment.name] = value
        constants[assignment.name] = value.asConstant
      } else if ["if", "for", "with", "try", "while"].contains(where: { module.isWord(line, 0, $0) }
      ) {
        unread.append((Doubt.condition, module.list.range(line.tokens)))
      } else if module.isWord(line, 0, "def"),
        ["apply", "unapply", "__init__"].contains(where: { module.isWord(line, 1, $0) })
      {
        unread.append(
          (Doubt.call(module.list.name(line.tokens.lowerBound + 1)), module.list.range(line.tokens))
        )
      } else if module.isWord(line, 0, "operations") {
        unread.append((Doubt.notLiteral, module.list.range(line.tokens)))
      }
      index = module.block(after: index).upperBound
    }
  }

  /// The operations in their order.
  var operations: [Shape] {
    guard let operations = values["operations"] else { return [] }
    return operations.list ?? [operations]
  }
}
