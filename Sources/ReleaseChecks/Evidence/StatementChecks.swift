import DataTrees
import Digests
import EvidenceStatements
import FormatKit
package import GitHistory
import ReleaseModel
import ReleaseRecords
import ShapedDocuments
package import SourceModel

/// Holds statements, one by one, against the tree, the day and the release.
struct StatementChecks {
  let scene: ReleaseScene
  let folder: ReleaseFolder

  /// What is wrong with a statement, the gravest first.
  func facts(about file: EvidenceFile) -> [ReleaseFact] {
    guard let statement = file.statement else {
      return file.problems.prefix(5).map { problem in
        ReleaseFact(
          StatementRules.unreadable, "the statement could not be read: \(problem.message)",
          facts: problem.message, path: file.path,
          place: Place(problem.range, in: file.path, file.lines), remedy: problem.hint)
      }
    }
    let binding = bindingFlaws(of: statement, at: file.path)
    // What is bound to itself cannot be as it was.
    let content = binding.isEmpty ? contentFlaws(of: statement) : []
    let flaws =
      binding + originFlaws(of: statement, at: file.path) + content
      + timeFlaws(of: statement) + outcomeFlaws(of: statement)
    return flaws.map { flaw in
      ReleaseFact(
        flaw.rule, flaw.message, element: Name(statement.kind.rawValue), facts: flaw.facts,
        path: file.path, place: Place(SourceRange(0, 0), in: file.path, file.lines),
        related: flaw.related)
    }
  }

  private struct Flaw {
    let rule: FindingRule
    let message: String
    var facts = ""
    var related: [Finding.RelatedPlace] = []
  }

  /// What is wrong with what a statement is bound to, whatever its content is.
  private func bindingFlaws(
    of statement: EvidenceStatement, at path: RepositoryPath
  ) -> [Flaw] {
    statement.subjects.filter { $0.path == .root || $0.contains(path) }.map { subject in
      let name = subject.path == .root ? "the root folder" : "'\(subject.path.text)'"
      return Flaw(
        rule: StatementRules.selfReferential,
        message: "the statement was bound to \(name), which contains the statement",
        facts: subject.path.text)
    }
  }

  /// Whether the statement was made for another release.
  private func originFlaws(of statement: EvidenceStatement, at path: RepositoryPath) -> [Flaw] {
    var flaws: [Flaw] = []
    if let version = folder.trainVersion(in: scene) {
      if let train = statement.train {
        if ReleaseVersion(tag: train).map({ $0.isSameTrain(as: version) }) != true {
          flaws.append(
            Flaw(
              rule: StatementRules.foreign,
              message: "the statement was made for the release '\(train)', "
                + "not for '\(version.text)'",
              facts: train))
        }
      } else {
        flaws.append(
          Flaw(
            rule: StatementRules.foreign, message: "the statement named no release", facts: "none"))
      }
    }
    if let twin = twin(of: path) {
      flaws.append(
        Flaw(
          rule: StatementRules.foreign,
          message: "the statement was copied from '\(twin.text)'", facts: twin.text,
          related: [.init(path: twin, message: "the same bytes stand in another release")]))
    }
    if statement.kind.isAboutFiles, statement.manifest == nil,
      let previous = scene.releases.last,
      statement.subjects.allSatisfy({ previous.tree.object(at: $0.path)?.id == $0.object })
    {
      flaws.append(
        Flaw(
          rule: StatementRules.foreign,
          message: "nothing that the statement was bound to has changed since '\(previous.tag)'",
          facts: previous.tag))
    }
    return flaws
  }

  /// A file with the same bytes in the folder of another release.
  private func twin(of path: RepositoryPath) -> RepositoryPath? {
    guard let identity = scene.after.identity(of: path) else { return nil }
    let own = folder.path.bytes + [UInt8(ascii: "/")]
    let unnamed = scene.folder.appending(ReleaseFolder.nextName.utf8).bytes + [UInt8(ascii: "/")]
    var trees: [any ObjectTree] = [scene.after]
    if let previous = scene.releases.last { trees.append(previous.tree) }
    for tree in trees {
      for file in tree.files(below: scene.folder)
      where file.fileExtension == "json" && !file.bytes.starts(with: own)
        && !file.bytes.starts(with: unnamed) && tree.identity(of: file) == identity
      {
        return file
      }
    }
    return nil
  }

  /// Whether what the statement is bound to is still what it was.
  private func contentFlaws(of statement: EvidenceStatement) -> [Flaw] {
    statement.subjects.compactMap { subject in
      let name = subject.path.text
      func stale(_ message: String) -> Flaw {
        Flaw(
          rule: StatementRules.stale, message: message, facts: name,
          related: [.init(path: subject.path, message: "what the statement was bound to")])
      }
      guard let object = scene.after.object(at: subject.path) else {
        return stale("'\(name)', to which the statement was bound, was removed")
      }
      guard (object.kind == .folder) == subject.isFolder, object.id == subject.object else {
        return stale("'\(name)' has changed since the statement was made")
      }
      if let sha256 = subject.sha256, case .file(let source) = scene.after.read(subject.path),
        SHA256.hexDigest(of: source.bytes) != sha256
      {
        return stale("'\(name)' has another SHA-256 than the statement says")
      }
      return nil
    }
  }

  private func timeFlaws(of statement: EvidenceStatement) -> [Flaw] {
    var flaws: [Flaw] = []
    if let day = statement.day, scene.asOf < day {
      flaws.append(
        Flaw(
          rule: StatementRules.postdated,
          message: "the statement was dated \(day), which is later than \(scene.asOf)",
          facts: day.description))
    }
    if let expires = statement.expires, expires < scene.asOf {
      flaws.append(
        Flaw(
          rule: StatementRules.expired, message: "the statement expired on \(expires)",
          facts: expires.description))
    } else if statement.kind.growsOld {
      let limit = scene.terms.evidenceDays
      if let day = statement.day {
        let age = scene.asOf.dayNumber - day.dayNumber
        if age > limit {
          flaws.append(
            Flaw(
              rule: StatementRules.expired,
              message: "the statement was \(age) days old, and \(limit) are allowed",
              facts: day.description))
        }
      } else {
        flaws.append(
          Flaw(
            rule: StatementRules.expired,
            message: "the statement did not say when it was made, and \(limit) days are allowed",
            facts: "undated"))
      }
    }
    return flaws
  }

  private func outcomeFlaws(of statement: EvidenceStatement) -> [Flaw] {
    func failed(_ message: String, _ facts: String) -> [Flaw] {
      [Flaw(rule: StatementRules.failed, message: message, facts: facts)]
    }
    let kind = statement.kind.rawValue
    if statement.result == .failed { return failed("the \(kind) failed", "failed") }
    if !statement.tests.failed.isEmpty {
      return failed("the \(kind) passed, and names failed tests", "contradiction")
    }
    if statement.kind == .testSuite, statement.tests.passed.isEmpty,
      statement.counts["passed", default: 0] <= 0
    {
      return failed("the \(kind) ran no test", "empty")
    }
    return []
  }
}

extension ReleaseFolder {
  /// The version that the text of a record names; nil if it cannot be read, or names none.
  package static func version(in record: SourceText) -> ReleaseVersion? {
    let reading = DocumentReading(
      record, as: .yaml, rule: "release/record-unreadable", ReleaseRecord.reader)
    return reading.value.flatMap { ReleaseVersion(tag: $0.version.value) }
  }

  /// The version whose evidence belongs here; nil if nothing says it.
  func trainVersion(in scene: ReleaseScene) -> ReleaseVersion? {
    scene.released?.version ?? ReleaseFolder.version(of: path)
      ?? value.flatMap { ReleaseVersion(tag: $0.version.value) }
  }
}

extension ReleaseVersion {
  /// Whether both are of one release train: the same numbers, zeros at the end aside.
  func isSameTrain(as other: ReleaseVersion) -> Bool {
    func significant(_ numbers: [Int]) -> ArraySlice<Int> {
      numbers[..<((numbers.lastIndex { $0 != 0 } ?? -1) + 1)]
    }
    return significant(numbers) == significant(other.numbers)
  }
}
