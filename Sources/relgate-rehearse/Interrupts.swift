import Glibc

/// What ends a run early: a signal, or the end of whoever asked for it.
///
/// The signals are blocked and looked for wherever the program waits, so that nothing is torn apart
/// in the middle.
struct Interrupts {
  /// A descriptor whose other end its asker holds open; nil if nobody watches over the run.
  private let lifeline: Int32?

  /// Blocks the signals from here on.
  init(lifeline: Int32?) {
    self.lifeline = lifeline
    var signals = Interrupts.signals
    sigprocmask(SIG_BLOCK, &signals, nil)
  }

  private static var signals: sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    return signals
  }

  /// Ends the run if it is to end.
  func check() throws(Stop) {
    var signals = Interrupts.signals
    var none = timespec()
    let signal = sigtimedwait(&signals, nil, &none)
    if signal > 0 { throw .interrupted(signal: signal) }
    guard let lifeline else { return }
    var states = [pollfd(fd: lifeline, events: Int16(POLLIN), revents: 0)]
    if poll(&states, 1, 0) > 0, states[0].revents & Int16(POLLHUP) != 0 {
      throw .interrupted(signal: SIGTERM)
    }
  }

  /// Waits until a descriptor is ready, a little while at most.
  func wait(for descriptor: Int32, _ events: Int32) throws(Stop) {
    var states = [pollfd(fd: descriptor, events: Int16(events), revents: 0)]
    poll(&states, 1, 50)
    try check()
  }

  /// Waits a little while.
  func pause(milliseconds: UInt32) throws(Stop) {
    usleep(milliseconds * 1_000)
    try check()
  }
}
