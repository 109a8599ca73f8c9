import ReleaseModel

/// The rules about migrations, by their subjects.
enum MigrationRules {
  /// Every rule that a migration can fire.
  static let all: [Rule] = IndexRules.all + OperationRules.all

  /// What is said of one operation of a new migration.
  static func facts(about it: Situation) -> [Fact] {
    IndexRules.facts(about: it) + OperationRules.facts(about: it)
  }
}
