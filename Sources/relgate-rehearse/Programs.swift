import Glibc

/// Where PostgreSQL's programs are.
enum Programs {
  /// The folder that the user names, or the one of the newest installed version.
  static func folder(_ named: String?) throws(Stop) -> String {
    if let named {
      if hasServer(named) { return named }
      throw .refused(
        "'\(named)' holds no PostgreSQL server",
        hint: "Name the folder with 'initdb' and 'postgres'.")
    }
    let newest = versions.sorted(by: >).lazy.map { "\(root)/\($0)/bin" }.first(where: hasServer)
    if let newest { return newest }
    throw .refused(
      "no PostgreSQL server is installed under '\(root)'",
      hint: "Install the package 'postgresql', or name the folder of its programs with --bin.")
  }

  /// Where Debian and its relatives keep them, a folder for each major version.
  private static let root = "/usr/lib/postgresql"

  private static var versions: [Int] {
    guard let folder = opendir(root) else { return [] }
    defer { closedir(folder) }
    var found: [Int] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let version = Int(name) { found.append(version) }
    }
    return found
  }

  private static func hasServer(_ folder: String) -> Bool {
    access(folder + "/initdb", X_OK) == 0 && access(folder + "/postgres", X_OK) == 0
  }
}
