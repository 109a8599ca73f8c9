import CommandKit
import EvidenceStatements
import SourceModel

/// The parameters of `relgate evidence record`.
enum EvidenceOptions {
  /// How something ended, as the user writes it.
  enum Result: String, CaseIterable, Sendable {
    case passed, warned, failed

    var stated: EvidenceStatement.Result {
      switch self {
      case .passed: .passed
      case .warned: .warned
      case .failed: .failed
      }
    }
  }

  /// What a suite of tests is about.
  enum Suite: String, CaseIterable, Sendable {
    case functionalEquivalence = "functional-equivalence"
    case performance, errors, load, final, smoke
  }

  static let kind = Positional(
    required: ValueKind<EvidenceStatement.Kind>.choice("KIND"), help: "What it is evidence of")
  static let subjects = Option(
    repeatable: "--subject", ValueKind.path, help: "A file or folder of HEAD that it is about")
  static let file = Option(
    "--file", ValueKind.file("PATH"),
    help: "A manifest, snapshot or summary in JSON whose stores and counts are taken over")
  static let result = Option(
    "--result", ValueKind<Result>.choice("RESULT"), defaultText: "what the given file says",
    help: "How it ended")
  static let version = Option(
    "--version", ValueKind.text("V"), defaultText: "the next one",
    help: "The release whose folder takes the statement")
  static let environment = Option(
    "--environment", ValueKind.text("E"), help: "Where it was done: staging, production")
  static let expires = Option(
    "--expires", ValueKind.day, help: "The last day on which it counts")
  static let date = Option(
    "--date", ValueKind.day, default: .today, help: "The day on which it was done")
  static let roles = Option(
    repeatable: "--role", ValueKind.text("R"), help: "A role that took part, or that decides")
  static let junit = Option("--junit", ValueKind.file(), help: "The results of tests")
  static let sarif = Option("--sarif", ValueKind.file(), help: "The results of a scan")
  static let suite = Option(
    "--suite", ValueKind<Suite>.choice("SUITE"), help: "What the tests are about")
  static let recovery = Option(
    "--recovery-seconds", ValueKind.number(in: 0...31_536_000), help: "How long it took to be back")
  static let rehearsal = Option(
    "--rehearsal", ValueKind.file(), help: "The JSON of 'relgate rehearse'; '-' reads it from input"
  )
  static let groups = Option(
    repeatable: "--group", ValueKind.text("GROUP"), help: "A route group that it is about")
  static let issues = Option(
    repeatable: "--issue", ValueKind.text("REF"), help: "Where what was found is followed up")
  static let repeatOf = Option(
    "--repeat-of", ValueKind.text("SHA256"),
    help: "The digest of the manifest that an earlier run gave")
  static let notes = Option(
    repeatable: "--note", ValueKind.note, help: "Another word that the kind needs")
  static let name = Option(
    "--name", ValueKind.text("NAME"), defaultText: "KIND-DATE", help: "The name of the file")

  static let parameters: [any Parameter] = [
    kind, subjects, file, result, version, environment, expires, date, roles, junit, sarif, suite,
    recovery, rehearsal, groups, issues, repeatOf, notes, name, RangeOptions.repository,
  ]
}

/// A key and its value.
struct Note: Sendable {
  let key: String
  let value: String
}

extension ValueKind where Value == Note {
  /// A key and its value.
  static var note: Self {
    Self(
      "KEY=TEXT", expectation: "a key, '=' and a text",
      read: { text in
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        return Note(key: String(parts[0]), value: String(parts[1]))
      }, write: { "\($0.key)=\($0.value)" })
  }
}

extension ValueKind where Value == RepositoryPath {
  /// A path from the repository's root.
  static var path: Self {
    Self(
      "PATH", expectation: "a path from the repository's root",
      read: { RepositoryPath($0) }, write: { $0.text })
  }
}
