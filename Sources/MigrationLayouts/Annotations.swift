internal import SourceModel

/// Lines that tools put into the files that they run.
enum Annotations {
  /// The tool whose marks a file has; nil if it has none.
  ///
  /// Looks at the beginning of the file.
  static func layout(of source: SourceText) -> Layout? {
    for line in Lines(source.bytes, in: 0..<min(source.bytes.count, 1 << 18)) {
      if let layout = layout(ofLine: source.bytes[line.range]) { return layout }
    }
    return nil
  }

  private static func layout(ofLine line: ArraySlice<UInt8>) -> Layout? {
    guard let comment = Comment(line) else { return nil }
    if comment.starts(with: ["+goose"]) { return .goose }
    if comment.starts(with: ["+migrate"]) { return .sqlMigrate }
    if comment.starts(with: ["migrate:up"]) { return .dbmate }
    if comment.starts(with: ["liquibase", "formatted", "sql"]) { return .liquibase }
    if comment.starts(with: ["up", "migration"]) { return .nodePgMigrate }
    if comment.words.first?.hasPrefix("morph:") == true { return .morph }
    if comment.starts(with: ["!", "previous:"]) { return .graphileMigrate }
    if comment.starts(with: ["create", "above", "/", "drop", "below"]) { return .tern }
    return nil
  }
}

/// The words of a line that is a comment.
struct Comment {
  /// In lower case.
  let words: [Name]

  /// Reads a line; nil if it is no comment of two hyphens.
  init?(_ line: ArraySlice<UInt8>) {
    let hyphen = UInt8(ascii: "-")
    let text = line.drop { $0.isBlank }
    guard text.starts(with: [hyphen, hyphen]) else { return nil }
    var content = text.drop { $0 == hyphen }
    while content.last?.isBlank == true || content.last == hyphen { content.removeLast() }
    // Graphile's `--!`, whether or not a blank follows.
    if content.first == UInt8(ascii: "!") {
      words = ["!"] + Comment.words(content.dropFirst())
    } else {
      words = Comment.words(content)
    }
  }

  private static func words(_ text: ArraySlice<UInt8>) -> [Name] {
    text.prefix(200).split { $0.isBlank }.map { Name($0).asciiLowercased }
  }

  /// Whether it begins with words.
  func starts(with expected: [Name]) -> Bool { words.starts(with: expected) }
}

/// The lines of a part of a text.
struct Lines: Sequence, IteratorProtocol {
  /// A line: without its end, and where the next one begins.
  struct Line {
    let range: Range<Int>
    let next: Int
  }

  private let bytes: [UInt8]
  private let end: Int
  private var index: Int

  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    self.index = range.lowerBound
    self.end = Swift.min(bytes.count, range.upperBound)
    if index == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = Swift.min(3, end) }
  }

  mutating func next() -> Line? {
    guard index < end else { return nil }
    let start = index
    while index < end, bytes[index] != 0x0A { index += 1 }
    let stop = index
    if index < end { index += 1 }
    let hasReturn = stop > start && bytes[stop - 1] == 0x0D
    return Line(range: start..<(hasReturn ? stop - 1 : stop), next: index)
  }
}
