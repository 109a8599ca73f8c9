/// A pack that ships with relgate.
package enum BuiltinPack: String, CaseIterable, Sendable {
  case core
  case releaseSafety = "release-safety"
  case strict
  case cli
  case postgres
  case mixedVersion = "mixed-version"
  case migrationRollout = "migration-rollout"
  case releasePlanning = "release-planning"
  case kep

  /// The pack in YAML.
  package var bytes: [UInt8] {
    switch self {
    case .core: PackageResources.core_yaml
    case .releaseSafety: PackageResources.release_safety_yaml
    case .strict: PackageResources.strict_yaml
    case .cli: PackageResources.cli_yaml
    case .postgres: PackageResources.postgres_yaml
    case .mixedVersion: PackageResources.mixed_version_yaml
    case .migrationRollout: PackageResources.migration_rollout_yaml
    case .releasePlanning: PackageResources.release_planning_yaml
    case .kep: PackageResources.kep_yaml
    }
  }
}
