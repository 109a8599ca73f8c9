import CommandKit
import DataTrees
import Digests
import EvidenceStatements
import GateEngine
import GitHistory
import Rehearsals
import ReleaseChecks
import SourceModel

/// `relgate evidence record`: makes a statement of what the user and the given files say.
struct EvidenceRecording {
  private let invocation: Invocation
  private let workTree: WorkTree
  private let bound: BoundTree
  /// The folder of the release that takes the statement.
  private let folder: RepositoryPath

  static func run(_ invocation: Invocation) throws(Failure) -> UInt8 {
    let recording = try EvidenceRecording(invocation)
    let statement = try recording.statement()
    let path = recording.path(of: statement)
    try recording.workTree.add(StatementSchema.bytes(of: statement), at: path)
    try Channel.output.write(text: path.text + "\n")
    if statement.result == .passed { return 0 }
    Channel.errors.write(
      "relgate: the statement says '\(statement.result.rawValue)', and proves nothing\n")
    return statement.result == .failed ? 1 : 0
  }

  private init(_ invocation: Invocation) throws(Failure) {
    let (directory, environment) = RangeOptions.place(invocation)
    let repository: Repository
    do throws(GitError) {
      repository = try Repository(at: directory, environment: environment)
    } catch {
      throw Failure(error)
    }
    guard let workTree = WorkTree(of: repository) else {
      throw Failure(
        "the repository has no work tree", hint: "Run the command in a clone.", exitCode: 2)
    }
    self.invocation = invocation
    self.workTree = workTree
    bound = try BoundTree(of: repository, workTree)
    folder = try EvidenceRecording.folder(
      version: invocation[EvidenceOptions.version], in: repository, bound)
  }

  /// The folder of a release: that of the version, else `next`, else that of the lowest version
  /// without a tag.
  private static func folder(
    version: String?, in repository: Repository, _ bound: BoundTree
  ) throws(Failure) -> RepositoryPath {
    let home = try home(in: repository)
    let depth = home.segments.count
    let names: [String]
    let tags: [ReleaseVersion]
    do throws(GitError) {
      names = try bound.head.files(under: home).map(\.path.segments)
        .filter { $0.count > depth + 1 }.map { Name($0[depth]).text }
      tags = try repository.releaseTagNames().compactMap { ReleaseVersion(tag: $0) }
    } catch {
      throw Failure(error)
    }
    let versions = Set(names).compactMap { name in
      ReleaseVersion(tag: name).map { (name: name, version: $0) }
    }
    if let version {
      guard let wanted = ReleaseVersion(tag: version) else {
        throw Failure("'\(version)' is no version", hint: "Name one like 2.5.0.", exitCode: 2)
      }
      let known = versions.first { $0.version.numbers == wanted.numbers }?.name
      return home.appending((known ?? version).utf8)
    }
    if names.contains(ReleaseFolder.nextName) { return home.appending(ReleaseFolder.nextName.utf8) }
    let open = versions.filter { item in !tags.contains { $0.numbers == item.version.numbers } }
    guard let next = open.min(by: { $0.version.precedes($1.version) }) else {
      throw Failure(
        "no release is planned in '\(home.text)'",
        hint: "Commit the folder of the release first, or name its version with --version.",
        exitCode: 2)
    }
    return home.appending(next.name.utf8)
  }

  /// The folder of all releases, as HEAD configures it.
  private static func home(in repository: Repository) throws(Failure) -> RepositoryPath {
    let head: Revision
    do throws(GitError) { head = try repository.revision("HEAD") } catch { throw Failure(error) }
    do throws(GateError) {
      return try Gate.builtin.configuration(at: head, in: repository).releases
    } catch {
      throw Failure(error)
    }
  }

  private func path(of statement: EvidenceStatement) -> RepositoryPath {
    let day = invocation[EvidenceOptions.date].day
    let name = invocation[EvidenceOptions.name] ?? "\(statement.kind.rawValue)-\(day)"
    return folder.appending("evidence".utf8).appending("\(name).json".utf8)
  }

  // MARK: The statement

  private func statement() throws(Failure) -> EvidenceStatement {
    let kind = invocation[EvidenceOptions.kind]
    var statement = EvidenceStatement(kind, subjects: [], result: .failed)
    statement.train = try train()
    statement.environment = invocation[EvidenceOptions.environment]
    statement.finished = invocation[EvidenceOptions.date].day.description
    statement.expires = invocation[EvidenceOptions.expires]?.day
    statement.roles = invocation[EvidenceOptions.roles]
    statement.recoverySeconds = invocation[EvidenceOptions.recovery]
    statement.groups = invocation[EvidenceOptions.groups]
    statement.issues = invocation[EvidenceOptions.issues]
    statement.repeatOf = invocation[EvidenceOptions.repeatOf]
    statement.notes["suite"] = invocation[EvidenceOptions.suite]?.rawValue
    for note in invocation[EvidenceOptions.notes] { statement.notes[note.key] = note.value }
    var result: EvidenceStatement.Result?
    for path in invocation[EvidenceOptions.subjects] {
      statement.subjects.append(try bound.subject(at: path))
    }
    if let file = invocation[EvidenceOptions.junit] {
      result = try addTests(file, JUnitReport.read, to: &statement)
    }
    if let file = invocation[EvidenceOptions.sarif] {
      result = try addTests(file, SarifReport.read, to: &statement)
    }
    if let file = invocation[EvidenceOptions.file] {
      result = try addManifest(file, to: &statement)
    }
    if let file = invocation[EvidenceOptions.rehearsal] {
      result = try addRehearsal(file, to: &statement)
    }
    statement.result = try agreed(result, with: invocation[EvidenceOptions.result]?.stated)
    try check(statement)
    return statement
  }

  /// The version to which the statement belongs: that of the folder, else of its record.
  private func train() throws(Failure) -> String? {
    if let version = ReleaseFolder.version(of: folder) {
      return version.numbers.map(String.init).joined(separator: ".")
    }
    do throws(GitError) {
      let record = folder.appending(ReleaseFolder.recordName.utf8)
      guard case .text(let source) = try bound.head.content(at: record),
        let version = ReleaseFolder.version(in: source)
      else { return nil }
      return version.numbers.map(String.init).joined(separator: ".")
    } catch {
      throw Failure(error)
    }
  }

  /// What the given file says, unless the user says worse.
  private func agreed(
    _ found: EvidenceStatement.Result?, with stated: EvidenceStatement.Result?
  ) throws(Failure) -> EvidenceStatement.Result {
    guard let found else {
      guard let stated else {
        throw Failure(
          "nothing says how it ended", hint: "Say so with --result, or give a file that does.",
          exitCode: 2)
      }
      return stated
    }
    if let stated, stated == .passed, found != .passed {
      throw Failure(
        "the given file says '\(found.rawValue)', and --result 'passed'",
        hint: "Leave --result out.", exitCode: 2)
    }
    return stated ?? found
  }

  private func check(_ statement: EvidenceStatement) throws(Failure) {
    guard !statement.subjects.isEmpty else {
      throw Failure(
        "the statement would be bound to nothing", hint: "Name files or folders with --subject.",
        exitCode: 2)
    }
    let own = path(of: statement)
    for subject in statement.subjects where subject.isFolder {
      let prefix = subject.path == .root ? [] : subject.path.bytes + [UInt8(ascii: "/")]
      if own.bytes.starts(with: prefix) {
        throw Failure(
          "\(subject.path == .root ? "the root folder" : "'\(subject.path.text)'") would contain "
            + "the statement",
          hint: "Bind it to the files or folders that it is about.", exitCode: 2)
      }
    }
    let paths = statement.subjects.map(\.path)
    if Set(paths).count < paths.count {
      throw Failure("a subject stands twice", hint: "Name each once.", exitCode: 2)
    }
    if let digest = statement.repeatOf, !HexDigest.isSHA256(digest) {
      throw Failure(
        "'\(digest)' is no SHA-256", hint: "Write 64 hexadecimal digits in lower case.",
        exitCode: 2)
    }
  }

  // MARK: Files

  private func source(_ file: String) throws(Failure) -> SourceText {
    SourceText(
      path: RepositoryPath(unchecked: Name(file)),
      bytes: file == "-" ? try Channel.readInput() : try readFile(file))
  }

  private func add(_ source: SourceText, to statement: inout EvidenceStatement) {
    statement.sources.append(
      EvidenceStatement.Source(
        name: name(of: source.path.text), sha256: SHA256.hexDigest(of: source.bytes)))
  }

  /// A given file by its path in the repository, else by its last name: where else it stands on
  /// this machine is nobody's business, and would give others other bytes.
  private func name(of file: String) -> String {
    if file == "-" { return "standard input" }
    if let path = workTree.path(of: file) { return path.text }
    return file.split(separator: "/").last.map(String.init) ?? file
  }

  private static func failure(_ problem: ShapeProblem, in source: SourceText) -> Failure {
    let lines = LineTable(source.bytes)
    let start = Int(problem.range.lower)
    return Failure(
      "\(source.path.text):\(lines.line(at: start)):\(lines.column(at: start)): \(problem.message)",
      hint: problem.hint, exitCode: 2)
  }

  private func addTests(
    _ file: String, _ read: (SourceText) -> Result<EvidenceStatement.Tests, ShapeProblem>,
    to statement: inout EvidenceStatement
  ) throws(Failure) -> EvidenceStatement.Result {
    let source = try source(file)
    switch read(source) {
    case .failure(let problem): throw EvidenceRecording.failure(problem, in: source)
    case .success(let tests):
      add(source, to: &statement)
      statement.tests.passed += tests.passed
      statement.tests.warned += tests.warned
      statement.tests.failed += tests.failed
      return statement.tests.result
    }
  }

  /// Takes over the stores of a manifest; what is no manifest itself names that of the release.
  private func addManifest(
    _ file: String, to statement: inout EvidenceStatement
  ) throws(Failure) -> EvidenceStatement.Result? {
    let source = try source(file)
    let reading = MigrationManifest.read(source)
    guard let manifest = reading.manifest else {
      let problem = reading.problems.first ?? ShapeProblem("it is empty", at: SourceRange(0, 0))
      throw EvidenceRecording.failure(problem, in: source)
    }
    if manifest.stores.isEmpty, statement.kind != .harnessSummary {
      throw Failure(
        "'\(file)' names no stores", hint: "Give an object with a list 'stores'.", exitCode: 2)
    }
    add(source, to: &statement)
    statement.stores = manifest.stores
    statement.environment = statement.environment ?? manifest.environment
    statement.notes["nothing-migrated"] = manifest.nothingMigrated
    statement.manifest =
      statement.kind == .migrationManifest ? manifest.digest : try releaseManifest()
    switch manifest.result?.lowercased() {
    case "passed"?: return .passed
    case nil: return nil
    default: return .failed
    }
  }

  /// The digest of the manifest that stands in the folder of the release; nil unless there is one
  /// alone.
  private func releaseManifest() throws(Failure) -> String? {
    do throws(GitError) {
      var digests: Set<String> = []
      for file in try bound.head.files(under: folder.appending("evidence".utf8)) {
        guard file.path.fileExtension == "json",
          case .text(let source) = try bound.head.content(of: file.entry, at: file.path),
          let other = EvidenceFile(source, signature: nil).statement,
          other.kind == .migrationManifest, let digest = other.manifest
        else { continue }
        digests.insert(digest)
      }
      return digests.count == 1 ? digests.first : nil
    } catch {
      throw Failure(error)
    }
  }

  /// Binds the statement to the scripts that were run.
  private func addRehearsal(
    _ file: String, to statement: inout EvidenceStatement
  ) throws(Failure) -> EvidenceStatement.Result {
    let source = try source(file)
    let result: RehearsalResult
    switch RehearsalResultSchema.read(source) {
    case .failure(let problem):
      throw Failure(
        "\(source.path.text):\(problem.message)",
        hint: "Give what 'relgate rehearse --format json' wrote.", exitCode: 2)
    case .success(let read): result = read
    }
    add(source, to: &statement)
    let migrations = result.chains.flatMap(\.migrations)
    for script in migrations.flatMap({ [$0.up, $0.down].compactMap { $0 } }) {
      let path = script.file.path
      if statement.subjects.contains(where: { $0.path == path }) { continue }
      let subject = try bound.subject(at: path)
      guard subject.object == script.file.blob else {
        throw Failure(
          "'\(path.text)' is another file at HEAD than the one that was rehearsed",
          hint: "Rehearse again.", exitCode: 2)
      }
      statement.subjects.append(subject)
    }
    for (outcome, count) in result.counts { statement.counts[outcome.rawValue] = count }
    statement.notes["server"] = result.server.version
    if migrations.isEmpty { return .failed }
    switch result.verdict {
    case .passed: return .passed
    case .failed: return .failed
    case .undecided: return .warned
    }
  }
}
