import FormatKit
import SourceModel

/// Which files are looked at, and as what.
struct Scope: Sendable {
  /// The formats of the run, in a fixed order.
  let formats: [any Format.Type]
  private let configuration: Configuration
  private let limits: [[PathGlob]]
  private let vendored: VendoredPaths
  private let formatsByExtension: [String: [Int]]
  /// The extensions that a format looks for, lower case.
  private let extensions: [[UInt8]]
  /// The places that `contracts` gives to a format, by the format's index.
  private let named: [Int: [PathGlob]]

  /// A file as a contract's root.
  struct Candidate {
    /// The indices of the formats that it could be of.
    let formats: [Int]
    /// Whether configuration or the user says that it is one.
    let isNamed: Bool
    /// Whether it is in a place for tests, examples or other people's code.
    let isSetAside: Bool
  }

  /// Prepares to ask about files.
  ///
  /// - Parameter limits: patterns of the command line and of a component; a path must match one of
  ///   each list.
  init(
    formats: [any Format.Type], configuration: Configuration, limits: [[PathGlob]],
    vendored: VendoredPaths
  ) {
    self.formats = formats
    self.configuration = configuration
    self.limits = limits
    self.vendored = vendored
    var formatsByExtension: [String: [Int]] = [:]
    var named: [Int: [PathGlob]] = [:]
    for (index, format) in formats.enumerated() {
      for ext in format.fileExtensions { formatsByExtension[ext, default: []].append(index) }
      for contract in configuration.contracts where contract.format == format.name {
        named[index, default: []] += contract.paths
      }
    }
    self.formatsByExtension = formatsByExtension
    self.extensions = formatsByExtension.keys.map { Array($0.utf8) }
    self.named = named
  }

  /// Tells by the last segment of a path whether `candidate` need be asked.
  func couldBeCandidate(named name: UnsafeRawBufferPointer) -> Bool {
    if !named.isEmpty { return true }
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return false }
    let found = name[(dot + 1)...]
    return extensions.contains { known in
      // A letter and its capital differ in one bit; what else that bit joins is told apart later.
      known.count == found.count && zip(known, found).allSatisfy { $0 == $1 || $0 == $1 | 0x20 }
    }
  }

  /// What a file could be the root of; nil if of nothing.
  func candidate(_ path: RepositoryPath) -> Candidate? {
    let claiming = formatsByExtension[path.fileExtension, default: []]
    if claiming.isEmpty && named.isEmpty || !isInScope(path) { return nil }
    let named = named.filter { $0.value.contains { $0.matches(path) } }.keys.sorted()
    if !named.isEmpty { return Candidate(formats: named, isNamed: true, isSetAside: false) }
    let found = claiming.filter { self.named[$0] == nil }
    if found.isEmpty { return nil }
    return Candidate(formats: found, isNamed: false, isSetAside: isSetAside(path))
  }

  /// Tells whether a file may be judged: not excluded, and within the limits of the command line.
  func isInScope(_ path: RepositoryPath) -> Bool {
    path != Configuration.path && !configuration.exclude.contains { $0.matches(path) }
      && limits.allSatisfy { patterns in patterns.contains { $0.matches(path) } }
  }

  /// Tells whether a file is in a place for tests, examples or other people's code.
  func isSetAside(_ path: RepositoryPath) -> Bool { isSetAside(path, by: vendored) }

  /// Likewise, with other people's code told by other attributes.
  func isSetAside(_ path: RepositoryPath, by vendored: VendoredPaths) -> Bool {
    path.segments.contains { Scope.asides.contains(Name($0)) } || vendored.contains(path)
  }

  /// Tells whether a file could be a part of a contract of any format.
  func couldBeFragment(_ path: RepositoryPath) -> Bool {
    path != Configuration.path && formats.contains { $0.couldBeFragment(path) }
  }

  private static let asides: Set<Name> = [
    "vendor", "third_party", "node_modules", "test", "tests", "testdata", "__tests__", "fixtures",
    "stub", "stubs", "example", "examples",
  ]
}
