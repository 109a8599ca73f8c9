internal import CGit2

extension Repository {
  /// The full names of the references below a prefix such as `refs/heads/`, those with the fewest
  /// slashes first, then by their bytes.
  package func references(below prefix: String) throws(GitError) -> [String] {
    var names: [String] = []
    try forEachReference(prefix + "*") { reference in
      names.append(String(cString: git_reference_name(reference)))
    }
    func depth(_ name: String) -> Int { name.utf8.count { $0 == UInt8(ascii: "/") } }
    return names.sorted { a, b in
      depth(a) != depth(b) ? depth(a) < depth(b) : a.utf8.lexicographicallyPrecedes(b.utf8)
    }
  }

  /// Whether there is a reference of a full name.
  package func hasReference(_ name: String) -> Bool {
    var id = git_oid()
    return git_reference_name_to_id(&id, handle, name) == 0
  }

  /// Whether an object is here.
  package func contains(_ id: ObjectID) -> Bool {
    var id = id.oid
    return git_odb_exists(objects, &id) == 1
  }
}
