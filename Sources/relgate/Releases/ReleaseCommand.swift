import CommandKit
import DataTrees
import FormatKit
import GateEngine
import GitHistory
import ReleaseChecks
import ReleaseModel
import ReleasePlanning
import ReleaseRecords
import SourceModel

/// `relgate release`: what the repository says of its releases.
enum ReleaseCommand {
  private static let format = Option(
    ["--format", "-f"], ValueKind<AnswerFormat>.choice("FORMAT"), default: .text,
    help: "How the answer is written")
  private static let notation = Option(
    ["--format", "-f"], ValueKind<ReleaseGraph.Notation>.choice("FORMAT"), default: .text,
    help: "How the graph is written")
  private static let release = Positional(
    required: ValueKind.text("VERSION"), help: "The version, or the name of the folder")
  private static let state = Option(
    "--state", ValueKind<ReleaseRecord.State>.choice("STATE"), defaultText: "rolling",
    help: "How far the release has come now that it has a tag")

  private static let place: [any Parameter] = [RangeOptions.repository, Checkout.at]

  static let command = Command<Action>(
    "release", "Tell what the repository says of its releases",
    commands: [
      Command(
        "list", "List the releases with their states", parameters: place + [format],
        action: .releaseList),
      Command(
        "show", "Show the record and the files of a release",
        parameters: [release] + place + [format], action: .releaseShow),
      ReleaseStatus.command,
      Command(
        "graph", "Connect releases with what they bring, need and are linked to",
        parameters: place + [notation],
        examples: [Example("a picture", "relgate release graph --format dot | dot -Tsvg")],
        action: .releaseGraph),
      Command(
        "freeze", "Write the tag's object and the state into the record of a release",
        discussion: """
          From then on a tag that was moved is found. In a bare repository the record is printed.
          """,
        parameters: [release, RangeOptions.repository, state], action: .releaseFreeze),
    ])

  /// The releases at the revision that the user named.
  private static func catalog(
    _ invocation: Invocation
  ) throws(Failure) -> (catalog: ReleaseCatalog, tree: TreeOfReleases) {
    let tree = try Checkout.tree(invocation)
    return (ReleaseCatalog(tree.releases, in: tree.files), tree)
  }

  private static func unknown(_ name: String, among catalog: ReleaseCatalog) -> Failure {
    let names = catalog.entries.map(\.name)
    let nearest = Spelling.nearest(to: name, among: names)
    return Failure(
      "no release '\(name)' was found",
      hint: nearest.map { "Did you mean '\($0)'?" }
        ?? (names.isEmpty
          ? "Run 'relgate plan' to begin one." : "Releases: \(names.joined(separator: ", "))."),
      exitCode: 2)
  }

  // MARK: list

  static func list(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let entries = try catalog(invocation).catalog.entries
    switch invocation[format] {
    case .text:
      let text = entries.map { entry in
        let title = entry.record?.title.map { ": \($0.value)" } ?? ""
        let tag = entry.record?.tag.map { ", tag \($0.name.value)" } ?? ""
        return "\(entry.version)  \(entry.state)\(tag)\(title)\n"
      }.joined()
      try Channel.output.write(text: text.isEmpty ? "no releases\n" : text)
    case .json:
      var writer = JSONWriter(.pretty)
      writer.beginArray()
      for entry in entries { write(entry, into: &writer) }
      writer.endArray()
      try Channel.output.write(writer.bytes + [0x0A])
    }
    return 0
  }

  private static func write(_ entry: ReleaseCatalog.Entry, into writer: inout JSONWriter) {
    writer.beginObject()
    func put(_ key: String, _ text: String?) {
      guard let text else { return }
      writer.key(key)
      writer.string(text)
    }
    put("version", entry.version)
    put("folder", entry.folder.text)
    put("state", entry.record?.state.value.rawValue)
    put("type", entry.record?.type?.value.rawValue)
    put("title", entry.record?.title?.value)
    put("target", entry.record?.target?.value.description)
    put("tag", entry.record?.tag?.name.value)
    writer.key("files")
    writer.beginArray()
    for file in entry.files { writer.string(file.text) }
    writer.endArray()
    writer.endObject()
  }

  // MARK: show

  static func show(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let (catalog, tree) = try catalog(invocation)
    let name = invocation[release]
    guard let entry = catalog.entry(named: name) else { throw unknown(name, among: catalog) }
    switch invocation[format] {
    case .text:
      var bytes: [UInt8] = []
      if case .file(let source) = tree.files.read(entry.recordPath) { bytes = source.bytes }
      if let last = bytes.last, last != 0x0A { bytes.append(0x0A) }
      let others = entry.files.filter { $0 != entry.recordPath }.map { file in
        let open: Int
        if case .file(let source) = tree.files.read(file), file.fileExtension == "md" {
          open = OpenPlaces.all(in: source.bytes).count
        } else {
          open = 0
        }
        return "\(file.text)" + (open == 0 ? "" : ": \(open) left to people") + "\n"
      }
      try Channel.output.write(
        Array("# \(entry.recordPath.text)\n".utf8) + bytes + Array(others.joined().utf8))
    case .json:
      var writer = JSONWriter(.pretty)
      write(entry, into: &writer)
      try Channel.output.write(writer.bytes + [0x0A])
    }
    return 0
  }

  // MARK: graph

  static func graph(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let graph = ReleaseGraph(try catalog(invocation).catalog)
    try Channel.output.write(text: graph.text(invocation[notation]))
    return 0
  }

  // MARK: freeze

  static func freeze(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let repository = try Checkout.repository(invocation)
    let name = invocation[release]
    let (tag, object) = try tag(of: name, in: repository)
    let tree: TreeOfReleases
    do throws(GateError) {
      tree = try Gate.builtin.releaseTree(at: "HEAD", in: repository)
    } catch {
      throw Failure(error)
    }
    let catalog = ReleaseCatalog(tree.releases, in: tree.files)
    guard let entry = catalog.entry(named: name) else { throw unknown(name, among: catalog) }
    let path = entry.recordPath
    let workTree = WorkTree(of: repository)
    var read = workTree?.content(of: path)
    if workTree == nil, case .file(let source) = tree.files.read(path) { read = source.bytes }
    guard let read else {
      throw Failure(
        "'\(path.text)' is missing", hint: "Run 'relgate plan' to write it.", exitCode: 2)
    }
    switch RecordFreeze.frozen(
      read, at: path, tag: tag, object: object, state: invocation[state] ?? .rolling)
    {
    case .failure(.unreadable):
      throw Failure(
        "'\(path.text)' could not be written to", hint: "Correct it first: 'relgate check'.",
        exitCode: 2)
    case .failure(.moved(let recorded)):
      throw Failure(
        "tag '\(tag)' is the object \(object), and '\(path.text)' recorded \(recorded)",
        hint: "Find out who moved the tag; a release that went out keeps its own.", exitCode: 1)
    case .success(let frozen):
      guard let workTree else {
        try Channel.output.write(frozen)
        return 0
      }
      try workTree.write(frozen, at: path, madeFrom: read)
      try Channel.output.write(
        text: frozen == read
          ? "\(path.text): says so already\n" : "\(path.text): tag '\(tag)' is \(object)\n")
    }
    return 0
  }

  /// The release tag of a version, and its object.
  private static func tag(
    of name: String, in repository: Repository
  ) throws(Failure) -> (name: String, object: String) {
    do throws(GitError) {
      let names = try repository.releaseTagNames()
      let wanted = ReleaseVersion(tag: name)
      let found =
        names.contains(name)
        ? name : names.last { ReleaseVersion(tag: $0)?.numbers == wanted?.numbers }
      if wanted != nil, let found, let tag = try repository.tagObject(named: found) {
        return (found, tag.id.hex)
      }
    } catch {
      throw Failure(error)
    }
    throw Failure(
      "no tag of release '\(name)' was found", hint: "Tag the release first: 'git tag -a'.",
      exitCode: 2)
  }
}
