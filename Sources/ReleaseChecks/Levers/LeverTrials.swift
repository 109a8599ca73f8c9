import ReleaseModel

/// Repositories in which the rules about levers find something, and mended ones.
enum LeverTrials {
  /// A migration that a release has carried.
  static let shipped = """
    -- file: db/migrations/0001_base.up.sql
    CREATE TABLE orders (id int, note text);
    -- file: db/migrations/0001_base.down.sql
    DROP TABLE orders;

    """
  /// A migration that drops a column.
  static let drop = """
    -- file: db/migrations/0002_note.up.sql
    ALTER TABLE orders DROP COLUMN note;

    """
  /// Its way down.
  static let dropBack = """
    -- file: db/migrations/0002_note.down.sql
    ALTER TABLE orders ADD COLUMN note text;

    """
  /// A script that can be run.
  static let script = "-- file: scripts/back.sh\n#!/bin/sh\nexit 0\n"

  /// A record with what it says of taking back, indented by two.
  static func record(_ rollback: String) -> String {
    """
    -- file: releases/1.1.0/release.yaml
    schema: relgate/release/1
    version: 1.1.0
    state: ready
    rollback:
    \(rollback)

    """
  }

  /// A range that drops a column and can put it back, with a record.
  static func dropping(_ rollback: String, _ others: String = "") -> FindingRule.Trial {
    FindingRule.Trial(before: shipped, after: drop + dropBack + record(rollback) + others)
  }
}
