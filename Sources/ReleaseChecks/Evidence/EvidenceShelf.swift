package import EvidenceStatements
import FormatKit
package import ReleaseModel
import Signatures
package import SourceModel

/// The evidence of a release, read and held against what ships.
package struct EvidenceShelf {
  /// The folder of the release; nil if there is none.
  package let folder: ReleaseFolder?
  /// The statements of the folders `evidence` and `stages`, in path order.
  package let items: [Item]
  private let scene: ReleaseScene

  /// One statement.
  package struct Item {
    /// The file.
    package let file: EvidenceFile
    /// Who signed it.
    package let signature: EvidenceSignature
    /// What is wrong with it, the gravest first.
    package let facts: [ReleaseFact]

    /// What it says; nil if it could not be read.
    package var statement: EvidenceStatement? { file.statement }
    /// Where it stands.
    package var path: RepositoryPath { file.path }
    /// Whether it tells of a success, and is about what ships.
    package var isProof: Bool { statement?.result == .passed && refusal == nil }

    /// Why it does not count, and what it is then; nil if it does.
    var refusal: (fact: ReleaseFact, state: EvidenceState.State)? {
      facts.lazy.compactMap { fact in
        StatementRules.refusals.first { $0.rule.id == fact.rule.id }.map { (fact, $0.state) }
      }.first
    }
  }

  /// The folders of a release that hold statements.
  package static let folders = ["evidence", "stages"]

  /// Reads the evidence of a release.
  package init(of scene: ReleaseScene, _ folder: ReleaseFolder?) {
    self.scene = scene
    self.folder = folder
    guard let folder else {
      items = []
      return
    }
    let checks = StatementChecks(scene: scene, folder: folder)
    items = EvidenceShelf.files(below: folder.path, in: scene).map { file in
      let signature = EvidenceSignature(of: file, in: scene)
      return Item(
        file: file, signature: signature,
        facts: checks.facts(about: file) + SignatureChecks.facts(about: file, signature, in: scene))
    }
  }

  private static func files(
    below folder: RepositoryPath, in scene: ReleaseScene
  ) -> [EvidenceFile] {
    let paths = folders.flatMap { scene.after.files(below: folder.appending($0.utf8)) }
    return paths.sorted().compactMap { path in
      guard path.fileExtension == "json" else { return nil }
      let bytes: SourceText
      switch scene.after.read(path) {
      case .file(let source): bytes = source
      case .missing: return nil
      // What stands there is no statement, and is told so.
      case .unreadable: bytes = SourceText(path: path, bytes: [])
      }
      // Results of stages that are no statements are read elsewhere.
      let isStage = path.parent.lastSegment.elementsEqual("stages".utf8)
      if isStage, !bytes.contains("_type"), !bytes.contains("payloadType") { return nil }
      return EvidenceFile(bytes, signature: scene.signature(of: path))
    }
  }

  /// The state of every statement, in path order.
  package var states: [EvidenceState] {
    items.map { item in
      let state: EvidenceState.State =
        item.refusal?.state ?? (item.statement?.result == .passed ? .valid : .failed)
      return EvidenceState(
        path: item.path, kind: item.statement?.kind.rawValue ?? "", state: state,
        proof: item.refusal?.fact.message ?? item.summary, signer: item.signature.text)
    }
  }

  /// Statements of a kind that tell of a success and are about what ships.
  package func proofs(of kind: EvidenceStatement.Kind) -> [Item] {
    items.filter { $0.isProof && $0.statement?.kind == kind }
  }

  /// Whether a kind of evidence stands behind a change.
  ///
  /// - Parameters:
  ///   - kind: The kind, as a pack spells it.
  ///   - maxAgeDays: How old it may be at most; the terms say it if nil.
  ///   - role: The role that must have signed it; anybody may if nil.
  package func proof(
    ofEvidence kind: String, maxAgeDays: Int?, signedBy role: String?, for change: Change
  ) -> Proof {
    guard let wanted = EvidenceStatement.Kind(rawValue: kind) else {
      return Proof(isMet: false, "'\(kind)' is no kind of evidence")
    }
    let ofKind = items.filter { $0.statement?.kind == wanted }
    guard !ofKind.isEmpty else {
      let place = folder.map { "'\($0.path.text)/evidence'" } ?? "the release, which has no folder,"
      return Proof(isMet: false, "\(place) holds no evidence of the kind '\(kind)'")
    }
    var lacks: [String] = []
    for item in ofKind {
      if let lack = lack(of: item, maxAgeDays: maxAgeDays, signedBy: role, for: change) {
        lacks.append("'\(item.path.text)' \(lack)")
      } else {
        return Proof(isMet: true, "'\(item.path.text)': \(item.summary)")
      }
    }
    return Proof(isMet: false, lacks.joined(separator: "; "))
  }

  /// Why a statement does not stand behind a change, as the end of a sentence; nil if it does.
  private func lack(
    of item: Item, maxAgeDays: Int?, signedBy role: String?, for change: Change
  ) -> String? {
    guard let statement = item.statement else { return "could not be read" }
    if let refusal = item.refusal { return "does not count: \(refusal.fact.message)" }
    if statement.result != .passed { return "ended with \(statement.result.rawValue)" }
    if let maxAgeDays {
      guard let day = statement.day else { return "does not say when it was done" }
      let age = scene.asOf.dayNumber - day.dayNumber
      if age > maxAgeDays { return "is \(age) days old" }
    }
    if let role, !item.signature.isOf(role, in: scene) {
      return "is not signed by the role '\(role)'"
    }
    if statement.kind.isAboutFiles, !covers(statement, change) {
      return "does not cover '\((change.primary?.path ?? change.contract).text)'"
    }
    return nil
  }

  private func covers(_ statement: EvidenceStatement, _ change: Change) -> Bool {
    let path = change.primary?.path ?? change.contract
    return statement.subjects.contains { $0.contains(path) }
  }
}

extension EvidenceShelf.Item {
  /// What it says, as a sentence.
  var summary: String {
    guard let statement else { return "it could not be read" }
    let day = statement.day.map { " on \($0)" } ?? ""
    let place = statement.environment.map { " in '\($0)'" } ?? ""
    return "it ended with \(statement.result.rawValue)\(day)\(place)"
  }

  /// The place of the whole statement.
  func place(_ range: SourceRange = SourceRange(0, 0)) -> Place {
    Place(range, in: path, file.lines)
  }
}

extension EvidenceStatement.Kind {
  /// Whether a statement of the kind is about the very files that it is bound to, so that it proves
  /// nothing of others.
  var isAboutFiles: Bool {
    switch self {
    case .rollbackDrill, .rehearsal: true
    default: false
    }
  }

  /// Whether a statement of the kind is about a moment, so that it grows old.
  var growsOld: Bool {
    switch self {
    case .decision, .stageResult, .package: false
    default: true
    }
  }
}

extension EvidenceStatement.Subject {
  /// Whether the subject is a path, or a folder that holds it.
  func contains(_ other: RepositoryPath) -> Bool {
    if path == other { return true }
    guard isFolder else { return false }
    return path == .root || other.bytes.starts(with: path.bytes + [UInt8(ascii: "/")])
  }
}

extension ReleaseScene {
  /// The bytes of the signature beside a file; nil if there is none.
  func signature(of path: RepositoryPath) -> [UInt8]? {
    let beside = RepositoryPath(
      unchecked: Name(path.bytes + Array(EvidenceFile.signatureSuffix.utf8)))
    guard case .file(let source) = after.read(beside) else { return nil }
    return source.bytes
  }
}
