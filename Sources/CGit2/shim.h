#ifndef RELGATE_CGIT2_SHIM_H
#define RELGATE_CGIT2_SHIM_H
#include <git2.h>

/* git_libgit2_opts is variadic, so Swift cannot see it: one typed wrapper per option. */
static inline int rg_git_set_owner_validation(int enabled) {
  return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

static inline int rg_git_set_cache_max_size(ssize_t bytes) {
  return git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, bytes);
}

/* Extensions that do not change how objects and references are read. */
static inline int rg_git_allow_read_only_extensions(void) {
  const char *names[] = {"worktreeconfig", "partialclone", "preciousobjects", "relativeworktrees"};
  return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, (size_t)4);
}

#endif
