import DataTrees
import FormatKit
import SourceModel

extension SwaggerWriter {
  /// Writes a response of an operation, with the operation's own media types if it has any.
  ///
  /// A shared response has the media types of the description. Where the operation's differ, the
  /// response is written out; one of another document cannot be.
  mutating func writeUsedResponse(_ response: NodeID, produces: [SwaggerMediaType]?) {
    guard let produces, reference(of: response) != nil,
      produces.map(\.name) != shared.produces.map(\.name),
      let target = resolved(response), target.document == document
    else { return writeResponse(response, produces: produces ?? shared.produces) }
    writeInstead(of: response) { $0.writeResponse(target.node, produces: produces) }
  }

  /// Writes a response: its schema and its examples go under each media type.
  mutating func writeResponse(_ response: NodeID, produces: [SwaggerMediaType]) {
    guard tree.kind(of: response) == .object else { return copy(response) }
    if reference(of: response) != nil { return writeReferring(response, to: .response) }
    let schema = member(.schema, of: response)
    let examples = member(.examples, of: response)
    open(as: response)
    for member in tree.members(of: response) {
      let value = member.value
      switch key(of: value) {
      case .schema, .examples: break
      case .headers:
        composer.key(of: value)
        writeMap(value, extensions: true) { $0.writeHeader($1) }
      case .content, .links: copyForeign(value)
      default: copyMember(value)
      }
    }
    if let place = schema ?? examples {
      writeResponseContent(schema, examples, produces: produces, at: place)
    }
    composer.close()
  }

  private mutating func writeResponseContent(
    _ schema: NodeID?, _ examples: NodeID?, produces: [SwaggerMediaType], at place: NodeID
  ) {
    var written: Set<Name> = []
    writeContent(produces, at: place) { writer, type in
      written.insert(type)
      if let schema {
        writer.composer.key(of: schema)
        writer.writeSchema(schema)
      }
      if let example = examples.flatMap({ writer.tree.value(of: $0, named: type) }) {
        writer.composer.key("example", at: example)
        writer.composer.copy(example)
      }
    }
    // Examples of media types that are not produced belong nowhere in 3.0.
    guard let examples else { return }
    guard tree.kind(of: examples) == .object else { return copyForeign(examples) }
    let others = tree.members(of: examples).filter { !written.contains(tree.keyName($0.key)) }
    if others.isEmpty { return }
    composer.key("x-examples", at: examples)
    composer.open(.object, at: examples)
    for member in others {
      composer.key(of: member.value)
      composer.copy(member.value)
    }
    composer.close()
  }

  private mutating func writeHeader(_ header: NodeID) {
    guard tree.kind(of: header) == .object else { return copy(header) }
    let isTyped = member(.type, of: header) != nil
    open(as: header)
    for (_, value) in tree.members(of: header) {
      switch key(of: value) {
      case let key? where isTyped && key.isOfSchema: break
      case .schema where !isTyped:
        composer.key(of: value)
        writeSchema(value)
      case .schema, .content, .style, .explode: copyForeign(value)
      default: copyMember(value)
      }
    }
    if isTyped {
      writeStyle(of: header, location: "header")
      writeInlineSchema(of: header)
    }
    composer.close()
  }
}
