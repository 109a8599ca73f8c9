import GitHistory
import ReleaseModel
import SourceModel

/// Trouble that the engine finds before any format looks at a file.
enum CoreProblem: Error, Hashable {
  case largeFilePointer
  case symlink
  case submodule
  case tooLarge(size: Int)
  case objectMissing(message: String, hint: String?)
  case notRecognized
  case unknownVersion(format: String, version: String)

  /// The trouble of reading an object.
  init(_ error: GitError) {
    self = .objectMissing(message: error.message, hint: error.hint)
  }

  var rule: RuleID {
    switch self {
    case .largeFilePointer: "core/lfs-pointer"
    case .symlink: "core/symlink"
    case .submodule: "core/submodule"
    case .tooLarge: "core/file-too-large"
    case .objectMissing: "core/object-missing"
    case .notRecognized: "core/contract-unrecognized"
    case .unknownVersion(let format, _): RuleID("\(format)/version-unknown")
    }
  }

  var message: String {
    switch self {
    case .largeFilePointer: "the file is stored in Git LFS, the repository has only a pointer"
    case .symlink: "the path is a symbolic link, which is not followed"
    case .submodule: "the path is a submodule, whose files are in another repository"
    case .tooLarge(let size):
      "the file has \(size) bytes, over the limit of \(FileContent.sizeLimit)"
    case .objectMissing(let message, _): message
    case .notRecognized: "the file was not recognized as a contract"
    case .unknownVersion(_, let version): "the version '\(version)' is not known"
    }
  }

  var hint: String? {
    switch self {
    case .largeFilePointer: "Store contracts in Git itself: run 'git lfs untrack' on the path."
    case .symlink: "Name the file that the link points to."
    case .submodule: "Run relgate in the submodule."
    case .tooLarge: nil
    case .objectMissing(_, let hint): hint
    case .notRecognized: "Correct the paths under 'contracts', or the file."
    case .unknownVersion: "Update relgate, or correct the version in the file."
    }
  }

  /// Whether nobody can say if the file is a contract.
  var leavesNatureOpen: Bool {
    if case .objectMissing = self { true } else { false }
  }

  func problem(at path: RepositoryPath?, _ side: Side) -> Problem {
    Problem(rule: rule, message: message, path: path, side: side, hint: hint, hides: true)
  }
}
