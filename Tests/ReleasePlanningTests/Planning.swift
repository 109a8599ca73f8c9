import FormatKit
import ReleaseModel
import ReleasePlanning
import ReleaseRecords
import SourceModel
import TestSupport

/// A range that renames a column, builds an index and takes a property away.
enum Planning {
  static let renamed = Change.example(
    "sql/column-renamed", .breaking, "orders.total", in: "db/2.up.sql", line: 1, format: "sql",
    message: "column 'total' of 'orders' was renamed to 'amount'", phase: .contract, side: .after)
  static let indexed = Change.example(
    "sql/index-blocking", .risky, "orders_amount", in: "db/2.up.sql", line: 2, format: "sql",
    message: "index 'orders_amount' was built without CONCURRENTLY", phase: .expand, side: .after)
  static let removed = Change.example(
    "openapi/required-property-removed", .breaking, "GET /orders > total", in: "api/openapi.yaml",
    line: 2, message: "required property 'total' was removed", phase: .contract, side: .before)
  static let filled = Change.example(
    "sql/update-without-where", .risky, "orders", in: "db/2.up.sql", line: 3, format: "sql",
    message: "all rows of 'orders' were updated", phase: .migrate, side: .after)

  static func input(_ changes: [Change] = [renamed, removed]) -> PlanInput {
    let files = ExampleTree(
      """
      -- file: api/openapi.yaml
      properties:
        total: {type: number}
      """)
    var input = PlanInput(
      folder: "releases/next", changes: changes, rule: { _ in nil }, before: files, after: files)
    input.demanded = [
      "COMPATIBILITY_CONTRACT.md", "MIGRATION_PLAN.md", "ROLLOUT_PLAN.md", "ROLLBACK_PLAN.md",
      "VALIDATION_CHECKLIST.md",
    ]
    input.from = "v1.0.0"
    input.version = "2.0.0"
    input.step = .major
    input.levers = changes.map { change in
      Lever(
        change: change.fingerprint, approach: change.format == "sql" ? .contract : .code,
        lever: change.format == "sql" ? "way down 'db/2.down.sql'" : "revert and deploy 'v1.0.0'",
        path: change.format == "sql" ? "db/2.down.sql" : nil, reversibility: .reduced,
        isFound: true, proof: "it is there")
    }
    input.lost = changes.contains(renamed) ? ["orders.total"] : []
    return input
  }

  /// The files that a plan leaves, by path.
  static func files(
    _ input: PlanInput, over existing: [RepositoryPath: String] = [:]
  ) -> [RepositoryPath: String] {
    let plan = Plan(input) { existing[$0].map { Array($0.utf8) } }
    return plan.files.reduce(into: existing) { files, file in
      files[file.path] = String(decoding: file.bytes, as: UTF8.self)
    }
  }
}
