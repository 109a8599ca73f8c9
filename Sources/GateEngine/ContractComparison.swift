import FormatKit
import ReleaseModel
import SourceModel

/// What came of one contract.
struct ContractOutcome {
  let pair: ContractPair
  let contract: Report.Contract
  /// Its root and the files that it refers to, or looks for, on either side.
  let files: Set<RepositoryPath>
  let changes: [Change]
  let problems: [Problem]
  /// Whether the contract can be read at `after`, and could not be at `before`.
  let becameReadable: Bool
  /// The version that the contract says it has at `before`.
  let versionBefore: Name?
  /// The version at `after`, with its place.
  let versionAfter: (text: Name, place: Place)?
}

/// Reads a contract on both sides and compares it.
struct ContractComparison {
  let trees: ComparedTrees
  let formats: [any Format.Type]
  /// The rules of the formats that the contracts have, by the format's index.
  private var rules: [Int: [RuleID: Rule]] = [:]

  init(trees: ComparedTrees, formats: [any Format.Type]) {
    self.trees = trees
    self.formats = formats
  }

  /// Compares contracts one after another, so that no more than one is held in memory.
  func outcomes(of pairs: [ContractPair]) -> [ContractOutcome] {
    var comparison = self
    for format in Set(pairs.map(\.format)) {
      comparison.rules[format] = Dictionary(
        formats[format].rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
    return pairs.map(comparison.outcome)
  }

  private func outcome(of pair: ContractPair) -> ContractOutcome {
    outcome(of: pair, as: formats[pair.format])
  }

  /// The files that an unchanged contract refers to, or looks for, at `after`.
  func dependencies(of root: SourceText, as format: any Format.Type) -> [RepositoryPath] {
    func read<F: Format>(_ format: F.Type) -> [RepositoryPath] {
      trees.willRead(.after, root.path)
      return format.read(root, from: trees.files(of: .after)).dependencies
    }
    return read(format)
  }

  private func outcome<F: Format>(of pair: ContractPair, as format: F.Type) -> ContractOutcome {
    let sources = Sides(
      before: pair.before.flatMap { source(of: $0, .before) },
      after: pair.after.flatMap { source(of: $0, .after) })
    let (before, after) = inParallel(
      { read(pair.before, sources.before, .before, as: format) },
      { read(pair.after, sources.after, .after, as: format) })
    let files = Set(
      [pair.before, pair.after].compactMap { $0?.path } + (before?.dependencies ?? [])
        + (after?.dependencies ?? []))
    var located = LocatedOutcome(
      pair: pair, format: format.name, rules: rules[pair.format, default: [:]], sources: sources,
      trees: trees, files: files)
    located.add(problemsBefore: before?.problems ?? [], problemsAfter: after?.problems ?? [])
    var status = Report.ContractStatus.compared
    switch (before, after) {
    case (let before?, nil):
      status = .removed
      located.add(.removed, elements: before.model.map(format.elements) ?? [])
    case (nil, let after?):
      status = after.model == nil ? .unreadable : .added
      located.add(.added)
    default:
      if pair.isRenamed { located.add(.renamed) }
      if let modelBefore = before?.model, let modelAfter = after?.model {
        located.add(format.compare(before: modelBefore, after: modelAfter))
      } else {
        status = .unreadable
      }
    }
    if status == .unreadable { located.nothingIsCertain() }
    let paths = [pair.path] + (after ?? before ?? .nothing).dependencies.sorted()
    let version = after?.model.flatMap(format.declaredVersion)
    return ContractOutcome(
      pair: pair,
      contract: Report.Contract(format: format.name, paths: paths, status: status),
      files: files, changes: located.changes, problems: located.problems,
      becameReadable: pair.before != nil && before?.model == nil && after?.model != nil,
      versionBefore: before?.model.flatMap(format.declaredVersion)?.text,
      versionAfter: version.map { ($0.text, located.place(of: $0.location)) })
  }

  private func source(of root: ContractPair.Root, _ side: Side) -> SourceText? {
    if let text = root.text { return text }
    guard case .success(let source) = trees.files(of: side).content(of: root.path) else {
      return nil
    }
    return source
  }

  private func read<F: Format>(
    _ root: ContractPair.Root?, _ source: SourceText?, _ side: Side, as format: F.Type
  ) -> Reading<F.Model>? {
    guard let root else { return nil }
    if let version = root.unknownVersion {
      let problem = CoreProblem.unknownVersion(format: format.name, version: version)
      let start = Location(root.path, SourceRange(UInt32(0), 0))
      return Reading(
        model: nil,
        problems: [
          LocatedProblem(
            rule: problem.rule, message: problem.message, location: start, hint: problem.hint)
        ], dependencies: [])
    }
    guard let source else { return .nothing }
    trees.willRead(side, root.path)
    return format.read(source, from: trees.files(of: side))
  }
}

/// A root's bytes on its two sides.
struct Sides {
  let before: SourceText?
  let after: SourceText?
}

extension Reading {
  /// What comes of a file that is gone between two looks.
  fileprivate static var nothing: Reading { Reading(model: nil, problems: [], dependencies: []) }
}
