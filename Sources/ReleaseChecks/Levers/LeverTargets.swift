import MigrationLayouts
import ReleaseModel
import SourceModel

/// What the levers that steps name lead to.
extension CommandTargets {
  /// The kinds of levers that a step may name.
  static let leverKinds = [
    "revert", "flag", "switch", "alias", "tag", "image", "script", "down", "undo", "restore",
  ]

  /// Reads a lever `kind:what`.
  func read(lever text: String) -> Reading {
    var reading = Reading()
    let name = Name(text)
    let halves = name.split(at: UInt8(ascii: ":"))
    let kind = halves?.before ?? name
    let what = halves.map { Name($0.behind.bytes.drop { $0 == 0x20 }) } ?? ""
    switch kind {
    case "revert": readRevert(what, as: name, into: &reading)
    case "down": readDown(what, as: name, into: &reading)
    case _ where !CommandTargets.leverKinds.contains(kind.text):
      let known = CommandTargets.leverKinds.joined(separator: ", ")
      reading.lost.append((kind, "levers are of the kinds \(known)"))
    case _ where what.isEmpty:
      reading.lost.append((name, "it does not say what is flipped: \(kind.text):NAME"))
    case "flag", "switch": read(flag: what, into: &reading)
    case "alias":
      if let place = aliases.place(of: what) {
        reading.found.append(("alias '\(what.text)'", place.path, place.line))
      } else {
        reading.lost.append((what, "no file about search at the range's end names it"))
      }
    case "tag": read(tag: what, into: &reading)
    case "image": readImage(what, into: &reading)
    case "script":
      if let path = RepositoryPath.root.resolving(what.bytes) {
        readScript(path, as: what, into: &reading)
      } else {
        reading.lost.append((what, "the path leads out of the repository"))
      }
    case "undo": readUndo(what, into: &reading)
    default: readFile(what, into: &reading)
    }
    return reading
  }

  private func readUndo(_ what: Name, into reading: inout Reading) {
    let halves = what.split(at: UInt8(ascii: "/"))
    if let halves, let kind = CommandTargets.kinds[halves.before] {
      read(kind, halves.behind, as: what, into: &reading)
    } else {
      reading.lost.append((what, "it is no kind with a name: undo:deployment/api"))
    }
  }

  private func readFile(_ what: Name, into reading: inout Reading) {
    if let path = RepositoryPath.root.resolving(what.bytes), scene.after.object(at: path) != nil {
      reading.found.append(("'\(path.text)'", path, 0))
    } else {
      reading.lost.append((what, "no such file stands at the range's end"))
    }
  }

  private func readRevert(_ what: Name, as word: Name, into reading: inout Reading) {
    if let blocker = scene.changes.first(where: \.keepsCodeFromTurningBack) {
      reading.lost.append((word, "reverting leaves what was stored: \(blocker.fact)"))
    } else if !what.isEmpty {
      read(tag: what, into: &reading)
    } else if let release = scene.releases.last {
      reading.found.append(("tag '\(release.tag)'", nil, 0))
    } else {
      reading.lost.append((word, "no release tag stands before the range"))
    }
  }

  private func readDown(_ what: Name, as word: Name, into reading: inout Reading) {
    let meant = migrations.entries.filter { entry in
      what.isEmpty ? entry.isAdded : entry.isNamed(what)
    }
    if meant.isEmpty {
      reading.lost.append((word, "the range has no such migration"))
    }
    for entry in meant {
      if let down = entry.down {
        reading.found.append(("way down '\(down.text)'", down, 0))
      } else {
        reading.lost.append((word, entry.obstacle ?? ""))
      }
    }
  }
}

extension RangeMigrations.Entry {
  /// Whether a lever means the migration: by a file, by its version or by its revision.
  fileprivate func isNamed(_ what: Name) -> Bool {
    migration.up.name == what || migration.down?.name == what || migration.version == what
      || revision == what && !what.isEmpty
  }
}
