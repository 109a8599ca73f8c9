package import SourceModel

/// How values of one type are read from a tree, and the shape that is demanded.
///
/// Reading goes on after a problem, so that one run names them all.
package struct ShapedReader<Value>: Sendable {
  /// What must stand there.
  package let shape: Shape
  /// Reads one value; nil, and at least one problem, if it has another shape.
  package let read: @Sendable (DataTree, NodeID, inout [ShapeProblem]) -> Value?

  /// Makes a reader.
  package init(
    _ shape: Shape,
    read: @escaping @Sendable (DataTree, NodeID, inout [ShapeProblem]) -> Value?
  ) {
    self.shape = shape
    self.read = read
  }

  /// A key of an object and the part of the value that it sets.
  package struct Field: Sendable {
    let member: Shape.Member
    let read: @Sendable (DataTree, NodeID, inout Value, inout [ShapeProblem]) -> Void

    /// A key that sets a part of the value.
    package static func key<Part>(
      _ key: String, _ about: String, _ reader: ShapedReader<Part>, isRequired: Bool = false,
      _ set: @escaping @Sendable (inout Value, Part) -> Void
    ) -> Field {
      Field(member: Shape.Member(key, about, reader.shape, isRequired: isRequired)) {
        tree, node, value, problems in
        if let part = reader.read(tree, node, &problems) { set(&value, part) }
      }
    }
  }

  /// Reads an object into a value that has all defaults; other keys, keys that stand twice and keys
  /// that are missing are problems.
  package static func record(
    _ about: String, from initial: Value, _ fields: [Field]
  ) -> ShapedReader where Value: Sendable {
    let record = Shape.Record(about, members: fields.map(\.member), isOpen: false)
    return ShapedReader(.record(record)) { tree, node, problems in
      guard tree.kind(of: node) == .object else {
        problems.append(ShapeProblem("an object was expected", at: tree.range(of: node)))
        return nil
      }
      var value = initial
      var seen: Set<String> = []
      for (keyID, child) in tree.members(of: node) {
        let key = tree.keyName(keyID)
        let range = tree.keyRange(of: child) ?? tree.range(of: child)
        guard let field = fields.first(where: { Name($0.member.key) == key }) else {
          problems.append(.unknown("key", key, among: fields.map(\.member.key), at: range))
          continue
        }
        if !seen.insert(field.member.key).inserted {
          problems.append(ShapeProblem("the key '\(field.member.key)' stands twice", at: range))
        }
        field.read(tree, child, &value, &problems)
      }
      for field in fields where field.member.isRequired && !seen.contains(field.member.key) {
        problems.append(
          ShapeProblem("the key '\(field.member.key)' is missing", at: tree.range(of: node)))
      }
      return value
    }
  }

  /// Reads a list of what another reader reads.
  package static func list<Item>(_ item: ShapedReader<Item>) -> ShapedReader
  where Value == [Item] {
    ShapedReader(.list(item.shape)) { tree, node, problems in
      guard tree.kind(of: node) == .array else {
        problems.append(ShapeProblem("a list was expected", at: tree.range(of: node)))
        return nil
      }
      return tree.items(of: node).compactMap { item.read(tree, $0, &problems) }
    }
  }

  /// Reads what is made of another value that was read without a problem; the failure says in a
  /// sentence why it cannot be.
  package func map<Made>(
    _ transform: @escaping @Sendable (Value) -> Result<Made, ShapeProblem.Reason>
  ) -> ShapedReader<Made> {
    ShapedReader<Made>(shape) { tree, node, problems in
      let known = problems.count
      guard let value = read(tree, node, &problems), problems.count == known else { return nil }
      switch transform(value) {
      case .success(let made): return made
      case .failure(let reason):
        problems.append(ShapeProblem(reason.text, at: tree.range(of: node), hint: reason.hint))
        return nil
      }
    }
  }

  /// Reads a value with its place.
  package var located: ShapedReader<Located<Value>> {
    ShapedReader<Located<Value>>(shape) { tree, node, problems in
      read(tree, node, &problems).map { Located($0, at: tree.range(of: node)) }
    }
  }

  /// Reads a list, or one item without a list around it.
  package static func oneOrMore<Item>(_ item: ShapedReader<Item>) -> ShapedReader
  where Value == [Item] {
    let items = list(item)
    return ShapedReader(.either([item.shape, items.shape])) { tree, node, problems in
      if tree.kind(of: node) == .array { return items.read(tree, node, &problems) }
      return item.read(tree, node, &problems).map { [$0] }
    }
  }

  /// Reads an object whose keys the user chooses, in source order; a key that stands twice is a
  /// problem.
  package static func entries<Key, Item>(
    _ item: ShapedReader<Item>,
    key readKey: @escaping @Sendable (Name) -> Result<Key, ShapeProblem.Reason>
  ) -> ShapedReader where Value == [Entry<Key, Item>] {
    ShapedReader(.map(item.shape)) { tree, node, problems in
      guard tree.kind(of: node) == .object else {
        problems.append(ShapeProblem("an object was expected", at: tree.range(of: node)))
        return nil
      }
      var entries: [Entry<Key, Item>] = []
      var seen: Set<Name> = []
      for (keyID, child) in tree.members(of: node) {
        let name = tree.keyName(keyID)
        let range = tree.keyRange(of: child) ?? tree.range(of: child)
        if !seen.insert(name).inserted {
          problems.append(ShapeProblem("the key '\(name)' stands twice", at: range))
        }
        let value = item.read(tree, child, &problems)
        switch readKey(name) {
        case .success(let key):
          if let value { entries.append(Entry(key: Located(key, at: range), value: value)) }
        case .failure(let reason):
          problems.append(ShapeProblem(reason.text, at: range, hint: reason.hint))
        }
      }
      return entries
    }
  }
}

/// A value that was read, with its place.
package struct Located<Value> {
  /// The value.
  package let value: Value
  /// Where it stands.
  package let range: SourceRange

  /// Gives a value its place.
  package init(_ value: Value, at range: SourceRange) {
    self.value = value
    self.range = range
  }
}

extension Located: Sendable where Value: Sendable {}

/// A member of an object whose keys the user chooses.
package struct Entry<Key, Value> {
  /// The key.
  package let key: Located<Key>
  /// What stands under it.
  package let value: Value
}

extension Entry: Sendable where Key: Sendable, Value: Sendable {}

extension ShapedReader {
  /// Reads one of the raw values of a type.
  package static func word(_ noun: String) -> ShapedReader
  where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
    let words = Value.allCases.map(\.rawValue)
    return ShapedReader<String>.word(words, noun).map { word in
      Value(rawValue: word).map { .success($0) }
        ?? .failure(.unknown(noun, Name(word), among: words))
    }
  }
}

extension ShapedReader<Bool> {
  /// Reads a truth value.
  package static var boolean: ShapedReader {
    ShapedReader(.boolean) { tree, node, problems in
      if let value = tree.bool(of: node) { return value }
      problems.append(ShapeProblem("true or false was expected", at: tree.range(of: node)))
      return nil
    }
  }
}

extension ShapedReader<Int> {
  /// Reads an integer within bounds.
  package static func integer(in bounds: ClosedRange<Int>) -> ShapedReader {
    ShapedReader(.bounded(bounds)) { tree, node, problems in
      if tree.kind(of: node) == .number, let text = tree.scalarText(of: node),
        let value = Int(text.text), bounds.contains(value)
      {
        return value
      }
      problems.append(
        ShapeProblem(
          "an integer from \(bounds.lowerBound) to \(bounds.upperBound) was expected",
          at: tree.range(of: node)))
      return nil
    }
  }
}

extension ShapedReader<CalendarDate> {
  /// Reads a day; a moment, and what other readers of YAML take for a moment, is refused.
  package static var date: ShapedReader {
    ShapedReader(.date) { tree, node, problems in
      let text = tree.string(of: node)?.text ?? ""
      if let date = CalendarDate(text), date.description == text { return date }
      problems.append(
        ShapeProblem(
          "a date like 2026-03-31 was expected", at: tree.range(of: node),
          hint: "Write the day alone, without a time."))
      return nil
    }
  }
}

extension ShapedReader<String> {
  /// Reads a string.
  package static var string: ShapedReader {
    ShapedReader(.string) { tree, node, problems in
      if let text = tree.string(of: node) { return text.text }
      problems.append(ShapeProblem("a string was expected", at: tree.range(of: node)))
      return nil
    }
  }

  /// Reads one of several strings.
  package static func word(_ words: [String], _ noun: String) -> ShapedReader {
    ShapedReader(.word(words)) { tree, node, problems in
      guard let name = string.read(tree, node, &problems).map({ Name($0) }) else { return nil }
      if let word = words.first(where: { Name($0) == name }) { return word }
      problems.append(.unknown(noun, name, among: words, at: tree.range(of: node)))
      return nil
    }
  }
}

/// Something in a document that has another shape than is demanded.
package struct ShapeProblem: Error, Hashable, Sendable {
  /// The fact, lower case, without a full stop.
  package let message: String
  /// Where it stands.
  package let range: SourceRange
  /// What to do, a sentence.
  package let hint: String?

  /// Why a value is refused, lower case, without a full stop.
  package struct Reason: Error, Hashable, Sendable {
    package let text: String
    /// What to do, a sentence.
    package let hint: String?

    /// Makes a reason.
    package init(_ text: String, hint: String? = nil) {
      self.text = text
      self.hint = hint
    }

    /// Says that a word is none of those that are known, and which one is nearest.
    package static func unknown(
      _ noun: String, _ name: Name, among known: [String]
    ) -> Reason {
      let nearest = Spelling.nearest(to: name.text, among: known)
      return Reason(
        "the \(noun) '\(name)' is unknown",
        hint: nearest.map { "Did you mean '\($0)'?" } ?? "Known: \(known.joined(separator: ", ")).")
    }
  }

  /// Makes a problem.
  package init(_ message: String, at range: SourceRange, hint: String? = nil) {
    self.message = message
    self.range = range
    self.hint = hint
  }

  static func unknown(
    _ noun: String, _ name: Name, among known: [String], at range: SourceRange
  ) -> ShapeProblem {
    let reason = Reason.unknown(noun, name, among: known)
    return ShapeProblem(reason.text, at: range, hint: reason.hint)
  }
}
