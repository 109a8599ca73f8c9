import SourceModel
import Testing

struct NameTests {
  @Test func namesAreBytes() {
    let composed = Name("\u{E9}")
    let decomposed = Name("e\u{301}")
    #expect("\u{E9}" == "e\u{301}")
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
    #expect(decomposed < composed)
  }

  @Test func orderIsThatOfBytes() {
    let names: [Name] = ["b", "", "a\u{FFFF}", "a\u{1F600}", "aa", "a", "B", "ab"]
    #expect(
      names.sorted().map(\.text) == ["", "B", "a", "aa", "ab", "a\u{FFFF}", "a\u{1F600}", "b"])
  }

  @Test func textReplacesWhatIsNotUTF8() {
    #expect(Name([0x61, 0xFF, 0x62]).text == "a\u{FFFD}b")
    #expect(Name([0x61, 0xFF]) != Name([0x61, 0xFE]))
    #expect("\(Name("a"))" == "a")
  }

  @Test func prefixesAreBytes() {
    #expect(Name("x-sunset").hasPrefix("x-"))
    #expect(Name("x-").hasPrefix("x-"))
    #expect(!Name("x").hasPrefix("x-"))
    #expect(Name("x").hasPrefix(""))
    #expect(!Name("e\u{301}").hasPrefix("\u{E9}"))
    #expect(Name("").isEmpty && !Name(" ").isEmpty)
  }

  @Test func suffixesAreBytes() {
    #expect(Name("text/xml").hasSuffix("/xml"))
    #expect(!Name("xml").hasSuffix("/xml"))
    #expect(Name("xml").hasSuffix(""))
  }

  /// The Kelvin sign and the dotless i have ASCII letters as their other case.
  @Test func caseIsThatOfASCII() {
    #expect(Name("ETag-[@`{z").asciiLowercased == "etag-[@`{z")
    #expect(Name("ETag-[@`{z").asciiUppercased == "ETAG-[@`{Z")
    #expect(Name("\u{212A}\u{C9}").asciiLowercased == "\u{212A}\u{C9}")
    #expect(Name("\u{131}\u{E9}").asciiUppercased == "\u{131}\u{E9}")
  }

  @Test func namesAreJoined() {
    #expect(Name("a") + "b" == "ab")
    #expect(Name("a").step(to: "b") == "a > b")
    #expect(Name("").step(to: "b") == "b")
    #expect(Name("a").step(to: "") == "a")
  }
}
