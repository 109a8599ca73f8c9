internal import SourceModel

/// The entries by name of folders in which many are looked for.
///
/// A folder is scanned for the first few; whoever asks for more wants most of it.
struct FolderMemo {
  private var asked: [ObjectID: Int] = [:]
  private var folders: [ObjectID: [Name: Entry]] = [:]
  private var count = 0

  /// How many lookups a folder is scanned for.
  private static let scans = 3
  /// How many entries are kept in all.
  private static let limit = 500_000

  /// The entries of a folder, if they are kept.
  subscript(folder: ObjectID) -> [Name: Entry]? { folders[folder] }

  /// Tells, and counts, whether a folder was asked often enough to keep its entries.
  mutating func isWorthKeeping(_ folder: ObjectID) -> Bool {
    let times = asked[folder, default: 0] + 1
    asked[folder] = times
    return times > FolderMemo.scans
  }

  /// Keeps the entries of a folder.
  mutating func keep(_ entries: [Name: Entry], of folder: ObjectID) {
    if count + entries.count > FolderMemo.limit {
      folders = [:]
      count = 0
    }
    folders[folder] = entries
    count += entries.count
  }
}

extension Repository {
  /// The entry of a name in a folder.
  func entry(named name: ArraySlice<UInt8>, in folder: ObjectID) throws(GitError) -> Entry? {
    if let entries = folders[folder] { return entries[Name(name)] }
    guard folders.isWorthKeeping(folder) else { return try tree(folder).entry(named: name) }
    let tree = try tree(folder)
    var entries: [Name: Entry] = [:]
    var offset = 0
    while let entry = try tree.entry(at: offset) {
      // Of two entries of one name the first counts, as in a scan.
      let name = Name(Array(entry.name))
      if entries[name] == nil { entries[name] = entry.entry }
      offset = entry.end
    }
    folders.keep(entries, of: folder)
    return entries[Name(name)]
  }
}
