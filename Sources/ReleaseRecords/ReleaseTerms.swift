package import DataTrees
import SourceModel

/// What a pack demands of release documents and evidence, in numbers and names.
///
/// What it does not set is what the source of each practice names as its default.
package struct ReleaseTerms: Hashable, Sendable {
  /// How long taking a change back may last.
  package var minutes = 60
  /// The least traffic of the first stage in production, in percent.
  package var canaryLowest = 1
  /// The most traffic of the first stage in production, in percent.
  package var canaryHighest = 5
  /// How old evidence of a drill may be.
  package var evidenceDays = 30
  /// The highest confidence that stale or missing evidence allows, in percent.
  package var confidenceCap = 70
  /// Whether all headings, the runbook and the communication are wanted whatever the changes call for.
  package var isFull = false
  /// Whether the tag of a release must be signed.
  package var isTagSigned = false
  /// How many days a deprecation must be announced before the end.
  package var deprecationDays = 90
  /// How many days all traffic must have been on the new side before the old one goes.
  package var soakDays = 7
  /// Documents of other kinds, which packs describe.
  package var profiles: [DocumentProfile] = []

  /// The terms where no pack says anything.
  package init() {}

  /// What one pack says of them; nil where it says nothing.
  package struct Statement: Hashable, Sendable {
    /// How long taking a change back may last.
    package var minutes: Int?
    /// The band of the first stage in production, in percent.
    package var canary: [Int]?
    /// How old evidence of a drill may be.
    package var evidenceDays: Int?
    /// The highest confidence that stale evidence allows, in percent.
    package var confidenceCap: Int?
    /// Whether all headings are wanted.
    package var isFull: Bool?
    /// Whether the tag of a release must be signed.
    package var isTagSigned: Bool?
    /// How many days a deprecation must be announced.
    package var deprecationDays: Int?
    /// How long all traffic must have been on the new side before the old one goes.
    package var soakDays: Int?
    /// Documents of other kinds; they add to those of other packs.
    package var profiles: [DocumentProfile] = []

    /// Says nothing.
    package init() {}

    /// How a pack states them.
    package static let reader = ShapedReader<Statement>.record(
      "What is demanded of release documents and evidence.", from: Statement(),
      [
        .key(
          "minutes", "How long taking a change back may last.", .integer(in: 1...10_080)
        ) { $0.minutes = $1 },
        .key(
          "canary", "The least and the most traffic of the first stage in production, in percent.",
          ShapedReader<[Int]>.list(.integer(in: 0...100)).map { band in
            band.count == 2 && band[0] <= band[1]
              ? .success(band)
              : .failure(ShapeProblem.Reason("two numbers were expected, the lower one first"))
          }
        ) { $0.canary = $1 },
        .key("evidence_days", "How old evidence may be.", .integer(in: 1...3_650)) {
          $0.evidenceDays = $1
        },
        .key(
          "confidence_cap", "The highest confidence that stale evidence allows, in percent.",
          .integer(in: 0...100)
        ) { $0.confidenceCap = $1 },
        .key("documents", "Whether all headings are wanted.", .word(["needed", "full"], "word")) {
          $0.isFull = $1 == "full"
        },
        .key("signed_tag", "Whether the tag of a release must be signed.", .boolean) {
          $0.isTagSigned = $1
        },
        .key(
          "deprecation_days", "How many days a deprecation must be announced.",
          .integer(in: 0...36_500)
        ) { $0.deprecationDays = $1 },
        .key(
          "soak_days", "How long all traffic must have been on the new side.",
          .integer(in: 0...3_650)
        ) { $0.soakDays = $1 },
        .key(
          "profiles", "Documents of other kinds, and how they are judged.",
          .list(DocumentProfile.reader)
        ) { $0.profiles = $1 },
      ])
  }

  /// The terms with what a pack says in place of what was said before.
  package func applying(_ statement: Statement) -> ReleaseTerms {
    var terms = self
    terms.minutes = statement.minutes ?? minutes
    terms.canaryLowest = statement.canary?.first ?? canaryLowest
    terms.canaryHighest = statement.canary?.last ?? canaryHighest
    terms.evidenceDays = statement.evidenceDays ?? evidenceDays
    terms.confidenceCap = statement.confidenceCap ?? confidenceCap
    terms.isFull = statement.isFull ?? isFull
    terms.isTagSigned = statement.isTagSigned ?? isTagSigned
    terms.deprecationDays = statement.deprecationDays ?? deprecationDays
    terms.soakDays = statement.soakDays ?? soakDays
    let replaced = Set(statement.profiles.map(\.name))
    terms.profiles = profiles.filter { !replaced.contains($0.name) } + statement.profiles
    return terms
  }
}
