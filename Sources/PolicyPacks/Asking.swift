package import ReleaseModel
package import SourceModel

extension Policy {
  /// Whether a clause that speaks of a change demands something of the life of its element.
  package func asksForLives(
    of change: Change, components: (RepositoryPath) -> [String]
  ) -> Bool {
    clauses.contains { clause in
      clause.severity != .off
        && clause.requirements.contains {
          $0.kind == .deprecatedFor || $0.kind == .introducedBefore
        }
        && clause.criteria.mismatch(change, components: components) == nil
    }
  }
}
