import EvidenceStatements
import ReleaseModel
import SourceModel

/// The repositories in which rules about evidence are shown: a release that adds a migration.
enum EvidenceTrials {
  static let folder = "releases/2.0.0"
  static let day = "2026-06-01"

  static let record = """
    -- file: releases/2.0.0/release.yaml
    schema: relgate/release/1
    version: 2.0.0
    state: ready

    """

  static let migration = """
    -- file: db/migrations/0002_b.up.sql
    CREATE TABLE b (id bigint PRIMARY KEY);
    -- file: db/migrations/0002_b.down.sql
    DROP TABLE b;

    """

  static let before = """
    -- file: db/migrations/0001_a.up.sql
    CREATE TABLE a (id bigint PRIMARY KEY);
    -- file: db/migrations/0001_a.down.sql
    DROP TABLE a;

    """

  /// What stands in place of a file's object.
  static func subject(_ path: String, isFolder: Bool = false) -> EvidenceStatement.Subject {
    EvidenceStatement.Subject(
      path: RepositoryPath(unchecked: Name(path)), object: "{{\(path)}}", isFolder: isFolder)
  }

  static let up = subject("db/migrations/0002_b.up.sql")
  static let down = subject("db/migrations/0002_b.down.sql")

  /// A statement as it should be.
  static func statement(
    _ kind: EvidenceStatement.Kind = .rollbackDrill,
    _ subjects: [EvidenceStatement.Subject] = [down, up],
    _ edit: (inout EvidenceStatement) -> Void = { _ in }
  ) -> EvidenceStatement {
    var statement = EvidenceStatement(kind, subjects: subjects, result: .passed)
    statement.train = "2.0.0"
    statement.finished = "2026-05-30"
    statement.environment = "staging"
    edit(&statement)
    return statement
  }

  /// A file of evidence, as text of a tree.
  static func file(
    _ statement: EvidenceStatement, at path: String = "releases/2.0.0/evidence/drill.json"
  ) -> String {
    "-- file: \(path)\n" + String(decoding: StatementSchema.bytes(of: statement), as: UTF8.self)
  }

  /// The release with files of evidence.
  static func trial(_ files: String..., before: String = before) -> FindingRule.Trial {
    FindingRule.Trial(
      before: before, after: record + migration + files.joined(), day: day)
  }

  /// The release with one statement.
  static func trial(
    _ kind: EvidenceStatement.Kind = .rollbackDrill,
    _ edit: (inout EvidenceStatement) -> Void = { _ in }
  ) -> FindingRule.Trial {
    trial(file(statement(kind, [down, up], edit)))
  }
}
