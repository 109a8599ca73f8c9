package import SourceModel

extension CallShapeReading {
  /// Reads a migration of Ecto; nil if the file is none: no module in it that uses a `Migration`.
  ///
  /// The revision is the number before the file's name. Where only `change` is written, the way down
  /// is what Ecto itself draws from it. What the functions of the module do stands where they are
  /// called.
  package static func ecto(_ source: SourceText) -> CallShapeReading? {
    let module = ElixirModule(source)
    guard module.isMigration else { return nil }
    let isInTransaction = module.constants["@disable_ddl_transaction"]?.boolean != true
    func script(_ name: Name, _ steps: (EctoWalk) -> [Step]) -> Script? {
      guard let function = module.functions[name] else { return nil }
      var walk = EctoWalk(module)
      walk.function(function, EctoWalk.Scope(constants: module.constants))
      return Script(
        steps: steps(walk), range: function.name, isInTransaction: isInTransaction)
    }
    let up = script("up", \.up) ?? script("change", \.up)
    let down =
      module.functions["up"] == nil && module.functions["change"] != nil
      ? script("change", \.down) : script("down", \.up)
    let file = source.path.lastSegment
    let digits = file.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return CallShapeReading(
      up: up
        ?? Script(steps: [], range: SourceRange(0, 0), isInTransaction: isInTransaction),
      down: down,
      revision: Name(digits.isEmpty ? file.prefix { $0 != UInt8(ascii: ".") } : digits),
      predecessors: [])
  }
}
