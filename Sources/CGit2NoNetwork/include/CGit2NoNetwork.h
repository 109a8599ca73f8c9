/* Nothing to declare: the definitions stand in for those of libraries that libgit2 names. */
