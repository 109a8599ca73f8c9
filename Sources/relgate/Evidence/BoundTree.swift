import EvidenceStatements
import GitHistory
import SourceModel

/// The tree of HEAD, to which statements are bound, beside the index and the checked-out files.
struct BoundTree {
  let head: GitSnapshot
  private let index: GitSnapshot
  private let workTree: WorkTree

  init(of repository: Repository, _ workTree: WorkTree) throws(Failure) {
    do throws(GitError) {
      head = try repository.snapshot(of: repository.revision("HEAD"))
      index = try repository.snapshot(of: repository.stagedRevision())
    } catch {
      throw Failure(error)
    }
    self.workTree = workTree
  }

  /// The object of HEAD at a path, as a subject.
  ///
  /// Refuses where the index or the work tree differ: what was tried would not be what is named.
  func subject(at path: RepositoryPath) throws(Failure) -> EvidenceStatement.Subject {
    let object = try asking { () throws(GitError) in try head.entry(at: path) }
    guard let object, object.mode == .folder || object.mode.isFile else {
      throw Failure(
        "HEAD has no file or folder '\(path.text)'", hint: "Commit it first.", exitCode: 2)
    }
    let staged = try asking { () throws(GitError) in try index.entry(at: path) }
    if staged != object { throw BoundTree.differs(path, in: "the index") }
    let isFolder = object.mode == .folder
    let files = try asking { () throws(GitError) in
      isFolder ? try head.files(under: path) : [FileItem(path: path, entry: object)]
    }
    for file in files where file.entry.mode.isFile { try check(file) }
    return EvidenceStatement.Subject(path: path, object: object.id.hex, isFolder: isFolder)
  }

  private func check(_ file: FileItem) throws(Failure) {
    let content = try asking { () throws(GitError) in
      try head.content(of: file.entry, at: file.path)
    }
    guard case .text(let committed) = content, let bytes = workTree.content(of: file.path),
      bytes == committed.bytes || BoundTree.withoutReturns(bytes) == committed.bytes
    else { throw BoundTree.differs(file.path, in: "the work tree") }
  }

  private func asking<Answer>(
    _ question: () throws(GitError) -> Answer
  ) throws(Failure) -> Answer {
    do throws(GitError) { return try question() } catch { throw Failure(error) }
  }

  /// A text as Git stores it where it checks out lines that end in CR LF.
  private static func withoutReturns(_ bytes: [UInt8]) -> [UInt8] {
    var kept: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      let isEnd = byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
      if !isEnd { kept.append(byte) }
    }
    return kept
  }

  private static func differs(_ path: RepositoryPath, in place: String) -> Failure {
    Failure(
      "'\(path.text)' differs between HEAD and \(place)",
      hint: "Commit or restore it: evidence is bound to what is committed.", exitCode: 2)
  }
}
