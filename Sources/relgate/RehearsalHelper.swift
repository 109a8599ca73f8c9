import Glibc
import Rehearsals
import SourceModel

/// The program that rehearses: the only one that relgate starts.
struct RehearsalHelper {
  private let path: String

  /// Finds it beside this program.
  static func find() throws(Failure) -> RehearsalHelper {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let own = String(
      decoding: buffer.prefix(max(count, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    let folder = own.lastIndex(of: "/").map { own[..<$0] } ?? "."
    let path = "\(folder)/relgate-rehearse"
    guard access(path, X_OK) == 0 else {
      throw Failure(
        "the program 'relgate-rehearse' is not installed beside relgate",
        hint: "Install it in '\(folder)', with libpq5 and a PostgreSQL server or --server.",
        exitCode: 2)
    }
    return RehearsalHelper(path: path)
  }

  /// Lets it run a plan, and reads its result.
  ///
  /// It says on the channel of errors why it cannot.
  func rehearse(_ plan: RehearsalPlan, _ arguments: [String]) throws(Failure) -> RehearsalResult {
    let input = try Pipe()
    let output = try Pipe()
    // However relgate ends, the helper sees that the other end of this one is closed.
    let lifeline = try Pipe()
    let process = try start(
      [path, "--lifeline=3"] + arguments,
      [(input.reader, STDIN_FILENO), (output.writer, STDOUT_FILENO), (lifeline.reader, 3)])
    for end in [input.reader, output.writer, lifeline.reader] { close(end) }
    defer { close(lifeline.writer) }
    // A helper that went away has said why.
    try Channel(descriptor: input.writer).write(RehearsalPlanSchema.bytes(of: plan))
    close(input.writer)
    let answer = Channel.readAll(from: output.reader) ?? []
    close(output.reader)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    if answer.isEmpty {
      throw Failure("nothing was rehearsed", hint: nil, exitCode: 2)
    }
    switch RehearsalResultSchema.read(SourceText(path: "result", bytes: answer)) {
    case .success(let result): return result
    case .failure(let trouble):
      throw Failure(
        "the answer of 'relgate-rehearse' cannot be read: \(trouble.message)",
        hint: "Install the same version of both programs.", exitCode: 2)
    }
  }

  private func start(
    _ words: [String], _ descriptors: [(from: Int32, to: Int32)]
  ) throws(Failure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (from, to) in descriptors { posix_spawn_file_actions_adddup2(&actions, from, to) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var ignored = sigset_t()
    sigemptyset(&ignored)
    sigaddset(&ignored, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &ignored)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let texts: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for text in texts { free(text) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, path, &actions, &attributes, texts, environ)
    if code == 0 { return process }
    throw Failure(
      "'\(path)' could not be started: \(String(cString: strerror(code)))", hint: nil, exitCode: 2)
  }
}

/// Two ends of a pipe, above the descriptors that a program is given and closed in all programs.
private struct Pipe {
  let reader: Int32
  let writer: Int32

  init() throws(Failure) {
    var ends: [Int32] = [-1, -1]
    let isMade = pipe(&ends) == 0
    let moved = ends.map { isMade ? fcntl($0, F_DUPFD_CLOEXEC, 10) : -1 }
    if isMade { for end in ends { close(end) } }
    guard moved.allSatisfy({ $0 >= 0 }) else {
      throw Failure(
        "no pipe could be made: \(String(cString: strerror(errno)))", hint: nil, exitCode: 2)
    }
    (reader, writer) = (moved[0], moved[1])
  }
}
