import FormatKit
import ReleaseModel

/// Every rule of the format, by subject.
enum DumpRules {
  static let all: [Rule] =
    contractRules(
      format: "sql", noun: "a dump of a database schema", norm: .postgres("CREATE TABLE"),
      contract: "CREATE TABLE orders (id integer);\n")
    + TableRules.all + ColumnRules.all + ColumnTypeRules.all + ConstraintRules.all
    + IndexRules.all + TypeRules.all + ViewRules.all + RoutineRules.all + TriggerRules.all
    + SequenceRules.all + PrivilegeRules.all + RowSecurityRules.all + OtherObjectRules.all
}

extension Rule {
  /// A rule about dumps, `schema-…`; the snippets are whole dumps.
  static func dump(
    _ name: String, _ title: String, is classification: Classification, phase: Phase? = nil,
    inverse: String, norm: String, why rationale: String, fix remedy: String,
    fires: (before: String, after: String), silent: (before: String, after: String)
  ) -> Rule {
    Rule(
      RuleID("sql/schema-\(name)"), title, is: .always(classification), phase: phase,
      inverse: RuleID("sql/schema-\(inverse)"), norm: .postgres(norm), rationale: rationale,
      remedy: remedy, example: Example(before: fires.before, after: fires.after),
      nearMiss: Example(before: silent.before, after: silent.after))
  }
}

extension Norm {
  /// A page of PostgreSQL's manual.
  static func postgres(_ clause: String) -> Norm { Norm("PostgreSQL 15", clause) }
}

/// Small dumps for the examples of rules.
enum Sample {
  /// A table of two columns, and statements behind it.
  static func users(_ rest: String = "") -> String {
    "CREATE TABLE users (id integer NOT NULL, name text);\n\(rest)\n"
  }

  /// A table with one more column.
  static func column(_ column: String) -> String {
    "CREATE TABLE users (id integer NOT NULL, \(column));\n"
  }
}
