import SourceModel
import Testing

@testable import ReleaseChecks

struct WeekdayTests {
  @Test(
    "a weekday that is not that of its date is told",
    arguments: [
      ("March 15 (Monday) - Day 1:", "2026-03-15", "Sunday"),
      ("Tuesday, 2026-03-16", "2026-03-16", "Monday"),
      ("2026-03-16 (Tue)", "2026-03-16", "Monday"), ("Friday 20th of March", "2026-03-20", nil),
      ("15 March 2026, a Monday", "2026-03-15", "Sunday"),
      ("Sunday, March 16th", "2026-03-16", "Monday"),
      ("March 30 (Next Tuesday)", "2026-03-30", "Monday"),
      ("Thursday, Mar 20, 2027", "2027-03-20", "Saturday"),
      ("on Monday the 1st of February", "2026-02-01", nil),
    ])
  func mismatches(_ text: String, _ date: String, _ actual: String?) {
    let found = WeekdayReading(text, year: 2026).mismatches
    #expect(found.map(\.actual) == (actual.map { [$0] } ?? []))
    if actual != nil { #expect(found.first?.date.description == date) }
  }

  @Test(
    "weekdays that fit, or stand by themselves, are not",
    arguments: [
      "March 15 (Sunday)", "Monday, 2026-03-16", "Every Monday at 15:00",
      "Monday to Friday, March 20",
      "Sunday March 15, Monday March 16", "Fridays 2-4pm UTC", "2026-13-45 (Monday)",
      "Sat down May 3",
      "Monday", "February 30 (Monday)", "",
    ])
  func fitting(_ text: String) {
    #expect(WeekdayReading(text, year: 2026).mismatches.isEmpty)
  }

  @Test("a date without a year counts for nothing if no year is known")
  func year() {
    #expect(WeekdayReading("March 15 (Monday)", year: nil).mismatches.isEmpty)
    #expect(WeekdayReading("March 15, 2026 (Monday)", year: nil).mismatches.count == 1)
  }
}
