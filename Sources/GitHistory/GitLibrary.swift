internal import CGit2

/// libgit2 as this process uses it.
package enum GitLibrary {
  /// Starts libgit2, once per process, and fixes what it may look at.
  ///
  /// Neither the user's nor the system's configuration is read: what a repository says does not
  /// depend on who asks. The owner of its files is not checked, because no program that a
  /// configuration names is ever run.
  package static func start() throws(GitError) {
    try GitError.check(started)
  }

  private static let started: Int32 = {
    var code = git_libgit2_init()
    if code < 0 { return code }
    let levels = [
      GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG,
      GIT_CONFIG_LEVEL_GLOBAL,
    ]
    for level in levels {
      code = min(rg_git_set_search_path(level.rawValue, ""), 0)
      if code < 0 { return code }
    }
    code = rg_git_set_owner_validation(0)
    if code < 0 { return code }
    code = rg_git_set_hash_verification(0)
    return code < 0 ? code : rg_git_allow_read_only_extensions()
  }()
}
