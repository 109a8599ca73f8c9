import ReleaseModel

/// The rules about migrations, by their subjects.
enum MigrationRules {
  /// Every rule that a migration can fire.
  static let all: [Rule] =
    IndexRules.all + IndexUpkeepRules.all + ColumnRules.all + ColumnValueRules.all
    + ConstraintRules.all + ForeignKeyRules.all + UniquenessRules.all + NotNullRules.all
    + DomainRules.all + TypeRules.all + RefusalRules.all
    + OperationRules.all

  /// What is said of one operation of a new migration.
  static func facts(about it: Situation) -> [Fact] {
    IndexRules.facts(about: it) + IndexUpkeepRules.facts(about: it) + ColumnRules.facts(about: it)
      + ColumnValueRules.facts(about: it) + ConstraintRules.facts(about: it)
      + NotNullRules.facts(about: it) + DomainRules.facts(about: it) + TypeRules.facts(about: it)
      + RefusalRules.facts(about: it)
      + OperationRules.facts(about: it)
  }
}
