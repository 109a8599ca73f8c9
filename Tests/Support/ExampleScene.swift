import FormatKit
import GitHistory
package import ReleaseChecks
package import ReleaseModel
package import ReleaseRecords
package import Signatures
package import SourceModel

extension ReleaseScene {
  /// A range of examples, each a text of files behind lines `-- file: PATH`.
  ///
  /// - Parameters:
  ///   - after: The files after; those that it does not name stay as they were before.
  ///   - releases: The releases up to `before`, oldest first; `v1.0.0` of 2026-01-01 if not told.
  ///   - rules: The rules of the changes.
  package init(
    before: String = "", after: String, releases: [PastRelease]? = nil,
    released: PastRelease? = nil, changes: [Change] = [], rules: [Rule] = [],
    contracts: [Report.Contract] = [], surfaces: [String: [RepositoryPath]] = [:],
    afterVersion: String? = nil, asOf: String = "2026-06-01", terms: ReleaseTerms = ReleaseTerms(),
    motivations: [String] = [],
    roles: [String: [Name]] = [:], signers: AllowedSigners? = nil,
    commitSigner: @escaping (RepositoryPath) -> SignatureVerdict? = { _ in nil },
    isMixedVersion: Bool = false
  ) {
    guard let asOf = CalendarDate(asOf) else { preconditionFailure("'\(asOf)' is no day") }
    let old = ExampleObjectTree(before)
    let named = Set(ExampleObjectTree(after).paths)
    let kept = old.paths.filter { !named.contains($0) }.map { path in
      if case .file(let source) = old.read(path) {
        return "-- file: \(path)\n" + String(decoding: source.bytes, as: UTF8.self)
      }
      return ""
    }
    let new = ExampleObjectTree(([after] + kept).joined(separator: "\n"))
    let known = Dictionary(rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    self.init(
      before: old, after: new, deltas: ReleaseScene.deltas(old, new), changes: changes,
      rule: { known[$0] }, contracts: contracts, surfaces: surfaces,
      releases: releases ?? [PastRelease(tag: "v1.0.0", on: "2026-01-01", before)],
      released: released, afterVersion: afterVersion.flatMap(ReleaseVersion.init(tag:)),
      asOf: asOf, folder: "releases", knowledge: "knowledge", motivations: motivations,
      terms: terms,
      roles: roles, signers: signers, commitSigner: commitSigner, isMixedVersion: isMixedVersion)
  }

  private static func deltas(_ old: ExampleObjectTree, _ new: ExampleObjectTree) -> [Delta] {
    Set(old.paths + new.paths).sorted().compactMap { path in
      guard old.object(at: path) != new.object(at: path) else { return nil }
      return Delta(
        before: old.object(at: path) == nil ? nil : path,
        after: new.object(at: path) == nil ? nil : path)
    }
  }
}

extension ReleaseScene.PastRelease {
  /// A release of the files of an example.
  package init(
    tag: String, on date: String, _ text: String, object: String? = nil, isAnnotated: Bool = true,
    isSigned: Bool = false, title: String? = nil
  ) {
    guard let version = ReleaseVersion(tag: tag), let date = CalendarDate(date) else {
      preconditionFailure("'\(tag)' of '\(date)' is no release")
    }
    let tree = ExampleObjectTree(text)
    self.init(
      tag: tag, version: version, object: object ?? tree.object(at: .root)?.id ?? "",
      isAnnotated: isAnnotated, isSigned: isSigned, title: title ?? tag, date: date, tree: tree)
  }
}

extension Change {
  /// A change of an example, at a line of a file.
  ///
  /// - Parameter side: Where the element stands: `after` alone, `before` alone, or both if nil.
  package static func example(
    _ rule: RuleID, _ classification: Classification, _ element: Name, in path: RepositoryPath,
    line: Int = 1, format: String = "openapi", message: String = "something changed",
    phase: Phase? = nil, parties: [Party] = [.consumers], side: Side? = nil, before: Name = "",
    after: Name = "", isAnnounced: Bool = false
  ) -> Change {
    func place(_ value: Name) -> Place {
      Place(
        path: path, line: line, column: 1, endLine: line, endColumn: 1, excerpt: "", value: value)
    }
    return Change(
      rule: rule, classification: classification, format: format, element: element,
      formerElement: nil, message: message, position: nil, phase: phase, parties: parties,
      contract: path, before: side == .after ? nil : place(before),
      after: side == .before ? nil : place(after), affected: [], affectedCount: 0,
      isAnnounced: isAnnounced)
  }
}
