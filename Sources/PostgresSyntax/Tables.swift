import PostgresSchema
import SourceModel

// Tables and indexes.

extension StatementReader {
  static let tableStatements: [Name: Handler] = [
    "CreateStmt": { $0.readCreateTable($1, isForeign: false) },
    "CreateForeignTableStmt": { reader, node in
      if let base = reader.tree.value(of: node, "base") {
        reader.readCreateTable(base, isForeign: true)
      }
    },
    "CreateTableAsStmt": { $0.readCreateTableAs($1) },
    "AlterTableStmt": { $0.readAlterTable($1) },
  ]

  static let indexStatements: [Name: Handler] = [
    "IndexStmt": { $0.readCreateIndex($1) },
    "ReindexStmt": { $0.readReindex($1) },
  ]

  private mutating func readCreateTable(_ node: NodeID, isForeign: Bool) {
    var table = TableDefinition(tree.relation(node, "relation"))
    table.ifNotExists = tree.flag(node, "if_not_exists")
    table.isForeign = isForeign
    table.isPartitioned = tree.value(of: node, "partspec") != nil
    table.persistence = persistence(node, "relation")
    for element in tree.list(node, "tableElts") {
      guard let (kind, content) = tree.content(element) else { continue }
      switch kind {
      case "ColumnDef": table.columns.append(column(content))
      case "Constraint":
        if let constraint = constraint(content, columns: []) {
          table.constraints.append(constraint)
        }
      case "TableLikeClause": table.likes.append(tree.relation(content, "relation"))
      default: break
      }
    }
    let parents = tree.list(node, "inhRelations").map(tree.object)
    if let bound = tree.value(of: node, "partbound") {
      table.partitionOf = parents.first
      table.isDefaultPartition = tree.flag(bound, "is_default")
    } else {
      table.inherits = parents
    }
    StatementReader.applyKeys(to: &table)
    add(.createTable(table))
  }

  /// The columns of a primary key are not null, wherever the key is written.
  private static func applyKeys(to table: inout TableDefinition) {
    for constraint in table.constraints {
      let columns: [Name]
      switch constraint.kind {
      case .primaryKey(let names, _): columns = names
      case .notNull(let name): columns = [name]
      default: continue
      }
      for index in table.columns.indices where columns.contains(table.columns[index].name) {
        table.columns[index].isNotNull = true
      }
    }
  }

  func persistence(_ node: NodeID, _ key: StaticString) -> TableDefinition.Persistence {
    guard let relation = tree.value(of: node, key) else { return .permanent }
    switch tree.word(relation, "relpersistence") {
    case "t": return .temporary
    case "u": return .unlogged
    default: return .permanent
    }
  }

  private mutating func readCreateTableAs(_ node: NodeID) {
    guard let into = tree.value(of: node, "into"), let query = tree.value(of: node, "query") else {
      return
    }
    if tree.word(node, "objtype") == "OBJECT_MATVIEW" {
      return readMaterializedView(node, into: into, query: query)
    }
    let names = tree.strings(into, "colNames")
    readDataChanges(in: query)
    addTable(
      into: into, reading: query, columns: names.isEmpty ? columnNames(of: query) ?? [] : names,
      ifNotExists: tree.flag(node, "if_not_exists"))
  }

  private mutating func readCreateIndex(_ node: NodeID) {
    let name = tree.name(node, "idxname")
    var index = IndexDefinition(
      name: name.isEmpty ? nil : name, on: tree.relation(node, "relation"))
    for parameter in tree.list(node, "indexParams") {
      guard let element = tree.value(of: parameter, "IndexElem") else { continue }
      let column = tree.name(element, "name")
      if column.isEmpty { index.hasExpressions = true } else { index.columns.append(column) }
    }
    if let condition = tree.value(of: node, "whereClause") {
      index.isPartial = true
      index.columnsNotNull = source.columnsNotNull(condition).sorted()
    }
    index.isUnique = tree.flag(node, "unique")
    index.nullsNotDistinct = tree.flag(node, "nulls_not_distinct")
    index.isConcurrent = tree.flag(node, "concurrent")
    index.ifNotExists = tree.flag(node, "if_not_exists")
    index.method = tree.name(node, "accessMethod")
    if let relation = tree.value(of: node, "relation") {
      index.isOnlyParent = !tree.flag(relation, "inh")
      if let token = token(of: relation) {
        let open = (token..<piece.upperBound).first { text.isMark($0, UInt8(ascii: "(")) }
        index.text = text.text(of: (open ?? piece.upperBound)..<piece.upperBound)
      }
    }
    add(.createIndex(index))
  }

  private mutating func readReindex(_ node: NodeID) {
    let isConcurrent = tree.list(node, "params").contains {
      tree.value(of: $0, "DefElem").map { tree.name($0, "defname") } == "concurrently"
    }
    let kind: ObjectKind
    switch tree.word(node, "kind") {
    case "REINDEX_OBJECT_INDEX": kind = .index
    case "REINDEX_OBJECT_TABLE": kind = .table
    case "REINDEX_OBJECT_SCHEMA": kind = .schema
    default: kind = .database
    }
    let named = ObjectName(tree.name(node, "name"))
    let object = named.name.isEmpty ? tree.relation(node, "relation") : named
    add(.reindex(kind, object, isConcurrent: isConcurrent))
  }
}
