import FormatKit
import ReleaseModel
import ReleaseRecords
import SourceModel

/// A record that could be read, with what it is held against.
struct RecordGround {
  let scene: ReleaseScene
  let folder: ReleaseFolder
  let record: ReleaseRecord

  /// A fact about a line of the record.
  func fact(
    _ rule: FindingRule, _ message: String, at range: SourceRange, of element: String = "",
    _ facts: String = "", related: [Finding.RelatedPlace] = [], remedy: String? = nil
  ) -> ReleaseFact {
    ReleaseFact(
      rule, message, element: Name(element), facts: facts, path: folder.recordPath,
      place: folder.place(of: range), related: related, remedy: remedy)
  }

  /// Another line of the record that belongs to a fact.
  func related(_ range: SourceRange, _ message: String) -> Finding.RelatedPlace {
    let place = folder.place(of: range)
    return Finding.RelatedPlace(
      path: folder.recordPath, line: place?.line ?? 0, column: place?.column ?? 0,
      message: message)
  }

  /// The line of a change that belongs to a fact.
  func related(_ change: Change) -> Finding.RelatedPlace {
    Finding.RelatedPlace(
      path: change.primary?.path ?? change.contract, line: change.primary?.line ?? 0,
      column: change.primary?.column ?? 0, message: "\(change.element.text): \(change.message)")
  }

  /// Whether the release is planned, and no longer a draft.
  var isPlanned: Bool { record.state.value != .draft }
}

/// Repositories in which the rules about records find something, and mended ones.
enum RecordTrials {
  /// A range that adds a record with what stands below its version and state, and other files.
  static func record(
    _ body: String, state: String = "ready", before: String = "", _ files: String = "",
    day: String = "2026-06-01"
  ) -> FindingRule.Trial {
    FindingRule.Trial(before: before, after: text(body, state: state) + files, day: day)
  }

  /// A record.
  static func text(
    _ body: String, state: String = "ready", version: String = "1.1.0"
  ) -> String {
    """
    -- file: releases/\(version)/release.yaml
    schema: relgate/release/1
    version: \(version)
    state: \(state)
    \(body)

    """
  }

  /// A migration that a release has carried.
  static let shipped = """
    -- file: db/migrations/0001_a.up.sql
    CREATE TABLE users (id bigint PRIMARY KEY, name text);
    -- file: db/migrations/0001_a.down.sql
    DROP TABLE users;

    """

  /// A migration that adds a column.
  static let column = """
    -- file: db/migrations/0002_b.up.sql
    ALTER TABLE users ADD COLUMN note text;
    -- file: db/migrations/0002_b.down.sql
    ALTER TABLE users DROP COLUMN note;

    """

  /// A migration that writes all rows.
  static let update = """
    -- file: db/migrations/0002_b.up.sql
    UPDATE users SET name = 'x';
    -- file: db/migrations/0002_b.down.sql
    SELECT 1;

    """

  /// An API that serves operations on paths.
  static func api(_ paths: String..., version: String = "1.0.0", extra: String = "") -> String {
    let operations = paths.map { path in
      "  \(path):\n    get:\n\(extra)      responses: {'200': {description: all}}\n"
    }
    return "-- file: api/openapi.yaml\nopenapi: 3.0.3\n"
      + "info: {title: Users, version: \(version)}\npaths:\n" + operations.joined()
  }
}
