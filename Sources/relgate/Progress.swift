import Glibc
import SourceModel

/// Says on a terminal what is being read, once a run has taken a second.
///
/// Only the thread that reads `after` speaks, so that its state needs no lock.
enum Progress {
  private struct State {
    var isOn = false
    var isShown = false
    var next: Int64 = 0
  }

  nonisolated(unsafe) private static let state: UnsafeMutablePointer<State> = {
    let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
    state.initialize(to: State())
    return state
  }()

  /// Begins to watch the time; without this nothing is ever said.
  static func start() {
    state.pointee.isOn = Channel.errors.isTerminal
    state.pointee.next = milliseconds() + 1_000
  }

  /// Says which file is about to be read, ten times a second at most.
  static func willRead(_ side: Side, _ path: RepositoryPath) {
    guard side == .after, state.pointee.isOn else { return }
    let now = milliseconds()
    if now < state.pointee.next { return }
    state.pointee.next = now + 100
    state.pointee.isShown = true
    // A path may hold anything: only its ASCII letters and marks reach the terminal.
    let shown = path.text.unicodeScalars.map { $0.value >= 0x20 && $0.value < 0x7F ? $0 : "?" }
    var text = ""
    text.unicodeScalars.append(contentsOf: shown.prefix(60))
    Channel.errors.write("\r\u{1B}[Kreading \(text)")
  }

  /// Takes back what was said.
  static func end() {
    if state.pointee.isShown { Channel.errors.write("\r\u{1B}[K") }
    state.pointee.isOn = false
  }

  private static func milliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }
}
