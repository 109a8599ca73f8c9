package import ReleaseModel

/// How a format tells its readers about schema rules: its prefix, its norm, and a document in which
/// a schema can stand.
package struct SchemaRuleBook: Sendable {
  /// The prefix of the rules.
  package let prefix: String
  /// The norm that the format follows for schemas.
  package let norm: String
  /// A whole contract with a schema in it, given as block YAML without indentation, as what a
  /// response returns.
  package let document: @Sendable (_ schema: String) -> String

  /// Makes a rule book.
  package init(
    prefix: String, norm: String, document: @escaping @Sendable (_ schema: String) -> String
  ) {
    self.prefix = prefix
    self.norm = norm
    self.document = document
  }

  /// A rule about schemas; the snippets are schemas in YAML.
  func rule(
    _ name: String, _ title: String, is classification: ClassificationRow, phase: Phase? = nil,
    strictness: Strictness = .contract, inverse: String, clause: String,
    why rationale: String, fix remedy: String, fires: (before: String, after: String),
    silent: (before: String, after: String)
  ) -> Rule {
    Rule(
      RuleID("\(prefix)/\(name)"), title, is: classification, for: [.consumers, .producers],
      phase: phase, strictness: strictness, inverse: RuleID("\(prefix)/\(inverse)"),
      norm: Norm(norm, clause), rationale: rationale, remedy: remedy,
      example: Example(before: document(fires.before), after: document(fires.after)),
      nearMiss: Example(before: document(silent.before), after: document(silent.after)))
  }
}

/// The rules about schemas, by subject.
package struct SchemaRules: Sendable {
  let types: TypeRules
  let values: ValueRules
  let constraints: ConstraintRules
  let properties: PropertyRules
  let subschemas: SubschemaRules
  let alternatives: AlternativeRules
  /// The rules about the life of an element, which formats use for their own elements too.
  package let lifecycle: LifecycleRules
  /// The rules about what has no meaning on the wire, which formats use for their own elements too.
  package let notation: NotationRules

  /// States the rules for a format.
  package init(_ book: SchemaRuleBook) {
    types = TypeRules(book)
    values = ValueRules(book)
    constraints = ConstraintRules(book)
    properties = PropertyRules(book)
    subschemas = SubschemaRules(book)
    alternatives = AlternativeRules(book)
    lifecycle = LifecycleRules(book)
    notation = NotationRules(book)
  }

  /// Every rule.
  package var all: [Rule] {
    types.all + values.all + constraints.all + properties.all + subschemas.all + alternatives.all
      + lifecycle.all + notation.all
  }
}
