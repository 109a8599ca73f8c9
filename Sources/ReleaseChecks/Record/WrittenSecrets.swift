import ReleaseModel
import ReleaseRecords
import SourceModel

/// Secrets that stand in commands.
enum WrittenSecrets {
  static let written = FindingRule(
    "release/secret-written", "Secret in a command", severity: .error,
    rationale: """
      A record is read by everybody who reads the repository, and stays in its history. A secret in \
      it is known from the first push on.
      """,
    remedy: """
      Write a variable such as `$TOKEN` in its place, and replace the secret by a new one where it \
      was issued.
      """,
    example: RecordTrials.record(
      """
      rollout:
        controls: {disable: "curl -H 'Authorization: Bearer 8f1c2d3e4a5b' https://flags/off"}
      """),
    nearMiss: RecordTrials.record(
      """
      rollout:
        controls: {disable: "curl -H 'Authorization: Bearer $TOKEN' https://flags/off"}
      """))

  static let rules = [written]

  /// What is found of a record.
  static func facts(_ ground: RecordGround) -> [ReleaseFact] {
    let record = ground.record
    let controls = record.rollout?.controls
    let commands =
      record.rollback.types.flatMap(\.procedure).compactMap(\.run)
      + record.rollback.irreversible.compactMap(\.restore)
      + [controls?.read, controls?.update, controls?.disable].compactMap(\.self)
      + (record.triggers + (record.rollout?.alerts ?? [])).compactMap(\.action)
    return commands.compactMap { command in
      guard let what = secret(in: command.value) else { return nil }
      // The secret itself must not stand in a report as well.
      return ground.fact(
        written, "\(what) was written into a command", at: command.range,
        of: "\(command.range.lower)", what)
    }
  }

  /// What a command gives away; nil if nothing.
  static func secret(in command: String) -> String? {
    let words = command.split { $0.isWhitespace || "'\"`,;".contains($0) }.map(String.init)
    for (index, word) in words.enumerated() {
      if let kind = issuedKey(word) { return kind }
      if hasPassword(address: word) { return "the password of an address" }
      if isLiteral(assignedBy: word) { return "the value of '\(name(of: word))'" }
      guard index + 1 < words.count, isLiteral(words[index + 1]) else { continue }
      if ["bearer", "basic"].contains(word.lowercased()), index > 0,
        words[index - 1].lowercased().hasPrefix("authorization")
      {
        return "a token"
      }
      if word.hasPrefix("--"), isSecretName(word), !words[index + 1].hasPrefix("-") {
        return "the value of '\(word)'"
      }
    }
    return nil
  }

  /// The kind of key that a text is, by the prefix that its issuer gives it.
  private static func issuedKey(_ word: String) -> String? {
    let value = word.split(separator: "=").last.map(String.init) ?? word
    for (prefix, length, kind) in [
      ("ghp_", 20, "a token of GitHub"), ("github_pat_", 20, "a token of GitHub"),
      ("glpat-", 20, "a token of GitLab"), ("xoxb-", 20, "a token of Slack"),
      ("xoxp-", 20, "a token of Slack"), ("sk_live_", 16, "a key of Stripe"),
      ("AKIA", 20, "a key of AWS"), ("-----BEGIN", 10, "a private key"),
    ] where value.hasPrefix(prefix) && value.utf8.count >= length {
      return kind
    }
    return nil
  }

  /// Whether a word is an address with a password: `postgres://user:word@host`.
  private static func hasPassword(address word: String) -> Bool {
    let bytes = Array(word.utf8)
    guard let scheme = bytes.indices.first(where: { bytes[$0...].starts(with: "://".utf8) }) else {
      return false
    }
    let authority = bytes[(scheme + 3)...].prefix { $0 != UInt8(ascii: "/") }
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
      let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":"))
    else { return false }
    return isLiteral(String(decoding: authority[(colon + 1)..<at], as: UTF8.self))
  }

  /// Whether a word gives a value to a name that is one of secrets: `PASSWORD=word`.
  private static func isLiteral(assignedBy word: String) -> Bool {
    guard let equals = word.firstIndex(of: "="), isSecretName(name(of: word)) else { return false }
    return isLiteral(String(word[word.index(after: equals)...]))
  }

  private static func name(of word: String) -> String { String(word.prefix { $0 != "=" }) }

  private static func isSecretName(_ name: String) -> Bool {
    let text = name.lowercased().filter { $0 != "-" && $0 != "_" }
    return ["password", "passwd", "secret", "token", "apikey", "accesskey"].contains {
      text.hasSuffix($0)
    }
  }

  /// Whether a value is written out: no variable, no place for one, no file.
  private static func isLiteral(_ value: String) -> Bool {
    guard let first = value.first, value.utf8.count >= 4 else { return false }
    if "$<{[*@%".contains(first) || value.contains("$") || value.contains("/") { return false }
    let word = value.lowercased()
    return !["xxxx", "redacted", "changeme", "true", "false", "null", "none"].contains(word)
      && !word.allSatisfy { $0 == "x" || $0 == "." || $0 == "*" }
  }
}
