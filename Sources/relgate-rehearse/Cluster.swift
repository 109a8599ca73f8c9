import Glibc

/// A private server, in a folder of its own, which goes when the value goes.
///
/// A guard runs the server: a shell that waits for the end of a pipe whose other end only this
/// process holds. However this process ends, killed or not, the guard stops the server and removes
/// the folder.
struct Cluster: ~Copyable {
  /// The folder with the data and the socket, which only the server's user can enter.
  let folder: String
  private let lifeline: Int32
  private let warden: pid_t

  /// The name of the database's superuser.
  static let user = "postgres"

  private init(folder: String, lifeline: Int32, warden: pid_t) {
    self.folder = folder
    self.lifeline = lifeline
    self.warden = warden
  }

  deinit {
    close(lifeline)
    var status: Int32 = 0
    while waitpid(warden, &status, 0) < 0, errno == EINTR {}
  }

  /// Names, for libpq, a database of the server in a folder.
  static func parameters(folder: String, database: String) -> [(String, String)] {
    [
      ("host", folder), ("port", "5432"), ("user", Cluster.user), ("dbname", database),
      ("options", ""), ("application_name", "relgate-rehearse"),
    ]
  }
}

extension Cluster {
  /// Starts a server and waits until it accepts connections.
  ///
  /// - Parameter programs: The folder of PostgreSQL's programs.
  static func start(
    _ programs: String, as user: String?, _ interrupts: Interrupts
  ) throws(Stop) -> Cluster {
    let account = try Cluster.account(user)
    // Short, since the path of a socket has room for 107 bytes (unix(7)).
    var template = Array("/tmp/relgate-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw .refused("no folder could be made in '/tmp': \(trouble)", hint: nil)
    }
    let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    var ends: [Int32] = [-1, -1]
    guard account.map({ chown(folder, $0.id, $0.group) == 0 }) ?? true, pipe(&ends) == 0 else {
      defer { rmdir(folder) }
      throw .refused("'\(folder)' could not be made ready: \(trouble)", hint: nil)
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let change = account.map { ["runuser", "-u", $0.name, "--"] } ?? []
    let warden = spawn(
      ["sh", "-c", script, "guard", folder, programs] + change, input: ends[0])
    close(ends[0])
    guard let warden else {
      defer {
        close(ends[1])
        rmdir(folder)
      }
      throw .refused("the shell could not be started: \(trouble)", hint: nil)
    }
    let cluster = Cluster(folder: folder, lifeline: ends[1], warden: warden)
    try cluster.waitUntilReady(interrupts)
    return cluster
  }

  /// `guard FOLDER PROGRAMS [COMMAND…]`, whose last words run a command as another user.
  ///
  /// The server stands in a session of its own, so that the keys of a terminal do not reach it. A
  /// server that is not up yet has written no number, or a negative one, or does not listen to
  /// signals yet; so it is told to end until it has.
  private static let script = """
    trap : INT TERM HUP
    cd "$1" || exit
    setsid sh -c '
      folder=$1 programs=$2
      shift 2
      "$@" "$programs/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --no-locale \\
        --no-sync --no-instructions &&
      "$@" "$programs/postgres" -D "$folder/data" -c listen_addresses= -c port=5432 \\
        -c unix_socket_directories="$folder" -c fsync=off -c synchronous_commit=off \\
        -c full_page_writes=off -c autovacuum=off -c shared_buffers=32MB -c timezone=UTC \\
        -c max_locks_per_transaction=1024 -c jit=off
      : >"$folder/ended"
    ' server "$@" >log 2>&1 </dev/null &
    job=$!
    cat >/dev/null
    until [ -e ended ]; do
      { read -r server <data/postmaster.pid && kill -QUIT "$server"; } 2>/dev/null ||
        kill -KILL -- "-$job" 2>/dev/null || kill -0 "$job" 2>/dev/null || break
      sleep 0.05
    done
    wait "$job"
    cd /
    rm -rf "$1"
    """

  /// The user who is to run the server, if another one is needed: PostgreSQL refuses to run as root.
  private static func account(
    _ user: String?
  ) throws(Stop) -> (name: String, id: uid_t, group: gid_t)? {
    if geteuid() != 0 {
      guard let user, getpwnam(user)?.pointee.pw_uid != geteuid() else { return nil }
      throw .refused(
        "only root can run a server as another user", hint: "Leave --as out, or call it as root.")
    }
    let name = user ?? "postgres"
    guard let entry = getpwnam(name)?.pointee, entry.pw_uid != 0 else {
      throw .refused(
        "there is no user '\(name)' who could run the server, which refuses to run as root",
        hint: "Name one with --as.")
    }
    return (name, entry.pw_uid, entry.pw_gid)
  }

  /// Starts a program in a process group of its own.
  private static func spawn(_ words: [String], input: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    // Standard output is for the result alone.
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETPGROUP))
    let texts: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for text in texts { free(text) } }
    var process: pid_t = 0
    errno = posix_spawnp(&process, words[0], &actions, &attributes, texts, environ)
    return errno == 0 ? process : nil
  }

  private borrowing func waitUntilReady(_ interrupts: Interrupts) throws(Stop) {
    for _ in 0..<6_000 {
      try interrupts.pause(milliseconds: 10)
      if access(folder + "/ended", F_OK) == 0 {
        throw .refused("the private server did not start: \(lastWords())", hint: nil)
      }
      if access(folder + "/.s.PGSQL.5432", F_OK) == 0, try isReady(interrupts) {
        return
      }
    }
    throw .refused("the private server did not start in a minute", hint: nil)
  }

  private borrowing func isReady(_ interrupts: Interrupts) throws(Stop) -> Bool {
    let parameters = Cluster.parameters(folder: folder, database: "postgres")
    do throws(Stop) {
      _ = try Connection.open(parameters, patience: 1_000, interrupts)
      return true
    } catch {
      if case .interrupted = error { throw error }
      return false
    }
  }

  /// The end of the server's log, on one line.
  private borrowing func lastWords() -> String {
    guard let file = fopen(folder + "/log", "r") else { return "it left no log" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").suffix(3)
      .joined(separator: "; ")
  }

  private static var trouble: String { String(cString: strerror(errno)) }
}
