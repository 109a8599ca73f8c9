import CommandKit
import GitHistory
import Glibc
import SourceModel

/// The parameters of every command that compares two revisions: which, where, and how much of them.
enum RangeOptions {
  static let range = Positional(
    zeroOrMore: ValueKind.revision("RANGE"), defaultText: "the preceding release to HEAD",
    help: "A..B, A...B from the merge base, A for A..HEAD, or REV:PATH REV:PATH")
  static let tree = Option(
    "--tree", ValueKind.revision(), help: "Compare everything in REV with nothing")
  static let staged = Flag("--staged", help: "Compare HEAD with the index")
  static let repository = Option(
    "--repo", ValueKind.directory(), defaultText: "the current directory",
    help: "The repository, or a directory inside it")
  static let paths = Option(
    repeatable: "--path", ValueKind.glob, help: "Compare only contracts whose path matches")
  static let component = Option(
    "--component", ValueKind.text("NAME"), help: "Compare only a component of '.relgate.yaml'")
  static let asOf = Option(
    "--as-of", ValueKind.day, defaultText: "the date of the later revision",
    help: "The day against which windows are judged, or 'today'")
  static let quiet = Flag(["--quiet", "-q"], help: "Say nothing on standard error but errors")

  static let parameters: [any Parameter] = [
    range, tree, staged, repository, paths, component, asOf, quiet,
  ]

  /// The range that the user wrote; `sinceRelease` if none.
  static func range(_ invocation: Invocation) throws(Failure) -> RangeSpelling {
    let words = invocation[range]
    let tree = invocation[tree]
    let isStaged = invocation[staged]
    if [tree != nil, isStaged, !words.isEmpty].count(where: { $0 }) > 1 {
      throw Failure(
        "a range, --tree and --staged exclude each other", hint: "Give one of them.", exitCode: 2)
    }
    if let tree { return .tree(tree) }
    if isStaged { return .staged }
    do { return try RangeSpelling.reading(words) } catch { throw Failure(error) }
  }

  /// Where the repository is: what the user names goes before what Git told a hook.
  static func place(_ invocation: Invocation) -> (directory: String, GitEnvironment?) {
    if let directory = invocation[repository] { return (directory, nil) }
    return (".", GitEnvironment { name in getenv(name).map { String(cString: $0) } })
  }
}

extension ValueKind where Value == PathGlob {
  /// A pattern of paths.
  static var glob: Self {
    Self(
      "GLOB", expectation: "a pattern of paths from the root, such as 'api/**/*.yaml'",
      read: { try? PathGlob.readingPlaces($0).get() }, write: { $0.pattern })
  }
}

extension ValueKind where Value == AsOf {
  /// A day, or the word for the present one.
  static var day: Self {
    Self(
      "DATE", content: .date, expectation: "a date like 2026-03-31, or 'today'",
      read: { $0 == "today" ? .today : CalendarDate($0).map(AsOf.date) },
      write: { if case .date(let date) = $0 { date.description } else { "today" } })
  }
}

/// The day against which windows are judged, as the user names it.
enum AsOf: Sendable {
  case today
  case date(CalendarDate)

  /// The day; `today` reads the clock.
  var day: CalendarDate {
    switch self {
    case .today: CalendarDate(unixSeconds: Int64(time(nil)))
    case .date(let date): date
    }
  }
}
