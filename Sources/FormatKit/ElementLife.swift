package import SourceModel

/// What one revision of a contract says about the life of an element that it has.
package struct ElementLife: Hashable, Sendable {
  /// The word that an element will end.
  package struct Announcement: Hashable, Sendable {
    /// Where it stands.
    package let location: Location
    /// The announced last day; nil if none is told.
    package let sunset: CalendarDate?
    /// The announced version that no longer has the element, as it is spelled; nil if none is told.
    package let removal: Name?

    /// States an announcement.
    package init(_ location: Location, sunset: CalendarDate? = nil, removal: Name? = nil) {
      self.location = location
      self.sunset = sunset
      self.removal = removal
    }
  }

  /// Where the element stands.
  package let location: Location
  /// The word that it will end: its own, else that of the innermost element around it.
  package let announcement: Announcement?

  /// States an element's life.
  package init(_ location: Location, announcement: Announcement? = nil) {
    self.location = location
    self.announcement = announcement
  }
}

/// The version that a contract says it has.
package struct DeclaredVersion: Hashable, Sendable {
  /// The version, as it is spelled.
  package let text: Name
  /// Where it stands.
  package let location: Location

  /// States a version.
  package init(_ text: Name, at location: Location) {
    self.text = text
    self.location = location
  }
}

extension Name {
  /// The ways to read the name of an element as an element and a way on from there, which is empty
  /// for the whole; the shortest element first.
  ///
  /// Names may hold ` > ` themselves, so that there can be several; of very many, the first and the
  /// whole are given. A note ` (was …)` behind the first part is left out.
  package var readings: [(head: Name, rest: Name)] {
    var readings: [(head: Name, rest: Name)] = []
    for index in bytes.indices where bytes[index] == UInt8(ascii: " ") {
      let rest = bytes[index...]
      if rest.starts(with: Name.separator) {
        readings.append((Name(bytes[..<index]), Name(rest.dropFirst(Name.separator.count))))
      } else if rest.starts(with: Name.formerMark) {
        let head = Name(bytes[..<index])
        readings += Name.waysBehind(rest).map { (head, $0) }
      }
      if readings.count >= Name.readingLimit { break }
    }
    readings.append((self, ""))
    return readings
  }

  /// What can stand behind a note in brackets, which may hold brackets.
  private static func waysBehind(_ note: ArraySlice<UInt8>) -> [Name] {
    var ways: [Name] = []
    for index in note.indices where note[index] == UInt8(ascii: ")") {
      let rest = note[(index + 1)...]
      if rest.isEmpty { ways.append("") }
      if rest.starts(with: separator) { ways.append(Name(rest.dropFirst(separator.count))) }
      if ways.count >= readingLimit { break }
    }
    return ways
  }

  /// About as many steps as the deepest element of an honest contract has.
  private static let readingLimit = 100
  private static let separator = Array(" > ".utf8)
  private static let formerMark = Array(" (was ".utf8)

  /// What follows a prefix; nil if the name does not begin with it, or ends with it.
  package func dropping(_ prefix: StaticString) -> Name? {
    guard hasPrefix(prefix), bytes.count > prefix.utf8CodeUnitCount else { return nil }
    return Name(bytes[prefix.utf8CodeUnitCount...])
  }
}
