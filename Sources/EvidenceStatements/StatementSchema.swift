package import DataTrees
package import SourceModel

/// Evidence as JSON: its schema, its reader and its writer, from one description (in-toto
/// Attestation Framework v1, Statement layer and `test-result` predicate v0.1).
package enum StatementSchema {
  /// The type of every statement.
  package static let statementType = "https://in-toto.io/Statement/v1"
  /// The type of the predicate.
  package static let predicateType = "https://in-toto.io/attestation/test-result/v0.1"
  /// What the names of fields of our own begin with.
  package static let prefix = "urn:relgate:evidence:"

  /// The schema of a statement (JSON Schema, draft-07).
  package static var schema: [UInt8] {
    statement.shape.schema(id: "relgate/evidence/1", title: "A statement of evidence")
  }

  /// What came of reading a statement.
  package struct Reading: Hashable, Sendable {
    /// What it says; nil if there is a problem.
    package let statement: EvidenceStatement?
    /// What is wrong with it, in source order.
    package let problems: [ShapeProblem]
  }

  /// Reads a statement; total: any bytes give one or located problems.
  package static func read(_ source: SourceText) -> Reading {
    let reading = DataTree.read(source, syntax: .json)
    var problems = reading.problems.map { ShapeProblem($0.message, at: $0.range, hint: $0.hint) }
    var found: EvidenceStatement?
    if let tree = reading.tree, problems.isEmpty {
      found = statement.reader.read(tree, tree.root, &problems)
      problems += unknownFields(in: tree) + repeatedSubjects(in: tree)
    }
    problems.sort { ($0.range.lower, $0.message) < ($1.range.lower, $1.message) }
    return Reading(statement: problems.isEmpty ? found : nil, problems: problems)
  }

  /// Writes a statement: the same bytes for the same statement, a line end at their end.
  package static func bytes(of evidence: EvidenceStatement) -> [UInt8] {
    var writer = JSONWriter(.pretty)
    var sorted = evidence
    sorted.subjects.sort { ($0.path, $0.object) < ($1.path, $1.object) }
    sorted.stores.sort { Name($0.name) < Name($1.name) }
    statement.writer.write(sorted, &writer)
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  /// Fields whose names begin as ours do, and are none: a misspelt one would be passed over.
  private static func unknownFields(in tree: DataTree) -> [ShapeProblem] {
    guard let node = tree.value(of: tree.root, "predicate"),
      case .record(let record) = predicate.shape
    else { return [] }
    let known = record.members.map(\.key).filter { $0.hasPrefix(prefix) }
    return tree.members(of: node).compactMap { key, child in
      let name = tree.keyName(key)
      guard name.text.hasPrefix(prefix), !known.contains(name.text) else { return nil }
      let reason = ShapeProblem.Reason.unknown("field", name, among: known)
      return ShapeProblem(
        reason.text, at: tree.keyRange(of: child) ?? tree.range(of: child), hint: reason.hint)
    }
  }

  private static func repeatedSubjects(in tree: DataTree) -> [ShapeProblem] {
    guard let list = tree.value(of: tree.root, "subject") else { return [] }
    var seen: Set<Name> = []
    return tree.items(of: list).compactMap { item in
      guard let node = tree.value(of: item, "name"), let name = tree.string(of: node),
        !seen.insert(name).inserted
      else { return nil }
      return ShapeProblem(
        "the subject '\(name)' stands twice", at: tree.range(of: node),
        hint: "Name each file or folder once.")
    }
  }

  static let statement = ShapedCodec<EvidenceStatement>.record(
    "What was done and how it ended, bound to objects of Git.",
    [
      .required(
        "_type", "The type of the statement.", .word([statementType], "type"), \.statementType),
      .required(
        "subject", "The files and folders that it is bound to.", subjects, \.subjects),
      .required(
        "predicateType", "The type of what is stated.", .word([predicateType], "type"),
        \.predicateType),
      .required("predicate", "What is stated.", predicate, \.predicate),
    ]
  ) { parts in
    var evidence = try parts[\.predicate]
    evidence.subjects = try parts[\.subjects]
    return evidence
  }

  private static let subjects: ShapedCodec<[EvidenceStatement.Subject]> = {
    let list = ShapedCodec<[EvidenceStatement.Subject]>.list(subject)
    return ShapedCodec(
      list.reader.map { subjects in
        subjects.isEmpty
          ? .failure(ShapeProblem.Reason("the statement is bound to nothing")) : .success(subjects)
      }, list.writer)
  }()

  private static let subject = ShapedCodec<EvidenceStatement.Subject>.record(
    "A file or folder, with the name of its object in Git.",
    [
      .required("name", "The path from the repository's root.", .subjectPath, \.path),
      .required(
        "digest", "The name of its object: gitBlob for a file, gitTree for a folder.", digest,
        \.digest),
    ]
  ) { parts in
    let digest = try parts[\.digest]
    let tree = digest["gitTree"]
    return EvidenceStatement.Subject(
      path: try parts[\.path], object: tree ?? digest["gitBlob"] ?? "", isFolder: tree != nil,
      sha256: digest["sha256"])
  }

  private static let algorithms = ["gitBlob", "gitTree", "sha256"]

  private static let digest: ShapedCodec<[String: String]> = {
    let map = ShapedCodec<[String: String]>.byName(.string)
    let reader = map.reader.map { digest -> Result<[String: String], ShapeProblem.Reason> in
      let objects = [digest["gitBlob"], digest["gitTree"]].compactMap { $0 }
      if let other = digest.keys.filter({ !algorithms.contains($0) }).min() {
        return .failure(.unknown("digest", Name(other), among: algorithms))
      }
      guard objects.count == 1 else {
        return .failure(
          ShapeProblem.Reason(
            objects.isEmpty
              ? "the subject has no digest of a Git object"
              : "the subject is both a file and a folder",
            hint: "Give 'gitBlob' of a file, or 'gitTree' of a folder."))
      }
      guard objects.allSatisfy(HexDigest.isObject),
        digest["sha256"].map(HexDigest.isSHA256) ?? true
      else {
        return .failure(
          ShapeProblem.Reason(
            "the digest is not one of its algorithm",
            hint: "Write it in lower-case hexadecimal digits, whole."))
      }
      return .success(digest)
    }
    return ShapedCodec(reader, map.writer)
  }()
}

extension EvidenceStatement {
  fileprivate var statementType: String { StatementSchema.statementType }
  fileprivate var predicateType: String { StatementSchema.predicateType }
  fileprivate var predicate: EvidenceStatement { self }
}

extension EvidenceStatement.Subject {
  fileprivate var digest: [String: String] {
    var digest = [isFolder ? "gitTree" : "gitBlob": object]
    digest["sha256"] = sha256
    return digest
  }
}
