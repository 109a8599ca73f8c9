import DataTrees
import SourceModel
import Testing

/// What breaks RFC 8259: each text, the range that is blamed, and a part of the message or hint.
struct JSONRefusalTests {
  @Test(arguments: [
    ("", "", "the document ended where a value was expected"),
    (" \n", "", "the document ended where a value was expected"),
    ("[", "", "the document ended where a value was expected"),
    ("{", "", "the document ended where a key or '}' was expected"),
    ("[1", "", "the document ended where ',' or ']' was expected"),
    (#"{"a""#, "", "the document ended where ':' after the key was expected"),
    (#"{"a":1"#, "", "the document ended where ',' or '}' was expected"),
    ("[1,]", "]", "Remove the comma before it."),
    (#"{"a":1,}"#, "}", "Remove the comma before it."),
    ("[,1]", ",", "a value was expected, ',' was found"), ("[1,,2]", ",", "a value was expected"),
    ("[1 2]", "2", "',' or ']' was expected, '2' was found"),
    (#"["a" "b"]"#, "\"", "Separate members and items with commas."),
    (#"{"a" 1}"#, "1", "':' after the key was expected"), (#"{"a":}"#, "}", "a value was expected"),
    ("{1:2}", "1", "Write keys in double quotes."), ("{a:1}", "a", "Write keys in double quotes."),
    ("{'a':1}", "'", "Write strings and keys in double quotes."),
    ("['a']", "'", "Write strings and keys in double quotes."),
    ("[1}", "}", "',' or ']' was expected, '}' was found"),
    (#"{"a":1]"#, "]", "',' or '}' was expected, ']' was found"),
    ("]", "]", "a value was expected"), ("{}}", "}", "the end of the document was expected"),
    ("{} {}", "{", "the end of the document was expected, '{' was found"),
    ("1 // one", "/", "Remove the comment: JSON has none."),
    ("[/* one */ 1]", "/", "Remove the comment: JSON has none."),
    ("# one\n1", "#", "Remove the comment: JSON has none."),
    ("nul", "nul", "a value was expected, 'nul' was found"),
    ("nulls", "nulls", "'nulls' was found"),
    ("True", "True", "Write true and false in lower case."), ("truefalse", "truefalse", "a value"),
    ("NaN", "NaN", "Write null: JSON has no such number."),
    ("Infinity", "Infinity", "Write null: JSON has no such number."),
    ("-Infinity", "-Infinity", "'-Infinity' is not a number of JSON"),
    ("-", "-", "'-' is not a number of JSON"), ("-a", "-a", "is not a number of JSON"),
    ("01", "01", "'01' is not a number of JSON"), ("-012", "-012", "is not a number of JSON"),
    ("1.", "1.", "is not a number of JSON"), ("1.e1", "1.e1", "is not a number of JSON"),
    ("1e", "1e", "is not a number of JSON"), ("1e+", "1e+", "is not a number of JSON"),
    ("0x10", "0x10", "is not a number of JSON"), ("1.2.3", "1.2.3", "is not a number of JSON"),
    ("+1", "+1", "Begin a number with a digit or '-'."),
    (".5", ".5", "Begin a number with a digit or '-'."),
    ("1_000", "1_000", "is not a number of JSON"), ("\"abc", "\"", "the string was not closed"),
    ("\"abc\\", "\\", "is not an escape of JSON"),
    (#"["a\x"]"#, #"\x"#, #"'\x' is not an escape of JSON"#),
    (#"["a\u12"]"#, #"\u12"#, #"'\u12' is not an escape of JSON"#),
    (#"["\u12G4"]"#, #"\u12G4"#, "is not an escape of JSON"),
    (#"["\é"]"#, #"\é"#, "is not an escape of JSON"), (#""\u00A"#, #"\u00A"#, "is not an escape"),
    (#""\U0041""#, #"\U"#, "is not an escape of JSON"),
    ("\"a\tb\"", "\t", "control character U+0009 stood in a string"),
    ("\"a\nb\"", "\n", "the string was not closed in its line"),
    ("\"a\u{0}b\"", "\u{0}", "control character U+0000 stood in a string"),
    ("[1\u{C}]", "\u{C}", "control character U+000C was found"),
    ("[1\u{A0}]", "\u{A0}", "',' or ']' was expected"), ("é", "é", "'é' was found"),
    ("[\u{FEFF}1]", "\u{FEFF}", "a value was expected"), ("[1]\u{0}", "\u{0}", "U+0000 was found"),
    ("a: 1", "a", "a value was expected, 'a' was found"), ("*", "*", "a value was expected"),
    (#"{"a":1 "b":2}"#, "\"", "Separate members and items with commas."),
    (#"{"a":"b""#, "", "the document ended"), ("{\"a\":1,", "", "the document ended where a key"),
    ("[\"\\", "\\", "is not an escape"), ("\"\\ud83", "\\ud83", "is not an escape"),
    ("{]", "]", "a key or '}' was expected"), ("[)", ")", "a value was expected"),
    ("﻿﻿1", "\u{FEFF}", "a value was expected"),
  ])
  func refuses(_ text: String, _ blamed: String, _ says: String) throws {
    let reading = read(text)
    #expect(reading.tree == nil)
    let problem = try #require(reading.problems.last)
    #expect(problem.code == .syntax)
    let bytes = Array(text.utf8)
    #expect(String(decoding: bytes[problem.range.indices], as: UTF8.self) == blamed)
    #expect("\(problem.message) \(problem.hint ?? "")".contains(says))
  }

  @Test func blamesThePlaceOfTheFault() throws {
    let problem = try #require(read("{\n  \"a\": 1,\n  \"é\": tru\n}").problems.first)
    #expect(problem.range == SourceRange(20, 23))
  }

  @Test func namesTheFirstOfTwoKeys() throws {
    let text = "{\n\"a\": 1,\n\"b\": {\"a\": 3},\n\"\\u0061\": 2}"
    let reading = read(text)
    let problem = try #require(reading.problems.first)
    #expect(reading.problems.count == 1)
    #expect(problem.code == .duplicateKey)
    #expect(problem.message == "key 'a' was given twice")
    #expect(problem.hint == "Remove one: the first stands in line 2.")
    let tree = try #require(reading.tree)
    #expect(tree.slice(problem.range) == #""\u0061""#)
    #expect(tree.count(of: tree.root) == 3)
    #expect(tree.value(of: tree.root, "a").flatMap { tree.number(of: $0) } == DecimalNumber(1))
  }

  @Test func findsTheSameKeyInEveryObjectThatRepeatsIt() {
    let reading = read(
      #"[{"a":1,"a":{"a":0,"b":{"a":1}},"b":2,"a":3},{"b":1,"b":2},{"a":1,"b":2}]"#)
    #expect(
      reading.problems.map(\.message) == [
        "key 'a' was given twice", "key 'a' was given twice", "key 'b' was given twice",
      ])
  }

  @Test func problemsStandInSourceOrder() {
    let reading = read(#"{"a":1,"a":{"b":1,"b":2},"a":3"#)
    #expect(reading.problems.map(\.range.lower) == [18, 30])
  }

  @Test(arguments: [
    ([0xFF, 0xFE, 0x5B, 0, 0x5D, 0], 0, 2), ([0xFE, 0xFF, 0, 0x5B, 0, 0x5D], 0, 2),
    ([0x5B, 0, 0x5D, 0], 0, 2), ([0, 0x5B, 0, 0x5D], 0, 2), ([0, 0, 0xFE, 0xFF], 0, 2),
    ([0x22, 0x80, 0x22], 1, 2), ([0x22, 0xC3], 1, 2), ([0x22, 0xC0, 0x80, 0x22], 1, 2),
    ([0x22, 0xED, 0xA0, 0x80, 0x22], 1, 2), ([0x22, 0x61, 0xE2, 0x82], 2, 4),
    ([0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], 1, 2),
  ])
  func refusesOtherEncodings(_ bytes: [UInt8], _ lower: Int, _ upper: Int) throws {
    for syntax in DataSyntax.allCases {
      let reading = read(bytes: bytes, syntax)
      let problem = try #require(reading.problems.first)
      #expect(reading.tree == nil)
      #expect(problem.code == .encoding)
      #expect(problem.range == SourceRange(lower, upper))
      #expect(problem.hint == "Save the file as UTF-8.")
    }
  }
}
