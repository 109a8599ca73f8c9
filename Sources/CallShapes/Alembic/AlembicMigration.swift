package import SourceModel

extension CallShapeReading {
  /// Reads a migration of Alembic; nil if the file is none: no `revision` is assigned in it.
  ///
  /// Conditions on the dialect are decided for PostgreSQL. The functions of the file itself are
  /// followed; what they do stands where they are called.
  package static func alembic(_ source: SourceText) -> CallShapeReading? {
    let module = PythonModule(source)
    guard let revision = module.constants["revision"]?.text else { return nil }
    var predecessors: [Name] = []
    for name: Name in ["down_revision", "depends_on"] {
      predecessors += names(module.constants[name]).filter { !predecessors.contains($0) }
    }
    let start = SourceRange(0, 0)
    return CallShapeReading(
      up: script("upgrade", module) ?? Script(steps: [], range: start, isInTransaction: true),
      down: script("downgrade", module), revision: revision, predecessors: predecessors,
      branches: branches(module))
  }

  private static func script(_ name: Name, _ module: PythonModule) -> Script? {
    guard let function = module.functions[name] else { return nil }
    var walk = AlembicWalk(module)
    walk.function(function, scope: AlembicScope(constants: module.constants))
    return Script(steps: walk.steps, range: function.name, isInTransaction: walk.isInTransaction)
  }

  /// The labels of the branches; of one that is a constant elsewhere, what its name says.
  private static func branches(_ module: PythonModule) -> [Name] {
    let written = names(module.constants["branch_labels"])
    if !written.isEmpty { return written }
    let assignment = module.lines.filter { $0.indent == 0 }.compactMap(module.assignment)
      .first { $0.name == "branch_labels" }
    guard let value = assignment?.value else { return [] }
    let words = value.filter { module.list.isKind($0, .name) }.map(module.list.name)
    return ["expand", "contract"].filter { label in
      words.contains { $0.asciiLowercased.text.contains(label.text) }
    }
  }

  /// The texts of a text or of a list of texts.
  private static func names(_ shape: Shape?) -> [Name] {
    guard let shape else { return [] }
    return shape.text.map { [$0] } ?? shape.texts ?? []
  }
}
