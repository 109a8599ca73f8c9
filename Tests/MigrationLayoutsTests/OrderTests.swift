import MigrationLayouts
import SourceModel
import Testing

@Suite("The order of versions")
struct OrderTests {
  private func precedes(_ a: Name, _ b: Name, _ layout: Layout) -> Bool {
    func migration(_ version: Name) -> Migration {
      Migration(version: version, name: "", up: "a", down: nil)
    }
    return MigrationChain.precedes(migration(a), migration(b), layout: layout)
  }

  @Test(
    "One before the other, and not the other way round",
    arguments: [
      ("1_9", "1_10", Layout.flyway), ("1", "1.0.1", .flyway), ("9", "10", .golangMigrate),
      ("009", "10", .plain), ("20240101000000", "20240101000001", .goose),
      ("99999999999999999999999998", "99999999999999999999999999", .goose),
      ("v1.9", "v1.10", .temporal), ("10", "9", .dbmate), ("10", "9", .prisma),
      ("2023-12-31-000000", "20240101", .diesel), ("1.0--1.9", "1.9--1.10", .extensionScripts),
    ])
  func order(_ a: Name, _ b: Name, _ layout: Layout) {
    #expect(precedes(a, b, layout))
    #expect(!precedes(b, a, layout))
  }

  @Test(
    "Neither before the other",
    arguments: [
      ("1", "01", Layout.goose), ("1", "1.0", .flyway), ("a", "b", .sqitch),
      ("0001", "0002", .alembic),
    ])
  func equal(_ a: Name, _ b: Name, _ layout: Layout) {
    #expect(!precedes(a, b, layout))
    #expect(!precedes(b, a, layout))
  }

  @Test("Repeatable migrations come last, by name")
  func repeatable() {
    let versioned = Migration(version: "9", name: "z", up: "z", down: nil)
    let first = Migration(version: "", name: "a", up: "a", down: nil, isRepeatable: true)
    let second = Migration(version: "", name: "b", up: "b", down: nil, isRepeatable: true)
    #expect(MigrationChain.precedes(versioned, first, layout: .flyway))
    #expect(!MigrationChain.precedes(first, versioned, layout: .flyway))
    #expect(MigrationChain.precedes(first, second, layout: .flyway))
  }
}
