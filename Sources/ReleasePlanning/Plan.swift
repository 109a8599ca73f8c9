import DataTrees
import Markdown
import ReleaseModel
import ReleaseRecords
package import SourceModel

/// The files of a release's folder as a range calls for them, with what people wrote kept.
package struct Plan: Sendable {
  /// One file.
  package struct File: Sendable {
    /// What becomes of it.
    package enum State: String, Sendable {
      /// It is new.
      case written
      /// Something was added to it or made again.
      case changed
      /// It says already what it is to say.
      case unchanged
      /// It could not be added to.
      case kept
    }

    /// Its path.
    package let path: RepositoryPath
    /// What it says then.
    package let bytes: [UInt8]
    /// What becomes of it.
    package let state: State
    /// What it says now; nil if it is new.
    package var origin: [UInt8]?
    /// The parts that were added.
    package var added: [String] = []
    /// The parts that were made again.
    package var updated: [String] = []
    /// The parts that people edited, which say something else than the facts.
    package var edited: [String] = []
    /// The parts that nothing calls for any more.
    package var leftOver: [String] = []
    /// Why it was kept as it is; nil if it was not.
    package var obstacle: String?

    /// The lines that wait for people, with what they are to say.
    package var open: [(line: Int, text: String)] { OpenPlaces.all(in: bytes) }
  }

  /// The files, the record first.
  package let files: [File]

  /// Plans.
  ///
  /// - Parameter existing: The bytes of a file that is there; nil if none is.
  package init(_ input: PlanInput, existing: (RepositoryPath) -> [UInt8]?) {
    let record = Plan.record(input, existing(input.recordPath))
    let read = ReleaseRecord(reading: record.bytes, at: input.recordPath)
    files =
      [record]
      + Plan.documents(for: input, read).map { draft in
        let path = input.folder.appending(draft.name.utf8)
        return Plan.document(draft, at: path, existing(path))
      }
  }

  // MARK: Documents

  /// The documents that a range demands, and those that the user asked for.
  private static func documents(
    for input: PlanInput, _ record: ReleaseRecord?
  ) -> [DocumentDraft] {
    let drafts: [(draft: DocumentDraft, isAskedFor: Bool)] = [
      (input.contractDocument, false),
      (input.migrationDocument, input.adjustments != nil),
      (input.rolloutDocument(record), false),
      (input.rollbackDocument, false),
      (input.checklistDocument, false),
      (input.runbookDocument, input.hasRunbook),
      (input.communicationDocument, false),
    ]
    return drafts.filter { $0.isAskedFor || input.demanded.contains($0.draft.name) }.map(\.draft)
      + input.guideDocuments
  }

  /// A document brought up to date.
  ///
  /// - Parameter isPart: Whether the draft is a part of the document only, so that other parts are
  ///   none of its business.
  package static func document(
    _ draft: DocumentDraft, at path: RepositoryPath, _ existing: [UInt8]?, isPart: Bool = false
  ) -> File {
    guard let existing else {
      return File(path: path, bytes: Array(draft.text.utf8), state: .written)
    }
    let merge = DocumentMerge(draft, into: SourceText(path: path, bytes: existing))
    let state: File.State =
      merge.obstacle != nil ? .kept : merge.bytes == existing ? .unchanged : .changed
    return File(
      path: path, bytes: merge.bytes, state: state, origin: existing, added: merge.added,
      updated: merge.updated,
      edited: merge.edited, leftOver: merge.leftOver, obstacle: merge.obstacle)
  }

  // MARK: Record

  private static func record(_ input: PlanInput, _ existing: [UInt8]?) -> File {
    let path = input.recordPath
    guard let existing else {
      return File(
        path: path, bytes: RecordDraft(input, besides: nil).text, state: .written)
    }
    func kept(_ obstacle: String) -> File {
      File(path: path, bytes: existing, state: .kept, origin: existing, obstacle: obstacle)
    }
    let (read, problem) = ReleaseRecord.reading(existing, at: path)
    guard let (tree, present) = read else {
      let reason = problem.map { problem in
        let line = LineTable(existing).line(at: Int(problem.range.lower))
        return ": line \(line): \(problem.message)"
      }
      return kept("it could not be read as a record\(reason ?? "")")
    }
    let merge = RecordMerge(RecordDraft(input, besides: present).part, into: tree)
    if merge.edits.isEmpty {
      return File(
        path: path, bytes: existing, state: merge.obstacles.isEmpty ? .unchanged : .kept,
        origin: existing,
        obstacle: merge.obstacles.first.map { "nothing could be added to '\($0)'" })
    }
    let bytes = merge.result
    // What cannot be read any more must not take the place of what can.
    guard ReleaseRecord(reading: bytes, at: path) != nil else {
      return kept("its layout leaves no place to add to")
    }
    return File(
      path: path, bytes: bytes, state: .changed, origin: existing, added: merge.added,
      obstacle: merge.obstacles.first.map { "nothing could be added to '\($0)'" })
  }
}

extension ReleaseRecord {
  /// Reads a record; nil if there is a problem in it.
  init?(reading bytes: [UInt8], at path: RepositoryPath) {
    guard let read = ReleaseRecord.reading(bytes, at: path).read else { return nil }
    self = read.record
  }

  /// Reads a record with its tree; or the first problem in it, if it has a place.
  static func reading(
    _ bytes: [UInt8], at path: RepositoryPath
  ) -> (read: (tree: DataTree, record: ReleaseRecord)?, problem: ShapeProblem?) {
    let reading = DataTree.read(SourceText(path: path, bytes: bytes), syntax: .yaml)
    var problems = reading.problems.map { ShapeProblem($0.message, at: $0.range) }
    guard let tree = reading.tree, problems.isEmpty, tree.documents.count == 1 else {
      return (nil, problems.first)
    }
    guard let record = ReleaseRecord.reader.read(tree, tree.root, &problems), problems.isEmpty
    else { return (nil, problems.first) }
    return ((tree, record), nil)
  }
}

/// The places of a document that wait for people.
package enum OpenPlaces {
  private static let mark = "TBD"

  /// The lines that hold the mark, with what is to be said there.
  package static func all(in bytes: [UInt8]) -> [(line: Int, text: String)] {
    let lines = LineTable(bytes)
    return stride(from: 1, through: lines.count, by: 1).compactMap { line in
      let text = String(decoding: lines.content(ofLine: line), as: UTF8.self)
      guard let range = text.firstRange(of: mark) else { return nil }
      var rest = text[range.upperBound...].drop { $0 == ":" || $0 == " " }
      while let last = rest.last, last == "\"" || last == "\r" { rest.removeLast() }
      return (line, String(rest))
    }
  }
}
