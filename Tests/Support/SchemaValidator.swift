package import DataTrees
import SourceModel

/// As much of JSON Schema (draft-07) as the schemas in this repository use, and strict: a key that
/// `properties` does not describe is a flaw unless `additionalProperties` speaks of it, and so is a
/// keyword that the validator does not know.
package struct SchemaValidator {
  private let schema: DataTree

  /// Validates against a schema.
  package init(schema: DataTree) {
    self.schema = schema
  }

  /// Validates against a schema that is written as YAML; nil if it cannot be read.
  package init?(yaml text: String) {
    let reading = DataTree.read(SourceText(path: "schema.yaml", text), syntax: .yaml)
    guard let tree = reading.tree, reading.problems.isEmpty else { return nil }
    schema = tree
  }

  /// What is wrong with a document, each with its place; empty if nothing is.
  package func flaws(of document: DataTree) -> [String] {
    flaws(document, document.root, schema.root, at: "")
  }

  private func flaws(
    _ document: DataTree, _ value: NodeID, _ rule: NodeID, at place: String
  ) -> [String] {
    schema.members(of: rule).flatMap { keyID, keyword in
      let name = schema.keyName(keyID).text
      return switch name {
      case "$schema", "$id", "title", "description", "format", "definitions": [String]()
      case "properties", "required", "additionalProperties", "items", "anyOf", "$ref":
        structure(name, document, value, keyword, rule, at: place)
      default: scalar(name, document, value, keyword, at: place)
      }
    }
  }

  private func structure(
    _ name: String, _ document: DataTree, _ value: NodeID, _ keyword: NodeID, _ rule: NodeID,
    at place: String
  ) -> [String] {
    switch name {
    case "required":
      return schema.items(of: keyword).compactMap { schema.string(of: $0) }
        .filter { document.value(of: value, named: $0) == nil }.map { "\(place): \($0) is missing" }
    case "properties":
      return document.members(of: value).flatMap { memberID, member in
        let key = document.keyName(memberID)
        if let rule = schema.value(of: keyword, named: key) {
          return flaws(document, member, rule, at: "\(place).\(key)")
        }
        let isOther = schema.value(of: rule, "additionalProperties") != nil
        return isOther ? [] : ["\(place): \(key) is not described"]
      }
    case "additionalProperties":
      let known = schema.value(of: rule, "properties")
      return document.members(of: value).flatMap { memberID, member in
        let key = document.keyName(memberID)
        let isKnown = known.map { schema.value(of: $0, named: key) != nil } ?? false
        if isKnown || schema.bool(of: keyword) == true { return [String]() }
        return flaws(document, member, keyword, at: "\(place).\(key)")
      }
    case "items":
      return document.items(of: value).enumerated().flatMap { index, item in
        flaws(document, item, keyword, at: "\(place)[\(index)]")
      }
    case "anyOf":
      let branches = schema.items(of: keyword).map { flaws(document, value, $0, at: place) }
      return branches.contains([]) ? [] : ["\(place): no branch fits"]
    default:
      let target = schema.string(of: keyword)?.text ?? ""
      guard target.hasPrefix("#/definitions/"),
        let all = schema.value(of: schema.root, "definitions"),
        let found = schema.value(of: all, named: Name(String(target.dropFirst(14))))
      else { return ["the schema has no '\(target)'"] }
      return flaws(document, value, found, at: place)
    }
  }

  private func scalar(
    _ name: String, _ document: DataTree, _ value: NodeID, _ keyword: NodeID, at place: String
  ) -> [String] {
    let text = document.scalarText(of: value)
    switch name {
    case "type":
      let type = schema.scalarText(of: keyword)?.text ?? ""
      let names: [NodeKind: [String]] = [
        .object: ["object"], .array: ["array"], .string: ["string"],
        .number: ["integer", "number"], .bool: ["boolean"], .null: ["null"],
      ]
      return names[document.kind(of: value)]?.contains(type) == true
        ? [] : ["\(place): not a \(type)"]
    case "enum":
      let allowed = schema.items(of: keyword).map { schema.scalarText(of: $0) }
      return allowed.contains(text) ? [] : ["\(place): not in the enum"]
    case "const":
      return schema.scalarText(of: keyword) == text ? [] : ["\(place): not the constant"]
    case "minimum":
      guard let least = schema.number(of: keyword), let number = document.number(of: value) else {
        return []
      }
      return number < least ? ["\(place): below the minimum"] : []
    case "minLength", "maxLength":
      guard let bound = schema.number(of: keyword)?.integer,
        let count = document.string(of: value)?.text.unicodeScalars.count
      else { return [] }
      return (name == "minLength" ? count < bound : count > bound) ? ["\(place): \(name)"] : []
    case "pattern":
      guard let string = document.string(of: value)?.text,
        let pattern = (schema.string(of: keyword)?.text).flatMap({ try? Regex($0) })
      else { return [] }
      return string.contains(pattern) ? [] : ["\(place): does not match"]
    default: return ["the schema has '\(name)'"]
    }
  }
}
