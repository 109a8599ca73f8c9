import Foundation
import ReleaseModel
import TestSupport
import Testing

@testable import relgate

@Suite("The changelog")
struct ChangelogTests {
  @Test("It names every rule")
  func rules() throws {
    let path = URL(filePath: Fixtures.directory).deletingLastPathComponent()
      .appending(path: "CHANGELOG.md")
    let named = Set(
      try String(contentsOf: path, encoding: .utf8).split { $0.isWhitespace || $0 == "`" })
    let ids = Array(builtinRules.keys) + Array(builtinFindingRules.keys)
    let missing = ids.map(\.text).filter { !named.contains($0[...]) }
    #expect(missing.sorted() == [])
  }
}
