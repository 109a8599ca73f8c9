#ifndef RELGATE_CGIT2_SHIM_H
#define RELGATE_CGIT2_SHIM_H
#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>

/* git_libgit2_opts is variadic, so Swift cannot see it: one typed wrapper per option. */
static inline int rg_git_set_owner_validation(int enabled) {
  return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

/* Whether every object that is read is hashed again; git itself does not. */
static inline int rg_git_set_hash_verification(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, enabled);
}

/* Where the configuration of a level (git_config_level_t) is looked for; "" means nowhere. */
static inline int rg_git_set_search_path(int level, const char *path) {
  return git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, path);
}

/* Extensions that do not change how objects and references are read. */
static inline int rg_git_allow_read_only_extensions(void) {
  const char *names[] = {"worktreeconfig", "partialclone", "preciousobjects", "relativeworktrees"};
  return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, (size_t)4);
}

#endif
