import SourceModel
import Testing

struct CalendarDateTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("1969-12-31", -1), ("1970-03-01", 59), ("2000-02-29", 11_016),
    ("2000-03-01", 11_017),
    ("2024-02-29", 19_782), ("2026-11-20", 20_777), ("0000-01-01", -719_528),
    ("9999-12-31", 2_932_896),
  ])
  func daysAreCounted(_ text: String, _ number: Int) throws {
    let date = try #require(CalendarDate(text))
    #expect(date.dayNumber == number)
    #expect(CalendarDate(dayNumber: number).description == text)
  }

  @Test func everyDayReadsBack() {
    for number in stride(from: -719_528, through: 2_932_896, by: 17) {
      let date = CalendarDate(dayNumber: number)
      let (year, month, day) = date.civil
      #expect(CalendarDate(year: year, month: month, day: day) == date)
    }
  }

  @Test(arguments: [
    ("2026-11-20T00:00:00Z", "2026-11-20"), ("2026-11-20T23:59:59Z", "2026-11-20"),
    ("2026-11-20T23:59:60Z", "2026-11-20"), ("2026-11-20t12:00:00z", "2026-11-20"),
    ("2026-11-20 12:00:00.123456Z", "2026-11-20"), ("2026-11-20T01:00:00+02:00", "2026-11-19"),
    ("2026-11-20T23:30:00-00:30", "2026-11-21"), ("2026-11-20T23:30:00-00:29", "2026-11-20"),
    ("2024-02-28T23:00:00-01:00", "2024-02-29"), ("2023-12-31T23:59:59.9-23:59", "2024-01-01"),
    ("2024-01-01T00:00:00+00:00", "2024-01-01"), ("2024-01-01T00:00:00-00:00", "2024-01-01"),
  ])
  func momentsAreTakenToUTC(_ text: String, _ day: String) {
    #expect(CalendarDate(text)?.description == day)
  }

  @Test(arguments: [
    "", "2026", "2026-1-01", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32", "2026-04-31",
    "2023-02-29",
    "1900-02-29", "2026/01/01", "20260101", "2026-01-01T", "2026-01-01T00:00:00",
    "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00Z", "2026-01-01T00:00:00.Z",
    "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60",
    "2026-01-01T00:00:00ZZ",
    "2026-01-01x", "+026-01-01", "２026-01-01", " 2026-01-01", "2026-01-01T00:00:00é",
  ])
  func refuses(_ text: String) {
    #expect(CalendarDate(text) == nil)
  }

  @Test func leapYears() {
    for (year, isLeap) in [(2000, true), (1900, false), (2024, true), (2023, false), (0, true)] {
      #expect((CalendarDate(year: year, month: 2, day: 29) != nil) == isLeap)
    }
    #expect(CalendarDate(year: 10_000, month: 1, day: 1) == nil)
    #expect(CalendarDate(year: -1, month: 1, day: 1) == nil)
  }

  @Test func commitTimesFallOnDays() {
    #expect(CalendarDate(unixSeconds: 0).dayNumber == 0)
    #expect(CalendarDate(unixSeconds: 86_399).dayNumber == 0)
    #expect(CalendarDate(unixSeconds: 86_400).dayNumber == 1)
    #expect(CalendarDate(unixSeconds: -1).dayNumber == -1)
    #expect(CalendarDate(unixSeconds: -86_400).dayNumber == -1)
    #expect(CalendarDate(unixSeconds: -86_401).dayNumber == -2)
    #expect(!CalendarDate(unixSeconds: .max).description.isEmpty)
    #expect(!CalendarDate(unixSeconds: .min).description.isEmpty)
    #expect(CalendarDate(unixSeconds: .min) < CalendarDate(unixSeconds: 0))
  }
}
