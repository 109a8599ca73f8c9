import FormatKit
import GitHistory
package import ReleaseModel
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
    case .unknownVersion(let format, _): DocumentProblem.unknownVersion.rule(of: format)
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
    switch self {
    case .objectMissing, .largeFilePointer, .tooLarge: true
    case .symlink, .submodule, .notRecognized, .unknownVersion: false
    }
  }

  /// The trouble at a place.
  ///
  /// - Parameter subject: What identifies all that it can hide.
  func problem(at path: RepositoryPath?, _ side: Side, hiding subject: String) -> Problem {
    Problem(
      rule: rule, message: message, path: path, side: side, hint: hint, hides: true,
      subject: subject)
  }
}

extension Gate {
  /// What can be wrong before any format looks at a file, and what a gate finds beside changes.
  package static let problemRules = inputRules + gateRules

  private static let inputRules: [ProblemRule] = [
    ProblemRule(
      "config/invalid", "Configuration invalid",
      rationale: """
        The configuration cannot be read, or has a key or a value that means nothing. What is to \
        be judged is not known, so that nothing is.
        """,
      remedy: "Correct the file at the line that is named; 'relgate schema config' describes it."),
    ProblemRule(
      "config/not-read", "Configuration not read",
      rationale: "The configuration has a name under which it is not looked for.",
      remedy: "Name it '.relgate.yaml'."),
    ProblemRule(
      "core/contract-unreadable", "Contract unreadable",
      rationale: "Nothing of the contract could be read, so that any change may hide in it.",
      remedy: "Make the file readable, or take it out of 'contracts' in the configuration."),
    ProblemRule(
      "core/contract-unrecognized", "Contract not recognized",
      rationale: """
        The file was named as a contract, and its content is not of that kind. It may have been \
        one that is now broken.
        """,
      remedy: "Correct the paths under 'contracts', or the file."),
    ProblemRule(
      "core/file-too-large", "File too large",
      rationale: "The file is over the limit of size and is not read, so that any change may hide.",
      remedy: "Split the contract, or exclude the file in the configuration if it is none."),
    ProblemRule(
      "core/lfs-pointer", "File stored in Git LFS",
      rationale: """
        The repository has a pointer in place of the file. The content stands on another server, \
        which is not asked.
        """,
      remedy: "Store contracts in Git itself: run 'git lfs untrack' on the path."),
    ProblemRule(
      "core/object-missing", "Object missing",
      rationale: """
        Git has not fetched a file or folder, or cannot read it. It may be a contract, and what \
        changed in it is not known.
        """,
      remedy: "Fetch all objects with 'git fetch --refetch'."),
    ProblemRule(
      "core/submodule", "Path is a submodule",
      rationale: "Its files are in another repository and are not read.",
      remedy: "Run relgate in the submodule."),
    ProblemRule(
      "core/symlink", "Path is a symbolic link",
      rationale: """
        Links are not followed: the target may lie outside the repository, and a changed target \
        would not show at the link.
        """,
      remedy: "Name the file that the link points to."),
  ]

  /// What a gate can find beside changes.
  private static let gateRules: [ProblemRule] = [
    ProblemRule(
      "core/contract-dump-absent", "Derived contract absent",
      rationale: """
        The configuration names a contract that is derived from code, and the file is not there. \
        What the code promises cannot be compared with what it promised.
        """,
      remedy: "Derive the contract from its code, and commit the file."),
    ProblemRule(
      "core/contract-dump-stale", "Derived contract stale",
      rationale: """
        Code changed that a contract is derived from, and the committed contract did not. Either \
        nothing that others see changed, or the contract no longer says what is served.
        """,
      remedy: "Derive the contract from its code again, and commit it."),
    ProblemRule(
      "core/not-judged", "Changed file not judged",
      rationale: """
        Nothing that changed in the file was judged, since no format reads it: it is a migration in \
        a language of its own, or the policy demands that everything on a declared surface is judged.
        """,
      remedy: "Name the file under 'exclude' in '.relgate.yaml' if it matters to nobody."),
    ProblemRule(
      "core/path-unclaimed", "File looks like a contract and belongs to none",
      rationale: """
        Others may rely on the file, and no format of this version reads it, so that its changes \
        were not looked at.
        """,
      remedy: "Name it under 'exclude' in '.relgate.yaml' if it is no contract."),
    ProblemRule(
      "history/date-implausible", "Date implausible",
      rationale: """
        Windows are counted in days from commits. A revision that is dated before a release among \
        its ancestors, or after the day of judgement, would make any window pass or fail; and so \
        would a new release of an old commit that the main branch does not have.
        """,
      remedy: """
        Commit again with a right clock, or merge before the release; if only the day of judgement \
        is too early, name another with '--as-of'.
        """),
    ProblemRule(
      "history/releases-missing", "No release tags",
      rationale: """
        The end of an element was announced, and the clone has no release tag at all. Since when \
        releases have announced it cannot be told, so that nothing is decided.
        """,
      remedy: "Fetch the tags with 'git fetch --tags'."),
    ProblemRule(
      "policy/signers-invalid", "List of signers invalid",
      rationale: """
        The file of the allowed signers has a line that cannot be read. Who may sign exceptions is \
        not known, so that nothing is judged.
        """,
      remedy: "Correct the line that is named; 'man ssh-keygen' describes it under ALLOWED SIGNERS."
    ),
    ProblemRule(
      VersionCheck.doubtRule, "Version perhaps too low",
      rationale: """
        Some changes may or may not be noticed by users; the files cannot decide it. If they are, \
        the version promises less than it goes out with.
        """,
      remedy: "Look at the risky changes, and release under a minor version if one is noticed."),
    ProblemRule(
      VersionCheck.rule, "Version too low",
      rationale: """
        By Semantic Versioning a version tells what may break. One that promises less than the \
        changes it goes out with takes users by surprise who update automatically.
        """,
      remedy: "Release the changes under a version that promises what they do."),
  ]
}
