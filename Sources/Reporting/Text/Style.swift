import ReleaseModel

/// How words are set off on a terminal.
package enum Style: Sendable {
  /// Bytes without escape sequences.
  case plain
  /// ANSI colors.
  case colored

  /// What a piece of text is.
  enum Role {
    case heading, location, gravity(Classification), severity(Severity), trouble, note, gutter
    case caret
  }

  func paint(_ text: String, _ role: Role) -> String {
    if case .plain = self { return text }
    return "\u{1B}[\(Style.code(of: role))m\(text)\u{1B}[0m"
  }

  private static func code(of role: Role) -> String {
    switch role {
    case .heading, .location: "1"
    case .gravity(.breaking): "1;31"
    case .gravity(.risky): "1;33"
    case .gravity(.deprecation): "1;35"
    case .gravity(.additive): "32"
    case .gravity(.neutral), .note: "2"
    case .severity(.error), .trouble: "1;31"
    case .severity(.warning): "1;33"
    case .severity(.info): "1"
    case .gutter: "34"
    case .caret: "1;36"
    }
  }
}
