package import SourceModel

/// How a change is taken back: what is flipped, where it is, how long it takes, and the proof.
package struct Lever: Hashable, Sendable {
  /// The six ways to take a change back.
  package enum Approach: String, Hashable, Sendable, CaseIterable {
    /// Revert the commit and deploy again.
    case code
    /// Turn the flag off.
    case flag
    /// Leave what was added unused.
    case expand
    /// Flip reads back to the old path.
    case migrate
    /// Restore what was taken away.
    case contract
    /// Flip the alias to the index before.
    case index
  }

  /// How much of a change comes back.
  package enum Reversibility: String, Hashable, Sendable, CaseIterable {
    /// All of it, by flipping the lever.
    case full
    /// Not what was written since, or not without a restore.
    case reduced
    /// Nothing that the repository shows brings it back.
    case none
  }

  /// The change's fingerprint.
  package let change: String
  /// The way.
  package let approach: Approach
  /// What is flipped, in words: `down migration 0042_add.down.sql`; empty if nothing was found.
  package let lever: String
  /// Where it stands at `after`; nil if it is no file.
  package let path: RepositoryPath?
  /// The line, from 1; 0 if the whole file is meant.
  package let line: Int
  /// How long it takes at most, in minutes; nil if nobody said.
  package let minutes: Int?
  /// Whether the time was measured in a drill.
  package let isMeasured: Bool
  /// How much comes back.
  package let reversibility: Reversibility
  /// Whether the lever is there.
  package let isFound: Bool
  /// What shows it, or what is missing, as a sentence.
  package let proof: String

  /// States how a change is taken back.
  package init(
    change: String, approach: Approach, lever: String, path: RepositoryPath? = nil, line: Int = 0,
    minutes: Int? = nil, isMeasured: Bool = false, reversibility: Reversibility, isFound: Bool,
    proof: String
  ) {
    self.change = change
    self.approach = approach
    self.lever = lever
    self.path = path
    self.line = line
    self.minutes = minutes
    self.isMeasured = isMeasured
    self.reversibility = reversibility
    self.isFound = isFound
    self.proof = proof
  }
}
