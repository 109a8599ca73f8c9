import DataTrees
import SourceModel

extension SchemaComparer {
  /// Notes the components that two equal schemas use.
  ///
  /// Equal text may still differ in what it refers to: that is stated where it differs, in the
  /// component. Only where a component is merged with what stands beside it must the place be
  /// looked at again.
  mutating func connectEqual(_ x: NodeRef, _ y: NodeRef) {
    guard before.documents.mayHoldReferences(x) else { return }
    if joint < 2, mergesChangedComponents(x, y) || changesDirection(x, y) {
      compareMerged(x, y)
      return
    }
    for (keyword, _, value) in before.members(of: x) {
      guard let keyword else { continue }
      switch keyword {
      case .reference: connectReference(value, document: y.document)
      case .properties, .patternProperties, .dependentSchemas, .dependencies:
        connectMaps(keyword, value, in: y)
      default:
        let inner = before.subschemas(of: keyword, value)
        guard !inner.isEmpty,
          let twin = after.documents.value(of: y, named: Name(keyword.rawValue))
        else { continue }
        let isUndecidable = keyword == .not || keyword == .condition
        if isUndecidable { undecidable += 1 }
        for (childBefore, childAfter) in zip(inner, after.subschemas(of: keyword, twin)) {
          connectEqual(childBefore, childAfter)
        }
        if isUndecidable { undecidable -= 1 }
      }
    }
  }

  private mutating func connectReference(_ string: NodeRef, document: Int32) {
    guard let text = before.documents.string(of: string),
      case .target(let targetBefore) = before.documents.reference(at: string),
      case .target(let targetAfter) = after.documents.reference(spelled: text, in: document)
    else { return }
    use(targetBefore, targetAfter)
  }

  private mutating func connectMaps(_ keyword: SchemaKeyword, _ map: NodeRef, in y: NodeRef) {
    guard let twin = after.documents.value(of: y, named: Name(keyword.rawValue)) else { return }
    for (name, childBefore) in before.documents.members(of: map) {
      guard before.documents.mayHoldReferences(childBefore),
        let childAfter = after.documents.value(of: twin, named: name)
      else { continue }
      let outer = passage
      if before.isSet(.readOnly, on: childBefore) { passage = passage.masked(.returned) }
      if before.isSet(.writeOnly, on: childBefore) { passage = passage.masked(.accepted) }
      path.append(keyword == .properties ? .property(name) : .step(name))
      connectEqual(childBefore, childAfter)
      path.removeLast()
      passage = outer
    }
  }

  /// Whether a property became read-only or write-only, or is no longer, by what it refers to.
  private func changesDirection(_ x: NodeRef, _ y: NodeRef) -> Bool {
    guard let mapBefore = before.documents.value(of: x, "properties"),
      let mapAfter = after.documents.value(of: y, "properties")
    else { return false }
    return before.documents.members(of: mapBefore).contains { name, childBefore in
      guard before.documents.mayHoldReferences(childBefore),
        let childAfter = after.documents.value(of: mapAfter, named: name)
      else { return false }
      return [SchemaKeyword.readOnly, .writeOnly].contains {
        before.isSet($0, on: childBefore) != after.isSet($0, on: childAfter)
      }
    }
  }

  /// Whether a schema merges in a component that differs between the sides.
  private mutating func mergesChangedComponents(_ x: NodeRef, _ y: NodeRef) -> Bool {
    guard before.pureTarget(of: x) == nil else { return false }
    var merged: [NodeRef] = []
    if let reference = before.documents.value(of: x, "$ref") { merged.append(reference) }
    if let branches = before.documents.value(of: x, "allOf") {
      for branch in before.documents.items(of: branches) {
        if let reference = before.documents.value(of: branch, "$ref") { merged.append(reference) }
      }
    }
    // Authors also refer to whole maps of properties.
    for (keyword, _, value) in before.members(of: x) where keyword?.content == .schemaMap {
      if let reference = before.documents.value(of: value, "$ref") { merged.append(reference) }
    }
    return merged.contains { string in
      guard let text = before.documents.string(of: string),
        case .target(let targetBefore) = before.documents.reference(at: string),
        case .target(let targetAfter) = after.documents.reference(
          spelled: text, in: y.document)
      else { return false }
      return !areEqualComponents(targetBefore, targetAfter)
    }
  }
}
