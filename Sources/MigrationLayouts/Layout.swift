/// The tools whose conventions are known.
package enum Layout: String, Hashable, Sendable, CaseIterable {
  case golangMigrate = "golang-migrate"
  case tern
  case diesel
  case sqlx
  case flyway
  case refinery
  case goose
  case dbmate
  case sqlMigrate = "sql-migrate"
  case liquibase
  case sqitch
  case prisma
  case drizzle
  case nodePgMigrate = "node-pg-migrate"
  case supabase
  case hasura
  case graphileMigrate = "graphile-migrate"
  case atlas
  case pop
  case morph
  case pgroll
  case temporal
  case extensionScripts = "extension scripts"
  case alembic
  case django
  case ecto
  /// Numbered SQL files of no known tool, or files that the configuration names.
  case plain = "numbered files"
}
