import ReleaseModel

/// The rules about all that is no index, new column, constraint or type.
enum OperationRules {
  static let all =
    RenameRules.all + DropRules.all + TableRules.all + TriggerRules.all + AccessRules.all
    + EnumRules.all + RoutineRules.all + PartitionRules.all + MaintenanceRules.all + DataRules.all
    + TransactionRules.all + StatementRules.all + HygieneRules.all

  /// What is said of an operation: of what it does, at least the plain fact, then what becomes true
  /// of the transaction and the script by it.
  static func facts(about it: Situation) -> [Fact] {
    var facts = hazards(of: it)
    if facts.isEmpty, let plain = StatementRules.plain(it) { facts.append(plain) }
    if let reading = StatementRules.reading(of: it) { facts.append(reading) }
    return facts + TransactionRules.circumstances(of: it) + HygieneRules.facts(about: it)
  }

  private static func hazards(of it: Situation) -> [Fact] {
    RenameRules.facts(about: it) + DropRules.facts(about: it) + TableRules.facts(about: it)
      + TriggerRules.facts(about: it) + AccessRules.facts(about: it) + EnumRules.facts(about: it)
      + RoutineRules.facts(about: it) + PartitionRules.facts(about: it)
      + MaintenanceRules.facts(about: it) + DataRules.facts(about: it)
      + TransactionRules.facts(about: it)
  }
}
