import GitHistory
import SourceModel
import Testing

@Suite struct ReleaseVersionTests {
  @Test(arguments: [
    ("v1.2.3", "", [1, 2, 3]), ("1.2.3", "", [1, 2, 3]), ("V1.2", "", [1, 2]),
    ("v482", "", [482]), ("parent-5.0.0", "parent", [5, 0, 0]),
    ("curl-8_21_0", "curl", [8, 21, 0]), ("@scope/pkg@1.2.3", "@scope/pkg", [1, 2, 3]),
    ("api/v1.2.3", "api", [1, 2, 3]), ("2024.01.15", "", [2024, 1, 15]),
    ("2024-01-15", "", [2024, 1, 15]), ("release/2024-01-15", "release", [2024, 1, 15]),
    ("go1.21.0", "go", [1, 21, 0]), ("log4j-2.17.1", "log4j", [2, 17, 1]),
    ("rel/log4j-2.17.1", "rel/log4j", [2, 17, 1]), ("h2-1.4.200", "h2", [1, 4, 200]),
    ("k8s-1.2", "k8s", [1, 2]), ("REL9_6_0", "REL", [9, 6, 0]), ("REL_15_4", "REL", [15, 4]),
    ("V_9_3_P1", "", [9, 3, 1]), ("OpenSSL_1_1_1w", "OpenSSL", [1, 1, 1, 23]),
    ("4.1.0.Final", "", [4, 1, 0]), ("5.3.0.RELEASE", "", [5, 3, 0]),
    ("jdk-17.0.1+12", "jdk", [17, 0, 1]),
    ("1.0.post2", "", [1, 0, 2]), ("v2.0.0+incompatible", "", [2, 0, 0]),
    ("sdk/v2/v2.1.0", "sdk/v2", [2, 1, 0]),
  ])
  func readsReleases(tag: String, stream: String, numbers: [Int]) throws {
    let version = try #require(ReleaseVersion(tag: tag))
    #expect(version.stream == stream)
    #expect(version.numbers == numbers)
    #expect(!version.isPreRelease)
  }

  @Test(arguments: [
    ("v1.2.3-rc.1", [1, 2, 3]), ("go1.21rc2", [1, 21]), ("v1.0.0-SNAPSHOT", [1, 0, 0]),
    ("4.0.0.Beta1", [4, 0, 0]), ("rel_1_4_0b1", [1, 4, 0]), ("v2.6.11-tree", [2, 6, 11]),
    ("v1.2.3-4", [1, 2, 3]), ("REL_15_BETA1", [15]),
  ])
  func readsPreReleases(tag: String, numbers: [Int]) throws {
    let version = try #require(ReleaseVersion(tag: tag))
    #expect(version.numbers == numbers)
    #expect(version.isPreRelease)
  }

  @Test(arguments: [
    "", "latest", "v", "release-", "v1.0.0/api", "1234567890123456789", "3com",
  ])
  func refusesOtherNames(tag: String) {
    #expect(ReleaseVersion(tag: tag) == nil)
  }

  @Test(
    arguments: [
      ("1.9", "2.0", true), ("2.0", "1.9", false), ("1.9.0", "1.10", true), ("v2", "2.0.0", false),
      ("2.0.0", "v2", false), ("2.0.0-rc.1", "2.0", true), ("2.0", "2.0.0-rc.1", false),
      ("cli/v1.9.0", "2.0", true), ("soon", "2.0", nil), ("2.0", "the next one", nil),
    ] as [(Name, Name, Bool?)])
  func tellsWhichVersionComesFirst(text: Name, other: Name, precedes: Bool?) {
    #expect(ReleaseVersion.precedes(text, other) == precedes)
  }

  @Test func ordersAsSemanticVersioningDoes() {
    // Clause 11 of Semantic Versioning 2.0.0, then the liberties.
    let ascending = [
      "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
      "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0-RC9", "1.0.0-rc10", "v1", "1.0", "1.0.0", "1.0.1",
      "1.9",
      "1.10", "2.0.0", "2.1.0", "2.1.1", "10",
    ]
    let versions = ascending.compactMap { ReleaseVersion(tag: $0) }
    #expect(versions.map(\.text) == ascending.map { $0 == "v1" ? "1" : $0 })
    #expect(Array(versions.reversed()).sorted() == versions)
    for (index, version) in versions.enumerated() {
      #expect(versions.dropFirst(index + 1).allSatisfy { version < $0 && !($0 < version) })
      #expect(!(version < version))
    }
  }
}
