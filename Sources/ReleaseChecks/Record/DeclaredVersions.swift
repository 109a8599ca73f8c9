import DataTrees
import FormatKit
import ReleaseModel
import ReleaseRecords
import SourceModel

/// The versions that a release declares, held against the tree.
enum DeclaredVersions {
  static let contradicted = FindingRule(
    "release/declared-version-contradicted", "Declared version that the tree does not have",
    severity: .error,
    rationale: """
      Clients and operators pick their own versions by the declared ones. The tree is what ships; \
      where it says otherwise, the declaration is wrong for everybody.
      """,
    remedy: "Write the version that the file has, or raise it in the file.",
    example: RecordTrials.record(
      """
      versions:
        - {kind: api, version: 1.1.0, file: api/openapi.yaml, key: info.version}
      """, RecordTrials.api("/a")),
    nearMiss: RecordTrials.record(
      """
      versions:
        - {kind: api, version: 1.1.0, file: api/openapi.yaml, key: info.version}
      """, RecordTrials.api("/a", version: "1.1.0")))

  static let rules = [contradicted]

  /// What is found of a record.
  static func facts(_ ground: RecordGround) -> [ReleaseFact] {
    ground.record.versions.compactMap { declared in
      let path = declared.file.value
      guard case .file(let source) = ground.scene.after.read(path) else {
        return fact(ground, declared, "and '\(path.text)' is not in the tree", "missing")
      }
      let (wanted, key) = (declared.version.value, declared.key?.value)
      guard let key else {
        let isThere =
          Selector.names(wanted, in: path.name) || Selector.names(wanted, in: Name(source.bytes))
        return isThere
          ? nil : fact(ground, declared, "and '\(path.text)' does not name it", "unnamed")
      }
      guard let found = value(of: key, in: source) else {
        return fact(ground, declared, "and '\(path.text)' has no '\(key)'", "absent")
      }
      if isSame(found.text, wanted) { return nil }
      return fact(
        ground, declared, "and '\(key)' of '\(path.text)' is '\(found.text)'", found.text,
        line: found.line)
    }
  }

  private static func fact(
    _ ground: RecordGround, _ declared: ReleaseRecord.DeclaredVersion, _ what: String,
    _ facts: String, line: Int? = nil
  ) -> ReleaseFact {
    let related = line.map {
      Finding.RelatedPlace(path: declared.file.value, line: $0, message: "what the tree has")
    }
    return ground.fact(
      contradicted, "the version '\(declared.version.value)' was declared, \(what)",
      at: declared.version.range, of: declared.file.value.text,
      "\(declared.version.value) \(facts)", related: [related].compactMap(\.self))
  }

  private static func isSame(_ found: String, _ wanted: String) -> Bool {
    func bare(_ text: String) -> Name {
      Name(text.hasPrefix("v") ? text.dropFirst().utf8 : text[...].utf8)
    }
    return bare(found) == bare(wanted)
  }

  /// What stands at keys that dots join, in a document of JSON or YAML, else in lines that hold a
  /// key and a value, as TOML, properties and `.env` files have them.
  private static func value(
    of key: String, in source: SourceText
  ) -> (text: String, line: Int)? {
    let steps = key.split(separator: ".").map { Name(String($0)) }
    if ["json", "yaml", "yml"].contains(source.path.fileExtension),
      let syntax = DataSyntax(guessing: source),
      let tree = DataTree.read(source, syntax: syntax).tree
    {
      var node = tree.root
      for step in steps {
        guard tree.kind(of: node) == .object, let next = tree.value(of: node, named: step) else {
          return nil
        }
        node = next
      }
      let line = LineTable(source.bytes).line(at: Int(tree.range(of: node).lower))
      return tree.scalarText(of: node).map { ($0.text, line) }
    }
    return lineValue(of: steps, in: source)
  }

  /// The value of the first line `KEY = VALUE` or `KEY: VALUE` below the header of its section.
  private static func lineValue(
    of steps: [Name], in source: SourceText
  ) -> (text: String, line: Int)? {
    guard let last = steps.last else { return nil }
    let section = steps.dropLast().map(\.text).joined(separator: ".")
    var current = ""
    for (index, bytes) in source.bytes.split(
      separator: 0x0A, omittingEmptySubsequences: false
    ).enumerated() {
      let line = String(decoding: bytes, as: UTF8.self).trimmed
      if line.hasPrefix("["), line.hasSuffix("]") {
        current = line.filter { $0 != "[" && $0 != "]" }.trimmed
        continue
      }
      guard current == section,
        let separator = line.firstIndex(where: { $0 == "=" || $0 == ":" }),
        Name(String(line[..<separator]).trimmed.unquoted) == last
      else { continue }
      return (String(line[line.index(after: separator)...]).trimmed.unquoted, index + 1)
    }
    return nil
  }
}

extension String {
  /// The text without white space at its ends.
  var trimmed: String {
    let rest = drop(while: \.isWhitespace)
    return String(
      rest.prefix(
        rest.lastIndex { !$0.isWhitespace }.map {
          rest.distance(from: rest.startIndex, to: $0) + 1
        } ?? 0))
  }

  /// The text without quotation marks and commas around it.
  fileprivate var unquoted: String {
    var rest = self[...]
    if rest.last == "," { rest.removeLast() }
    if let first = rest.first, first == "\"" || first == "'", rest.count > 1, rest.last == first {
      rest = rest.dropFirst().dropLast()
    }
    return String(rest)
  }
}
