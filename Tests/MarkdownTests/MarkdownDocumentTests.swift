import Markdown
import SourceModel
import Testing

private func read(_ text: String) -> MarkdownDocument {
  MarkdownDocument.read(SourceText(path: "a.md", text))
}

private func text(_ range: SourceRange, of source: String) -> String {
  String(decoding: Array(source.utf8)[range.indices], as: UTF8.self)
}

@Suite struct MarkdownDocumentTests {
  @Test func blocksAreFlatAndKnowTheirLinesAndBytes() {
    let source = """
      # Plan *now*

      One `a.sh` and
      two [b](b.md).

      - [x] first
        - nested
        more

        second paragraph
      - [ ] other [x]

      | a | `b` |
      |---|-----|
      | 1 | 2   |

      > quoted

      ```sh
      run it
      ```
      """
    let document = read(source)
    let said = document.blocks.map { "\($0.line) \($0.depth) \($0.kind) \($0.text)" }
    #expect(
      said == [
        "1 0 heading(1) Plan now",
        "3 0 paragraph One a.sh and two b.",
        "6 0 item(isTicked: Optional(true)) first",
        "7 1 item(isTicked: nil) nested more",
        "10 1 paragraph second paragraph",
        "11 0 item(isTicked: Optional(false)) other [x]",
        "13 0 row(cells: [\"a\", \"b\"], isHeader: true) a | b",
        "15 0 row(cells: [\"1\", \"2\"], isHeader: false) 1 | 2",
        "17 1 paragraph quoted",
        "19 0 code(info: \"sh\") run it\n",
      ])
    #expect(text(document.blocks[1].range, of: source) == "One `a.sh` and\ntwo [b](b.md).")
    #expect(document.blocks[1].pointers == [.code("a.sh"), .link("b.md")])
    #expect(document.blocks[6].pointers == [.code("b")])
    #expect(document.links == [MarkdownDocument.Link(target: "b.md", text: "b", line: 4)])
  }

  @Test func linesCountFromTheFileBehindFrontMatter() {
    let source = "\u{FEFF}---\r\nstatus: ready\r\n---\r\n# Plan\r\n\r\ntext\r\n"
    let document = read(source)
    #expect(document.frontMatter.map { text($0, of: source) } == "status: ready\r\n")
    #expect(document.blocks.map(\.line) == [4, 6])
    #expect(text(document.blocks[1].range, of: source) == "text")
  }

  @Test func frontMatterThatDoesNotEndIsAProblem() {
    let document = read("---\nstatus: ready\n\n# Plan\n")
    #expect(document.problem?.message == "the front matter was not closed")
    #expect(document.problem?.line == 1)
    #expect(document.blocks.isEmpty)
  }

  @Test func aRuleInTheMiddleIsNoFrontMatter() {
    let document = read("# Plan\n\n---\n\ntext\n")
    #expect(document.frontMatter == nil)
    #expect(document.blocks.map(\.kind) == [.heading(1), .rule, .paragraph])
  }

  @Test func commentsAreApart() {
    let document = read("<!-- fill in -->\n\n<!-- a --> rest\n\none <!-- two --> three <date>\n")
    #expect(document.blocks.map(\.kind) == [.comment, .comment, .html, .paragraph])
    #expect(document.blocks.map(\.text) == [" fill in ", " a ", " rest\n", "one  three <date>"])
  }

  @Test func addressesWithoutMarksArePointers() {
    let document = read("See https://a.example/x_y_z, not `http://b.example` or a://c.\n")
    #expect(
      document.blocks[0].pointers == [
        .code("http://b.example"), .link("https://a.example/x_y_z"),
      ])
  }

  @Test func sectionsHoldTheirSubsections() {
    let document = read("# A\n\na\n\n## B\n\nb\n\n### C\n\n## D\n\n# E\n")
    #expect(document.sections.map(\.title) == ["A", "B", "C", "D", "E"])
    #expect(document.sections.map(\.parent) == [nil, 0, 1, 0, nil])
    #expect(document.sections[0].blocks.map(\.text) == ["a", "B", "b", "C", "D"])
    #expect(document.sections[1].blocks.map(\.text) == ["b", "C"])
  }

  @Test func anchorsAreThoseOfGitHub() {
    let document = read(
      "# Upgrade / Downgrade Strategy\n\n## What's `next`?\n\n## Same\n\n## Same\n\n<a id=\"x\"></a>\n"
    )
    #expect(
      document.anchors == [
        "upgrade--downgrade-strategy", "whats-next", "same", "same-1", "x",
      ])
  }
}

@Suite struct HostileMarkdownTests {
  @Test(arguments: [
    String(repeating: ">", count: 200_000), String(repeating: "- ", count: 100_000),
    (0..<300).map { String(repeating: "  ", count: $0) + "- a\n" }.joined(),
  ])
  func nestingIsAProblem(_ source: String) {
    let document = read(source)
    #expect(document.problem?.message == "more than 50 quotes and lists were nested")
    #expect(document.blocks.isEmpty)
  }

  @Test func largeDocumentsAreAProblem() {
    let document = read("# Plan\n" + String(repeating: "word ", count: 1_000_000))
    #expect(document.problem?.message == "the document was larger than 1048576 bytes")
  }

  @Test(arguments: [
    String(repeating: "![[]()", count: 100_000), String(repeating: "a <![CDATA[ ", count: 80_000),
    String(repeating: "|a", count: 50_000) + "\n" + String(repeating: "|-", count: 50_000) + "\n"
      + String(repeating: "|\n", count: 50_000),
  ])
  func costlyTextsAreAProblem(_ source: String) {
    let problem = read("# Plan\n\n" + source).problem
    #expect(problem?.line == 3)
    #expect(problem?.message.hasPrefix("the text had too many brackets") == true)
  }

  @Test func anyBytesGiveBlocksInsideTheFile() {
    var state: UInt64 = 1
    let alphabet = Array("#-*_`[]()<>!|:\\&;x \t\n\r0.~+=\"'/".utf8) + [0, 0xFF, 0xC3, 0xA9]
    for _ in 0..<400 {
      var bytes: [UInt8] = []
      for _ in 0..<200 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes.append(alphabet[Int(state >> 33) % alphabet.count])
      }
      let document = MarkdownDocument.read(SourceText(path: "a.md", bytes: bytes))
      let table = LineTable(bytes)
      for block in document.blocks {
        #expect(Int(block.range.upper) <= bytes.count)
        #expect((1...table.count).contains(block.line))
      }
      for link in document.links { #expect((1...table.count).contains(link.line)) }
    }
  }

  @Test func threadsDoNotDisturbEachOther() async {
    let source = "- [x] a `b` ~~c~~ www.d.example\n\n| a |\n|---|\n| *b* |\n"
    let expected = read(source)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask { (0..<200).allSatisfy { _ in read(source) == expected } }
      }
      for await isEqual in group { #expect(isEqual) }
    }
  }
}
