import PostgresSchema
import SourceModel

// Enums, composite types, domains.

extension StatementReader {
  static let typeStatements: [Name: Handler] = [
    "CreateEnumStmt": { reader, node in
      reader.add(.createEnum(reader.typeName(node), labels: reader.tree.strings(node, "vals")))
    },
    "AlterEnumStmt": { $0.readAlterEnum($1) },
    "CompositeTypeStmt": { reader, node in
      let columns = reader.tree.list(node, "coldeflist").compactMap {
        reader.tree.value(of: $0, "ColumnDef").map(reader.column)
      }
      reader.add(
        .createComposite(reader.tree.relation(node, "typevar"), attributes: columns))
    },
    "CreateDomainStmt": { $0.readCreateDomain($1) },
    "AlterDomainStmt": { reader, node in
      guard let action = reader.domainAction(node) else { return }
      reader.add(.alterDomain(reader.typeName(node), action))
    },
  ]

  /// The name in a member that is a list of strings.
  func typeName(_ node: NodeID, _ key: StaticString = "typeName") -> ObjectName {
    ObjectName(parts: tree.strings(node, key))
  }

  private mutating func readAlterEnum(_ node: NodeID) {
    let value = tree.name(node, "newVal")
    if tree.value(of: node, "oldVal") != nil {
      return add(
        .renameEnumValue(typeName(node), from: tree.name(node, "oldVal"), to: value))
    }
    let neighbor = tree.value(of: node, "newValNeighbor").flatMap { tree.string(of: $0) }
    add(
      .addEnumValue(
        typeName(node), value: value, ifNotExists: tree.flag(node, "skipIfNewValExists"),
        isBefore: neighbor != nil && !tree.flag(node, "newValIsAfter"), neighbor: neighbor))
  }

  private mutating func readCreateDomain(_ node: NodeID) {
    guard let type = tree.value(of: node, "typeName") else { return }
    var domain = DomainDefinition(typeName(node, "domainname"), base: tree.type(type))
    var column = ColumnDefinition("", type: nil)
    let constraints = tree.list(node, "constraints").compactMap {
      tree.value(of: $0, "Constraint")
    }
    let stops = constraints.compactMap { token(of: $0) }
    for constraint in constraints { read(constraint, of: &column, stops: stops) }
    domain.isNotNull = column.isNotNull
    domain.defaultValue = column.defaultValue
    domain.checks = column.constraints
    add(.createDomain(domain))
  }

  private func domainAction(_ node: NodeID) -> DomainAction? {
    let name = tree.name(node, "name")
    switch tree.word(node, "subtype") {
    case "C":
      return tree.value(of: node, "def").flatMap { tree.value(of: $0, "Constraint") }
        .flatMap { constraint($0, columns: []) }.map { .addConstraint($0) }
    case "V": return .validateConstraint(name)
    case "X": return .dropConstraint(name)
    case "O": return .setNotNull
    case "N": return .dropNotNull
    case "T":
      guard tree.value(of: node, "def") != nil else { return .dropDefault }
      let word = text.firstAtTop(in: piece) { text.isWord($0, "default") } ?? piece.lowerBound
      return expression(node, "def", tokens: (word + 1)..<max(word + 1, piece.upperBound)).map {
        .setDefault($0)
      }
    default: return nil
    }
  }
}
