internal import CGit2
package import GitHistory
package import SourceModel

/// A file as it is put into a commit.
package enum BuiltFile: Hashable, Sendable {
  case file([UInt8])
  case executable([UInt8])
  case symlink(target: String)
  case submodule(commit: ObjectID)

  /// A plain file of a text.
  package static func text(_ text: String) -> BuiltFile { .file(Array(text.utf8)) }
}

extension BuiltFile: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self = .text(value) }
}

/// A new repository that is filled commit by commit.
///
/// Author and clock are fixed, so the same steps give the same object ids everywhere: the author is
/// `relgate <relgate@example.invalid>`, and commit number n, from 0, is made on 2026-01-01 plus n
/// days, at midnight UTC.
package struct HistoryBuilder: ~Copyable {
  /// The directory that was given.
  package let directory: String
  /// The last commit made; nil before the first.
  package private(set) var head: ObjectID?
  private let handle: OpaquePointer
  private let objects: OpaquePointer
  private var count: Int64 = 0

  /// The date of the first commit: 2026-01-01T00:00:00Z.
  package static let start: Int64 = 1_767_225_600

  /// Creates a repository with the branch `main` in a directory that is empty or not there.
  package init(at directory: String, bare: Bool = true) throws(GitError) {
    try GitLibrary.start()
    var options = git_repository_init_options()
    try GitError.check(
      git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION)))
    options.flags =
      GIT_REPOSITORY_INIT_MKPATH.rawValue | GIT_REPOSITORY_INIT_NO_REINIT.rawValue
      | (bare ? GIT_REPOSITORY_INIT_BARE.rawValue : 0)
    var handle: OpaquePointer?
    let code = "main".withCString { branch in
      options.initial_head = branch
      return git_repository_init_ext(&handle, directory, &options)
    }
    try GitError.check(code)
    guard let handle else { throw GitError(.other) }
    var objects: OpaquePointer?
    let objectsCode = git_repository_odb(&objects, handle)
    guard objectsCode >= 0, let objects else {
      git_repository_free(handle)
      throw GitError(.other)
    }
    self.handle = handle
    self.objects = objects
    self.directory = directory
  }

  deinit {
    git_odb_free(objects)
    git_repository_free(handle)
  }

  /// Commits files, which are the whole content of the commit.
  ///
  /// - Parameters:
  ///   - parents: the last commit made if nil.
  ///   - branch: the branch that points to the commit afterwards; nil for none.
  ///   - seconds: the date, since 1970-01-01T00:00:00Z; the builder's clock if nil.
  package mutating func commit(
    _ files: [RepositoryPath: BuiltFile], message: String = "Change", parents: [ObjectID]? = nil,
    branch: String? = "main", seconds: Int64? = nil
  ) throws(GitError) -> ObjectID {
    let tree = try write(files)
    let date = seconds ?? HistoryBuilder.start + count * 86_400
    count += 1
    var lines = "tree \(tree.hex)\n"
    for parent in parents ?? head.map({ [$0] }) ?? [] { lines += "parent \(parent.hex)\n" }
    let person = HistoryBuilder.signature(date)
    lines += "author \(person)\ncommitter \(person)\n\n\(message)\n"
    let id = try write(Array(lines.utf8), GIT_OBJECT_COMMIT)
    if let branch { try point("refs/heads/\(branch)", to: id) }
    head = id
    return id
  }

  /// Tags a commit: annotated if there is a message, else lightweight.
  package func tag(
    _ name: String, at commit: ObjectID, message: String? = nil
  ) throws(GitError) {
    var target = commit
    if let message {
      let date = HistoryBuilder.start + max(0, count - 1) * 86_400
      target = try write(
        Array(
          """
          object \(commit.hex)
          type commit
          tag \(name)
          tagger \(HistoryBuilder.signature(date))

          \(message)

          """.utf8), GIT_OBJECT_TAG)
    }
    try point("refs/tags/\(name)", to: target)
  }

  /// Lets a branch point to a commit.
  package func branch(_ name: String, at commit: ObjectID) throws(GitError) {
    try point("refs/heads/\(name)", to: commit)
  }

  /// Writes the files of HEAD into the work tree.
  package func checkOut() throws(GitError) {
    var options = git_checkout_options()
    try GitError.check(
      git_checkout_options_init(&options, UInt32(GIT_CHECKOUT_OPTIONS_VERSION)))
    options.checkout_strategy = GIT_CHECKOUT_FORCE.rawValue
    try GitError.check(git_checkout_head(handle, &options))
  }

  private static func signature(_ seconds: Int64) -> String {
    "relgate <relgate@example.invalid> \(seconds) +0000"
  }

  private func point(_ reference: String, to id: ObjectID) throws(GitError) {
    var oid = id.oid
    var created: OpaquePointer?
    defer { git_reference_free(created) }
    try GitError.check(git_reference_create(&created, handle, reference, &oid, 1, nil))
  }

  /// Writes the blobs and trees of files.
  private func write(_ files: [RepositoryPath: BuiltFile]) throws(GitError) -> ObjectID {
    let objects = objects
    var trees = TreeBuilder { bytes throws(GitError) in
      try HistoryBuilder.write(bytes, GIT_OBJECT_TREE, to: objects)
    }
    for (path, file) in files.sorted(by: { $0.key < $1.key }) {
      let entry =
        switch file {
        case .file(let bytes): Entry(mode: .file, id: try write(bytes, GIT_OBJECT_BLOB))
        case .executable(let bytes): Entry(mode: .executable, id: try write(bytes, GIT_OBJECT_BLOB))
        case .symlink(let target):
          Entry(mode: .symlink, id: try write(Array(target.utf8), GIT_OBJECT_BLOB))
        case .submodule(let commit): Entry(mode: .submodule, id: commit)
        }
      try trees.add(path, entry)
    }
    return try trees.finish()
  }

  private func write(_ bytes: [UInt8], _ type: git_object_t) throws(GitError) -> ObjectID {
    try HistoryBuilder.write(bytes, type, to: objects)
  }

  private static func write(
    _ bytes: [UInt8], _ type: git_object_t, to objects: OpaquePointer
  ) throws(GitError) -> ObjectID {
    var oid = git_oid()
    try GitError.check(git_odb_write(&oid, objects, bytes, bytes.count, type))
    return try ObjectID.of(oid)
  }
}

extension ObjectID {
  fileprivate var oid: git_oid {
    var oid = git_oid()
    withUnsafeMutableBytes(of: &oid) { $0.copyBytes(from: bytes) }
    return oid
  }

  fileprivate static func of(_ oid: git_oid) throws(GitError) -> ObjectID {
    guard let id = ObjectID(bytes: withUnsafeBytes(of: oid, Array.init)) else {
      throw GitError(.other)
    }
    return id
  }
}
