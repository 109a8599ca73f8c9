import ReleaseModel

/// What the examples of rules about documents have in common.
enum DocumentTrials {
  /// A release with an API of two paths.
  static let api = """
    -- file: api/openapi.yaml
    openapi: 3.1.0
    info: {title: Shop, version: 1.0.0}
    paths:
      /orders:
        get: {responses: {"200": {description: The orders}}}
      /carts:
        get: {responses: {"200": {description: The carts}}}
    """
  /// The same API without one of them.
  static let brokenAPI = """
    -- file: api/openapi.yaml
    openapi: 3.1.0
    info: {title: Shop, version: 2.0.0}
    paths:
      /orders:
        get: {responses: {"200": {description: The orders}}}
    """
  /// A release with a table.
  static let table = """
    -- file: db/migrations/0001_orders.up.sql
    CREATE TABLE orders (id bigint PRIMARY KEY);
    -- file: db/migrations/0001_orders.down.sql
    DROP TABLE orders;
    """
  /// A migration that adds a column.
  static let column = """
    -- file: db/migrations/0002_total.up.sql
    ALTER TABLE orders ADD COLUMN total bigint;
    -- file: db/migrations/0002_total.down.sql
    ALTER TABLE orders DROP COLUMN total;
    """

  /// A record in a state, with more keys.
  static func record(_ state: String = "ready", _ more: String = "") -> String {
    """
    -- file: releases/next/release.yaml
    schema: relgate/release/1
    version: 2.0.0
    state: \(state)
    \(more)
    """
  }

  /// A file of the release.
  static func file(_ kind: DocumentKind, _ text: String) -> String {
    "\n-- file: releases/next/\(kind.rawValue)\n\(text)\n"
  }

  /// A trial of one document of a release that is ready.
  static func trial(_ kind: DocumentKind, _ text: String) -> FindingRule.Trial {
    FindingRule.Trial(after: record() + file(kind, text))
  }
}

extension DocumentTrials {
  /// A policy that wants documents in full, and one of them above all.
  static func fullPack(_ kind: DocumentKind) -> String {
    let subject = kind == .runbook ? "runbook" : "communication"
    return """
      -- file: .relgate.yaml
      schema: relgate/config/1
      packs: [builtin:core, policies/full.yaml]
      rules:
        release/\(subject)-missing: error
      -- file: policies/full.yaml
      schema: relgate/pack/1
      name: full
      release: {documents: full}
      clauses: []
      """
  }
}
