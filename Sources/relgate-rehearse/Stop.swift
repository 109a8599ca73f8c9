/// Why a rehearsal ends without a result.
enum Stop: Error {
  /// By a signal, or because whoever asked for it is gone.
  case interrupted(signal: Int32)
  /// The server does not answer any more, or never did.
  case noServer(String, hint: String?)
  /// What was asked for is not done.
  case refused(String, hint: String?)
}
