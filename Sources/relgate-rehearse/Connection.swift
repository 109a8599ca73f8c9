import CPq
import Glibc
import SourceModel

/// A session with a server.
struct Connection: ~Copyable {
  private let raw: OpaquePointer
  private let interrupts: Interrupts
  /// How long a statement may take before it is canceled from here, in milliseconds: a script can
  /// turn the server's own limit off.
  private let patience: Int

  /// What the server answered.
  struct Answer {
    /// The rows of the last statement that gave some.
    var rows: [[Name?]] = []
    /// Why it refused.
    var refusal: Refusal?
  }

  /// Why the server refused.
  struct Refusal {
    /// Its code (SQLSTATE).
    let code: String
    /// What it said.
    let message: String
    /// The character of the text that it points at, from 1.
    let position: Int?
  }

  private init(_ raw: OpaquePointer, patience: Int, _ interrupts: Interrupts) {
    self.raw = raw
    self.patience = patience
    self.interrupts = interrupts
  }

  deinit { PQfinish(raw) }

  /// The number by which the server knows the session.
  var process: Int { Int(PQbackendPID(raw)) }

  /// The server's version: 150018 is 15.18.
  var serverVersion: Int { Int(PQserverVersion(raw)) }

  /// The server's version, as it says.
  var serverVersionText: String {
    PQparameterStatus(raw, "server_version").map { String(cString: $0) } ?? ""
  }

  /// Whether a transaction is open.
  var isInTransaction: Bool { PQtransactionStatus(raw) != PQTRANS_IDLE }

  /// Runs SQL, one statement or several, to its end.
  @discardableResult
  func run(_ sql: Name) throws(Stop) -> Answer {
    try send(sql)
    return try answer()
  }

  /// Sends SQL and does not wait.
  func send(_ sql: Name) throws(Stop) {
    let text = sql.bytes + [0]
    let isSent = text.withUnsafeBytes {
      PQsendQuery(raw, $0.baseAddress?.assumingMemoryBound(to: CChar.self)) == 1
    }
    if !isSent { throw lost }
  }

  /// Whether what was sent is still at work.
  func isAtWork() throws(Stop) -> Bool {
    if PQconsumeInput(raw) == 0 { throw lost }
    return PQisBusy(raw) == 1
  }

  /// Waits for the end of what was sent.
  func answer() throws(Stop) -> Answer {
    let deadline = Connection.now + patience
    var answer = Answer()
    while true {
      while try isAtWork() {
        if Connection.now > deadline { cancel() }
        do throws(Stop) {
          try interrupts.wait(for: PQsocket(raw), POLLIN)
        } catch {
          cancel()
          throw error
        }
      }
      guard let result = PQgetResult(raw) else { break }
      defer { PQclear(result) }
      take(result, into: &answer)
    }
    if PQstatus(raw) != CONNECTION_OK { throw lost }
    return answer
  }
}

extension Connection {
  /// Begins a session.
  ///
  /// - Parameter parameters: Names and values as libpq takes them; `dbname` may be a whole URL.
  static func open(
    _ parameters: [(String, String)], patience: Int, _ interrupts: Interrupts
  ) throws(Stop) -> Connection {
    guard let raw = start(parameters) else {
      throw .noServer("libpq has no memory", hint: nil)
    }
    let connection = Connection(raw, patience: patience, interrupts)
    PQsetNoticeProcessor(raw, { _, _ in }, nil)
    try connection.connect()
    PQsetClientEncoding(raw, "UTF8")
    return connection
  }

  private static func start(_ parameters: [(String, String)]) -> OpaquePointer? {
    let names = parameters.map { strdup($0.0) }
    let values = parameters.map { strdup($0.1) }
    defer { for text in names + values { free(text) } }
    let none: UnsafePointer<CChar>? = nil
    return PQconnectStartParams(
      names.map { UnsafePointer($0) } + [none], values.map { UnsafePointer($0) } + [none], 1)
  }

  private func connect() throws(Stop) {
    let deadline = Connection.now + 15_000
    while PQstatus(raw) != CONNECTION_BAD {
      let state = PQconnectPoll(raw)
      if state == PGRES_POLLING_OK { return }
      if state == PGRES_POLLING_FAILED || Connection.now > deadline { break }
      let events = state == PGRES_POLLING_WRITING ? POLLOUT : POLLIN
      try interrupts.wait(for: PQsocket(raw), events)
    }
    throw .noServer(
      "the server was not reached: \(said)",
      hint: "Name a database that accepts connections, as postgresql://user@host/name.")
  }

  private func take(_ result: OpaquePointer, into answer: inout Answer) {
    switch PQresultStatus(result) {
    case PGRES_TUPLES_OK:
      answer.rows = (0..<PQntuples(result)).map { row in
        (0..<PQnfields(result)).map { column in
          if PQgetisnull(result, row, column) == 1 { return nil }
          let count = Int(PQgetlength(result, row, column))
          return PQgetvalue(result, row, column).map {
            Name(UnsafeRawBufferPointer(start: $0, count: count))
          }
        }
      }
    case PGRES_COPY_IN:
      PQputCopyEnd(raw, "no rows were given")
    case PGRES_COPY_OUT, PGRES_COPY_BOTH:
      var row: UnsafeMutablePointer<CChar>?
      while PQgetCopyData(raw, &row, 0) > 0 { PQfreemem(row) }
    case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE:
      func field(_ code: Character) -> String? {
        PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
      }
      // The first trouble counts.
      if answer.refusal != nil { return }
      let message = field("M") ?? String(cString: PQresultErrorMessage(result))
      answer.refusal = Refusal(
        code: field("C") ?? "", message: field("D").map { "\(message): \($0)" } ?? message,
        position: field("P").flatMap { Int($0) })
    default: break
    }
  }

  /// Asks the server to end what is at work; whatever it answers comes as an answer.
  func cancel() {
    guard let request = PQgetCancel(raw) else { return }
    defer { PQfreeCancel(request) }
    var trouble = [CChar](repeating: 0, count: 256)
    PQcancel(request, &trouble, Int32(trouble.count))
  }

  private var said: String {
    String(cString: PQerrorMessage(raw)).split(separator: "\n").joined(separator: "; ")
  }

  private var lost: Stop { .noServer("the server went away: \(said)", hint: nil) }

  /// Milliseconds of a clock that only goes forward.
  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }
}
