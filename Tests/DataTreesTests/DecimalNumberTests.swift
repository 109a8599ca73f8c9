import DataTrees
import Testing

struct DecimalNumberTests {
  @Test(arguments: [
    ("1.0", "1"), ("100", "1e2"), ("1E+2", "100.0"), ("0.001", "1e-3"), ("-0", "0"), ("0e999", "0"),
    ("0.0", "-0.00"), ("+5", "5"), ("007", "7"), (".5", "0.5"), ("5.", "5"), ("0x10", "16"),
    ("0o17", "15"), ("0xFFFFFFFFFFFFFFFF", "18446744073709551615"),
    ("1e0000000000000000000005", "1e5"),
    ("123456789012345678901234567890", "1.2345678901234567890123456789e29"),
    ("1234567890123456780", "123456789012345678e1"), ("10e-1", "1"),
  ])
  func areEqualByValue(_ a: String, _ b: String) throws {
    let first = try #require(DecimalNumber(a))
    let second = try #require(DecimalNumber(b))
    #expect(first == second)
    #expect(first.description == second.description)
    #expect(!(first < second) && !(second < first))
  }

  @Test(arguments: [
    "", "-", "+", ".", "e1", "1e", "1e+", "a", "1a", "1 ", " 1", "--1", "1.2.3", ".inf", "0x",
    "0o8",
    "0x-1", "0x+1", "-0x1", "0b1", "1_0", "0x10000000000000000", "1e1234567890123456789", "१",
  ])
  func refuses(_ text: String) {
    #expect(DecimalNumber(text) == nil)
  }

  @Test func orderByValue() {
    let sorted = [
      "-1e400", "-100", "-99.9", "-1", "-0.1", "-1e-400", "0", "1e-400", "0.09", "0.1", "0.11", "1",
      "9",
      "10", "10.5", "99", "100", "1e18", "1e400", "2e400", "1e999999999999999999",
    ].map { DecimalNumber($0) }
    #expect(!sorted.contains(nil))
    let numbers = sorted.compactMap(\.self)
    for (i, a) in numbers.enumerated() {
      for (j, b) in numbers.enumerated() { #expect((a < b) == (i < j)) }
    }
  }

  @Test(arguments: [
    ("0", "0"), ("-12", "-12"), ("1200", "1200"), ("0.5", "0.5"), ("-12.50", "-12.5"),
    ("1e-6", "0.000001"),
    ("1.5e-7", "1.5e-7"), ("1e-7", "1e-7"), ("1e20", "100000000000000000000"), ("1e21", "1e21"),
    ("12e30", "1.2e31"), ("-1e999999999999999999", "-1e999999999999999999"),
  ])
  func haveOneSpelling(_ text: String, _ description: String) {
    #expect(DecimalNumber(text)?.description == description)
    #expect(DecimalNumber(description) == DecimalNumber(text))
  }

  @Test func tellIntegers() {
    #expect(DecimalNumber("1e3")?.isInteger == true)
    #expect(DecimalNumber("1.50")?.isInteger == false)
    #expect(DecimalNumber("0.0")?.isInteger == true)
    #expect(DecimalNumber("-1.5e1")?.integer == -15)
    #expect(DecimalNumber("9223372036854775807")?.integer == .max)
    #expect(DecimalNumber("-9223372036854775808")?.integer == .min)
    #expect(DecimalNumber("9223372036854775808")?.integer == nil)
    #expect(DecimalNumber("1e19")?.integer == nil)
    #expect(DecimalNumber("1e999999999999999999")?.integer == nil)
    #expect(DecimalNumber("0.5")?.integer == nil)
    #expect(DecimalNumber(Int.min).integer == .min)
    #expect(DecimalNumber(0) == DecimalNumber("0"))
  }
}
