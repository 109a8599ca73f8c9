import GitHistory
import SourceModel

/// What commands and levers of a procedure lead to at `after`.
///
/// What only a run can tell, and what leads outside of the repository, is passed over.
struct CommandTargets {
  /// What was found of a step.
  struct Reading {
    /// What it leads to, in words with its place.
    var found: [(what: String, path: RepositoryPath?, line: Int)] = []
    /// What leads nowhere, with the reason as the end of a sentence.
    var lost: [(word: Name, reason: String)] = []
  }

  let scene: ReleaseScene
  let migrations: RangeMigrations
  let deployed: DeployedObjects
  let formerlyDeployed: DeployedObjects
  let flags: DefinedNames
  let aliases: DefinedNames
  /// The keys of flags that the record names.
  let flagKeys: Set<Name>

  /// Reads a command, or several.
  ///
  /// - Parameter procedure: All commands of the procedure: they take migrations back together.
  func read(command text: String, of procedure: [String]) -> Reading {
    var counts: [String: Int] = [:]
    for undo in procedure.flatMap({ CommandWords($0).commands }).compactMap({ UndoCommand($0) }) {
      if case .count(let count) = undo.extent { counts[undo.tool, default: 0] &+= count }
    }
    var reading = Reading()
    var folder: RepositoryPath? = .root
    for words in CommandWords(text).commands {
      if ["cd", "pushd"].contains(words.first?.text) {
        folder = words.count == 2 ? enter(words[1], from: folder, into: &reading) : nil
      } else {
        read(words, in: folder, counts, into: &reading)
      }
    }
    return reading
  }

  /// The folder that a command changes into; nil if it is none of the repository.
  private func enter(
    _ word: CommandWords.Word, from folder: RepositoryPath?, into reading: inout Reading
  ) -> RepositoryPath? {
    guard word.isLiteral, !word.text.hasPrefix("~"), word.text != "-",
      let path = folder?.resolving(word.text.bytes)
    else { return nil }
    if path == .root || scene.after.object(at: path)?.kind == .folder { return path }
    reading.lost.append((word.text, "no such folder stands at the range's end"))
    return nil
  }

  /// - Parameter folder: Where the command runs; nil if that cannot be told.
  private func read(
    _ words: [CommandWords.Word], in folder: RepositoryPath?, _ counts: [String: Int],
    into reading: inout Reading
  ) {
    if var undo = UndoCommand(words) {
      if case .count = undo.extent { undo.extent = .count(counts[undo.tool] ?? 0) }
      if let objection = migrations.objection(to: undo, railsCount: railsMigrations) {
        reading.lost.append((words.last?.text ?? "", objection))
      } else {
        reading.found.append(("\(undo.tool) takes the range's migrations back", nil, 0))
      }
    }
    let line = CommandLineWords(words)
    if let folder { readProgram(words, in: folder, into: &reading) }
    switch line.program {
    case "kubectl", "oc": readKubernetes(line.rest, into: &reading)
    case "git": readTags(line.rest, into: &reading)
    default: break
    }
    let makesFiles = CommandTargets.makers.contains(line.program)
    for (index, word) in line.rest.enumerated() where word.isLiteral {
      let option = index > 0 ? line.rest[index - 1].text.optionName : nil
      let own = word.text.optionName
      let value = own == nil ? word.text : word.text.split(at: UInt8(ascii: "="))?.behind
      guard let value, !value.isEmpty else { continue }
      if readFlag(value, of: own ?? option, into: &reading) { continue }
      if option == "image" || own == "image" {
        readImage(value, into: &reading)
      } else if let folder, !makesFiles, line.program != "git" {
        readPath(value, in: folder, of: line.program, isFirst: index == 0, into: &reading)
      }
    }
  }

  /// Programs that write the files that they are given.
  private static let makers: Set<Name> = [
    "pg_dump", "pg_dumpall", "mysqldump", "tar", "tee", "touch", "mkdir", "curl", "wget", "echo",
    "rm",
  ]

  /// Programs whose words with a slash are mostly names of images, charts or projects.
  private static let namers: Set<Name> = [
    "docker", "podman", "helm", "gh", "glab", "aws", "gcloud",
  ]

  /// The migrations of Rails that the range adds, which are not read but counted.
  private var railsMigrations: Int {
    scene.deltas.count { delta in
      delta.before == nil && delta.path.fileExtension == "rb"
        && delta.path.segments.suffix(3).dropLast().map({ Name($0) }) == ["db", "migrate"]
    }
  }

  // MARK: Paths

  private func readProgram(
    _ words: [CommandWords.Word], in folder: RepositoryPath, into reading: inout Reading
  ) {
    guard let program = words.first, program.isLiteral,
      program.text.bytes.contains(UInt8(ascii: "/")), !program.text.hasPrefix("/"),
      !program.text.hasPrefix("~"), let path = folder.resolving(program.text.bytes)
    else { return }
    readScript(path, as: program.text, into: &reading)
  }

  func readScript(
    _ path: RepositoryPath, as word: Name, into reading: inout Reading
  ) {
    switch scene.after.object(at: path)?.kind {
    case .executable: reading.found.append(("script '\(path.text)'", path, 0))
    case .file: reading.lost.append((word, "the file may not be run: its mode is not 100755"))
    case .folder, nil: reading.lost.append((word, "no such file stands at the range's end"))
    }
  }

  private func readPath(
    _ value: Name, in folder: RepositoryPath, of program: Name, isFirst: Bool,
    into reading: inout Reading
  ) {
    if ["/", "~", "@", "-", "+"].contains(where: { value.bytes.starts(with: $0.utf8) }) { return }
    guard let path = folder.resolving(value.bytes), path != .root else { return }
    if scene.after.object(at: path) != nil {
      reading.found.append(("'\(path.text)'", path, 0))
      return
    }
    let isScript = isFirst && CommandLineWords.interpreters.contains(program)
    let isHere = value.hasPrefix("./") || value.hasPrefix("../")
    let isBelow =
      !CommandTargets.namers.contains(program) && value.bytes.contains(UInt8(ascii: "/"))
      && !value.bytes.contains(UInt8(ascii: ":"))
      && path.segments.first.map { first in
        scene.after.object(at: RepositoryPath(unchecked: Name(first)))?.kind == .folder
          && !CommandTargets.kinds.keys.contains(Name(first))
      } ?? false
    let isManifest = ["kubectl", "oc"].contains(program) && path.isYAML
    if isScript || isHere || isBelow || isManifest {
      reading.lost.append((value, "no such file stands at the range's end"))
    }
  }

  // MARK: Flags, tags, images

  /// Reads the key of a flag; false if the word is none.
  private func readFlag(_ value: Name, of option: Name?, into reading: inout Reading) -> Bool {
    let options: Set<Name> = ["flag", "flag-key", "feature", "feature-flag", "toggle"]
    var key: Name?
    if let option, options.contains(option) || flagKeys.contains(value) { key = value }
    if flagKeys.contains(value) { key = value }
    let segments = value.bytes.split(separator: UInt8(ascii: "/")).map { Name($0) }
    if value.hasPrefix("http"), let index = segments.firstIndex(where: CommandTargets.isFlagList),
      index + 1 < segments.count
    {
      key = Name(segments[index + 1].bytes.prefix { $0 != UInt8(ascii: "?") })
    }
    guard let key else { return false }
    read(flag: key, into: &reading)
    return true
  }

  private static func isFlagList(_ segment: Name) -> Bool {
    ["flags", "features", "feature-flags", "toggles"].contains(segment)
  }

  func read(flag key: Name, into reading: inout Reading) {
    if let place = flags.place(of: key) {
      reading.found.append(("flag '\(key.text)'", place.path, place.line))
    } else {
      reading.lost.append((key, "no file of flags at the range's end defines it"))
    }
  }

  private func readTags(_ words: [CommandWords.Word], into reading: inout Reading) {
    let commands: Set<Name> = ["checkout", "revert", "reset", "switch", "show", "worktree"]
    guard let first = words.first(where: { $0.text.optionName == nil }),
      commands.contains(first.text)
    else { return }
    for word in words where word.isLiteral {
      // A range of revisions names two.
      for name in word.text.text.split(separator: "..") {
        guard name.contains("."), ReleaseVersion(tag: String(name)) != nil else { continue }
        read(tag: Name(String(name)), into: &reading)
      }
    }
  }

  func read(tag: Name, into reading: inout Reading) {
    let tags = scene.releases.map(\.tag) + [scene.released?.tag].compactMap(\.self)
    if tags.contains(tag.text) || isOwnVersion(tag) {
      reading.found.append(("tag '\(tag.text)'", nil, 0))
    } else {
      reading.lost.append((tag, "no release has that tag"))
    }
  }

  private func isOwnVersion(_ tag: Name) -> Bool {
    guard let own = scene.afterVersion, let other = ReleaseVersion(tag: tag.text) else {
      return false
    }
    return own.numbers == other.numbers
  }

  func readImage(_ reference: Name, into reading: inout Reading) {
    guard let pin = reference.imagePin else {
      reading.lost.append((reference, "the image has no tag that tells one build from the next"))
      return
    }
    let named = (deployed.images + formerlyDeployed.images).first { $0.reference == reference }
    let isRelease =
      ReleaseVersion(tag: pin.text).map { version in
        scene.releases.contains { $0.version.numbers == version.numbers } || isOwnVersion(pin)
      } ?? false
    if named != nil || isRelease {
      reading.found.append(("image '\(reference.text)'", named?.path, named?.line ?? 0))
    } else {
      reading.lost.append((reference, "no release and no manifest has that tag"))
    }
  }

  // MARK: Kubernetes

  /// The kinds of Kubernetes that commands name, by their spellings.
  static let kinds: [Name: Name] = [
    "deployment": "deployment", "deployments": "deployment", "deploy": "deployment",
    "deployment.apps": "deployment", "statefulset": "statefulset", "sts": "statefulset",
    "daemonset": "daemonset", "ds": "daemonset", "service": "service", "services": "service",
    "svc": "service", "ingress": "ingress", "configmap": "configmap", "cm": "configmap",
    "cronjob": "cronjob", "horizontalpodautoscaler": "horizontalpodautoscaler",
    "hpa": "horizontalpodautoscaler",
  ]

  private func readKubernetes(_ words: [CommandWords.Word], into reading: inout Reading) {
    let isSettingImage = words.map(\.text).starts(with: ["set", "image"])
    for (index, word) in words.enumerated() where word.isLiteral && word.text.optionName == nil {
      let halves = word.text.split(at: UInt8(ascii: "/"))
      if let halves, let kind = CommandTargets.kinds[halves.before] {
        read(kind, halves.behind, as: word.text, into: &reading)
      } else if let kind = CommandTargets.kinds[word.text], index + 1 < words.count,
        words[index + 1].isLiteral, words[index + 1].text.optionName == nil
      {
        read(kind, words[index + 1].text, as: words[index + 1].text, into: &reading)
      } else if isSettingImage, let image = word.text.split(at: UInt8(ascii: "="))?.behind {
        readImage(image, into: &reading)
      }
    }
  }

  func read(_ kind: Name, _ name: Name, as word: Name, into reading: inout Reading) {
    if let object = deployed.objects.first(where: { $0.kind == kind && $0.name == name }) {
      reading.found.append(("\(kind.text) '\(name.text)'", object.path, object.line))
    } else {
      reading.lost.append((word, "no manifest at the range's end has that \(kind.text)"))
    }
  }
}

extension RepositoryPath {
  fileprivate var isYAML: Bool { ["yaml", "yml"].contains(fileExtension) }
}
