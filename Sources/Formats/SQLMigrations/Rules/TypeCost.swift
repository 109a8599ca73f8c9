import PostgresSchema
import SourceModel

/// What it costs to give a column another type, and what becomes of its values.
///
/// Measured on PostgreSQL 15 by the file nodes of the table and its index before and after.
enum TypeCost: Equatable {
  /// The type stays.
  case nothing
  /// The catalog alone changes, and every value fits.
  case catalog
  /// The catalog alone changes, and the indexes on the column are built again.
  case indexes
  /// As `indexes` if the session's time zone is UTC, as `rewrite` if not.
  case timeZone
  /// The table is written anew, and every value fits.
  case rewrite
  /// The table is written anew with values of another kind, to which old code does not compare.
  case otherKind
  /// Some values do not fit, or lose a part.
  case narrowed
  /// Not known.
  case unknown

  /// The cost of going from one type to another as they stand, or by casts alone.
  ///
  /// Domains count as the types below them; one that has constraints takes not every value.
  init(from before: TypeName, to after: TypeName, in schema: SchemaState) {
    if before.isSame(as: after) {
      self = .nothing
      return
    }
    if after.dimensions == 0, let domain = schema.domain(after.objectName) {
      let below = schema.base(of: domain)
      // A chain of domains that were dropped and made again can end in itself.
      guard schema.domain(below.objectName) == nil else {
        self = .unknown
        return
      }
      let base = TypeCost(from: schema.base(of: before), to: below, in: schema)
      self = domain.isConstrained ? .narrowed : base == .nothing ? .catalog : base
      return
    }
    let base = schema.base(of: before)
    if base.isSame(as: after) {
      self = .catalog
    } else if base.dimensions != after.dimensions {
      self = .otherKind
    } else if base.dimensions > 0 {
      // An array is written anew even where its elements would not be.
      switch TypeCost(from: base.element, to: after.element, in: schema) {
      case .narrowed: self = .narrowed
      case .otherKind: self = .otherKind
      case .unknown: self = .unknown
      default: self = .rewrite
      }
    } else {
      self = TypeCost(plain: base, to: after, in: schema)
    }
  }

  /// The cost if an expression computes the new values.
  var computed: TypeCost {
    switch self {
    case .nothing, .catalog, .indexes, .timeZone: .rewrite
    case .rewrite, .otherKind, .narrowed, .unknown: self
    }
  }

  /// The cost of two steps.
  func then(_ next: TypeCost) -> TypeCost {
    let order: [TypeCost] = [
      .nothing, .catalog, .indexes, .timeZone, .rewrite, .otherKind, .narrowed, .unknown,
    ]
    return order.last { $0 == self || $0 == next } ?? .unknown
  }

  private init(plain before: TypeName, to after: TypeName, in schema: SchemaState) {
    let enums = (schema.enumType(before.objectName), schema.enumType(after.objectName))
    if let labels = enums.0?.labels, let others = enums.1?.labels {
      self = Set(others.map(\.name)).isSuperset(of: labels.map(\.name)) ? .rewrite : .narrowed
      return
    }
    let from = enums.0 == nil ? TypeFamily(before) : .enumeration
    let into = enums.1 == nil ? TypeFamily(after) : .enumeration
    guard let from, let into else {
      self = .unknown
      return
    }
    guard from == into else {
      // What was text need not read as anything else.
      if before.name == "xml", into == .text, after.capacity == nil, after.name != "citext" {
        self = .catalog
      } else {
        self = from == .text ? .narrowed : .otherKind
      }
      return
    }
    self =
      switch from {
      case .text: .text(before, after)
      case .number: .number(before, after)
      case .date: .date(before, after)
      case .time: .time(before, after)
      case .interval: .interval(before, after)
      case .bits: .bits(before, after)
      case .network: before.name == "cidr" && after.name == "inet" ? .catalog : .narrowed
      case .json: .rewrite
      case .enumeration, .boolean, .uuid, .bytes, .xml: .unknown
      }
  }
}

/// Types whose values are of one kind.
private enum TypeFamily {
  case text, number, date, time, interval, bits, network, json, enumeration, boolean, uuid, bytes
  case xml

  init?(_ type: TypeName) {
    switch type.name {
    case "text", "varchar", "bpchar", "citext", "name": self = .text
    case "int2", "int4", "int8", "numeric", "float4", "float8": self = .number
    case "timestamp", "timestamptz", "date": self = .date
    case "time", "timetz": self = .time
    case "interval": self = .interval
    case "bit", "varbit": self = .bits
    case "inet", "cidr": self = .network
    case "json", "jsonb": self = .json
    case "bool": self = .boolean
    case "uuid": self = .uuid
    case "bytea": self = .bytes
    case "xml": self = .xml
    default: return nil
    }
  }
}

extension TypeCost {
  private static func text(_ before: TypeName, _ after: TypeName) -> TypeCost {
    if let room = after.capacity {
      guard let size = before.capacity, size <= room else { return .narrowed }
    }
    let padded: Set<Name> = ["bpchar", "name"]
    if padded.contains(before.name) || padded.contains(after.name) { return .rewrite }
    if before.name == "citext" || after.name == "citext" {
      return after.capacity == nil ? .indexes : .rewrite
    }
    return .catalog
  }

  private static func number(_ before: TypeName, _ after: TypeName) -> TypeCost {
    if before.isBinaryFraction {
      let isHeld = after.name == "float8" || after.name == "numeric" && after.modifiers.isEmpty
      return isHeld ? .rewrite : .narrowed
    }
    guard let from = NumberRange(before), let into = NumberRange(after), into.holds(from) else {
      return .narrowed
    }
    let isNumeric = before.name == "numeric" && after.name == "numeric"
    return isNumeric && (after.modifiers.isEmpty || from.scale == into.scale)
      ? .catalog : .rewrite
  }

  private static func date(_ before: TypeName, _ after: TypeName) -> TypeCost {
    if after.name == "date" { return .narrowed }
    if before.name == "date" { return .rewrite }
    guard before.precision <= after.precision else { return .narrowed }
    return before.name == after.name ? .catalog : .timeZone
  }

  private static func time(_ before: TypeName, _ after: TypeName) -> TypeCost {
    guard before.precision <= after.precision, before.name == after.name || after.name == "timetz"
    else { return .narrowed }
    return before.name == after.name ? .catalog : .rewrite
  }

  private static func interval(_ before: TypeName, _ after: TypeName) -> TypeCost {
    guard after.intervalFields == nil || after.intervalFields == before.intervalFields else {
      return .unknown
    }
    return before.precision <= after.precision ? .catalog : .narrowed
  }

  private static func bits(_ before: TypeName, _ after: TypeName) -> TypeCost {
    // A bit string of fixed length takes no other length.
    if after.name == "bit" { return .narrowed }
    if let room = after.capacity {
      guard let size = before.capacity, size <= room else { return .narrowed }
      return before.name == "bit" ? .rewrite : .catalog
    }
    return before.name == "bit" ? .indexes : .catalog
  }
}

/// The numbers that a type holds, in decimal digits.
private struct NumberRange {
  /// Digits before the point; nil if their number is not bounded.
  let whole: Int?
  /// Digits behind the point; nil if their number is not bounded.
  let scale: Int?

  init?(_ type: TypeName) {
    switch type.name {
    case "int2": (whole, scale) = (5, 0)
    case "int4": (whole, scale) = (10, 0)
    case "int8": (whole, scale) = (19, 0)
    case "numeric":
      guard let precision = type.modifiers.first else {
        (whole, scale) = (nil, nil)
        return
      }
      let scale = type.modifiers.count > 1 ? type.modifiers[1] : 0
      let (whole, overflow) = precision.subtractingReportingOverflow(scale)
      guard !overflow else { return nil }
      (self.whole, self.scale) = (whole, scale)
    // Of binary fractions the digits that are always kept.
    case "float4": (whole, scale) = (6, 0)
    case "float8": (whole, scale) = (15, 0)
    default: return nil
    }
  }

  /// Whether every number of another range is held.
  func holds(_ other: NumberRange) -> Bool {
    func fits(_ size: Int?, in room: Int?) -> Bool {
      guard let room else { return true }
      return size.map { $0 <= room } ?? false
    }
    return fits(other.whole, in: whole) && fits(other.scale, in: scale)
  }
}

extension TypeName {
  /// The most characters or bits of a value; nil if their number is not bounded.
  fileprivate var capacity: Int? {
    switch name {
    case "name": 63
    case "bit": modifiers.first ?? 1
    default: modifiers.first
    }
  }

  /// Whether values are binary fractions, which few decimal ones equal.
  fileprivate var isBinaryFraction: Bool { name == "float4" || name == "float8" }

  /// The digits of the seconds behind the point.
  fileprivate var precision: Int { modifiers.first ?? 6 }

  /// The type of an array's elements.
  fileprivate var element: TypeName {
    TypeName(schema: schema, name, modifiers: modifiers, intervalFields: intervalFields)
  }

  fileprivate func isSame(as other: TypeName) -> Bool {
    func plain(_ type: TypeName) -> [Int] {
      type.name == "numeric" && type.modifiers.count == 1 ? type.modifiers + [0] : type.modifiers
    }
    return objectName.key == other.objectName.key && plain(self) == plain(other)
      && intervalFields == other.intervalFields && dimensions == other.dimensions
  }
}

extension SchemaState {
  /// The type below a domain, and below those that it stands on; other types as they are.
  fileprivate func base(of type: TypeName) -> TypeName {
    guard type.dimensions == 0, let domain = domain(type.objectName) else { return type }
    return base(of: domain)
  }

  fileprivate func base(of domain: Domain) -> TypeName {
    var type = domain.base
    var seen: Set<ObjectName> = [domain.name]
    while type.dimensions == 0, let next = self.domain(type.objectName),
      seen.insert(next.name).inserted
    {
      type = next.base
    }
    return type
  }
}
