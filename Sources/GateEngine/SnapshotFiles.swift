import FormatKit
import GitHistory
import ReleaseChecks
import SourceModel

/// The files of one revision, as formats and the engine read them.
struct SnapshotFiles: FileTree {
  let snapshot: any Snapshot
  let side: Side
  let willRead: @Sendable (Side, RepositoryPath) -> Void

  func read(_ path: RepositoryPath) -> FileReading {
    switch content(of: path) {
    case .success(let source?): .file(source)
    case .success(nil): .missing
    case .failure(let problem):
      .unreadable(reason: problem.message, hint: problem.hint, subject: subject(at: path))
    }
  }

  func files(below folder: RepositoryPath) -> [RepositoryPath] {
    do throws(GitError) {
      return try snapshot.files(under: folder).filter { $0.entry.mode.isFile }.map(\.path)
    } catch {
      // What is missing is told when it is read.
      return []
    }
  }

  func identity(of path: RepositoryPath) -> Name? {
    do throws(GitError) {
      guard let entry = try snapshot.entry(at: path), entry.mode.isFile else { return nil }
      return Name(entry.id.hex)
    } catch {
      return nil
    }
  }

  func readingOrder(of paths: [RepositoryPath]) -> [RepositoryPath] {
    var found: [(path: RepositoryPath, entry: Entry)] = []
    var others: [RepositoryPath] = []
    for path in paths {
      do throws(GitError) {
        guard let entry = try snapshot.entry(at: path) else {
          others.append(path)
          continue
        }
        found.append((path, entry))
      } catch {
        // What is missing is told when it is read.
        others.append(path)
      }
    }
    return snapshot.readingOrder(of: found.map(\.entry)).map { found[$0].path } + others
  }

  /// The name of the object at a path, which is known even of what cannot be read.
  private func subject(at path: RepositoryPath) -> Name {
    do throws(GitError) {
      return Name(try snapshot.entry(at: path)?.id.hex ?? "")
    } catch {
      return ""
    }
  }

  /// A file's bytes; nil if no file is there.
  ///
  /// - Parameter entry: what is known to stand at the path; looked for if nil.
  func content(
    of path: RepositoryPath, entry: Entry? = nil
  ) -> Result<SourceText?, CoreProblem> {
    willRead(side, path)
    do throws(GitError) {
      let content =
        if let entry { try snapshot.content(of: entry, at: path) } else {
          try snapshot.content(at: path)
        }
      return switch content {
      case .text(let source): .success(source)
      case .missing, .folder: .success(nil)
      case .symlink: .failure(.symlink)
      case .submodule: .failure(.submodule)
      case .largeFilePointer: .failure(.largeFilePointer)
      case .tooLarge(let size): .failure(.tooLarge(size: size))
      }
    } catch {
      return .failure(CoreProblem(error))
    }
  }
}

extension SnapshotFiles: ObjectTree {
  func object(at path: RepositoryPath) -> TreeObject? {
    do throws(GitError) {
      guard let entry = try snapshot.entry(at: path) else { return nil }
      switch entry.mode {
      case .file: return TreeObject(.file, id: entry.id.hex)
      case .executable: return TreeObject(.executable, id: entry.id.hex)
      case .folder: return TreeObject(.folder, id: entry.id.hex)
      default: return nil
      }
    } catch {
      // What is missing is told when it is read.
      return nil
    }
  }
}
