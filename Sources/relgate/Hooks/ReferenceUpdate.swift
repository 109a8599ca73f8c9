import GitHistory

/// A branch, tag or other reference that a push creates, moves or deletes.
struct ReferenceUpdate: Equatable {
  /// The full name where it is pushed to, such as `refs/heads/main`.
  let name: String
  /// What it leads to now; nil if it is created.
  let before: ObjectID?
  /// What it is to lead to; nil if it is deleted.
  let after: ObjectID?

  /// Which word of Git's protocol is which.
  enum Order {
    /// `before after name`, the standard input of `pre-receive`.
    case receive
    /// `name before after`, the arguments of `update`.
    case update
    /// `local-name after name before`, the standard input of `pre-push`.
    case push

    var words: String {
      switch self {
      case .receive: "before, after and reference"
      case .update: "reference, before and after"
      case .push: "local reference, its commit, remote reference and its commit"
      }
    }
  }

  /// Reads what Git told a hook.
  init(_ words: [String], order: Order) throws(Failure) {
    let (name, before, after): (String, String, String)
    switch (order, words.count) {
    case (.receive, 3): (name, before, after) = (words[2], words[0], words[1])
    case (.update, 3): (name, before, after) = (words[0], words[1], words[2])
    case (.push, 4): (name, before, after) = (words[2], words[3], words[1])
    default: throw ReferenceUpdate.failure(words, order)
    }
    guard let idBefore = ObjectID(before), let idAfter = ObjectID(after) else {
      throw ReferenceUpdate.failure(words, order)
    }
    self.name = name
    self.before = idBefore == ReferenceUpdate.none ? nil : idBefore
    self.after = idAfter == ReferenceUpdate.none ? nil : idAfter
  }

  /// Reads the standard input of a hook, one update per line.
  static func reading(_ bytes: [UInt8], order: Order) throws(Failure) -> [ReferenceUpdate] {
    var updates: [ReferenceUpdate] = []
    for line in bytes.split(separator: 0x0A) {
      // A reference's name has no spaces (git-check-ref-format), and need not be UTF-8.
      let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      updates.append(try ReferenceUpdate(words, order: order))
    }
    return updates
  }

  /// The id that stands for no object.
  private static let none = ObjectID(String(repeating: "0", count: 40))

  private static func failure(_ words: [String], _ order: Order) -> Failure {
    Failure(
      "'\(words.joined(separator: " "))' is not \(order.words)",
      hint: "Let Git run the hook, and pass on what it gives.", exitCode: 2)
  }
}
