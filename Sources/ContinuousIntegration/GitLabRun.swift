/// Reads what GitLab tells a job: predefined variables.
struct GitLabRun {
  private let variables: CIVariables
  private let head: CIRun.Head?
  private let isGone: (String) -> Bool

  init(
    _ variable: @escaping (String) -> String?, head: CIRun.Head?,
    isGone: @escaping (String) -> Bool
  ) {
    self.variables = CIVariables(variable)
    self.head = head
    self.isGone = isGone
  }

  func run() throws(CIError) -> CIRun {
    if let tag = variables["CI_COMMIT_TAG"] {
      return CIRun(
        .gitLab, .release(tag: tag), "CI_COMMIT_TAG is the tag '\(tag)'",
        mainBranch: variables["CI_DEFAULT_BRANCH"])
    }
    return variables["CI_MERGE_REQUEST_IID"] == nil ? try push() : try mergeRequest()
  }

  private func mergeRequest() throws(CIError) -> CIRun {
    let after = try variables.commit("CI_COMMIT_SHA")
    let kind = variables["CI_MERGE_REQUEST_EVENT_TYPE"] ?? "detached"
    guard ["merged_result", "merge_train"].contains(kind) else {
      let before = try variables.commit("CI_MERGE_REQUEST_DIFF_BASE_SHA")
      return CIRun(
        .gitLab, .range("\(before)..\(after)"),
        "the merge request gives CI_MERGE_REQUEST_DIFF_BASE_SHA and CI_COMMIT_SHA",
        targetBranch: variables["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"])
    }
    // From the diff's base, what the target branch got since would count as the request's.
    if variables["CI_MERGE_REQUEST_TARGET_BRANCH_SHA"] == nil, let head, head.id == after,
      head.parents.count == 2
    {
      return CIRun(
        .gitLab, .range("HEAD^1..HEAD"),
        "HEAD is the merge commit of the merge request ('\(kind)')")
    }
    let before = try variables.commit("CI_MERGE_REQUEST_TARGET_BRANCH_SHA")
    return CIRun(
      .gitLab, .range("\(before)..\(after)"),
      "the merge request ('\(kind)') gives CI_MERGE_REQUEST_TARGET_BRANCH_SHA and CI_COMMIT_SHA")
  }

  private func push() throws(CIError) -> CIRun {
    let before = try variables.commit("CI_COMMIT_BEFORE_SHA")
    let after = try variables.commit("CI_COMMIT_SHA")
    let pushed = CIRun(
      .gitLab, .range("\(before)..\(after)"),
      "the push gives CI_COMMIT_BEFORE_SHA and CI_COMMIT_SHA")
    if !before.isZeroID, !isGone(before) { return pushed }
    let branch = try variables.required("CI_COMMIT_BRANCH")
    let main = try variables.required("CI_DEFAULT_BRANCH")
    if branch != main {
      return CIRun(
        .gitLab, .range("refs/remotes/origin/\(main)...\(after)"),
        "CI_COMMIT_BEFORE_SHA is \(before.isZeroID ? "zero" : "gone"), so that '\(branch)' is "
          + "compared with CI_DEFAULT_BRANCH '\(main)'")
    }
    if !before.isZeroID { return pushed }
    // GitLab gives zeros for schedules and manual runs as well, which bring nothing in.
    guard variables["CI_PIPELINE_SOURCE"] == "push" else {
      throw CIError(
        "CI_COMMIT_BEFORE_SHA is zero, as for every pipeline that no push set off",
        hint: "Name a range, or judge a release with --release.")
    }
    return CIRun(.gitLab, .tree(after), "the push created the default branch '\(main)'")
  }
}
