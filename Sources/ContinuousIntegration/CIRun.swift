/// What a run of CI is about, found in what the service tells it.
package struct CIRun: Hashable, Sendable {
  /// The service.
  package let system: CISystem
  /// What is to be judged.
  package let subject: Subject
  /// What was found and where, a sentence without a full stop.
  package let explanation: String
  /// The branch that is merged into, if the range does not begin at it.
  package private(set) var targetBranch: String?
  /// The main branch, where a release is judged and the service tells it.
  package private(set) var mainBranch: String?

  /// What is to be judged.
  package enum Subject: Hashable, Sendable {
    /// A range, spelled as on the command line: what is about to be merged, or was pushed.
    case range(String)
    /// A revision that has nothing before it.
    case tree(String)
    /// A release, by the tag's name without `refs/tags/`.
    case release(tag: String)
    /// Nothing: a branch or tag was deleted.
    case nothing
  }

  /// The commit that is checked out.
  package struct Head: Hashable, Sendable {
    let id: String
    let parents: [String]

    /// Takes the ids as hexadecimal digits; the parents whether they are here or not.
    package init(id: String, parents: [String]) {
      self.id = id
      self.parents = parents
    }
  }

  /// Finds what a run is about.
  ///
  /// - Parameters:
  ///   - variable: the environment.
  ///   - event: the bytes of the file that `CIRun.eventFile` names; nil if it cannot be read.
  ///   - head: nil if nothing is checked out.
  ///   - isGone: whether a commit is not here although the whole history is: a push was forced
  ///     over it.
  package init(
    variable: @escaping (String) -> String?, event: [UInt8]?, head: Head?,
    isGone: @escaping (String) -> Bool
  ) throws(CIError) {
    switch CISystem(variable: variable) {
    case .gitHub: self = try GitHubRun(variable, event: event, head: head, isGone: isGone).run()
    case .gitLab: self = try GitLabRun(variable, head: head, isGone: isGone).run()
    case .azure:
      throw CIError(
        "a range is not resolved for Azure Pipelines",
        hint: "Name it: 'relgate check HEAD^1..HEAD' for a pull request. "
          + CISystem.azure.depthRemedy)
    case nil:
      let marks = CISystem.allCases.map { "'\($0.mark)'" }.joined(separator: ", ")
      throw CIError(
        "no CI was recognized: none of \(marks) is set",
        hint: "Name a range, such as 'relgate check origin/main...HEAD'.")
    }
  }

  init(
    _ system: CISystem, _ subject: Subject, _ explanation: String, targetBranch: String? = nil,
    mainBranch: String? = nil
  ) {
    self.system = system
    self.subject = subject
    self.explanation = explanation
    self.targetBranch = targetBranch
    self.mainBranch = mainBranch
  }

  /// The file that describes what set off the run; nil if the service writes none.
  package static func eventFile(variable: (String) -> String?) -> String? {
    CISystem(variable: variable) == .gitHub ? variable("GITHUB_EVENT_PATH") : nil
  }
}

/// Why it could not be found out what a run of CI is about.
package struct CIError: Error, Hashable, Sendable {
  /// The fact, lower case, without a full stop.
  package let message: String
  /// What to do, an imperative sentence.
  package let hint: String

  init(_ message: String, hint: String) {
    self.message = message
    self.hint = hint
  }
}

/// The environment, of which an empty variable is one that is not set.
struct CIVariables {
  private let variable: (String) -> String?

  init(_ variable: @escaping (String) -> String?) {
    self.variable = variable
  }

  subscript(_ name: String) -> String? {
    variable(name).flatMap { $0.isEmpty ? nil : $0 }
  }

  func required(_ name: String) throws(CIError) -> String {
    guard let value = self[name] else {
      throw CIError(
        "the variable '\(name)' is not set", hint: "Name a range, or pass the variable on.")
    }
    return value
  }

  /// The full id of an object.
  func commit(_ name: String) throws(CIError) -> String {
    let value = try required(name)
    guard value.isObjectID else {
      throw CIError(
        "the variable '\(name)' holds no commit: '\(value)'", hint: "Name a range.")
    }
    return value
  }
}

extension String {
  /// Whether this is the full id of an object, SHA-1 or SHA-256.
  var isObjectID: Bool {
    [40, 64].contains(utf8.count)
      && utf8.allSatisfy { digit in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit | 0x20)
      }
  }

  /// Whether this is the id that stands for no object.
  var isZeroID: Bool { isObjectID && utf8.allSatisfy { $0 == UInt8(ascii: "0") } }
}
