internal import SourceModel

/// Sqitch's plan: the changes in the order in which they are deployed.
struct SqitchPlan {
  /// A line of the plan.
  enum Entry: Equatable {
    case change(Name)
    /// Without its `@`.
    case tag(Name)
  }

  let entries: [Entry]

  /// Reads a plan; lines that are neither changes nor tags are passed over.
  init(_ source: SourceText) {
    var entries: [Entry] = []
    for line in Lines(source.bytes, in: 0..<source.bytes.count) {
      guard
        var word = source.bytes[line.range].split(whereSeparator: \.isBlank).first,
        let mark = word.first, mark != UInt8(ascii: "%"), mark != UInt8(ascii: "#")
      else { continue }
      if mark == UInt8(ascii: "@") {
        entries.append(.tag(Name(word.dropFirst())))
      } else {
        if mark == UInt8(ascii: "+") { word = word.dropFirst() }
        if mark != UInt8(ascii: "-"), !word.isEmpty { entries.append(.change(Name(word))) }
      }
    }
    self.entries = entries
  }

  /// The changes with the names of their scripts, of which there may be several to choose from.
  ///
  /// A change that is reworked later runs from a copy with the name of a tag in between.
  var changes: [(name: Name, scripts: [Name])] {
    // Tags since the latest occurrence of each change, gathered from the end.
    var changes: [(name: Name, scripts: [Name])] = []
    var later: [Name: Int] = [:]
    for (index, entry) in entries.enumerated().reversed() {
      guard case .change(let name) = entry else { continue }
      if let next = later[name] {
        let tags = entries[index..<next].compactMap { entry in
          if case .tag(let tag) = entry { name + "@" + tag } else { nil }
        }
        changes.append((name, tags))
      } else {
        changes.append((name, [name]))
      }
      later[name] = index
    }
    return changes.reversed()
  }
}

extension MigrationPlace {
  /// Sqitch's.
  func plannedMigrations(in tree: inout TreeLook) -> FoundMigrations {
    var found = FoundMigrations()
    let planPath = folder.appending("sqitch.plan".utf8)
    guard let source = tree.source(planPath) else { return found }
    let parts = ["deploy", "revert", "verify"].map {
      tree.files(below: folder.appending($0.utf8)).filter { $0.fileExtension == "sql" }
    }
    let present = Set(parts.joined())
    func script(_ part: String, _ name: Name) -> RepositoryPath? {
      let path = folder.appending(Array("\(part)/".utf8) + name.bytes + Array(".sql".utf8))
      return present.contains(path) ? path : nil
    }
    let migrations: [Migration] = SqitchPlan(source).changes.compactMap { change in
      for name in change.scripts {
        guard let up = script("deploy", name) else { continue }
        let verify = script("verify", name).map { [$0] } ?? []
        return Migration(
          version: name, name: change.name, up: up, down: script("revert", name),
          settings: verify)
      }
      return nil
    }
    found.add(
      MigrationChain(
        layout: .sqitch, folder: folder, language: .sql,
        dialect: dialect(
          marked: engine(in: &tree), samples: tree.samples(of: migrations.map(\.up))),
        migrations: migrations))
    found.claimed.formUnion(present)
    found.claimed.insert(planPath)
    return found
  }

  /// The engine that Sqitch's configuration names.
  private func engine(in tree: inout TreeLook) -> MigrationChain.Dialect? {
    guard let settings = tree.source(folder.appending("sqitch.conf".utf8)) else { return nil }
    for line in Lines(settings.bytes, in: 0..<settings.bytes.count) {
      let words = settings.bytes[line.range].split { !$0.isWord }.map { Name($0) }
      if words.count == 2, words[0] == "engine" {
        return MigrationChain.Dialect.named(words[1].bytes)
      }
    }
    return nil
  }
}
