import ReleaseModel
import Reporting
import SourceModel
import Testing

@Suite("A report for a terminal")
struct TextTests {
  @Test("The whole report")
  func whole() {
    #expect(
      rendered(Sample.whole, as: .text, View(rule: { Sample.rules[$0] })) == """
        comparing v1.0.0 (a1a1a1a1a1, 2026-01-02) with HEAD (b2b2, 2026-02-03)
          it is the highest release before 'HEAD'

        api/openapi.yaml (openapi): 2 breaking, 1 additive, 1 neutral

        api/openapi.yaml:9:13: breaking openapi/type-changed: the type of 'value' was changed \
        from 'integer' to 'string' (returned)
          in Amount.value
          before 7 |       type: integer
                   |             ^^^^^^^
           after 9 |       type: string
                   |             ^^^^^^
          affects 12: GET /a, GET /b, GET /c and 9 more
          remedy: Add a new property.

        api/parts/errors.yaml:3:1: breaking openapi/response-removed: response '404' was removed
          in GET /pets 404
          before 3 | '404':
                   | ^^^^^

        api/openapi.yaml:20:5: additive openapi/operation-added: operation 'GET /cats' was added

        b/größe.json (openapi): 1 risky

        b/größe.json:1:17: risky openapi/default-changed: the default of 'größe' was changed \
        (accepted)
          in GET /köln?größe
          before 1 | {"größe":"数字😀", 1}
                   |                     ^
           after 1 | {"größe":"数字😀",2}
                   |                    ^

        b/größe.json:1:1 (before): info openapi/reference-dangling: '#/x' was not found
        c.yaml:4:2: undecided openapi/yaml-invalid: a mapping was expected
          hint: Indent the line.

        2 breaking, 1 risky, 1 additive, 1 neutral (not shown, see --all)
        contracts: 2 compared, 1 unreadable, 1 set aside, 3 unchanged
        1 changed file was not judged
        undecided: 1 problem can hide a difference

        """)
  }

  @Test("Only what is asked for is listed; the counts stay")
  func only() {
    let text = rendered(Sample.whole, as: .text, View(only: [.additive]))
    #expect(text.contains("operation-added"))
    #expect(!text.contains("type-changed"))
    #expect(!text.contains("größe' was changed"))
    #expect(
      text.contains(
        "2 breaking (not shown), 1 risky (not shown), 1 additive, 1 neutral (not shown)\n"))
  }

  @Test("Everything includes neutral changes and unjudged files")
  func everything() {
    let text = rendered(Sample.whole, as: .text, View(showsEverything: true))
    #expect(text.contains("api/openapi.yaml:2:1: neutral openapi/description-changed"))
    #expect(text.contains("\ndata.json: not judged: unattached\n"))
    #expect(text.contains("1 additive, 1 neutral\n"))
  }

  @Test("Colors are escape sequences and nothing else")
  func colors() {
    let plain = rendered(Sample.whole, as: .text, View(rule: { Sample.rules[$0] }))
    let view = View(style: .colored, rule: { Sample.rules[$0] })
    let colored = rendered(Sample.whole, as: .text, view)
    #expect(colored.contains("\u{1B}[1;31mbreaking\u{1B}[0m openapi/type-changed"))
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test("Line numbers of different width, and another file at before")
  func gutter() {
    let report = Sample.report(changes: [
      Sample.change(
        "openapi/a-moved", .risky, "a", "'a' was moved",
        before: Sample.place("old.yaml", 99, 1, to: 2, "a: 1"),
        after: Sample.place("new.yaml", 1000, 3, to: 4, "  a: 1"))
    ])
    #expect(
      rendered(report, as: .text).contains(
        """
          before old.yaml
                   99 | a: 1
                      | ^
           after 1000 |   a: 1
                      |   ^

        """))
  }

  @Test("After ten changes of a rule in a contract the others take one line")
  func manyOfOneRule() {
    let report = Sample.report(
      changes: (1...30).map { number in
        Sample.change(
          "openapi/type-changed", .breaking, Name("e\(number)"), "'e\(number)' was changed",
          after: Sample.place("api/openapi.yaml", number, 1, to: 2, Name("line \(number)")))
      })
    let lines = rendered(report, as: .text, View(rule: { Sample.rules[$0] })).split(separator: "\n")
    #expect(lines.count { $0.contains("was changed") } == 30)
    #expect(lines.count { $0.contains("| line") } == 10)
    #expect(lines.count { $0.contains("remedy") } == 1)
  }

  @Test("One line names the element, and how many stand behind one that stands for many")
  func elements() {
    func added(_ element: Name, _ message: String) -> String {
      let change = Sample.change(
        "openapi/x-added", .additive, element, message,
        after: Sample.place("a.yaml", 1, 1, to: 2, "x"),
        affected: [AffectedElement(element: "GET /a", position: .accepted, count: 1)],
        affectedCount: 12)
      let text = rendered(Sample.report(changes: [change]), as: .text)
      return text.split(separator: "\n").filter { $0.contains("x-added") }.joined()
    }
    let prefix = "a.yaml:1:1: additive openapi/x-added: "
    #expect(added("Pet.id", "'id' was added") == prefix + "'id' was added (in Pet.id)")
    #expect(added("GET /a", "'GET /a' was added") == prefix + "'GET /a' was added")
    #expect(added("", "'id' was added") == prefix + "'id' was added")
    #expect(added("* > id", "'id' was added") == prefix + "'id' was added (in * > id), affects 12")
  }

  @Test("A user in both positions is one user")
  func usersInBothPositions() {
    let users: [AffectedElement] = [
      AffectedElement(element: "POST /c", position: .accepted, count: 1),
      AffectedElement(element: "POST /c", position: .returned, count: 1),
    ]
    let change = Sample.change(
      "openapi/x", .breaking, "x", "'x' was changed",
      after: Sample.place("a.yaml", 1, 1, to: 2, "x"), affected: users, affectedCount: 1)
    let text = rendered(Sample.report(changes: [change]), as: .text)
    #expect(text.contains("\n  affects POST /c\n"))
  }

  @Test("Nothing to say")
  func empty() {
    let text = rendered(Sample.report(changes: [], unchanged: 4), as: .text)
    #expect(text.hasSuffix("\nno changes\ncontracts: 4 unchanged\n"))
    #expect(
      rendered(Sample.report(changes: []), as: .text)
        .hasSuffix("\nno changes\nno contract was touched\n"))
  }
}

@Suite("Source lines")
struct ExcerptTests {
  /// The source line and the caret line of a change with this place.
  private func lines(_ place: Place) -> [Substring] {
    let change = Sample.change("openapi/x", .breaking, "x", "'x' was changed", after: place)
    let text = rendered(Sample.report(changes: [change]), as: .text)
    return text.split(separator: "\n").filter { $0.contains(" | ") }
      .map { $0[($0.firstRange(of: " | ")?.upperBound ?? $0.startIndex)...] }
  }

  private func place(
    _ excerpt: Name, _ column: Int, to end: Int, from start: Int = 1, lines: Int = 0
  ) -> Place {
    Place(
      path: "a.yaml", line: 5, column: column, endLine: 5 + lines, endColumn: end,
      excerpt: excerpt, excerptColumn: start, value: "")
  }

  @Test("Wide and combining characters, tabs and broken bytes keep the caret in place")
  func widths() {
    #expect(lines(place("数字: 1", 5, to: 6)) == ["数字: 1", "      ^"])
    #expect(lines(place("e\u{301}a", 3, to: 4)) == ["e\u{301}a", " ^"])
    #expect(lines(place("\ta", 2, to: 3)) == ["  a", "  ^"])
    #expect(lines(place(Name([0xFF, 0x61]), 2, to: 3)) == ["\u{FFFD}a", " ^"])
  }

  @Test("What could command a terminal is spelled out")
  func controls() {
    #expect(lines(place("\u{1B}[2Ja", 5, to: 6)) == ["\\u{1B}[2Ja", "         ^"])
    #expect(lines(place("\u{202E}a", 2, to: 3)) == ["\\u{202E}a", "        ^"])
  }

  @Test("A range over several lines is marked to the end of its first")
  func severalLines() {
    #expect(lines(place("a: {b: 1,", 4, to: 3, lines: 2)) == ["a: {b: 1,", "   ^^^^^^"])
  }

  @Test("A range outside the line still has a caret")
  func outside() {
    #expect(lines(place("ab", 9, to: 12)) == ["ab", "  ^"])
    #expect(lines(place("ab", 1, to: 1)) == ["ab", "^^"])
  }

  @Test("Of a long line the part around the caret is shown")
  func longLine() {
    let long = Name(
      String(repeating: "x", count: 200) + "HERE" + String(repeating: "y", count: 200))
    let shown = lines(place(long, 201, to: 205))
    let expected =
      "…" + String(repeating: "x", count: 25) + "HERE" + String(repeating: "y", count: 71)
    #expect(
      shown == [Substring(expected + "…"), Substring(String(repeating: " ", count: 26) + "^^^^")])
  }

  @Test("An excerpt that begins within its line")
  func cutExcerpt() {
    #expect(lines(place("abcdef", 1003, to: 1005, from: 1001)) == ["…abcdef", "   ^^"])
  }
}

@Suite("Hostile names")
struct HostileNameTests {
  @Test("Neither lines nor colors of a report can be forged")
  func forged() {
    let evil = "x\n0 breaking\u{1B}[0m\r\u{202E}"
    let path = RepositoryPath(unchecked: Name(Array(evil.utf8) + [0xFF]))
    let report = Sample.report(
      changes: [
        Sample.change(
          "openapi/x", .breaking, Name(evil), "'\(evil)' was changed", contract: path,
          before: Sample.place(path, 1, 1, to: 2, "b"),
          after: Sample.place("b", 1, 1, to: 2, "a"),
          affected: [AffectedElement(element: Name(evil), position: nil, count: 1)],
          affectedCount: 1)
      ],
      problems: [
        Problem(
          rule: "openapi/y", message: evil, path: path, side: .after, hint: evil, hides: true)
      ], notJudged: [.init(path: path, reason: evil)])
    for (format, report) in [
      (ReportFormat.text, report), (.markdown, report), (.text, Sample.hostile),
      (.markdown, Sample.hostile), (.github, Sample.hostile), (.junit, Sample.hostile),
    ] {
      let text = rendered(report, as: format, View(showsEverything: true, waiver: { _ in evil }))
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 })
      #expect(!text.contains("\u{202E}"))
      #expect(!text.split(separator: "\n").contains { $0.hasPrefix("0 breaking") })
    }
  }

  @Test("No name begins a command of GitHub or leaves its element of XML")
  func commands() {
    let lines = rendered(Sample.hostile, as: .github).split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines.dropLast().allSatisfy { $0.hasPrefix("::") })
    #expect(
      lines.dropLast().allSatisfy { $0.split(separator: "::")[0].split(separator: ",").count <= 6 })
    #expect(!rendered(Sample.hostile, as: .junit).contains("]]>"))
  }
}
