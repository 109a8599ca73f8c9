import Foundation
import HistoryBuilding
import SourceModel

/// A repository of a shop: a release, and a commit that renames a column and a property.
enum ReleaseFolderScene {
  static let before: [RepositoryPath: BuiltFile] = [
    "api/openapi.yaml": api("total"),
    "db/migrations/0001_a.up.sql": .text("create table orders (id bigint, total numeric);\n"),
    "db/migrations/0001_a.down.sql": .text("drop table orders;\n"),
  ]

  static let after = before.merging([
    "api/openapi.yaml": api("amount"),
    "db/migrations/0002_b.up.sql": .text(
      "alter table orders rename column total to amount;\n"),
    "db/migrations/0002_b.down.sql": .text(
      "alter table orders rename column amount to total;\n"),
  ]) { _, later in later }

  private static func api(_ property: String) -> BuiltFile {
    .text(
      """
      openapi: 3.1.0
      info: {title: Shop, version: '1.0.0'}
      paths:
        /orders:
          get:
            responses:
              '200':
                description: ok
                content:
                  application/json:
                    schema:
                      type: object
                      required: [\(property)]
                      properties:
                        \(property): {type: number}

      """)
  }

  /// Builds the repository, checked out unless it is bare; files are committed on top of `after`.
  static func build<Answer>(
    _ files: [RepositoryPath: BuiltFile] = [:], tag: String? = nil, bare: Bool = false,
    _ body: (String) throws -> Answer
  ) throws -> Answer {
    try withTemporaryDirectory { temporary in
      let directory = temporary + "/repository"
      var builder = try HistoryBuilder(at: directory, bare: bare)
      func seconds(_ day: String) -> Int64 {
        Int64(CalendarDate(day)?.dayNumber ?? 0) * 86_400 + 43_200
      }
      let first = try builder.commit(before, message: "Begin", seconds: seconds("2026-01-01"))
      try builder.tag("v1.0.0", at: first, message: "First")
      let second = try builder.commit(
        after.merging(files) { _, later in later }, message: "Rename",
        seconds: seconds("2026-06-01"))
      if let tag { try builder.tag(tag, at: second, message: tag) }
      if !bare { try builder.checkOut() }
      return try body(directory)
    }
  }

  static func text(_ path: String, in directory: String) throws -> String {
    try String(contentsOfFile: directory + "/" + path, encoding: .utf8)
  }

  static func write(_ text: String, to path: String, in directory: String) throws {
    try text.write(toFile: directory + "/" + path, atomically: true, encoding: .utf8)
  }
}
