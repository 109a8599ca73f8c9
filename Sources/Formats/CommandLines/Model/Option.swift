import SourceModel

/// An option or flag as one command accepts it.
struct Option: Hashable, Sendable {
  /// The spellings with their hyphens, at least one; long ones first, then by bytes.
  var spellings: [Located<Name>]
  let spot: Aside<Location>
  /// The description's own object, shortened, for output.
  let excerpt: Aside<Name>
  /// The path of the command that declares it.
  let home: Aside<[Name]>
  /// Whether the commands below its home accept it too.
  var isGlobal = Aside(false)
  var isRequired: Located<Bool>
  var isRepeatable: Located<Bool>
  /// The values that one use of the option takes; none for a flag.
  var arguments: [Argument] = []
  var defaultValue: Located<Name>?
  /// The variables of the environment that stand in for it, first come first.
  var variables: [Located<Name>] = []
  /// The options that cannot be given beside it, sorted.
  var conflicts: [Located<Name>] = []
  /// The options that must be given beside it, sorted.
  var companions: [Located<Name>] = []
  var life: Life
  /// How the words after it are taken.
  var strategy: Located<Name>?
  var completion: Located<Name>?
  var help: Members = [:]
  var metadata: Members = [:]
  var extras: Members = [:]

  init(spellings: [Located<Name>], home: [Name], at location: Location, excerpt: Name) {
    var seen: Set<Name> = []
    self.spellings = spellings.filter { seen.insert($0.value).inserted }
      .sorted { Option.precedes($0.value, $1.value) }
    self.spot = Aside(location)
    self.excerpt = Aside(excerpt)
    self.home = Aside(home)
    self.isRequired = Located(false, at: location)
    self.isRepeatable = Located(false, at: location)
    self.life = Life(at: location)
  }

  var location: Location { spot.value }
  /// The spelling that names it.
  var name: Name { spellings.first?.value ?? "" }
  /// The place of the spelling that names it.
  var nameLocation: Location { spellings.first?.location ?? location }

  /// Long spellings stand before short ones.
  static func precedes(_ a: Name, _ b: Name) -> Bool {
    let (isLongA, isLongB) = (a.hasPrefix("--"), b.hasPrefix("--"))
    return isLongA == isLongB ? a < b : isLongA
  }
}

/// A positional argument, or a value of an option.
struct Argument: Hashable, Sendable {
  /// What help calls it.
  var name: Located<Name>?
  let spot: Aside<Location>
  /// The description's own object, shortened, for output.
  let excerpt: Aside<Name>
  var isRequired: Located<Bool>
  var arity: Located<Arity>
  /// What the value is made of; nil if nothing is said.
  var type: Located<Name>?
  /// The values that are listed, sorted.
  var choices: [Located<Name>] = []
  /// Whether only listed values are accepted.
  var isClosed: Located<Bool>
  var defaultValue: Located<Name>?
  var life: Life
  var strategy: Located<Name>?
  var completion: Located<Name>?
  var help: Members = [:]
  var metadata: Members = [:]
  var extras: Members = [:]

  init(at location: Location, excerpt: Name) {
    self.spot = Aside(location)
    self.excerpt = Aside(excerpt)
    self.isRequired = Located(false, at: location)
    self.arity = Located(.one, at: location)
    self.isClosed = Located(false, at: location)
    self.life = Life(at: location)
  }

  var location: Location { spot.value }
}

/// How many values are taken if any is given.
struct Arity: Hashable, Sendable {
  let minimum: Int
  /// nil if there is no bound.
  let maximum: Int?

  static let one = Arity(minimum: 1, maximum: 1)
  static let many = Arity(minimum: 1, maximum: nil)

  /// Whether every number of values that the other allows is allowed.
  func includes(_ other: Arity) -> Bool {
    if minimum > other.minimum { return false }
    guard let maximum else { return true }
    return other.maximum.map { $0 <= maximum } ?? false
  }
}

extension Arity: CustomStringConvertible {
  var description: String {
    guard let maximum else { return "\(minimum) or more" }
    return minimum == maximum ? "\(minimum)" : "\(minimum) to \(maximum)"
  }
}
