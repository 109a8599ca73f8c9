import FormatKit
import SourceModel
import Testing

@Suite("Names of elements")
struct ElementLifeTests {
  private static func readings(_ name: Name) -> [String] {
    name.readings.map { "\($0.head)|\($0.rest)" }
  }

  @Test("A name can be read as every beginning that ends at a step")
  func steps() {
    #expect(Self.readings("a > b > c") == ["a|b > c", "a > b|c", "a > b > c|"])
    #expect(Self.readings("a>b c") == ["a>b c|"])
    #expect(Self.readings("") == ["|"])
  }

  @Test("The note of a former name is left out, brackets in it or not")
  func notes() {
    #expect(
      Self.readings("a (was b) > c") == ["a|c", "a (was b)|c", "a (was b) > c|"])
    #expect(Self.readings("a (was b)") == ["a|", "a (was b)|"])
    #expect(
      Self.readings("a (was (b) > c)").filter { $0.hasPrefix("a|") } == ["a|c)", "a|"])
  }

  @Test("Of very many readings some are given, and the whole name")
  func hostile() throws {
    let name = Name(String(repeating: "x (was ) > ", count: 5_000))
    let readings = name.readings
    #expect(readings.count < 300)
    #expect(try #require(readings.last).head == name)
  }

  @Test("What follows a word is told if anything does")
  func dropping() {
    #expect(Name("response 200").dropping("response ") == "200")
    #expect(Name("response ").dropping("response ") == nil)
    #expect(Name("request").dropping("response ") == nil)
  }
}
