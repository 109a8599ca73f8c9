/// A day of the proleptic Gregorian calendar, in UTC.
package struct CalendarDate: Hashable, Sendable {
  /// Days since 1970-01-01.
  package let dayNumber: Int

  /// Makes a date of a count of days since 1970-01-01.
  package init(dayNumber: Int) {
    self.dayNumber = dayNumber
  }

  /// Makes the date on which a moment falls in UTC; seconds count from 1970-01-01T00:00:00Z.
  package init(unixSeconds: Int64) {
    let days = unixSeconds / 86_400
    self.dayNumber = Int(unixSeconds % 86_400 < 0 ? days - 1 : days)
  }

  /// Makes a date of year, month and day, or nil if there is no such day.
  package init?(year: Int, month: Int, day: Int) {
    guard (0...9999).contains(year), (1...12).contains(month),
      day >= 1, day <= CalendarDate.length(ofMonth: month, year: year)
    else { return nil }
    // Years run from March, so that the leap day is the last of its year.
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.dayNumber = era * 146_097 + dayOfEra - 719_468
  }

  /// Reads `YYYY-MM-DD` (RFC 3339 full-date) or an RFC 3339 date-time, which is taken to UTC.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = CalendarDate.number(bytes[0..<4]), let month = CalendarDate.number(bytes[5..<7]),
      let day = CalendarDate.number(bytes[8..<10]),
      let date = CalendarDate(year: year, month: month, day: day)
    else { return nil }
    if bytes.count == 10 {
      self = date
      return
    }
    guard let seconds = CalendarDate.secondsUTC(bytes[10...]) else { return nil }
    self.init(unixSeconds: Int64(date.dayNumber) * 86_400 + Int64(seconds))
  }

  /// The year, month and day.
  package var civil: (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }

  private static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return digits.isEmpty ? nil : value
  }

  /// Reads the rest of an RFC 3339 date-time, from the `T`: seconds of the day, taken to UTC.
  private static func secondsUTC(_ bytes: ArraySlice<UInt8>) -> Int? {
    let text = Array(bytes)
    guard text.count >= 10,
      [UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: " ")].contains(text[0]),
      text[3] == UInt8(ascii: ":"), text[6] == UInt8(ascii: ":"),
      let hour = number(text[1..<3]), let minute = number(text[4..<6]),
      let second = number(text[7..<9]), hour < 24, minute < 60, second <= 60
    else { return nil }
    var rest = text[9...]
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      }
      guard !fraction.isEmpty else { return nil }
      rest = rest.dropFirst(1 + fraction.count)
    }
    // A leap second belongs to the day that it ends.
    let seconds = hour * 3_600 + minute * 60 + min(second, 59)
    if rest.elementsEqual([UInt8(ascii: "Z")]) || rest.elementsEqual([UInt8(ascii: "z")]) {
      return seconds
    }
    let offset = Array(rest)
    guard offset.count == 6, offset[3] == UInt8(ascii: ":"),
      offset[0] == UInt8(ascii: "+") || offset[0] == UInt8(ascii: "-"),
      let hours = number(offset[1..<3]), let minutes = number(offset[4..<6]), hours < 24,
      minutes < 60
    else { return nil }
    let shift = hours * 3_600 + minutes * 60
    return offset[0] == UInt8(ascii: "+") ? seconds - shift : seconds + shift
  }
}

extension CalendarDate: Comparable {
  package static func < (a: CalendarDate, b: CalendarDate) -> Bool { a.dayNumber < b.dayNumber }
}

extension CalendarDate: CustomStringConvertible {
  /// The date as `YYYY-MM-DD`.
  package var description: String {
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let (year, month, day) = civil
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}
