import SourceModel
import TestSupport

/// Edits of schemas and their properties.
extension EditMaker {
  mutating func editSchemas() {
    for (spot, schema, reach) in things(.schema) {
      editTypes(spot, schema, reach)
      editValues(spot, schema, reach)
      editBounds(spot, schema, reach)
      editFormats(spot, schema, reach)
      editContainers(spot, schema, reach)
      editAlternatives(spot, schema, reach)
      if isClosed(schema) != nil { addProperties(spot, schema, reach) }
    }
    for (spot, property, _) in things(.property) { editProperty(spot, property) }
  }

  // MARK: Types

  private mutating func editTypes(_ spot: Spot, _ schema: DataValue, _ reach: Reach) {
    // Types of schemas that list values or have defaults are not changed: the values would be
    // wrong. What stands beside an allOf branch may exclude what the branch admits.
    let isPlain = ["enum", "const", "default", "format", "properties", "items", "multipleOf"]
      .allSatisfy { schema[$0] == nil }
    guard let type = schema["type"]?.text, !spot.path.contains(.key("allOf")) else { return }
    if isPlain, ["string", "boolean", "integer"].contains(type) {
      changeType(spot, type, reach)
    }
    if isPlain, type == "number" || type == "integer" {
      let isWider = type == "integer"
      edit(
        isWider ? "type-widened" : "type-narrowed",
        undoneBy: isWider ? "type-narrowed" : "type-widened", at: spot, reach
      ) { $0["type"] = .string(isWider ? "number" : "integer") }
    }
    if isVersion30 {
      let isNullable = schema.isSet("nullable")
      edit(
        isNullable ? "null-refused" : "null-allowed",
        undoneBy: isNullable ? "null-allowed" : "null-refused", at: spot, reach
      ) { $0["nullable"] = isNullable ? nil : .bool(true) }
    } else {
      edit("null-allowed", undoneBy: "null-refused", at: spot, reach) {
        $0["type"] = .array([.string(type), .string("null")])
        // A list of values must name null too.
        if case .array(let values) = $0["enum"] { $0["enum"] = .array(values + [.null]) }
      }
      if isPlain, type == "string" || type == "object" {
        let isSaid = reach.isText && type == "string"
        edit(
          isSaid ? "text-type-spelled-out" : "type-widened",
          undoneBy: isSaid ? "text-type-spelled-out" : "type-narrowed", at: spot, reach
        ) { $0["type"] = .array([.string(type), .string("integer")]) }
      }
    }
  }

  private mutating func changeType(_ spot: Spot, _ type: Name, _ reach: Reach) {
    let other: Name = type == "boolean" ? "string" : "boolean"
    let (name, inverse) =
      switch (reach.isText, type) {
      case (true, "string"): ("text-type-narrowed", "text-type-widened")
      case (true, "boolean"): ("text-type-widened", "text-type-narrowed")
      default: ("type-changed", "type-changed")
      }
    edit(name, undoneBy: inverse, at: spot, reach) { $0["type"] = .string(other) }
  }

  private var isVersion30: Bool {
    surface.value(Spot(file: sample.root, path: []))?["openapi"]?.text?.hasPrefix("3.0") ?? false
  }

  // MARK: Values

  private mutating func editValues(_ spot: Spot, _ schema: DataValue, _ reach: Reach) {
    let isOpen = schema["x-extensible-enum"] != nil
    if case .array(let values) = schema["enum"] {
      let added: DataValue = .array(values + [.string("brand-new")])
      edit(
        isOpen ? "extensible-value-added" : "enum-value-added",
        undoneBy: isOpen ? "extensible-value-removed" : "enum-value-removed", at: spot, reach
      ) { $0["enum"] = added }
      for (index, value) in values.enumerated() where value != schema["default"] {
        edit(
          isOpen ? "extensible-value-removed" : "enum-value-removed",
          undoneBy: isOpen ? "extensible-value-added" : "enum-value-added", at: spot.key("enum"),
          reach
        ) { $0[[.index(index)]] = nil }
      }
      if !isOpen {
        edit("enum-lifted", undoneBy: "enum-introduced", at: spot, reach) { $0["enum"] = nil }
      }
    } else if schema["type"]?.text == "string", schema["const"] == nil, schema["default"] == nil {
      edit("enum-introduced", undoneBy: "enum-lifted", at: spot, reach) {
        $0["enum"] = .array([.string("a"), .string("b")])
      }
    }
    if schema["const"]?.text != nil {
      edit("const-changed", undoneBy: "const-changed", at: spot, reach) {
        $0["const"] = .string("brand-new")
      }
    }
    if schema["default"] == nil, schema["type"]?.text == "string", schema["enum"] == nil {
      edit("default-introduced", undoneBy: "default-removed", at: spot, reach) {
        $0["default"] = .string("brand-new")
      }
    } else if schema["default"] != nil {
      edit("default-removed", undoneBy: "default-introduced", at: spot, reach) {
        $0["default"] = nil
      }
      edit("default-changed", undoneBy: "default-changed", at: spot, reach) {
        $0["default"] = schema.number("default") == nil ? .string("brand-new") : .number("12")
      }
    }
  }

  // MARK: Bounds

  private static let bounds: [(key: Name, type: Name, isLower: Bool)] = [
    ("minLength", "string", true), ("maxLength", "string", false), ("minimum", "number", true),
    ("maximum", "number", false), ("minimum", "integer", true), ("maximum", "integer", false),
    ("minItems", "array", true), ("maxItems", "array", false), ("minProperties", "object", true),
    ("maxProperties", "object", false), ("multipleOf", "integer", true),
  ]

  private mutating func editBounds(_ spot: Spot, _ schema: DataValue, _ reach: Reach) {
    for (key, type, isLower) in EditMaker.bounds where schema["type"]?.text == type {
      guard let bound = schema.number(key) else {
        if schema["exclusiveMinimum"] != nil, key == "minimum" { continue }
        edit("bound-introduced", undoneBy: "bound-lifted", at: spot, reach) {
          $0[key] = .number("5")
        }
        continue
      }
      if !schema.isSet("exclusiveMinimum") {
        edit("bound-lifted", undoneBy: "bound-introduced", at: spot, reach) { $0[key] = nil }
      }
      if key == "multipleOf" { continue }
      // A least count of zero is none.
      let step = isLower && bound < 2 && type != "number" && type != "integer" ? 1.0 : -1.0
      let isTighter = isLower == (step > 0)
      edit(
        isTighter ? "bound-tightened" : "bound-loosened",
        undoneBy: isTighter ? "bound-loosened" : "bound-tightened", at: spot, reach
      ) { $0[key] = .number(bound + step) }
    }
    if schema["type"]?.text == "array" {
      let isUnique = schema.isSet("uniqueItems")
      edit(
        isUnique ? "bound-lifted" : "bound-introduced",
        undoneBy: isUnique ? "bound-introduced" : "bound-lifted", at: spot, reach
      ) { $0["uniqueItems"] = isUnique ? nil : .bool(true) }
    }
    if schema["type"]?.text == "string" {
      if schema["pattern"] == nil {
        edit("pattern-introduced", undoneBy: "pattern-lifted", at: spot, reach) {
          $0["pattern"] = .string("^new")
        }
      } else {
        edit("pattern-lifted", undoneBy: "pattern-introduced", at: spot, reach) {
          $0["pattern"] = nil
        }
        edit("pattern-changed", undoneBy: "pattern-changed", at: spot, reach) {
          $0["pattern"] = .string("^new")
        }
      }
    }
  }

  private static let widerFormats: [Name: Name] = ["int32": "int64", "float": "double"]

  private mutating func editFormats(_ spot: Spot, _ schema: DataValue, _ reach: Reach) {
    guard let format = schema["format"]?.text else {
      if schema["type"]?.text == "string" {
        edit("format-introduced", undoneBy: "format-lifted", at: spot, reach) {
          $0["format"] = .string("hostname")
        }
      }
      return
    }
    edit("format-lifted", undoneBy: "format-introduced", at: spot, reach) { $0["format"] = nil }
    if let wider = EditMaker.widerFormats[format] {
      edit("format-widened", undoneBy: "format-narrowed", at: spot, reach) {
        $0["format"] = .string(wider)
      }
    } else if schema["type"]?.text == "string" {
      edit("format-changed", undoneBy: "format-changed", at: spot, reach) {
        $0["format"] = .string("hostname")
      }
    }
  }

  // MARK: Containers

  private mutating func editContainers(_ spot: Spot, _ schema: DataValue, _ reach: Reach) {
    if schema["items"] != nil, schema["prefixItems"] == nil {
      edit("items-lifted", undoneBy: "items-introduced", at: spot, reach) { $0["items"] = nil }
    }
    if schema["type"]?.text == "object", schema["additionalProperties"] == nil,
      schema["unevaluatedProperties"] == nil
    {
      edit("object-closed", undoneBy: "object-opened", at: spot, reach) {
        $0["additionalProperties"] = .bool(false)
      }
    }
    for key in ["additionalProperties", "unevaluatedProperties"] as [Name]
    where schema[key] == .bool(false) {
      edit("object-opened", undoneBy: "object-closed", at: spot, reach) { $0[key] = nil }
    }
  }

  private mutating func editAlternatives(_ spot: Spot, _ schema: DataValue, _ reach: Reach) {
    for key in ["oneOf", "anyOf"] as [Name] {
      guard case .array(let branches) = schema[key],
        branches.count(where: { $0["type"]?.text != "null" }) > 1
      else { continue }
      edit("alternative-added", undoneBy: "alternative-removed", at: spot, reach) {
        $0[key] = .array(
          branches + [DataValue(yaml: "type: object\nproperties: {brandNew: {type: string}}")])
      }
    }
    guard schema["discriminator"] != nil else { return }
    edit("discriminator-lifted", undoneBy: "discriminator-introduced", at: spot, reach) {
      $0["discriminator"] = nil
    }
    let place = spot.key("discriminator")
    edit(
      "discriminator-property-changed", undoneBy: "discriminator-property-changed", at: place, reach
    ) { $0["propertyName"] = .string("id") }
    for member in schema["discriminator"]?["mapping"]?.members ?? [] {
      edit(
        "discriminator-value-removed", undoneBy: "discriminator-value-added",
        at: place.key("mapping"), reach
      ) { $0[member.key] = nil }
    }
  }

  // MARK: Properties

  /// The keyword with which a schema refuses properties that it does not name.
  private func isClosed(_ schema: DataValue) -> Name? {
    (["additionalProperties", "unevaluatedProperties"] as [Name]).first {
      schema[$0] == .bool(false)
    }
  }

  private mutating func addProperties(_ spot: Spot, _ schema: DataValue, _ reach: Reach) {
    edit(
      "property-added-to-closed", undoneBy: "property-removed-from-closed", at: spot, reach
    ) { $0[[.key("properties"), .key("brandNew")]] = DataValue(yaml: "type: string") }
    edit(
      "required-property-added-to-closed", undoneBy: "required-property-removed-from-closed",
      at: spot, reach
    ) {
      $0[[.key("properties"), .key("brandNew")]] = DataValue(yaml: "{type: string, default: a}")
      $0["required"] = .array(($0["required"]?.items ?? []) + [.string("brandNew")])
    }
  }

  private mutating func editProperty(_ spot: Spot, _ property: DataValue) {
    guard case .key(let name) = spot.path.last else { return }
    let holder = Spot(file: spot.file, path: Array(spot.path.dropLast(2)))
    guard let schema = surface.value(holder),
      let reach = surface.reach[Surface.Thing(kind: .property, spot: spot)]
    else { return }
    let required = schema["required"]?.items ?? []
    let isRequired = required.contains(.string(name))
    let others: DataValue? =
      required.count > 1 ? .array(required.filter { $0 != .string(name) }) : nil
    let suffix = isClosed(schema) == nil ? "" : "-from-closed"
    let addedSuffix = isClosed(schema) == nil ? "" : "-to-closed"
    let kind = isRequired ? "required-property" : "property"
    let isDeprecated = property.isSet("deprecated")
    edit(
      isDeprecated ? "deprecated-property-removed" : "\(kind)-removed\(suffix)",
      undoneBy: "\(kind)-added\(addedSuffix)", at: holder, reach
    ) {
      $0[[.key("properties"), .key(name)]] = nil
      if isRequired { $0["required"] = others }
    }
    edit(
      isRequired ? "property-became-optional" : "property-became-required",
      undoneBy: isRequired ? "property-became-required" : "property-became-optional", at: holder,
      reach
    ) { $0["required"] = isRequired ? others : .array(required + [.string(name)]) }
    renameProperty(holder, name, property, isRequired: isRequired, reach)
    if property["$ref"] == nil {
      editLifecycle(spot, property, reach)
      editDirection(spot, property, isRequired: isRequired, in: holder)
    }
  }

  /// Renames a property in a way that tells that it is the same thing.
  private mutating func renameProperty(
    _ holder: Spot, _ name: Name, _ property: DataValue, isRequired: Bool, _ reach: Reach
  ) {
    let renamed = Name(name.text.uppercased())
    guard renamed != name, !property.isSet("deprecated"),
      surface.value(holder).map({ isClosed($0) == nil }) == true
    else { return }
    let edit = isRequired ? "required-property-renamed" : "property-renamed"
    self.edit(edit, undoneBy: edit, at: holder, reach) {
      $0[[.key("properties"), .key(name)]] = nil
      $0[[.key("properties"), .key(renamed)]] = property
      if isRequired {
        $0["required"] = .array(
          ($0["required"]?.items ?? []).map { $0 == .string(name) ? .string(renamed) : $0 })
      }
    }
  }

  private mutating func editDirection(
    _ spot: Spot, _ property: DataValue, isRequired: Bool, in holder: Spot
  ) {
    // The side that cannot see the property before or after the edit is touched all the same.
    guard let reach = surface.reach[Surface.Thing(kind: .schema, spot: holder)],
      !property.isSet("writeOnly")
    else { return }
    let writable = isRequired ? "required-property-became-writable" : "property-became-writable"
    if property.isSet("readOnly") {
      edit(writable, undoneBy: "property-became-read-only", at: spot, reach) {
        $0["readOnly"] = nil
      }
    } else {
      edit("property-became-read-only", undoneBy: writable, at: spot, reach) {
        $0["readOnly"] = .bool(true)
      }
    }
  }
}
