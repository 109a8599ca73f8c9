/// The kinds of objects that statements create, change and drop.
package enum ObjectKind: String, Hashable, Sendable, CaseIterable {
  case table
  case foreignTable = "foreign table"
  case view
  case materializedView = "materialized view"
  case index
  case sequence
  case schema
  case database
  case type
  case domain
  case function
  case procedure
  case aggregate
  case trigger
  case eventTrigger = "event trigger"
  case rule
  case policy
  case constraint
  case column
  case enumValue = "enum value"
  case attribute
  case `extension`
  case publication
  case subscription
  case server
  case role
  case cast
  case `operator`
  case collation
  case statistics
  case textSearch = "text search object"
  case accessMethod = "access method"
  case language
  case conversion
  case foreignDataWrapper = "foreign data wrapper"
  case userMapping = "user mapping"
  case transform
  case tablespace
  /// What `ALTER SYSTEM` sets.
  case setting = "setting of the server"
  case other = "object"
}
