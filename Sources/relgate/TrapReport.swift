import Glibc
import SourceModel

/// Ends a trap with exit code 70 and a line that names the file being read, instead of a crash.
///
/// The handler runs on a stack of its own, since a stack that overflowed cannot be used, and calls
/// nothing but write(2) and _exit(2). Each side is read by one thread at a time, so two stacks
/// suffice; in front of each lies the name of the file that its thread reads, and the stack on which
/// the handler finds itself tells which name is meant.
enum TrapReport {
  private static let nameSize = 4_096
  private static let stackSize = 64 << 10

  nonisolated(unsafe) private static let before = newArea()
  nonisolated(unsafe) private static let after = newArea()

  /// Installs the handler; the thread that calls reads `after`.
  static func install() {
    _ = before
    willRead(.after, .root)
    let action = UnsafeMutablePointer<sigaction>.allocate(capacity: 1)
    defer { action.deallocate() }
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE] {
      guard sigaction(number, nil, action) == 0 else { continue }
      action.pointee.__sigaction_handler.sa_handler = { _ in TrapReport.end() }
      action.pointee.sa_flags = SA_ONSTACK | Int32(bitPattern: UInt32(SA_RESETHAND))
      sigaction(number, action, nil)
    }
  }

  /// Notes which file the calling thread is about to read, and gives it the side's stack.
  static let willRead: @Sendable (Side, RepositoryPath) -> Void = { side, path in
    let area = side == .before ? before : after
    var stack = stack_t(ss_sp: area + nameSize, ss_flags: 0, ss_size: stackSize)
    sigaltstack(&stack, nil)
    // The count is set last: a name is never half there.
    area.storeBytes(of: 0, as: Int.self)
    let name = Array(path.text.utf8.prefix(nameSize - MemoryLayout<Int>.size))
    (area + MemoryLayout<Int>.size).copyMemory(from: name, byteCount: name.count)
    area.storeBytes(of: name.count, as: Int.self)
  }

  private static func newArea() -> UnsafeMutableRawPointer {
    let area = UnsafeMutableRawPointer.allocate(byteCount: nameSize + stackSize, alignment: 16)
    area.initializeMemory(as: UInt8.self, repeating: 0, count: nameSize + stackSize)
    return area
  }

  /// Says what was being read, and ends the program.
  private static func end() -> Never {
    say("relgate: internal error")
    var here: UInt8 = 0
    withUnsafeMutablePointer(to: &here) { here in
      let address = UnsafeMutableRawPointer(here)
      // A thread that reads nothing itself waits for the one that does.
      if !sayName(before, at: address), !sayName(after, at: address), !sayName(after, at: nil) {
        sayName(before, at: nil)
      }
    }
    say("\n")
    _exit(70)
  }

  /// Says the name in an area if there is one and the address lies in the area; false if not.
  @discardableResult
  private static func sayName(
    _ area: UnsafeMutableRawPointer, at address: UnsafeMutableRawPointer?
  ) -> Bool {
    let count = area.load(as: Int.self)
    guard count > 0 else { return false }
    if let address, address < area || address >= area + nameSize + stackSize { return false }
    say(" while reading '")
    _ = write(STDERR_FILENO, area + MemoryLayout<Int>.size, count)
    say("'")
    return true
  }

  private static func say(_ text: StaticString) {
    _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
  }
}
