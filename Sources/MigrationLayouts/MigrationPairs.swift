internal import SourceModel

/// The ways up and down among files that lie side by side.
struct MigrationPairs {
  let ups: [MigrationPlace.NamedFile]
  let downs: [MigrationPlace.NamedFile]
  private let downByName: [MigrationName.Key: RepositoryPath]
  private let downsByVersion: [Name: [RepositoryPath]]
  private let upsByVersion: [Name: Int]

  /// Sorts files out.
  ///
  /// - Parameter mayEndInDirection: whether `x_down` beside `x_up` or `x` is its way down.
  init(_ files: [MigrationPlace.NamedFile], mayEndInDirection: Bool) {
    let keys = mayEndInDirection ? Set(files.map(\.name.key)) : []
    var ups: [MigrationPlace.NamedFile] = []
    var downs: [MigrationPlace.NamedFile] = []
    var downByName: [MigrationName.Key: RepositoryPath] = [:]
    for file in files {
      if file.name.direction == .down {
        downs.append(file)
        downByName[file.name.key] = file.path
      } else if mayEndInDirection, let twin = file.name.upTwin(in: keys) {
        downs.append(file)
        downByName[twin] = file.path
      } else {
        ups.append(file)
      }
    }
    self.ups = ups
    self.downs = downs
    self.downByName = downByName
    downsByVersion = Dictionary(grouping: downs, by: \.name.version).mapValues { $0.map(\.path) }
    upsByVersion = Dictionary(grouping: ups, by: \.name.version).mapValues(\.count)
  }

  /// The way down of a file: by its name, else the only one of its version.
  func down(of up: MigrationPlace.NamedFile) -> RepositoryPath? {
    if let exact = downByName[up.name.key] { return exact }
    guard upsByVersion[up.name.version] == 1, let downs = downsByVersion[up.name.version],
      downs.count == 1
    else { return nil }
    return downs[0]
  }
}

extension MigrationName {
  /// By what a way down belongs to its way up.
  struct Key: Hashable {
    let version: Name
    let name: Name
  }

  var key: Key { Key(version: version, name: name) }

  /// One way of a version.
  struct Way: Hashable {
    let version: Name
    let isDown: Bool
  }

  var way: Way { Way(version: version, isDown: direction == .down) }

  /// The way up of a name that ends in a word for down; nil if there is none.
  fileprivate func upTwin(in keys: Set<Key>) -> Key? {
    for suffix in ["down", "rollback", "revert", "undo"] {
      let ending = Array(suffix.utf8)
      guard name.bytes.suffix(ending.count).elementsEqual(ending) else { continue }
      let stem = name.bytes.dropLast(ending.count)
      let twins = [stem + Array("up".utf8), stem.dropLast()].map {
        Key(version: version, name: Name($0))
      }
      if let twin = twins.first(where: keys.contains) { return twin }
    }
    return nil
  }

  /// The two versions of an update script of an extension.
  var upgradedVersions: (from: Name, to: Name)? {
    let bytes = version.bytes
    let hyphen = UInt8(ascii: "-")
    guard
      let index = bytes.indices.dropLast().first(where: {
        bytes[$0] == hyphen && bytes[$0 + 1] == hyphen
      })
    else { return nil }
    return (Name(bytes[..<index]), Name(bytes[(index + 2)...]))
  }
}

extension Name {
  /// Compares versions by their numbers.
  func isOlder(than other: Name) -> Bool { groupsOfDigits.precede(other.groupsOfDigits) }
}
