import Digests
package import ReleaseModel
package import ReleaseRecords
package import SourceModel

/// The packs that count, put together: what judges a run.
package struct Policy: Hashable, Sendable {
  /// The packs, in the order in which they apply.
  package let packs: [Judgement.Policy.Pack]
  /// The clauses that stand, in the order of their packs.
  package let clauses: [Clause]
  /// What must hold of waivers.
  package let terms: WaiverTerms
  /// What is demanded of release documents and evidence.
  package let release: ReleaseTerms
  /// What must hold of the whole run.
  package let demands: Set<Pack.Demand>
  /// The questions, in the order of their packs.
  package let checklist: [Pack.Question]
  /// The examples of the packs that were asked for by name.
  package let examples: [PackExample]
  /// The severities that the configuration sets, which have the last word.
  package var overrides: [RuleID: SeveritySetting] = [:]

  /// The requirements that `judge` can judge.
  package static let judgedRequirements: Set<Requirement.Kind> = [
    .deprecatedFor, .introducedBefore, .versionBump, .document, .lever, .evidence,
  ]

  /// Whether a clause or the configuration speaks of one of some rules that are about no change, or
  /// demands what only a release shows.
  package func asks(for rules: [RuleID]) -> Bool {
    let releaseKinds: Set<Requirement.Kind> = [.document, .lever, .evidence]
    return !release.profiles.isEmpty || rules.contains { overrides[$0] != nil }
      || clauses.contains { clause in
        clause.requirements.contains { releaseKinds.contains($0.kind) }
          || (!clause.criteria.rules.isEmpty && rules.contains(where: clause.criteria.matches))
      }
  }

  /// The clause that a finding names; nil if none does.
  package func clause(named name: String) -> Clause? {
    clauses.first { $0.name == name }
  }
}

/// Where the bytes of a pack come from.
package enum PackLocation: Hashable, Sendable {
  /// One that ships with relgate: `core`.
  case builtin(String)
  /// A file of the policy revision.
  case file(RepositoryPath)

  /// Reads `builtin:NAME` or a path from the repository's root; nil if it is neither.
  package init?(_ spelling: String) {
    let prefix = "builtin:"
    if spelling.hasPrefix(prefix) {
      self = .builtin(String(spelling.dropFirst(prefix.count)))
    } else if let path = RepositoryPath(spelling), !path.bytes.isEmpty {
      self = .file(path)
    } else {
      return nil
    }
  }

  /// The name in reports: `builtin:core`, or the path.
  package var text: String {
    switch self {
    case .builtin(let name): "builtin:\(name)"
    case .file(let path): path.text
    }
  }
}

/// Finds the packs that extend each other, and puts them together.
package struct PolicyReader: Sendable {
  /// How many packs may extend each other in a row.
  static let depthLimit = 32

  private let schema: PackSchema
  private let builtinSchema: PackSchema
  private let builtins: [String]
  private let side: Side

  /// Reads packs that use these words.
  ///
  /// - Parameters:
  ///   - builtins: The names of the packs that ship with relgate.
  ///   - side: The revision from which packs come, for problems.
  package init(_ vocabulary: Vocabulary, builtins: [String], side: Side = .after) {
    schema = PackSchema(vocabulary)
    builtinSchema = PackSchema(vocabulary.open)
    self.builtins = builtins
    self.side = side
  }

  /// Reads packs with all that they extend.
  ///
  /// - Parameters:
  ///   - references: The packs, as the configuration or the command line names them.
  ///   - naming: The file that names them; nil for the command line.
  ///   - overrides: The severities that the configuration sets.
  ///   - bytes: Gives a pack's bytes; nil if there is no such pack.
  package func read(
    _ references: [Pack.Reference], naming: RepositoryPath? = nil,
    overrides: [RuleID: SeveritySetting] = [:],
    bytes: @escaping (PackLocation) -> [UInt8]?
  ) -> Result<Policy, PolicyError> {
    var search = Search(
      schema: schema, builtinSchema: builtinSchema, builtins: builtins, side: side, bytes: bytes)
    for reference in references { search.visit(reference, from: naming, path: []) }
    search.checkNames()
    search.checkQuestions()
    if !search.problems.isEmpty {
      return .failure(PolicyError(problems: search.problems.sorted()))
    }
    let asked = references.compactMap { PackLocation($0.spelling) }
    return .success(Policy(search.found, asked: asked, overrides: overrides))
  }
}

/// A walk along `extends`, deepest first.
private struct Search {
  /// A pack that was read.
  struct Found {
    let location: PackLocation
    let pack: Pack
    let digest: String
  }

  let schema: PackSchema
  let builtinSchema: PackSchema
  let builtins: [String]
  let side: Side
  let bytes: (PackLocation) -> [UInt8]?
  /// The packs, each behind all that it extends.
  var found: [Found] = []
  var problems: [Problem] = []
  private var visited: Set<PackLocation> = []

  init(
    schema: PackSchema, builtinSchema: PackSchema, builtins: [String], side: Side,
    bytes: @escaping (PackLocation) -> [UInt8]?
  ) {
    self.schema = schema
    self.builtinSchema = builtinSchema
    self.builtins = builtins
    self.side = side
    self.bytes = bytes
  }

  /// Reads a pack unless it was read, and those it extends before it.
  mutating func visit(_ reference: Pack.Reference, from: RepositoryPath?, path: [PackLocation]) {
    func problem(_ rule: RuleID, _ message: String, _ hint: String?) -> Problem {
      Problem(
        rule: rule, message: message, path: from, side: side, line: reference.line,
        column: reference.column, hint: hint, hides: true)
    }
    guard let location = PackLocation(reference.spelling) else {
      problems.append(
        problem(
          "policy/pack-missing", "'\(reference.spelling)' names no pack",
          "Name 'builtin:NAME', or a path from the root of the repository."))
      return
    }
    if let start = path.firstIndex(of: location) {
      let cycle = (path[start...] + [location]).map(\.text).joined(separator: " > ")
      problems.append(
        problem(
          "policy/extends-cycle", "the packs extend each other: \(cycle)",
          "Take one of the packs out of 'extends'."))
      return
    }
    guard visited.insert(location).inserted else { return }
    if path.count >= PolicyReader.depthLimit {
      problems.append(
        problem(
          "policy/pack-invalid",
          "more than \(PolicyReader.depthLimit) packs extend each other in a row",
          "Name the packs in the configuration instead."))
      return
    }
    guard let bytes = bytes(location) else {
      problems.append(
        problem("policy/pack-missing", "there is no pack '\(location.text)'", hint(for: location)))
      return
    }
    let (file, schema) =
      switch location {
      case .builtin: (RepositoryPath(unchecked: Name(location.text)), builtinSchema)
      case .file(let path): (path, schema)
      }
    switch schema.read(SourceText(path: file, bytes: bytes), side: side) {
    case .failure(let error): problems += error.problems
    case .success(let pack):
      for other in pack.extends { visit(other, from: file, path: path + [location]) }
      found.append(Found(location: location, pack: pack, digest: SHA256.hexDigest(of: bytes)))
    }
  }

  private func hint(for location: PackLocation) -> String? {
    switch location {
    case .builtin(let name):
      Spelling.nearest(to: name, among: builtins).map { "Did you mean 'builtin:\($0)'?" }
        ?? "Known: \(builtins.map { "builtin:\($0)" }.joined(separator: ", "))."
    case .file: "Paths are read from the root of the repository, in the policy's revision."
    }
  }

  /// Finds packs of one name, whose clauses could not be told apart.
  mutating func checkNames() {
    var first: [String: PackLocation] = [:]
    for found in found {
      guard let other = first.updateValue(found.location, forKey: found.pack.name) else { continue }
      problems.append(
        Problem(
          rule: "policy/pack-invalid",
          message: "'\(other.text)' and '\(found.location.text)' have the name"
            + " '\(found.pack.name)'",
          path: RepositoryPath(unchecked: Name(found.location.text)), side: side, line: 1,
          column: 1,
          hint: "Give the pack another name.", hides: true))
    }
  }

  /// Finds questions that name a clause of no pack: nothing would ever speak against them.
  mutating func checkQuestions() {
    // The clauses of a pack that could not be read are not known.
    if !problems.isEmpty { return }
    let known = Set(found.flatMap { $0.pack.clauses.map(\.id) })
    for found in found {
      for question in found.pack.checklist {
        problems += question.clauses.filter { !known.contains($0) }.map { id in
          Problem(
            rule: "policy/pack-invalid",
            message: "the question '\(question.id)' names the clause '\(id)', which no pack has",
            path: RepositoryPath(unchecked: Name(found.location.text)), side: side,
            line: question.line, column: question.column,
            hint: Spelling.nearest(to: id, among: known.sorted()).map { "Did you mean '\($0)'?" }
              ?? "Name a clause of this pack, or of one that applies with it.", hides: true)
        }
      }
    }
  }
}

extension Policy {
  fileprivate init(
    _ found: [Search.Found], asked: [PackLocation], overrides: [RuleID: SeveritySetting]
  ) {
    packs = found.map { Judgement.Policy.Pack(name: $0.location.text, digest: $0.digest) }
    let strictness = Self.strictness(of: found)
    var clauses: [Clause] = []
    var checklist: [Pack.Question] = []
    var terms = WaiverTerms()
    var release = ReleaseTerms()
    for entry in found {
      for var clause in entry.pack.clauses {
        clause.strictness = strictness[entry.location] ?? .contract
        clauses.removeAll { $0.id == clause.id }
        clauses.append(clause)
      }
      for question in entry.pack.checklist {
        checklist.removeAll { $0.id == question.id }
        checklist.append(question)
      }
      terms = terms.applying(entry.pack.waivers)
      release = release.applying(entry.pack.release)
    }
    self.clauses = clauses
    self.checklist = checklist
    self.terms = terms
    self.release = release
    demands = Set(found.flatMap(\.pack.demands))
    examples = found.filter { asked.contains($0.location) }.flatMap(\.pack.examples)
    self.overrides = overrides
  }

  /// The strictness of each pack: what the last pack says that extends it, or is it.
  private static func strictness(of found: [Search.Found]) -> [PackLocation: Strictness] {
    var strictness: [PackLocation: Strictness] = [:]
    // All that a pack extends, itself included; each stands behind what it extends.
    var reach: [PackLocation: Set<PackLocation>] = [:]
    for entry in found {
      var reached: Set<PackLocation> = [entry.location]
      for reference in entry.pack.extends {
        if let other = PackLocation(reference.spelling) { reached.formUnion(reach[other] ?? []) }
      }
      reach[entry.location] = reached
      guard let word = entry.pack.strictness else { continue }
      for location in reached { strictness[location] = word }
    }
    return strictness
  }
}
