import SourceModel

/// A value that says where something comes from, not what it is: any two are equal.
struct Aside<Value: Sendable>: Hashable, Sendable {
  /// The value.
  let value: Value

  init(_ value: Value) {
    self.value = value
  }

  static func == (a: Aside, b: Aside) -> Bool { true }

  func hash(into hasher: inout Hasher) {}
}

/// A value of the description and the place where it stands; only the value counts for equality.
struct Located<Value: Hashable & Sendable>: Hashable, Sendable {
  let value: Value
  let spot: Aside<Location>

  init(_ value: Value, at location: Location) {
    self.value = value
    self.spot = Aside(location)
  }

  var location: Location { spot.value }
}

/// Members of an object by key, each value in canonical form.
typealias Members = [Name: Located<Name>]
