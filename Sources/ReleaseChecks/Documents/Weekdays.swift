import Markdown
import ReleaseModel
import ReleaseRecords
import SourceModel

/// Weekdays that are written beside dates.
enum Weekdays {
  static let rules = [mismatched]

  private static let mismatched = FindingRule(
    "release/weekday-mismatched", "A weekday was not that of its date", severity: .error,
    rationale: "Half of the readers will come on the weekday, and half on the date.",
    remedy: "Write the weekday that the date has, or the date that was meant.",
    example: DocumentTrials.trial(.rollout, "# Plan\n\nWe begin on Monday, 2026-03-15.\n"),
    nearMiss: DocumentTrials.trial(.rollout, "# Plan\n\nWe begin on Sunday, 2026-03-15.\n"))

  static func facts(in documents: DocumentScene) -> [ReleaseFact] {
    documents.documents.flatMap { document in
      let year = documents.record?.target?.value.civil.year ?? headerYear(of: document)
      return document.markdown.blocks.flatMap { block -> [ReleaseFact] in
        if case .code = block.kind { return [] }
        return WeekdayReading(block.text, year: year).mismatches.map { mismatch in
          document.fact(
            mismatched,
            "'\(mismatch.weekday)' was written beside \(mismatch.date), which is a \(mismatch.actual)",
            element: "\(mismatch.date)", at: block.range,
            remedy: "Write '\(mismatch.actual)', or the date that was meant.")
        }
      }
    }
  }

  private static func headerYear(of document: ReleaseDocument) -> Int? {
    document.header?.text("date").flatMap { CalendarDate($0.text) }?.civil.year
  }
}

/// The weekdays of a text with the dates beside them.
struct WeekdayReading {
  /// A weekday that is not that of its date.
  struct Mismatch: Hashable {
    let weekday: String
    let date: CalendarDate
    /// The weekday of the date.
    let actual: String
  }

  let mismatches: [Mismatch]

  private static let names = [
    "thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday",
  ]
  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]

  /// Reads a text; a date without a year is of the one that is given, and counts for nothing if none
  /// is.
  init(_ text: String, year: Int?) {
    let tokens = Words.cased(text)
    mismatches = tokens.indices.compactMap { index in
      guard let weekday = WeekdayReading.weekday(tokens[index]) else { return nil }
      let dates = [
        WeekdayReading.date(endingAt: index - 1, in: tokens, year),
        WeekdayReading.date(beginningAt: index + 1, in: tokens, year),
      ].compactMap { $0 }
      guard let date = dates.first,
        !dates.contains(where: { WeekdayReading.index(of: $0) == weekday })
      else { return nil }
      return Mismatch(
        weekday: tokens[index], date: date,
        actual: WeekdayReading.names[WeekdayReading.index(of: date)].capitalizedASCII)
    }
  }

  /// 1970-01-01 was a Thursday.
  private static func index(of date: CalendarDate) -> Int { ((date.dayNumber % 7) + 7) % 7 }

  /// The weekday that a word names: in full, or by its first three letters with a capital.
  private static func weekday(_ word: String) -> Int? {
    let lower = word.lowercased()
    if let index = names.firstIndex(of: lower) { return index }
    guard lower.count == 3, word.first?.isUppercase == true else { return nil }
    return names.firstIndex { $0.hasPrefix(lower) }
  }

  private static func month(_ word: String) -> Int? {
    let lower = word.lowercased()
    if let index = months.firstIndex(of: lower) { return index + 1 }
    guard lower.count == 3, word.first?.isUppercase == true else { return nil }
    return months.firstIndex { $0.hasPrefix(lower) }.map { $0 + 1 }
  }

  /// A day of a month, with or without the ending of an ordinal number.
  private static func day(_ word: String) -> Int? {
    let digits = word.prefix { $0.isNumber }
    guard digits.count <= 2, let day = Int(digits), (1...31).contains(day) else { return nil }
    return ["", "st", "nd", "rd", "th"].contains(word.dropFirst(digits.count)) ? day : nil
  }

  private static func fullYear(_ word: String?) -> Int? {
    guard let word, word.count == 4, let year = Int(word), year >= 1970 else { return nil }
    return year
  }

  private static func date(
    beginningAt start: Int, in tokens: [String], _ year: Int?
  ) -> CalendarDate? {
    var start = start
    if start < tokens.count, ["the", "of"].contains(tokens[start].lowercased()) { start += 1 }
    guard start >= 0, start + 1 < tokens.count else { return nil }
    let third = start + 2 < tokens.count ? tokens[start + 2] : nil
    if let year = fullYear(tokens[start]), let month = Int(tokens[start + 1]),
      let day = third.flatMap({ Int($0) })
    {
      return CalendarDate(year: year, month: month, day: day)
    }
    return date(tokens[start], tokens[start + 1], fullYear(third) ?? year)
  }

  private static func date(
    endingAt end: Int, in tokens: [String], _ year: Int?
  ) -> CalendarDate? {
    var end = end
    // "March 30 (Next Tuesday)"
    if end >= 0, ["next", "on", "a"].contains(tokens[end].lowercased()) { end -= 1 }
    guard end >= 1, end < tokens.count else { return nil }
    if end >= 2, let year = fullYear(tokens[end - 2]), let month = Int(tokens[end - 1]),
      let day = Int(tokens[end])
    {
      return CalendarDate(year: year, month: month, day: day)
    }
    if end >= 2, let year = fullYear(tokens[end]) {
      return date(tokens[end - 2], tokens[end - 1], year)
    }
    return date(tokens[end - 1], tokens[end], year)
  }

  /// A month and a day in either order.
  private static func date(_ first: String, _ second: String, _ year: Int?) -> CalendarDate? {
    guard let year else { return nil }
    if let month = month(first), let day = day(second) {
      return CalendarDate(year: year, month: month, day: day)
    }
    guard let day = day(first), let month = month(second) else { return nil }
    return CalendarDate(year: year, month: month, day: day)
  }
}

extension String {
  fileprivate var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}
