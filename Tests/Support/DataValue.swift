package import DataTrees
package import SourceModel

/// A value of JSON or YAML that can be edited and written again.
package indirect enum DataValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A number by its token.
  case number(Name)
  case string(Name)
  case array([DataValue])
  case object([Member])

  /// A key and its value.
  package struct Member: Hashable, Sendable {
    package var key: Name
    package var value: DataValue

    /// Makes a member.
    package init(_ key: Name, _ value: DataValue) {
      self.key = key
      self.value = value
    }
  }

  /// Takes a value out of a tree, aliases and merge keys resolved.
  package init(_ tree: DataTree, _ node: NodeID) {
    switch tree.kind(of: node) {
    case .null: self = .null
    case .bool: self = .bool(tree.bool(of: node) ?? false)
    case .number: self = .number(tree.scalarText(of: node) ?? "0")
    case .string: self = .string(tree.string(of: node) ?? "")
    case .array: self = .array(tree.items(of: node).map { DataValue(tree, $0) })
    case .object:
      self = .object(
        tree.members(of: node).map {
          Member(tree.keyName($0.key), DataValue(tree, $0.value))
        })
    }
  }

  /// Reads a file; nil if it cannot be read or is a stream of several documents.
  package init?(_ source: SourceText) {
    let syntax = DataSyntax(guessing: source) ?? .yaml
    guard let tree = DataTree.read(source, syntax: syntax).tree, tree.documents.count == 1 else {
      return nil
    }
    self.init(tree, tree.root)
  }

  /// Reads a snippet of YAML, for edits; a snippet that cannot be read is null.
  package init(yaml text: String) {
    self = DataValue(SourceText(path: "snippet.yaml", text)) ?? .null
  }

  /// The value of a member; nil if there is none.
  package subscript(key: Name) -> DataValue? {
    get {
      guard case .object(let members) = self else { return nil }
      return members.first { $0.key == key }?.value
    }
    set {
      guard case .object(var members) = self else { return }
      let index = members.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (let index?, nil): members.remove(at: index)
      case (nil, let value?): members.append(Member(key, value))
      case (nil, nil): break
      }
      self = .object(members)
    }
  }

  /// The items of an array; none of anything else.
  package var items: [DataValue] {
    if case .array(let items) = self { return items }
    return []
  }

  /// The members of an object; none of anything else.
  package var members: [Member] {
    if case .object(let members) = self { return members }
    return []
  }

  /// The text of a string; nil of anything else.
  package var text: Name? {
    if case .string(let text) = self { return text }
    return nil
  }
}

// MARK: Places

/// One step from a value to a value inside it.
package enum DataStep: Hashable, Sendable {
  case key(Name)
  case index(Int)
}

extension DataValue {
  /// The value at a place; nil if nothing is there.
  package subscript(path: [DataStep]) -> DataValue? {
    get {
      var value = self
      for step in path {
        guard let next = value.child(step) else { return nil }
        value = next
      }
      return value
    }
    set {
      guard let first = path.first else {
        if let newValue { self = newValue }
        return
      }
      guard var child = child(first) ?? (path.count == 1 ? .null : nil) else { return }
      if path.count == 1, newValue == nil {
        remove(first)
        return
      }
      child[Array(path.dropFirst())] = newValue
      set(first, child)
    }
  }

  private func child(_ step: DataStep) -> DataValue? {
    switch step {
    case .key(let key): self[key]
    case .index(let index): items.indices.contains(index) ? items[index] : nil
    }
  }

  private mutating func remove(_ step: DataStep) {
    switch (step, self) {
    case (.key(let key), .object): self[key] = nil
    case (.index(let index), .array(var items)) where items.indices.contains(index):
      items.remove(at: index)
      self = .array(items)
    default: break
    }
  }

  private mutating func set(_ step: DataStep, _ value: DataValue) {
    switch (step, self) {
    case (.key(let key), .object): self[key] = value
    case (.index(let index), .array(var items)):
      if items.indices.contains(index) { items[index] = value } else { items.append(value) }
      self = .array(items)
    default: break
    }
  }

  /// The places of all values, this one first, in document order.
  package var paths: [[DataStep]] {
    var found: [[DataStep]] = []
    func visit(_ value: DataValue, _ path: [DataStep]) {
      found.append(path)
      for member in value.members { visit(member.value, path + [.key(member.key)]) }
      for (index, item) in value.items.enumerated() { visit(item, path + [.index(index)]) }
    }
    visit(self, [])
    return found
  }
}

// MARK: Writing

extension DataValue {
  /// The value as JSON.
  package func json(_ layout: JSONWriter.Layout) -> [UInt8] {
    var writer = JSONWriter(layout)
    write(to: &writer)
    return writer.bytes + [0x0A]
  }

  private func write(to writer: inout JSONWriter) {
    switch self {
    case .null: writer.null()
    case .bool(let value): writer.bool(value)
    case .number(let token):
      if let number = DecimalNumber(token.text) { writer.number(number) } else { writer.null() }
    case .string(let text): writer.string(text)
    case .array(let items):
      writer.beginArray()
      for item in items { item.write(to: &writer) }
      writer.endArray()
    case .object(let members):
      writer.beginObject()
      for member in members {
        writer.key(member.key)
        member.value.write(to: &writer)
      }
      writer.endObject()
    }
  }

  /// The value as YAML in block style.
  package func yaml() -> [UInt8] {
    var writer = YAMLWriter()
    write(to: &writer)
    return writer.bytes + [0x0A]
  }

  private func write(to writer: inout YAMLWriter) {
    switch self {
    case .null: writer.null()
    case .bool(let value): writer.bool(value)
    case .number(let token):
      if let number = DecimalNumber(token.text) { writer.number(number) } else { writer.null() }
    case .string(let text): writer.string(text)
    case .array(let items):
      writer.beginArray()
      for item in items { item.write(to: &writer) }
      writer.endArray()
    case .object(let members):
      writer.beginObject()
      for member in members {
        writer.key(member.key)
        member.value.write(to: &writer)
      }
      writer.endObject()
    }
  }

  /// The value with the members of all objects in a random order.
  package func shuffled(_ random: inout SplitMix64) -> DataValue {
    switch self {
    case .array(let items):
      var shuffled: [DataValue] = []
      for item in items { shuffled.append(item.shuffled(&random)) }
      return .array(shuffled)
    case .object(let members):
      var shuffled: [Member] = []
      for member in members.shuffled(using: &random) {
        shuffled.append(Member(member.key, member.value.shuffled(&random)))
      }
      return .object(shuffled)
    default: return self
    }
  }
}
