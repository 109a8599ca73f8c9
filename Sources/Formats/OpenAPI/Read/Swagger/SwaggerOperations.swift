import DataTrees
import FormatKit
import SourceModel

extension SwaggerWriter {
  /// Writes a path item; what its list says of a body goes into each operation.
  mutating func writePathItem(_ item: NodeID) {
    guard tree.kind(of: item) == .object else { return copy(item) }
    let inherited = member(.parameters, of: item).map { bodyParameters(of: $0) } ?? []
    open(as: item)
    for member in tree.members(of: item) {
      let value = member.value
      switch key(of: value) {
      case .reference where tree.kind(of: value) == .string:
        composer.key(of: value)
        writeReference(value, to: .pathItem)
      case .parameters: writePlainParameters(value)
      case .servers, .summary, .description, .trace, .query: copyForeign(value)
      case let key? where key.isMethod:
        composer.key(of: value)
        writeOperation(value, inherited: inherited)
      default: copyMember(value)
      }
    }
    composer.close()
  }

  private mutating func writeOperation(_ operation: NodeID, inherited: [SwaggerParameter]) {
    guard tree.kind(of: operation) == .object else { return copy(operation) }
    let consumes = SwaggerWriter.mediaTypes(of: operation, "consumes", in: tree)
    let produces = SwaggerWriter.mediaTypes(of: operation, "produces", in: tree)
    var bodies = member(.parameters, of: operation).map { bodyParameters(of: $0) } ?? []
    bodies += inherited.filter { !isReplaced($0, by: bodies) }
    open(as: operation)
    for member in tree.members(of: operation) {
      let value = member.value
      switch key(of: value) {
      case .parameters: writePlainParameters(value)
      case .responses:
        composer.key(of: value)
        writeMap(value, extensions: true) { $0.writeUsedResponse($1, produces: produces) }
      case .schemes: writeServers(schemes: value, at: value)
      case .consumes: break
      case .produces: if reachesOtherDocuments(operation) { copyForeign(value) }
      case .requestBody, .callbacks, .servers: copyForeign(value)
      default: copyMember(value)
      }
    }
    writeBody(bodies, consumes: consumes)
    composer.close()
  }

  /// Whether responses of an operation stand where its own media types cannot be applied.
  private func reachesOtherDocuments(_ operation: NodeID) -> Bool {
    guard let responses = member(.responses, of: operation) else { return false }
    return tree.members(of: responses).contains {
      reference(of: $0.value) != nil && resolved($0.value)?.document != document
    }
  }
}
