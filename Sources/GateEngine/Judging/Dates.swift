import GitHistory
import SourceModel

/// Whether the date of a revision can be believed, on which all windows rest.
struct DateCheck {
  let repository: Repository
  let after: Revision
  let asOf: CalendarDate?
  /// The release tags of the stream, the lowest version first.
  let tags: [ReleaseTag]
  /// Whether it is a new release that the main branch does not have.
  let isUnmerged: Bool

  /// The days within which a commit is released that was not merged.
  private static let longestDelay = 7

  /// What makes the date doubtful, a sentence without a full stop; nil if nothing does.
  func doubt() throws(GitError) -> String? {
    guard let commit = after.commit, let date = after.date else { return nil }
    if let asOf, asOf < date {
      return "'\(after.spelling)' was committed on \(date), after the day of judgement \(asOf)"
    }
    // Whoever pushes it may have dated it back, and with it all that it announces.
    if isUnmerged, let asOf, asOf.dayNumber - date.dayNumber > DateCheck.longestDelay {
      return "'\(after.spelling)' was committed on \(date), more than \(DateCheck.longestDelay) "
        + "days before it was released on \(asOf), and the main branch does not have it"
    }
    for tag in tags.reversed() where tag.commit != commit {
      guard try repository.isAncestor(tag.commit, of: commit) else { continue }
      let revision = try repository.revision(of: tag)
      guard let released = revision.date, date < released else { return nil }
      return "'\(after.spelling)' was committed on \(date), before its ancestor '\(tag.name)' "
        + "of \(released)"
    }
    return nil
  }
}
