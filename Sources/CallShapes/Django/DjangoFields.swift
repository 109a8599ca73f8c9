internal import PostgresSchema
internal import SourceModel

/// The models of Django as the migrations that were read so far leave them.
///
/// A migration names the new state of a field only; what changes is told by the state before it.
/// Read the migrations in the order of their dependencies, with one state for all apps.
package struct DjangoFields: Hashable, Sendable {
  /// A model with its table.
  struct Model: Hashable, Sendable {
    var table: ObjectName
    /// Whether `db_table` names the table.
    var isTableNamed = false
    /// Whether Django makes no table of it.
    var isWithoutTable = false
    /// The fields in their order.
    var fields: [DjangoField] = []
    var uniqueTogether: Set<[Name]> = []
    var indexTogether: Set<[Name]> = []
    /// The indexes that have names.
    var indexes: [Name: IndexDefinition] = [:]
    /// The constraints that have names; of those that are indexes, the index.
    var constraints: [Name: Action] = [:]

    /// The most columns that a table of PostgreSQL has room for.
    static let mostFields = 1_600

    func field(_ name: Name) -> DjangoField? { fields.first { $0.name == name } }

    /// The column of a field; the field's own name if nothing is known of it.
    func column(_ field: Name) -> Name {
      if field == "pk" { return key?.column ?? "id" }
      return self.field(field)?.column ?? field
    }

    /// The primary key.
    var key: DjangoField? { fields.first(where: \.isPrimaryKey) }
  }

  /// The models by app and name, both in lower case.
  var models: [Name: Model] = [:]

  /// Knows of no model.
  package init() {}

  /// The key of a model.
  static func key(_ app: Name, _ model: Name) -> Name {
    (app + "." + model).asciiLowercased
  }

  /// The model of a key; an empty one with Django's own choice of a table if none is known.
  func model(_ app: Name, _ name: Name) -> Model {
    models[Self.key(app, name)] ?? Model(table: Self.table(app, name))
  }

  /// The table that Django chooses.
  static func table(_ app: Name, _ model: Name) -> ObjectName {
    ObjectName(app + "_" + model.asciiLowercased)
  }
}
