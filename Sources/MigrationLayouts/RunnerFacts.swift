/// What a runner does with a migration that sorts before one already applied.
package enum RunnerOrder: Hashable, Sendable {
  /// It remembers one current version and never runs what lies below.
  case skippedSilently
  /// It stops with an error, unless told otherwise.
  case refused
  /// It runs whatever has not run yet.
  case appliedAnyway
  /// The tool is not known.
  case unknown
}

/// Whether a layout has ways down.
package enum DownSupport: Hashable, Sendable {
  /// Every migration should have one.
  case expected
  /// The tool knows them, and these migrations do without.
  case optional
  /// The tool has no such thing, or computes it.
  case none
}

extension MigrationChain {
  /// What happens to a migration that sorts before one already applied.
  package var runner: RunnerOrder {
    switch layout {
    case .golangMigrate, .tern, .temporal, .drizzle: .skippedSilently
    case .flyway, .refinery, .goose, .sqitch, .atlas, .graphileMigrate, .nodePgMigrate, .supabase,
      .pgroll:
      .refused
    case .diesel, .sqlx, .prisma, .dbmate, .sqlMigrate, .liquibase, .hasura, .pop, .morph,
      .extensionScripts, .alembic, .django, .ecto:
      .appliedAnyway
    case .plain: .unknown
    }
  }

  /// Whether the runner remembers what an applied file said and refuses it when it was edited.
  package var keepsChecksums: Bool {
    switch layout {
    case .sqlx, .flyway, .refinery, .liquibase, .prisma, .atlas, .graphileMigrate: true
    case .golangMigrate, .tern, .diesel, .goose, .dbmate, .sqlMigrate, .sqitch, .drizzle,
      .nodePgMigrate, .supabase, .hasura, .pop, .morph, .pgroll, .temporal, .extensionScripts,
      .alembic, .django, .ecto, .plain:
      false
    }
  }

  /// Whether its migrations should have a way down.
  ///
  /// Where a tool leaves it to the project, one way down in the chain says that all have one.
  package var hasDown: DownSupport {
    switch layout {
    case .golangMigrate, .diesel, .goose, .dbmate, .sqlMigrate, .sqitch, .pop, .morph, .alembic,
      .django, .ecto:
      .expected
    case .sqlx, .plain, .hasura, .nodePgMigrate:
      migrations.contains { $0.down != nil && $0.down != $0.up } ? .expected : .optional
    case .tern, .liquibase, .flyway, .extensionScripts: .optional
    case .refinery, .prisma, .drizzle, .supabase, .graphileMigrate, .atlas, .pgroll, .temporal:
      .none
    }
  }
}
